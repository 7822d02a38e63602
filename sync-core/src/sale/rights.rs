//! Who may do what: the one table of what can be done while selling, the right of the user group that each needs, and what of it
//! somebody else may allow once.

use super::document::{Approval, Person};
use super::ids::RequestId;
use super::money::{Money, Rate};
use crate::domain::{GroupId, PosAction, PosRights, UnixMs, UserId};
use serde::{Deserialize, Serialize};

macro_rules! deeds {
    ($($(#[$doc:meta])+ $name:ident = $code:literal, $action:ident, $approvable:literal;)+) => {
        /// Something that can be done while selling.
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
        #[serde(from = "String", into = "String")]
        pub enum Deed {
            $($(#[$doc])+ $name,)+
            /// A deed of a newer version. Nobody here may do it.
            Other(String),
        }

        impl Deed {
            /// All that this version knows.
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// The name in documents.
            pub fn code(&self) -> &str {
                match self {
                    $(Self::$name => $code,)+
                    Self::Other(code) => code,
                }
            }

            /// The right that it needs.
            pub fn action(&self) -> Option<PosAction> {
                match self {
                    $(Self::$name => Some(PosAction::$action),)+
                    Self::Other(_) => None,
                }
            }

            /// Whether another user may allow it once.
            pub fn is_approvable(&self) -> bool {
                match self {
                    $(Self::$name => $approvable,)+
                    Self::Other(_) => false,
                }
            }
        }

        impl From<String> for Deed {
            fn from(code: String) -> Self {
                match code.as_str() {
                    $($code => Self::$name,)+
                    _ => Self::Other(code),
                }
            }
        }
    };
}

deeds! {
    /// Add articles, set quantities to more, pay.
    Sell = "sell", Sell, false;
    /// Take off again, at once, what one scanned last.
    UndoLast = "undo_last", Sell, false;
    /// Put a sale aside.
    Park = "park", Sell, false;
    /// Take up a sale that was put aside.
    Resume = "resume", Sell, false;
    /// Open the day.
    OpenDay = "open_day", Sell, false;
    /// Print a receipt once more.
    PrintCopy = "print_copy", Sell, false;
    /// Take something off a line or the sale.
    Discount = "discount", GiveDiscount, true;
    /// Another price than the list's.
    ChangePrice = "change_price", ChangePrice, true;
    /// Take a line off, or a part of it.
    Void = "void", VoidLine, true;
    /// Take all off.
    Cancel = "cancel", VoidLine, true;
    /// Say that an approved card payment was taken back at the card terminal.
    ReverseCard = "reverse_card", VoidLine, true;
    /// Give money back against a receipt that was looked up.
    Refund = "refund", Refund, true;
    /// Give money back against a receipt that nobody can look up: always two.
    RefundUnseen = "refund_unseen", Refund, true;
    /// Give money back by another kind than it came: always two.
    RefundOtherKind = "refund_other_kind", Refund, true;
    /// Give all of a receipt back after a wrong payment, and sell it again.
    SellAgain = "sell_again", Refund, true;
    /// Open the drawer without a payment.
    OpenDrawer = "open_drawer", OpenDrawer, true;
    /// Put cash in.
    CashIn = "cash_in", OpenDrawer, true;
    /// Take cash out.
    CashOut = "cash_out", OpenDrawer, true;
    /// Look at the sums of the day.
    ReadDay = "read_day", CloseDay, true;
    /// Close the day.
    CloseDay = "close_day", CloseDay, true;
    /// Go on selling in yesterday's day.
    GoOn = "go_on", CloseDay, true;
    /// Begin or end training.
    Train = "train", CloseDay, true;
}

impl From<Deed> for String {
    fn from(deed: Deed) -> Self {
        deed.code().to_owned()
    }
}

impl Deed {
    /// Whether the right alone is never enough: somebody else looks too.
    pub fn needs_two(&self) -> bool {
        matches!(self, Self::RefundUnseen | Self::RefundOtherKind)
    }
}

/// What a user group allows at most. None: no limit.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug, Serialize, Deserialize)]
pub struct Limits {
    /// The most that is taken off, of a line or of a sale; discounts of a line count together.
    #[serde(default)]
    pub most_discount: Option<Rate>,
    /// The most that is given back: of one receipt, and by one user in a day (C11).
    #[serde(default)]
    pub most_refund: Option<Money>,
}

/// What somebody wants to do, with what its limit is about.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Wish {
    /// What.
    pub deed: Deed,
    /// How much money goes back, with what the user gave back this day.
    pub amount: Option<Money>,
    /// What part is taken off.
    pub rate: Option<Rate>,
}

impl Wish {
    /// A deed without a limit.
    pub fn of(deed: Deed) -> Self {
        Self { deed, amount: None, rate: None }
    }
}

/// Whose rights hold: those of the session now.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Actor {
    /// Who.
    pub person: Person,
    /// The user group.
    pub group: GroupId,
    /// What it allows.
    pub rights: PosRights,
    /// And at most.
    pub limits: Limits,
}

/// What the table says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum May {
    /// Done.
    Yes(Box<Leave>),
    /// Somebody with this right can allow it, and a limit that covers it.
    Ask(PosAction),
    /// Nobody can allow it once: the user group lacks the right.
    No(PosAction),
    /// This version does not know how.
    Unknown,
}

/// That a wish was looked up in the table and is allowed. Made here only: what needs a right takes one of these.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Leave {
    wish: Wish,
    by: Person,
    approval: Option<Approval>,
}

impl Leave {
    /// Whether it is for this deed, and for no less than this part and amount.
    pub fn covers(&self, wish: &Wish) -> bool {
        let enough =
            |asked: Option<i64>, left: Option<i64>| asked.is_none_or(|asked| left.is_some_and(|left| asked <= left));
        self.wish.deed == wish.deed
            && enough(wish.rate.map(Rate::get), self.wish.rate.map(Rate::get))
            && enough(wish.amount.map(|amount| amount.0), self.wish.amount.map(|amount| amount.0))
    }

    /// Who does it.
    pub fn by(&self) -> &Person {
        &self.by
    }

    /// The approval, if it took one. It goes into the document.
    pub fn approval(&self) -> Option<&Approval> {
        self.approval.as_ref()
    }
}

/// Whether somebody may do it, or whom to ask.
pub fn may(actor: &Actor, wish: &Wish) -> May {
    let Some(action) = wish.deed.action() else { return May::Unknown };
    if actor.rights.allow(action) && !wish.deed.needs_two() && within_limits(&actor.limits, wish) {
        return May::Yes(Box::new(Leave { wish: wish.clone(), by: actor.person.clone(), approval: None }));
    }
    // Who does it may sell; what is approved is the rest.
    let may_be_asked = wish.deed.is_approvable() && actor.rights.allow(PosAction::Sell);
    if may_be_asked { May::Ask(action) } else { May::No(action) }
}

/// Whether this user can allow others such a wish.
pub fn can_approve(approver: &Actor, wish: &Wish) -> bool {
    let has_right = wish.deed.action().is_some_and(|action| approver.rights.allow(action));
    wish.deed.is_approvable()
        && has_right
        && approver.rights.allow(PosAction::ApproveForOthers)
        && within_limits(&approver.limits, wish)
}

/// What an approval allows: one request, once, by somebody else who can. `None`: this user cannot, or is the one who asks.
pub fn approved(asking: &Actor, wish: &Wish, approver: &Actor, request: RequestId, at: UnixMs) -> Option<Leave> {
    let is_other = approver.person.id != asking.person.id;
    let is_asked = matches!(may(asking, wish), May::Ask(_));
    (is_other && is_asked && can_approve(approver, wish)).then(|| Leave {
        wish: wish.clone(),
        by: asking.person.clone(),
        approval: Some(Approval {
            request,
            deed: wish.deed.clone(),
            by: approver.person.clone(),
            group: approver.group,
            at,
            amount: wish.amount,
            rate: wish.rate,
        }),
    })
}

/// Who of all these can allow it to the one who asks: what the screen says where the right is lacking.
pub fn who_can<'a>(asking: UserId, wish: &Wish, all: impl IntoIterator<Item = &'a Actor>) -> Vec<&'a Person> {
    let others = all.into_iter().filter(|actor| actor.person.id != asking);
    others.filter(|actor| can_approve(actor, wish)).map(|actor| &actor.person).collect()
}

fn within_limits(limits: &Limits, wish: &Wish) -> bool {
    let rate_fits = wish.rate.is_none_or(|rate| limits.most_discount.is_none_or(|most| rate <= most));
    let amount_fits = wish.amount.is_none_or(|amount| limits.most_refund.is_none_or(|most| amount <= most));
    rate_fits && amount_fits
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn actor(id: u128, actions: &[PosAction], limits: Limits) -> Actor {
        let person = Person { id: UserId(Uuid::from_u128(id)), first: "Mari".into(), last: format!("{id}") };
        Actor { person, group: GroupId(Uuid::nil()), rights: actions.iter().copied().collect(), limits }
    }

    fn ask(asking: &Actor, deed: &Deed, approver: &Actor) -> Option<Leave> {
        approved(asking, &Wish::of(deed.clone()), approver, RequestId(Uuid::nil()), UnixMs(0))
    }

    #[test]
    fn each_deed_times_each_right_with_and_without_approval() {
        let none = Limits::default();
        for deed in Deed::ALL {
            let action = deed.action().unwrap();
            let wish = Wish::of(deed.clone());
            for rights in PosAction::ALL.map(|one| vec![one]).into_iter().chain([vec![], PosAction::ALL.to_vec()]) {
                let one = actor(1, &rights, none);
                let takes_two = matches!(deed, Deed::RefundUnseen | Deed::RefundOtherKind);
                let has_it = rights.contains(&action) && !takes_two;
                let expected = match (has_it, deed.is_approvable() && rights.contains(&PosAction::Sell)) {
                    (true, _) => "yes",
                    (false, true) => "ask",
                    (false, false) => "no",
                };
                let said = match may(&one, &wish) {
                    May::Yes(_) => "yes",
                    May::Ask(asked) => {
                        assert_eq!(asked, action);
                        "ask"
                    }
                    May::No(asked) => {
                        assert_eq!(asked, action);
                        "no"
                    }
                    May::Unknown => "unknown",
                };
                assert_eq!(said, expected, "{} with {rights:?}", deed.code());
                // Who has all can allow it where it is asked for, and nobody without `approve_for_others`.
                let supervisor = actor(2, &PosAction::ALL, none);
                assert_eq!(ask(&one, deed, &supervisor).is_some(), expected == "ask", "{}", deed.code());
                assert!(ask(&one, deed, &actor(3, &[action], none)).is_none());
                assert!(ask(&one, deed, &actor(1, &PosAction::ALL, none)).is_none(), "oneself is nobody else");
            }
            assert_eq!(Deed::from(String::from(deed.clone())), *deed);
        }
        assert_eq!(may(&actor(1, &PosAction::ALL, none), &Wish::of(Deed::Other("levitate".into()))), May::Unknown);
    }

    #[test]
    fn a_limit_is_covered_by_a_higher_one_only() {
        let most =
            |rate: i64, cents: i64| Limits { most_discount: Rate::new(rate).ok(), most_refund: Some(Money(cents)) };
        let one = actor(1, &[PosAction::Sell, PosAction::GiveDiscount, PosAction::Refund], most(1_000, 5_000));
        let discount = |rate: i64| Wish { rate: Rate::new(rate).ok(), ..Wish::of(Deed::Discount) };
        let refund = |cents: i64| Wish { amount: Some(Money(cents)), ..Wish::of(Deed::Refund) };
        assert!(
            matches!(may(&one, &discount(1_000)), May::Yes(_)) && matches!(may(&one, &discount(1_001)), May::Ask(_))
        );
        assert!(matches!(may(&one, &refund(5_000)), May::Yes(_)) && matches!(may(&one, &refund(5_001)), May::Ask(_)));
        let supervisor = actor(2, &PosAction::ALL, most(2_500, 10_000));
        assert!(can_approve(&supervisor, &discount(2_500)) && !can_approve(&supervisor, &discount(2_501)));
        assert!(can_approve(&supervisor, &refund(10_000)) && !can_approve(&supervisor, &refund(10_001)));
        let chief = actor(3, &PosAction::ALL, Limits::default());
        let all = [one.clone(), supervisor.clone(), chief.clone()];
        assert_eq!(who_can(one.person.id, &discount(2_501), &all), [&chief.person]);
        // A leave is for what was asked, and not for more.
        let leave = approved(&one, &discount(2_000), &supervisor, RequestId(Uuid::nil()), UnixMs(0)).unwrap();
        assert!(leave.covers(&discount(2_000)) && !leave.covers(&discount(2_001)) && !leave.covers(&refund(1)));
    }
}
