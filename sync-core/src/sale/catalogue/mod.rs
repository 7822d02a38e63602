//! The catalogue: what a salepoint sells, for how much and how taxed, in memory. Rows come in verified; what cannot be sold says
//! why.

mod rows;
mod search;

pub use rows::{
    Article, ArticleCode, Category, Change, FromDay, InForce, Names, PriceList, VatClass, VatKind, in_force,
};

use super::barcode::{CodePattern, ScannedCode};
use super::calendar::Day;
use super::document::Unit;
use super::ids::{ArticleId, CategoryId, VatClassId};
use super::money::{Money, Price, Quantity};
use super::totals::Tax;
use crate::domain::{Language, NameKey, name_key};
use rows::name_in;
use search::Text;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use uuid::Uuid;

/// As many changed articles are put in place one by one; more are sorted anew.
const FEW: usize = 64;

/// An article that can be sold, as on a day.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Goods {
    /// Which.
    pub article: ArticleId,
    /// Its number.
    pub number: String,
    /// Its name in the salepoint's language.
    pub name: String,
    /// What it is counted in.
    pub unit: Unit,
    /// Its VAT class.
    pub class: VatClassId,
    /// That class's letter, and its rate on the day.
    pub tax: Tax,
    /// Its price in the list; none: it is asked for at the till.
    pub price: Option<Price>,
    /// Price or rate is not in force yet, and is the earliest there is (C8).
    pub is_early: bool,
    /// Whether anything may be taken off it.
    pub is_discountable: bool,
}

/// Why an article is not sold here.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum NotSold {
    /// There is no such article.
    #[error("there is no such article here")]
    Unknown,
    /// It has no price in this list.
    #[error("it has no price here")]
    Unpriced,
    /// Not any more.
    #[error("it is not sold here from {0} on")]
    From(Day),
    /// Its VAT class, or a rate of it, is not there.
    #[error("nobody knows how it is taxed")]
    Untaxed,
}

/// What a code leads to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Hit {
    /// The article.
    pub article: ArticleId,
    /// The code as it is kept.
    pub code: ScannedCode,
    /// How much it stands for, where it says so.
    pub quantity: Option<Quantity>,
    /// What the line comes to, where the code says so (C12).
    pub amount: Option<Money>,
}

/// What was found by name.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Hits {
    /// The best of them.
    pub articles: Vec<ArticleId>,
    /// How many there are.
    pub count: usize,
}

/// A page of tiles.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Shelf {
    /// Categories in this one, in their order.
    pub categories: Vec<CategoryId>,
    /// Its articles, in the order of their names.
    pub articles: Vec<ArticleId>,
}

/// All rows of a price list.
#[derive(Clone, Default, Debug)]
pub struct Catalogue {
    language: Language,
    list: Option<PriceList>,
    vat: HashMap<VatClassId, VatClass>,
    categories: BTreeMap<CategoryId, Category>,
    articles: HashMap<ArticleId, Article>,
    codes: BTreeSet<(ScannedCode, ArticleId)>,
    numbers: BTreeSet<(String, ArticleId)>,
    /// In the order of their names.
    order: Vec<ArticleId>,
    /// What is searched: a line for each, in that order.
    text: Text,
}

impl Catalogue {
    /// An empty one, in the salepoint's language.
    pub fn new(language: Language) -> Self {
        Self { language, ..Self::default() }
    }

    /// Takes rows that came or went.
    pub fn apply(&mut self, changes: impl IntoIterator<Item = Change>) {
        let mut changed = BTreeSet::new();
        for change in changes {
            match change {
                Change::List(list) => self.list = list,
                Change::Vat(id, Some(row)) => drop(self.vat.insert(id, row)),
                Change::Vat(id, None) => drop(self.vat.remove(&id)),
                Change::Category(id, Some(row)) => drop(self.categories.insert(id, row)),
                Change::Category(id, None) => drop(self.categories.remove(&id)),
                Change::Article(id, row) => {
                    self.replace(id, row.map(|row| *row));
                    changed.insert(id);
                }
            }
        }
        if !changed.is_empty() {
            self.arrange(&changed);
        }
    }

    /// The price list; none: the salepoint has none.
    pub fn list(&self) -> Option<&PriceList> {
        self.list.as_ref()
    }

    /// How many articles there are.
    pub fn len(&self) -> usize {
        self.articles.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.articles.is_empty()
    }

    /// An article's row.
    pub fn article(&self, id: ArticleId) -> Option<&Article> {
        self.articles.get(&id)
    }

    /// An article's name in the salepoint's language.
    pub fn name(&self, id: ArticleId) -> Option<&str> {
        self.articles.get(&id).map(|row| name_in(self.language, &row.names, &row.name))
    }

    /// A category's name in the salepoint's language.
    pub fn category_name(&self, id: CategoryId) -> Option<&str> {
        self.categories.get(&id).map(|row| name_in(self.language, &row.names, &row.name))
    }

    /// The letter and the rate of a VAT class on a day, and whether the rate is not in force yet.
    pub fn tax(&self, class: VatClassId, day: Day) -> Option<(Tax, bool)> {
        let row = self.vat.get(&class)?;
        let rate = in_force(&row.rates, day)?;
        Some((Tax { class: row.letter, rate: rate.value }, rate.is_early))
    }

    /// An article as it is sold on a day.
    ///
    /// # Errors
    /// Why it is not.
    pub fn goods(&self, id: ArticleId, day: Day) -> Result<Goods, NotSold> {
        let row = self.articles.get(&id).ok_or(NotSold::Unknown)?;
        let (tax, is_rate_early) = self.tax(row.class, day).ok_or(NotSold::Untaxed)?;
        let (price, is_price_early) = if row.is_asked {
            (None, false)
        } else {
            let price = in_force(&row.prices, day).ok_or(NotSold::Unpriced)?;
            (Some(price.value.ok_or(NotSold::From(price.since))?), price.is_early)
        };
        Ok(Goods {
            article: id,
            number: row.number.clone(),
            name: name_in(self.language, &row.names, &row.name).to_owned(),
            unit: row.unit,
            class: row.class,
            tax,
            price,
            is_early: is_price_early || is_rate_early,
            is_discountable: row.is_discountable,
        })
    }

    /// What a code leads to, scanned or typed: first an article that has it, then one whose number stands in it beside a weight
    /// or a price, then one whose number it is. Where two articles have it, which head office refuses, always the same.
    pub fn find(&self, typed: &str) -> Option<Hit> {
        let code = ScannedCode::of(typed)?;
        if let Some(article) = self.with_code(&code) {
            let codes = self.articles.get(&article).map(|row| row.codes.as_slice()).unwrap_or_default();
            let quantity = codes.iter().find(|one| one.code == code).map(|one| one.quantity);
            return Some(Hit { article, code, quantity, amount: None });
        }
        let patterns = self.list.as_ref().map(|list| list.patterns.as_slice()).unwrap_or_default();
        if let Some(read) = CodePattern::read(patterns, typed)
            && let Some(article) = self.by_number(&read.article)
        {
            return Some(Hit { article, code, quantity: read.quantity, amount: read.price });
        }
        self.with_number(code.as_str()).or_else(|| self.with_number(typed.trim())).map(|article| Hit {
            article,
            code,
            quantity: None,
            amount: None,
        })
    }

    /// What has every word of what is typed in its name, its number or a code; the best first.
    pub fn search(&self, typed: &str, most: usize) -> Hits {
        let found = self.text.search(typed, most);
        let articles = found.lines.iter().filter_map(|line| self.order.get(*line).copied());
        Hits { articles: articles.collect(), count: found.count }
    }

    /// What stands on a shelf on a day: what cannot be sold is not there. `None`: what is on none. A category whose parent is
    /// gone is on none, and so is an article whose category is.
    pub fn shelf(&self, category: Option<CategoryId>, day: Day) -> Shelf {
        let known = |id: Option<CategoryId>| id.filter(|id| self.categories.contains_key(id));
        let mut categories: Vec<CategoryId> = self
            .categories
            .iter()
            .filter(|(id, row)| known(row.parent.filter(|parent| parent != *id)) == category && Some(**id) != category)
            .map(|(id, _)| *id)
            .collect();
        categories.sort_by_cached_key(|id| {
            let position = self.categories.get(id).map(|row| row.position);
            (position, name_key(self.language, self.category_name(*id).unwrap_or_default()))
        });
        let is_here = |id: &ArticleId| self.articles.get(id).is_some_and(|row| known(row.category) == category);
        let articles = self.order.iter().copied();
        let articles = articles.filter(|id| is_here(id) && self.goods(*id, day).is_ok()).collect();
        Shelf { categories, articles }
    }

    fn with_code(&self, code: &ScannedCode) -> Option<ArticleId> {
        let from = (code.clone(), ArticleId(Uuid::nil()));
        self.codes.range(from..).next().filter(|(found, _)| found == code).map(|(_, article)| *article)
    }

    fn with_number(&self, number: &str) -> Option<ArticleId> {
        let from = (number.to_owned(), ArticleId(Uuid::nil()));
        self.numbers.range(from..).next().filter(|(found, _)| found == number).map(|(_, article)| *article)
    }

    /// By the six digits of a code: as the number is written, or without the noughts before it.
    fn by_number(&self, digits: &str) -> Option<ArticleId> {
        self.with_number(digits).or_else(|| self.with_number(digits.trim_start_matches('0')))
    }

    fn replace(&mut self, id: ArticleId, row: Option<Article>) {
        let before = self.articles.remove(&id);
        for code in before.iter().flat_map(|row| &row.codes) {
            self.codes.remove(&(code.code.clone(), id));
        }
        if let Some(before) = before {
            self.numbers.remove(&(before.number, id));
        }
        if let Some(row) = row {
            self.codes.extend(row.codes.iter().map(|code| (code.code.clone(), id)));
            self.numbers.insert((row.number.clone(), id));
            self.articles.insert(id, row);
        }
    }

    /// Puts what changed where its name stands.
    fn arrange(&mut self, changed: &BTreeSet<ArticleId>) {
        let lines = self.order.iter().enumerate().map(|(index, id)| (*id, Cow::Borrowed(self.text.line(index))));
        let mut lines: Vec<_> = lines.filter(|(id, _)| !changed.contains(id)).collect();
        for id in changed {
            let Some(row) = self.articles.get(id) else { continue };
            let name = name_in(self.language, &row.names, &row.name);
            let line = search::line_of(name, &row.number, row.codes.iter().map(|code| code.code.as_str()));
            let at = if changed.len() > FEW {
                lines.len()
            } else {
                let key = self.key_of(*id);
                lines.partition_point(|(other, _)| self.key_of(*other) < key)
            };
            lines.insert(at, (*id, Cow::Owned(line)));
        }
        if changed.len() > FEW {
            lines.sort_by_cached_key(|(id, _)| self.key_of(*id));
        }
        let text = Text::of(lines.iter().map(|(_, line)| line.as_ref()));
        self.order = lines.into_iter().map(|(id, _)| id).collect();
        self.text = text;
    }

    fn key_of(&self, id: ArticleId) -> (NameKey, ArticleId) {
        (name_key(self.language, self.name(id).unwrap_or_default()), id)
    }
}

#[cfg(test)]
mod tests;
