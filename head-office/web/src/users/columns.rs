//! The columns of the list, and how an office user wants them: which, in which order, and how many rows a page has.

use head_office_store::list_layouts::ListLayout;
use head_office_store::user_list::SortBy;

/// The list's name where layouts are stored.
pub const LIST: &str = "users";
/// How many rows a page may have; the first is the standard.
pub const ROWS: [u64; 3] = [25, 50, 100];
/// The widest table, in rem, whose head can stay below the top bar; a wider one scrolls in a box of its own.
const WIDEST: u32 = 69;

/// A column.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Column {
    FirstName,
    LastName,
    Group,
    Salepoints,
    Stores,
    Status,
    LastPosLogin,
    Language,
    Office,
    DefaultStore,
    Created,
    Reference,
}

impl Column {
    /// All of them: code, key of its words, rem it takes, whether the standard layout shows it.
    const ALL: [(Self, &str, &str, u32, bool); 12] = [
        (Self::FirstName, "first_name", "column-first-name", 9, true),
        (Self::LastName, "last_name", "column-last-name", 9, true),
        (Self::Group, "group", "column-group", 9, true),
        (Self::Salepoints, "salepoints", "column-salepoints", 12, true),
        (Self::Stores, "stores", "column-stores", 10, true),
        (Self::Status, "status", "column-status", 9, true),
        (Self::LastPosLogin, "last_pos_login", "column-last-pos-login", 9, true),
        (Self::Language, "language", "column-language", 7, false),
        (Self::Office, "office", "column-office", 12, false),
        (Self::DefaultStore, "default_store", "column-default-store", 10, false),
        (Self::Created, "created", "column-created", 9, false),
        (Self::Reference, "ref", "column-reference", 9, false),
    ];

    fn facts(self) -> (&'static str, &'static str, u32) {
        let known = Self::ALL.iter().find(|(column, ..)| *column == self);
        known.map_or(("", "", 0), |(_, code, words, width, _)| (code, words, *width))
    }

    /// Its name in addresses and in the database.
    pub fn code(self) -> &'static str {
        self.facts().0
    }

    /// The key of its words.
    pub fn words(self) -> &'static str {
        self.facts().1
    }

    /// The one with this name.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, known, ..)| *known == code).map(|(column, ..)| *column)
    }

    /// Whether it cannot be left out.
    pub fn is_name(self) -> bool {
        matches!(self, Self::FirstName | Self::LastName)
    }

    /// Whether it holds times.
    pub fn is_time(self) -> bool {
        matches!(self, Self::LastPosLogin | Self::Created)
    }

    /// What sorts by it.
    pub fn sort(self) -> Option<SortBy> {
        match self {
            Self::FirstName => Some(SortBy::FirstName),
            Self::LastName => Some(SortBy::LastName),
            Self::Group => Some(SortBy::Group),
            _ => None,
        }
    }

    /// What the address says when it is sorted by; nothing of the first name, by which it is to begin with. `None`: it
    /// cannot be sorted by.
    pub fn sort_code(self) -> Option<&'static str> {
        self.sort().map(|by| if by == SortBy::FirstName { "" } else { self.code() })
    }
}

/// A step of a column in the order.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Step {
    Up,
    Down,
}

/// See the module. Holds every column once; the names are always shown.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Layout {
    /// In order, each with whether it is shown.
    pub columns: Vec<(Column, bool)>,
    /// Rows of a page.
    pub rows: u64,
}

impl Default for Layout {
    fn default() -> Self {
        let columns = Column::ALL.iter().map(|(column, .., shown)| (*column, *shown)).collect();
        Self { columns, rows: ROWS[0] }
    }
}

impl Layout {
    /// Of what is stored or stands in an address; what makes no sense is as in the standard layout.
    pub fn read(stored: &ListLayout) -> Self {
        let mut columns: Vec<(Column, bool)> = Vec::new();
        for code in stored.columns.split(',') {
            let hidden = code.strip_prefix('-');
            if let Some(column) = Column::from_code(hidden.unwrap_or(code))
                && columns.iter().all(|(known, _)| *known != column)
            {
                columns.push((column, hidden.is_none() || column.is_name()));
            }
        }
        for (column, shown) in Self::default().columns {
            if columns.iter().all(|(known, _)| *known != column) {
                columns.push((column, shown && column.is_name()));
            }
        }
        Self { columns, rows: ROWS.into_iter().find(|rows| *rows == stored.rows_per_page).unwrap_or(ROWS[0]) }
    }

    /// As it is stored.
    pub fn stored(&self) -> ListLayout {
        let code = |(column, shown): &(Column, bool)| format!("{}{}", if *shown { "" } else { "-" }, column.code());
        let columns = self.columns.iter().map(code).collect::<Vec<_>>().join(",");
        ListLayout { columns, rows_per_page: self.rows }
    }

    /// As it stands in an address.
    pub fn in_address(&self) -> String {
        format!("{}.{}", self.rows, self.stored().columns)
    }

    /// Of what stands in an address; empty: none.
    pub fn from_address(text: &str) -> Option<Self> {
        let (rows, columns) = text.split_once('.')?;
        Some(Self::read(&ListLayout { columns: columns.to_owned(), rows_per_page: rows.parse().ok()? }))
    }

    /// With a column a step further up or down.
    pub fn moved(mut self, column: Column, step: Step) -> Self {
        let Some(from) = self.columns.iter().position(|(known, _)| *known == column) else { return self };
        let to = match step {
            Step::Up => from.checked_sub(1),
            Step::Down => Some(from + 1).filter(|to| *to < self.columns.len()),
        };
        if let Some(to) = to {
            self.columns.swap(from, to);
        }
        self
    }

    /// The columns that are shown.
    pub fn shown(&self) -> Vec<Column> {
        self.columns.iter().filter(|(_, shown)| *shown).map(|(column, _)| *column).collect()
    }

    /// Whether so many columns need a box that scrolls.
    pub fn is_wide(columns: &[Column]) -> bool {
        columns.iter().map(|column| column.facts().2).sum::<u32>() > WIDEST
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(columns: &str, rows_per_page: u64) -> Layout {
        Layout::read(&ListLayout { columns: columns.into(), rows_per_page })
    }

    #[test]
    fn whatever_is_stored_the_names_are_there_and_every_column_is_there_once() {
        for columns in ["", "group", "-first_name,-last_name", "x,,-,group,group,-group", "created,-status"] {
            let layout = of(columns, 7);
            assert_eq!(layout.columns.len(), Column::ALL.len(), "{columns}");
            assert_eq!(layout.rows, 25);
            let shown = layout.shown();
            assert!(shown.contains(&Column::FirstName) && shown.contains(&Column::LastName), "{columns}");
            assert_eq!(Layout::read(&layout.stored()), layout, "{columns}");
            assert_eq!(Layout::from_address(&layout.in_address()), Some(layout), "{columns}");
        }
        assert_eq!(of("created,last_name", 50).shown(), [Column::Created, Column::LastName, Column::FirstName]);
        assert_eq!(Layout::default().shown().len(), 7);
        assert_eq!(Layout::from_address("x"), None);
    }

    #[test]
    fn columns_move_by_a_step_and_not_over_the_ends() {
        let layout = Layout::default();
        let up = layout.clone().moved(Column::LastName, Step::Up);
        assert_eq!(up.shown()[..2], [Column::LastName, Column::FirstName]);
        assert_eq!(up.clone().moved(Column::LastName, Step::Up), up);
        assert_eq!(up.moved(Column::LastName, Step::Down), layout);
        assert_eq!(layout.clone().moved(Column::Reference, Step::Down), layout);
    }
}
