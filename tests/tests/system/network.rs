//! The network's bad days. Whatever answers in head office's place, or does not: logins go on, nothing is destroyed, the
//! terminal says which, and when it is over it is live again with nobody asking.

use crate::street::{Street, rows};
use pos_terminal::device_keys::DeviceKeys;
use pos_terminal::identity::Identity;
use pos_terminal::link::{Connection, LinkState};
use std::net::TcpListener;
use std::time::Duration;
use sync_core::login::{EntryKind, Outcome, OutcomeCode};
use sync_core::replica::Replica;
use sync_core::sync::engine::{Failure, Goal};
use sync_core::sync::wire::{ProblemKind, SILENCE_MS};
use tests::chain::{self, PEETER_GETS_KESKLINN};
use tests::proxy::Behaviour;
use tests::running::RunningTerminal;
use tests::world::{Cost, World};

fn answer(head: &str, body: &str) -> Behaviour {
    let length = body.len();
    Behaviour::Answer(format!("HTTP/1.1 {head}\r\ncontent-length: {length}\r\n\r\n{body}").into_bytes())
}

fn not_head_office(state: &LinkState) -> bool {
    matches!(&state.connection, Connection::Offline { why: Failure::NotHeadOffice(_), .. })
}

fn refused(state: &LinkState, due: ProblemKind) -> bool {
    matches!(&state.connection, Connection::Refused { why: Failure::Refused(kind, _) } if *kind == due)
}

pub fn disbelieved(state: &LinkState) -> bool {
    matches!(&state.connection, Connection::Refused { why: Failure::Disbelieved(_) })
}

/// Each fault begins while the terminal is live and lasts for several tries.
#[tokio::test(flavor = "multi_thread")]
async fn whatever_answers_in_its_place_logins_go_on_and_it_is_live_again_by_itself() {
    let mut street = Street::open().await;
    let elsewhere = TcpListener::bind("127.0.0.1:0").unwrap();
    let redirect = |scheme: &str, status: &str| {
        let there = elsewhere.local_addr().unwrap();
        answer(&format!("{status}\r\nlocation: {scheme}://{there}/sync/v1/stream"), "")
    };
    let html = "<html><body>Welcome to Free WiFi</body></html>";
    let problem = |kind: &str| format!("{{\"type\":\"{kind}\",\"detail\":\"so it says\"}}");
    let endless = |piece: &[u8]| Behaviour::Endless(b"HTTP/1.1 200 OK\r\n\r\n".to_vec(), piece.repeat(8_192));
    type Says = fn(&LinkState) -> bool;
    let faults: [(&str, Behaviour, Says); 17] = [
        ("a proxy's 502", answer("502 Bad Gateway\r\ncontent-type: text/html", html), not_head_office),
        ("a proxy's 503", answer("503 Service Unavailable\r\nretry-after: 3600", html), not_head_office),
        ("a portal's 401", answer("401 Unauthorized\r\nwww-authenticate: Basic", html), not_head_office),
        ("a redirect to another host", redirect("https", "302 Found"), not_head_office),
        ("a redirect to plain http", redirect("http", "302 Found"), not_head_office),
        ("a redirect that keeps the method", redirect("http", "307 Temporary Redirect"), not_head_office),
        ("nothing at all", Behaviour::Answer(b"HTTP/1.1 204 No Content\r\n\r\n".to_vec()), not_head_office),
        ("an empty answer", answer("200 OK", ""), not_head_office),
        ("a page", answer("200 OK\r\ncontent-type: text/html", html), not_head_office),
        ("a length of nothing", answer("200 OK", "\0\0\0\0"), not_head_office),
        ("no HTTP", Behaviour::Answer(b"SSH-2.0-OpenSSH_9.2\r\n".to_vec()), |state| {
            matches!(&state.connection, Connection::Offline { why: Failure::Unreachable(_), .. })
        }),
        ("an end within the head", Behaviour::Answer(b"HTTP/1.1 200 O".to_vec()), |state| {
            matches!(&state.connection, Connection::Offline { why: Failure::Unreachable(_), .. })
        }),
        ("an endless page", endless(b"\0"), disbelieved),
        ("a 401 as head office says it", answer("401 Unauthorized", &problem("unauthorized")), |state| {
            refused(state, ProblemKind::Unauthorized)
        }),
        ("a removal without its statement", answer("401 Unauthorized", &problem("revoked")), |state| {
            refused(state, ProblemKind::Revoked)
        }),
        ("a new epoch that nobody shows", answer("410 Gone", &problem("epoch_changed")), |state| {
            refused(state, ProblemKind::EpochChanged)
        }),
        ("a schema that it cannot read", answer("410 Gone", &problem("schema")), |state| {
            refused(state, ProblemKind::Schema)
        }),
    ];
    for (fault, behaviour, says) in faults {
        let before = street.kept(None);
        street.proxy.set(behaviour);
        street.till.until(fault, says).await;
        street.logins_go_on().await;
        let asked = street.proxy.requests().len();
        street.till.until(fault, |state| street.proxy.requests().len() > asked + 2 && says(state)).await;
        assert_eq!(street.kept(Some(before.journal.len())), before, "{fault}");
        street.proxy.set(Behaviour::Pass);
        street.till.until_live().await;
    }
    assert_eq!(disbeliefs(&street), 1, "once, for the one fault that is a lie");
    elsewhere.set_nonblocking(true).unwrap();
    assert!(elsewhere.accept().is_err(), "nobody was sent elsewhere");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_captive_portal_is_not_head_office() {
    let mut street = Street::open().await;
    let _portal = World::begin(&street.path("portal"), Cost::Cheap).await.unwrap();
    let before = street.kept(None);
    street.proxy.show_certificate(&street.path("portal/keys")).unwrap();
    street.till.until("a portal", not_head_office).await;
    street.logins_go_on().await;
    assert_eq!(street.kept(Some(before.journal.len())), before);
    street.proxy.show_certificate(&street.path("office/keys")).unwrap();
    street.till.until_live().await;
}

/// A stream that lived for long and then only ends is nothing that a network now and then does.
#[tokio::test(flavor = "multi_thread")]
async fn streams_that_end_before_they_greet_are_not_begun_again_and_again() {
    let mut street = Street::open().await;
    for _ in 0..2 {
        street.till.pass_ms(SILENCE_MS - 5_000);
        let before = street.till.state().cursor;
        let mari = format!("[[user]]\nref = \"e-002\"\nlast_name = \"Mets {}\"\n", street.till.clock.now().boot_ms);
        street.world.import(&mari).unwrap();
        street.till.until("a small change", |state| state.cursor > before && state.is_live()).await;
    }
    let asked = street.proxy.requests().len();
    street.proxy.set(answer("200 OK", ""));
    street.till.until("the end of it", not_head_office).await;
    street.until_asked(asked, &["stream", "ask"]).await;
    street.proxy.set(Behaviour::Pass);
    street.till.until_live().await;
}

/// The name is gone, also at a restart. There is no name that a test could bring back, so the identity names the address
/// again in the end.
#[tokio::test(flavor = "multi_thread")]
async fn without_dns_logins_go_on() {
    let street = Street::open().await;
    let Street { folder, world: _world, proxy, till } = street;
    let data = folder.path().join("till");
    till.stop().await;
    let mut identity = Identity::load(&data.join("identity"), &DeviceKeys::File).unwrap().unwrap();
    let office = std::mem::replace(&mut identity.office, format!("https://office.invalid:{}", proxy.address.port()));
    identity.save(&data.join("identity")).unwrap();
    let (asked, stored) = (proxy.requests().len(), rows(&data.join("replica.db")));
    let mut till = RunningTerminal::start(&data).unwrap();
    let unreachable =
        |state: &LinkState| matches!(&state.connection, Connection::Offline { why: Failure::Unreachable(_), .. });
    till.until("no name", unreachable).await;
    assert_eq!(till.attempt("260847").await.0.code(), OutcomeCode::Granted);
    assert_eq!(till.attempt("318642").await.0.code(), OutcomeCode::Inactive);
    assert_eq!((proxy.requests().len(), rows(&data.join("replica.db"))), (asked, stored));
    till.stop().await;

    identity.office = office;
    identity.save(&data.join("identity")).unwrap();
    RunningTerminal::start(&data).unwrap().until_live().await;
}

/// Head office asks for patience, and gets it.
#[tokio::test(flavor = "multi_thread")]
async fn a_head_office_that_is_busy_is_left_alone_for_as_long_as_it_says() {
    let mut street = Street::open().await;
    for (status, retry_s) in [("503 Service Unavailable", 47), ("429 Too Many Requests", 59)] {
        let before = street.kept(None);
        let busy = "{\"type\":\"busy\",\"detail\":\"later\"}";
        street.proxy.set(answer(&format!("{status}\r\nretry-after: {retry_s}"), busy));
        let clock = street.till.clock.clone();
        let left_alone = |state: &LinkState| {
            let patience_ms = state.next_ms.saturating_sub(clock.now().boot_ms);
            matches!(&state.connection, Connection::Offline { why: Failure::Busy { retry_ms }, .. }
                if *retry_ms == retry_s * 1_000 && patience_ms >= *retry_ms)
        };
        street.till.until(status, left_alone).await;
        let asked = street.proxy.requests().len();
        assert_eq!(street.till.attempt("260847").await.0.code(), OutcomeCode::Granted);
        street.till.pass_ms(retry_s * 1_000 - 1);
        assert_eq!(street.till.attempt("260847").await.0.code(), OutcomeCode::Granted);
        assert_eq!(street.proxy.requests().len(), asked, "a moment before");
        street.till.until(status, |_| street.proxy.requests().len() > asked).await;
        assert_eq!(street.kept(Some(before.journal.len())), before);
        street.proxy.set(Behaviour::Pass);
        street.till.until_live().await;
    }
}

/// A frame cut after so many bytes, hardly begun to nearly all there: the old data serves until the new is whole.
#[tokio::test(flavor = "multi_thread")]
async fn a_frame_that_is_cut_anywhere_is_not_half_applied() {
    let folder = tempfile::tempdir().unwrap();
    let staff = |name: &str| -> String {
        let one = |number: u32| {
            format!(
                "[[user]]\nref = \"s-{number}\"\nfirst_name = \"{name}\"\nlast_name = \"Kask {number}\"\n\
                 group = \"Cashier\"\npos_password = \"{}\"\nsalepoints = [{{ name = \"Kesklinn\" }}]\n",
                3_104_729 + number * 7_919
            )
        };
        (0..200).map(one).collect()
    };
    let chain = format!("{}{}", chain::TOML, staff("Uno"));
    let world = World::begin_with(&folder.path().join("office"), Cost::Cheap, &chain).await.unwrap();
    let code = world.code(chain::SALEPOINT).unwrap();
    let mut till = RunningTerminal::enrol(&folder.path().join("till"), &world.address(), &code).await.unwrap();
    till.until_live().await;
    let mut cut = 0;
    for (round, bytes) in [1, 5, 60, 700, 1_500, 4_096, 9_000, 16_000, 20_000, 25_000, 30_000].into_iter().enumerate() {
        // Streams that live for more than a minute stay streams.
        for _ in 0..2 {
            till.pass_ms(SILENCE_MS - 5_000);
            let before = till.state().cursor;
            let mari = format!("[[user]]\nref = \"e-002\"\nlast_name = \"Maasikas {}\"\n", till.clock.now().boot_ms);
            world.import(&mari).unwrap();
            till.until("a small change", |state| state.cursor > before && state.is_live()).await;
        }
        let before = till.state().cursor;
        world.gate.cut_after(bytes);
        world.import(&staff(&format!("Number {round}"))).unwrap();
        till.until("a cut", |state| world.gate.cuts() > cut || state.cursor > before).await;
        assert!(world.gate.cuts() > cut, "nothing was cut after {bytes} bytes");
        assert!(till.file.open().unwrap().replica.damaged().unwrap().is_empty(), "{bytes} bytes");
        assert_eq!(till.attempt("260847").await.0.code(), OutcomeCode::Granted);
        till.until("the whole frame", |state| state.cursor > before && state.is_live()).await;
        assert!(till.file.open().unwrap().replica.damaged().unwrap().is_empty());
        let (Outcome::Granted(session), _) = till.attempt("3104729").await else { panic!("refused") };
        assert_eq!(session.first_name, format!("Number {round}"));
        cut = world.gate.cuts();
    }
    till.till.lock().integrity().unwrap();
}

/// A router forgot the connection: nothing comes, and nothing says so.
#[tokio::test(flavor = "multi_thread")]
async fn a_connection_on_which_nothing_comes_is_dead_after_45_seconds() {
    let folder = tempfile::tempdir().unwrap();
    let world = World::begin(&folder.path().join("office"), Cost::Cheap).await.unwrap();
    let code = world.code(chain::SALEPOINT).unwrap();
    let mut till = RunningTerminal::enrol(&folder.path().join("till"), &world.address(), &code).await.unwrap();
    till.until_live().await;
    let before = till.state().cursor;
    world.gate.stall();
    world.import(PEETER_GETS_KESKLINN).unwrap();
    till.pass_ms(SILENCE_MS - 1);
    assert_eq!(till.attempt("260847").await.0.code(), OutcomeCode::Granted);
    assert!(till.state().is_live() && till.state().cursor == before, "45 s are not over");
    till.pass_ms(1);
    till.until("a new connection", |state| state.cursor > before && state.is_live()).await;
    assert_eq!(till.attempt("847205").await.0.code(), OutcomeCode::Granted);
}

#[tokio::test(flavor = "multi_thread")]
async fn behind_a_proxy_that_keeps_answers_until_they_are_whole_changes_arrive_by_long_poll() {
    let mut street = Street::open().await;
    let (asked, before) = (street.proxy.requests().len(), street.till.state().cursor);
    street.proxy.set(Behaviour::Buffer);
    street.until_asked(asked, &["stream"]).await;
    // No greeting so long.
    street.till.pass_ms(10_000);
    street.until_asked(asked, &["stream", "ask", "wait"]).await;
    street.world.import(PEETER_GETS_KESKLINN).unwrap();
    street.till.until("the change", |state| state.cursor > before && state.is_live()).await;
    assert_eq!(street.till.attempt("847205").await.0.code(), OutcomeCode::Granted);
}

#[tokio::test(flavor = "multi_thread")]
async fn behind_a_proxy_that_cuts_streams_long_polls_are_made_for_ten_minutes() {
    let mut street = Street::open().await;
    let asked = street.proxy.requests().len();
    // The first is cut with this; so is every answer, soon after it begins.
    street.proxy.set(Behaviour::CutAfter(Duration::from_millis(50)));
    street.until_asked(asked, &["stream", "ask", "wait"]).await;
    let before = street.till.state().cursor;
    street.world.import(PEETER_GETS_KESKLINN).unwrap();
    street.till.until("the change", |state| state.cursor > before && state.is_live()).await;
    street.until_asked(asked, &["stream", "ask", "wait", "wait"]).await;

    street.till.pass_ms(10 * 60_000);
    street.proxy.set(Behaviour::Pass);
    street.till.until_live().await;
    street.until_asked(asked, &["stream", "ask", "wait", "wait", "ask", "stream"]).await;
    assert_eq!(street.till.attempt("847205").await.0.code(), OutcomeCode::Granted);
}

fn disbeliefs(street: &Street) -> usize {
    let journal = street.till.till.lock().journal(1, 10_000).unwrap();
    journal.iter().filter(|entry| entry.kind == EntryKind::Disbelieved).count()
}

/// An answer of head office, properly signed, given again to a later request.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_believed_is_shown_and_journalled_once_each_time_it_begins() {
    let mut street = Street::open().await;
    street.till.round(Goal::CatchUp).await.unwrap();
    street.till.until_live().await;
    let recorded = street.proxy.last_answer("wait=0").unwrap();
    for times in 1..=2 {
        let before = street.kept(None);
        street.proxy.set(Behaviour::Answer(recorded.clone()));
        street.till.until("a replay", disbelieved).await;
        let asked = street.proxy.requests().len();
        street.till.until("tries", |state| street.proxy.requests().len() > asked + 3 && disbelieved(state)).await;
        street.logins_go_on().await;
        assert_eq!(disbeliefs(&street), times);
        assert_eq!(street.kept(Some(before.journal.len())), before);
        street.proxy.set(Behaviour::Pass);
        street.till.until_live().await;
    }
}

/// A snapshot's chunk is not signed itself: what was signed is its hash.
#[tokio::test(flavor = "multi_thread")]
async fn a_chunk_with_a_flipped_bit_is_not_staged() {
    let mut street = Street::open().await;
    let before = street.kept(None);
    street.proxy.set(Behaviour::Spoil("/0 HTTP"));
    let refused = street.till.round(Goal::Reload).await.unwrap_err();
    assert!(matches!(&refused, Failure::Disbelieved(why) if why.contains("hash")), "{refused:?}");
    street.logins_go_on().await;
    assert_eq!((street.kept(Some(before.journal.len())), disbeliefs(&street)), (before, 1));
    street.proxy.set(Behaviour::Pass);
    street.till.round(Goal::Reload).await.unwrap();
    street.till.until_live().await;
}
