//! Personnel → User groups.

use super::places::{administrator, hidden, names, trail, user};
use super::*;
use head_office_domain::office_rights::{Level, OfficeArea};
use head_office_office::accounts::administrators::Standing;
use head_office_store::groups::{self, Group};
use head_office_store::office_accounts;
use head_office_store::users::{self, User};
use sync_core::domain::{GroupId, PosAction, UserId};

fn group(office: &TestOffice, name: &str) -> Group {
    office.db.read(|tx| groups::named(tx, name)).unwrap().unwrap_or_else(|| panic!("no group {name}"))
}

fn put_into(office: &TestOffice, user: UserId, group: GroupId) {
    office
        .change(|tx, touched| {
            touched.users.insert(user);
            let record = users::find(tx, user)?.unwrap();
            office_accounts::ensure(tx, user, head_office_office::testing::NOW)?;
            users::update(tx, &User { group, ..record })
        })
        .unwrap();
}

/// What a browser would send of the page's form: what is ticked and not disabled, and what is hidden.
fn sent(body: &str) -> String {
    let ticked = body.split("<input type=\"").filter_map(|rest| {
        let tag = rest.split('>').next()?;
        let of = |name: &str| tag.split(&format!(" {name}=\"")).nth(1).map(|rest| rest.split('"').next().unwrap());
        let counts = (tag.starts_with("checkbox") || tag.starts_with("radio"))
            && tag.contains(" checked")
            && !tag.contains(" disabled");
        counts.then(|| format!("&{}={}", of("name").unwrap(), of("value").unwrap()))
    });
    hidden(body) + &ticked.collect::<String>()
}

#[tokio::test]
async fn the_list_counts_users_and_is_searched() {
    let office = office();
    let mut browser = Browser::of(&office, ADMINISTRATOR).await;
    let body = browser.get("/groups").await.body;
    assert_eq!(names(&body), ["Administrators", "Cashier", "Shift lead"]);
    assert!(body.contains("1–3 of 3 user groups"), "{body}");
    for words in [">All<", ">Sell<", ">Sell, Refund<", ">Users: Read<", ">—<"] {
        assert!(body.contains(words), "it says what a group may do, {words}: {body}");
    }
    assert_eq!(names(&browser.get("/groups?search=SHIFT&dir=desc").await.body), ["Shift lead"]);
    assert_eq!(names(&browser.get("/groups?dir=desc").await.body)[0], "Shift lead");
    assert!(browser.get("/groups?search=zzyzx").await.body.contains("No user group matches"));
    let csv = browser.get("/groups.csv").await.body;
    assert!(csv.contains("Shift lead,\"Sell, Refund\",Users: Read,1,1"), "{csv}");
    let shift_lead = group(&office, "Shift lead").id;
    let list = format!("href=\"/users?group={shift_lead}&#38;status=all\"");
    assert!(body.contains(&list), "its users are one click away: {body}");
    let page = browser.get(&format!("/groups/{shift_lead}")).await.body;
    assert!(page.contains("1 user · 1 only at a salepoint"), "{page}");
    assert!(page.contains(&list), "{page}");
    let [ilze, mari] = ["ilze", "mari"].map(|one| format!("href=\"/users/{}\"", user(&office, one)));
    assert!(page.contains(&ilze) && page.contains(&mari), "who is in it, also at a salepoint only: {page}");
}

#[tokio::test]
async fn a_group_is_added_changed_and_its_terminals_hear_of_it() {
    let office = office();
    let mut browser = Browser::of(&office, ADMINISTRATOR).await;
    for (name, problem) in
        [("", "Enter a name"), ("Cashier", "Another one has this name"), ("a%E2%80%AEb", "cannot be seen")]
    {
        let answer = browser.post("/groups/new", &format!("name={name}&pos.sell=on")).await;
        assert_eq!(
            (answer.status, answer.body.matches(problem).count()),
            (StatusCode::UNPROCESSABLE_ENTITY, 2),
            "{name}"
        );
        assert!(sent(&answer.body).contains("&pos.sell=on"), "what was ticked is kept");
    }
    let form = "name=Trainee&pos.sell=on&pos.levitate=on&office.users=read&office.stores=none&office.x=edit";
    let answer = browser.post("/groups/new", form).await;
    let added = group(&office, "Trainee");
    assert_eq!(answer.location(), format!("/groups/{}?done=added", added.id));
    assert_eq!(added.pos, [PosAction::Sell].into_iter().collect());
    assert_eq!(added.office, [(OfficeArea::Users, Level::Read)].into());
    let expect = "{\"name\":\"Trainee\",\"pos\":[\"sell\"],\"office\":{\"users\":\"read\"}}";
    assert_eq!(trail(&office, added.id.0), [(Some(administrator(&office)), String::new(), expect.to_owned())]);

    let path = format!("/groups/{}", group(&office, "Cashier").id);
    let page = browser.get(&path).await.body;
    let before = office.cursor().unwrap().revision.0;
    let answer = browser.post(&path, &format!("{}&name=Cashier&pos.refund=on", sent(&page))).await;
    assert_eq!(answer.location(), format!("{path}?done=changed"));
    assert!(group(&office, "Cashier").pos.allow(PosAction::Refund));
    assert_eq!(office.cursor().unwrap().revision.0, before + 1);
    let history = browser.get(&path).await.body;
    assert!(history.contains("added: Refund"), "{history}");
    office.check().unwrap();
}

#[tokio::test]
async fn two_who_change_at_once_are_told_right_by_right() {
    let office = office();
    let mut browser = Browser::of(&office, ADMINISTRATOR).await;
    let path = format!("/groups/{}", group(&office, "Shift lead").id);
    let base = hidden(&browser.get(&path).await.body);
    let one = format!("{base}&name=Lead&pos.sell=on&pos.refund=on&office.users=edit&office.stores=read");
    assert_eq!(browser.post(&path, &one).await.status, StatusCode::SEE_OTHER);
    let other = format!("{base}&name=Shift+lead&pos.sell=on&office.users=none&pos.void_line=on");
    let told = browser.post(&path, &other).await;
    assert_eq!(told.status, StatusCode::CONFLICT);
    for part in [
        "<td data-label=\"Field\">Users</td><td data-label=\"Saved now\">Edit</td><td data-label=\"Yours\">None</td>",
        "Name: Lead",
        "Stores: Read",
    ] {
        assert!(told.body.contains(part), "{part}: {}", told.body);
    }
    assert!(!told.body.contains("data-label=\"Field\">Refund"), "only one of them touched that");
    let again = format!("{}&name=Lead&keep.office.users=saved", sent(&told.body));
    assert_eq!(browser.post(&path, &again).await.status, StatusCode::SEE_OTHER);
    let saved = group(&office, "Lead");
    assert_eq!(saved.pos, [PosAction::Sell, PosAction::VoidLine].into_iter().collect());
    assert_eq!(saved.office, [(OfficeArea::Users, Level::Edit), (OfficeArea::Stores, Level::Read)].into());
}

#[tokio::test]
async fn nobody_gives_or_takes_rights_they_lack() {
    let office = office();
    office
        .import_str("[[group]]\nname = \"Manager\"\npos = []\noffice = { users = \"edit\", user_groups = \"edit\", stores = \"read\" }")
        .unwrap();
    let mari = user(&office, "mari");
    put_into(&office, mari, group(&office, "Manager").id);
    let mut browser = Browser::of(&office, "mari").await;
    let administrators = group(&office, "Administrators");
    let path = format!("/groups/{}", administrators.id);
    let page = browser.get(&path).await.body;
    assert!(page.contains("Grey rights cannot be changed here"), "{page}");
    assert!(!sent(&page).contains("&office.salepoints="), "what she lacks is not sent by a browser");
    // As the page is, with another right at the POS: that is free.
    let form = sent(&page).replace("&pos.sell=on", "");
    assert_eq!(browser.post(&path, &format!("{form}&name=Administrators")).await.status, StatusCode::SEE_OTHER);
    let changed = group(&office, "Administrators");
    assert_eq!((changed.office, changed.pos.allow(PosAction::Sell)), (administrators.office, false));
    // As no browser would send it.
    let page = browser.get(&path).await.body;
    for level in ["none", "read"] {
        let answer =
            browser.post(&path, &format!("{}&name=Administrators&office.salepoints={level}", hidden(&page))).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{level}");
        assert!(answer.body.contains("You lack: Salepoints"), "{}", answer.body);
    }
    for form in ["office.terminals=read", "office.stores=edit", "office.licences=edit"] {
        let answer = browser.post("/groups/new", &format!("name=Mine&{form}")).await;
        assert!(answer.body.contains("You can give or take only rights that you have"), "{form}: {answer:?}");
        let own = group(&office, "Manager").id;
        let page = browser.get(&format!("/groups/{own}")).await.body;
        let answer = browser.post(&format!("/groups/{own}"), &format!("{}&name=Manager&{form}", hidden(&page))).await;
        assert!(answer.status == StatusCode::UNPROCESSABLE_ENTITY, "not to themselves: {form}");
    }
    // A copy has no more than who makes it.
    let copy = browser.get(&format!("/groups/new?from={}", administrators.id)).await.body;
    assert!(copy.contains("Administrators (copy)") && copy.contains("It allows less in the office"), "{copy}");
    let answer = browser.post("/groups/new", &format!("{}&name=Copy", sent(&copy))).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{answer:?}");
    let expect =
        [(OfficeArea::Users, Level::Edit), (OfficeArea::UserGroups, Level::Edit), (OfficeArea::Stores, Level::Read)];
    assert_eq!(group(&office, "Copy").office, expect.into());
    // An unused group with more is not deleted either.
    let mut administrator = Browser::of(&office, ADMINISTRATOR).await;
    administrator.post("/groups/new", "name=Strong&office.policies=edit").await;
    let strong = group(&office, "Strong").id;
    let refused = browser.post(&format!("/groups/{strong}/delete"), "").await;
    assert!(refused.body.contains("You lack: Policies"), "{refused:?}");
    assert!(office.db.read(|tx| groups::find(tx, strong)).unwrap().is_some());
}

#[tokio::test]
async fn the_last_administrators_rights_stay() {
    let office = office();
    let mut browser = Browser::of(&office, ADMINISTRATOR).await;
    let administrators = group(&office, "Administrators");
    let path = format!("/groups/{}", administrators.id);
    let page = browser.get(&path).await.body;
    let form = |level: &str| sent(&page).replace("&office.journal=edit", &format!("&office.journal={level}"));
    for level in ["none", "read"] {
        let answer = browser.post(&path, &format!("{}&name=Administrators", form(level))).await;
        assert!(answer.body.contains("Nobody would be left who may do everything"), "{level}: {answer:?}");
    }
    assert_eq!(group(&office, "Administrators"), administrators);
    // With another one there, who is in another group, it can be.
    browser.post("/groups/new", &format!("{}&name=Others", sent(&page).replace("base.", "x."))).await;
    put_into(&office, user(&office, "mari"), group(&office, "Others").id);
    let answer = browser.post(&path, &format!("{}&name=Administrators", form("read"))).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{answer:?}");
}

#[tokio::test]
async fn of_the_last_two_groups_that_are_reduced_at_once_one_stays() {
    for _ in 0..5 {
        let office = office();
        let mari = user(&office, "mari");
        let first = administrator(&office);
        let administrators = group(&office, "Administrators");
        let settings = head_office_office::user_groups::GroupSettings::from(&administrators);
        let others = head_office_office::user_groups::GroupSettings { name: "Others".into(), ..settings.clone() };
        let sender = head_office_office::once::Sender { by: first, form: uuid::Uuid::now_v7() };
        let other = office.add_group(sender, &others).unwrap().id;
        put_into(&office, mari, other);
        let offices = [TestOffice::sharing(&office), TestOffice::sharing(&office)];
        let at_once = std::sync::Barrier::new(2);
        let reduce = |office: &head_office_office::office::Office,
                      by,
                      id,
                      settings: &head_office_office::user_groups::GroupSettings| {
            let mut less = settings.clone();
            less.office.remove(&OfficeArea::Policies);
            at_once.wait();
            office.change_group(by, id, settings, &less).is_ok()
        };
        let changed = std::thread::scope(|scope| {
            let one = scope.spawn(|| reduce(&offices[0].office, first, administrators.id, &settings));
            let two = scope.spawn(|| reduce(&offices[1].office, mari, other, &others));
            [one.join().unwrap(), two.join().unwrap()]
        });
        assert!(changed.contains(&true) && changed.contains(&false), "{changed:?}");
        assert!(office.db.read(Standing::of).unwrap() > Standing::Nobody);
    }
}

#[tokio::test]
async fn a_group_is_deleted_only_when_nobody_is_in_it() {
    let office = office();
    let mut browser = Browser::of(&office, ADMINISTRATOR).await;
    let shift_lead = group(&office, "Shift lead").id;
    let path = format!("/groups/{shift_lead}/delete");
    for answer in [browser.get(&path).await, browser.post(&path, "").await] {
        assert!(
            answer.body.contains("1 user · 1 only at a salepoint") && answer.body.contains("Ilze Ozola"),
            "{answer:?}"
        );
    }
    browser.post("/groups/new", "name=%3Cscript%3E").await;
    let added = group(&office, "<script>").id;
    for path in [
        format!("/groups/{added}"),
        format!("/groups/{added}/delete"),
        "/groups".to_owned(),
        format!("/groups/new?from={added}"),
    ] {
        let body = browser.get(&path).await.body;
        assert!(body.contains("&#60;script&#62;") && !body.contains("<script"), "{path}");
    }
    let answer = browser.post(&format!("/groups/{added}/delete"), "").await;
    assert_eq!(answer.location(), "/groups?done=deleted");
    assert!(browser.get(answer.location()).await.body.contains("The user group is deleted"));
    assert!(office.db.read(|tx| groups::find(tx, added)).unwrap().is_none());
    assert!(trail(&office, added.0)[0].2.is_empty(), "the trail says it is gone");
    office.check().unwrap();
}

#[tokio::test]
async fn who_may_only_look_can_submit_nothing() {
    let office = office();
    office.import_str("[[group]]\nname = \"Look\"\noffice = { user_groups = \"read\" }").unwrap();
    put_into(&office, user(&office, "mari"), group(&office, "Look").id);
    let mut browser = Browser::of(&office, "mari").await;
    let path = format!("/groups/{}", group(&office, "Cashier").id);
    let body = browser.get(&path).await.body;
    assert!(body.contains("<fieldset class=\"plain stack\" disabled>") && !body.contains("Save changes"), "{body}");
    assert!(!body.contains("/delete") && !body.contains("from="));
    assert_eq!(browser.post(&path, "name=x").await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn areas_without_pages_are_offered_nobody_and_who_has_one_keeps_it() {
    let office = office();
    let mut browser = Browser::of(&office, ADMINISTRATOR).await;
    let offered = |page: &str| {
        let areas = ["sales", "reports", "purchase_invoices", "inventory_counts"].map(|area| format!("office.{area}"));
        areas.iter().filter(|area| page.contains(&format!("type=\"radio\" name=\"{area}\""))).count()
    };
    assert_eq!(offered(&browser.get("/groups/new").await.body), 0);
    let added = browser.submit("/groups/new", "name=Buyers&office.users=read&office.sales=edit").await;
    let page = browser.follow(&added).await.body;
    assert_eq!(offered(&page), 1, "the one it has: {page}");
    let address = added.location().split('?').next().unwrap().to_owned();
    let saved = browser.submit(&address, "name=Purchasers&office.users=edit").await;
    assert!(saved.location().ends_with("done=changed"), "{}", saved.body);
    let group = office.db.read(groups::all).unwrap().into_iter().find(|group| group.name == "Purchasers").unwrap();
    assert_eq!(group.office.get(&OfficeArea::Sales), Some(&Level::Edit));
}
