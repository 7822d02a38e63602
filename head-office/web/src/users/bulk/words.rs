//! The keys of the words for what can be done with several users.

use head_office_office::personnel::bulk::{BulkKind, LeftOut};

/// The words for one kind of change.
pub struct Words {
    /// As it is offered.
    pub offer: &'static str,
    /// As long as it is not known with what.
    pub choose: &'static str,
    /// The question before it.
    pub ask: &'static str,
    /// What it means for whom it changes.
    pub effect: &'static str,
    /// The button.
    pub make: &'static str,
    /// That it was done.
    pub done: &'static str,
}

/// The words for this kind.
pub fn words(kind: BulkKind) -> Words {
    match kind {
        BulkKind::AddSalepoint => Words {
            offer: "bulk-add-salepoint",
            choose: "bulk-choose-add-salepoint",
            ask: "bulk-ask-add-salepoint",
            effect: "bulk-effect-add-salepoint",
            make: "bulk-do-add-salepoint",
            done: "bulk-done-add-salepoint",
        },
        BulkKind::RemoveSalepoint => Words {
            offer: "bulk-remove-salepoint",
            choose: "bulk-choose-remove-salepoint",
            ask: "bulk-ask-remove-salepoint",
            effect: "bulk-effect-remove-salepoint",
            make: "bulk-do-remove-salepoint",
            done: "bulk-done-remove-salepoint",
        },
        BulkKind::AddStore => Words {
            offer: "bulk-add-store",
            choose: "bulk-choose-add-store",
            ask: "bulk-ask-add-store",
            effect: "bulk-effect-add-store",
            make: "bulk-do-add-store",
            done: "bulk-done-add-store",
        },
        BulkKind::RemoveStore => Words {
            offer: "bulk-remove-store",
            choose: "bulk-choose-remove-store",
            ask: "bulk-ask-remove-store",
            effect: "bulk-effect-remove-store",
            make: "bulk-do-remove-store",
            done: "bulk-done-remove-store",
        },
        BulkKind::ChangeGroup => Words {
            offer: "bulk-change-group",
            choose: "bulk-choose-change-group",
            ask: "bulk-ask-change-group",
            effect: "bulk-effect-change-group",
            make: "bulk-do-change-group",
            done: "bulk-done-change-group",
        },
        BulkKind::Deactivate => Words {
            offer: "bulk-deactivate",
            choose: "bulk-choose-deactivate",
            ask: "bulk-ask-deactivate",
            effect: "bulk-effect-deactivate",
            make: "bulk-do-deactivate",
            done: "bulk-done-deactivate",
        },
        BulkKind::Activate => Words {
            offer: "bulk-activate",
            choose: "bulk-choose-activate",
            ask: "bulk-ask-activate",
            effect: "bulk-effect-activate",
            make: "bulk-do-activate",
            done: "bulk-done-activate",
        },
    }
}

/// Why somebody is left out.
pub fn reason(reason: LeftOut) -> &'static str {
    match reason {
        LeftOut::AlreadySo => "bulk-left-already-so",
        LeftOut::OfficeRights => "bulk-left-office-rights",
        LeftOut::Oneself => "bulk-left-oneself",
        LeftOut::ChangedSince => "bulk-left-changed-since",
        LeftOut::Gone => "bulk-left-gone",
    }
}
