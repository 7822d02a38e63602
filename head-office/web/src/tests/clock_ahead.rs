//! Head office's clock was ahead and is right again: nothing that it dated meanwhile outlives its length.

use super::*;
use head_office_office::testing::enrol;
use head_office_store::terminals;
use sync_core::domain::Nonce;
use sync_core::sync::wire::{EnrolRequest, KeyPlace, ProblemKind};

const YEAR_MS: i64 = 365 * 24 * 3_600_000;
const PASSWORD: &str = "correct horse battery";

#[tokio::test]
async fn what_a_clock_ahead_has_dated_neither_outlives_its_length_nor_locks_anybody_out() {
    let office = office();
    let mut administrator = Browser::of(&office, ADMINISTRATOR).await;
    administrator.choose("admin@example.com", "", PASSWORD).await;
    let till = enrol(&office, "Sadama", "Till", None).terminal;
    for ahead_ms in [YEAR_MS, 600_000] {
        office.clock.advance_ms(ahead_ms);
        let mut session = Browser::new(&office);
        session.sign_in("admin%40example.com", PASSWORD).await;
        assert!(session.is_in().await);
        let link = link(&office, "mari");
        let code = office.enrol_code("Kesklinn", Some("Front")).unwrap();
        let mut guessing = Browser::new(&office);
        let too_many = async |browser: &mut Browser| {
            browser.sign_in("admin%40example.com", "wrong").await.status == StatusCode::TOO_MANY_REQUESTS
        };
        while !too_many(&mut guessing).await {}
        let ahead = office.clock.now();
        office.db.write(|tx| terminals::record_seen(tx, &[(till, ahead)], ahead)).unwrap();

        office.clock.advance_ms(-ahead_ms);
        let now = office.clock.now();
        assert!(!session.is_in().await, "a session of the future");
        assert_ne!(Browser::new(&office).get(&link).await.status, StatusCode::OK, "a link of the future");
        let request = EnrolRequest {
            secret: code.code.secret.expose().into(),
            nonce: Nonce([7; 16]),
            app_version: "0.1.0".into(),
            key_place: KeyPlace::File,
            former: None,
        };
        assert_eq!(office.enrol(&request).unwrap().unwrap_err(), ProblemKind::CodeExpired);
        let again = office.enrol_code("Kesklinn", Some("Front")).unwrap();
        office.end_code(head_office_store::grants::Viewer::Everything, again.code.secret.name()).unwrap();
        let seen = |office: &TestOffice| office.terminals().unwrap()[0].clone();
        assert!(!seen(&office).is_connected(now), "it was not heard of in the future");
        office.db.write(|tx| terminals::record_seen(tx, &[(till, now)], now)).unwrap();
        assert_eq!(seen(&office).last_seen_at, Some(now));
        // Whoever knows the password is in at once.
        let mut browser = Browser::new(&office);
        assert_eq!(browser.sign_in("admin%40example.com", PASSWORD).await.status, StatusCode::SEE_OTHER);
        office.clock.advance_ms(3 * 3_600_000);
    }
}
