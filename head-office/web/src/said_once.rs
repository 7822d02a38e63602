//! "Saved", and what else an address says was just done, is said once: by a page that an answer of ours led to, and not
//! again when it is loaded again, opened from the history, or sent to somebody.
//!
//! The answer that leads there leaves a cookie that names the address; the page takes it away.

use super::guard::cookie;
use axum::http::header::{LOCATION, SET_COOKIE};
use axum::http::request::Parts;
use axum::http::{HeaderValue, Method, Uri};
use axum::response::Response;
use sha2::{Digest, Sha256};

pub const COOKIE: &str = "__Host-done";
/// For how long an answer that nobody followed counts, in seconds.
const KEPT_S: u32 = 60;
/// The parameter that says what was done.
const DONE: &str = "done";

/// Takes what was done out of an address that no answer of ours led to. Whether the page is to take the cookie away.
pub fn hear(parts: &mut Parts) -> bool {
    if parts.method != Method::GET || !says_something(&parts.uri) {
        return false;
    }
    let address = parts.uri.to_string();
    let meant = cookie(&parts.headers, COOKIE, |name| Some(name.to_owned()));
    if meant.is_some_and(|meant| meant == name_of(&address)) {
        return true;
    }
    let kept = pairs(&parts.uri).filter(|pair| !is_done(pair)).collect::<Vec<_>>().join("&");
    let path = parts.uri.path();
    let without = if kept.is_empty() { path.to_owned() } else { format!("{path}?{kept}") };
    if let Ok(uri) = without.parse() {
        parts.uri = uri;
    }
    false
}

/// The answer, with the cookie that it needs.
pub fn tell(mut response: Response, heard: bool) -> Response {
    let leads_to = response.headers().get(LOCATION).and_then(|to| to.to_str().ok());
    let leads_to = leads_to.filter(|to| to.parse().is_ok_and(|uri| says_something(&uri)));
    let set = match leads_to {
        Some(to) => Some(format!("{COOKIE}={}; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age={KEPT_S}", name_of(to))),
        None if heard => Some(format!("{COOKIE}=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0")),
        None => None,
    };
    if let Some(set) = set.and_then(|set| HeaderValue::from_str(&set).ok()) {
        response.headers_mut().append(SET_COOKIE, set);
    }
    response
}

fn pairs(uri: &Uri) -> impl Iterator<Item = &str> {
    uri.query().unwrap_or_default().split('&')
}

fn is_done(pair: &str) -> bool {
    pair.split('=').next() == Some(DONE)
}

fn says_something(uri: &Uri) -> bool {
    pairs(uri).any(is_done)
}

/// What the cookie says of an address.
pub fn name_of(address: &str) -> String {
    Sha256::digest(address).iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}
