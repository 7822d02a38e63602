use super::*;
use crate::sale::samples::*;
use crate::sale::{CashStep, Rate};
use proptest::prelude::*;

fn id(number: u128) -> ArticleId {
    ArticleId(uuid(number))
}

fn from<T>(on: &str, value: T) -> FromDay<T> {
    FromDay { day: day(on), value }
}

fn priced(number: &str, name: &str, cents: i64) -> Article {
    Article {
        number: number.into(),
        name: name.into(),
        names: Names::new(),
        unit: Unit::Piece,
        class: VatClassId(uuid(65)),
        category: None,
        is_stocked: true,
        is_asked: false,
        is_discountable: true,
        codes: Vec::new(),
        prices: vec![from("2026-01-01", Price::new(cents).ok())],
    }
}

fn coded(code: &str, pieces: i64) -> ArticleCode {
    ArticleCode { code: ScannedCode::of(code).unwrap(), quantity: Quantity::new(pieces * 1_000).unwrap() }
}

fn put(number: u128, row: Article) -> Change {
    Change::Article(id(number), Some(Box::new(row)))
}

fn catalogue() -> Catalogue {
    let mut made = Catalogue::new(Language::Et);
    let vat = |rates: Vec<FromDay<Rate>>| VatClass { letter: 'A', names: Names::new(), kind: VatKind::Taxed, rates };
    let list = PriceList {
        name: "Shops".into(),
        currency: "EUR".into(),
        minor_digits: 2,
        cash_step: CashStep::FIVE,
        patterns: CodePattern::ESTONIA.to_vec(),
    };
    let rates = vec![from("2025-07-01", Rate::new(2_400).unwrap()), from("2027-01-01", Rate::new(2_500).unwrap())];
    made.apply([Change::List(Some(list)), Change::Vat(VatClassId(uuid(65)), Some(vat(rates)))]);
    made
}

const TODAY: &str = "2026-11-23";

#[test]
fn prices_and_rates_change_at_midnight_by_themselves() {
    let mut made = catalogue();
    let prices = vec![
        from("2027-01-01", Price::new(199).ok()),
        from("2026-01-01", Price::new(189).ok()),
        from("2027-02-01", None),
    ];
    made.apply([put(1, Article { prices, ..priced("1", "Rukkileib", 0) })]);
    let at = |on: &str| {
        made.goods(id(1), day(on)).map(|goods| (goods.price.unwrap().get(), goods.tax.rate.get(), goods.is_early))
    };
    assert_eq!(at("2026-12-31"), Ok((189, 2_400, false)));
    assert_eq!(at("2027-01-01"), Ok((199, 2_500, false)));
    assert_eq!(at("2027-01-31"), Ok((199, 2_500, false)));
    assert_eq!(at("2027-02-01"), Err(NotSold::From(day("2027-02-01"))));
    // Before the first: the earliest, and marked.
    assert_eq!(at("2025-12-31"), Ok((189, 2_400, true)));
    assert_eq!(at("2016-01-01"), Ok((189, 2_400, true)));
}

#[test]
fn what_is_not_sold_says_why() {
    let mut made = catalogue();
    let unpriced = Article { prices: vec![], ..priced("1", "Sai", 0) };
    let asked = Article { is_asked: true, ..unpriced.clone() };
    let untaxed = Article { class: VatClassId(uuid(66)), ..priced("3", "Piim", 100) };
    made.apply([put(1, unpriced), put(2, asked), put(3, untaxed)]);
    let why = |number| made.goods(id(number), day(TODAY));
    assert_eq!(why(1), Err(NotSold::Unpriced));
    assert_eq!(why(2).map(|goods| goods.price), Ok(None));
    assert_eq!(why(3), Err(NotSold::Untaxed));
    assert_eq!(why(4), Err(NotSold::Unknown));
    made.apply([Change::Vat(VatClassId(uuid(65)), None)]);
    assert_eq!(made.goods(id(2), day(TODAY)), Err(NotSold::Untaxed));
}

#[test]
fn a_code_leads_to_an_article_then_to_a_weight_then_to_a_number() {
    let mut made = catalogue();
    let six = Article { codes: vec![coded("4740123456785", 6), coded("036000291452", 1)], ..priced("55", "Õlu", 150) };
    let apples = Article { unit: Unit::Kilogram, ..priced("001230", "Õunad", 239) };
    let pears = Article { unit: Unit::Kilogram, ..priced("1231", "Pirnid", 239) };
    made.apply([put(1, six), put(2, apples), put(3, pears)]);
    let found = |typed: &str| made.find(typed).map(|hit| (hit.article, hit.quantity.map(Quantity::get), hit.amount));
    assert_eq!(found("4740123456785"), Some((id(1), Some(6_000), None)));
    for one_number in ["036000291452", "0036000291452", "00036000291452"] {
        assert_eq!(found(one_number), Some((id(1), Some(1_000), None)), "{one_number}");
    }
    // Field fault 21: a weight in the code; its last digit wrong.
    assert_eq!(found("2300123007428"), Some((id(2), Some(742), None)));
    assert_eq!(found("2300123007427"), None);
    assert_eq!(found("2000123107423").map(|hit| hit.0), None, "another check digit");
    let in_code =
        made.find("2000123001778").or_else(|| (0..10).find_map(|check| made.find(&format!("200012300177{check}"))));
    assert_eq!(in_code.map(|hit| (hit.article, hit.amount)), Some((id(2), Some(Money(177)))));
    let noughts = (0..10).find_map(|check| made.find(&format!("230012310742{check}"))).unwrap();
    assert_eq!((noughts.article, noughts.quantity.map(Quantity::get)), (id(3), Some(742)));
    assert_eq!(
        (found("55"), found(" 001230 "), found("1230"), found("")),
        (Some((id(1), None, None)), Some((id(2), None, None)), None, None)
    );
    // A whole match wins over a pattern.
    made.apply([put(4, Article { codes: vec![coded("2300123007428", 1)], ..priced("9", "Kott", 10) })]);
    assert_eq!(made.find("2300123007428").unwrap().article, id(4));
    // Gone with its row, and with its code.
    made.apply([Change::Article(id(4), None), put(1, priced("55", "Õlu", 150))]);
    assert_eq!(made.find("2300123007428").unwrap().article, id(2));
    assert_eq!(made.find("4740123456785"), None);
    assert_eq!(made.search("4740123456785", 9), Hits::default());
}

#[test]
fn one_code_of_two_articles_leads_to_the_same_one_always_and_to_the_other_when_it_is_gone() {
    let rows =
        [1, 2].map(|number| put(number, Article { codes: vec![coded("96385074", 1)], ..priced("7", "Sai", 100) }));
    for order in [rows.clone(), {
        let [a, b] = rows.clone();
        [b, a]
    }] {
        let mut made = catalogue();
        made.apply(order);
        assert_eq!(made.find("96385074").unwrap().article, id(1));
        assert_eq!(made.find("7").unwrap().article, id(1));
        made.apply([Change::Article(id(1), None)]);
        assert_eq!(made.find("96385074").unwrap().article, id(2));
    }
}

#[test]
fn shelves_hold_what_can_be_sold_in_order() {
    let mut made = catalogue();
    let category = |number| CategoryId(uuid(number));
    let shelf = |name: &str, parent: Option<u128>, position| Category {
        name: name.into(),
        names: Names::new(),
        parent: parent.map(category),
        position,
    };
    let on = |row: Article, number| Article { category: Some(category(number)), ..row };
    let russian = Names::from([("ru".to_owned(), "Хлеб".to_owned()), ("et".to_owned(), "Leib".to_owned())]);
    made.apply([
        Change::Category(category(1), Some(shelf("Drinks", None, 2))),
        Change::Category(category(2), Some(Category { names: russian, ..shelf("Bread", None, 1) })),
        Change::Category(category(3), Some(shelf("Beer", Some(1), 0))),
        Change::Category(category(4), Some(shelf("Lost", Some(99), 0))),
        // Their own parents, one way or another.
        Change::Category(category(5), Some(shelf("Self", Some(5), 3))),
        put(1, on(priced("1", "Õlu", 100), 3)),
        put(2, on(priced("2", "Šokolaad", 100), 3)),
        put(3, on(priced("3", "Porter 10", 100), 3)),
        put(4, on(priced("4", "Porter 9", 100), 3)),
        put(5, on(Article { prices: vec![], ..priced("5", "Alus", 0) }, 3)),
        put(6, on(priced("6", "Kott", 10), 99)),
    ]);
    let top = made.shelf(None, day(TODAY));
    assert_eq!((top.categories, top.articles), ([4, 2, 1, 5].map(category).to_vec(), vec![id(6)]));
    assert_eq!(made.shelf(Some(category(1)), day(TODAY)).categories, [category(3)]);
    // As Estonian has its letters, numbers by value.
    assert_eq!(made.shelf(Some(category(3)), day(TODAY)).articles, [4, 3, 2, 1].map(id));
    assert_eq!(made.shelf(Some(category(5)), day(TODAY)), Shelf::default());
    assert_eq!((made.category_name(category(2)), made.name(id(1))), (Some("Leib"), Some("Õlu")));
}

fn any_row() -> impl Strategy<Value = Change> {
    let row = (
        "[a-dõšŽ ]{1,8}",
        0..5u32,
        proptest::option::of(prop_oneof![Just("96385074"), Just("4740123456785"), Just("abc")]),
    );
    (0..200u128, proptest::option::weighted(0.8, row)).prop_map(|(number, row)| {
        let row = row.map(|(name, shop_number, code)| {
            let codes = code.map(|code| coded(code, 1)).into_iter().collect();
            Box::new(Article { codes, ..priced(&shop_number.to_string(), &name, 100) })
        });
        Change::Article(id(number), row)
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: super::super::many_cases().cases / 10, ..ProptestConfig::default() })]

    #[test]
    fn changed_row_by_row_it_is_what_it_is_made_at_once(changes in proptest::collection::vec(any_row(), 0..150), typed in "[a-e]{1,2}") {
        let mut by_one = catalogue();
        changes.iter().cloned().for_each(|change| by_one.apply([change]));
        let mut at_once = catalogue();
        at_once.apply(changes.clone());
        prop_assert_eq!(by_one.len(), at_once.len());
        prop_assert_eq!(by_one.search(&typed, 1_000), at_once.search(&typed, 1_000));
        prop_assert_eq!(by_one.shelf(None, day(TODAY)), at_once.shelf(None, day(TODAY)));
        for code in ["96385074", "4740123456785", "abc", "1", "4"] {
            prop_assert_eq!(by_one.find(code), at_once.find(code));
        }
        let all: Vec<_> = by_one.shelf(None, day(TODAY)).articles.iter().map(|id| by_one.name(*id).unwrap().to_owned()).collect();
        let mut sorted = all.clone();
        sorted.sort_by_cached_key(|name| name_key(Language::Et, name));
        prop_assert_eq!(all, sorted);
    }
}
