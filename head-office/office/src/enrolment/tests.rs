use super::{NewCode, salepoint_named};
use crate::db::grants::Viewer;
use crate::db::{Tx, users};
use crate::errors::OfficeError;
use crate::once::Sender;
use crate::testing::{CHAIN, TestOffice, give_everything};
use sync_core::domain::Nonce;
use sync_core::sync::wire::{EnrolAnswer, EnrolRequest, KeyPlace, ProblemKind};
use uuid::Uuid;

fn request(secret: &str, nonce: u8) -> EnrolRequest {
    EnrolRequest {
        secret: secret.into(),
        nonce: Nonce([nonce; 16]),
        app_version: "0.1.0".into(),
        key_place: KeyPlace::File,
        former: None,
    }
}

fn code(office: &TestOffice) -> NewCode {
    office.enrol_code("Kesklinn", None).unwrap()
}

fn enrol(office: &TestOffice, code: &NewCode, nonce: u8) -> Result<EnrolAnswer, ProblemKind> {
    office.enrol(&request(code.code.secret.expose(), nonce)).unwrap()
}

/// The code's name with another rest.
fn mistyped(code: &NewCode) -> EnrolRequest {
    let rest = &code.code.secret.expose()[3..];
    let other = if rest == "00000" { "11111" } else { "00000" };
    request(&format!("{}{other}", code.code.secret.name()), 9)
}

#[test]
fn a_code_enrols_one_terminal_under_its_salepoint() {
    let office = TestOffice::with(CHAIN);
    let code = code(&office);
    assert_eq!(code.expires_at.since(office.clock.now()), 600_000);
    assert_eq!(code.code.fingerprint, office.keys.authority.fingerprint());
    let answer = enrol(&office, &code, 1).unwrap();
    assert_eq!((answer.terminal_name.as_str(), answer.company), ("Till 1", office.company()));
    let terminal = office.terminal_by_token(&answer.token).unwrap();
    assert_eq!((terminal.id, terminal.salepoint), (answer.terminal, answer.salepoint));
    assert_eq!(enrol(&office, &code, 2).unwrap_err(), ProblemKind::CodeUsed);
    assert_eq!(self::code(&office).terminal, "Till 2");
}

#[test]
fn a_lost_answer_burns_nothing() {
    let office = TestOffice::with(CHAIN);
    let code = code(&office);
    let lost = enrol(&office, &code, 1).unwrap();
    let answer = enrol(&office, &code, 1).unwrap();
    assert_eq!(answer.terminal, lost.terminal);
    assert!(office.terminal_by_token(&lost.token).is_none(), "the first token is void");
    assert!(office.terminal_by_token(&answer.token).is_some());

    office.clock.advance_ms(600_001);
    assert_eq!(enrol(&office, &code, 1).unwrap_err(), ProblemKind::CodeExpired);
    assert!(office.terminal_by_token(&answer.token).is_some(), "the token lives on");
}

#[test]
fn wrong_codes_are_counted_and_five_end_the_code() {
    let office = TestOffice::with(CHAIN);
    for unknown in ["00000000", "ZZZ", "", "Käsi0000"] {
        let code = code(&office);
        if !unknown.starts_with(code.code.secret.name()) {
            assert_eq!(office.enrol(&request(unknown, 1)).unwrap().unwrap_err(), ProblemKind::CodeWrong);
        }
    }
    let (spoilt, fine) = (code(&office), code(&office));
    for _ in 0..5 {
        assert_eq!(office.enrol(&mistyped(&spoilt)).unwrap().unwrap_err(), ProblemKind::CodeWrong);
    }
    assert_eq!(office.enrol(&mistyped(&spoilt)).unwrap().unwrap_err(), ProblemKind::CodeExhausted);
    assert_eq!(enrol(&office, &spoilt, 1).unwrap_err(), ProblemKind::CodeExhausted);

    for _ in 0..4 {
        assert_eq!(office.enrol(&mistyped(&fine)).unwrap().unwrap_err(), ProblemKind::CodeWrong);
    }
    assert!(enrol(&office, &fine, 1).is_ok(), "four wrong tries do not end it");
}

#[test]
fn a_right_code_is_heard_while_others_and_its_own_address_send_wrong_ones() {
    let office = TestOffice::with(CHAIN);
    let [here, elsewhere] = [[192, 0, 2, 7], [192, 0, 2, 8]].map(std::net::IpAddr::from);
    let (first, second) = (code(&office), code(&office));
    // More than the allowance of wrong ones, none of which is the name of a live code.
    let (one, two) = (first.code.secret.name().to_owned(), second.code.secret.name().to_owned());
    let unknown = ["ZZZ", "YYY", "XXX"].into_iter().find(|name| *name != one && *name != two).unwrap();
    let wrong = request(&format!("{unknown}00000"), 9);
    let answers: Vec<_> = (0..80).map(|_| office.enrol_from(&wrong, here).unwrap().unwrap_err()).collect();
    assert_eq!((answers[0], answers[79]), (ProblemKind::CodeWrong, ProblemKind::Busy));
    let right =
        |code: &NewCode, nonce, from| office.enrol_from(&request(code.code.secret.expose(), nonce), from).unwrap();
    assert!(right(&first, 1, elsewhere).is_ok(), "somebody else");
    assert!(right(&second, 2, here).is_ok(), "and somebody behind the same address");
    // What comes after the allowance ends no code.
    let third = code(&office);
    for _ in 0..80 {
        assert_eq!(office.enrol_from(&mistyped(&third), here).unwrap().unwrap_err(), ProblemKind::Busy);
    }
    assert!(right(&third, 3, elsewhere).is_ok());
}

#[test]
fn a_code_expires() {
    let office = TestOffice::with(CHAIN);
    let (used_in_time, late) = (code(&office), code(&office));
    office.clock.advance_ms(599_999);
    assert!(enrol(&office, &used_in_time, 1).is_ok());
    office.clock.advance_ms(1);
    assert_eq!(enrol(&office, &late, 1).unwrap_err(), ProblemKind::CodeExpired);
}

#[test]
fn names_are_checked() {
    let office = TestOffice::with(CHAIN);
    let refused = |salepoint: &str, terminal: Option<&str>| match office.enrol_code(salepoint, terminal) {
        Err(OfficeError::Refused(refusal)) => refusal.to_string(),
        other => panic!("{other:?}"),
    };
    assert!(refused("Kesklin", None).contains("did you mean “Kesklinn”?"));
    assert!(refused("Kesklinn", Some(" ")).contains("empty"));
    assert_eq!(office.enrol_code("Kesklinn", Some("Front")).unwrap().terminal, "Front");
    assert!(refused("Kesklinn", Some("Front")).contains("choose another name"));
    assert_eq!(office.enrol_code("Sadama", Some("Front")).unwrap().terminal, "Front");
}

#[test]
fn no_secret_and_no_token_is_stored() {
    let office = TestOffice::with(CHAIN);
    let code = code(&office);
    let answer = enrol(&office, &code, 1).unwrap();
    let unshown = unshown(&office);
    let mut stored = Vec::new();
    for entry in std::fs::read_dir(office.data()).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            stored.extend(std::fs::read(path).unwrap());
        }
    }
    let has = |needle: &[u8]| stored.windows(needle.len()).any(|window| window == needle);
    assert!(has(code.code.secret.name().as_bytes()), "so that this test can fail");
    assert!(!has(unshown.code.secret.expose().as_bytes()), "nor before it is shown");
    for secret in [code.code.secret.expose().as_bytes(), answer.token.expose(), b"482913", "kaķis".as_bytes()] {
        assert!(!has(secret));
    }
}

/// A code that is stored as one that waits to be shown.
fn unshown(office: &TestOffice) -> NewCode {
    let by = office.db.read(|tx| users::by_reference(tx, "administrator")).unwrap().unwrap().id;
    give_everything(office, "administrator");
    let sender = Sender { by, form: Uuid::from_u128(1) };
    let find = |tx: &mut Tx<'_>| salepoint_named(tx, "Kesklinn");
    let name = office.enrol_code_by(Viewer::User(by), sender, find, None, None).unwrap();
    let before = std::fs::read(office.data().join("head-office.db")).unwrap();
    let code = TestOffice::sharing(office).show_code(Viewer::User(by), &name).unwrap().unwrap();
    let secret = code.code.secret.expose().as_bytes();
    assert!(!before.windows(secret.len()).any(|window| window == secret));
    code
}
