//! Users from a file, as a browser without scripts does it.

use super::*;
use head_office_office::personnel::{self, Record};
use head_office_store::audit;
use head_office_store::grants::Viewer;
use head_office_store::users::{self, User};
use std::time::{Duration, Instant};
use sync_core::domain::{Cursor, Language};

/// What does not come within so long does not come.
const PATIENCE: Duration = Duration::from_secs(60);
/// How long until the page is looked at again.
const LOOK_EVERY: Duration = Duration::from_millis(20);

pub fn user(office: &TestOffice, reference: &str) -> User {
    office.db.read(|tx| users::by_reference(tx, reference)).unwrap().unwrap()
}

fn record(office: &TestOffice, user: &User) -> Record {
    office.db.read(|tx| personnel::load(tx, user.id)).unwrap().unwrap()
}

fn named(office: &TestOffice, name: &str) -> Vec<User> {
    office.db.read(|tx| users::named(tx, name)).unwrap()
}

fn cursor(office: &TestOffice) -> Cursor {
    office.cursor().unwrap()
}

/// Uploads a file and waits for what its page says.
pub async fn report(browser: &mut Browser, csv: &str) -> (String, String) {
    let answer = browser.send_file("/users/import", "users.csv", csv.as_bytes()).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{answer:?}");
    let address = answer.location().to_owned();
    let page = settled(browser, &address).await;
    (address, page)
}

/// The page of a file, once it says what came of it.
async fn settled(browser: &mut Browser, address: &str) -> String {
    let begun = Instant::now();
    loop {
        let page = browser.get(address).await;
        assert_eq!(page.status, StatusCode::OK, "{page:?}");
        if !page.body.contains("data-follow") {
            return page.body;
        }
        assert!(begun.elapsed() < PATIENCE, "{}", page.body);
        tokio::time::sleep(LOOK_EVERY).await;
    }
}

/// Confirms; what the page says then.
async fn confirm(browser: &mut Browser, address: &str) -> String {
    let answer = browser.post(address, "").await;
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, address), "{answer:?}");
    settled(browser, address).await
}

/// The rows of the page's tables, cells parted by `|`.
pub fn rows(page: &str) -> Vec<String> {
    let rows = page.split("<tr role=\"row\">").skip(1).filter(|row| row.contains("<td"));
    let text = |cell: &str| {
        let parts = cell.split('<').map(|part| part.split_once('>').map_or(part, |(_, text)| text));
        parts.collect::<String>().replace("&#34;", "\"").replace("&#60;", "<").replace("&#62;", ">")
    };
    let cells = |row: &str| {
        let cells = row.split("<td").skip(1).map(|cell| cell.split_once('>').unwrap().1.split("</td>").next().unwrap());
        cells.map(text).collect::<Vec<_>>().join("|")
    };
    rows.map(cells).collect()
}

#[tokio::test]
async fn a_file_is_looked_at_reported_on_confirmed_and_imported_as_one_change() {
    let office = office();
    let mut browser = Browser::of(&office, ADMINISTRATOR).await;
    let (before, mari) = (cursor(&office), user(&office, "mari"));
    let csv = format!(
        "first_name,last_name,group,salepoints,pos_password,id\r\n\
         Anna,Saar,Cashier,\"Kesklinn | Sadama = Shift lead\",739164,\r\n\
         ,Kask,,,,{}\r\n\
         Peeter,Puu,Cashier,,,\r\n",
        mari.id
    );
    let (address, page) = report(&mut browser, &csv).await;
    assert_eq!(
        rows(&page),
        ["2|Anna Saar|New, POS password", "3|Mari Kask|Last name", "4|Peeter Puu|New No salepoint"],
        "{page}"
    );
    assert!(page.contains("3 users would be created or changed") && page.contains(">Import 3 users</button>"));
    assert!(page.contains("1 new user has no salepoint") && !page.contains("739164"), "{page}");
    assert_eq!(cursor(&office), before, "nothing has changed yet");

    let page = confirm(&mut browser, &address).await;
    assert!(page.contains("3 users are imported"), "{page}");
    assert_eq!(cursor(&office).revision.0, before.revision.0 + 1, "one revision");
    let anna = named(&office, "Anna Saar").remove(0);
    let anna = record(&office, &anna);
    assert_eq!(anna.salepoints.values().filter(|group| group.is_some()).count(), 1);
    assert_eq!((anna.salepoints.len(), anna.user.active), (2, true));
    assert_eq!(user(&office, "mari").last_name, "Kask");

    // Pressed again it is not imported again; a second upload of the same is a warning.
    confirm(&mut browser, &address).await;
    assert_eq!(named(&office, "Anna Saar").len(), 1);
    let (_, page) = report(&mut browser, "first_name,last_name,group\nANNA,Säär,Cashier\n").await;
    assert!(page.contains("1 new user has the name of somebody who is there already"), "{page}");

    let administrator = named(&office, ADMINISTRATOR).remove(0).id;
    let trail = office.db.read(|tx| audit::of_record(tx, Viewer::Everything, anna.user.id.0, 9)).unwrap();
    assert_eq!(trail.len(), 2, "added, and a POS password set");
    assert!(trail.iter().all(|entry| entry.entry.by == Some(administrator)));
    assert!(!format!("{trail:?}").contains("739164"));
}

#[tokio::test]
async fn every_mistake_is_told_with_its_row_and_column_and_nothing_is_stored() {
    let office = office();
    let mut browser = Browser::of(&office, ADMINISTRATOR).await;
    let before = cursor(&office);
    let csv = "Reference;First name;Last name;User group;Language;Salepoints;Stores;Default store;Status;POS password\n\
        good;Anna;Saar;Cashier;et;Kesklinn;;;;\n\
        bad1;;Saar;Casier;fi;Sadam;Attic;Main;perhaps;12\n\
        \n\
        bad2;A\u{202e}b;-;Cashier;;Kesklinn,Kesklinn;;Main;;\n\
        good;Eva;Saar;Cashier;;;;;;\n\
        ;Eva;Saar;Cashier;;;;;;;more\n";
    let (_, page) = report(&mut browser, csv).await;
    let rows = rows(&page);
    for expect in [
        "3|Language|“fi” is no language",
        "3|Status|Write active or deactivated, not “perhaps”",
        "5|Last name|It cannot be none",
        "7|—|The row has more cells than there are columns",
        "6|Reference|A row above is about the same user",
    ] {
        assert!(rows.iter().any(|row| row.starts_with(expect)), "{expect}\n{rows:#?}");
    }
    assert!(page.contains("5 mistakes: nothing is imported") && !page.contains(">Import 3"), "{page}");
    let csv = csv.replace("fi;", "en;").replace("perhaps", "active").replace(";-;", ";Puu;");
    let csv = csv.replace(";more", "").replace("good;Eva", "other;Eva");
    let (_, page) = report(&mut browser, &csv).await;
    let rows = self::rows(&page);
    for expect in [
        "3|First name|A new user needs it",
        "3|User group|There is no user group “Casier”. Did you mean “Cashier”?",
        "3|Salepoints|There is no salepoint “Sadam”. Did you mean “Sadama”?",
        "3|Stores|There is no store “Attic”.",
        "3|Default store|“Main” is not among the user’s stores",
        "3|POS password|A POS password has at least 4 characters",
        "5|First name|“A\u{fffd}b”: Remove the characters that cannot be seen",
        "5|Salepoints|The salepoint “Kesklinn” is named twice",
    ] {
        assert!(rows.iter().any(|row| row.starts_with(expect)), "{expect}\n{rows:#?}");
    }
    assert_eq!(cursor(&office), before);
    assert!(named(&office, "Anna Saar").is_empty(), "all or nothing");
}

#[tokio::test]
async fn what_the_list_exports_in_any_language_imports_as_nothing_to_change() {
    let office = office();
    let odd = "[[salepoint]]\nname = \"Narva mnt 5, Tallinn\"\n[[salepoint]]\nname = \"-\"\n[[group]]\nname = \"=A|B\"\n\
        [[user]]\nref = \"odd\"\nfirst_name = \"'=1+1\"\nlast_name = \"@O'N \\\"x\\\"\"\ngroup = \"=A|B\"\nactive = false\n\
        salepoints = [{ name = \"Narva mnt 5, Tallinn\", group = \"Cashier\" }, { name = \"-\", group = \"=A|B\" }]\n";
    office.import_str(odd).unwrap();
    let mut browser = Browser::of(&office, ADMINISTRATOR).await;
    let all = "order=first_name,last_name,group,salepoints,stores,status,last_pos_login,language,office,default_store,created\
        &shown=group&shown=salepoints&shown=stores&shown=status&shown=last_pos_login&shown=language&shown=office\
        &shown=default_store&shown=created&rows=25&do=save";
    browser.post("/users/layout", all).await;
    for language in Language::ALL {
        browser.post("/account/language", &format!("language={}", language.code())).await;
        let csv = browser.get("/users.csv?status=all").await.body;
        assert_eq!(csv.lines().count(), 6, "{csv}");
        let before = cursor(&office);
        let own = if language == Language::En { ',' } else { ';' };
        let head = csv.lines().next().unwrap();
        assert!(head.contains(own) && head.contains(" (UTC)"), "{language}: as its spreadsheets open it: {head}");
        for csv in [
            csv.clone(),
            resaved(&csv, own as u8, b';'),
            resaved(&csv, own as u8, b','),
            resaved(&csv, own as u8, b'\t'),
        ] {
            let (_, page) = report(&mut browser, &csv).await;
            assert_eq!(rows(&page), [""; 0], "{language}\n{csv}");
            assert!(page.contains("class=\"message ok\""), "{language}\n{csv}\n{page}");
        }
        assert_eq!(cursor(&office), before);
    }
}

/// As a spreadsheet saves it: with separators of its own, no mark at the beginning.
fn resaved(csv: &str, from: u8, to: u8) -> String {
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(from)
        .has_headers(false)
        .from_reader(csv.trim_start_matches('\u{feff}').as_bytes());
    let mut writer = csv::WriterBuilder::new().delimiter(to).terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    reader.records().for_each(|record| writer.write_record(&record.unwrap()).unwrap());
    String::from_utf8(writer.into_inner().unwrap()).unwrap()
}

#[tokio::test]
async fn cells_leave_take_away_and_give() {
    let office = office();
    let mut browser = Browser::of(&office, ADMINISTRATOR).await;
    let (address, page) =
        report(&mut browser, "ref,default_store,stores,salepoints,language\nmari,-,Harbour store,Sadama,lv\n").await;
    assert_eq!(rows(&page), ["2|Mari Maasikas|Language, Salepoints, Stores, Default store"], "{page}");
    confirm(&mut browser, &address).await;
    let mari = record(&office, &user(&office, "mari"));
    assert_eq!((mari.user.default_store, mari.stores.len(), mari.user.language), (None, 1, Language::Lv));
    assert_eq!(mari.salepoints.values().collect::<Vec<_>>(), [&None], "her own group there");
    let (address, _) = report(&mut browser, "ref,salepoints,status,language\nmari,-,deactivated,\n").await;
    confirm(&mut browser, &address).await;
    let mari = record(&office, &user(&office, "mari"));
    assert!(mari.salepoints.is_empty() && !mari.user.active && mari.user.language == Language::Lv);
}

#[tokio::test]
async fn nobody_gives_rights_they_lack_nor_takes_the_last_administrator() {
    let office = office();
    office.import_str("[[group]]\nname = \"Manager\"\noffice = { users = \"edit\" }\n[[user]]\nref = \"mari\"\ngroup = \"Manager\"").unwrap();
    let mut manager = Browser::of(&office, "mari").await;
    let before = cursor(&office);
    let first = named(&office, ADMINISTRATOR).remove(0).id;
    let csv = format!(
        "ref,id,first_name,last_name,group,status\n\
         mari,,,,Administrators,\n\
         ,,Eva,Saar,Administrators,\n\
         ,{first},,,,deactivated\n\
         ,,Anna,Saar,Manager,\n"
    );
    let (_, page) = report(&mut manager, &csv).await;
    let rows = rows(&page);
    for (row, column) in [(2, "User group"), (3, "User group"), (4, "Status")] {
        let expect = format!("{row}|{column}|Only somebody who has all office rights");
        assert!(rows.iter().any(|row| row.starts_with(&expect)), "{expect}\n{rows:#?}");
    }
    assert!(page.contains("3 mistakes"), "{page}");
    let mut administrator = Browser::of(&office, ADMINISTRATOR).await;
    let (_, page) = report(&mut administrator, &format!("id,group\n{first},Cashier\n")).await;
    assert!(page.contains("Nobody would be left who may do everything"), "{page}");
    assert_eq!(cursor(&office), before);
    for (method, path) in
        [(Method::GET, "/users/import"), (Method::POST, "/users/import"), (Method::GET, "/users-template.csv")]
    {
        let answer = Browser::of(&office, "ilze").await.send(method, path, "").await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path}");
    }
}

#[tokio::test]
async fn ten_refused_pos_passwords_end_it_and_the_next_have_to_wait() {
    let office = office();
    let mut browser = Browser::of(&office, ADMINISTRATOR).await;
    let many = |password: &str, count: usize| {
        let row = |number: usize| format!("Anna,S{number},Cashier,{password}\n");
        "first_name,last_name,group,pos_password\n".to_owned() + &(0..count).map(row).collect::<String>()
    };
    // What can be used costs nothing.
    let (_, page) = report(&mut browser, &many("904417", 1)).await;
    assert!(page.contains("Import 1 user"), "{page}");
    // Mari has it: whether it is hers is told nobody.
    for password in ["482913", "904418"] {
        let (_, page) = report(&mut browser, &format!("ref,pos_password\nmari,{password}\n")).await;
        assert_eq!(rows(&page), ["2|Mari Maasikas|POS password"], "{page}");
    }
    let (_, page) = report(&mut browser, &many("482913", 30)).await;
    assert_eq!(page.matches("This POS password cannot be used").count(), 10, "{page}");
    assert!(page.contains("Those below were not looked at") && !page.contains("482913"), "{page}");
    let (_, page) = report(&mut browser, &many("904417", 1)).await;
    assert!(page.contains("Too many POS passwords were refused") && page.contains("in 5 minutes"), "{page}");
    office.clock.advance_ms(2 * 5 * 60_000);
    let (_, page) = report(&mut browser, &many("482913", 30)).await;
    assert_eq!(page.matches("This POS password cannot be used").count(), 2, "as many as were given back: {page}");
    let (_, page) = report(&mut browser, "first_name,last_name,group\nAnna,Saar,Cashier\n").await;
    assert!(page.contains("Import 1 user"), "without POS passwords nobody waits: {page}");
}

#[tokio::test]
async fn what_others_change_between_report_and_confirmation_is_said_and_not_overwritten() {
    let office = office();
    let mut first = Browser::of(&office, ADMINISTRATOR).await;
    office.import_str("[[user]]\nref = \"mari\"\ngroup = \"Administrators\"").unwrap();
    let mut second = Browser { cookie: None, ..first.clone() };
    assert_eq!(second.post(&link(&office, "mari"), "").await.location(), "/account");
    let (of_first, _) = report(&mut first, "ref,last_name\njüri,Kask\n").await;
    let (of_second, _) = report(&mut second, "ref,last_name\njüri,Lepp\nilze,Bērziņa\n").await;
    assert_eq!(second.get(&of_first).await.status, StatusCode::NOT_FOUND, "a file is its uploader's");
    assert_eq!(second.post(&of_first, "").await.status, StatusCode::NOT_FOUND);
    assert!(confirm(&mut second, &of_second).await.contains("2 users are imported"));
    let page = confirm(&mut first, &of_first).await;
    assert!(page.contains("somebody has changed some of these users") && page.contains("Import 1 user"), "{page}");
    assert_eq!(user(&office, "jüri").last_name, "Lepp");
    assert!(confirm(&mut first, &of_first).await.contains("1 user is imported"));
    assert_eq!(user(&office, "jüri").last_name, "Kask");
}

#[tokio::test]
async fn a_file_waits_for_an_hour_for_its_uploader_and_another_takes_its_place() {
    let office = office();
    let mut browser = Browser::of(&office, ADMINISTRATOR).await;
    let (one, _) = report(&mut browser, "ref,last_name\nmari,Kask\n").await;
    assert!(browser.get("/users/import").await.body.contains(&format!("href=\"{one}\"")));
    let (other, _) = report(&mut browser, "ref,last_name\nmari,Lepp\n").await;
    let gone = browser.post(&one, "").await;
    assert!(gone.status == StatusCode::NOT_FOUND && gone.body.contains("The file is not here any more"), "{gone:?}");
    assert!(browser.get(&format!("{one}/part")).await.body.contains(&format!("data-settled=\"{one}\"")));
    office.clock.advance_ms(3_600_000);
    assert_eq!(browser.get(&other).await.status, StatusCode::NOT_FOUND);
    let (last, _) = report(&mut browser, "ref,last_name\nmari,Mets\n").await;
    assert_eq!(browser.post(&format!("{last}/cancel"), "").await.location(), "/users/import");
    assert_eq!(browser.post(&last, "").await.status, StatusCode::NOT_FOUND);
    assert_eq!(user(&office, "mari").last_name, "Maasikas");
}

#[tokio::test]
async fn who_takes_something_from_many_types_how_many() {
    let office = office();
    let many: String = (10..40)
        .map(|number| {
            format!(
                "[[user]]\nref = \"n{number}\"\nfirst_name = \"A\"\nlast_name = \"S{number}\"\ngroup = \"Cashier\"\n"
            )
        })
        .collect();
    office.import_str(&many).unwrap();
    let mut browser = Browser::of(&office, ADMINISTRATOR).await;
    let csv =
        "ref,status\n".to_owned() + &(10..30).map(|number| format!("n{number},deactivated\n")).collect::<String>();
    let (address, page) = report(&mut browser, &csv).await;
    assert!(page.contains("To go on, type 20"), "{page}");
    for number in ["", "number=19", "number=%22%3E%3Cscript%3E"] {
        let answer = browser.post(&address, number).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{number}");
        assert!(answer.body.contains("Type 20, the number of users") && !answer.body.contains("<script"), "{number}");
    }
    assert_eq!(browser.post(&address, "number=20").await.status, StatusCode::SEE_OTHER);
    while browser.get(&address).await.body.contains("data-follow") {}
    assert!(!user(&office, "n10").active && user(&office, "n39").active);
}
