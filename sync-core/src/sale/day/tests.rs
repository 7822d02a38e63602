use super::*;
use crate::sale::document::{DayOpened, Document, Tip};
use crate::sale::samples::{day as calendar_day, *};

fn of_each() -> (OpenDay, Vec<Written>) {
    let all = one_of_each();
    let opened = &all[2];
    (OpenDay::begin(opened, GrandTotal::default()).unwrap(), all)
}

#[test]
fn a_day_is_what_its_documents_come_to() {
    let (mut day, all) = of_each();
    for document in &all[3..12] {
        day.add(document).unwrap();
    }
    let sums = day.sums();
    assert_eq!((sums.first.unwrap().get(), sums.last.unwrap().get()), (1, 2));
    assert_eq!(
        (sums.sales.count, sums.sales.total, sums.refunds.count, sums.refunds.total),
        (1, Money(426), 1, Money(249))
    );
    // 4.26 in cash is 4.25; 2.49 given back is 2.50.
    assert_eq!(sums.payments, [OfPayments { kind: PaymentKind::Cash, kept: Money(425), given_back: Money(250) }]);
    assert_eq!(sums.rounding, Money(-2));
    assert_eq!(
        (sums.cash_in.sum, sums.cash_out.sum, sums.drawer_openings, sums.copies),
        (Money(1_000), Money(500), 1, 1)
    );
    assert_eq!((sums.cancelled.count, sums.voids.count, sums.training.count), (1, 0, 2));
    assert_eq!(sums.users.len(), 1);
    assert_eq!(day.expected(), Money(5_000 + 425 - 250 + 1_000 - 500));
    day.x_shown();
    let closed = day.close(Some(Counted { sum: Money(5_640), pieces: Vec::new() }), Vec::new());
    assert_eq!((closed.difference, closed.x_reports), (Some(Money(-35)), 1));
    assert_eq!(closed.grand_total, GrandTotal { sold: Money(426), refunded: Money(249) });
    // Moved with the day open: nobody counted, and it says so.
    let uncounted = day.close(None, Vec::new());
    assert_eq!((uncounted.counted, uncounted.difference), (None, None));
}

#[test]
fn a_document_of_another_day_is_none_of_this_one() {
    let (mut day, all) = of_each();
    let before = day.clone();
    let mut document = Document { head: all[3].head().clone(), body: all[3].body().clone() };
    document.head.day = None;
    let without = Written::seal(document.clone()).unwrap();
    document.head.day = Some(DayName { number: 2, ..day.name() });
    let next = Written::seal(document).unwrap();
    for other in [without, next] {
        assert_eq!(day.add(&other), Err(DayError::OtherDay));
        assert_eq!(day, before);
    }
    assert_eq!(OpenDay::begin(&all[3], GrandTotal::default()), Err(DayError::NotOpening));
}

#[test]
fn a_float_is_of_its_own_day() {
    // Field fault 15: the next day begins with what is put in, not with what was.
    let mut tip = Tip::before(series());
    append(&mut tip, begun());
    append(&mut tip, begun_day(17_000));
    let opened = append(&mut tip, begun_day(5_000));
    let day = OpenDay::begin(&opened, GrandTotal::default()).unwrap();
    assert_eq!(day.expected(), Money(5_000));
}

fn begun_day(float: i64) -> Body {
    Body::DayOpened(DayOpened { float: Money(float), suggested: None })
}

#[test]
fn a_day_that_is_open_too_long_asks_or_says_so() {
    let (day, all) = of_each();
    let opened = all[2].head().at;
    let hours = |hours: i64| opened.plus_ms(hours * 3_600_000);
    let [same, next] = ["2026-11-23", "2026-11-24"].map(calendar_day);
    for (at, today, age) in [
        (hours(12), same, DayAge::Usual),
        // A sale at 00:20 belongs to the evening.
        (hours(12), next, DayAge::Usual),
        (hours(20), next, DayAge::Usual),
        (hours(21), next, DayAge::Asks),
        (hours(25), same, DayAge::Long),
        (hours(25), next, DayAge::Asks),
        // A clock that was set back.
        (hours(-90_000), same, DayAge::Usual),
        (UnixMs(i64::MAX), same, DayAge::Long),
    ] {
        assert_eq!(day.age(at, today), age, "{at} {today}");
    }
}
