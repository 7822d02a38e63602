//! Work on so many records that it may take minutes: it goes on by itself, a page says how far it is, and whoever began it
//! may leave that page and come back within an hour. What is done within a second is answered like everything else.
//! In memory only: a restart takes back what was not finished, as it is one transaction.

use super::Failure;
use super::frame::{Frame, html};
use super::guard::Member;
use super::texts::Texts;
use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use head_office_office::blocking::panicked;
use head_office_office::clock::Clock;
use head_office_office::office::Office;
use head_office_office::progress::Progress;
use parking_lot::Mutex;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use sync_core::domain::{UnixMs, UserId};
use tokio::sync::oneshot;
use uuid::Uuid;

/// For how long what became of it is kept.
const KEPT_MS: i64 = 3_600_000;
/// How long an answer waits for what is done quickly, so that nobody sees a bar for a moment.
pub const AT_ONCE: Duration = Duration::from_secs(1);

/// What became of it.
pub enum Ended {
    /// It is done; this page says more.
    At(String),
    /// Nothing was changed, and why.
    Problem(String),
}

/// What somebody asks for.
pub struct LongWorkRequest {
    /// What it is called, above its page.
    pub title: String,
    /// The page it was begun from.
    pub back: String,
    /// Another text for other work: the same, asked for twice by one person while it goes on, is done once.
    pub key: String,
}

/// One piece of work.
struct LongWork {
    id: Uuid,
    by: UserId,
    asked: LongWorkRequest,
    begun_at: UnixMs,
    progress: Progress,
    ended: Mutex<Option<Ended>>,
}

impl LongWork {
    fn address(&self) -> String {
        format!("/working/{}", self.id)
    }
}

/// See the module.
#[derive(Default)]
pub struct LongWorks {
    known: Mutex<HashMap<Uuid, Arc<LongWork>>>,
}

impl LongWorks {
    /// The one of this name, if this user began it.
    fn find(&self, id: &str, by: UserId, clock: &Clock) -> Option<Arc<LongWork>> {
        let mut known = self.known.lock();
        forget_old(&mut known, clock);
        known.get(&Uuid::parse_str(id).ok()?).filter(|work| work.by == by).cloned()
    }

    /// What is asked for, and whether it goes on already.
    fn take(&self, asked: LongWorkRequest, by: UserId, clock: &Clock) -> (Arc<LongWork>, bool) {
        let mut known = self.known.lock();
        forget_old(&mut known, clock);
        let is_same =
            |work: &&Arc<LongWork>| work.by == by && work.asked.key == asked.key && work.ended.lock().is_none();
        if let Some(same) = known.values().find(is_same) {
            return (Arc::clone(same), true);
        }
        let id = Uuid::now_v7();
        let (begun_at, progress, ended) = (clock.now(), Progress::default(), Mutex::default());
        let work = Arc::new(LongWork { id, by, asked, begun_at, progress, ended });
        known.insert(id, Arc::clone(&work));
        (work, false)
    }
}

fn forget_old(known: &mut HashMap<Uuid, Arc<LongWork>>, clock: &Clock) {
    let since = clock.now().plus_ms(-KEPT_MS);
    known.retain(|_, work| work.begun_at > since || work.ended.lock().is_none());
}

/// Does what may take long. What it came to if that was quick, or else where to look how far it is.
pub async fn run<T: Send + 'static>(
    member: &Member,
    asked: LongWorkRequest,
    work: impl FnOnce(&Office, &Progress) -> T + Send + 'static,
    ended: impl FnOnce(&T) -> Ended + Send + 'static,
) -> Result<T, Response> {
    let web = &member.visit.web;
    let (known, goes_on) = web.long_works.take(asked, member.who.user.id, &web.office.clock);
    let elsewhere = Redirect::to(&known.address()).into_response();
    if goes_on {
        return Err(elsewhere);
    }
    let (office, failed) = (Arc::clone(&web.office), member.visit.texts().t("long-work-failed"));
    let (tell, mut told) = oneshot::channel();
    tokio::spawn(async move {
        let at_work = Arc::clone(&known);
        let came_to = tokio::task::spawn_blocking(move || work(&office, &at_work.progress)).await;
        *known.ended.lock() = Some(match &came_to {
            Ok(came_to) => ended(came_to),
            Err(_) => Ended::Problem(failed),
        });
        match came_to {
            // Whoever waited has gone to its page.
            Ok(came_to) => drop(tell.send(came_to)),
            Err(panic) => {
                let error = panicked(panic);
                tracing::error!(error = &error as &dyn std::error::Error, "long work failed");
            }
        }
    });
    if let Ok(Ok(came_to)) = tokio::time::timeout(AT_ONCE, &mut told).await {
        return Ok(came_to);
    }
    told.close();
    told.try_recv().map_err(|_| elsewhere)
}

/// How far something is: a part of its page that is looked at again and again.
pub struct Standing {
    pub words: String,
    /// Of how many how many are done.
    pub done: Option<(u64, u64)>,
    /// Where the page leads to when it has ended.
    pub settled: Option<String>,
}

#[derive(Template)]
#[template(path = "standing_part.html")]
pub struct StandingPart {
    pub standing: Standing,
}

fn standing(texts: &Texts, work: &LongWork) -> Standing {
    let settled = work.ended.lock().is_some().then(|| work.address());
    let (words, done) = match work.progress.so_far() {
        _ if settled.is_some() => (texts.t("long-work-ended"), None),
        (_, 0) => (texts.t("long-work-begun"), None),
        (done, of) if done < of => {
            (texts.counted_with("long-work-done", of, &[("done", &texts.number(done))]), Some((done, of)))
        }
        (done, of) => (texts.t("long-work-storing"), Some((done, of))),
    };
    Standing { words, done, settled }
}

#[derive(Template)]
#[template(path = "long_work.html")]
struct LongWorkPage {
    frame: Frame,
    address: String,
    /// While it goes on.
    standing: Option<Standing>,
    problem: String,
    back: String,
}

/// `GET /working/{id}`
pub async fn show(member: Member, Path(id): Path<String>) -> Result<Response, Failure> {
    let texts = member.visit.texts();
    let Some(work) = find(&member, &id) else {
        let page = LongWorkPage {
            frame: Frame::new(&member.visit, &texts.t("long-work-gone")),
            address: String::new(),
            standing: None,
            problem: texts.t("long-work-gone-text"),
            back: "/".into(),
        };
        return Ok((StatusCode::NOT_FOUND, html(&page)?).into_response());
    };
    let problem = match &*work.ended.lock() {
        Some(Ended::At(address)) => return Ok(Redirect::to(address).into_response()),
        Some(Ended::Problem(problem)) => problem.clone(),
        None => String::new(),
    };
    let page = LongWorkPage {
        frame: Frame::new(&member.visit, &work.asked.title),
        address: work.address(),
        standing: problem.is_empty().then(|| standing(&texts, &work)),
        problem,
        back: work.asked.back.clone(),
    };
    Ok(html(&page)?.into_response())
}

/// `GET /working/{id}/part`
pub async fn part(member: Member, Path(id): Path<String>) -> Result<Response, Failure> {
    let texts = member.visit.texts();
    let standing = match find(&member, &id) {
        Some(work) => standing(&texts, &work),
        // Head office was started again: the page says so.
        None => Standing { words: texts.t("long-work-ended"), done: None, settled: Some(format!("/working/{id}")) },
    };
    Ok(html(&StandingPart { standing })?.into_response())
}

fn find(member: &Member, id: &str) -> Option<Arc<LongWork>> {
    let web = &member.visit.web;
    web.long_works.find(id, member.who.user.id, &web.office.clock)
}
