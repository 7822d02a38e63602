//! What is set of a salepoint and a store beside their names.

use super::places::{hand_over, hidden, salepoint, store, trail};
use super::*;
use head_office_domain::own_limits::OwnLimits;
use head_office_store::replica_rows;
use sync_core::domain::{Collection, Policy, RowKey, decode};

/// What a browser sends where nothing is the salepoint's own.
const AS_COMPANY: &str = "throttle_attempts=&auto_lock=&auto_lock_unit=60&fresh_for=&fresh_for_unit=86400&valid_for=&\
                          valid_for_unit=86400";

/// What terminals of a salepoint get.
fn prescribed(office: &TestOffice, name: &str) -> Policy {
    let collection = Collection::Salepoint(salepoint(office, name).id);
    let body = office.db.read(|tx| replica_rows::body(tx, collection, &RowKey::Policy)).unwrap().unwrap();
    decode(&body).unwrap()
}

#[tokio::test]
async fn a_salepoint_has_limits_of_its_own_an_address_and_a_receipt_header() {
    let office = office();
    let company = Policy::default();
    let kesklinn = salepoint(&office, "Kesklinn").id;
    hand_over(&office, kesklinn);
    let mut browser = Browser::of(&office, ADMINISTRATOR).await;
    let path = format!("/salepoints/{kesklinn}/edit");
    let page = browser.get(&path).await.body;
    for part in ["Company rule: 2 minutes", "Company rule: 30 days", "Company rule: 10<"] {
        assert!(page.contains(part), "{part}: {page}");
    }
    assert!(!page.contains("On the receipt:"), "there is nothing on it: {page}");

    let revision = office.cursor().unwrap().revision.0;
    let form = format!(
        "{}&name=Kesklinn&language=et&store=&address=Viru+4%0D%0A10111++Tallinn%0D%0A&receipt_header=%0D%0A%3Cb%3E%0D%0A\
         www&throttle_attempts=5&auto_lock=30&auto_lock_unit=1&fresh_for=&fresh_for_unit=86400&valid_for=2&\
         valid_for_unit=3600",
        hidden(&page)
    );
    assert_eq!(browser.post(&path, &form).await.location(), format!("/salepoints/{kesklinn}?done=changed"));
    assert_eq!(office.cursor().unwrap().revision.0, revision + 1);
    let saved = salepoint(&office, "Kesklinn");
    assert_eq!((saved.address.as_str(), saved.receipt_header.as_str()), ("Viru 4\n10111 Tallinn", "<b>\nwww"));
    let own =
        OwnLimits { throttle_attempts: Some(5), auto_lock_s: Some(30), fresh_for_s: None, valid_for_s: Some(7_200) };
    assert_eq!(saved.own, own);
    let strict = Policy { throttle_attempts: 5, auto_lock_s: 30, fresh_for_s: 7_200, valid_for_s: 7_200, ..company };
    assert_eq!((prescribed(&office, "Kesklinn"), prescribed(&office, "Sadama")), (strict, company));
    assert_eq!(office.check().unwrap(), Vec::<String>::new());

    let history = browser.get(&format!("/salepoints/{kesklinn}")).await.body;
    for part in ["Viru 4 / 10111 Tallinn", "as the company", "30 seconds", "2 hours", "&#60;b&#62; / www"] {
        assert!(history.contains(part), "{part}: {history}");
    }
    let page = browser.get(&path).await.body;
    assert!(page.contains("On the receipt:") && page.contains("&#60;b&#62;\nwww</bdi>"), "{page}");

    // The company becomes stricter than the salepoint, and less strict again.
    office.set_policy(&[("auto_lock_s".into(), 10), ("throttle_attempts".into(), 7)]).unwrap();
    assert_eq!(prescribed(&office, "Kesklinn"), Policy { auto_lock_s: 10, ..strict });
    let page = browser.get(&path).await.body;
    assert!(page.contains("The company’s is stricter and counts: 10 seconds"), "{page}");
    let again = form.replace(&hidden_of(&form), &hidden(&page)).replace("%0D%0Awww", "%0D%0AWWW");
    assert_eq!(browser.post(&path, &again).await.status, StatusCode::SEE_OTHER, "what was there before may stay");
    office.set_policy(&[("auto_lock_s".into(), 0), ("throttle_attempts".into(), 10)]).unwrap();
    assert_eq!(prescribed(&office, "Kesklinn"), strict);

    // And back to the company's.
    let base = hidden(&browser.get(&path).await.body);
    let form = format!("{base}&name=Kesklinn&language=et&store=&address=&receipt_header=&{AS_COMPANY}");
    assert_eq!(browser.post(&path, &form).await.status, StatusCode::SEE_OTHER);
    assert_eq!(salepoint(&office, "Kesklinn").own, OwnLimits::default());
    assert_eq!(prescribed(&office, "Kesklinn"), Policy { auto_lock_s: 0, ..company });
    assert_eq!(office.check().unwrap(), Vec::<String>::new());
}

/// The part of a form that says what it is based on.
fn hidden_of(form: &str) -> String {
    form.split("&name=").next().unwrap().to_owned()
}

#[tokio::test]
async fn what_is_less_strict_or_can_not_be_printed_is_refused_beside_its_field() {
    let office = office();
    let mut browser = Browser::of(&office, ADMINISTRATOR).await;
    let long = "x".repeat(10_000);
    let many = "a%0D%0A".repeat(9);
    for (field, value, problem) in [
        ("auto_lock", "3", "Not less strict than the company’s: 2 minutes"),
        ("auto_lock", "0", "Between 1 second and 1 day"),
        ("auto_lock", "x", "Enter a whole number"),
        ("auto_lock", "-1", "Enter a whole number"),
        ("throttle_attempts", "11", "Not less strict than the company’s: 10"),
        ("throttle_attempts", "99999999999", "Between 1 and 1,000"),
        ("valid_for", "31", "Not less strict than the company’s: 30 days"),
        ("valid_for", "%E2%80%AE1", "Enter a whole number"),
        ("address", &long, "Enter at most 100 characters in a line"),
        ("address", &many, "Enter at most 6 lines"),
        ("address", "a%E2%80%AEb", "Remove the characters that cannot be seen"),
        ("address", "a%00b", "Remove the characters that cannot be seen"),
        ("receipt_header", &many, "Enter at most 8 lines"),
        ("receipt_header", &long, "Enter at most 48 characters in a line"),
        ("receipt_header", "%1B%5B2J", "Remove the characters that cannot be seen"),
    ] {
        let form = format!("name=Tartu&language=et&store=&{AS_COMPANY}");
        let form = match form.contains(&format!("&{field}=&")) {
            true => form.replace(&format!("&{field}=&"), &format!("&{field}={value}&")),
            false => format!("{form}&{field}={value}"),
        };
        let answer = browser.post("/salepoints/new", &form).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{field} {value}");
        assert_eq!(answer.body.matches(problem).count(), 2, "{field} {value}: {}", answer.body);
        assert!(answer.body.contains(&format!("href=\"#{field}\"")), "{field}");
        assert!(answer.body.contains("value=\"Tartu\""), "what was typed is kept");
    }
    let typed = "name=Tartu&language=et&store=&receipt_header=%0D%0A%3C/textarea%3E%3Cscript%3E%0D%0A%1B";
    let answer = browser.post("/salepoints/new", &format!("{typed}&{AS_COMPANY}")).await;
    assert!(answer.body.contains(">\n\n&#60;/textarea&#62;&#60;script&#62;"), "{}", answer.body);
}

#[tokio::test]
async fn two_who_change_it_at_once_are_told_what_the_other_did() {
    let office = office();
    let kesklinn = salepoint(&office, "Kesklinn").id;
    hand_over(&office, kesklinn);
    let mut browser = Browser::of(&office, ADMINISTRATOR).await;
    let path = format!("/salepoints/{kesklinn}/edit");
    let base = hidden(&browser.get(&path).await.body);
    let send = |base: &str, auto_lock: &str, address: &str| {
        let own = AS_COMPANY.replace("auto_lock=&", &format!("auto_lock={auto_lock}&"));
        format!("{base}&name=Kesklinn&language=et&store=&address={address}&receipt_header=&{own}")
    };
    assert_eq!(browser.post(&path, &send(&base, "1", "A%0D%0AB")).await.status, StatusCode::SEE_OTHER);
    let base_now = hidden(&browser.get(&path).await.body);
    assert_eq!(browser.post(&path, &send(&base_now, "", "A%0D%0AB")).await.status, StatusCode::SEE_OTHER);
    let told = browser.post(&path, &send(&base_now, "2", "C")).await;
    assert_eq!(told.status, StatusCode::CONFLICT);
    assert!(told.body.contains(">as the company</td>") && told.body.contains(">2 minutes</td>"), "{}", told.body);
    let kept = format!("{}&keep.auto_lock_s=saved", send(&hidden(&told.body), "2", "C"));
    assert_eq!(browser.post(&path, &kept).await.status, StatusCode::SEE_OTHER);
    let saved = salepoint(&office, "Kesklinn");
    assert_eq!((saved.own, saved.address.as_str()), (OwnLimits::default(), "C"), "the other one's was kept");
}

#[tokio::test]
async fn a_store_has_an_address() {
    let office = office();
    let mut browser = Browser::of(&office, ADMINISTRATOR).await;
    let answer = browser.post("/stores/new", "name=Tartu&address=Turu+1%0D%0ATartu").await;
    let added = store(&office, "Tartu");
    assert_eq!(answer.location(), format!("/stores/{}/users?done=added", added.id));
    assert_eq!(added.address, "Turu 1\nTartu");
    assert!(trail(&office, added.id.0)[0].2.contains("Turu 1\\nTartu"));
    browser.post(answer.location(), "who=all").await;
    let path = format!("/stores/{}", added.id);
    let base = hidden(&browser.get(&path).await.body);
    let wrong = browser.post(&path, &format!("{base}&name=&address=a%00b")).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.body.contains("href=\"#name\"") && wrong.body.contains("href=\"#address\""), "{}", wrong.body);
    assert_eq!(browser.post(&path, &format!("{base}&name=Tartu&address=Turu+2")).await.status, StatusCode::SEE_OTHER);
    let told = browser.post(&path, &format!("{base}&name=Tartu&address=Turu+3")).await;
    assert_eq!(told.status, StatusCode::CONFLICT);
    assert!(told.body.contains(">Turu 2</td>") && told.body.contains(">Turu 3</td>"), "{}", told.body);
}

#[tokio::test]
async fn a_salepoints_page_has_its_terminals_and_no_other_ones_and_what_it_is_like() {
    let office = office();
    office
        .import_str(
            "[[salepoint]]\nname = \"Kesklinn\"\naddress = \"Viru 1\\nTallinn\"\nreceipt_header = \"Kohvik OÜ\"",
        )
        .unwrap();
    office.import_str("[[salepoint]]\nname = \"Kesklinn 2\"").unwrap();
    give_everything(&office, "administrator");
    let till = head_office_office::testing::enrol(&office, "Kesklinn", "Till 1", None).terminal;
    head_office_office::testing::enrol(&office, "Kesklinn 2", "Till 7", None);
    let mut browser = Browser::of(&office, ADMINISTRATOR).await;
    let place = salepoint(&office, "Kesklinn").id;
    let page = browser.get(&format!("/salepoints/{place}")).await.body;
    let enrol = format!("/terminals/enrol?salepoint={place}");
    for part in ["Viru 1\nTallinn", "Kohvik OÜ", &format!("href=\"/terminals/{till}\""), "Till 1", "#terminals", &enrol]
    {
        assert!(page.contains(part), "{part}: {page}");
    }
    assert!(
        page.contains("1 terminal<") && !page.contains("Till 7"),
        "those of another salepoint are not here: {page}"
    );
    let form = browser.get(&enrol).await.body;
    assert!(form.contains(&format!("<option value=\"{place}\" selected>Kesklinn</option>")), "{form}");
}

#[tokio::test]
async fn what_a_new_salepoint_can_do_without_is_folded_until_something_stands_there_or_is_wrong() {
    let office = office();
    let mut browser = Browser::of(&office, ADMINISTRATOR).await;
    let folded = |page: &str| page.matches("<details class=\"section\">").count();
    let form = browser.open("/salepoints/new").await;
    assert_eq!(folded(&browser.get("/salepoints/new").await.body), 2);
    let refused = browser.fill(&form, "name=&receipt_header=Kohvik").await;
    assert_eq!((refused.status, folded(&refused.body)), (StatusCode::UNPROCESSABLE_ENTITY, 1), "{}", refused.body);
    let refused = browser.fill(&form, "name=Riga&language=lv&throttle_attempts=many").await;
    assert!(refused.body.contains("<details class=\"section\" open><summary>Stricter rules"), "{}", refused.body);
    let place = salepoint(&office, "Kesklinn").id;
    assert!(!browser.get(&format!("/salepoints/{place}/edit")).await.body.contains("<details class=\"section\""));
    // Who has the salepoint that most users have is offered, and nobody has to look for it.
    let added = browser.submit("/salepoints/new", "name=Riga&language=lv").await;
    let step = browser.follow(&added).await.body;
    assert!(step.contains("value=\"of\" id=\"who-of\" aria-describedby=\"who-of-help\" checked"), "{step}");
}
