//! What the tests of selling share.

use super::calendar::{Day, UtcOffset};
use super::cart::{Cart, How, Now, wish_of_sale_discount};
use super::catalogue::Goods;
use super::checkout::{Checkout, Step};
use super::document::*;
use super::ids::*;
use super::number::Series;
use super::rights::{Actor, Deed, Leave, Limits, May, Wish, may};
use super::{CashStep, Discount, LineAmount, Money, PaymentKind, Price, Quantity, Rate, Tax, totals};
use crate::domain::{
    Bytes32, CompanyId, Cursor, Epoch, GroupId, Language, PosAction, Revision, SalepointId, StoreId, TerminalId,
    UnixMs, UserId,
};
use uuid::Uuid;

/// 2026-11-23T12:02:00Z.
pub const NOW: UnixMs = UnixMs(1_795_435_320_000);

pub fn uuid(number: u128) -> Uuid {
    Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0000 + number)
}

pub fn day(text: &str) -> Day {
    text.parse().unwrap()
}

pub fn mari() -> Person {
    Person { id: UserId(uuid(1)), first: "Mari".into(), last: "Maasikas".into() }
}

pub fn actor(actions: &[PosAction]) -> Actor {
    Actor {
        person: mari(),
        group: GroupId(uuid(2)),
        rights: actions.iter().copied().collect(),
        limits: Limits::default(),
    }
}

/// A head at the end of a chain.
pub fn head(tip: &Tip, body: &Body) -> Head {
    Head {
        id: DocumentId(uuid(u128::from(tip.seq) + 1_000)),
        company: CompanyId(uuid(3)),
        series: tip.series,
        seq: tip.seq + 1,
        previous: tip.hash,
        number: (body.is_receipt() == Some(true)).then(|| tip.next_number().unwrap()),
        at: NOW.plus_ms(i64::try_from(tip.seq).unwrap() * 60_000),
        utc_offset: UtcOffset::new(120).unwrap(),
        clock: Clock::Confirmed,
        calendar_day: day("2026-11-23"),
        terminal: TerminalId(uuid(4)),
        salepoint: SalepointId(uuid(5)),
        store: Some(StoreId(uuid(6))),
        day: (tip.seq > 1).then(|| DayName { number: 1, business_day: day("2026-11-23") }),
        user: Some(mari()),
        group: Some(GroupId(uuid(2))),
        went_on: None,
        approvals: Vec::new(),
        cursor: Cursor { epoch: Epoch(1), revision: Revision(812) },
        app: "0.1.0".into(),
        mark_lost: false,
    }
}

/// Appends a document to a chain.
pub fn append(tip: &mut Tip, body: Body) -> Written {
    let written = Written::seal(Document { head: head(tip, &body), body }).unwrap();
    *tip = tip.with(&written).unwrap();
    written
}

pub fn series() -> Series {
    Series::new(12).unwrap()
}

pub fn begun() -> Body {
    Body::SeriesBegun(SeriesBegun { epoch: Epoch(1), why: SeriesWhy::First, closed: None })
}

pub fn heading(language: Language) -> Heading {
    Heading {
        seller: Seller {
            name: "Rannarahva OÜ".into(),
            address: "Viru 4, 10111 Tallinn".into(),
            registration_number: "12345678".into(),
            vat_number: "EE101234567".into(),
        },
        salepoint: "Kesklinn".into(),
        address: "Viru 4, 10111 Tallinn".into(),
        terminal: "Till 1".into(),
        header: vec!["Tere tulemast!".into()],
        footer: vec!["Aitäh ja head päeva!".into()],
        language,
        currency: "EUR".into(),
        minor_digits: 2,
        cash_step: CashStep::FIVE,
        layout: 1,
    }
}

pub fn facts(article: u128, name: &str, price: i64, quantity: i64, class: char, rate: i64) -> LineFacts {
    LineFacts {
        article: ArticleId(uuid(article)),
        article_number: format!("{article:06}"),
        name: name.into(),
        unit: Unit::Piece,
        code: None,
        class: VatClassId(uuid(u128::from(u32::from(class)))),
        tax: Tax { class, rate: Rate::new(rate).unwrap() },
        quantity: Quantity::new(quantity).unwrap(),
        amount: LineAmount::Quantity,
        list_price: Some(Price::new(price).unwrap()),
        price: Price::new(price).unwrap(),
        is_early: false,
        is_unpriced: false,
        discount: Discount::None,
        is_discountable: true,
        by: mari().id,
        at: NOW,
        cursor: Cursor { epoch: Epoch(1), revision: Revision(800) },
        price_approval: None,
        discount_approval: None,
    }
}

/// A sale of these lines, paid exactly in cash.
pub fn sale_of(heading: Bytes32, lines: &[LineFacts]) -> Sale {
    let made = totals(&lines.iter().map(LineFacts::line).collect::<Vec<_>>(), Discount::None).unwrap();
    let kept = CashStep::FIVE.rounded(made.total);
    let paid = PaymentMade { kind: PaymentKind::Cash, given: kept, kept, reference: None };
    Sale {
        heading,
        begun_at: NOW,
        people: vec![mari()],
        lines: lines
            .iter()
            .zip(&made.lines)
            .map(|(facts, made)| SoldLine { facts: facts.clone(), made: *made })
            .collect(),
        taken_off: Vec::new(),
        discount: Discount::None,
        discount_approval: None,
        taxes: made.taxes,
        total: made.total,
        cash_step: CashStep::FIVE,
        payments: vec![paid],
        change: Money::ZERO,
        rounding: kept - made.total,
        cards: Vec::new(),
        buyer: None,
        again: None,
    }
}

/// A document of each kind, in a chain.
pub fn one_of_each() -> Vec<Written> {
    let mut tip = Tip::before(series());
    let mut all = vec![append(&mut tip, begun())];
    let heading = append(&mut tip, Body::Heading(heading(Language::Et)));
    let heading_hash = heading.hash();
    all.push(heading);
    all.push(append(&mut tip, Body::DayOpened(DayOpened { float: Money(5_000), suggested: None })));
    let lines = [
        facts(11, "Šokolaad „Kalev” tume", 249, 1_000, 'A', 2_400),
        LineFacts { unit: Unit::Kilogram, ..facts(12, "Õunad „Antonovka”", 239, 742, 'B', 900) },
    ];
    let taken_off = TakenOff {
        facts: facts(13, "Kohuke", 65, 1_000, 'A', 2_400),
        why: TakenOffWhy::Undone,
        by: mari().id,
        at: NOW,
        approval: None,
    };
    let sale = Sale { taken_off: vec![taken_off.clone()], ..sale_of(heading_hash, &lines) };
    let sold = append(&mut tip, Body::Sale(Box::new(sale)));
    let of = ReceiptRef {
        name: sold.head().receipt_name().unwrap(),
        hash: Some(sold.hash()),
        day: sold.head().calendar_day,
    };
    all.push(sold);
    let returned = ReturnedLine {
        line: 0,
        article: ArticleId(uuid(11)),
        article_number: "000011".into(),
        name: "Šokolaad „Kalev” tume".into(),
        unit: Unit::Piece,
        tax: Tax { class: 'A', rate: Rate::new(2_400).unwrap() },
        price: Price::new(249).unwrap(),
        sold: super::RefundedLine { total: Money(249), quantity: Quantity::ONE, returned_before: 0 },
        quantity: Quantity::ONE,
        amount: Money(249),
    };
    let refund = Refund {
        heading: heading_hash,
        of,
        source: RefundSource::Own,
        reason: RefundReason::Damaged,
        taxes: vec![RefundTax { tax: returned.tax, left_before: Money(249), amount: Money(249), vat: Money(48) }],
        lines: vec![returned],
        total: Money(249),
        cash_step: CashStep::FIVE,
        cash_before: super::CashReturned::default(),
        cash_kept: Money(425),
        empties: false,
        given_back: vec![GivenBack { kind: PaymentKind::Cash, exact: Money(249), handed_over: Money(250) }],
        rounding: Money(1),
        is_other_kind: false,
    };
    all.push(append(&mut tip, Body::Refund(Box::new(refund))));
    let cancelled = Cancelled {
        begun_at: NOW,
        people: vec![mari()],
        why: CancelledWhy::Cancelled,
        taken_off: vec![TakenOff { why: TakenOffWhy::Cancelled, ..taken_off }],
        total: Money(65),
        cards: Vec::new(),
    };
    all.push(append(&mut tip, Body::Cancelled(Box::new(cancelled))));
    all.push(append(&mut tip, Body::CashIn(CashMoved { amount: Money(1_000), reason: "Change".into() })));
    all.push(append(&mut tip, Body::CashOut(CashMoved { amount: Money(500), reason: "Milk".into() })));
    all.push(append(&mut tip, Body::DrawerOpened(DrawerOpened { reason: "Change".into() })));
    all.push(append(&mut tip, Body::CopyPrinted(CopyPrinted { receipt: of, copy: 2 })));
    all.push(append(&mut tip, Body::TrainingBegun));
    let ended = TrainingEnded { why: TrainingWhy::Left, count: 2, sum: Money(498) };
    all.push(append(&mut tip, Body::TrainingEnded(ended)));
    let closed = DayClosed {
        sums: DaySums { float: Money(5_000), ..DaySums::default() },
        expected: Money(5_675),
        counted: Some(Counted { sum: Money(5_640), pieces: vec![(Money(500), 11), (Money(20), 7)] }),
        difference: Some(Money(-35)),
        x_reports: 1,
        still_open: Vec::new(),
        grand_total: GrandTotal { sold: Money(426), refunded: Money(249) },
        last_calendar_day: day("2026-11-23"),
    };
    all.push(append(&mut tip, Body::DayClosed(Box::new(closed))));
    all
}

pub fn goods(article: u128, name: &str, price: Option<i64>, unit: Unit, class: char, rate: i64) -> Goods {
    let facts = facts(article, name, 0, 1_000, class, rate);
    Goods {
        article: facts.article,
        number: facts.article_number,
        name: facts.name,
        unit,
        class: facts.class,
        tax: facts.tax,
        price: price.map(|price| Price::new(price).unwrap()),
        is_early: false,
        is_discountable: true,
    }
}

/// Leave for what somebody may who may all.
pub fn leave(wish: &Wish) -> Leave {
    match may(&actor(&PosAction::ALL), wish) {
        May::Yes(leave) => *leave,
        other => panic!("{wish:?}: {other:?}"),
    }
}

pub fn leave_to(deed: Deed) -> Leave {
    leave(&Wish::of(deed))
}

pub fn now(seconds: u64) -> Now {
    Now { at: NOW.plus_ms(i64::try_from(seconds).unwrap() * 1_000), steady_ms: 7_000_000 + seconds * 1_000 }
}

pub fn cursor() -> Cursor {
    Cursor { epoch: Epoch(1), revision: Revision(800) }
}

pub fn cart() -> Cart {
    Cart::new(DocumentId(uuid(500)), mari().id, now(0))
}

pub fn thousandths(quantity: i64) -> Option<Quantity> {
    Some(Quantity::new(quantity).unwrap())
}

/// What a test puts into a cart.
#[derive(Clone, Debug)]
pub struct Item {
    pub article: u128,
    pub quantity: i64,
    pub discount: i64,
    pub in_code: Option<i64>,
    pub is_void: bool,
}

/// A sale as a till makes it: through cart and checkout. `paid`: what is tried to be paid, in order; the rest is paid in cash.
pub fn sold(heading: Bytes32, items: &[Item], discount: Discount, paid: &[(PaymentKind, i64)]) -> Sale {
    let mut cart = cart();
    let taxes = [('A', 2_400), ('B', 900), ('C', 0), ('D', 2_400), ('E', 1_300)];
    for item in items {
        let (class, rate) = taxes[usize::try_from(item.article).unwrap() % taxes.len()];
        let unit = if item.article % 3 == 0 { Unit::Piece } else { Unit::Kilogram };
        let price = i64::try_from(item.article * item.article * 37).unwrap() + 1;
        let goods = Goods {
            is_discountable: item.article % 4 != 1,
            ..goods(item.article, "Sai", Some(price), unit, class, rate)
        };
        let quantity = if unit.is_whole() { item.quantity.div_euclid(1_000).max(1) * 1_000 } else { item.quantity };
        let how = How { quantity: thousandths(quantity), amount: item.in_code.map(Money), ..How::default() };
        let line = cart.add(&goods, how, &leave_to(Deed::Sell), now(1), cursor()).unwrap();
        let off = Discount::Percent(Rate::new(item.discount).unwrap());
        if let Ok(wish) = cart.wish_of_discount(line, off).map_err(drop) {
            cart.discount_line(line, off, &leave(&wish)).unwrap();
        }
        if item.is_void && cart.lines().len() > 1 {
            cart.void(0, &leave_to(Deed::Void), now(2)).unwrap();
        }
    }
    if let Ok(wish) = wish_of_sale_discount(&cart, discount) {
        cart.discount_sale(discount, &leave(&wish)).unwrap();
    }
    let mut checkout = Checkout::new(cart, CashStep::FIVE);
    checkout.pay(|_| None).unwrap();
    for (kind, amount) in paid {
        match kind {
            PaymentKind::Cash => drop(checkout.cash(Money(*amount))),
            PaymentKind::Card => by_card(&mut checkout, Money(*amount), true),
        }
    }
    if checkout.payments().settled().is_none() {
        checkout.cash(checkout.payments().left_in_cash()).unwrap();
    }
    let steps = checkout.confirm(checkout.token(), heading, &leave_to(Deed::Sell), |_| None).unwrap();
    match &steps[..] {
        [Step::Commit { sale, .. }] => Sale::clone(sale),
        other => panic!("{other:?}"),
    }
}

/// Asks for a card and says what it said, if it is taken at all.
pub fn by_card(checkout: &mut Checkout, amount: Money, is_approved: bool) {
    if checkout.card(amount, &mari(), now(3)).is_ok() {
        assert_eq!(checkout.draft_stored(checkout.token()), [Step::AskCard(amount)]);
        checkout.card_said(is_approved, Some("A1"), &mari(), now(4)).unwrap();
        assert_eq!(checkout.draft_stored(checkout.token()), []);
    }
}
