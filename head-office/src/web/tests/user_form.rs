//! The form of one user: tabs over one draft, and what saving it does.

use super::*;
use crate::db::audit;
use crate::db::grants::Viewer;
use crate::db::users::{self, User};
use crate::personnel;
use crate::testing::NOW;
use sync_core::domain::{PosPassword, UserId};

fn user(office: &TestOffice, reference: &str) -> User {
    office.db.read(|tx| users::by_reference(tx, reference)).unwrap().unwrap()
}

fn record(office: &TestOffice, id: UserId) -> personnel::Record {
    office.db.read(|tx| personnel::load(tx, id)).unwrap().unwrap()
}

fn id_of(office: &TestOffice, sql: &str) -> String {
    let groups = office.db.read(crate::db::groups::all).unwrap().into_iter().map(|one| (one.name, one.id.to_string()));
    let places = office.db.read(|tx| crate::db::salepoints::all(tx, Viewer::Everything)).unwrap();
    let places = places.into_iter().map(|one| (one.name, one.id.to_string()));
    let stores = office
        .db
        .read(|tx| crate::db::stores::all(tx, Viewer::Everything))
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

#[tokio::test]
async fn a_user_is_added_over_three_tabs_and_one_save() {
    let office = office();
    let mut browser = Browser::of(&office, ADMINISTRATOR).await;
    let (cashier, kesklinn, main) = (id_of(&office, "Cashier"), id_of(&office, "Kesklinn"), id_of(&office, "Main"));
    let answer = browser.post("/users/new", &general("Anna", "Tamm", &cashier, "918273", "salepoints")).await;
    assert_eq!(answer.location(), "/users/new/salepoints?editing");
    let answer = browser.post("/users/new/salepoints", &format!("go=add&add={kesklinn}")).await;
    assert_eq!(answer.location(), "/users/new/salepoints?editing");
    let page = browser.get("/users/new/salepoints?editing").await.body;
    assert!(
        page.contains("Added, not saved") && page.contains("First name, Last name, User group, POS password"),
        "{page}"
    );
    browser.post("/users/new/stores", &format!("go=add&add={main}")).await;
    let revision = office.cursor().unwrap().revision.0;
    let answer = browser.post("/users/new/stores", &format!("go=save&default_store={main}")).await;
    let id: UserId = answer.location().split('/').nth(2).unwrap().parse().unwrap();
    assert_eq!(answer.location(), format!("/users/{id}/stores?saved={}", revision + 1), "one Save is one revision");

    let saved = record(&office, id);
    assert_eq!((saved.user.first_name.as_str(), saved.user.last_name.as_str()), ("Anna", "Tamm"));
    assert_eq!(saved.salepoints.keys().map(ToString::to_string).collect::<Vec<_>>(), [kesklinn]);
    assert_eq!(saved.user.default_store.map(|store| store.to_string()), Some(main));
    let trail = office.db.read(|tx| audit::of_record(tx, Viewer::Everything, id.0, 9)).unwrap();
    assert_eq!(trail.len(), 2, "added, and given a POS password: {trail:?}");
    assert!(trail.iter().all(|one| one.by_name.as_deref() == Some(ADMINISTRATOR)));
    assert!(!format!("{trail:?}").contains("918273"));
    let page = browser.get(answer.location()).await.body;
    assert!(page.contains("Saved. Revision") && !page.contains("cannot log in"), "{page}");
    assert!(browser.get("/users/new").await.body.contains("No changes"), "the draft is used up");
}

#[tokio::test]
async fn what_was_typed_is_kept_until_it_is_saved_or_discarded() {
    let office = office();
    let mari = user(&office, "mari");
    let (form, salepoints) = (format!("/users/{}", mari.id), format!("/users/{}/salepoints", mari.id));
    let mut browser = Browser::of(&office, ADMINISTRATOR).await;
    let group = mari.group.to_string();
    browser.post(&form, &general("Marika", "Maasikas", &group, "", "salepoints")).await;
    assert_eq!(user(&office, "mari").first_name, "Mari", "nothing is saved");
    let page = browser.get(&form).await.body;
    assert!(page.contains("changes that are not saved") && page.contains("value=\"Marika\""), "{page}");
    assert!(!browser.get(&format!("{form}?editing")).await.body.contains("changes that are not saved, from"));
    let mut other = Browser::of(&office, ADMINISTRATOR).await;
    assert!(
        other.get(&form).await.body.contains("value=\"Marika\""),
        "a draft belongs to who typed it, not to a browser"
    );

    browser.post(&salepoints, "go=delete-all").await;
    let answer = browser.post(&salepoints, "go=cancel").await;
    assert_eq!(answer.location(), format!("{salepoints}?cancel"), "two tabs: it asks first");
    assert!(browser.get(answer.location()).await.body.contains("Discard what is not saved?"));
    assert_eq!(browser.post(&salepoints, "go=discard").await.location(), salepoints);
    let page = browser.get(&form).await.body;
    assert!(page.contains("value=\"Mari\"") && page.contains("No changes"), "{page}");

    browser.post(&form, &general("Marika", "Maasikas", &group, "", "general")).await;
    office.clock.advance_ms(7 * 86_400_000 + 1);
    let mut browser = Browser::of(&office, ADMINISTRATOR).await;
    assert!(browser.get(&form).await.body.contains("value=\"Mari\""), "a week is enough");
}

#[tokio::test]
async fn a_pos_password_is_generated_once_kept_sealed_and_forgotten_after_an_hour() {
    let office = office();
    let mari = user(&office, "mari");
    let form = format!("/users/{}", mari.id);
    let mut browser = Browser::of(&office, ADMINISTRATOR).await;
    let page = browser.post(&form, &general("Mari", "Maasikas", &mari.group.to_string(), "", "generate")).await.body;
    let digits: String =
        page.split("class=\"digits\">").nth(1).unwrap().chars().take_while(|one| *one != '<').collect();
    let digits = digits.replace(' ', "");
    assert_eq!(digits.len(), 6, "{page}");
    let page = browser.get(&format!("{form}?editing")).await.body;
    assert!(page.contains("takes effect on Save") && !page.contains(&digits), "{page}");
    office.clock.advance_ms(3_600_001);
    assert!(!browser.get(&form).await.body.contains("takes effect on Save"), "an hour");

    browser.post(&form, &general("Mari", "Maasikas", &mari.group.to_string(), "918274", "general")).await;
    let answer = browser.post(&form, "go=save").await;
    assert!(answer.location().contains("?saved="), "{answer:?}");
    let typed = PosPassword::new("918274").unwrap();
    let prepared = office.prepare_pos_password(mari.id, &typed).unwrap();
    let set = office.change(|tx, _| prepared.set(tx, &office.keys.verifiers, mari.id, NOW, NOW));
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
    let taken = browser.post(&form, &general("Marika", "Maasikas", &group, "730164", "save")).await;
    let common = browser.post(&form, &general("Marika", "Maasikas", &group, "123456", "save")).await;
    assert_eq!((taken.status, common.status), (StatusCode::UNPROCESSABLE_ENTITY, StatusCode::UNPROCESSABLE_ENTITY));
    assert_eq!(said(&taken.body), said(&common.body));
    assert!(taken.body.contains("cannot be used") && taken.body.contains("value=\"Marika\""), "what was typed is kept");
    for _ in 2..10 {
        let answer = browser.post(&form, &general("Mari", "Maasikas", &group, "730164", "save")).await;
        assert!(answer.body.contains("cannot be used"), "{answer:?}");
    }
    let free = general("Mari", "Maasikas", &group, "918275", "save");
    let answer = browser.post(&form, &free).await;
    assert!(answer.body.contains("Too many POS passwords were refused"), "{answer:?}");
    office.clock.advance_ms(5 * 60_000);
    assert!(browser.post(&form, &free).await.location().contains("?saved="), "one every five minutes");

    for (password, again, words) in [
        ("12", "12", "at least 4 characters"),
        ("918276", "918277", "the same POS password twice"),
        ("", "918277", "at least 4 characters"),
        (&"9".repeat(65), &"9".repeat(65), "at most 64 characters"),
        ("48%0A29", "48%0A29", "cannot be seen"),
    ] {
        let typed = format!("go=save&pos_password={password}&pos_password_again={again}");
        let answer = browser.post(&form, &typed).await;
        assert!(answer.body.contains(words), "{password}: {}", answer.body);
    }
}

#[tokio::test]
async fn what_two_people_change_at_once_comes_together_or_is_told() {
    let office = office();
    let mari = user(&office, "mari");
    let (form, salepoints) = (format!("/users/{}", mari.id), format!("/users/{}/salepoints", mari.id));
    let (cashier, lead) = (id_of(&office, "Cashier"), id_of(&office, "Shift lead"));
    let (kesklinn, sadama) = (id_of(&office, "Kesklinn"), id_of(&office, "Sadama"));
    let mut one = Browser::of(&office, ADMINISTRATOR).await;
    one.post(&form, &general("Marika", "Maasikas", &cashier, "", "salepoints")).await;
    one.post(&salepoints, &format!("go=salepoints&group-{kesklinn}={lead}")).await;

    // Somebody else, by a command: another last name, another group at the other salepoint, and the first name too.
    office
        .import_str(
            "[[user]]\nref = \"mari\"\nlast_name = \"Kask\"\nsalepoints = [{ name = \"Kesklinn\" }, { name = \"Sadama\" }]\n",
        )
        .unwrap();
    let answer = one.post(&salepoints, "go=save").await;
    assert!(answer.location().contains("?saved="), "{answer:?}");
    let saved = record(&office, mari.id);
    assert_eq!((saved.user.first_name.as_str(), saved.user.last_name.as_str()), ("Marika", "Kask"));
    let group_at = |place: &str| saved.salepoints[&place.parse().unwrap()].map(|group| group.to_string());
    assert_eq!((group_at(&kesklinn), group_at(&sadama)), (Some(lead.clone()), None));

    one.post(&form, &general("Mariann", "Kask", &cashier, "", "general")).await;
    one.post(&salepoints, &format!("go=salepoints&group-{sadama}={lead}")).await;
    let elsewhere = "[[user]]\nref = \"mari\"\nfirst_name = \"Mai\"\n\
                     salepoints = [{ name = \"Kesklinn\" }, { name = \"Sadama\", group = \"Cashier\" }]\n";
    office.import_str(elsewhere).unwrap();
    let answer = one.post(&form, "go=save").await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    for words in ["has changed the same", "Mariann", "Mai", "Sadama: User group here", "Cashier", "Shift lead"] {
        assert!(answer.body.contains(words), "{words}: {}", answer.body);
    }
    assert_eq!(record(&office, mari.id).user.first_name, "Mai", "nothing is overwritten");
    let choice = format!("go=save&first_name=Mariann&keep-first_name=saved&keep-group-{sadama}=yours");
    assert!(one.post(&form, &choice).await.location().contains("?saved="));
    let saved = record(&office, mari.id);
    assert_eq!(saved.user.first_name, "Mai");
    assert_eq!(saved.salepoints[&sadama.parse().unwrap()].map(|group| group.to_string()), Some(lead));
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
    browser.post(&salepoints, "go=enter&add-by-name=1&add=SHOP+299").await;
    browser.post(&salepoints, "go=add-all").await;
    let page = browser.get(&format!("{salepoints}?editing&page=2")).await.body;
    assert!(page.contains("All 302 places") && page.contains("302 salepoints"), "{page}");
    assert_eq!(page.matches("Added, not saved").count(), 25);
    assert!(page.len() < 120_000, "{} bytes", page.len());
    assert_eq!(record(&office, ilze.id).salepoints.len(), 0);
    browser.post(&salepoints, "go=undo-all").await;
    assert!(browser.get(&format!("{salepoints}?editing")).await.body.contains("1 salepoint</p>"));

    browser.post(&salepoints, "go=add-all").await;
    let before = office.cursor().unwrap().revision.0;
    assert!(browser.post(&salepoints, "go=save").await.location().ends_with(&format!("saved={}", before + 1)));
    assert_eq!(record(&office, ilze.id).salepoints.len(), 302);
    browser.post(&salepoints, "go=delete-all").await;
    let answer = browser.post(&salepoints, "go=save").await;
    assert!(answer.location().ends_with(&format!("saved={}", before + 2)), "{answer:?}");
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
        let answer = manager.post(&format!("/users/{id}"), &format!("go=save&group={administrators}")).await;
        assert!(answer.body.contains("office rights that you do not have"), "{answer:?}");
    }
    assert_eq!(user(&office, "jüri").group, juri.group);

    let first = office.db.read(|tx| users::named(tx, ADMINISTRATOR)).unwrap().remove(0);
    let form = format!("/users/{}", first.id);
    let deactivate = "go=save&has-active=1";
    assert!(manager.post(&form, deactivate).await.body.contains("office rights that you do not have"));
    let mut administrator = Browser::of(&office, ADMINISTRATOR).await;
    let demote = format!("go=save&has-active=1&active=on&group={}", id_of(&office, "Cashier"));
    for typed in [deactivate, &demote] {
        let answer = administrator.post(&form, typed).await;
        assert!(answer.body.contains("This is the last administrator"), "{answer:?}");
        administrator.post(&form, "go=discard").await;
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
        ["go=remove:x", "go=undo:", "go=page:x", "go=nothing", "group-x=1&go=salepoints", "keep-x=saved&go=general"]
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
