//! The form of one user: tabs over one draft, and what saving it does.

use super::*;
use head_office_office::personnel;
use head_office_office::testing::NOW;
use head_office_store::grants::Viewer;
use head_office_store::users::{self, User};
use head_office_store::{DbError, Tx, audit, pos_passwords};
use sync_core::domain::{PosPassword, UserId};

fn user(office: &TestOffice, reference: &str) -> User {
    office.db.read(|tx| users::by_reference(tx, reference)).unwrap().unwrap()
}

fn record(office: &TestOffice, id: UserId) -> personnel::Record {
    office.db.read(|tx| personnel::load(tx, id)).unwrap().unwrap()
}

fn id_of(office: &TestOffice, sql: &str) -> String {
    let groups =
        office.db.read(head_office_store::groups::all).unwrap().into_iter().map(|one| (one.name, one.id.to_string()));
    let places = office.db.read(|tx| head_office_store::salepoints::all(tx, Viewer::Everything)).unwrap();
    let places = places.into_iter().map(|one| (one.name, one.id.to_string()));
    let stores = office
        .db
        .read(|tx| head_office_store::stores::all(tx, Viewer::Everything))
        .unwrap()
        .into_iter()
        .map(|one| (one.name, one.id.to_string()));
    groups.chain(places).chain(stores).find(|(name, _)| name == sql).unwrap().1
}

/// The general tab as a browser sends it.
fn general(first: &str, last: &str, group: &str, password: &str, go: &str) -> String {
    format!(
        "go={go}&first_name={first}&last_name={last}&group={group}&language=en&has-active=1&active=on\
         &pos_password={password}&pos_password_again={password}"
    )
}

/// Opens the form of a user anew and sends it with this typed.
async fn submit(browser: &mut Browser, path: &str, typed: &str) -> Answer {
    browser.submit(path, typed).await
}

#[tokio::test]
async fn a_user_is_added_over_three_tabs_and_one_save() {
    let office = office();
    let mut browser = Browser::of(&office, ADMINISTRATOR).await;
    let (cashier, kesklinn, main) = (id_of(&office, "Cashier"), id_of(&office, "Kesklinn"), id_of(&office, "Main"));
    let answer = submit(&mut browser, "/users/new", &general("Anna", "Tamm", &cashier, "918273", "salepoints")).await;
    let salepoints = answer.location().to_owned();
    assert!(salepoints.starts_with("/users/new/salepoints?form="), "{salepoints}");
    let answer = submit(&mut browser, &salepoints, &format!("go=add&add={kesklinn}")).await;
    assert_eq!(answer.location(), salepoints);
    let page = browser.get(&salepoints).await.body;
    assert!(
        page.contains("New, not saved") && page.contains("First name, Last name, User group, POS password"),
        "{page}"
    );
    let stores = salepoints.replace("/salepoints?", "/stores?");
    submit(&mut browser, &stores, &format!("go=add&add={main}")).await;
    let revision = office.cursor().unwrap().revision.0;
    let answer = submit(&mut browser, &stores, &format!("go=save&default_store={main}")).await;
    let id: UserId = answer.location().split('/').nth(2).unwrap().parse().unwrap();
    assert_eq!(answer.location(), format!("/users/{id}/stores?done=saved"));
    assert_eq!(office.cursor().unwrap().revision.0, revision + 1, "one Save is one revision");

    let saved = record(&office, id);
    assert_eq!((saved.user.first_name.as_str(), saved.user.last_name.as_str()), ("Anna", "Tamm"));
    assert_eq!(saved.salepoints.keys().map(ToString::to_string).collect::<Vec<_>>(), [kesklinn]);
    assert_eq!(saved.user.default_store.map(|store| store.to_string()), Some(main));
    let trail = office.db.read(|tx| audit::of_record(tx, Viewer::Everything, id.0, 9)).unwrap();
    assert_eq!(trail.len(), 2, "added, and given a POS password: {trail:?}");
    assert!(trail.iter().all(|one| one.by_name.as_deref() == Some(ADMINISTRATOR)));
    assert!(!format!("{trail:?}").contains("918273"));
    let page = browser.get(answer.location()).await.body;
    assert!(page.contains("\"name\">Saved<") && !page.contains("cannot log in"), "{page}");
    let page = browser.get(answer.location()).await.body;
    assert!(!page.contains("\"name\">Saved<"), "a page loaded again says it no more: {page}");
    assert!(browser.get("/users/new").await.body.contains("No changes"), "the draft is used up");
}

#[tokio::test]
async fn what_was_typed_is_kept_until_it_is_saved_or_discarded() {
    let office = office();
    let mari = user(&office, "mari");
    let (form, salepoints) = (format!("/users/{}", mari.id), format!("/users/{}/salepoints", mari.id));
    let mut browser = Browser::of(&office, ADMINISTRATOR).await;
    let group = mari.group.to_string();
    let tab = submit(&mut browser, &form, &general("Marika", "Maasikas", &group, "", "salepoints")).await;
    let tab = tab.location().to_owned();
    assert_eq!(user(&office, "mari").first_name, "Mari", "nothing is saved");
    let mut other = Browser::of(&office, ADMINISTRATOR).await;
    let page = other.get(&form).await.body;
    assert!(page.contains("Unsaved changes from") && page.contains("value=\"Mari\""), "offered, not mixed in: {page}");
    let (_, id) = tab.split_once("form=").unwrap();
    let page = other.get(&format!("{form}?form={id}")).await.body;
    assert!(page.contains("value=\"Marika\"") && !page.contains("Unsaved changes from"), "{page}");

    submit(&mut browser, &tab, "go=delete-all").await;
    let answer = submit(&mut browser, &tab, "go=cancel").await;
    assert_eq!(answer.location(), format!("{tab}&cancel"), "two tabs: it asks first");
    assert!(browser.get(answer.location()).await.body.contains("Discard what is not saved?"));
    assert_eq!(submit(&mut browser, &tab, "go=discard").await.location(), salepoints);
    let page = browser.get(&form).await.body;
    assert!(page.contains("value=\"Mari\"") && page.contains("No changes"), "{page}");

    let kept = submit(&mut browser, &form, &general("Marika", "Maasikas", &group, "", "general")).await;
    office.clock.advance_ms(7 * 86_400_000 + 1);
    let mut browser = Browser::of(&office, ADMINISTRATOR).await;
    assert!(browser.get(kept.location()).await.body.contains("value=\"Mari\""), "a week is enough");
}

#[tokio::test]
async fn a_pos_password_is_generated_once_kept_sealed_and_forgotten_after_an_hour() {
    let office = office();
    let mari = user(&office, "mari");
    let form = format!("/users/{}", mari.id);
    let mut browser = Browser::of(&office, ADMINISTRATOR).await;
    let drawn = submit(&mut browser, &form, "go=generate").await;
    assert_eq!(drawn.status, StatusCode::SEE_OTHER, "a page loaded again draws no other");
    let page = browser.get(drawn.location()).await.body;
    let digits: String =
        page.split("class=\"digits\">").nth(1).unwrap().chars().take_while(|one| *one != '<').collect();
    let digits = digits.replace(' ', "");
    assert_eq!(digits.len(), 6, "{page}");
    let page = browser.get(drawn.location()).await.body;
    assert!(page.contains("takes effect on Save") && !page.contains(&digits), "{page}");
    office.clock.advance_ms(3_600_001);
    let page = browser.get(drawn.location()).await.body;
    assert!(!page.contains("takes effect on Save"), "a draft's password is forgotten after an hour: {page}");
    let saved = submit(&mut browser, drawn.location(), "go=save").await;
    assert!(saved.location().ends_with("?done=saved"), "{saved:?}");
    let has_one = office.db.read(|tx| pos_passwords::of_user(tx, mari.id)).unwrap();
    let typed = PosPassword::new(&digits).unwrap();
    let prepared = office.prepare_pos_password(mari.id, &typed).unwrap();
    let set = office.change(|tx, _| prepared.set(tx, &office.keys().verifiers, mari.id, NOW, NOW));
    assert_eq!(format!("{:?}", set.unwrap().result), "Done { is_new: true }", "and not saved: {}", has_one.is_some());

    let typed = general("Mari", "Maasikas", &mari.group.to_string(), "918274", "general");
    let kept = submit(&mut browser, &form, &typed);
    let kept = kept.await.location().to_owned();
    let stored: String =
        office.db.read(|tx| tx.query_one("SELECT changes || password FROM draft", &[])?.unwrap().take(0)).unwrap();
    assert!(!stored.contains("918274"), "{stored}");
    let answer = submit(&mut browser, &kept, "go=save").await;
    assert!(answer.location().contains("?done=saved"), "{answer:?}");
    let typed = PosPassword::new("918274").unwrap();
    let prepared = office.prepare_pos_password(mari.id, &typed).unwrap();
    let set = office.change(|tx, _| prepared.set(tx, &office.keys().verifiers, mari.id, NOW, NOW));
    assert_eq!(format!("{:?}", set.unwrap().result), "Done { is_new: false }", "it is her POS password now");
}

#[tokio::test]
async fn a_taken_and_a_common_pos_password_are_refused_in_the_same_words_and_ten_are_enough() {
    let office = office();
    let mari = user(&office, "mari");
    let form = format!("/users/{}", mari.id);
    let mut browser = Browser::of(&office, ADMINISTRATOR).await;
    let group = mari.group.to_string();
    let said =
        |page: &str| page.split("id=\"pos_password-problem\"").nth(1).unwrap().split("</p>").next().unwrap().to_owned();
    let taken = browser.submit(&form, &general("Marika", "Maasikas", &group, "730164", "save")).await;
    let common = browser.submit(&form, &general("Marika", "Maasikas", &group, "123456", "save")).await;
    assert_eq!((taken.status, common.status), (StatusCode::UNPROCESSABLE_ENTITY, StatusCode::UNPROCESSABLE_ENTITY));
    assert_eq!(said(&taken.body), said(&common.body));
    assert!(taken.body.contains("cannot be used") && taken.body.contains("value=\"Marika\""), "what was typed is kept");
    for _ in 2..10 {
        let answer = browser.submit(&form, &general("Mari", "Maasikas", &group, "730164", "save")).await;
        assert!(answer.body.contains("cannot be used"), "{answer:?}");
    }
    let free = general("Mari", "Maasikas", &group, "918275", "save");
    let answer = browser.submit(&form, &free).await;
    assert!(answer.body.contains("Too many POS passwords were refused"), "{answer:?}");
    office.clock.advance_ms(5 * 60_000);
    assert!(browser.submit(&form, &free).await.location().contains("?done=saved"), "one every five minutes");

    for (password, again, words) in [
        ("12", "12", "at least 4 characters"),
        ("918276", "918277", "the same POS password twice"),
        ("", "918277", "at least 4 characters"),
        (&"9".repeat(65), &"9".repeat(65), "at most 64 characters"),
        ("48%0A29", "48%0A29", "cannot be seen"),
    ] {
        let typed = format!("go=save&pos_password={password}&pos_password_again={again}");
        let answer = browser.submit(&form, &typed).await;
        assert!(answer.body.contains(words), "{password}: {}", answer.body);
    }
}

#[tokio::test]
async fn what_two_people_change_at_once_comes_together_or_is_told() {
    let office = office();
    let mari = user(&office, "mari");
    let form = format!("/users/{}", mari.id);
    let lead = id_of(&office, "Shift lead");
    let (kesklinn, sadama) = (id_of(&office, "Kesklinn"), id_of(&office, "Sadama"));
    let mut one = Browser::of(&office, ADMINISTRATOR).await;
    let tab = submit(&mut one, &form, "go=salepoints&first_name=Marika").await.location().to_owned();
    submit(&mut one, &tab, &format!("go=salepoints&salepoint.{kesklinn}={lead}")).await;

    // Somebody else, by a command: another last name, another salepoint.
    office
        .import_str(
            "[[user]]\nref = \"mari\"\nlast_name = \"Kask\"\nsalepoints = [{ name = \"Kesklinn\" }, { name = \"Sadama\" }]\n",
        )
        .unwrap();
    let answer = submit(&mut one, &tab, "go=save").await;
    assert!(answer.location().contains("?done=saved"), "{answer:?}");
    let saved = record(&office, mari.id);
    assert_eq!((saved.user.first_name.as_str(), saved.user.last_name.as_str()), ("Marika", "Kask"));
    let group_at = |place: &str| saved.salepoints[&place.parse().unwrap()].map(|group| group.to_string());
    assert_eq!((group_at(&kesklinn), group_at(&sadama)), (Some(lead.clone()), None));

    let tab = submit(&mut one, &form, "go=salepoints&first_name=Mariann").await.location().to_owned();
    submit(&mut one, &tab, &format!("go=salepoints&salepoint.{sadama}={lead}")).await;
    let elsewhere = "[[user]]\nref = \"mari\"\nfirst_name = \"Mai\"\n\
                     salepoints = [{ name = \"Kesklinn\" }, { name = \"Sadama\", group = \"Cashier\" }]\n";
    office.import_str(elsewhere).unwrap();
    let answer = submit(&mut one, &tab, "go=save").await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    for words in ["changed this on", "Mariann", "Mai", "Sadama: User group here", "Cashier", "Shift lead"] {
        assert!(answer.body.contains(words), "{words}: {}", answer.body);
    }
    assert_eq!(record(&office, mari.id).user.first_name, "Mai", "nothing is overwritten");
    let told = Opened::read(&answer.body);
    let choice = format!("go=save&keep.first_name=saved&keep.salepoint.{sadama}=yours");
    let answer = one.fill(&told, &choice).await;
    assert!(answer.location().contains("?done=saved"), "{answer:?}");
    let saved = record(&office, mari.id);
    assert_eq!(saved.user.first_name, "Mai");
    assert_eq!(saved.salepoints[&sadama.parse().unwrap()].map(|group| group.to_string()), Some(lead));
}

/// Whether a record still has what was withdrawn.
type Has = fn(&personnel::Record) -> bool;
/// A change of Mari by somebody else, in TOML, and what must hold when an older form of her is saved.
const WITHDRAWN: [(&str, &str, Has); 6] = [
    ("active = false", "General", |mari| !mari.user.active),
    ("group = \"Shift lead\"", "General", |mari| mari.user.language.code() == "lv"),
    ("last_name = \"Kask\"", "General", |mari| mari.user.last_name == "Kask"),
    ("salepoints = []", "Salepoint", |mari| mari.salepoints.is_empty()),
    ("stores = []", "Store", |mari| mari.stores.is_empty()),
    ("salepoints = [{ name = \"Kesklinn\", group = \"Shift lead\" }]", "Salepoint", |mari| {
        mari.salepoints.len() == 1 && mari.salepoints.values().all(Option::is_some)
    }),
];

#[tokio::test]
async fn a_save_overwrites_nothing_that_others_saved_since_the_form_was_opened() {
    for (change, _, holds) in WITHDRAWN {
        for tab in ["", "/salepoints", "/stores"] {
            let office = office();
            let mari = user(&office, "mari");
            office
                .import_str("[[user]]\nref = \"mari\"\nsalepoints = [{ name = \"Kesklinn\" }]\nstores = [\"Main\"]\n")
                .unwrap();
            let mut browser = Browser::of(&office, ADMINISTRATOR).await;
            let opened = browser.open(&format!("/users/{}{tab}", mari.id)).await;
            office.import_str(&format!("[[user]]\nref = \"mari\"\n{change}\n")).unwrap();
            let typed = if tab.is_empty() { "go=save&language=lv" } else { "go=save" };
            let answer = browser.fill(&opened, typed).await;
            assert!(answer.location().contains("?done=saved"), "{change} under {tab}: {answer:?}");
            let saved = record(&office, mari.id);
            let is_group = change.starts_with("group");
            assert!(
                if is_group { saved.user.group != mari.group } else { holds(&saved) },
                "{change} under {tab}: {saved:?}"
            );
            assert!(!tab.is_empty() || saved.user.language.code() == "lv", "and what was typed holds, too");
        }
    }
}

#[tokio::test]
async fn a_withdrawn_salepoint_is_not_given_back_by_add_all_nor_by_removing_and_adding_it_again() {
    for go in ["add-all", "again"] {
        let office = office();
        let mari = user(&office, "mari");
        let kesklinn = id_of(&office, "Kesklinn");
        let mut browser = Browser::of(&office, ADMINISTRATOR).await;
        let path = format!("/users/{}/salepoints", mari.id);
        office.import_str("[[user]]\nref = \"mari\"\nsalepoints = [{ name = \"Kesklinn\" }]\n").unwrap();
        let opened = browser.open(&path).await;
        let withdraw = || office.import_str("[[user]]\nref = \"mari\"\nsalepoints = []\n").unwrap();
        let tab = match go {
            "add-all" => {
                withdraw();
                let told = browser.fill(&opened, "go=add-all").await;
                assert!(told.body.contains("Someone else changed this list just now"), "{told:?}");
                opened.address.clone()
            }
            _ => {
                browser.fill(&opened, &format!("go=remove:{kesklinn}")).await;
                browser.submit(&opened.address, &format!("go=add&add={kesklinn}&salepoint.{kesklinn}")).await;
                browser.submit(&opened.address, "go=salepoints").await;
                let opened = browser.open(&opened.address).await;
                withdraw();
                browser.fill(&opened, "go=salepoints").await;
                opened.address.clone()
            }
        };
        let answer = browser.submit(&tab, "go=save").await;
        assert!(answer.location().contains("?done=saved"), "{answer:?}");
        assert!(record(&office, mari.id).salepoints.is_empty(), "{go}");
    }
}

#[tokio::test]
async fn each_opened_form_has_a_draft_of_its_own() {
    let office = office();
    let mut browser = Browser::of(&office, ADMINISTRATOR).await;
    let cashier = id_of(&office, "Cashier");
    let (one, other) = (browser.open("/users/new").await, browser.open("/users/new").await);
    assert_ne!(one.address, other.address);
    browser.fill(&one, &general("Anna", "Tamm", &cashier, "918273", "general")).await;
    let page = browser.get(&other.address).await.body;
    assert!(!page.contains("Anna") && !page.contains("takes effect on Save"), "{page}");
    let saved = browser.fill(&other, &general("Ilja", "Kask", &cashier, "", "save")).await;
    assert_eq!(browser.follow(&saved).await.status, StatusCode::OK);
    let has_password = |tx: &mut Tx<'_>| {
        let ilja = users::named(tx, "Ilja Kask")?.remove(0);
        Ok::<_, DbError>(pos_passwords::of_user(tx, ilja.id)?.is_some())
    };
    assert!(!office.db.read(has_password).unwrap(), "nobody gets the password that was typed for another");
    let saved = browser.submit(&one.address, "go=save").await;
    assert!(browser.follow(&saved).await.body.contains("value=\"Anna\""));
    let mut mine = Browser::of(&office, "mari").await;
    office.import_str("[[group]]\nname = \"Manager\"\noffice = { users = \"edit\" }\n").unwrap();
    office.import_str("[[user]]\nref = \"mari\"\ngroup = \"Manager\"\n").unwrap();
    let third = browser.open("/users/new").await;
    browser.fill(&third, &general("Oksana", "Kask", &cashier, "", "general")).await;
    assert!(!mine.get(&third.address).await.body.contains("Oksana"), "a draft is of whom it was opened for");
}

#[tokio::test]
async fn a_form_that_is_sent_again_makes_no_second_user() {
    let office = office();
    let mut browser = Browser::of(&office, ADMINISTRATOR).await;
    let cashier = id_of(&office, "Cashier");
    let opened = browser.open("/users/new").await;
    let typed = general("Anna", "Tamm", &cashier, "918273", "save");
    let (first, second) = {
        let (mut one, mut other) = (browser.clone(), browser.clone());
        tokio::join!(one.fill(&opened, &typed), other.fill(&opened, &typed))
    };
    let back = browser.fill(&opened, &general("Anna", "Kask", &cashier, "918273", "save")).await;
    let id = |answer: &Answer| answer.location().split(['/', '?']).nth(2).unwrap().to_owned();
    assert_eq!((id(&first), id(&back)), (id(&second), id(&second)), "{first:?} {second:?} {back:?}");
    let all = office.db.read(|tx| users::named(tx, "Anna Tamm")).unwrap();
    assert_eq!(all.len(), 1);
    assert!(browser.get(back.location()).await.body.contains("This was added before"));
}

#[tokio::test]
async fn a_form_sent_after_the_session_ended_comes_back_for_the_same_user_only() {
    let office = office();
    let mari = user(&office, "mari");
    let mut browser = Browser::of(&office, ADMINISTRATOR).await;
    let opened = browser.open(&format!("/users/{}", mari.id)).await;
    browser.post("/sign-out", "").await;
    let typed = general("Marika", "Maasikas", &mari.group.to_string(), "918274", "save");
    let answer = browser.fill(&opened, &typed).await;
    let next = format!("/sign-in?next={}", super::super::guard::encoded(&opened.address));
    assert_eq!(answer.location(), next);
    assert_eq!(user(&office, "mari").first_name, "Mari", "nobody was signed in");
    let stored: String =
        office.db.read(|tx| tx.query_one("SELECT pairs FROM left_form", &[])?.unwrap().take(0)).unwrap();
    assert!(stored.contains("Marika") && !stored.contains("918274"), "{stored}");

    office.import_str("[[group]]\nname = \"Manager\"\noffice = { users = \"edit\" }\n").unwrap();
    office.import_str("[[user]]\nref = \"ilze\"\ngroup = \"Manager\"\n").unwrap();
    let mut other = Browser::of(&office, "ilze").await;
    assert!(!other.get(&opened.address).await.body.contains("Marika"));
    let sent = other.fill(&opened, &typed).await;
    assert_eq!((sent.status, user(&office, "mari").first_name.as_str()), (StatusCode::SEE_OTHER, "Mari"));

    let mut browser = Browser::of(&office, ADMINISTRATOR).await;
    assert!(browser.get(&opened.address).await.body.contains("value=\"Marika\""));
    let forged = opened.with("first_name=X").replace("opened-by=", "opened-by=0");
    let mut nobody = Browser::new(&office);
    assert_eq!(nobody.post(&opened.address, &forged).await.location(), "/sign-in", "only a form of ours is kept");
}

#[tokio::test]
async fn a_group_deleted_while_it_waits_in_a_draft_is_told_beside_its_salepoint() {
    let office = office();
    office.import_str("[[group]]\nname = \"Trainee\"\npos = []\n").unwrap();
    let mari = user(&office, "mari");
    let (kesklinn, trainee) = (id_of(&office, "Kesklinn"), id_of(&office, "Trainee"));
    office.import_str("[[user]]\nref = \"mari\"\nsalepoints = [{ name = \"Kesklinn\" }]\n").unwrap();
    let mut browser = Browser::of(&office, ADMINISTRATOR).await;
    let tab = format!("/users/{}/salepoints", mari.id);
    let tab =
        browser.submit(&tab, &format!("go=salepoints&salepoint.{kesklinn}={trainee}")).await.location().to_owned();
    let opened = browser.open(&tab).await;
    browser.post(&format!("/groups/{trainee}/delete"), "").await;
    let answer = browser.fill(&opened, "go=save").await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{answer:?}");
    assert!(answer.body.contains("Kesklinn: Choose a user group"), "{}", answer.body);
    let again = Opened::read(&answer.body);
    assert!(browser.fill(&again, "go=save").await.location().contains("?done=saved"));
}

#[tokio::test]
async fn who_switches_oneself_off_is_asked_first() {
    let office = office();
    office.import_str("[[group]]\nname = \"Manager\"\noffice = { users = \"edit\" }\n").unwrap();
    office.import_str("[[user]]\nref = \"mari\"\ngroup = \"Manager\"\n").unwrap();
    let mari = user(&office, "mari");
    let mut browser = Browser::of(&office, "mari").await;
    let asked = browser.submit(&format!("/users/{}", mari.id), "go=save&active").await;
    assert!(asked.body.contains("This switches you off") && user(&office, "mari").active, "{asked:?}");
    let asked = Opened::read(&asked.body);
    assert!(browser.fill(&asked, "go=save-surely").await.status.is_redirection());
    assert!(!user(&office, "mari").active);
}

#[tokio::test]
async fn add_all_and_delete_all_are_one_revision_each_and_undone_before() {
    let office = office();
    let many: String = (0..300).map(|n| format!("[[salepoint]]\nname = \"Shop {n:03}\"\n")).collect();
    office.import_str(&many).unwrap();
    let ilze = user(&office, "ilze");
    let salepoints = format!("/users/{}/salepoints", ilze.id);
    let mut browser = Browser::of(&office, ADMINISTRATOR).await;
    let page = browser.get(&salepoints).await.body;
    assert!(page.contains("Add all 302") && page.contains("No salepoint yet"), "{page}");
    let page = browser.post(&salepoints, "go=add&add-by-name=1&add=shop+29").await.body;
    assert!(page.contains("10 match: Shop 290, Shop 291"), "{page}");
    assert!(browser.post(&salepoints, "go=add&add-by-name=1&add=nowhere").await.body.contains("There is no “nowhere”"));
    let added = browser.post(&salepoints, "go=enter&add-by-name=1&add=SHOP+299").await;
    let tab = added.location().to_owned();
    browser.submit(&tab, "go=add-all").await;
    let page = browser.get(&format!("{tab}&page=2")).await.body;
    assert!(page.contains("All 302 places") && page.contains("302 salepoints"), "{page}");
    assert_eq!(page.matches("New, not saved").count(), 25);
    assert!(page.len() < 120_000, "{} bytes", page.len());
    assert_eq!(record(&office, ilze.id).salepoints.len(), 0);
    browser.submit(&tab, "go=undo-all").await;
    assert!(browser.get(&tab).await.body.contains("1 salepoint</p>"));

    browser.submit(&tab, "go=add-all").await;
    let before = office.cursor().unwrap().revision.0;
    assert!(browser.submit(&tab, "go=save").await.location().ends_with("?done=saved"));
    assert_eq!((record(&office, ilze.id).salepoints.len(), office.cursor().unwrap().revision.0), (302, before + 1));
    let tab = browser.submit(&salepoints, "go=delete-all").await.location().to_owned();
    let answer = browser.submit(&tab, "go=save").await;
    assert_eq!(office.cursor().unwrap().revision.0, before + 2, "{answer:?}");
    assert_eq!(record(&office, ilze.id).salepoints.len(), 0);
    let page = browser.get(answer.location()).await.body;
    assert!(page.contains("cannot log in at any terminal: no salepoint"), "{page}");
    assert_eq!(office.check().unwrap(), Vec::<String>::new());
}

#[tokio::test]
async fn nobody_gives_rights_they_lack_and_the_last_administrator_stays() {
    let office = office();
    office.import_str("[[group]]\nname = \"Manager\"\noffice = { users = \"edit\" }\n").unwrap();
    office.import_str("[[user]]\nref = \"mari\"\ngroup = \"Manager\"\n").unwrap();
    let mut manager = Browser::of(&office, "mari").await;
    let administrators = id_of(&office, "Administrators");
    let (juri, mari) = (user(&office, "jüri"), user(&office, "mari"));
    for id in [juri.id, mari.id] {
        let answer = manager.submit(&format!("/users/{id}"), &format!("go=save&group={administrators}")).await;
        assert!(answer.body.contains("office rights that you do not have"), "{answer:?}");
    }
    assert_eq!(user(&office, "jüri").group, juri.group);

    let first = office.db.read(|tx| users::named(tx, ADMINISTRATOR)).unwrap().remove(0);
    let form = format!("/users/{}", first.id);
    let deactivate = "go=save-surely&active";
    assert!(manager.submit(&form, deactivate).await.body.contains("office rights that you do not have"));
    let mut administrator = Browser::of(&office, ADMINISTRATOR).await;
    let demote = format!("go=save&group={}", id_of(&office, "Cashier"));
    for typed in [deactivate, &demote] {
        let answer = administrator.submit(&form, typed).await;
        assert!(answer.body.contains("This is the last administrator"), "{answer:?}");
    }
    let unchanged = office.db.read(|tx| users::find(tx, first.id)).unwrap();
    assert_eq!(unchanged, Some(first));
}

#[tokio::test]
async fn hostile_names_are_refused_or_shown_harmless_and_stay_in_their_fields() {
    let office = office();
    let mut browser = Browser::of(&office, ADMINISTRATOR).await;
    let cashier = id_of(&office, "Cashier");
    let long = "õ".repeat(10_000);
    for (typed, words) in [
        ("", "Enter a first name"),
        ("%20%09", "Enter a first name"),
        ("A%00B", "cannot be seen"),
        ("A%E2%80%AEB", "cannot be seen"),
        (long.as_str(), "at most 100 characters"),
    ] {
        let answer = browser.post("/users/new", &general(typed, "Tamm", &cashier, "", "save")).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        let beside = answer.body.split("id=\"first_name-problem\"").nth(1).unwrap();
        assert!(beside.split("</p>").next().unwrap().contains(words), "{typed}: {}", answer.body);
        assert!(answer.body.contains("value=\"Tamm\""));
    }
    let answer = browser.post("/users/new", "go=save&first_name=%FF%FE&last_name=x").await;
    assert!(answer.status.is_client_error() || answer.status.is_redirection(), "{answer:?}");
    let markup = "%3Cscript%3Ealert(1)%3C/script%3E%22%27%26";
    let answer = browser.post("/users/new", &general(markup, "Tamm", &cashier, "", "save")).await;
    let page = browser.get(answer.location()).await.body;
    assert!(page.contains("&#60;script&#62;") && !page.contains("<script>alert"), "{page}");
    for nonsense in
        ["go=remove:x", "go=undo:", "go=page:x", "go=nothing", "salepoint.x=1&go=salepoints", "keep.x=saved&go=general"]
    {
        let answer = browser.post("/users/new/salepoints", nonsense).await;
        assert!(!answer.status.is_server_error(), "{nonsense}: {answer:?}");
    }
    assert_eq!(browser.get("/users/nobody").await.status, StatusCode::NOT_FOUND);
    assert_eq!(browser.get("/users/00000000-0000-0000-0000-000000000000/stores").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn who_may_only_look_can_only_look() {
    let office = office();
    let mari = user(&office, "mari");
    let mut browser = Browser::of(&office, "ilze").await;
    let page = browser.get(&format!("/users/{}", mari.id)).await.body;
    assert!(
        page.contains("<fieldset class=\"plain stack\" disabled>") && !page.contains("class=\"savebar\""),
        "{page}"
    );
    let answer = browser.post(&format!("/users/{}", mari.id), "go=save&first_name=X").await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert_eq!(browser.get("/users/new").await.status, StatusCode::FORBIDDEN);
}
