//! Settings → Company, and times by the company's time zone wherever people read them.

use super::*;
use crate::letters::Letter;
use crate::texts::AllTexts;
use head_office_domain::zone::Zone;
use head_office_office::company::CompanySettings;
use sync_core::domain::Language;

const PATH: &str = "/settings/company";

fn settings(office: &TestOffice) -> CompanySettings {
    office.db.read(CompanySettings::load).unwrap()
}

#[tokio::test]
async fn times_are_those_of_the_companys_time_zone_on_pages_in_files_and_in_mail() {
    let office = office();
    head_office_office::testing::enrol(&office, "Kesklinn", "Till 1", None);
    let mut browser = Browser::of(&office, ADMINISTRATOR).await;
    assert!(browser.get("/journal.csv").await.body.contains("Time (UTC),Arrived (UTC)"));
    let saved = browser.submit(PATH, "time_zone=Asia%2FKolkata").await;
    assert_eq!(saved.location(), "/settings/company?done=changed", "{}", saved.body);
    let kolkata: Zone = "Asia/Kolkata".parse().unwrap();
    assert_eq!(settings(&office).zone, kolkata);

    // Half an hour beside every machine that builds this.
    let now = office.clock.now();
    let texts = AllTexts::load().of(Language::En);
    let (here, there) = (texts.time(now, now), texts.in_zone(kolkata).time(now, now));
    assert_ne!(here, there);
    let page = browser.follow(&saved).await.body;
    assert!(page.contains(&there) && !page.contains(&here), "{page}");
    assert!(page.contains("Time zone:") && page.contains("UTC → Asia/Kolkata"), "the history says so: {page}");

    let journal = browser.get("/journal.csv").await.body;
    assert!(journal.contains("Time (Asia/Kolkata),Arrived (Asia/Kolkata)"), "{journal}");
    let terminals = browser.get("/terminals.csv").await.body;
    let cell = kolkata.at(now).unwrap().format("%Y-%m-%d %H:%M:%S").to_string();
    assert!(terminals.contains("(Asia/Kolkata)") && terminals.contains(&cell), "{terminals}");

    // From the first to the last moment of a day there.
    let day = kolkata.at(now).unwrap().format("%Y-%m-%d").to_string();
    let found = browser.get(&format!("/journal?from={day}&to={day}&events=all")).await;
    assert_eq!(found.status, StatusCode::OK);

    // A licence needs a group that allows something in the office: Ilze's does.
    let given = browser.post("/settings/licences", "user=Ilze+Ozola&email=ilze%40example.com").await;
    assert!(given.status.is_redirection(), "{given:?}");
    let mail = office.db.read(|tx| head_office_store::mail::newest(tx, 1)).unwrap();
    let letter = Letter::new(&office.mail_content(&mail[0]).unwrap().unwrap(), &AllTexts::load());
    assert!(letter.text().unwrap().contains("UTC+05:30"), "{}", letter.text().unwrap());
}

#[tokio::test]
async fn what_is_wrong_stays_to_be_mended_and_two_who_change_it_at_once_lose_nothing() {
    let office = office();
    let mut browser = Browser::of(&office, ADMINISTRATOR).await;
    for (typed, field) in [("name=", "Name: "), ("time_zone=Mars%2FBase", "Time zone: "), ("language=xx", "Language: ")]
    {
        let refused = browser.submit(PATH, typed).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{typed}");
        assert!(refused.body.contains(field), "{typed}: {}", refused.body);
    }
    let (mine, yours) = (browser.open(PATH).await, browser.open(PATH).await);
    browser.fill(&mine, "name=Kohvik&language=et").await;
    let together = browser.fill(&yours, "time_zone=Europe%2FRiga").await;
    assert!(together.location().contains("done=changed"), "{}", together.body);
    let riga = "Europe/Riga".parse().unwrap();
    assert_eq!(settings(&office), CompanySettings { name: "Kohvik".into(), language: Language::Et, zone: riga });

    let (mine, yours) = (browser.open(PATH).await, browser.open(PATH).await);
    browser.fill(&mine, "name=Pood").await;
    let told = browser.fill(&yours, "name=Kauplus").await;
    assert_eq!(told.status, StatusCode::CONFLICT);
    assert!(told.body.contains("Pood") && told.body.contains("Kauplus"), "{}", told.body);
    assert_eq!(settings(&office).name, "Pood");
}
