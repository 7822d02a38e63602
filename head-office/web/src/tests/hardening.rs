//! What an attacker meets.

use super::*;
use head_office_office::accounts::{Email, Token};

async fn with_password(office: &TestOffice) {
    Browser::of(office, "mari").await.choose("mari@example.com", "", PASSWORD).await;
}

#[tokio::test]
async fn the_same_is_said_whatever_is_wrong() {
    let office = office();
    with_password(&office).await;
    link(&office, "ilze");
    let mut answers = Vec::new();
    for (email, password) in [("mari@example.com", "wrong wrong wrong"), ("nobody@example.com", PASSWORD), ("", "")] {
        let answer = Browser::new(&office).sign_in(email, password).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        answers.push(answer.body.replace(email, ""));
    }
    assert!(answers.iter().all(|answer| answer.len().abs_diff(answers[0].len()) <= 64), "{answers:?}");
    assert!(answers.iter().all(|answer| answer.contains("Wrong e-mail or password, or")));
}

#[tokio::test]
async fn an_unknown_account_costs_a_hash_like_a_known_one() {
    let office = office();
    with_password(&office).await;
    // The hash that stands for no hash is made once.
    Browser::new(&office).sign_in("first@example.com", PASSWORD).await;
    let mut fastest = Vec::new();
    for email in ["mari@example.com", "nobody@example.com"] {
        let mut times = Vec::new();
        for _ in 0..5 {
            let begun = Instant::now();
            Browser::new(&office).sign_in(email, "wrong wrong wrong").await;
            times.push(begun.elapsed());
        }
        fastest.push(times.into_iter().min().unwrap_or(Duration::ZERO));
    }
    // A hash takes tens of milliseconds, everything else less than one.
    assert!(fastest[1] * 4 > fastest[0] && fastest[0] * 4 > fastest[1], "{fastest:?}");
}

#[tokio::test]
async fn guessing_is_slowed_down_by_name_and_by_address_and_a_restart_gives_nothing_back() {
    let office = office();
    with_password(&office).await;
    let mut guesser = Browser::new(&office);
    let refused = StatusCode::UNPROCESSABLE_ENTITY;
    for _ in 0..10 {
        assert_eq!(guesser.sign_in("mari@example.com", "wrong wrong wrong").await.status, refused);
    }
    let answer = guesser.sign_in("mari@example.com", PASSWORD).await;
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(answer.body.contains("Too many attempts. Try again in 5 minutes."), "{}", answer.body);
    assert_eq!(answer.headers["retry-after"], "300");
    // Also for another address, another spelling, and another process on the same data.
    let again = TestOffice::sharing(&office);
    let mut elsewhere = Browser::new(&again);
    elsewhere.address = ([198, 51, 100, 7], 1).into();
    let answer = elsewhere.sign_in("+MARI@example.com+", PASSWORD).await;
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
    office.clock.advance_ms(5 * 60_000);
    assert_eq!(elsewhere.sign_in("mari@example.com", PASSWORD).await.status, StatusCode::SEE_OTHER);

    // One address, many names: 30 in all, of which ten were spent above and five given back.
    let mut spent = 0;
    while guesser.sign_in(&format!("nobody{spent}@example.com"), "x").await.status == refused {
        spent += 1;
    }
    assert_eq!(spent, 25);
    assert_eq!(elsewhere.sign_in("mari@example.com", PASSWORD).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn right_passwords_use_no_attempt_up() {
    let office = office();
    with_password(&office).await;
    let mut browser = Browser::new(&office);
    for _ in 0..40 {
        assert_eq!(browser.sign_in("mari@example.com", PASSWORD).await.status, StatusCode::SEE_OTHER);
    }
}

#[tokio::test]
async fn a_session_id_is_new_at_each_sign_in_and_no_cookie_of_ones_own_making_counts() {
    let office = office();
    with_password(&office).await;
    let mut browser = Browser::new(&office);
    let name = format!("__Host-office-{}", office.company());
    for made_up in ["", "x", &Token::new().unwrap().to_text()] {
        browser.cookie = Some(format!("{name}={made_up}"));
        assert!(!browser.is_in().await, "{made_up}");
    }
    let answer = browser.sign_in("mari@example.com", PASSWORD).await;
    let cookie = answer.headers[SET_COOKIE].to_str().unwrap();
    for part in [&*name, "; Path=/", "; Secure", "; HttpOnly", "; SameSite=Lax"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    let first = browser.cookie.clone();
    browser.sign_in("mari@example.com", PASSWORD).await;
    assert_ne!(browser.cookie, first);
}

#[tokio::test]
async fn the_database_holds_no_token_that_could_be_used() {
    let office = office();
    with_password(&office).await;
    let mut browser = Browser::new(&office);
    browser.sign_in("mari@example.com", PASSWORD).await;
    let session = browser.cookie.unwrap().split_once('=').unwrap().1.to_owned();
    let command = link(&office, "ilze").rsplit('/').next().unwrap().to_owned();
    office.forgot_password(&Email::parse("mari@example.com").unwrap(), [192, 0, 2, 9].into()).unwrap();
    let mailed = Token::of_mail(&office.keys().links, office.mails(1).unwrap()[0].id).to_text();
    for path in [&command, &mailed].map(|token| format!("/sign-in/link/{token}")) {
        assert_eq!(Browser::new(&office).get(&path).await.status, StatusCode::OK, "they are the ones that count");
    }
    let files = ["head-office.db", "head-office.db-wal"].map(|name| std::fs::read(office.data().join(name)).unwrap());
    let holds = |what: &[u8]| files.iter().any(|bytes| bytes.windows(what.len()).any(|window| window == what));
    for token in [session, command, mailed] {
        let bytes: Vec<u8> = (0..32).map(|at| u8::from_str_radix(&token[2 * at..2 * at + 2], 16).unwrap()).collect();
        assert!(!holds(token.as_bytes()) && !holds(&bytes), "hashes only");
        assert!(holds(&Token::from_text(&token).unwrap().hash().0), "and these are where they were looked for");
    }
    assert!(!holds(PASSWORD.as_bytes()));
}

#[tokio::test]
async fn every_page_is_hardened_and_only_assets_are_kept() {
    let office = office();
    let mut browser = Browser::of(&office, ADMINISTRATOR).await;
    let addresses = super::super::readable_paths().into_iter().filter(|path| !path.contains('{'));
    for path in addresses.chain(["/nothing"]) {
        let answer = browser.get(path).await;
        let policy = answer.headers["content-security-policy"].to_str().unwrap();
        assert!(policy.starts_with("default-src 'none';") && !policy.contains("unsafe"), "{policy}");
        for (name, value) in
            [("cache-control", "no-store"), ("x-content-type-options", "nosniff"), ("x-frame-options", "DENY")]
        {
            assert_eq!(answer.headers[name], value, "{path}");
        }
        for forbidden in ["style=", "<script", "<style", "onclick", "javascript:"] {
            assert!(!answer.body.contains(forbidden), "{path} has {forbidden}, which its policy forbids");
        }
    }
    let page = Browser::new(&office).get("/sign-in").await;
    let from = page.body.find("/assets/").unwrap();
    let stylesheet = &page.body[from..from + page.body[from..].find('"').unwrap()];
    for (address, kind) in [(stylesheet, "text/css; charset=utf-8"), (&page.script, "text/javascript; charset=utf-8")] {
        let answer = browser.get(address).await;
        assert_eq!(answer.headers["content-type"], kind);
        assert!(answer.headers["cache-control"].to_str().unwrap().contains("immutable"));
    }
    let stale = browser.get("/assets/0000000000000000/office.css").await;
    assert_eq!((stale.status, &stale.headers["cache-control"]), (StatusCode::NOT_FOUND, &"no-store".parse().unwrap()));
}

#[tokio::test]
async fn hostile_input_is_refused_or_shown_harmless() {
    let office = office();
    let markup = "%22%3E%3Cscript%3Ealert(1)%3C%2Fscript%3E";
    let mut browser = Browser::new(&office);
    let long = "x".repeat(10_000);
    for typed in [markup, "%00%01%1b", "%E2%80%AE", "%FF%FE", &long] {
        let answer = browser.sign_in(typed, typed).await;
        assert!(answer.status.is_client_error(), "{answer:?}");
        assert!(!answer.body.contains("<script"), "{}", answer.body);
        let answer = browser.get(&format!("/sign-in?next={typed}&language={typed}")).await;
        assert!(!answer.body.contains("<script"), "{}", answer.body);
    }
    let answer = browser.post("/sign-in", &"x=".repeat(100_000)).await;
    assert!(answer.status.is_client_error() && answer.body.contains("</html>"), "{answer:?}");
    let mut administrator = Browser::of(&office, ADMINISTRATOR).await;
    for form in ["", "email=%FF", "email=a&email=b", "{}"] {
        assert!(administrator.post("/account", form).await.status.is_client_error(), "{form}");
    }
}

#[tokio::test]
async fn strangers_lock_nobody_out_of_a_browser_that_once_signed_in() {
    let office = office();
    with_password(&office).await;
    let mut own = Browser::new(&office);
    let answer = own.sign_in("mari@example.com", PASSWORD).await;
    let mut device = answer.headers.get_all(SET_COOKIE).iter().map(|cookie| cookie.to_str().unwrap());
    let device = device.next_back().unwrap().split(';').next().unwrap().to_owned();
    assert!(device.starts_with("__Host-device-"), "{device}");
    let mut stranger = Browser::new(&office);
    for _ in 0..11 {
        stranger.sign_in("mari@example.com", "not the right row").await;
    }
    let refused = |answer: Answer| answer.status == StatusCode::TOO_MANY_REQUESTS;
    assert!(refused(stranger.sign_in("mari@example.com", PASSWORD).await));
    own.cookie = Some(device.clone());
    assert_eq!(own.sign_in("mari@example.com", PASSWORD).await.status, StatusCode::SEE_OTHER);
    // A device's attempts are bounded too, and empty nobody else's.
    for _ in 0..10 {
        own.cookie = Some(device.clone());
        assert!(!refused(own.sign_in("mari@example.com", "not the right row").await));
    }
    own.cookie = Some(device.clone());
    assert!(refused(own.sign_in("mari@example.com", PASSWORD).await));
    // One that is changed, or of another account, is a stranger's.
    office.clock.advance_ms(24 * 3_600_000);
    for _ in 0..11 {
        stranger.sign_in("mari@example.com", "not the right row").await;
    }
    let changed = format!("{}{}", &device[..device.len() - 1], if device.ends_with('0') { '1' } else { '0' });
    for (shown, counts) in [(&changed, false), (&device, true)] {
        own.cookie = Some(shown.clone());
        assert_eq!(!refused(own.sign_in("mari@example.com", PASSWORD).await), counts, "{shown}");
    }
}

/// A browser that once signed in has attempts of its own while its cookie is good: 90 days, with the password of then.
#[tokio::test]
async fn a_browsers_own_attempts_end_with_the_password_and_after_ninety_days() {
    const DAY_MS: i64 = 24 * 3_600_000;
    for (what, days, changes_password, counts) in [
        ("as it is", 1, false, true),
        ("another password", 1, true, false),
        ("89 days", 89, false, true),
        ("90 days", 90, false, false),
    ] {
        let office = office();
        with_password(&office).await;
        let mut own = Browser::new(&office);
        own.sign_in("mari@example.com", PASSWORD).await;
        let device = own.device.clone();
        assert!(device.is_some());
        let mut password = PASSWORD;
        if changes_password {
            password = OTHER_PASSWORD;
            assert!(own.choose("mari@example.com", PASSWORD, password).await.status.is_redirection());
        }
        office.clock.advance_ms(days * DAY_MS);
        let mut stranger = Browser::new(&office);
        while stranger.sign_in("mari@example.com", "not the right row").await.status != StatusCode::TOO_MANY_REQUESTS {}
        let mut own = Browser { device, ..Browser::new(&office) };
        own.address = ([198, 51, 100, 9], 1).into();
        let answer = own.sign_in("mari@example.com", password).await;
        let expect = if counts { StatusCode::SEE_OTHER } else { StatusCode::TOO_MANY_REQUESTS };
        assert_eq!(answer.status, expect, "{what}");
    }
}

#[tokio::test]
async fn two_offices_behind_one_host_name_leave_each_others_sessions_alone() {
    let [one, other] = [office(), office()];
    let mut browser = Browser::of(&one, ADMINISTRATOR).await;
    let elsewhere = Browser::of(&other, ADMINISTRATOR).await;
    let names =
        [&browser, &elsewhere].map(|browser| browser.cookie.clone().unwrap().split('=').next().unwrap().to_owned());
    assert_ne!(names[0], names[1]);
    browser.cookie = Some(format!("{}; {}", elsewhere.cookie.unwrap(), browser.cookie.unwrap()));
    assert!(browser.is_in().await);
}

#[tokio::test]
async fn without_fetch_metadata_the_origin_decides() {
    let office = office();
    let browser = Browser::of(&office, ADMINISTRATOR).await;
    for (origin, expect) in [
        ("https://office.example", StatusCode::SEE_OTHER),
        ("https://evil.example", StatusCode::FORBIDDEN),
        ("http://office.example.evil.example", StatusCode::FORBIDDEN),
        ("https://office.example:8443", StatusCode::FORBIDDEN),
        ("http://office.example:80", StatusCode::FORBIDDEN),
        ("https://office.example.", StatusCode::FORBIDDEN),
        ("null", StatusCode::FORBIDDEN),
        // Whoever says neither is no browser that a page could have sent.
        ("", StatusCode::SEE_OTHER),
    ] {
        let mut request = Request::post("/account/language").header("host", "office.example");
        if !origin.is_empty() {
            request = request.header("origin", origin);
        }
        let request = request
            .header("content-type", "application/x-www-form-urlencoded")
            .header("cookie", browser.cookie.clone().unwrap());
        let request = request.body(Body::from("language=et")).unwrap();
        let response = browser.router.clone().oneshot(request).await.unwrap();
        assert_eq!(response.status(), expect, "{origin}");
    }
}

#[tokio::test]
async fn a_strangers_request_for_a_forgotten_password_leaves_a_link_of_the_command_line_alone() {
    let office = office();
    with_password(&office).await;
    let made = link(&office, "mari");
    office.forgot_password(&Email::parse("mari@example.com").unwrap(), [192, 0, 2, 9].into()).unwrap();
    assert_eq!(Browser::new(&office).post(&made, "").await.location(), "/account");
}

#[tokio::test]
async fn signing_in_ends_the_session_that_the_browser_shows_and_no_other() {
    let office = office();
    with_password(&office).await;
    let mut browser = Browser::new(&office);
    let mut elsewhere = Browser::new(&office);
    elsewhere.sign_in("mari@example.com", PASSWORD).await;
    browser.sign_in("mari@example.com", PASSWORD).await;
    let mut before = browser.clone();
    browser.sign_in("mari@example.com", PASSWORD).await;
    assert_eq!([before.is_in().await, browser.is_in().await, elsewhere.is_in().await], [false, true, true]);
}
