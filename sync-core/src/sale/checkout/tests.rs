use super::*;
use crate::domain::PosAction;
use crate::sale::cart::{How, MOST_CARDS};
use crate::sale::document::Unit;
use crate::sale::samples::*;
use proptest::prelude::*;

fn cart_of(cents: i64) -> Cart {
    let mut cart = cart();
    let goods = goods(11, "Sai", Some(cents), Unit::Piece, 'A', 2_400);
    cart.add(&goods, How::default(), &leave_to(Deed::Sell), now(0), cursor()).unwrap();
    cart
}

fn paying(cents: i64) -> Checkout {
    let mut checkout = Checkout::new(cart_of(cents), CashStep::FIVE);
    assert_eq!(checkout.pay(|_| None), Ok(0));
    checkout
}

fn confirm(checkout: &mut Checkout, token: Token) -> Result<Vec<Step>, CheckoutError> {
    checkout.confirm(token, Bytes32([7; 32]), &leave_to(Deed::Sell), |_| None)
}

/// Confirm, in the state it shows.
fn press(checkout: &mut Checkout) -> Result<Vec<Step>, CheckoutError> {
    let token = checkout.token();
    confirm(checkout, token)
}

/// The program ends, and is started again.
fn restarted(checkout: &Checkout) -> Checkout {
    Checkout::from_bytes(&checkout.to_bytes(), CashStep::FIVE).unwrap()
}

#[test]
fn nothing_is_shown_opened_or_printed_before_it_is_stored() {
    let mut checkout = paying(1_134);
    assert_eq!(press(&mut checkout), Err(CheckoutError::Left(Money(1_134))));
    checkout.cash(Money(2_000)).unwrap();
    let steps = press(&mut checkout).unwrap();
    let [Step::Commit { token, id, sale, .. }] = &steps[..] else { panic!("{steps:?}") };
    assert_eq!((*id, checkout.phase()), (cart().id(), Phase::Storing));
    assert_eq!((sale.total, sale.change, sale.rounding), (Money(1_134), Money(865), Money(1)));
    // Field fault 15: what is kept is what was due.
    assert_eq!((sale.payments[0].given, sale.payments[0].kept), (Money(2_000), Money(1_135)));
    let steps = checkout.committed(*token, Committed::Stored);
    assert_eq!(steps, [Step::OpenDrawer, Step::ShowPaid { change: Money(865) }, Step::Print]);
    assert_eq!(checkout.committed(*token, Committed::Stored), [], "said once");
}

/// A sale as the first version wrote it while a card was asked for; every later version takes it up.
const DRAFT: &str = include_str!("draft.txt");

#[test]
fn a_draft_reads_back_as_it_was_always_written() {
    let mut checkout = paying(1_134);
    checkout.cash(Money(634)).unwrap();
    checkout.card(Money(500), &mari(), now(1)).unwrap();
    let hex: String = checkout.to_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(hex, DRAFT.trim_end());
    let back = restarted(&checkout);
    assert_eq!(
        (back.phase(), back.card_asked(), back.payments().left()),
        (Phase::CardAsked, Some(Money(500)), Money(500))
    );
}

#[test]
fn twelve_presses_are_one_sale() {
    // Field fault 16.
    let mut checkout = paying(500);
    checkout.cash(Money(500)).unwrap();
    let token = checkout.token();
    let commits: usize = (0..12).map(|_| confirm(&mut checkout, token).unwrap().len()).sum();
    assert_eq!(commits, 1);
    let stored = checkout.token();
    assert!(checkout.cart_mut().is_none() && checkout.cash(Money(1)).is_err() && !checkout.may_be_left());
    checkout.committed(stored, Committed::Stored);
    assert_eq!(press(&mut checkout), Ok(vec![]), "paid is paid");
}

#[test]
fn a_sale_that_is_not_stored_did_not_happen_and_one_nobody_knows_of_stops_selling() {
    for (result, phase, steps) in
        [(Committed::Failed, Phase::Paying, vec![]), (Committed::Unknown, Phase::Stuck, vec![Step::DiskFailed])]
    {
        let mut checkout = paying(500);
        checkout.cash(Money(500)).unwrap();
        press(&mut checkout).unwrap();
        assert_eq!(checkout.committed(checkout.token(), result), steps);
        assert_eq!(checkout.phase(), phase);
        let again = press(&mut checkout).unwrap();
        assert_eq!(again.len(), usize::from(phase == Phase::Paying));
    }
}

#[test]
fn a_card_is_asked_for_after_that_is_written_and_believed_after_the_answer_is() {
    // Field fault 17: stopped at each point.
    let mut checkout = paying(1_240);
    let steps = checkout.card(Money(1_240), &mari(), now(1)).unwrap();
    let [Step::StoreDraft { token, bytes }] = &steps[..] else { panic!("{steps:?}") };
    assert_eq!(*bytes, checkout.to_bytes());
    assert!(checkout.card_said(true, None, &mari(), now(2)).is_err(), "nobody was asked yet");
    assert_eq!(checkout.draft_stored(*token), [Step::AskCard(Money(1_240))]);

    let mut back = restarted(&checkout);
    assert_eq!((back.phase(), back.card_asked()), (Phase::CardAsked, Some(Money(1_240))));
    assert!(!back.may_be_left() && back.back().is_err() && back.cash(Money(1)).is_err());
    assert_eq!(back.card_said(true, Some(&"9".repeat(21)), &mari(), now(9)), Err(CheckoutError::Reference));
    let steps = back.card_said(true, Some(" 0042 "), &mari(), now(9)).unwrap();
    assert!(matches!(&steps[..], [Step::StoreDraft { .. }]));
    assert!(press(&mut back).unwrap().is_empty(), "not before it is written");
    back.draft_stored(back.token());

    let mut back = restarted(&back);
    assert_eq!((back.phase(), back.payments().left()), (Phase::Paying, Money::ZERO));
    assert!(!back.may_be_left());
    assert_eq!(back.back(), Err(CheckoutError::Cart(CartError::HeldByCard)));
    let cancel = back.cart().clone().cancel(&leave_to(Deed::Cancel), now(9));
    assert_eq!(cancel.unwrap_err(), CartError::HeldByCard);
    let steps = press(&mut back).unwrap();
    let [Step::Commit { token, sale, .. }] = &steps[..] else { panic!("{steps:?}") };
    assert_eq!((sale.payments[0].reference.as_deref(), sale.cards[0].answer), (Some("0042"), CardAnswer::Approved));
    assert_eq!((sale.change, sale.rounding), (Money::ZERO, Money::ZERO));
    // Field fault 27: no drawer for a card.
    assert_eq!(back.committed(*token, Committed::Stored), [Step::ShowPaid { change: Money::ZERO }, Step::Print]);
}

#[test]
fn a_card_gives_no_change_and_a_declined_one_pays_nothing() {
    // Field fault 18.
    let mut checkout = paying(1_240);
    assert_eq!(checkout.card(Money(1_241), &mari(), now(1)), Err(PaymentError::MoreThanLeft.into()));
    by_card(&mut checkout, Money(1_240), false);
    assert_eq!((checkout.payments().left(), checkout.cart().cards[0].answer), (Money(1_240), CardAnswer::Declined));
    assert!(checkout.may_be_left());
    for _ in 1..MOST_CARDS {
        by_card(&mut checkout, Money(1_240), false);
    }
    assert_eq!(checkout.card(Money(1_240), &mari(), now(1)), Err(CartError::Full.into()));
    checkout.back().unwrap();
    assert!(checkout.cart_mut().is_some());
}

#[test]
fn what_cannot_be_written_does_not_follow() {
    let mut checkout = paying(1_240);
    checkout.card(Money(1_240), &mari(), now(1)).unwrap();
    assert_eq!(checkout.draft_failed(checkout.token()), []);
    assert_eq!((checkout.phase(), checkout.card_asked()), (Phase::Paying, None));
    checkout.card(Money(1_240), &mari(), now(1)).unwrap();
    checkout.draft_stored(checkout.token());
    checkout.card_said(true, None, &mari(), now(2)).unwrap();
    let again = checkout.draft_failed(checkout.token());
    assert!(matches!(&again[..], [Step::StoreDraft { .. }]) && checkout.phase() == Phase::CardAnswers);
    checkout.draft_stored(checkout.token());
    assert!(checkout.payments().settled().is_some());
}

#[test]
fn a_card_that_was_taken_back_is_in_the_document() {
    let mut checkout = paying(1_134);
    by_card(&mut checkout, Money(5), true);
    checkout.cash(Money(1_134)).unwrap();
    assert_eq!(checkout.card_reversed(&leave_to(Deed::Void), now(5)), Err(CheckoutError::NotAllowed));
    checkout.card_reversed(&leave_to(Deed::ReverseCard), now(5)).unwrap();
    checkout.draft_stored(checkout.token());
    // To the cent, and in cash it would be 11.35: the cash is counted anew.
    assert_eq!(checkout.payments().left(), Money(1_134));
    let mut back = restarted(&checkout);
    assert!(back.may_be_left() && back.cart().cards[0].answer == CardAnswer::Reversed);
    back.pay(|_| None).unwrap();
    assert_eq!(back.card_reversed(&leave_to(Deed::ReverseCard), now(6)), Err(CheckoutError::NotNow));
    back.cash(Money(1_135)).unwrap();
    assert_eq!(press(&mut back).unwrap().len(), 1);
}

#[test]
fn rates_are_those_of_the_moment_it_is_confirmed() {
    let mut checkout = paying(1_250);
    checkout.cash(Money(1_250)).unwrap();
    let dearer = Tax { class: 'A', rate: crate::sale::Rate::new(2_500).unwrap() };
    let steps = checkout.confirm(checkout.token(), Bytes32([7; 32]), &leave_to(Deed::Sell), |_| Some(dearer)).unwrap();
    let [Step::Commit { sale, .. }] = &steps[..] else { panic!("{steps:?}") };
    assert_eq!((sale.total, sale.taxes[0].tax, sale.taxes[0].vat), (Money(1_250), dearer, Money(250)));
}

#[test]
fn a_sale_of_nothing_takes_no_payment_and_opens_no_drawer() {
    let mut checkout = paying(0);
    assert_eq!(checkout.cash(Money(100)), Err(PaymentError::Paid.into()));
    let steps = press(&mut checkout).unwrap();
    let [Step::Commit { token, sale, .. }] = &steps[..] else { panic!("{steps:?}") };
    assert!(sale.payments.is_empty());
    assert_eq!(checkout.committed(*token, Committed::Stored), [Step::ShowPaid { change: Money::ZERO }, Step::Print]);
    // A rest of two cents is nothing in cash (C21).
    let mut checkout = paying(1_002);
    by_card(&mut checkout, Money(1_000), true);
    assert_eq!(press(&mut checkout).unwrap().len(), 1);
}

#[test]
fn what_is_put_aside_or_empty_is_not_paid_for() {
    let mut parked = cart_of(100);
    parked.park("", &leave_to(Deed::Park), now(1)).unwrap();
    let mut checkout = Checkout::new(parked, CashStep::FIVE);
    assert_eq!(checkout.pay(|_| None), Err(CartError::Parked.into()));
    let mut empty = Checkout::new(cart(), CashStep::FIVE);
    assert_eq!(empty.pay(|_| None), Err(CartError::Empty.into()));
    // The right is asked for when it is confirmed.
    let mut checkout = paying(100);
    checkout.cash(Money(100)).unwrap();
    let refused = checkout.confirm(checkout.token(), Bytes32([7; 32]), &leave_to(Deed::Void), |_| None);
    assert_eq!(refused, Err(CheckoutError::NotAllowed));
    assert!(matches!(
        crate::sale::rights::may(&actor(&[PosAction::Refund]), &Wish::of(Deed::Sell)),
        crate::sale::May::No(_)
    ));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: crate::sale::many_cases().cases / 4, ..ProptestConfig::default() })]

    #[test]
    fn confirm_lives_exactly_when_nothing_is_left(
        total in 0..20_000i64, paid in proptest::collection::vec((0..4u8, 1..25_000i64), 0..8)
    ) {
        // Field fault 3, and a restart after each step.
        let mut checkout = paying(total);
        for (kind, amount) in paid {
            match kind {
                0 => drop(checkout.cash(Money(amount))),
                1 => by_card(&mut checkout, Money(amount), true),
                2 => by_card(&mut checkout, Money(amount), false),
                _ => drop(checkout.take_cash_off()),
            }
            let back = restarted(&checkout);
            prop_assert_eq!(back.cart(), &Checkout::from_bytes(&back.to_bytes(), CashStep::FIVE).unwrap().cart);
            prop_assert_eq!(back.payments(), checkout.payments());
            prop_assert_eq!(checkout.may_be_left(), !checkout.cart().is_paid_by_card());
            let mut twin = checkout.clone();
            let is_settled = twin.payments().settled().is_some();
            let confirmed = confirm(&mut twin, checkout.token());
            prop_assert_eq!(confirmed.is_ok(), is_settled);
        }
    }
}
