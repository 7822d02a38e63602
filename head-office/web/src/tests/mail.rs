//! Settings → Mail.

use super::*;
use head_office_domain::mail::Handed;
use head_office_domain::office_rights::{Level, OfficeArea};
use head_office_office::accounts::Email;
use head_office_store::groups::Group;
use head_office_store::mail::{self, Mail, MailState};
use head_office_store::{DbError, groups, users};

/// An office whose administrator and mari have said that they forgot their passwords; the mails, oldest first.
async fn written(office: &TestOffice) -> Vec<Mail> {
    for (user, email) in [(ADMINISTRATOR, "first@example.com"), ("mari", "mari_m@example.com")] {
        let chosen = Browser::of(office, user).await.choose(email, "", PASSWORD).await;
        assert_eq!(chosen.status, StatusCode::SEE_OTHER, "{chosen:?}");
        office.forgot_password(&Email::parse(email).unwrap(), [192, 0, 2, 9].into()).unwrap();
    }
    let mut mails = office.mails(10).unwrap();
    mails.reverse();
    mails
}

/// Writes down that a mail server answered this.
fn answered(office: &TestOffice, mail: &Mail, state: MailState, answer: &str) {
    let next_at = (state == MailState::Waiting).then(|| office.clock.now().plus_ms(60_000));
    let now = Some(office.clock.now());
    let mail = Mail { state, next_at, settled_at: now, attempts: 1, answer: Some(answer.into()), ..mail.clone() };
    office.db.write(|tx| mail::store(tx, &mail)).map_err(|error: DbError| error).unwrap();
}

#[tokio::test]
async fn the_list_says_what_became_of_each() {
    let office = office();
    let mut browser = Browser::of(&office, ADMINISTRATOR).await;
    let body = browser.get("/settings/mail").await.body;
    assert!(body.contains("No messages yet") && body.contains("No mail server is set up"), "{body}");
    let mails = written(&office).await;
    let mut browser = Browser::of(&office, ADMINISTRATOR).await;
    answered(&office, &mails[0], MailState::Refused, "550 <script>no such user</script>");
    answered(&office, &mails[1], MailState::Waiting, "451 come back later");
    for (query, expect) in [
        ("", vec!["mari_m@example.com", "first@example.com"]),
        ("?status=waiting", vec!["mari_m@example.com"]),
        ("?status=undelivered", vec!["first@example.com"]),
        ("?status=sent", vec![]),
        ("?search=MAASIK", vec!["mari_m@example.com"]),
        ("?search=mari_m%40", vec!["mari_m@example.com"]),
        ("?search=mari%25m", vec![]),
        ("?search=example+first", vec!["first@example.com"]),
        ("?page=2", vec!["mari_m@example.com", "first@example.com"]),
    ] {
        let body = browser.get(&format!("/settings/mail{query}")).await.body;
        let cells = body.split("class=\"person\">").skip(1);
        let found: Vec<_> = cells.map(|rest| rest.split('>').nth(1).unwrap().split('<').next().unwrap()).collect();
        assert_eq!(found, expect, "{query}");
    }
    let body = browser.get("/settings/mail").await.body;
    for expect in ["Not taken yet, again 1 Jan", "Refused by the mail server", "451 come back later"] {
        assert!(body.contains(expect), "{expect}: {body}");
    }
    assert!(!body.contains("<script>no"), "{body}");
    let file = browser.get("/settings/mail.csv?status=undelivered").await.body;
    assert_eq!(file.lines().count(), 2, "{file}");
    assert!(
        file.contains("first@example.com,First Administrator,A link to sign in to the office,2026-01-01"),
        "{file}"
    );
}

#[tokio::test]
async fn a_refused_mail_is_sent_again_from_its_page_and_a_void_one_is_not() {
    let office = office();
    let mails = written(&office).await;
    let mut browser = Browser::of(&office, ADMINISTRATOR).await;
    // The link that signed the administrator in made the one in the mail void.
    let (void, good) = (&mails[0], &mails[1]);
    for mail in [void, good] {
        answered(&office, mail, MailState::Refused, "550 no such user");
    }
    let path = |mail: &Mail| format!("/settings/mail/{}", mail.id);
    let body = browser.get(&path(void)).await.body;
    assert!(body.contains("Its link no longer works") && !body.contains("Send again"), "{body}");
    let refused = browser.post(&format!("{}/again", path(void)), "").await;
    assert_eq!(refused.location(), format!("{}?done=void", path(void)));
    let body = browser.get(&path(good)).await.body;
    assert!(body.contains("Send again") && body.contains("550 no such user"), "{body}");
    let sent = browser.post(&format!("{}/again", path(good)), "").await;
    let body = browser.get(sent.location()).await.body;
    assert!(body.contains("handed to the mail server again") && body.contains("Try now"), "{body}");
    let state = |mail: &Mail| office.db.read(|tx| mail::find(tx, mail.id)).unwrap().unwrap().state;
    assert_eq!((state(void), state(good)), (MailState::Refused, MailState::Waiting));
    for path in ["/settings/mail/x", &path(good).replace(|digit: char| digit.is_ascii_digit(), "f")] {
        assert_eq!(browser.get(path).await.status, StatusCode::NOT_FOUND);
        assert_eq!(browser.post(&format!("{path}/again"), "").await.status, StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn kept_mail_is_read_in_a_demonstration_only_and_by_editors_only() {
    for shown in [false, true] {
        let office = TestOffice::configured(|config| config.mail.shown = shown);
        office.import_str(CHAIN).unwrap();
        written(&office).await;
        while let Some(mail) = office.take_mail(&[]).unwrap() {
            // As whatever hands mail over keeps it.
            std::fs::create_dir_all(office.mail_folder()).unwrap();
            let file = office.mail_folder().join(format!("{}.eml", mail.id));
            std::fs::write(file, format!("To: \"Mari Maasikas\" <{}>", mail.address)).unwrap();
            office.settle_mail(&mail, Handed::Taken("kept".into())).unwrap();
        }
        let mail = office.mails(1).unwrap().remove(0);
        assert_eq!(mail.state, MailState::Sent);
        let mut editor = Browser::of(&office, ADMINISTRATOR).await;
        let path = format!("/settings/mail/{}", mail.id);
        let body = editor.get(&path).await.body;
        assert_eq!(body.contains("/sign-in/link/") && body.contains("Hello Mari Maasikas"), shown, "{body}");
        let file = editor.get(&format!("{path}/file")).await;
        assert_eq!(file.status, if shown { StatusCode::OK } else { StatusCode::NOT_FOUND });
        assert_eq!(file.body.contains("To: \"Mari Maasikas\" <mari_m@example.com>"), shown, "{}", file.body);
        let (jüri, read) = ("jüri", [(OfficeArea::Licences, Level::Read)].into());
        office
            .db
            .write(|tx| {
                let user = users::by_reference(tx, jüri)?.unwrap();
                let group = groups::find(tx, user.group)?.unwrap();
                groups::save(tx, &Group { office: read, ..group })
            })
            .map_err(|error: DbError| error)
            .unwrap();
        let mut reader = Browser::of(&office, jüri).await;
        let body = reader.get(&path).await.body;
        assert!(body.contains("mari_m@example.com") && !body.contains("/sign-in/link/"), "{body}");
        assert!(!body.contains("/users/"), "may not look at users: {body}");
        assert_eq!(reader.get(&format!("{path}/file")).await.status, StatusCode::FORBIDDEN);
    }
}
