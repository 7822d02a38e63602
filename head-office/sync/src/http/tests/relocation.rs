//! Head office moves: who is told, and by which names terminals come.

use super::*;
use sync_core::sync::wire::Relocation;

/// What a terminal is told that came to this address.
async fn told(till: &Till, office: &TestOffice, host: Option<&str>) -> Option<Relocation> {
    let cursor = office.cursor().unwrap();
    let address = format!("/sync/v1/stream?cursor={cursor}&nonce={NONCE}&wait=0");
    let mut request = Request::get(address).header("authorization", format!("Bearer {}", till.token.to_bearer()));
    if let Some(host) = host {
        request = request.header("host", host);
    }
    let bytes = send(&till.router, request.body(Body::empty()).unwrap()).await.unwrap();
    let messages = Message::read_all(&bytes).unwrap();
    let mut relocations = messages.into_iter().filter_map(|message| match message {
        Message::Relocates(signed) => Some(signed.verify(&till.keys).unwrap()),
        _ => None,
    });
    relocations.next()
}

#[tokio::test]
async fn terminals_that_come_elsewhere_are_told_where_head_office_moves() {
    let office = TestOffice::with(CHAIN);
    let till = Till::enrolled(&office, "Kesklinn").await;
    assert_eq!(told(&till, &office, Some("old.example:8443")).await, None, "it does not move");
    office.relocate_to("https://new.example:8443").unwrap();
    for host in [Some("old.example:8443"), Some("new.example"), None] {
        let relocation = told(&till, &office, host).await.unwrap();
        assert_eq!((relocation.office.as_str(), relocation.company), ("https://new.example:8443", office.company()));
    }
    assert_eq!(told(&till, &office, Some("New.Example:8443")).await, None, "it is there");
    let first = told(&till, &office, None).await.unwrap();
    office.relocate_to("https://old.example:8443").unwrap();
    let second = told(&till, &office, Some("new.example:8443")).await.unwrap();
    assert!(second.id > first.id && second.office == "https://old.example:8443", "{second:?}");
    for wrong in ["http://new.example", "new.example", "https://new.example/till"] {
        assert!(
            matches!(office.relocate_to(wrong), Err(head_office_office::errors::OfficeError::Refused(_))),
            "{wrong}"
        );
    }
}

#[tokio::test]
async fn the_operator_sees_by_which_name_terminals_come() {
    let office = TestOffice::with(CHAIN);
    office.serves(&["old.example".into(), "new.example".into()]);
    let service = Service::start(office.wire(), Pace::default()).unwrap();
    let feed = service.feed();
    let router = router(service);
    let answer = enrol(&router, &office, "Kesklinn").await;
    let keys = answer.keys.into_iter().collect();
    let till = Till { router, token: answer.token, salepoint: answer.salepoint, keys };
    for (host, expect) in [("old.example:8443", "old.example"), ("new.example", "new.example"), ("bank.example", "-")] {
        told(&till, &office, Some(host)).await;
        feed.write_seen().await.unwrap();
        let addresses = office.addresses().unwrap();
        let named: Vec<_> = addresses.names.iter().filter(|one| one.terminals == 1).map(|one| &*one.name).collect();
        assert_eq!(named, [expect].into_iter().filter(|name| *name != "-").collect::<Vec<_>>(), "{host}");
        assert_eq!(addresses.terminals, 1);
    }
}
