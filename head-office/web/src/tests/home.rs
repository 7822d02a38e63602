//! The first page.

use super::delivery::catch_up;
use super::journal::hand_in;
use super::licences::cashiers_may;
use super::places::{names, salepoint};
use super::*;
use head_office_office::testing::enrol;

/// What of the list is done, in its order; empty: there is no list.
fn done(body: &str) -> Vec<bool> {
    let Some((_, list)) = body.split_once("<ol class=\"steps\">") else { return Vec::new() };
    let steps = list.split("</ol>").next().unwrap().split("<li").skip(1);
    steps.map(|step| step.starts_with(" class=\"done\"")).collect()
}

/// The titles of the cards.
fn cards(body: &str) -> Vec<String> {
    let titles = body.split("<h2 id=\"card-").skip(1).map(|rest| rest.split("<span>").nth(1).unwrap());
    titles.map(|title| title.split('<').next().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn what_is_to_be_done_is_ticked_as_it_is_done() {
    let office = TestOffice::new();
    let mut browser = Browser::of(&office, ADMINISTRATOR).await;
    let body = browser.get("/").await.body;
    assert_eq!(done(&body), [false; 6], "{body}");
    for address in
        ["/account", "/stores/new", "/salepoints/new", "/users/new", "/terminals/enrol", "/settings/licences"]
    {
        assert!(body.contains(&format!("<a class=\"alone\" href=\"{address}\">")), "{address}: {body}");
        assert_eq!(browser.get(address).await.status, StatusCode::OK, "{address}");
    }
    let step = async |browser: &mut Browser| done(&browser.get("/").await.body).iter().filter(|done| **done).count();

    browser.choose("admin@example.com", "", PASSWORD).await;
    assert_eq!(step(&mut browser).await, 1);
    office.import_str("[[store]]\nname = \"Main\"").unwrap();
    assert_eq!(step(&mut browser).await, 2);
    office.import_str("[[salepoint]]\nname = \"Kesklinn\"\nstore = \"Main\"").unwrap();
    assert_eq!(step(&mut browser).await, 3);
    let mari = "[[group]]\nname = \"Cashier\"\npos = [\"sell\"]\n[[user]]\nref = \"mari\"\nfirst_name = \"Mari\"\n\
                last_name = \"Maasikas\"\ngroup = \"Cashier\"\n";
    office.import_str(mari).unwrap();
    office.import_str("[[user]]\nref = \"mari\"\npos_password = \"482913\"").unwrap();
    assert_eq!(step(&mut browser).await, 3, "without a salepoint nobody can log in");
    office.import_str("[[user]]\nref = \"mari\"\nsalepoints = [{ name = \"Kesklinn\" }]").unwrap();
    assert_eq!(step(&mut browser).await, 4);
    enrol(&office, "Kesklinn", "Till 1", None);
    assert_eq!(step(&mut browser).await, 5);
    assert!(browser.get("/").await.body.contains("5 of 6 done"));
    let second = "[[user]]\nref = \"second\"\nfirst_name = \"Anne\"\nlast_name = \"Puu\"\ngroup = \"Administrators\"\n";
    office.import_str(second).unwrap();
    let mut hers = Browser::of(&office, "second").await;
    assert_eq!(step(&mut browser).await, 5, "a link is no password");
    hers.choose("anne@example.com", "", OTHER_PASSWORD).await;
    assert!(done(&browser.get("/").await.body).is_empty(), "all is done: the list is gone");
    assert!(done(&hers.get("/").await.body).is_empty());
    office.import_str("[[user]]\nref = \"second\"\nactive = false").unwrap();
    assert_eq!(step(&mut browser).await, 5, "and is back when it is not so any more");
}

#[tokio::test]
async fn terminals_that_are_away_and_refusals_are_said() {
    let office = office();
    let mut browser = Browser::of(&office, ADMINISTRATOR).await;
    assert_eq!(cards(&browser.get("/").await.body), [""; 0], "there is no terminal yet");
    let tills = ["Till 1", "Till 2"].map(|name| enrol(&office, "Kesklinn", name, None).terminal);
    let body = browser.get("/").await.body;
    assert_eq!(cards(&body), ["2 of 2 terminals offline", "No refused logins today"], "{body}");
    for till in tills {
        catch_up(&office, till);
    }
    assert_eq!(cards(&browser.get("/").await.body)[0], "All 2 terminals are connected");
    hand_in(&office, tills[0], 5, 1..6, None);
    let body = browser.get("/").await.body;
    assert_eq!(cards(&body)[1], "3 refused logins today");
    assert!(
        body.contains(&format!("/terminals/{}\">Kesklinn / Till 1</a> <span class=\"quiet\">3<", tills[0])),
        "{body}"
    );
    assert_eq!(browser.get("/journal?events=problems").await.status, StatusCode::OK);
    office.clock.advance_ms(60_000);
    catch_up(&office, tills[1]);
    let body = browser.get("/").await.body;
    assert_eq!(cards(&body)[0], "1 of 2 terminals offline");
    let link = "/terminals?status=offline";
    assert!(body.contains("Offline since") && body.contains(&format!("href=\"{link}\"")), "{body}");
    let list = browser.get(link).await.body;
    assert!(list.contains("Till 1") && !list.contains("Till 2"), "{list}");
}

/// What a rotation leaves to be done, and what a restore of an older backup comes to.
#[tokio::test]
async fn a_rotation_without_a_backup_and_terminals_that_know_a_later_key_are_said() {
    let office = office();
    let till = enrol(&office, "Kesklinn", "Till 1", None).terminal;
    let mut browser = Browser::of(&office, ADMINISTRATOR).await;
    office.rotate_signing_key().unwrap();
    let body = browser.get("/").await.body;
    assert_eq!(cards(&body)[0], "No backup since the signing key was changed", "{body}");
    assert!(body.contains("No earlier backup is known.") && body.contains("head-office backup"), "{body}");
    let folder = tempfile::tempdir().unwrap();
    let passphrase = head_office_office::backup::Passphrase::new("correct horse battery".to_owned().into()).unwrap();
    office
        .backup(&folder.path().join("a"), &passphrase, head_office_office::backup::Overwrite::Never, &|_, _| ())
        .unwrap();
    assert!(!browser.get("/").await.body.contains("No backup since"));
    office.rotate_signing_key().unwrap();
    assert!(browser.get("/").await.body.contains("The last backup is from"));

    let key = sync_core::sync::KeyId("0123456789abcdef".into());
    let noted = |key| office.db.write(|tx| head_office_store::terminals::note_later_key(tx, till, key)).unwrap();
    assert!(noted(Some(&key)));
    let (first, page) = (browser.get("/").await.body, browser.get(&format!("/terminals/{till}")).await.body);
    assert!(cards(&first).contains(&"1 terminal does not accept head office’s signing key".into()), "{first}");
    for body in [&first, &page] {
        assert!(body.contains("Restore a later backup with its keys, or enrol the terminal again."), "{body}");
    }
    assert!(noted(None));
    let (first, page) = (browser.get("/").await.body, browser.get(&format!("/terminals/{till}")).await.body);
    assert!(!first.contains("Restore a later") && !page.contains("Restore a later"));
}

#[tokio::test]
async fn invitations_that_wait_are_said() {
    let office = office();
    cashiers_may(&office, "read");
    let mut browser = Browser::of(&office, ADMINISTRATOR).await;
    browser.post("/settings/licences", "user=maasik&email=mari%40example.com").await;
    let body = browser.get("/").await.body;
    assert_eq!(cards(&body), ["1 invitation is waiting"]);
    assert!(body.contains("Mari Maasikas") && body.contains("Waiting to be sent"), "{body}");
    office.clock.advance_ms(3 * 86_400_000);
    // The session has ended meanwhile, too.
    let mut browser = Browser::of(&office, ADMINISTRATOR).await;
    assert!(browser.get("/").await.body.contains("Invitation expired"));
    let mari = places::user(&office, "mari");
    browser.post(&format!("/settings/licences/{mari}/cancel"), "").await;
    assert_eq!(cards(&browser.get("/").await.body), [""; 0]);
}

#[tokio::test]
async fn places_that_nobody_has_are_said_until_somebody_has_them() {
    let office = office();
    let mut browser = Browser::of(&office, ADMINISTRATOR).await;
    let page = browser.post("/salepoints/new", "name=Pirita&language=et&store=").await;
    let assistant = page.location().split('?').next().unwrap().to_owned();
    browser.post("/stores/new", "name=Harju").await;
    let body = browser.get("/").await.body;
    assert_eq!(cards(&body), ["1 salepoint that nobody has", "1 store that nobody has"], "{body}");
    assert!(body.contains(&format!("<a class=\"alone\" href=\"{assistant}\">Pirita</a>")), "{body}");
    let given = browser.post(&assistant, "who=all").await;
    assert_eq!(given.status, StatusCode::SEE_OTHER, "{given:?}");
    assert_eq!(cards(&browser.get("/").await.body), ["1 store that nobody has"]);
    assert!(names(&browser.get("/salepoints").await.body).contains(&"Pirita".to_owned()));
}

#[tokio::test]
async fn everybody_sees_of_it_what_their_group_may_read() {
    let office = office();
    let groups = [
        ("terminals", "terminals = \"read\"", "Kesklinn"),
        ("elsewhere", "terminals = \"read\"", "Sadama"),
        ("licences", "licences = \"read\"", "Kesklinn"),
        ("users", "users = \"read\"", "Kesklinn"),
        ("nothing", "", "Kesklinn"),
    ];
    let all = groups.map(|(name, rights, salepoint)| {
        format!(
            "[[group]]\nname = \"{name}\"\noffice = {{ {rights} }}\n[[user]]\nref = \"{name}\"\nfirst_name = \"{name}\"\n\
             last_name = \"Reader\"\ngroup = \"{name}\"\nsalepoints = [{{ name = \"{salepoint}\" }}]\n"
        )
    });
    office.import_str(&all.concat()).unwrap();
    cashiers_may(&office, "read");
    let till = enrol(&office, "Kesklinn", "Till 1", None).terminal;
    hand_in(&office, till, 2, 1..3, None);
    let mut administrator = Browser::of(&office, ADMINISTRATOR).await;
    administrator.post("/settings/licences", "user=maasik&email=mari%40example.com").await;
    administrator.post("/salepoints/new", "name=Pirita&language=et&store=").await;
    let page = async |user: &str| Browser::of(&office, user).await.get("/").await.body;
    let terminals = page("terminals").await;
    assert_eq!(cards(&terminals), ["1 of 1 terminal is offline", "1 refused login today"], "{terminals}");
    assert!(!terminals.contains("/journal"), "{terminals}");
    for (who, expect) in [("elsewhere", "Nothing needs your attention"), ("users", "Nothing needs your attention")] {
        let body = page(who).await;
        assert!(cards(&body).is_empty() && done(&body).is_empty() && body.contains(expect), "{who}: {body}");
    }
    assert_eq!(cards(&page("licences").await), ["1 invitation is waiting"]);
    let nothing = page("nothing").await;
    assert!(nothing.contains("shows you nothing") && !nothing.contains("Kesklinn"), "{nothing}");
    assert!(!nothing.contains(&salepoint(&office, "Pirita").id.to_string()), "{nothing}");
}
