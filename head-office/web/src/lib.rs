//! The web office: pages for people with a browser, rendered here, that need no script.
//!
//! `routes` is the one table of what there is and who may; the router is built from it and the tests walk it. Each
//! request passes `guard`, which knows who is signed in and turns failures into pages. A page is a struct with an
//! askama template of the same name; its words come from `texts`, in the reader's language. Decisions and data are
//! `accounts`' and `db`'s: a handler parses, asks, and shows.

mod account;
mod assets;
mod back;
mod choose;
mod confirm;
mod csv_file;
mod delivery;
mod failure;
mod forgotten;
mod form;
mod frame;
mod groups;
mod guard;
mod headers;
mod history;
mod home;
mod journal;
mod left_behind;
pub mod letters;
mod link;
mod list;
mod long_work;
mod message;
mod place_field;
mod places;
mod record_form;
mod routes;
mod said_once;
mod settings;
mod sign_in;
mod terminals;
#[cfg(test)]
mod tests;
pub mod texts;
mod users;

use assets::Assets;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware;
use failure::Failure;
use guard::Access;
use head_office_office::blocking::blocking;
use head_office_office::errors::OfficeError;
use head_office_office::import::table::Words;
use head_office_office::office::Office;
pub use routes::readable as readable_paths;
use std::sync::Arc;
use texts::AllTexts;
use tokio::sync::Semaphore;

/// The most bytes a form may have.
const MOST_FORM_BYTES: usize = 64 * 1024;
/// How many passwords are hashed at the same time for those who are signed in, and how many for everybody else: strangers
/// who try to sign in keep nobody waiting who is at work. An office password takes 19 MiB.
const HASHED_AT_ONCE: usize = 2;

/// The places where passwords are hashed.
struct Hashing {
    members: Semaphore,
    strangers: Semaphore,
}

/// What every page works with.
#[derive(Clone)]
pub struct Web {
    office: Arc<Office>,
    texts: Arc<AllTexts>,
    assets: Arc<Assets>,
    hashing: Arc<Hashing>,
    generated: Arc<users::form::Generated>,
    imports: Arc<users::import::Imports>,
    long_works: Arc<long_work::LongWorks>,
    /// What a file of users may call things.
    import_words: Arc<Words>,
}

impl Web {
    /// The office's pages.
    pub fn new(office: Arc<Office>) -> Self {
        let [members, strangers] = [(); 2].map(|()| Semaphore::new(HASHED_AT_ONCE));
        let texts = AllTexts::load();
        Self {
            office,
            import_words: Arc::new(users::import::words(&texts)),
            generated: Arc::default(),
            imports: Arc::default(),
            long_works: Arc::default(),
            texts: Arc::new(texts),
            assets: Arc::new(Assets::embedded()),
            hashing: Arc::new(Hashing { members, strangers }),
        }
    }

    /// Runs what waits for the database.
    async fn ask<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Office) -> Result<T, OfficeError> + Send + 'static,
    ) -> Result<T, Failure> {
        let office = Arc::clone(&self.office);
        Ok(blocking(move || work(&office)).await?)
    }

    /// Runs what hashes a password for somebody who is signed in; the refusals are the work's result.
    async fn ask_hashing_signed_in<T: Send + 'static>(
        &self,
        _: &guard::Member,
        work: impl FnOnce(&Office) -> T + Send + 'static,
    ) -> Result<T, Failure> {
        // Semaphores are never closed; if one were, hashing without it would do no harm.
        let _permit = self.hashing.members.acquire().await;
        self.ask(move |office| Ok(work(office))).await
    }

    /// The same for somebody who is not.
    async fn ask_hashing<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Office) -> T + Send + 'static,
    ) -> Result<T, Failure> {
        let _permit = self.hashing.strangers.acquire().await;
        self.ask(move |office| Ok(work(office))).await
    }
}

/// All pages, and what is shown where there is none.
pub fn router(web: Web) -> Router {
    let mut router = Router::new();
    for route in routes::table() {
        router = router.route(route.path, guard::guarded(&web, route.access, route.bound, route.handler));
    }
    let nothing_here = guard::guarded(&web, Access::Anyone, None, axum::routing::any(async || Failure::NotFound));
    router
        .fallback_service(nothing_here.with_state(web.clone()))
        .layer(DefaultBodyLimit::max(MOST_FORM_BYTES))
        .layer(middleware::map_response(headers::harden))
        .with_state(web)
}
