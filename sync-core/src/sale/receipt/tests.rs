use super::*;
use crate::domain::{Bytes32, Language, is_drawn};
use crate::sale::document::{Document, RefundReason, Tip};
use crate::sale::recompute::tests::{any_discount, any_item, any_paid};
use crate::sale::samples::*;
use proptest::prelude::*;
use std::collections::BTreeSet;

const WIDTHS: [usize; 4] = [LEAST_COLUMNS, 32, 42, 48];

/// A chain with a heading, and a document under it.
fn under(top: Heading, body: impl FnOnce(Bytes32) -> Body) -> (Written, Written) {
    let mut tip = Tip::before(series());
    append(&mut tip, begun());
    let heading = append(&mut tip, Body::Heading(top));
    let body = body(heading.hash());
    let head = Head { number: crate::sale::ReceiptNumber::new(345), ..head(&tip, &body) };
    (Written::seal(Document { head, body }).unwrap(), heading)
}

fn text_of(receipt: &Written, heading: &Written, language: Language, columns: usize, print: Print) -> String {
    as_text(&lines(receipt, heading, Words::of(language), columns, print).unwrap(), columns)
}

fn two_lines(heading: Bytes32) -> Sale {
    let apples = LineFacts { unit: Unit::Kilogram, ..facts(12, "Õunad „Antonovka”", 239, 742, 'B', 900) };
    let tenth = Discount::Percent(crate::sale::Rate::new(1_000).unwrap());
    let chocolate = LineFacts { discount: tenth, ..facts(11, "Šokolaad „Kalev” tume", 249, 2_000, 'A', 2_400) };
    let mut sale = sale_of(heading, &[chocolate, apples]);
    sale.payments[0].given = Money(2_000);
    sale.change = Money(2_000) - sale.payments[0].kept;
    sale
}

#[test]
fn a_receipt_looks_like_this() {
    let (receipt, heading) = under(heading(Language::Et), |hash| Body::Sale(Box::new(two_lines(hash))));
    let text = text_of(&receipt, &heading, Language::En, 42, Print::First);
    let expected = "
              Rannarahva OÜ
          Viru 4, 10111 Tallinn
             Reg. no 12345678
            VAT no EE101234567
              Tere tulemast!
RECEIPT No 12-000345      23.11.2026 14:04
Kesklinn · Till 1
Sold by: Mari Maasikas
──────────────────────────────────────────
Šokolaad „Kalev” tume A
  2 × 2.49                            4.98
  Discount 10 %                      −0.50
Õunad „Antonovka” B
  0.742 kg × 2.39                     1.77
──────────────────────────────────────────
TOTAL EUR                             6.25
To pay in cash                        6.25
Cash                                 20.00
Change                               13.75
VAT           Net         VAT        Total
A 24 %       3.61        0.87         4.48
B 9 %        1.62        0.15         1.77
           [980000012000034548]
           Aitäh ja head päeva!
";
    assert_eq!(format!("\n{text}"), expected, "{text}");
}

#[test]
fn a_copy_says_which_and_is_else_the_same_paper() {
    // Field fault 32: whatever is called otherwise since, the heading is the one of then.
    let (receipt, then) = under(heading(Language::Et), |hash| Body::Sale(Box::new(two_lines(hash))));
    let of = |print| text_of(&receipt, &then, Language::Et, 42, print);
    let (first, copy) = (of(Print::First), of(Print::Copy(2)));
    assert_eq!(copy.replace("KOOPIA 2\n", ""), first);
    let renamed = Heading { salepoint: "Vanalinn".into(), ..heading(Language::Et) };
    let (_, other) = under(renamed, |hash| Body::Sale(Box::new(two_lines(hash))));
    let refused = lines(&receipt, &other, Words::of(Language::Et), 42, Print::First);
    assert_eq!(refused, Err(LayoutError::OtherHeading));
    assert_eq!(lines(&then, &then, Words::of(Language::Et), 42, Print::First), Err(LayoutError::NotAReceipt));
    assert_eq!(lines(&receipt, &then, Words::of(Language::Et), 23, Print::First), Err(LayoutError::TooNarrow));
    let training = of(Print::Training);
    assert!(training.contains("EI OLE KVIITUNG") && !training.contains("12-000345") && !training.contains("98000"));
}

#[test]
fn a_refund_says_what_of_and_why_with_all_amounts_below_zero() {
    let all = one_of_each();
    let text = text_of(&all[4], &all[1], Language::En, 42, Print::First);
    for part in [
        "REFUND No 12-000002",
        "Refund of receipt: 12-000001, 23.11.2026",
        "Reason: damaged",
        "Refunded by: Mari Maasikas",
        "1 × 2.49                           −2.49",
        "TOTAL EUR                            −2.49",
        "Rounding (cash)                      −0.01",
        "Returned in cash                      2.50",
        "A 24 %       −2.01       −0.48       −2.49",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
}

#[test]
fn an_invoice_names_the_buyer_and_who_pays_no_vat_has_no_vat_table() {
    let buyer = Buyer {
        name: "Kalev Kivi OÜ".into(),
        address: "Pikk 1, Tartu".into(),
        registration_number: "87654321".into(),
        vat_number: "EE987654321".into(),
    };
    let invoice = |hash| Body::Sale(Box::new(Sale { buyer: Some(buyer), ..two_lines(hash) }));
    let (receipt, top) = under(heading(Language::En), invoice);
    let text = text_of(&receipt, &top, Language::En, 42, Print::First);
    for part in [
        "INVOICE No 12-000345",
        "Buyer: Kalev Kivi OÜ",
        "  Pikk 1, Tartu",
        "  Reg. no 87654321",
        "price without VAT                   2.01",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
    let mut unregistered = heading(Language::En);
    unregistered.seller.vat_number = String::new();
    let (receipt, top) = under(unregistered, |hash| Body::Sale(Box::new(two_lines(hash))));
    let text = text_of(&receipt, &top, Language::En, 42, Print::First);
    assert!(!text.contains("VAT") && text.contains("Šokolaad „Kalev” tume\n"), "{text}");
}

#[test]
fn the_largest_amounts_fit_the_narrowest_paper() {
    let dear = |article, class| facts(article, "Laev", 100_000_000, 99_000, class, 2_400);
    let (receipt, top) =
        under(heading(Language::Ru), |hash| Body::Sale(Box::new(sale_of(hash, &[dear(1, 'A'), dear(2, 'B')]))));
    for columns in WIDTHS {
        let text = text_of(&receipt, &top, Language::Ru, columns, Print::First);
        for amount in ["99000000,00", "198000000,00", "79838709,68", "19161290,32"] {
            assert!(text.contains(amount), "{amount} at {columns}\n{text}");
        }
    }
}

#[test]
fn each_language_has_words_of_its_own_that_paper_can_draw() {
    for language in Language::ALL {
        let words = Words::of(language);
        let shown = format!("{words:?}");
        assert!(!shown.contains("\"\""), "{shown}");
        assert!(shown.chars().all(is_drawn), "{shown}");
        for other in Language::ALL.into_iter().filter(|other| *other != language) {
            let other = Words::of(other);
            let pairs = [
                (words.total, other.total),
                (words.sold_by, other.sold_by),
                (words.change, other.change),
                (words.refund, other.refund),
            ];
            assert!(pairs.iter().all(|(one, other)| one != other), "{language}");
        }
    }
    let why = [
        RefundReason::WrongArticle,
        RefundReason::Damaged,
        RefundReason::ChangedMind,
        RefundReason::WrongPayment,
        RefundReason::Other,
    ];
    let why: BTreeSet<_> = why.map(|reason| Words::of(Language::Lv).why(reason)).into();
    assert_eq!(why.len(), 5);
}

/// Amounts as they stand on paper, without their signs.
fn amounts_on(text: &str) -> BTreeSet<String> {
    let is_amount = |word: &&str| {
        word.split_once(',').is_some_and(|(whole, rest)| {
            !whole.is_empty()
                && rest.len() == 2
                && whole.chars().chain(rest.chars()).all(|digit| digit.is_ascii_digit())
        })
    };
    // A rate is none, wherever its line ends.
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ").replace(" %", "%");
    text.split(' ').map(|word| word.trim_start_matches(['−', '+'])).filter(is_amount).map(str::to_owned).collect()
}

fn written(amounts: impl IntoIterator<Item = Money>) -> BTreeSet<String> {
    let numbers = Numbers { decimal: ',', minor_digits: 2 };
    amounts.into_iter().map(|amount| numbers.money(Money(amount.0.abs()))).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: crate::sale::many_cases().cases / 10, ..ProptestConfig::default() })]

    #[test]
    fn every_amount_on_it_is_in_the_document_and_those_that_matter_are_on_it(
        items in proptest::collection::vec(any_item(), 1..6), discount in any_discount(), paid in any_paid(), columns in LEAST_COLUMNS..60
    ) {
        let (receipt, top) = under(heading(Language::Et), |hash| Body::Sale(Box::new(sold(hash, &items, discount, &paid))));
        let Body::Sale(sale) = receipt.body() else { panic!() };
        let made = lines(&receipt, &top, Words::of(Language::Et), columns, Print::First).unwrap();
        let is_wide = made.iter().any(|line| matches!(line, PaperLine::Text { text, .. } if paper::width(text) > columns));
        prop_assert!(!is_wide);
        let on = amounts_on(&as_text(&made, columns));
        let shared: Money = sale.lines.iter().map(|line| line.made.share).sum();
        let must = written(
            sale.lines.iter().map(|line| line.made.gross)
                .chain(sale.taxes.iter().flat_map(|one| [one.net(), one.vat, one.total]))
                .chain(sale.payments.iter().flat_map(|paid| [paid.given, paid.kept]))
                .chain([sale.total]),
        );
        let may = written(
            sale.lines.iter().flat_map(|line| [line.made.discount, Money(line.facts.price.get())])
                .chain([sale.change, sale.rounding, shared]),
        );
        prop_assert!(must.is_subset(&on), "{must:?}\n{on:?}");
        prop_assert!(on.difference(&must).all(|amount| may.contains(amount)), "{on:?}\n{must:?}\n{may:?}");
    }

    #[test]
    fn no_name_is_wider_than_the_paper_or_loses_a_letter(name in "[a-zõŽж0-9 „”%,.-]{1,200}", any in "\\PC{0,60}", columns in LEAST_COLUMNS..60) {
        let (receipt, top) = under(heading(Language::Et), |hash| {
            Body::Sale(Box::new(sale_of(hash, &[facts(1, &name, 100, 1_000, 'A', 2_400), facts(2, &any, 200, 1_000, 'B', 900)])))
        });
        let made = lines(&receipt, &top, Words::of(Language::Et), columns, Print::First).unwrap();
        let mut all = String::new();
        for line in &made {
            if let PaperLine::Text { text, .. } = line {
                prop_assert!(paper::width(text) <= columns, "{text}");
                prop_assert!(text.chars().all(is_drawn), "{text}");
                all.extend(text.chars().filter(|letter| !letter.is_whitespace()));
            }
        }
        let name: String = name.chars().filter(|letter| !letter.is_whitespace()).collect();
        prop_assert!(all.contains(&name), "{name}\n{all}");
    }
}
