//! What a user group allows at the POS.

use serde::{Deserialize, Deserializer, Serialize};
use std::collections::BTreeSet;
use std::str::FromStr;

/// One action at the POS that a user group allows or not.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PosAction {
    /// Log in when the terminal's data is older than the policy's `valid_for`.
    LoginWhenStale,
    /// Reload a terminal's data from head office.
    ForceResync,
    /// Refill a throttled terminal's attempts.
    UnlockTerminal,
    /// Allow another user one action that user's group lacks.
    ApproveForOthers,
    /// Sell.
    Sell,
    /// Give a discount.
    GiveDiscount,
    /// Change a price.
    ChangePrice,
    /// Void a line of a receipt.
    VoidLine,
    /// Refund.
    Refund,
    /// Open the cash drawer.
    OpenDrawer,
    /// Close the day.
    CloseDay,
}

impl PosAction {
    /// All actions, in the order forms and lists show them.
    pub const ALL: [Self; 11] = [
        Self::LoginWhenStale,
        Self::ForceResync,
        Self::UnlockTerminal,
        Self::ApproveForOthers,
        Self::Sell,
        Self::GiveDiscount,
        Self::ChangePrice,
        Self::VoidLine,
        Self::Refund,
        Self::OpenDrawer,
        Self::CloseDay,
    ];

    /// The name in files and on the wire.
    pub fn code(self) -> &'static str {
        match self {
            Self::LoginWhenStale => "login_when_stale",
            Self::ForceResync => "force_resync",
            Self::UnlockTerminal => "unlock_terminal",
            Self::ApproveForOthers => "approve_for_others",
            Self::Sell => "sell",
            Self::GiveDiscount => "give_discount",
            Self::ChangePrice => "change_price",
            Self::VoidLine => "void_line",
            Self::Refund => "refund",
            Self::OpenDrawer => "open_drawer",
            Self::CloseDay => "close_day",
        }
    }
}

/// Not the code of an action.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("unknown POS action “{0}”")]
pub struct UnknownAction(pub String);

impl FromStr for PosAction {
    type Err = UnknownAction;

    fn from_str(text: &str) -> Result<Self, UnknownAction> {
        Self::ALL.into_iter().find(|action| action.code() == text).ok_or_else(|| UnknownAction(text.into()))
    }
}

/// The actions a group allows. Reading skips actions this version does not know: a newer head office may have more.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize)]
#[serde(transparent)]
pub struct PosRights(pub BTreeSet<PosAction>);

impl PosRights {
    /// Whether the action is allowed.
    pub fn allow(&self, action: PosAction) -> bool {
        self.0.contains(&action)
    }
}

impl<'de> Deserialize<'de> for PosRights {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let codes = Vec::<String>::deserialize(from)?;
        Ok(Self(codes.iter().filter_map(|code| code.parse().ok()).collect()))
    }
}

impl FromIterator<PosAction> for PosRights {
    fn from_iter<I: IntoIterator<Item = PosAction>>(actions: I) -> Self {
        Self(actions.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{decode, encode};

    #[test]
    fn every_code_is_what_serde_writes() {
        for action in PosAction::ALL {
            assert_eq!(decode::<String>(&encode(&action)).unwrap(), action.code());
            assert_eq!(action.code().parse(), Ok(action));
        }
    }

    #[test]
    fn an_action_of_the_future_is_skipped() {
        let rights: PosRights = decode(&encode(&vec!["sell", "levitate", "refund"])).unwrap();
        assert_eq!(rights, [PosAction::Sell, PosAction::Refund].into_iter().collect());
    }
}
