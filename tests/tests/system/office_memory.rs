//! What head office's memory comes to: after sign-ins, right and wrong, and after reloads of a large directory.

use crate::programs::Shop;
use pos_terminal::app;
use pos_terminal::client::{OfficeClient, enrol};
use pos_terminal::device_keys::DeviceKeys;
use pos_terminal::identity::Identity;
use reqwest::header::{COOKIE, SET_COOKIE};
use reqwest::{Certificate, Client, StatusCode};
use std::net::{IpAddr, Ipv4Addr};
use sync_core::domain::Nonce;
use sync_core::sync::engine::{Answer, Fetch};
use sync_core::sync::verify;
use tests::chain;
use tokio::task::JoinSet;

/// What it may have in memory after all that, in KiB.
const MOST_KIB: u64 = 80 * 1024;
/// How much more it may have after the second half than after the first: nothing is kept of each.
const GROWTH_KIB: u64 = 6 * 1024;
const SIGN_INS: u32 = 1_000;
const AT_ONCE: u32 = 8;
/// So many wrong ones one address is let have.
const OF_ONE_ADDRESS: u32 = 25;
const USERS: u32 = 5_000;
const RELOADS: u32 = 50;
const FORM: &str = "application/x-www-form-urlencoded";

/// What the serving process has in memory of its own, in KiB: without the pages of the program's file, of which a build for
/// tests has many times those of a release.
fn memory_kib(shop: &Shop) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", shop.office_pid())).unwrap();
    let of = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name)).unwrap();
        line.trim().trim_end_matches(" kB").parse::<u64>().unwrap()
    };
    println!("{} KiB of its own, {} with the program's", of("RssAnon:"), of("VmRSS:"));
    of("RssAnon:")
}

fn browser(shop: &Shop, from: Ipv4Addr) -> Client {
    let ca = Certificate::from_pem(&std::fs::read(shop.office_data().join("keys/ca.pem")).unwrap()).unwrap();
    let builder = Client::builder().tls_certs_only([ca]).redirect(reqwest::redirect::Policy::none());
    builder.local_address(IpAddr::V4(from)).build().unwrap()
}

/// The first administrator chooses e-mail and password.
async fn choose_password(shop: &Shop) {
    let link = tokio::task::block_in_place(|| shop.office(&["admin-link", "First Administrator"]));
    let link = link["link"].as_str().unwrap();
    let (http, address) = (browser(shop, Ipv4Addr::LOCALHOST), shop.address());
    let answer = http.post(format!("{address}{}", &link[link.find("/sign-in").unwrap()..])).send().await.unwrap();
    let session = answer.headers()[SET_COOKIE].to_str().unwrap().split(';').next().unwrap().to_owned();
    let chosen = "email=office@kohvik.example&password=four+words+in+a+row&again=four+words+in+a+row";
    let chosen =
        http.post(format!("{address}/account")).header(COOKIE, session).header("content-type", FORM).body(chosen);
    assert!(chosen.send().await.unwrap().status().is_redirection());
}

/// Every second one is right; the others are names that nobody has, from ever other addresses.
async fn sign_in(shop: &Shop, numbers: std::ops::Range<u32>) {
    let mut doing = JoinSet::new();
    for number in numbers {
        let [_, _, high, low] = (number / OF_ONE_ADDRESS + 1).to_be_bytes();
        let http = browser(shop, Ipv4Addr::new(127, 1, high, low));
        let (form, expect) = match number % 2 {
            0 => ("email=office@kohvik.example&password=four+words+in+a+row&next=".to_owned(), StatusCode::SEE_OTHER),
            _ => {
                (format!("email=nobody{number}@kohvik.example&password=wrong&next="), StatusCode::UNPROCESSABLE_ENTITY)
            }
        };
        let request = http.post(format!("{}/sign-in", shop.address())).header("content-type", FORM).body(form);
        doing.spawn(async move { assert_eq!(request.send().await.unwrap().status(), expect, "{number}") });
        if doing.len() >= AT_ONCE as usize {
            doing.join_next().await.unwrap().unwrap();
        }
    }
    while let Some(done) = doing.join_next().await {
        done.unwrap();
    }
}

#[test]
fn a_thousand_sign_ins_leave_nothing_in_memory() {
    // Another test of this process may have installed it.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let shop = Shop::open();
    app::runtime().unwrap().block_on(async {
        let quiet = memory_kib(&shop);
        choose_password(&shop).await;
        sign_in(&shop, 0..SIGN_INS / 2).await;
        let half = memory_kib(&shop);
        sign_in(&shop, SIGN_INS / 2..SIGN_INS).await;
        let all = memory_kib(&shop);
        println!("{quiet} KiB quiet, {half} after {} sign-ins, {all} after {SIGN_INS}", SIGN_INS / 2);
        assert!(all <= MOST_KIB, "{quiet} KiB quiet, {half}, then {all}");
        assert!(all <= half + GROWTH_KIB, "{quiet} KiB quiet, {half}, then {all}");
    });
}

/// Fetches everything, as a terminal that keeps none of it.
async fn reload(client: &OfficeClient, identity: &Identity) -> u64 {
    let expect = identity.expectations(None);
    let Answer::Head(nonce, answer) = client.fetch(&Fetch::Head, None).await else { panic!("no head") };
    let server_at = verify::hello(&answer.hello, nonce, &expect).unwrap().server_at;
    let mut rows = 0;
    for collection in expect.collections() {
        let asked = client.fetch(&Fetch::SnapshotHead(collection, None), None).await;
        let Answer::SnapshotHead(signed) = asked else { panic!("no snapshot: {asked:?}") };
        let (head, chunks) = verify::snapshot_head(&signed, collection, server_at, &expect).unwrap();
        for (number, chunk) in (0..).zip(&chunks) {
            let fetch = Fetch::Chunk(collection, head.head().revision, number, chunk.bytes);
            let asked = client.fetch(&fetch, None).await;
            let Answer::Chunk(bytes) = asked else { panic!("no chunk: {asked:?}") };
            rows += verify::chunk(&bytes, chunk).unwrap().len() as u64;
        }
    }
    rows
}

#[test]
fn fifty_reloads_of_a_large_directory_leave_nothing_in_memory() {
    let shop = Shop::with_users(USERS);
    app::runtime().unwrap().block_on(async {
        let code = tokio::task::block_in_place(|| shop.code(chain::SALEPOINT)).parse().unwrap();
        let address = shop.address().parse().unwrap();
        let identity = enrol(&address, &code, Nonce([1; 16]), &DeviceKeys::File, None).await.unwrap();
        let client = OfficeClient::new(&identity.office, &identity.ca_pem, identity.token.clone()).unwrap();
        let quiet = memory_kib(&shop);
        let mut after = Vec::new();
        for number in 0..RELOADS {
            if number % 10 == 0 {
                // Snapshots are made anew, as they are where people work in the office meanwhile.
                let change = format!("[[user]]\nref = \"e-001\"\nlast_name = \"Maasikas-{number}\"\n");
                tokio::task::block_in_place(|| shop.import(&change));
            }
            let mut doing = JoinSet::new();
            for _ in 0..4 {
                let (client, identity) = (client.clone(), identity.clone());
                doing.spawn(async move { reload(&client, &identity).await });
            }
            while let Some(rows) = doing.join_next().await {
                assert!(rows.unwrap() >= u64::from(USERS));
            }
            after.push(memory_kib(&shop));
        }
        let (half, all) = (after[after.len() / 2], after[after.len() - 1]);
        println!("{quiet} KiB quiet, then {after:?}");
        assert!(all <= MOST_KIB, "{quiet} KiB quiet, then {after:?}");
        assert!(all <= half + GROWTH_KIB, "{quiet} KiB quiet, then {after:?}");
    });
}
