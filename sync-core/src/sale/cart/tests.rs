use super::*;
use crate::domain::{Bytes32, PosAction};
use crate::sale::Rate;
use crate::sale::document::{Body, Document, TakenOffWhy, Tip, Unit, Written};
use crate::sale::rights::{Actor, May, approved, may};
use crate::sale::samples::*;
use proptest::prelude::*;

fn bread() -> Goods {
    goods(11, "Rukkileib", Some(189), Unit::Piece, 'A', 2_400)
}

fn apples() -> Goods {
    goods(12, "Õunad", Some(239), Unit::Kilogram, 'B', 900)
}

fn sell() -> Leave {
    leave_to(Deed::Sell)
}

fn add(cart: &mut Cart, goods: &Goods, how: How) -> Result<usize, CartError> {
    cart.add(goods, how, &sell(), now(0), cursor())
}

fn of(quantity: i64) -> How {
    How { quantity: thousandths(quantity), ..How::default() }
}

fn quantities(cart: &Cart) -> Vec<i64> {
    cart.lines().iter().map(|line| line.quantity.get()).collect()
}

#[test]
fn the_same_once_more_is_one_line_and_anything_else_another() {
    let mut cart = cart();
    assert_eq!(add(&mut cart, &bread(), How::default()), Ok(0));
    assert_eq!(add(&mut cart, &apples(), of(742)), Ok(1));
    assert_eq!(add(&mut cart, &bread(), of(6_000)), Ok(0));
    // Weighed goods stay apart, as on the scale.
    assert_eq!(add(&mut cart, &apples(), of(742)), Ok(2));
    // Another price: what is in the cart keeps its own (field fault 23).
    let dearer = Goods { price: Price::new(199).ok(), ..bread() };
    assert_eq!(add(&mut cart, &dearer, How::default()), Ok(3));
    // A line with a discount stays as it is.
    let tenth = Discount::Percent(Rate::new(1_000).unwrap());
    let wish = cart.wish_of_discount(0, tenth).unwrap();
    cart.discount_line(0, tenth, &leave(&wish)).unwrap();
    assert_eq!(add(&mut cart, &bread(), How::default()), Ok(4));
    assert_eq!(quantities(&cart), [7_000, 742, 742, 1_000, 1_000]);
    assert_eq!(cart.lines()[0].price.get(), 189);
    // Somebody else's line is theirs.
    let other = Actor { person: Person { id: UserId(uuid(77)), ..mari() }, ..actor(&PosAction::ALL) };
    let May::Yes(theirs) = may(&other, &Wish::of(Deed::Sell)) else { panic!() };
    assert_eq!(cart.add(&bread(), How::default(), &theirs, now(0), cursor()), Ok(5));
    assert_eq!(cart.people().iter().map(|person| person.id).collect::<Vec<_>>(), [mari().id, UserId(uuid(77))]);
}

#[test]
fn an_amount_in_the_code_is_what_the_line_comes_to() {
    let mut cart = cart();
    let how =
        |amount: i64| How { amount: Some(Money(amount)), code: ScannedCode::of("2000123001774"), ..How::default() };
    assert_eq!(add(&mut cart, &apples(), how(177)), Ok(0));
    assert_eq!(add(&mut cart, &apples(), how(177)), Ok(1), "never merged");
    let free = Goods { price: None, ..bread() };
    assert_eq!(add(&mut cart, &free, how(500)), Ok(2));
    let lines = cart.lines();
    assert_eq!(
        (lines[0].quantity.get(), lines[0].is_unpriced, lines[2].quantity.get(), lines[2].is_unpriced),
        (741, false, 1_000, true)
    );
    assert_eq!(cart.totals().unwrap().total, Money(854));
    assert_eq!(cart.set_quantity(0, Quantity::ONE, &sell(), now(1)), Err(CartError::FromCode));
    assert_eq!(cart.wish_of_price(0, Price::ZERO), Err(CartError::FromCode));
    // What is in the code may be off bounds.
    assert_eq!(add(&mut cart, &apples(), how(-1)), Err(CartError::Amount(AmountError::Line)));
}

#[test]
fn what_is_missing_is_asked_for() {
    let mut cart = cart();
    let asked = Goods { price: None, ..bread() };
    assert_eq!(add(&mut cart, &asked, How::default()), Err(CartError::NeedsPrice));
    assert_eq!(add(&mut cart, &apples(), How::default()), Err(CartError::NeedsQuantity));
    // Field fault 30: pieces have no decimals.
    assert_eq!(add(&mut cart, &bread(), of(1_500)), Err(CartError::NotWhole));
    assert!(cart.is_untouched());
    let price = Price::new(350).ok();
    assert_eq!(add(&mut cart, &asked, How { price, ..How::default() }), Ok(0));
    assert_eq!((cart.lines()[0].list_price, cart.lines()[0].price), (None, price.unwrap()));
    assert_eq!(
        cart.add(&bread(), How::default(), &leave_to(Deed::Void), now(0), cursor()),
        Err(CartError::NotAllowed(Wish::of(Deed::Sell)))
    );
}

#[test]
fn the_last_scan_is_undone_by_whoever_scanned_it_for_ten_seconds() {
    let undo = leave_to(Deed::UndoLast);
    let mut cart = cart();
    add(&mut cart, &bread(), of(2_000)).unwrap();
    add(&mut cart, &bread(), How::default()).unwrap();
    let mut late = cart.clone();
    assert_eq!(
        late.undo_last(&undo, Now { steady_ms: now(10).steady_ms + 1, ..now(0) }),
        Err(CartError::NothingToUndo)
    );
    assert_eq!(late.undo_last(&undo, Now { steady_ms: 0, ..now(0) }), Err(CartError::NothingToUndo));
    let other = Actor { person: Person { id: UserId(uuid(77)), ..mari() }, ..actor(&PosAction::ALL) };
    let May::Yes(theirs) = may(&other, &Wish::of(Deed::UndoLast)) else { panic!() };
    assert_eq!(late.undo_last(&theirs, now(1)), Err(CartError::NothingToUndo));
    // The wall clock may be set meanwhile.
    cart.undo_last(&undo, Now { at: UnixMs(0), ..now(10) }).unwrap();
    assert_eq!(quantities(&cart), [2_000]);
    assert_eq!(cart.undo_last(&undo, now(10)), Err(CartError::NothingToUndo), "once");
    let taken = &cart.taken_off()[0];
    assert_eq!((taken.facts.quantity, taken.why, taken.by), (Quantity::ONE, TakenOffWhy::Undone, mari().id));
    // After a restart it takes a right.
    let mut back = Cart::from_bytes(&cart.to_bytes()).unwrap();
    assert_eq!(back.undo_last(&undo, now(1)), Err(CartError::NothingToUndo));
}

#[test]
fn what_is_taken_off_stays_in_the_document_with_a_name() {
    // Field fault 29.
    let mut cart = cart();
    add(&mut cart, &bread(), of(3_000)).unwrap();
    add(&mut cart, &apples(), of(742)).unwrap();
    let void = leave_to(Deed::Void);
    assert_eq!(cart.set_quantity(0, Quantity::ONE, &sell(), now(1)), Err(CartError::NotAllowed(Wish::of(Deed::Void))));
    cart.set_quantity(0, Quantity::ONE, &void, now(1)).unwrap();
    cart.set_quantity(0, Quantity::new(4_000).unwrap(), &sell(), now(1)).unwrap();
    cart.void(1, &void, now(2)).unwrap();
    assert_eq!(cart.void(1, &void, now(2)), Err(CartError::NoLine));
    let taken: Vec<_> =
        cart.taken_off().iter().map(|one| (one.facts.name.as_str(), one.facts.quantity.get(), one.why)).collect();
    assert_eq!(taken, [("Rukkileib", 2_000, TakenOffWhy::Voided), ("Õunad", 742, TakenOffWhy::Voided)]);
    let (cancelled, _) = cart.cancel(&leave_to(Deed::Cancel), now(3)).unwrap();
    assert_eq!((cancelled.taken_off.len(), cancelled.total), (3, Money(756)));
    assert_eq!(cancelled.people, [mari()]);
}

#[test]
fn an_approval_is_used_once_and_for_what_it_was_asked() {
    let cashier = actor(&[PosAction::Sell]);
    let chief = Actor {
        person: Person { id: UserId(uuid(9)), first: "Tiit".into(), last: "Tamm".into() },
        ..actor(&PosAction::ALL)
    };
    let wish = Wish::of(Deed::Void);
    let allow = |request| approved(&cashier, &wish, &chief, RequestId(uuid(request)), NOW).unwrap();
    let mut cart = cart();
    add(&mut cart, &bread(), of(3_000)).unwrap();
    add(&mut cart, &apples(), of(742)).unwrap();
    cart.void(1, &allow(1), now(1)).unwrap();
    let before = cart.clone();
    assert_eq!(cart.void(0, &allow(1), now(1)), Err(CartError::Used(RequestId(uuid(1)))));
    assert_eq!(cart, before);
    cart.void(0, &allow(2), now(1)).unwrap();
    let named: Vec<_> = cart.approvals().iter().map(|one| (one.request.0, one.by.name())).collect();
    assert_eq!(named, [(uuid(1), "Tiit Tamm".into()), (uuid(2), "Tiit Tamm".into())]);
    assert_eq!(cart.taken_off()[1].approval, Some(RequestId(uuid(2))));
}

#[test]
fn a_discount_is_measured_with_what_was_taken_off_before() {
    let mut cart = cart();
    add(&mut cart, &bread(), of(1_000)).unwrap();
    let rate = |wish: Wish| wish.rate.unwrap().get();
    let tenth = Discount::Percent(Rate::new(1_000).unwrap());
    assert_eq!(rate(cart.wish_of_discount(0, tenth).unwrap()), 979, "19 of 189: as a rate that takes off as much");
    assert_eq!(rate(cart.wish_of_price(0, Price::new(189).unwrap()).unwrap()), 0);
    assert_eq!(rate(cart.wish_of_price(0, Price::new(300).unwrap()).unwrap()), 0, "dearer is no discount");
    let half = cart.wish_of_price(0, Price::new(94).unwrap()).unwrap();
    cart.change_price(0, Price::new(94).unwrap(), &leave(&half)).unwrap();
    let with_both = cart.wish_of_discount(0, tenth).unwrap();
    assert!(rate(with_both.clone()) > 5_400, "{with_both:?}");
    assert_eq!(
        cart.discount_line(0, tenth, &leave(&half)),
        Err(CartError::NotAllowed(with_both)),
        "an approval is for its deed"
    );
    let sale = wish_of_sale_discount(&cart, tenth).unwrap();
    assert!(rate(sale.clone()) > 5_400);
    cart.discount_sale(Discount::Amount(Money(50)), &leave(&Wish { rate: Some(Rate::ALL), ..sale })).unwrap();
    assert_eq!(cart.totals().unwrap().total, Money(44));
    // More than is left, once lines go.
    add(&mut cart, &apples(), of(10)).unwrap();
    cart.void(0, &leave_to(Deed::Void), now(1)).unwrap();
    assert_eq!((cart.discount(), cart.totals().unwrap().total), (Discount::None, Money(2)));
    let fixed = Goods { is_discountable: false, ..bread() };
    let line = add(&mut cart, &fixed, How::default()).unwrap();
    assert_eq!(cart.wish_of_discount(line, tenth), Err(CartError::NotDiscountable));
}

#[test]
fn put_aside_it_rests_until_somebody_takes_it_up() {
    let mut cart = cart();
    assert_eq!(cart.park("", &leave_to(Deed::Park), now(0)), Err(CartError::Empty));
    add(&mut cart, &bread(), How::default()).unwrap();
    assert_eq!(cart.park(&"n".repeat(201), &leave_to(Deed::Park), now(0)), Err(CartError::Note));
    cart.park("lady in red", &leave_to(Deed::Park), now(1)).unwrap();
    assert_eq!(add(&mut cart, &bread(), How::default()), Err(CartError::Parked));
    assert_eq!(cart.void(0, &leave_to(Deed::Void), now(1)), Err(CartError::Parked));
    // Field fault 14: it outlives the program.
    let mut back = Cart::from_bytes(&cart.to_bytes()).unwrap();
    assert_eq!(back.parked().unwrap().note, "lady in red");
    // Rates may have changed meanwhile: gross prices stay (R7).
    let before = back.totals().unwrap();
    let dearer = Tax { class: 'A', rate: Rate::new(2_500).unwrap() };
    assert_eq!((back.tax_again(|_| Some(dearer)), back.tax_again(|_| Some(dearer))), (1, 0));
    back.resume(&leave_to(Deed::Resume)).unwrap();
    assert_eq!((back.totals().unwrap().total, back.totals().unwrap().taxes[0].tax), (before.total, dearer));
    add(&mut back, &bread(), How::default()).unwrap();
}

#[test]
fn what_a_document_has_no_room_for_is_not_added() {
    let mut tip = Tip::before(series());
    append(&mut tip, begun());
    for (name, most) in [("Sai".to_owned(), MOST_LINES), ("õ".repeat(100), MOST_LINES), ("õ".repeat(2_000), 60)] {
        let mut cart = cart();
        let mut added = 0;
        let refused = loop {
            let goods = goods(100 + added, &name, Some(10_000), Unit::Piece, 'A', 2_400);
            match add(&mut cart, &goods, How::default()) {
                Ok(_) => added += 1,
                Err(error) => break error,
            }
        };
        assert_eq!(refused, CartError::Full);
        assert!(cart.lines().len() <= most && cart.lines().len() > 40, "{} lines", cart.lines().len());
        // Whatever becomes of it can be written.
        let heading = Bytes32([0; 32]);
        let sale = sale_of(heading, cart.lines());
        let (cancelled, _) = cart.cancel(&leave_to(Deed::Cancel), now(9)).unwrap();
        for body in [Body::Sale(Box::new(sale)), Body::Cancelled(Box::new(cancelled))] {
            let head = head(&tip, &body);
            assert!(Written::seal(Document { head, body }).is_ok());
        }
    }
}

#[test]
fn a_draft_of_a_newer_version_or_out_of_bounds_is_said_to_be_so() {
    #[derive(Serialize)]
    struct Newer {
        v: u32,
        draft: (),
    }
    let newer = encode(&Newer { v: 2, draft: () });
    assert!(matches!(Cart::from_bytes(&newer), Err(DraftError::Newer(2))));
    let mut cart = cart();
    add(&mut cart, &bread(), How::default()).unwrap();
    cart.lines = vec![cart.lines[0].clone(); MOST_LINES + 1];
    assert!(matches!(Cart::from_bytes(&cart.to_bytes()), Err(DraftError::Bounds(_))));
}

#[derive(Clone, Debug)]
enum Step {
    Add(u128, i64),
    Quantity(prop::sample::Index, i64),
    Void(prop::sample::Index),
    Undo,
    Discount(prop::sample::Index, i64),
    Sale(i64),
    Price(prop::sample::Index, i64),
}

fn any_step() -> impl Strategy<Value = Step> {
    let index = any::<prop::sample::Index>;
    prop_oneof![
        4 => (0..5u128, 1..20i64).prop_map(|(article, pieces)| Step::Add(article, pieces)),
        1 => (index(), 1..20i64).prop_map(|(line, pieces)| Step::Quantity(line, pieces)),
        1 => index().prop_map(Step::Void),
        1 => Just(Step::Undo),
        1 => (index(), 0..=10_000i64).prop_map(|(line, rate)| Step::Discount(line, rate)),
        1 => (0..5_000i64).prop_map(Step::Sale),
        1 => (index(), 0..500i64).prop_map(|(line, price)| Step::Price(line, price)),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: crate::sale::many_cases().cases / 10, ..ProptestConfig::default() })]

    #[test]
    fn nothing_that_was_added_vanishes(steps in proptest::collection::vec(any_step(), 1..30)) {
        let mut cart = cart();
        let mut added = 0;
        for step in steps {
            let lines = cart.lines().len().max(1);
            let before = cart.clone();
            let done = match step {
                Step::Add(article, pieces) => {
                    let goods = goods(article, "Sai", Some(100 + i64::try_from(article).unwrap()), Unit::Piece, 'A', 2_400);
                    let done = add(&mut cart, &goods, of(pieces * 1_000)).map(drop);
                    added += if done.is_ok() { pieces * 1_000 } else { 0 };
                    done
                }
                Step::Quantity(line, pieces) => {
                    let line = line.index(lines);
                    let was = cart.lines().get(line).map_or(0, |line| line.quantity.get());
                    let leave = if pieces * 1_000 < was { leave_to(Deed::Void) } else { sell() };
                    let done = cart.set_quantity(line, Quantity::new(pieces * 1_000).unwrap(), &leave, now(1));
                    added += if done.is_ok() { (pieces * 1_000 - was).max(0) } else { 0 };
                    done
                }
                Step::Void(line) => cart.void(line.index(lines), &leave_to(Deed::Void), now(1)),
                Step::Undo => cart.undo_last(&leave_to(Deed::UndoLast), now(1)),
                Step::Discount(line, rate) => {
                    let (line, discount) = (line.index(lines), Discount::Percent(Rate::new(rate).unwrap()));
                    cart.wish_of_discount(line, discount).and_then(|wish| cart.discount_line(line, discount, &leave(&wish)))
                }
                Step::Sale(cents) => {
                    let discount = Discount::Amount(Money(cents));
                    wish_of_sale_discount(&cart, discount).and_then(|wish| cart.discount_sale(discount, &leave(&wish)))
                }
                Step::Price(line, price) => {
                    let (line, price) = (line.index(lines), Price::new(price).unwrap());
                    cart.wish_of_price(line, price).and_then(|wish| cart.change_price(line, price, &leave(&wish)))
                }
            };
            prop_assert!(done.is_ok() || cart == before, "half done: {done:?}");
            let sum = |facts: &mut dyn Iterator<Item = &LineFacts>| facts.map(|facts| facts.quantity.get()).sum::<i64>();
            prop_assert_eq!(sum(&mut cart.lines().iter()) + sum(&mut cart.taken_off().iter().map(|one| &one.facts)), added);
            prop_assert!(cart.totals().is_ok());
            let back = Cart::from_bytes(&cart.to_bytes()).unwrap();
            prop_assert_eq!(back, Cart { last: None, ..cart.clone() });
        }
    }

    #[test]
    fn a_rate_is_the_least_that_takes_off_as_much(of in 1..1_000_000i64, off in 0..1_000_000i64) {
        let off = off.min(of);
        let rate = least_rate(Money(of), Money(off));
        prop_assert!(rate.of(Money(of)) >= Money(off));
        let less = Rate::new(rate.get() - 1);
        prop_assert!(less.is_err() || less.unwrap().of(Money(of)) < Money(off));
    }

    #[test]
    fn hostile_drafts_are_an_error_and_never_a_panic(changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..4), cut in any::<prop::sample::Index>()) {
        let mut cart = cart();
        add(&mut cart, &bread(), of(2_000)).unwrap();
        add(&mut cart, &apples(), of(742)).unwrap();
        cart.void(0, &leave_to(Deed::Void), now(1)).unwrap();
        let mut bytes = cart.to_bytes();
        for (at, byte) in &changes {
            let at = at.index(bytes.len());
            bytes[at] = *byte;
        }
        if changes.is_empty() {
            bytes.truncate(cut.index(bytes.len()));
        }
        if let Ok(read) = Cart::from_bytes(&bytes) {
            prop_assert!(read.totals().is_ok());
        }
    }
}
