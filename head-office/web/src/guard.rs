//! Before a page: who is it, and may they? After it: a failure becomes a page.

use super::back::Back;
use super::frame::{Appearance, Frame, html};
use super::{Failure, Web, left_behind, said_once};
use askama::Template;
use axum::extract::{FromRequestParts, RawPathParams, Request, State};
use axum::http::header::{ACCEPT_LANGUAGE, CONTENT_TYPE, COOKIE, HOST, REFERER, SET_COOKIE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::MethodRouter;
use head_office_domain::office_rights::{Level, OfficeArea};
use head_office_domain::peer::Introduction;
use head_office_domain::zone::Zone;
use head_office_office::accounts::device::{DEVICE_KEPT_S, DeviceCookie};
use head_office_office::accounts::{SignedIn, Token};
use head_office_store::grants::{self, Bound, Viewer};
use head_office_store::{DbError, company};
use std::sync::Arc;
use sync_core::domain::Language;
use tower_http::csrf::CsrfLayer;

/// The cookie that holds the session's id, with the company's id behind it: browsers send cookies to every port of a
/// host, behind each of which there may be another office. The prefix makes browsers refuse it from anything but this
/// host over TLS.
const SESSION: &str = "__Host-office";

/// The cookie that holds how pages look.
const APPEARANCE: &str = "__Host-appearance";
/// For how long a browser keeps it, in seconds.
const APPEARANCE_KEPT_S: u32 = 400 * 86_400;

/// The cookie that says that somebody signed in with this browser.
const DEVICE: &str = "__Host-device";

/// Who may use an address.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Access {
    /// Whoever asks.
    Anyone,
    /// Whoever is signed in.
    SignedIn,
    /// Whoever is signed in and whose group allows this much in this area.
    Area(OfficeArea, Level),
    /// The same in each of these.
    Areas(&'static [(OfficeArea, Level)]),
}

/// A request, with what is known of who sent it.
#[derive(Clone)]
pub struct Visit {
    /// What pages work with.
    pub web: Web,
    /// Who is signed in.
    pub who: Option<Arc<SignedIn>>,
    /// The id of the session, when somebody is signed in.
    pub token: Option<Token>,
    /// The language of the page.
    pub language: Language,
    /// The company's name.
    pub company: String,
    /// By which times are shown.
    pub zone: Zone,
    /// How the page looks.
    pub appearance: Appearance,
    /// What the browser shows of having signed in before.
    pub device: Option<DeviceCookie>,
    /// The path of the address.
    pub path: String,
    /// The list that the reader came from.
    pub back: Back,
}

/// A request of somebody who is signed in.
pub struct Member {
    /// The request.
    pub visit: Visit,
    /// Who.
    pub who: Arc<SignedIn>,
    /// The id of the session.
    pub token: Token,
}

impl Member {
    /// Whose salepoints and stores decide what there is.
    pub fn viewer(&self) -> Viewer {
        Viewer::User(self.who.user.id)
    }

    /// The same for names of places in the list of users, its filter and a user's form: whoever may edit users may give
    /// users any place, or nobody could ever give a new one.
    pub fn viewer_of_names(&self) -> Viewer {
        match self.who.may(OfficeArea::Users, Level::Edit) {
            true => Viewer::Everything,
            false => self.viewer(),
        }
    }
}

/// What is asked before a handler.
#[derive(Clone)]
struct Guard {
    web: Web,
    access: Access,
    bound: Option<Bound>,
}

/// The handler behind the guard, and forms of other sites kept out.
pub fn guarded(web: &Web, access: Access, bound: Option<Bound>, handler: MethodRouter<Web>) -> MethodRouter<Web> {
    let guard = Guard { web: web.clone(), access, bound };
    handler.layer(CsrfLayer::new()).layer(middleware::from_fn_with_state(guard, pass))
}

async fn pass(State(guard): State<Guard>, request: Request, next: Next) -> Response {
    let Guard { web, access, bound } = guard;
    let (mut parts, body) = request.into_parts();
    let heard = said_once::hear(&mut parts);
    let visit = match visit(web, &parts).await {
        Ok(visit) => visit,
        Err(failure) => return failure.into_response(),
    };
    let (body, kept) = match left_behind::keep(&visit, &parts, body).await {
        Ok(kept) => kept,
        Err(failure) => return failure_page(&visit, failure.into_response()),
    };
    if let Some(kept) = kept {
        return kept;
    }
    let response = match (access, &visit.who) {
        (Access::Anyone, _) | (Access::SignedIn, Some(_)) => None,
        (Access::Area(area, level), Some(who)) => refusal(who.may(area, level)),
        (Access::Areas(all), Some(who)) => refusal(all.iter().all(|(area, level)| who.may(*area, *level))),
        (Access::SignedIn | Access::Area(..) | Access::Areas(_), None) => Some(to_sign_in(&parts)),
    };
    let response = match (response, bound, &visit.who) {
        (None, Some(bound), Some(who)) => {
            is_there(&visit, who, bound, &mut parts).await.err().map(Failure::into_response)
        }
        (response, ..) => response,
    };
    let response = match response {
        Some(response) => response,
        None => {
            parts.extensions.insert(visit.clone());
            next.run(Request::from_parts(parts, body)).await
        }
    };
    said_once::tell(visit.back.carried(failure_page(&visit, response)), heard)
}

/// Whether what the address is about is there for who is signed in.
async fn is_there(visit: &Visit, who: &SignedIn, bound: Bound, parts: &mut Parts) -> Result<(), Failure> {
    let parameters = RawPathParams::from_request_parts(parts, &()).await.map_err(|_| Failure::NotFound)?;
    let id = parameters.iter().next().map(|(_, id)| id.to_owned()).ok_or(Failure::NotFound)?;
    let viewer = Viewer::User(who.user.id);
    let find = move |office: &head_office_office::office::Office| {
        Ok(office.read(|tx| grants::allows(tx, viewer, bound, &id))?)
    };
    if visit.web.ask(find).await? { Ok(()) } else { Err(Failure::NotFound) }
}

fn refusal(may: bool) -> Option<Response> {
    (!may).then(|| Failure::NotAllowed.into_response())
}

async fn visit(web: Web, request: &Parts) -> Result<Visit, Failure> {
    let token = cookie(&request.headers, &own_cookie(&web, SESSION), Token::from_text);
    let (who, company, zone) = web
        .ask({
            let token = token.clone();
            move |office| {
                let (company, zone) = office.read(|tx| Ok::<_, DbError>((company::find(tx)?, company::zone(tx)?)))?;
                let company = company.map(|company| company.name).unwrap_or_default();
                let who = token.map_or(Ok(None), |token| office.signed_in(&token))?;
                Ok((who.map(Arc::new), company, zone))
            }
        })
        .await?;
    if let Some(introduction) = request.extensions.get::<Introduction>().filter(|_| who.is_some()) {
        introduction.is_known();
    }
    let token = token.filter(|_| who.is_some());
    let language = match &who {
        Some(who) => who.user.language,
        None => language_asked_for(request),
    };
    let appearance = cookie(&request.headers, &own_cookie(&web, APPEARANCE), Appearance::from_code);
    let appearance = appearance.unwrap_or_default();
    let device = cookie(&request.headers, &own_cookie(&web, DEVICE), DeviceCookie::from_text);
    let (path, back) = (request.uri.path().to_owned(), Back::of(&request.uri));
    Ok(Visit { web, who, token, language, company, zone, appearance, device, path, back })
}

/// The language of somebody who is not signed in: chosen in the address, else what the browser prefers.
fn language_asked_for(request: &Parts) -> Language {
    let query = request.uri.query().unwrap_or_default();
    let chosen = query.split('&').find_map(|pair| pair.strip_prefix("language=")?.parse().ok());
    let accepted = request.headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let preferred = accepted.split(',').find_map(|part| part.trim().get(..2)?.to_lowercase().parse().ok());
    chosen.or(preferred).unwrap_or_default()
}

/// Where somebody who is not signed in is sent; back here afterwards, if this was only a look.
fn to_sign_in(request: &Parts) -> Response {
    let here = request.uri.path_and_query().map(|path| path.as_str()).unwrap_or("/");
    if request.method == Method::GET && here != "/" {
        let next: String = encoded(here);
        return Redirect::to(&format!("/sign-in?next={next}")).into_response();
    }
    Redirect::to("/sign-in").into_response()
}

/// A text as it stands in a query.
pub fn encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' => char::from(byte).to_string(),
            other => format!("%{other:02X}"),
        })
        .collect()
}

/// The name of this office's cookie.
fn own_cookie(web: &Web, name: &str) -> String {
    format!("{name}-{}", web.office.company())
}

/// What a cookie says, if it can be read.
pub fn cookie<T>(headers: &HeaderMap, name: &str, read: impl Fn(&str) -> Option<T>) -> Option<T> {
    let cookies = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = cookies.flat_map(|cookies| cookies.split(';'));
    pairs.find_map(|pair| read(pair.trim().strip_prefix(name)?.strip_prefix('=')?))
}

/// The page that a form was sent from, as far as the browser says, else the first one. Only a path of ours.
pub fn back(headers: &HeaderMap) -> String {
    let text = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    let path = text(REFERER).zip(text(HOST)).and_then(|(from, host)| {
        from.strip_prefix("https://")?
            .strip_prefix(host)
            .filter(|path| path.starts_with('/') && !path.starts_with("//"))
    });
    path.unwrap_or("/").to_owned()
}

/// The answer that makes the browser keep how pages look.
pub fn with_appearance(web: &Web, appearance: Appearance, answer: impl IntoResponse) -> Response {
    let kept = match appearance {
        Appearance::Auto => 0,
        Appearance::Light | Appearance::Dark => APPEARANCE_KEPT_S,
    };
    let (name, code) = (own_cookie(web, APPEARANCE), appearance.code());
    with_cookie(&format!("{name}={code}; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age={kept}"), answer)
}

/// The answer with the session's cookie in it.
pub fn with_session(web: &Web, token: &Token, answer: impl IntoResponse) -> Response {
    let (name, token) = (own_cookie(web, SESSION), token.to_text());
    with_cookie(&format!("{name}={token}; Path=/; Secure; HttpOnly; SameSite=Lax"), answer)
}

/// The answer that makes the browser forget the session.
pub fn without_session(web: &Web, answer: impl IntoResponse) -> Response {
    let name = own_cookie(web, SESSION);
    with_cookie(&format!("{name}=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0"), answer)
}

/// The answer that makes the browser keep that somebody signed in with it.
pub fn with_device(web: &Web, device: &DeviceCookie, answer: impl IntoResponse) -> Response {
    let (name, text) = (own_cookie(web, DEVICE), device.to_text());
    with_cookie(&format!("{name}={text}; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age={DEVICE_KEPT_S}"), answer)
}

fn with_cookie(cookie: &str, answer: impl IntoResponse) -> Response {
    let mut response = answer.into_response();
    // A cookie of digits and letters is always a header's value.
    if let Ok(value) = HeaderValue::from_str(cookie) {
        response.headers_mut().append(SET_COOKIE, value);
    }
    response
}

#[derive(Template)]
#[template(path = "failure.html")]
struct FailurePage {
    frame: Frame,
    title: String,
    text: String,
}

/// A failure that is no page yet as one.
fn failure_page(visit: &Visit, response: Response) -> Response {
    let status = response.status();
    let is_page = response.headers().get(CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    if is_page || !(status.is_client_error() || status.is_server_error()) {
        return response;
    }
    let texts = visit.texts();
    let (title, text) = match status {
        StatusCode::NOT_FOUND => (texts.t("failure-not-found"), texts.t("failure-not-found-text")),
        StatusCode::FORBIDDEN => (texts.t("failure-not-allowed"), texts.t("failure-not-allowed-text")),
        _ if status.is_client_error() => (texts.t("failure-malformed"), texts.t("failure-malformed-text")),
        _ => (texts.t("failure-internal"), texts.t("failure-internal-text")),
    };
    match html(&FailurePage { frame: Frame::new(visit, &title), title, text }) {
        Ok(page) => (status, page).into_response(),
        Err(_) => status.into_response(),
    }
}

impl<S: Sync> FromRequestParts<S> for Visit {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Failure> {
        parts.extensions.get::<Self>().cloned().ok_or(Failure::Internal)
    }
}

impl<S: Sync> FromRequestParts<S> for Member {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        let visit = Visit::from_request_parts(parts, state).await?;
        let (who, token) = visit.who.clone().zip(visit.token.clone()).ok_or(Failure::NotAllowed)?;
        Ok(Self { visit, who, token })
    }
}
