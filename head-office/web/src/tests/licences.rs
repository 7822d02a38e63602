//! Settings → Licences and modules, a user's tab Office access, and links that confirm an address.

use super::*;
use crate::letters::Letter;
use crate::texts::AllTexts;
use head_office_domain::mail::MailKind;
use head_office_domain::office_rights::{Level, OfficeArea};
use head_office_office::accounts::Token;
use head_office_store::DbError;
use head_office_store::audit::{self, AuditKind};
use head_office_store::grants::Viewer;
use head_office_store::groups::{self, Group};
use head_office_store::mail::{Mail, MailState};
use head_office_store::users::{self, User};
use sync_core::domain::UserId;

const PAGE: &str = "/settings/licences";
const HOUR_MS: i64 = 3_600_000;

/// Cashiers may look at something in the office.
fn office() -> TestOffice {
    let office = super::office();
    cashiers_may(&office, "read");
    office
}

pub(super) fn cashiers_may(office: &TestOffice, level: &str) {
    let group =
        format!("[[group]]\nname = \"Cashier\"\npos = [\"sell\"]\noffice = {{ inventory_counts = \"{level}\" }}");
    office.import_str(&group).unwrap();
}

fn user(office: &TestOffice, reference: &str) -> User {
    office.db.read(|tx| users::by_reference(tx, reference)).unwrap().unwrap()
}

fn administrator(office: &TestOffice) -> UserId {
    office.db.read(|tx| users::named(tx, ADMINISTRATOR)).unwrap().remove(0).id
}

/// The path of the link in a mail.
fn path(office: &TestOffice, mail: &Mail) -> String {
    format!("/sign-in/confirm/{}", Token::of_mail(&office.keys().links, mail.id).to_text())
}

fn newest(office: &TestOffice) -> Mail {
    office.mails(1).unwrap().remove(0)
}

fn set(office: &TestOffice, changed: &User) {
    office.db.write(|tx| users::update(tx, changed)).map_err(|error: DbError| error).unwrap();
}

/// Somebody else of this group, signed in.
async fn of_group(office: &TestOffice, rights: &[(OfficeArea, Level)]) -> Browser {
    let id = UserId(uuid::Uuid::now_v7());
    walk::add(office, id, "Somebody", &rights.iter().copied().collect());
    Browser::of(office, "Somebody").await
}

/// Mari is invited by the administrator; the administrator's browser, and the link.
async fn invited(office: &TestOffice) -> (Browser, String) {
    let mut browser = Browser::of(office, ADMINISTRATOR).await;
    let answer = browser.post(PAGE, "user=maasik&email=Mari%40example.com").await;
    assert_eq!(answer.location(), format!("{PAGE}?done=linked"), "{}", answer.body);
    (browser, path(office, &newest(office)))
}

/// Chooses an office password with a link.
async fn confirm(office: &TestOffice, link: &str) -> (Browser, Answer) {
    let mut browser = Browser::new(office);
    let password = PASSWORD.replace(' ', "+");
    let answer = browser.post(link, &format!("password={password}&again={password}")).await;
    (browser, answer)
}

fn kinds(office: &TestOffice, of: &User) -> Vec<AuditKind> {
    let trail = office.db.read(|tx| audit::of_record(tx, Viewer::Everything, of.id.0, 100)).unwrap();
    trail.into_iter().map(|one| one.entry.kind).collect()
}

#[tokio::test]
async fn an_invitation_says_who_invites_to_which_office_and_until_when_as_text_and_html() {
    let office = office();
    invited(&office).await;
    let letter = |mail: &Mail| Letter::new(&office.mail_content(mail).unwrap().unwrap(), &AllTexts::load());
    let (mail, address) = (newest(&office), office.address().unwrap());
    for said in [letter(&mail).text().unwrap(), askama::Template::render(&letter(&mail)).unwrap()] {
        for part in [ADMINISTRATOR, "has given you access to the office of My company", &address, "until 3 Jan"] {
            assert!(said.contains(part), "{part}: {said}");
        }
        assert!(said.contains("(UTC"), "the recipient may be elsewhere: {said}");
    }
    // Where nobody in the office is known to have done it.
    let unknown = Mail { queued_at: mail.queued_at.plus_ms(1), ..mail };
    assert!(letter(&unknown).text().unwrap().contains("You have been given access to the office of My company"));
}

#[tokio::test]
async fn an_invited_user_chooses_a_password_once_and_signs_in_by_it() {
    let office = office();
    let (mut browser, link) = invited(&office).await;
    let mail = newest(&office);
    assert_eq!((&*mail.address, &*mail.kind), ("Mari@example.com", MailKind::Confirmation.code()));
    let mut hers = Browser::new(&office);
    let early = hers.sign_in("mari%40example.com", PASSWORD).await;
    assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY, "not before it is confirmed");
    for _ in 0..2 {
        let shown = hers.get(&link).await;
        assert!(shown.body.contains("Welcome, Mari Maasikas") && shown.body.contains("Mari@example.com"), "{shown:?}");
    }
    for (form, expect) in [
        ("", "Enter at least 10 characters"),
        ("password=maasikas12&again=maasikas12", "easily guessed"),
        ("password=four+words+in+a+row&again=four+words+in+a+raw", "Enter the same password twice"),
    ] {
        let refused = hers.post(&link, form).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{form}");
        assert!(refused.body.contains(expect) && !refused.body.contains("maasikas12"), "{form}: {}", refused.body);
    }
    let (mut hers, answer) = confirm(&office, &link).await;
    assert_eq!(answer.location(), "/");
    assert!(hers.is_in().await);
    let (_, again) = confirm(&office, &link).await;
    assert_eq!(again.status, StatusCode::GONE);
    assert!(again.body.contains("This link was used already"), "{}", again.body);
    let mut elsewhere = Browser::new(&office);
    assert_eq!(elsewhere.sign_in("mari%40EXAMPLE.com", PASSWORD).await.status, StatusCode::SEE_OTHER);
    let body = browser.get(&format!("/users/{}/office-access", user(&office, "mari").id)).await.body;
    for part in ["Mari@example.com", "Chosen", "Signed in today", "E-mail confirmed", "Office licence linked"] {
        assert!(body.contains(part), "{part}: {body}");
    }
}

#[tokio::test]
async fn a_link_that_can_not_be_used_says_what_to_do_and_strangers_learn_nothing() {
    let office = office();
    let (mut browser, first) = invited(&office).await;
    let mari = user(&office, "mari");
    browser.post(&format!("{PAGE}/{}/send-again", mari.id), "").await;
    let second = path(&office, &newest(&office));
    let said = async |link: &str| {
        let (shown, (_, sent)) = (Browser::new(&office).get(link).await, confirm(&office, link).await);
        assert_eq!((shown.status, sent.status), (StatusCode::GONE, StatusCode::GONE), "{link}");
        let heading =
            |answer: &Answer| answer.body.split("<h1>").nth(1).unwrap().split("</h1>").next().unwrap().to_owned();
        assert_eq!(heading(&shown), heading(&sent));
        heading(&shown)
    };
    assert_eq!(said(&first).await, "This link was replaced");
    let void = said("/sign-in/confirm/none").await;
    assert_eq!(said(&format!("/sign-in/confirm/{}", "0".repeat(64))).await, void);
    set(&office, &User { active: false, ..mari.clone() });
    assert_eq!(said(&second).await, void, "deactivated");
    let again = browser.post(&format!("{PAGE}/{}/send-again", mari.id), "").await;
    assert!(again.body.contains("The user is deactivated"), "{}", again.body);
    set(&office, &mari);
    office.clock.advance_ms(48 * HOUR_MS);
    assert_eq!(said(&second).await, "This link is older than 48 hours");
    let mut browser = Browser::of(&office, ADMINISTRATOR).await;
    assert!(browser.get(PAGE).await.body.contains("Invitation expired"));
    browser.post(&format!("{PAGE}/{}/send-again", mari.id), "").await;
    let third = path(&office, &newest(&office));
    let used = office.licences().unwrap().used;
    let answer = browser.post(&format!("{PAGE}/{}/cancel", mari.id), "").await;
    assert_eq!(answer.location(), format!("{PAGE}?done=cancelled"));
    assert_eq!(said(&third).await, void, "cancelled");
    assert_eq!(office.licences().unwrap().used, used - 1, "and the licence is free");
    assert_eq!(newest(&office).state, MailState::Cancelled);
    assert!(!confirm(&office, &third).await.0.is_in().await);
}

#[tokio::test]
async fn what_can_not_be_linked_is_refused_beside_its_field_and_kept() {
    let office = office();
    let mut browser = Browser::of(&office, ADMINISTRATOR).await;
    assert_eq!(browser.choose("first@example.com", "", PASSWORD).await.status, StatusCode::SEE_OTHER);
    set(&office, &User { active: false, ..user(&office, "ilze") });
    let long = "a".repeat(10_000);
    for (who, email, expect) in [
        ("", "m@example.com", "Choose a user"),
        ("zzz", "m@example.com", "No active user with this name"),
        ("ilze", "m@example.com", "No active user with this name"),
        ("a", "m@example.com", "Several users match"),
        ("First+Administrator", "m@example.com", "This user has a licence already"),
        ("maasik", "", "Enter an e-mail"),
        ("maasik", "nobody", "Enter an e-mail address, such as"),
        ("maasik", "FIRST%40example.com", "Another account has this e-mail"),
        ("maasik", "%3Cscript%3E%40example.com", "Enter an e-mail address, such as"),
        ("maasik", "m%40example.com%0d%0aBcc%3a+x%40example.com", "Enter an e-mail address, such as"),
        ("maasik", "%E2%80%AEm%40example.com", "Enter an e-mail address, such as"),
        ("maasik", &long, "Enter an e-mail address, such as"),
        (&long, "m@example.com", "No active user with this name"),
        ("%3Cscript%3Ealert", "m@example.com", "No active user with this name"),
    ] {
        let what: String = format!("{who} {email}").chars().take(80).collect();
        let answer = browser.post(PAGE, &format!("user={who}&email={email}")).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{what}: {}", answer.body);
        assert!(answer.body.contains("There is a problem") && answer.body.contains(expect), "{what}: {}", answer.body);
        assert!(!answer.body.contains("<script>"), "{what}");
        assert!(email.len() > 40 || email.contains('%') || answer.body.contains(email), "{what}: what was typed");
    }
    assert_eq!(browser.post(PAGE, "user=%FF&email=%FF").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(office.mails(1).unwrap(), Vec::new());
    office.set_licences(None, 1).unwrap();
    let answer = browser.post(PAGE, "user=maasik&email=m%40example.com").await;
    assert!(answer.body.contains("No licence is free"), "{}", answer.body);
    let access = format!("/users/{}/office-access", user(&office, "mari").id);
    let answer = browser.post(&access, "email=m%40example.com").await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains("No licence is free"), "{}", answer.body);
    let used = office.licences().unwrap().used;
    for typed in ["0", "-1", "many", "1.5", "100001", ""] {
        let answer = browser.post(&format!("{PAGE}/bought"), &format!("bought={typed}")).await;
        assert!(answer.body.contains("Enter a whole number from 1"), "{typed}: {}", answer.body);
    }
    office.add_licences(1).unwrap();
    browser.post(PAGE, "user=maasik&email=m%40example.com").await;
    let answer = browser.post(&format!("{PAGE}/bought"), "bought=1").await;
    assert!(answer.body.contains("2 licences are linked"), "{}", answer.body);
    assert_eq!(office.licences().unwrap().used, used + 1);
}

#[tokio::test]
async fn nobody_decides_about_somebody_with_rights_they_lack() {
    let office = office();
    let edits = (OfficeArea::Licences, Level::Edit);
    let reads = [OfficeArea::Users, OfficeArea::InventoryCounts].map(|area| (area, Level::Read));
    let mut browser = of_group(&office, &[edits, reads[0], reads[1]]).await;
    let first = administrator(&office);
    let ilze = user(&office, "ilze");
    let lead = office.db.read(|tx| groups::find(tx, ilze.group)).unwrap().unwrap();
    let more = Group { office: [(OfficeArea::Terminals, Level::Read)].into(), ..lead };
    office.db.write(|tx| groups::save(tx, &more)).map_err(|error: DbError| error).unwrap();
    const LACKS: &str = "office rights that you do not have yourself";
    let taken = "email=me%40example.com";
    for (path, form) in [
        (PAGE.to_owned(), format!("user=ozola&{taken}")),
        (format!("/users/{}/office-access", ilze.id), taken.to_owned()),
        (format!("/users/{first}/office-access"), taken.to_owned()),
        (format!("{PAGE}/{first}/email"), taken.to_owned()),
        (format!("{PAGE}/{first}/send-again"), String::new()),
        (format!("{PAGE}/{first}/cancel"), String::new()),
        (format!("{PAGE}/{first}/unlink"), String::new()),
    ] {
        let answer = browser.post(&path, &form).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}: {}", answer.body);
        assert!(answer.body.contains(LACKS), "{path}: {}", answer.body);
    }
    assert_eq!(office.mails(1).unwrap(), Vec::new());
    let body = browser.get(PAGE).await.body;
    assert!(!body.contains(&format!("{PAGE}/{first}/unlink")), "what is refused is not offered: {body}");
    let linked = browser.post(PAGE, "user=maasik&email=m%40example.com").await;
    assert_eq!(linked.status, StatusCode::SEE_OTHER, "whose group has no more: {}", linked.body);
}

#[tokio::test]
async fn the_last_administrator_keeps_the_licence_and_who_is_only_invited_is_none() {
    let office = office();
    let (mut browser, link) = invited(&office).await;
    let (first, mari) = (administrator(&office), user(&office, "mari"));
    let group = office.db.read(|tx| users::find(tx, first)).unwrap().unwrap().group;
    set(&office, &User { group, ..mari });
    let unlink = format!("{PAGE}/{first}/unlink");
    let refused = browser.post(&unlink, "").await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("This is the last administrator"), "{}", refused.body);
    confirm(&office, &link).await;
    assert_eq!(browser.post(&unlink, "").await.status, StatusCode::SEE_OTHER);
    assert!(!browser.is_in().await, "one's own licence too");
}

#[tokio::test]
async fn who_signed_in_by_a_link_is_the_last_administrator_also_while_an_address_waits() {
    let office = office();
    let mut browser = Browser::of(&office, ADMINISTRATOR).await;
    let own = administrator(&office);
    let asked = browser.post(&format!("{PAGE}/{own}/email"), "email=first%40example.com").await;
    assert_eq!(asked.status, StatusCode::SEE_OTHER, "{asked:?}");
    let refused = browser.post(&format!("{PAGE}/{own}/unlink"), "").await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{refused:?}");
    assert!(browser.is_in().await);
}

#[tokio::test]
async fn what_waits_outlasts_a_new_password_and_ends_with_the_present_address_and_holds_nobody_else_up() {
    let office = office();
    let (mut browser, link) = invited(&office).await;
    let (mut hers, _) = confirm(&office, &link).await;
    let mari = user(&office, "mari");
    let path = format!("{PAGE}/{}/email", mari.id);
    hers.choose("new@example.com", PASSWORD, PASSWORD).await;
    let waiting = newest_to(&office, "new@example.com");
    assert_eq!(hers.choose("mari@example.com", PASSWORD, OTHER_PASSWORD).await.location(), "/");
    let open = async |link: &str| Browser::new(&office).get(link).await.status == StatusCode::OK;
    assert!(open(&waiting).await, "only the password was changed");
    // Nobody keeps an address by asking for it.
    let linked = browser.post(PAGE, "user=tamm&email=new%40example.com").await;
    assert_eq!(linked.location(), format!("{PAGE}?done=linked"), "{}", linked.body);
    let refused = browser.post(PAGE, "user=ozola&email=new%40example.com").await;
    assert!(refused.body.contains("Another account has this e-mail"), "{}", refused.body);
    office.clock.advance_ms(48 * HOUR_MS);
    let mut browser = Browser::of(&office, ADMINISTRATOR).await;
    let linked = browser.post(PAGE, "user=ozola&email=new%40example.com").await;
    assert_eq!(linked.location(), format!("{PAGE}?done=linked"), "the other invitation has expired: {}", linked.body);
    browser.post(&path, "email=newer%40example.com").await;
    let waiting = newest_to(&office, "newer@example.com");
    assert!(open(&waiting).await);
    let kept = browser.post(&path, "email=Mari%40example.com").await;
    assert_eq!(kept.location(), format!("{PAGE}?done=cancelled"));
    assert!(!open(&waiting).await);
    assert!(kinds(&office, &mari).contains(&AuditKind::EmailChangeCancelled));
}

/// The path of the link in the newest mail to this address.
fn newest_to(office: &TestOffice, address: &str) -> String {
    let mails = office.mails(10).unwrap();
    path(office, mails.iter().find(|mail| mail.address == address).unwrap())
}

#[tokio::test]
async fn unlinking_ends_sessions_links_and_mail_that_waits() {
    let office = office();
    let (mut browser, link) = invited(&office).await;
    let (mut hers, _) = confirm(&office, &link).await;
    let mari = user(&office, "mari");
    let by_command = super::link(&office, "mari");
    hers.choose("other@example.com", PASSWORD, OTHER_PASSWORD).await;
    assert!(hers.is_in().await);
    let asked =
        path(&office, &office.mails(2).unwrap().into_iter().find(|mail| mail.address == "other@example.com").unwrap());
    let used = office.licences().unwrap().used;
    let page = browser.get(&format!("{PAGE}/{}/unlink?from=user", mari.id)).await.body;
    assert!(page.contains("Unlink the licence of Mari Maasikas?") && page.contains("signs the user out"), "{page}");
    let done = browser.post(&format!("{PAGE}/{}/unlink", mari.id), "from=user").await;
    assert_eq!(done.location(), format!("/users/{}/office-access?done=unlinked", mari.id));
    assert!(!hers.is_in().await);
    assert_eq!(office.licences().unwrap().used, used - 1);
    for link in [&*by_command, &*asked] {
        assert_eq!(Browser::new(&office).post(link, "").await.status, StatusCode::GONE, "{link}");
    }
    assert!(office.mails(20).unwrap().iter().all(|mail| mail.user != mari.id || mail.next_at.is_none()));
    let denied = Browser::new(&office).sign_in("mari%40example.com", OTHER_PASSWORD).await;
    assert_eq!(denied.status, StatusCode::UNPROCESSABLE_ENTITY);
    let kinds = kinds(&office, &mari);
    assert_eq!(kinds[0], AuditKind::LicenceUnlinked, "{kinds:?}");
    let again = browser.post(&format!("/users/{}/office-access", mari.id), "email=mari%40example.com").await;
    assert_eq!(again.status, StatusCode::SEE_OTHER, "it can be linked anew: {}", again.body);
}

#[tokio::test]
async fn another_address_counts_once_it_is_confirmed_and_the_present_one_is_told() {
    let office = office();
    let (mut browser, link) = invited(&office).await;
    let (mut hers, _) = confirm(&office, &link).await;
    let mari = user(&office, "mari");
    for by_editor in [false, true] {
        let (old, new) = if by_editor { ("new", "newest") } else { ("mari", "new") };
        if by_editor {
            let form = format!("email={new}%40example.com");
            let changed = browser.post(&format!("{PAGE}/{}/email", mari.id), &form).await;
            assert_eq!(changed.location(), format!("{PAGE}?done=changed"), "{}", changed.body);
        } else {
            let form = format!("email={new}%40example.com&password=&again=&present={}", PASSWORD.replace(' ', "+"));
            assert_eq!(hers.post("/account", &form).await.location(), "/account");
            let page = hers.get("/account").await.body;
            assert!(page.contains("new@example.com waits to be confirmed"), "{page}");
        }
        let mails = office.mails(2).unwrap();
        let sent =
            |kind: MailKind| mails.iter().find(|mail| mail.kind == kind.code()).unwrap_or_else(|| panic!("{mails:?}"));
        assert_eq!(sent(MailKind::EmailChangeAsked).address.to_lowercase(), format!("{old}@example.com"));
        let asked = sent(MailKind::EmailChange);
        assert_eq!(asked.address, format!("{new}@example.com"));
        let sign_in = async |name: &str| {
            Browser::new(&office).sign_in(&format!("{name}%40example.com"), PASSWORD).await.status
                == StatusCode::SEE_OTHER
        };
        assert!(sign_in(old).await && !sign_in(new).await, "until it is confirmed");
        let done = Browser::new(&office).post(&path(&office, asked), "").await;
        assert!(done.body.contains("Your e-mail is confirmed"), "{}", done.body);
        assert!(!sign_in(old).await && sign_in(new).await);
        let told = newest(&office);
        assert_eq!(
            (&*told.kind, told.address.to_lowercase()),
            (MailKind::EmailChanged.code(), format!("{old}@example.com"))
        );
        assert!(hers.is_in().await, "an address ends no session");
    }
    let kinds = kinds(&office, &mari);
    for kind in [AuditKind::EmailChangeAsked, AuditKind::EmailConfirmed] {
        assert!(kinds.iter().filter(|one| **one == kind).count() >= 2, "{kinds:?}");
    }
}

#[tokio::test]
async fn an_address_that_two_wait_for_goes_to_who_confirms_first_and_links_to_the_former_one_are_void() {
    let office = office();
    let (_, link) = invited(&office).await;
    let (mut hers, _) = confirm(&office, &link).await;
    let mut ilze = Browser::of(&office, "ilze").await;
    ilze.choose("ilze@example.com", "", PASSWORD).await;
    let mut asked = Vec::new();
    for browser in [&mut hers, &mut ilze] {
        let form = format!("email=both%40example.com&password=&again=&present={}", PASSWORD.replace(' ', "+"));
        assert_eq!(browser.post("/account", &form).await.location(), "/account");
        let mails = office.mails(2).unwrap();
        asked.push(path(&office, mails.iter().find(|mail| mail.address == "both@example.com").unwrap()));
    }
    let email = head_office_office::accounts::Email::parse("ilze@example.com").unwrap();
    office.forgot_password(&email, [192, 0, 2, 7].into()).unwrap();
    let forgotten = Token::of_mail(&office.keys().links, newest(&office).id).to_text();
    assert_eq!(Browser::new(&office).post(&asked[1], "").await.status, StatusCode::OK);
    let late = Browser::new(&office).post(&asked[0], "").await;
    assert!(late.status == StatusCode::GONE && late.body.contains("Another account has this e-mail"), "{late:?}");
    let former = Browser::new(&office).post(&format!("/sign-in/link/{forgotten}"), "").await;
    assert_eq!(former.status, StatusCode::GONE, "whoever reads the former address");
}

#[tokio::test]
async fn a_reader_sees_and_changes_nothing() {
    let office = office();
    invited(&office).await;
    let mut browser = of_group(&office, &[(OfficeArea::Licences, Level::Read), (OfficeArea::Users, Level::Read)]).await;
    let mari = user(&office, "mari").id;
    let page = browser.get(PAGE).await.body;
    assert!(page.contains("Mari@example.com") && page.contains("Waiting to be sent"), "{page}");
    let access = browser.get(&format!("/users/{mari}/office-access")).await.body;
    assert!(access.contains("does not allow you to change licences"), "{access}");
    for body in [page, access] {
        for offer in ["Send again", "Unlink", "name=\"email\"", "Add licences"] {
            assert!(!body.contains(offer), "{offer}: {body}");
        }
    }
}

#[tokio::test]
async fn the_tab_says_what_the_group_allows_and_links() {
    let office = office();
    let mut browser = Browser::of(&office, ADMINISTRATOR).await;
    let ilze = user(&office, "ilze");
    let access = format!("/users/{}/office-access", ilze.id);
    let form = browser.get(&format!("/users/{}", ilze.id)).await.body;
    assert!(form.contains("value=\"office-access\""), "{form}");
    let body = browser.get(&access).await.body;
    for part in ["From the group Shift lead", "None", "A confirmation e-mail goes here"] {
        assert!(body.contains(part), "{part}: {body}");
    }
    let linked = browser.post(&access, "email=ilze%40example.com").await;
    assert_eq!(linked.location(), format!("{access}?done=linked"));
    let body = browser.get(linked.location()).await.body;
    for part in ["The licence is linked", "Send again", "Cancel the invitation", "Waiting to be sent"] {
        assert!(body.contains(part), "{part}: {body}");
    }
}

#[tokio::test]
async fn whose_group_allows_nothing_is_given_no_access_and_told_where_to_change_that() {
    let office = office();
    cashiers_may(&office, "none");
    let mut browser = Browser::of(&office, ADMINISTRATOR).await;
    let mari = user(&office, "mari");
    let access = format!("/users/{}/office-access", mari.id);
    let group = format!("href=\"/groups/{}\"", mari.group);
    const SAYS: &str = "group allows nothing in the office";
    let page = browser.get(&access).await.body;
    assert!(page.contains(SAYS) && page.contains(&group) && !page.contains("name=\"email\""), "{page}");
    for (path, form) in [(PAGE, "user=maasik&email=mari%40example.com"), (&access, "email=mari%40example.com")] {
        let refused = browser.post(path, form).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}");
        assert!(refused.body.contains(SAYS) && refused.body.contains(&group), "{path}: {}", refused.body);
    }
    assert_eq!(office.mails(1).unwrap(), Vec::new());
    // Who may not look at groups is not led there.
    let areas = [(OfficeArea::Licences, Level::Edit), (OfficeArea::Users, Level::Read)];
    let page = of_group(&office, &areas).await.get(&access).await.body;
    assert!(page.contains(SAYS) && !page.contains(&group), "{page}");
}

/// Where a page's form that begins so is sent, with the id of the form.
fn action(body: &str, begins: &str) -> String {
    let found = body.split(&format!("action=\"{begins}?form=")).nth(1).unwrap_or_else(|| panic!("{begins}: {body}"));
    format!("{begins}?form={}", found.split('"').next().unwrap())
}

#[tokio::test]
async fn a_form_that_is_sent_twice_links_once_and_mails_once() {
    let office = office();
    let mut browser = Browser::of(&office, ADMINISTRATOR).await;
    let [mari, juri] = ["mari", "jüri"].map(|reference| user(&office, reference).id);
    let before = office.licences().unwrap().used;
    let link = action(&browser.get(PAGE).await.body, PAGE);
    for _ in 0..2 {
        let linked = browser.post(&link, "user=maasik&email=mari%40example.com").await;
        assert_eq!(linked.location(), format!("{PAGE}?done=linked"), "{}", linked.body);
    }
    assert_eq!((office.licences().unwrap().used, office.mails(9).unwrap().len()), (before + 1, 1));
    let again = action(&browser.get(PAGE).await.body, &format!("{PAGE}/{mari}/send-again"));
    for _ in 0..2 {
        assert_eq!(browser.post(&again, "").await.location(), format!("{PAGE}?done=sent"));
    }
    assert_eq!(office.mails(9).unwrap().len(), 2, "the second press is the first");
    let again = action(&browser.get(PAGE).await.body, &format!("{PAGE}/{mari}/send-again"));
    browser.post(&again, "").await;
    assert_eq!(office.mails(9).unwrap().len(), 3, "a form that is opened anew is another");
    // On the user's page, and for another address.
    let card = format!("/users/{juri}/office-access");
    for (address, mails) in [("juri%40example.com", 4), ("tamm%40example.com", 5)] {
        let save = action(&browser.get(&card).await.body, &card);
        for _ in 0..2 {
            assert_eq!(browser.post(&save, &format!("email={address}")).await.status, StatusCode::SEE_OTHER);
        }
        assert_eq!(office.mails(9).unwrap().len(), mails, "{address}");
    }
    let again = action(&browser.get(&card).await.body, &format!("{PAGE}/{juri}/send-again"));
    for _ in 0..2 {
        assert_eq!(browser.post(&again, "from=user").await.location(), format!("{card}?done=sent"));
    }
    assert_eq!(office.mails(9).unwrap().len(), 6);
}

#[tokio::test]
async fn cancelling_an_invitation_asks_first_and_keeping_an_address_does_not() {
    let office = office();
    let (mut browser, link) = invited(&office).await;
    let mari = user(&office, "mari").id;
    let cancel = format!("{PAGE}/{mari}/cancel");
    for (page, asks) in
        [(PAGE.to_owned(), cancel.clone()), (format!("/users/{mari}/office-access"), format!("{cancel}?from=user"))]
    {
        let body = browser.get(&page).await.body;
        assert!(!body.contains(&format!("action=\"{cancel}\"")), "nothing on the page itself cancels it: {body}");
        assert!(body.contains(&format!("href=\"{asks}\"")), "{body}");
        let question = browser.get(&asks).await.body;
        assert!(question.contains("Cancel the invitation of Mari Maasikas?"), "{question}");
        assert!(question.contains(&format!("href=\"{page}\">Back")), "{question}");
    }
    assert!(Browser::new(&office).get(&link).await.body.contains("Welcome"), "asking cancels nothing");
    let (mut hers, _) = confirm(&office, &link).await;
    assert_eq!(browser.get(&cancel).await.location(), PAGE, "who has confirmed is not invited any more");
    assert!(hers.is_in().await);
    browser.post(&format!("{PAGE}/{mari}/email"), "email=other%40example.com").await;
    let body = browser.get(&format!("/users/{mari}/office-access")).await.body;
    assert!(body.contains("Keep the present e-mail") && body.contains(&format!("action=\"{cancel}\"")), "{body}");
}

#[tokio::test]
async fn a_state_that_may_change_is_followed_until_it_has() {
    let office = office();
    let (mut browser, link) = invited(&office).await;
    let mari = user(&office, "mari").id;
    let part = format!("{PAGE}/{mari}/part");
    for page in [PAGE.to_owned(), format!("/users/{mari}/office-access")] {
        let body = browser.get(&page).await.body;
        assert!(body.contains(&format!("data-follow=\"{part}\"")), "{body}");
    }
    let waiting = browser.get(&part).await.body;
    assert!(waiting.contains("Waiting to be sent") && !waiting.contains("data-settled"), "{waiting}");
    confirm(&office, &link).await;
    let settled = browser.get(&part).await.body;
    assert!(settled.contains("Signed in today") && settled.contains("data-settled"), "{settled}");
    assert!(!browser.get(PAGE).await.body.contains("data-follow"), "nothing moves any more");
    let nobody = format!("{PAGE}/{}/part", user(&office, "ilze").id);
    assert_eq!(browser.get(&nobody).await.status, StatusCode::NOT_FOUND);
}
