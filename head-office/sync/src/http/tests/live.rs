//! Streams that go on, and answers that wait.

use super::*;
use crate::feed::Feed;
use axum::body::HttpBody;
use head_office_office::office::Office;
use head_office_office::terminals::Whom;
use std::pin::Pin;
use std::sync::Arc;
use std::time::{Duration, Instant};
use sync_core::sync::wire::{Bye, Order, OrderAction, Removal, Revocation};

/// Far longer than anything here takes, and far shorter than a mark's usual interval.
const PATIENCE: Duration = Duration::from_secs(60);

/// A stream as a terminal reads it.
struct Reader {
    body: Body,
    read: Vec<u8>,
}

impl Reader {
    /// The next message; `None`: the stream has ended.
    async fn next(&mut self) -> Option<Message> {
        loop {
            if let Some((message, taken)) = Message::take(&self.read).unwrap() {
                self.read.drain(..taken);
                return Some(message.expect("a kind of this version"));
            }
            let frame = std::future::poll_fn(|context| Pin::new(&mut self.body).poll_frame(context));
            match tokio::time::timeout(PATIENCE, frame).await.expect("something comes in time") {
                Some(frame) => self.read.extend_from_slice(&frame.unwrap().into_data().unwrap()),
                None => return None,
            }
        }
    }

    async fn frame(&mut self, till: &Till) -> Frame {
        match self.next().await {
            Some(Message::Frame(frame)) => frame.verify(&till.keys).unwrap(),
            other => panic!("{other:?}"),
        }
    }

    async fn order(&mut self, till: &Till) -> Order {
        match self.next().await {
            Some(Message::Do(order)) => order.verify(&till.keys).unwrap(),
            other => panic!("{other:?}"),
        }
    }

    async fn bye(&mut self) -> Bye {
        match self.next().await {
            Some(Message::Bye(bye)) => {
                assert_eq!(self.next().await, None, "nothing follows");
                bye
            }
            other => panic!("{other:?}"),
        }
    }
}

/// An office that serves at a pace, and its feed.
fn serving(office: &TestOffice, pace: Pace) -> (Router, Arc<Feed>) {
    let service = Service::start(office.wire(), pace).unwrap();
    let feed = service.feed();
    (router(service), feed)
}

impl Till {
    async fn enrolled_at(router: &Router, office: &TestOffice, salepoint: &str) -> Self {
        let answer = enrol(router, office, salepoint).await;
        let keys = answer.keys.into_iter().collect();
        Self { router: router.clone(), token: answer.token, salepoint: answer.salepoint, keys }
    }

    async fn response(&self, address: &str) -> axum::response::Response {
        let request = Request::get(format!("/sync/v1/{address}"))
            .header("authorization", format!("Bearer {}", self.token.to_bearer()));
        self.router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap()
    }

    /// Connects; the stream after its greeting.
    async fn connect(&self, cursor: Cursor) -> Reader {
        let response = self.response(&format!("stream?cursor={cursor}&nonce={NONCE}")).await;
        assert_eq!(response.status(), StatusCode::OK);
        let mut reader = Reader { body: response.into_body(), read: Vec::new() };
        match reader.next().await {
            Some(Message::Hello(hello)) => assert_eq!(hello.verify(&self.keys).unwrap().nonce, NONCE),
            other => panic!("{other:?}"),
        }
        reader
    }

    /// Connects where head office stands; the stream after greeting and mark.
    async fn connect_current(&self, office: &TestOffice) -> Reader {
        let mut reader = self.connect(office.cursor().unwrap()).await;
        assert!(matches!(reader.next().await, Some(Message::Mark(_))));
        reader
    }

    async fn wait(&self, cursor: Cursor, wait_s: u64) -> Vec<Message> {
        let bytes = self.get(&format!("stream?cursor={cursor}&nonce={NONCE}&wait={wait_s}")).await.unwrap();
        Message::read_all(&bytes).unwrap()
    }
}

fn change(office: &Office, mark: usize) {
    office.import_str(&format!("[[user]]\nref = \"mari\"\nlast_name = \"Maasikas {mark}\"")).unwrap();
}

/// Another opened office on the same data is what another process is.
fn another_process(office: &TestOffice) -> Office {
    Office::open_at(&office.settings, office.clock.clone()).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_changes_arrives_whoever_changed_it() {
    let office = TestOffice::with(CHAIN);
    let (router, _) = serving(&office, Pace::default());
    let till = Till::enrolled_at(&router, &office, "Kesklinn").await;
    let mut at = office.cursor().unwrap();
    let mut stream = till.connect_current(&office).await;
    let other = another_process(&office);
    let mut took = Vec::new();
    for mark in 0..10 {
        change(if mark % 2 == 0 { &office } else { &other }, mark);
        let committed = Instant::now();
        let frame = stream.frame(&till).await;
        took.push(committed.elapsed());
        assert_eq!(frame.from, at.revision);
        at = office.cursor().unwrap();
        assert_eq!(frame.revision, at.revision);
        assert_eq!(frame.parts[1].rows.len(), 1, "her profile");
    }
    // The machine may be busy once; the promise is about the program.
    took.sort();
    assert!(took[took.len() / 2] < Duration::from_millis(100), "{took:?}");
}

#[tokio::test]
async fn a_quiet_stream_says_marks() {
    let office = TestOffice::with(CHAIN);
    let pace = Pace { mark_every: Duration::from_millis(20), ..Pace::default() };
    let (router, _) = serving(&office, pace);
    let till = Till::enrolled_at(&router, &office, "Kesklinn").await;
    let mut stream = till.connect_current(&office).await;
    for _ in 0..3 {
        let Some(Message::Mark(heads)) = stream.next().await else { panic!("a mark") };
        assert!(heads.iter().all(|head| head.verify(&till.keys).unwrap().cursor() == office.cursor().unwrap()));
    }
}

#[tokio::test]
async fn a_cursor_that_needs_a_snapshot_is_no_stream() {
    let office = TestOffice::with(CHAIN);
    let till = Till::enrolled(&office, "Kesklinn").await;
    let now = office.cursor().unwrap();
    let ahead = Cursor { revision: Revision(now.revision.0 + 1), ..now };
    for wait in ["", "&wait=0", "&wait=25"] {
        let answer = till.get(&format!("stream?cursor={ahead}&nonce={NONCE}{wait}")).await;
        assert_eq!(answer, Err((StatusCode::GONE, ProblemKind::EpochChanged)), "{wait}");
    }
    for wait in ["26", "-1", "x"] {
        let answer = till.get(&format!("stream?cursor={now}&nonce={NONCE}&wait={wait}")).await;
        assert_eq!(answer, Err((StatusCode::BAD_REQUEST, ProblemKind::Malformed)), "{wait}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_hundred_streams_cost_one_read_a_frame_and_a_reconnect_none() {
    let office = TestOffice::with(CHAIN);
    let (router, feed) = serving(&office, Pace::default());
    let till = Till::enrolled_at(&router, &office, "Kesklinn").await;
    let mut others = Vec::new();
    for _ in 1..200 {
        others.push(Till::enrolled_at(&router, &office, "Kesklinn").await);
    }
    let mut streams = vec![till.connect_current(&office).await];
    let now = office.cursor().unwrap();
    // Until the watcher has seen what was committed above.
    tokio::time::timeout(PATIENCE, async {
        loop {
            let before = office.db.reads();
            feed.standing().await.unwrap();
            if office.db.reads() == before {
                return;
            }
        }
    })
    .await
    .unwrap();
    let before = office.db.reads();
    for other in &others {
        let mut stream = other.connect(now).await;
        assert!(matches!(stream.next().await, Some(Message::Mark(_))));
        streams.push(stream);
    }
    assert_eq!(office.db.reads(), before, "a current cursor costs no query");
    let other = another_process(&office);
    for mark in 0..5 {
        let before = office.db.reads();
        change(&other, mark);
        for stream in &mut streams {
            stream.frame(&till).await;
        }
        assert_eq!(
            office.db.reads() - before,
            1,
            "the frame; the watcher looks at commits over a connection of its own"
        );
    }
}

#[tokio::test]
async fn a_terminals_second_stream_ends_its_first_and_a_question_beside_it_does_not() {
    let office = TestOffice::with(CHAIN);
    let till = Till::enrolled(&office, "Kesklinn").await;
    let neighbour = Till { token: enrol(&till.router, &office, "Kesklinn").await.token, ..till_like(&till) };
    let mut first = till.connect_current(&office).await;
    let mut beside = neighbour.connect_current(&office).await;
    till.wait(office.cursor().unwrap(), 0).await;
    change(&office, 1);
    first.frame(&till).await;
    let mut second = till.connect_current(&office).await;
    assert_eq!(first.next().await, None);
    change(&office, 2);
    second.frame(&till).await;
    beside.frame(&neighbour).await;
}

fn till_like(till: &Till) -> Till {
    Till { router: till.router.clone(), token: till.token.clone(), salepoint: till.salepoint, keys: till.keys.clone() }
}

#[tokio::test]
async fn a_slow_reader_gets_fewer_and_larger_frames() {
    let office = TestOffice::with(CHAIN);
    let till = Till::enrolled(&office, "Kesklinn").await;
    let start = office.cursor().unwrap();
    let mut stream = till.connect_current(&office).await;
    for mark in 0..50 {
        change(&office, mark);
        tokio::task::yield_now().await;
    }
    let (mut at, mut frames) = (start.revision, 0);
    while at < office.cursor().unwrap().revision {
        let frame = stream.frame(&till).await;
        assert!(frame.from <= at && frame.revision > at);
        (at, frames) = (frame.revision, frames + 1);
    }
    assert!(frames <= 3, "{frames} frames for 50 revisions");
}

#[tokio::test]
async fn an_answer_waits_for_something_to_say() {
    let office = TestOffice::with(CHAIN);
    let till = Till::enrolled(&office, "Kesklinn").await;
    let now = office.cursor().unwrap();

    let began = Instant::now();
    let quiet = till.wait(now, 1).await;
    assert!(began.elapsed() >= Duration::from_secs(1));
    assert!(
        matches!(&quiet[..], [Message::Hello(_), Message::Mark(_), Message::Bye(Bye { retry_ms: 0 })]),
        "{quiet:?}"
    );

    let other = another_process(&office);
    let (news, ()) = tokio::join!(till.wait(now, 25), async { change(&other, 1) });
    let [Message::Hello(hello), Message::Frame(frame), Message::Bye(Bye { retry_ms: 0 })] = &news[..] else {
        panic!("{news:?}")
    };
    let (hello, frame) = (hello.verify(&till.keys).unwrap(), frame.verify(&till.keys).unwrap());
    assert_eq!(hello.revision, frame.revision, "the greeting is of the moment of answering");

    let at_once = till.response(&format!("stream?cursor={now}&nonce={NONCE}&wait=25")).await;
    let length = at_once.body().size_hint().exact();
    assert_eq!(length, Some(to_bytes(at_once.into_body(), usize::MAX).await.unwrap().len() as u64));
}

#[tokio::test]
async fn orders_are_sent_until_they_are_reported_done() {
    let office = TestOffice::with(CHAIN);
    let till = Till::enrolled(&office, "Kesklinn").await;
    let mut stream = till.connect_current(&office).await;
    let other = another_process(&office);
    let mut given = Vec::new();
    for action in OrderAction::ALL {
        given.extend(other.give_order(&Whom::All, action).unwrap());
        let order = stream.order(&till).await;
        assert_eq!((order.id, order.action, order.terminal), (given.last().unwrap().id, action, given[0].terminal));
    }
    change(&office, 1);
    stream.frame(&till).await;

    // Again to who connects again, with or without a stream; and they do not wait.
    let mut stream = till.connect_current(&office).await;
    for order in &given {
        assert_eq!(stream.order(&till).await.id, order.id);
    }
    for wait_s in [0, 25] {
        let answer = till.wait(office.cursor().unwrap(), wait_s).await;
        assert_eq!(answer.iter().filter(|message| matches!(message, Message::Do(_))).count(), 3, "{answer:?}");
    }
    for (done, left) in [(given[1].id, 1), (given[0].id, 1), (given[2].id, 0)] {
        report::send(&till, &Report { done: Some(done), ..report::about_nothing() }).await.unwrap();
        assert_eq!(office.terminals().unwrap()[0].orders.len(), left);
    }
    let mut quiet = till.connect_current(&office).await;
    change(&office, 2);
    quiet.frame(&till).await;
}

#[tokio::test]
async fn a_removed_terminal_is_told_at_once_and_then_nothing_else() {
    for removal in [Removal::Revoked, Removal::Decommissioned] {
        let office = TestOffice::with(CHAIN);
        let till = Till::enrolled(&office, "Kesklinn").await;
        let now = office.cursor().unwrap();
        let mut stream = till.connect_current(&office).await;
        let id = office.terminals().unwrap()[0].id;
        let other = another_process(&office);
        let (waited, ()) = tokio::join!(till.wait(now, 25), async {
            tokio::task::yield_now().await;
            other.remove_terminal(id, removal).unwrap();
        });
        let told = |message: Option<Message>| match message {
            Some(Message::Revoked(statement)) => {
                let Revocation { terminal, removal, .. } = statement.verify(&till.keys).unwrap();
                assert_eq!(terminal, id);
                removal
            }
            other => panic!("{other:?}"),
        };
        assert_eq!(told(stream.next().await), removal);
        assert_eq!(stream.next().await, None);
        assert!(matches!(&waited[..], [Message::Hello(_), Message::Revoked(_)]), "{waited:?}");

        // Whatever it asks the stream for, even what would be no cursor of this head office.
        let elsewhere = Cursor { epoch: Epoch(1), revision: Revision(1) };
        for (cursor, wait) in [(now, ""), (now, "&wait=0"), (elsewhere, "&wait=25")] {
            let bytes = till.get(&format!("stream?cursor={cursor}&nonce={NONCE}{wait}")).await.unwrap();
            let mut answer = Message::read_all(&bytes).unwrap();
            assert_eq!(told(answer.pop()), removal);
            assert!(matches!(&answer[..], [Message::Hello(_)]), "{answer:?}");
        }
        let revoked = Err((StatusCode::UNAUTHORIZED, ProblemKind::Revoked));
        for address in [format!("head?nonce={NONCE}"), "snapshot/directory".into(), "snapshot/directory/1/0".into()] {
            assert_eq!(till.get(&address).await, revoked, "{address}");
        }
        match removal {
            Removal::Revoked => assert_eq!(report::send(&till, &report::about_nothing()).await.err(), revoked.err()),
            Removal::Decommissioned => assert!(report::send(&till, &report::about_nothing()).await.is_ok()),
        }
    }
}

#[tokio::test]
async fn a_moved_terminal_reads_in_the_greeting_where_it_stands() {
    let office = TestOffice::with(CHAIN);
    let till = Till::enrolled(&office, "Kesklinn").await;
    let now = office.cursor().unwrap();
    let id = office.terminals().unwrap()[0].id;
    let mut stream = till.connect_current(&office).await;
    let other = another_process(&office);
    let (waited, ()) = tokio::join!(till.wait(now, 25), async {
        tokio::task::yield_now().await;
        other.move_terminal(id, "Sadama").unwrap();
    });
    assert_eq!(stream.bye().await, Bye { retry_ms: 0 });
    let [Message::Hello(hello), Message::Bye(Bye { retry_ms: 0 })] = &waited[..] else { panic!("{waited:?}") };
    let hello = hello.verify(&till.keys).unwrap();
    assert_eq!(hello.terminal, id);
    assert_ne!(hello.salepoint, till.salepoint);
    let not_found = Err((StatusCode::NOT_FOUND, ProblemKind::NotFound));
    assert_eq!(till.get(&format!("snapshot/{}", till.own())).await, not_found);
    let sadama = Collection::Salepoint(hello.salepoint);
    assert!(till.get(&format!("snapshot/{sadama}")).await.is_ok());
}

#[tokio::test]
async fn a_terminal_moved_between_two_answers_does_not_wait_for_the_next_change() {
    let office = TestOffice::with(CHAIN);
    let till = Till::enrolled(&office, "Kesklinn").await;
    let now = office.cursor().unwrap();
    till.wait(now, 0).await;
    office.move_terminal(office.terminals().unwrap()[0].id, "Sadama").unwrap();
    let answer = tokio::time::timeout(Duration::from_secs(20), till.wait(now, 25)).await.unwrap();
    let Some(Message::Hello(hello)) = answer.first() else { panic!("{answer:?}") };
    assert_ne!(hello.verify(&till.keys).unwrap().salepoint, till.salepoint);
    let began = Instant::now();
    till.wait(now, 1).await;
    assert!(began.elapsed() >= Duration::from_secs(1), "said once");
}

#[tokio::test]
async fn a_terminal_that_another_process_enrols_is_known_at_once() {
    let office = TestOffice::with(CHAIN);
    let till = Till::enrolled(&office, "Kesklinn").await;
    let other = TestOffice::sharing(&office);
    for number in 0..5 {
        let token = head_office_office::testing::enrol(&other, "Kesklinn", &format!("Other {number}"), None).token;
        let till = Till { router: till.router.clone(), token, salepoint: till.salepoint, keys: till.keys.clone() };
        assert!(till.get(&format!("head?nonce={NONCE}")).await.is_ok(), "{number}");
    }
}

#[tokio::test]
async fn a_dead_token_ends_the_stream() {
    let office = TestOffice::with(CHAIN);
    let till = Till::enrolled(&office, "Kesklinn").await;
    let mut stream = till.connect_current(&office).await;
    let code = office.enrol_code("Kesklinn", Some("Again")).unwrap();
    let request = EnrolRequest {
        secret: code.code.secret.expose().into(),
        nonce: NONCE,
        app_version: "0.1.0".into(),
        key_place: KeyPlace::File,
        former: Some(till.token.clone()),
    };
    let request = Request::post("/sync/v1/enrol").body(encode(&request).into()).unwrap();
    send(&till.router, request).await.unwrap();
    stream.bye().await;
    let unauthorized = Err((StatusCode::UNAUTHORIZED, ProblemKind::Unauthorized));
    for address in ["stream?cursor=1.1&nonce=05050505050505050505050505050505", "snapshot/directory"] {
        assert_eq!(till.get(address).await, unauthorized, "{address}");
    }
}

#[tokio::test]
async fn a_head_office_that_stops_or_begins_anew_says_so() {
    let office = TestOffice::with(CHAIN);
    let (router, feed) = serving(&office, Pace::default());
    let till = Till::enrolled_at(&router, &office, "Kesklinn").await;
    let mut stream = till.connect_current(&office).await;
    let set_epoch = "UPDATE counter SET epoch = epoch + 1";
    office.db.write(|tx| tx.execute(set_epoch, &[])).map_err(|e: head_office_store::DbError| e).unwrap();
    assert!(stream.bye().await.retry_ms < 2_000);

    let mut stream = till.connect_current(&office).await;
    let now = office.cursor().unwrap();
    let (waited, ()) = tokio::join!(till.wait(now, 25), async {
        tokio::task::yield_now().await;
        feed.stop();
    });
    assert!(stream.bye().await.retry_ms < 2_000);
    assert!(matches!(waited.last(), Some(Message::Bye(_))));
}

#[tokio::test]
async fn who_is_connected_is_noted_as_seen_now_and_then() {
    let office = TestOffice::with(CHAIN);
    let pace = Pace { seen_every: Duration::from_millis(20), ..Pace::default() };
    let (router, _) = serving(&office, pace);
    let till = Till::enrolled_at(&router, &office, "Kesklinn").await;
    let seen_at = async |due: sync_core::domain::UnixMs| {
        tokio::time::timeout(PATIENCE, async {
            while office.terminals().unwrap()[0].last_seen_at != Some(due) {
                tokio::task::yield_now().await;
            }
        })
        .await
        .unwrap();
    };
    let stream = till.connect_current(&office).await;
    for _ in 0..3 {
        office.clock.advance_ms(60_000);
        seen_at(office.clock.now()).await;
    }
    drop(stream);
    let gone = office.clock.now();
    seen_at(gone).await;
}
