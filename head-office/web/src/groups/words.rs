//! What rights are called, and in which order and under which headings forms show them.

use head_office_domain::office_rights::{Level, OfficeArea};
use sync_core::domain::PosAction;

/// What is allowed at the POS: heading, then actions with their words.
pub const POS: [(&str, &[(PosAction, &str)]); 3] = [
    (
        "pos-session",
        &[
            (PosAction::LoginWhenStale, "pos-login-when-stale"),
            (PosAction::ForceResync, "pos-force-resync"),
            (PosAction::UnlockTerminal, "pos-unlock-terminal"),
            (PosAction::ApproveForOthers, "pos-approve-for-others"),
        ],
    ),
    (
        "pos-sale",
        &[
            (PosAction::Sell, "pos-sell"),
            (PosAction::GiveDiscount, "pos-give-discount"),
            (PosAction::ChangePrice, "pos-change-price"),
            (PosAction::VoidLine, "pos-void-line"),
            (PosAction::Refund, "pos-refund"),
        ],
    ),
    ("pos-money", &[(PosAction::OpenDrawer, "pos-open-drawer"), (PosAction::CloseDay, "pos-close-day")]),
];

/// What is allowed in the office: heading, then areas with their words.
pub const OFFICE: [(&str, &[(OfficeArea, &str)]); 3] = [
    (
        "areas-people-and-places",
        &[
            (OfficeArea::Users, "users"),
            (OfficeArea::UserGroups, "groups"),
            (OfficeArea::Salepoints, "salepoints"),
            (OfficeArea::Stores, "stores"),
        ],
    ),
    (
        "areas-system",
        &[
            (OfficeArea::Terminals, "terminals"),
            (OfficeArea::Licences, "area-licences"),
            (OfficeArea::Policies, "area-policies"),
            (OfficeArea::Journal, "area-journal"),
        ],
    ),
    (
        "areas-trade",
        &[
            (OfficeArea::Sales, "area-sales"),
            (OfficeArea::Reports, "area-reports"),
            (OfficeArea::PurchaseInvoices, "area-purchase-invoices"),
            (OfficeArea::InventoryCounts, "area-inventory-counts"),
        ],
    ),
];

/// Whether there is something of an area in the office yet. A right in another one is offered nobody; who has one keeps it.
pub fn has_pages(area: OfficeArea) -> bool {
    match area {
        OfficeArea::Users
        | OfficeArea::UserGroups
        | OfficeArea::Salepoints
        | OfficeArea::Stores
        | OfficeArea::Terminals
        | OfficeArea::Licences
        | OfficeArea::Policies
        | OfficeArea::Journal => true,
        OfficeArea::Sales | OfficeArea::Reports | OfficeArea::PurchaseInvoices | OfficeArea::InventoryCounts => false,
    }
}

/// What levels are called.
pub const LEVELS: [(Level, &str); 3] =
    [(Level::None, "level-none"), (Level::Read, "level-read"), (Level::Edit, "level-edit")];

/// The words for an action.
pub fn action(of: PosAction) -> &'static str {
    POS.iter().flat_map(|(_, actions)| *actions).find(|(known, _)| *known == of).map_or("", |(_, words)| words)
}

/// The words for an area.
pub fn area(of: OfficeArea) -> &'static str {
    OFFICE.iter().flat_map(|(_, areas)| *areas).find(|(known, _)| *known == of).map_or("", |(_, words)| words)
}

/// The words for a level.
pub fn level(of: Level) -> &'static str {
    LEVELS.iter().find(|(known, _)| *known == of).map_or("", |(_, words)| words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_right_stands_in_the_form_once() {
        assert!(PosAction::ALL.into_iter().all(|one| !action(one).is_empty()));
        assert!(OfficeArea::ALL.iter().all(|one| !area(*one).is_empty()));
        assert_eq!(POS.iter().map(|(_, actions)| actions.len()).sum::<usize>(), PosAction::ALL.len());
        assert_eq!(OFFICE.iter().map(|(_, areas)| areas.len()).sum::<usize>(), OfficeArea::ALL.len());
    }
}
