//! Files that nobody sane would make, and large ones.

use super::import::{report, rows};
use super::*;
use head_office_store::users;
use std::time::Instant;

#[tokio::test]
async fn what_is_no_table_is_said_beside_the_field() {
    let office = office();
    let mut browser = Browser::of(&office, ADMINISTRATOR).await;
    let utf_16: Vec<u8> = "\u{feff}first_name\tlast_name\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let without_mark: Vec<u8> = "first_name,last_name\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let binary: Vec<u8> = (0..=255).cycle().take(100_000).collect();
    let long = "first_name,last_name,group\n".to_owned() + &"A,B,Cashier\n".repeat(20_001);
    for (name, content, expect) in [
        ("", &b""[..], "Choose a file"),
        ("a.csv", b"", "The file has no rows"),
        ("a.csv", b"\xef\xbb\xbf\r\n\r\n,,\r\n", "The file has no rows"),
        ("a.csv", b"first_name,last_name,group\n,,\n", "The file has no rows"),
        ("a.csv", &utf_16, "This is not a CSV file in UTF-8"),
        ("a.csv", &without_mark, "This is not a CSV file in UTF-8"),
        ("a.csv", b"first_name\nJ\xfcri\n", "This is not a CSV file in UTF-8"),
        ("a.xlsx", &binary, "This is not a CSV file in UTF-8"),
        ("a.csv", long.as_bytes(), "more than 20,000 users"),
        ("a.csv", &vec![b'a'; 5_000_001], "The file is larger than 5 MB"),
        ("a.csv", &vec![b'a'; 51_000_000], "The file is larger than 5 MB"),
    ] {
        let answer = browser.send_file("/users/import", name, content).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{expect}");
        assert!(answer.body.contains(expect) && answer.body.contains("aria-invalid=\"true\""), "{expect}: {answer:?}");
    }
    for form in ["", "file=first_name"] {
        assert_eq!(browser.post("/users/import", form).await.status, StatusCode::BAD_REQUEST);
    }
    // What is sent elsewhere stays small.
    let elsewhere = browser.post("/users/new", &"a".repeat(100_000)).await;
    assert!(elsewhere.status.is_client_error(), "{elsewhere:?}");
}

#[tokio::test]
async fn whatever_stands_in_a_cell_is_refused_or_harmless() {
    let office = office();
    let mut browser = Browser::of(&office, ADMINISTRATOR).await;
    let long = "x".repeat(10_000);
    let commas = ",".repeat(1_000_000);
    let columns = "first_name,last_name,group,salepoints\n";
    for (csv, expect) in [
        (format!("{columns}<script>alert(1)</script>,B,Cashier,<b>\n"), "There is no salepoint “<b>”"),
        (format!("{columns}{long},B,Cashier,\n"), "Enter at most 100 characters"),
        (format!("{columns}A,B,{long},{long}\n"), "There is no user group “xxxx"),
        (format!("{columns}A\u{1b}[31m,B,Cashier,\n"), "Remove the characters that cannot be seen"),
        (format!("{columns}\u{202e}A,B,Cashier,\n"), "Remove the characters that cannot be seen"),
        (format!("{columns}\"A\nB\",B,\"open,\nC,D,Cashier\n"), "A quotation mark opens in this row"),
        (format!("{columns}{commas}x\n"), "more cells than there are columns"),
        (format!("{commas}x\n{commas}\n"), "There is no column “”"),
        (format!("{long},last_name\nA,B\n"), "There is no column “xxxx"),
        ("frist_name,last_name,group\nA,B,Cashier\n".into(), "Did you mean “first_name”?"),
        ("first_name,First name,last_name,group\nA,A,B,Cashier\n".into(), "is there twice"),
        ("first_name,group\nA,Cashier\n".into(), "The column is missing"),
        ("<script>,\u{202e}\nA,B\n".into(), "There is no column “\u{fffd}”"),
        ("id,last_name\nx' OR 1=1,B\n".into(), "No user has the ID"),
        (format!("id,last_name\n{},B\n", uuid::Uuid::nil()), "No user has the ID"),
    ] {
        let begun = Instant::now();
        let (_, page) = report(&mut browser, &csv).await;
        let rows = rows(&page);
        let start: String = csv.chars().take(60).collect();
        assert!(rows.iter().any(|row| row.contains(expect)), "{start}: {expect}\n{rows:?}");
        assert!(!page.contains("<script") && !page.contains('\u{202e}') && !page.contains('\u{1b}'), "{start}");
        assert!(page.len() < 100_000, "{start}: {}", page.len());
        assert!(begun.elapsed().as_secs() < 20, "{start}: {:?}", begun.elapsed());
    }
    // A name may look like markup or a formula: it is one and stays so.
    let (_, page) = report(&mut browser, "first_name,last_name,group\n'=1+1,<b>,Cashier\n").await;
    assert_eq!(rows(&page), ["2|=1+1 <b>|New No salepoint"], "{page}");
    let name = "\"><script>alert(1)</script>\u{202e}.csv";
    let answer = browser.send_file("/users/import", &name.replace('"', "%22"), b"ref,last_name\nmari,Kask\n").await;
    let page = browser.get(answer.location()).await.body;
    assert!(!page.contains("<script") && !page.contains('\u{202e}'), "{page}");
    let spread = "sep=;\r\nref;last_name\r\n\r\nmari;Kask\r\n;;\r\n";
    assert_eq!(rows(&report(&mut browser, spread).await.1), ["4|Mari Kask|Last name"]);
    let tabs = "ref\tlast_name\nmari\tKask, the 2nd\n";
    assert_eq!(rows(&report(&mut browser, tabs).await.1), ["2|Mari Kask, the 2nd|Last name"]);
}

#[tokio::test]
async fn ten_thousand_users_are_imported_in_reasonable_time() {
    let office = office();
    let mut browser = Browser::of(&office, ADMINISTRATOR).await;
    let row =
        |number: u32| format!("Anna {number},Saar,Cashier,\"Kesklinn, Sadama = Shift lead\",Main,Main,n{number}\n");
    let csv = "first_name,last_name,group,salepoints,stores,default_store,ref\n".to_owned()
        + &(0..10_000).map(row).collect::<String>();
    let begun = Instant::now();
    let (address, page) = report(&mut browser, &csv).await;
    let looked_at = begun.elapsed();
    assert!(page.contains(">Import 10,000 users</button>") && page.contains("and 9,800 more users"), "{page}");
    let begun = Instant::now();
    browser.post(&address, "").await;
    while !browser.get(&address).await.body.contains("10,000 users are imported") {
        assert!(begun.elapsed().as_secs() < 120, "it takes too long");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    println!("10,000 users: {looked_at:?} to look at, {:?} to import", begun.elapsed());
    assert_eq!(office.db.read(users::count).unwrap(), 10_004);
    assert!(looked_at.as_secs() < 120 && begun.elapsed().as_secs() < 120);
}
