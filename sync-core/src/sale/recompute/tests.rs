use super::*;
use crate::domain::{Bytes32, Language};
use crate::sale::document::{
    CashMoved, Counted, DayOpened, GrandTotal, ReceiptRef, RefundReason, RefundSource, Tip, Written, verify_chain,
};
use crate::sale::give_back::{RefundHow, ReturnedBefore, back_by_card, give_back};
use crate::sale::rights::Deed;
use crate::sale::samples::*;
use crate::sale::{Discount, Quantity, Rate};
use proptest::collection::vec;
use proptest::prelude::*;

pub(crate) fn any_item() -> impl Strategy<Value = Item> {
    let in_code = proptest::option::weighted(0.1, 0..5_000i64);
    let discount = prop_oneof![4 => Just(0i64), 1 => 0..=10_000i64];
    (0..30u128, 1..9_000i64, discount, in_code, proptest::bool::weighted(0.1)).prop_map(
        |(article, quantity, discount, in_code, is_void)| Item { article, quantity, discount, in_code, is_void },
    )
}

pub(crate) fn any_discount() -> impl Strategy<Value = Discount> {
    prop_oneof![
        3 => Just(Discount::None),
        1 => (0..=10_000i64).prop_map(|rate| Discount::Percent(Rate::new(rate).unwrap())),
        1 => (0..500i64).prop_map(|cents| Discount::Amount(Money(cents))),
    ]
}

pub(crate) fn any_paid() -> impl Strategy<Value = Vec<(PaymentKind, i64)>> {
    let kind = prop_oneof![Just(PaymentKind::Cash), Just(PaymentKind::Card)];
    vec((kind, 1..20_000i64), 0..4)
}

fn any_sale() -> impl Strategy<Value = Sale> {
    (vec(any_item(), 1..8), any_discount(), any_paid())
        .prop_map(|(items, discount, paid)| sold(Bytes32([7; 32]), &items, discount, &paid))
}

#[derive(Clone, Debug)]
enum Act {
    Sell(Box<Sale>),
    /// Of which receipt, and how much of each of its lines.
    Part(prop::sample::Index, Vec<(prop::sample::Index, u16)>),
    Whole(prop::sample::Index),
    In(i64),
    Out(i64),
    Cancel(Vec<Item>),
}

fn any_act() -> impl Strategy<Value = Act> {
    let index = any::<prop::sample::Index>;
    prop_oneof![
        4 => any_sale().prop_map(|sale| Act::Sell(Box::new(sale))),
        2 => (index(), vec((index(), any::<u16>()), 1..4)).prop_map(|(which, parts)| Act::Part(which, parts)),
        2 => index().prop_map(Act::Whole),
        1 => (1..10_000i64).prop_map(Act::In),
        1 => (1..10_000i64).prop_map(Act::Out),
        1 => vec(any_item(), 1..4).prop_map(Act::Cancel),
    ]
}

fn how(written: &Written, by_card: Money) -> RefundHow {
    let head = written.head();
    let of = ReceiptRef { name: head.receipt_name().unwrap(), hash: Some(written.hash()), day: head.calendar_day };
    RefundHow { heading: Bytes32([7; 32]), of, source: RefundSource::Own, reason: RefundReason::Damaged, by_card }
}

fn amounts(sale: &mut Sale) -> Vec<&mut Money> {
    let lines = sale.lines.iter_mut().flat_map(|line| {
        let made = &mut line.made;
        [&mut made.gross, &mut made.discount, &mut made.share, &mut made.total, &mut made.vat]
    });
    let taxes = sale.taxes.iter_mut().flat_map(|one| [&mut one.total, &mut one.vat]);
    let payments = sale.payments.iter_mut().flat_map(|paid| [&mut paid.given, &mut paid.kept]);
    lines.chain(taxes).chain(payments).chain([&mut sale.total, &mut sale.change, &mut sale.rounding]).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: crate::sale::many_cases().cases / 10, ..ProptestConfig::default() })]

    #[test]
    fn head_office_agrees_with_a_day_of_sales_refunds_and_cash(acts in vec(any_act(), 1..12), float in 0..50_000i64, counted in 0..90_000i64) {
        let mut tip = Tip::before(series());
        let mut all = vec![append(&mut tip, begun()), append(&mut tip, Body::Heading(heading(Language::Et)))];
        all.push(append(&mut tip, Body::DayOpened(DayOpened { float: Money(float), suggested: None })));
        let before = GrandTotal { sold: Money(1_000_000), refunded: Money(20_000) };
        let mut day = OpenDay::begin(&all[2], before).unwrap();
        let mut sales: Vec<(Written, Sale, ReturnedBefore)> = Vec::new();
        // What is in the drawer, counted by hand.
        let mut drawer = Money(float);
        for act in acts {
            let body = match act {
                Act::Sell(sale) => Body::Sale(sale),
                Act::In(cents) => Body::CashIn(CashMoved { amount: Money(cents), reason: "Change".into() }),
                Act::Out(cents) => Body::CashOut(CashMoved { amount: Money(cents), reason: "Milk".into() }),
                Act::Cancel(items) => {
                    let mut cart = cart();
                    for item in items {
                        let goods = goods(item.article, "Sai", Some(120), crate::sale::document::Unit::Piece, 'A', 2_400);
                        cart.add(&goods, crate::sale::cart::How::default(), &leave_to(Deed::Sell), now(0), cursor()).unwrap();
                    }
                    Body::Cancelled(Box::new(cart.cancel(&leave_to(Deed::Cancel), now(1)).unwrap().0))
                }
                Act::Part(..) | Act::Whole(_) if sales.is_empty() => continue,
                Act::Part(which, parts) => {
                    let (written, sale, returned) = which.get(&sales);
                    let mut wanted: Vec<(u32, Quantity)> = Vec::new();
                    for (line, much) in parts {
                        let line = u32::try_from(line.index(sale.lines.len())).unwrap();
                        let left = returned.left_of(sale, line).map_or(0, Quantity::get);
                        let much = i64::from(much).min(left);
                        if much > 0 && wanted.iter().all(|(other, _)| *other != line) {
                            wanted.push((line, Quantity::new(much).unwrap()));
                        }
                    }
                    if wanted.is_empty() { continue; }
                    let sum: Money = wanted.iter().map(|(line, much)| {
                        let sold = &sale.lines[*line as usize];
                        let before = returned.lines.get(line).copied().unwrap_or_default();
                        refund_of_line(crate::sale::RefundedLine { total: sold.made.total, quantity: sold.facts.quantity, returned_before: before }, much.get()).unwrap()
                    }).sum();
                    let by_card = back_by_card(sale, returned, sum);
                    Body::Refund(Box::new(give_back(sale, returned, &wanted, how(written, by_card)).unwrap()))
                }
                Act::Whole(which) => {
                    let (written, sale, returned) = which.get(&sales);
                    let left = returned.all_left(sale);
                    if left.is_empty() { continue; }
                    let gone: Money = returned.cash.exact + returned.card;
                    let by_card = back_by_card(sale, returned, sale.total - gone);
                    Body::Refund(Box::new(give_back(sale, returned, &left, how(written, by_card)).unwrap()))
                }
            };
            let written = append(&mut tip, body);
            prop_assert_eq!(differences(written.body()), []);
            prop_assert_eq!(&Written::read(written.bytes().to_vec()).unwrap(), &written);
            day.add(&written).unwrap();
            match written.body() {
                Body::Sale(sale) => {
                    drawer += sale.payments.iter().filter(|paid| paid.kind == PaymentKind::Cash).map(|paid| paid.given).sum();
                    drawer -= sale.change;
                    sales.push((written.clone(), Sale::clone(sale), ReturnedBefore::default()));
                }
                Body::Refund(refund) => {
                    drawer -= refund.given_back.iter().filter(|one| one.kind == PaymentKind::Cash).map(|one| one.handed_over).sum();
                    prop_assert!(refund.given_back.iter().all(|one| one.handed_over >= Money::ZERO));
                    let (_, sale, returned) = sales.iter_mut().find(|(sold, ..)| Some(sold.hash()) == refund.of.hash).unwrap();
                    returned.add(refund);
                    // Field faults 9 and 10: whatever the parts, all of it in the end, and of each kind what came by it.
                    if refund.empties {
                        let cash = sale.payments.iter().filter(|paid| paid.kind == PaymentKind::Cash).map(|paid| paid.kept).sum();
                        prop_assert_eq!(returned.cash.exact + returned.card, sale.total);
                        prop_assert_eq!(returned.cash.handed_over, cash);
                    }
                }
                Body::CashIn(moved) => drawer += moved.amount,
                Body::CashOut(moved) => drawer -= moved.amount,
                _ => {}
            }
            all.push(written);
        }
        let closed = day.close(Some(Counted { sum: Money(counted), pieces: Vec::new() }), Vec::new());
        prop_assert_eq!(closed.expected, drawer);
        prop_assert_eq!(closed.difference, Some(Money(counted) - drawer));
        let sums = &closed.sums;
        let money: Money = sums.payments.iter().map(|one| one.kept - one.given_back).sum();
        prop_assert_eq!(money, sums.sales.total - sums.refunds.total + sums.rounding);
        prop_assert_eq!(of_day(&day, &closed), []);
        all.push(append(&mut tip, Body::DayClosed(Box::new(closed))));
        // What head office has of the day, in the order it came, comes to the same.
        let mut again = OpenDay::begin(&all[2], before).unwrap();
        for document in &all[3..all.len() - 1] {
            again.add(&Written::read(document.bytes().to_vec()).unwrap()).unwrap();
        }
        let Body::DayClosed(closed) = all.last().unwrap().body() else { panic!() };
        prop_assert_eq!(of_day(&again, closed), []);
        prop_assert!(verify_chain(&all).is_ok());
    }

    #[test]
    fn a_changed_amount_is_found(sale in any_sale(), which in any::<prop::sample::Index>(), by in prop_oneof![-500..0i64, 1..500i64]) {
        prop_assert_eq!(differences(&Body::Sale(Box::new(sale.clone()))), []);
        let mut changed = sale.clone();
        let mut amounts = amounts(&mut changed);
        let at = which.index(amounts.len());
        *amounts[at] += Money(by);
        prop_assert_ne!(differences(&Body::Sale(Box::new(changed))), []);
    }
}

#[test]
fn a_difference_is_named() {
    let item = |article| Item { article, quantity: 2_000, discount: 0, in_code: None, is_void: false };
    let sale = sold(Bytes32([7; 32]), &[item(3), item(6)], Discount::None, &[]);
    let of = |change: fn(&mut Sale)| {
        let mut changed = sale.clone();
        change(&mut changed);
        differences(&Body::Sale(Box::new(changed))).iter().map(|one| (one.field.code(), one.index)).collect::<Vec<_>>()
    };
    assert_eq!(of(|sale| sale.total += Money(1)), [("total", None)]);
    assert_eq!(of(|sale| sale.taxes[0].vat -= Money(1)), [("tax_vat", Some(0))]);
    assert_eq!(of(|sale| sale.lines[1].made.gross += Money(5)), [("gross", Some(1))]);
    assert_eq!(of(|sale| sale.taxes.truncate(0)), [("taxes", None)]);
    assert_eq!(of(|sale| sale.change += Money(5)), [("change", None)]);
    assert_eq!(of(|sale| sale.payments[0].given -= Money(5)).last(), Some(&("payments", None)));
    assert_eq!(of(|sale| sale.lines[0].facts.discount = Discount::Amount(Money(1_000_000_000))), [("bounds", None)]);
    let moved = |cents| CashMoved { amount: Money(cents), reason: String::new() };
    let odd = [
        Body::CashIn(moved(0)),
        Body::CashOut(moved(-1)),
        Body::DayOpened(DayOpened { float: Money(-1), suggested: None }),
    ];
    assert!(odd.iter().all(|body| differences(body).iter().map(|one| one.field).eq([Field::Bounds])));
    // Anything that can be read can be computed again.
    for written in one_of_each() {
        let _ = differences(written.body());
    }
}
