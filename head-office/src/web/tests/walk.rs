//! Every address as every kind of visitor.

use super::super::guard::Access;
use super::super::routes::table;
use super::*;

/// A path with something in place of its parameters.
fn filled(path: &str) -> String {
    let parts =
        path.split('/').map(|part| if part.starts_with('{') { "00000000-0000-0000-0000-000000000000" } else { part });
    parts.collect::<Vec<_>>().join("/")
}

#[tokio::test]
async fn nobody_gets_where_the_table_does_not_let_them() {
    let office = office();
    for route in table() {
        let (method, path) = (route.method, filled(route.path));
        let what = format!("{method} {path}");
        let mut outside = Browser::new(&office);
        // Ilze's group, Shift lead, may read users; Mari's, Cashier, nothing.
        let mut cashier = Browser::of(&office, "mari").await;
        let mut administrator = Browser::of(&office, ADMINISTRATOR).await;
        let answers = [
            outside.send(method.clone(), &path, "").await,
            cashier.send(method.clone(), &path, "").await,
            administrator.send(method.clone(), &path, "").await,
        ];
        let sent_away = answers.each_ref().map(|answer| {
            answer.location().starts_with("/sign-in") && !path.starts_with("/sign-out")
                || path.starts_with("/sign-out") && answer.headers.get(SET_COOKIE).is_none()
        });
        let refused = answers.each_ref().map(|answer| answer.status == StatusCode::FORBIDDEN);
        let (expect_sent_away, expect_refused) = match route.access {
            Access::Anyone => ([false; 3], [false; 3]),
            Access::SignedIn => ([true, false, false], [false; 3]),
            Access::Area(..) => ([true, false, false], [false, true, false]),
        };
        assert_eq!((sent_away, refused), (expect_sent_away, expect_refused), "{what}: {answers:?}");
        for answer in answers {
            assert!(!answer.status.is_server_error(), "{what}: {answer:?}");
        }
    }
}

#[tokio::test]
async fn no_form_of_another_site_is_taken() {
    let office = office();
    let mut administrator = Browser::of(&office, ADMINISTRATOR).await;
    for site in ["cross-site", "same-site"] {
        administrator.site = site;
        for route in table().into_iter().filter(|route| route.method == Method::POST) {
            let answer = administrator.post(&filled(route.path), "").await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{} from {site}", route.path);
        }
    }
    administrator.site = "same-origin";
    assert!(administrator.is_in().await);
}

#[tokio::test]
async fn a_wrong_address_or_method_is_a_page_too() {
    let office = office();
    for mut browser in [Browser::new(&office), Browser::of(&office, "mari").await] {
        let answer = browser.get("/nothing?language=ru").await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
        assert!(answer.body.contains("</html>"), "{answer:?}");
        let answer = browser.send(Method::DELETE, "/sign-in", "").await;
        assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED);
    }
    let answer = Browser::new(&office).get("/nothing?language=ru").await;
    assert!(answer.body.contains("Здесь ничего нет"), "{answer:?}");
}
