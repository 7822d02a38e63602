//! The way back to the list that somebody came from, as it was: its filter, order and page. It stands in the address of
//! what the list leads to, and goes with the reader to every page and form below the list.

use super::guard::encoded;
use axum::extract::Query;
use axum::http::header::LOCATION;
use axum::http::{HeaderValue, Uri};
use axum::response::Response;

/// Where it stands in an address.
pub const BACK: &str = "back";
/// More characters than the address of a list has.
const MOST_CHARACTERS: usize = 1_000;
/// The lists there are. Nothing else is ever led back to.
const LISTS: [&str; 6] = ["/users", "/groups", "/salepoints", "/stores", "/terminals", "/settings/mail"];

/// The address of a list; none, where the list is as it is to begin with.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Back(Option<String>);

impl Back {
    /// What an address says, if that is a list of ours.
    pub fn of(uri: &Uri) -> Self {
        let pairs = Query::<Vec<(String, String)>>::try_from_uri(uri).map(|Query(pairs)| pairs).unwrap_or_default();
        let said = pairs.into_iter().find(|(name, _)| name == BACK);
        said.map_or_else(Self::default, |(_, list)| Self::from_list(&list))
    }

    /// To this list, if it is one.
    pub fn from_list(list: &str) -> Self {
        let is_list = list.split_once('?').is_some_and(|(path, _)| LISTS.contains(&path));
        // As `encoded` writes it, and nothing that means anything to a page or a header.
        let is_of_an_address = |byte: u8| byte.is_ascii_alphanumeric() || b"/-_.%?&=".contains(&byte);
        let is_plain = list.len() <= MOST_CHARACTERS && list.bytes().all(is_of_an_address);
        Self(Some(list.to_owned()).filter(|_| is_list && is_plain))
    }

    /// As it stands in a form.
    pub fn text(&self) -> &str {
        self.0.as_deref().unwrap_or_default()
    }

    /// Where a link leads: to the list as it was, or to something below it that leads back there. What begins with a
    /// question mark is the page itself.
    pub fn at(&self, address: &str) -> String {
        let Some(list) = &self.0 else { return address.to_owned() };
        let (path, query) = address.split_once('?').unwrap_or((address, ""));
        let list_path = list.split('?').next().unwrap_or_default();
        let says_already =
            query.split('&').any(|pair| pair.strip_prefix(BACK).is_some_and(|rest| rest.starts_with('=')));
        if path == list_path {
            return match query {
                "" => list.clone(),
                said if said.starts_with("done=") => format!("{list}&{said}"),
                _ => address.to_owned(),
            };
        }
        let is_below = path.strip_prefix(list_path).is_some_and(|rest| rest.starts_with('/'));
        if says_already || !(is_below || path.is_empty()) {
            return address.to_owned();
        }
        let between = if query.is_empty() { "?" } else { "&" };
        format!("{}{between}{BACK}={}", address.trim_end_matches('?'), encoded(list))
    }

    /// The answer; where it leads to another page, that knows the way back, too.
    pub fn carried(&self, mut response: Response) -> Response {
        let leads_to = response.headers().get(LOCATION).and_then(|to| to.to_str().ok()).map(|to| self.at(to));
        if let (Some(to), true) = (leads_to, self.0.is_some())
            && let Ok(to) = HeaderValue::from_str(&to)
        {
            response.headers_mut().insert(LOCATION, to);
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_lists_of_ours_are_led_back_to() {
        for list in ["/users?search=m", "/settings/mail?status=sent&page=2", "/salepoints?dir=desc"] {
            let back = Back::of(&format!("/users/1?back={}", encoded(list)).parse().unwrap());
            assert_eq!(back.text(), list);
        }
        for other in [
            "https://evil.example/users?x=1",
            "//evil.example/users?x=1",
            "/\\evil.example?x=1",
            "/users/1?x=1",
            "/users",
            "/sign-out?x=1",
            "/users?x=1\r\nSet-Cookie: a=b",
            "/users?x=\"><script>",
            "javascript:alert(1)?x=1",
            "",
        ] {
            let back = Back::of(&format!("/users/1?back={}", encoded(other)).parse().unwrap());
            assert_eq!(back, Back::default(), "{other}");
        }
        assert_eq!(Back::of(&"/users/1?back=%FF".parse().unwrap()), Back::default());
        assert_eq!(Back::from_list(&format!("/users?search={}", "x".repeat(2_000))), Back::default());
    }

    #[test]
    fn it_goes_to_what_is_below_the_list_and_ends_at_the_list() {
        let back = Back::from_list("/users?search=m&page=2");
        let carried = "back=/users%3Fsearch%3Dm%26page%3D2";
        for (address, expect) in [
            ("/users", "/users?search=m&page=2".to_owned()),
            ("/users?done=deleted", "/users?search=m&page=2&done=deleted".to_owned()),
            ("/users?salepoint=1", "/users?salepoint=1".to_owned()),
            ("/users/1", format!("/users/1?{carried}")),
            ("/users/1?form=2", format!("/users/1?form=2&{carried}")),
            ("?form=2", format!("?form=2&{carried}")),
            ("/users/1?back=x", "/users/1?back=x".to_owned()),
            ("/users.csv", "/users.csv".to_owned()),
            ("/groups/1", "/groups/1".to_owned()),
        ] {
            assert_eq!(back.at(address), expect, "{address}");
        }
        assert_eq!(Back::default().at("/users/1"), "/users/1");
    }
}
