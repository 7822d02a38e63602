//! What a user group allows in the office.

use std::fmt;

macro_rules! coded {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $code:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub enum $name {
            $($(#[$variant_doc])* $variant,)+
        }

        impl $name {
            /// All of them, in the order forms show them.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The name in files and in the database.
            pub fn code(self) -> &'static str {
                match self {
                    $(Self::$variant => $code,)+
                }
            }

            /// The one with this name.
            pub fn from_code(code: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|known| known.code() == code)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.code())
            }
        }
    };
}

coded! {
    /// A part of the office.
    OfficeArea {
        /// Personnel → Users.
        Users = "users",
        /// Personnel → User groups.
        UserGroups = "user_groups",
        /// Salepoints.
        Salepoints = "salepoints",
        /// Stores.
        Stores = "stores",
        /// Terminals and their enrolment.
        Terminals = "terminals",
        /// Settings → Licences and modules.
        Licences = "licences",
        /// The policy of the terminals.
        Policies = "policies",
        /// The terminals' journals.
        Journal = "journal",
        /// Sales and invoices.
        Sales = "sales",
        /// Reports.
        Reports = "reports",
        /// Purchase invoices.
        PurchaseInvoices = "purchase_invoices",
        /// Inventory counts.
        InventoryCounts = "inventory_counts",
    }
}

coded! {
    /// How far a right in an area goes; each includes those before it.
    Level {
        /// The area is not there.
        None = "none",
        /// Looking.
        Read = "read",
        /// Changing.
        Edit = "edit",
    }
}
