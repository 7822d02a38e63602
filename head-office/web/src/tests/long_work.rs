//! Work that takes long: it goes on by itself, its page says how far it is, and it is done once.

use super::places::{salepoint, user};
use super::*;
use head_office_store::{DbError, users};
use std::sync::mpsc;
use std::thread::JoinHandle;

/// Somebody else's long write: nothing is written until it is let go of, and then `at_last` before anything else.
struct Held {
    let_go: mpsc::Sender<()>,
    writing: JoinHandle<()>,
}

impl Held {
    fn new(office: &TestOffice, at_last: &'static str) -> Self {
        let (db, (let_go, wanted), (begin, begun)) = (office.db.clone(), mpsc::channel(), mpsc::channel());
        let writing = std::thread::spawn(move || {
            db.write(|tx| {
                tx.execute("UPDATE app_user SET language = language", &[])?;
                begin.send(()).unwrap();
                let _ = wanted.recv();
                tx.execute(at_last, &[])?;
                Ok::<_, DbError>(())
            })
            .unwrap();
        });
        begun.recv().unwrap();
        Self { let_go, writing }
    }

    fn end(self) {
        self.let_go.send(()).unwrap();
        self.writing.join().unwrap();
    }
}

/// Asks for what takes long; the address of its page.
async fn begin(browser: &mut Browser, path: &str, form: &str) -> String {
    let begun = browser.send(Method::POST, path, form).await;
    assert!(begun.location().starts_with("/working/"), "{begun:?}");
    begun.location().to_owned()
}

#[tokio::test]
async fn a_change_of_many_goes_on_by_itself_and_is_made_once() {
    let office = office();
    let (mari, sadama) = (user(&office, "mari"), salepoint(&office, "Sadama").id);
    let juri = user(&office, "jüri");
    let mut browser = Browser::of(&office, ADMINISTRATOR).await;
    let mut other = browser.beside(&office, ADMINISTRATOR).await;
    let mut stranger = browser.beside(&office, "ilze").await;
    let bulk = format!("do=add_salepoint&user={mari}&user={juri}&target={sadama}");
    let asked = browser.get(&format!("/users/bulk?{bulk}")).await.body;
    let confirmed = asked.split("name=\"confirmed\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let form = format!("{bulk}&confirmed={confirmed}");
    let held = Held::new(&office, "UPDATE app_user SET language = language");

    let page = begin(&mut browser, "/users/bulk", &form).await;
    let shown = browser.get(&page).await.body;
    assert!(shown.contains("It has begun.") && shown.contains("You may leave this page"), "{shown}");
    assert!(shown.contains(&format!("data-follow=\"{page}/part\"")) && shown.contains("http-equiv=\"refresh\""));
    assert_eq!(begin(&mut browser, "/users/bulk", &form).await, page, "pressed twice it is done once");
    assert_eq!(stranger.get(&page).await.status, StatusCode::NOT_FOUND);
    held.end();

    let after = browser.ended(&page).await;
    assert!(after.location().starts_with("/users/bulk-changes/") && after.location().ends_with("?made"), "{after:?}");
    let of_this = browser.get(after.location()).await.body;
    assert!(of_this.contains("added to 1 user") || of_this.contains("added to 2 users"), "{of_this}");
    assert_eq!(other.get(&page).await.location(), after.location(), "the same person elsewhere");
    assert_eq!(browser.get("/users/bulk-changes").await.body.matches("<time").count(), 1, "one change");
}

#[tokio::test]
async fn what_could_not_be_done_after_all_says_why_on_its_page() {
    let office = office();
    let mari = user(&office, "mari");
    let mut browser = Browser::of(&office, ADMINISTRATOR).await;
    let bulk = format!("do=deactivate&user={mari}");
    let asked = browser.get(&format!("/users/bulk?{bulk}")).await.body;
    let confirmed = asked.split("name=\"confirmed\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let held = Held::new(&office, "UPDATE app_user SET active = 0 WHERE ref = 'mari'");
    let page = begin(&mut browser, "/users/bulk", &format!("{bulk}&confirmed={confirmed}")).await;
    held.end();
    let after = browser.ended(&page).await.body;
    assert!(after.contains("Just now somebody changed some of these users. Nothing was saved."), "{after}");
    assert!(after.contains("href=\"/users\">Back to where it was begun"), "{after}");
}

#[tokio::test]
async fn giving_and_closing_a_place_that_all_users_get_or_have_may_take_long() {
    let office = office();
    let mut browser = Browser::of(&office, ADMINISTRATOR).await;
    let sadama = format!("/salepoints/{}", salepoint(&office, "Sadama").id);
    let held = Held::new(&office, "UPDATE app_user SET language = language");
    let given = begin(&mut browser, &format!("{sadama}/users"), "who=all&save=save").await;
    held.end();
    let after = browser.ended(&given).await;
    assert!(after.location().starts_with(&format!("{sadama}?done=given&users=")), "{after:?}");
    let everybody = office.db.read(users::count).unwrap();
    let asked = browser.get(&format!("{sadama}/close")).await.body;
    let seen = asked.split("name=\"seen\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let held = Held::new(&office, "UPDATE app_user SET language = language");
    let form = format!("seen={seen}&number={everybody}");
    let closed = begin(&mut browser, &format!("{sadama}/close"), &form).await;
    held.end();
    assert_eq!(browser.ended(&closed).await.location(), format!("{sadama}?done=closed"));
    let held = Held::new(&office, "UPDATE app_user SET language = language");
    let undone = begin(&mut browser, &format!("{sadama}/undo-close"), "").await;
    held.end();
    assert!(browser.ended(&undone).await.location().contains("?done=undone&users="));
}

#[tokio::test]
async fn work_that_nothing_is_known_of_is_said_to_be_so() {
    let office = office();
    let mut browser = Browser::of(&office, ADMINISTRATOR).await;
    for id in ["0198c0de-0000-7000-8000-000000000000", "nonsense"] {
        let gone = browser.get(&format!("/working/{id}")).await;
        assert_eq!(gone.status, StatusCode::NOT_FOUND);
        assert!(gone.body.contains("head office was started again while it went on"), "{}", gone.body);
        let part = browser.get(&format!("/working/{id}/part")).await;
        assert!(part.body.contains(&format!("data-settled=\"/working/{id}\"")), "{part:?}");
    }
}
