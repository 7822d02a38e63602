//! The web office: pages for people with a browser, rendered here, that need no script.
//!
//! [`routes`] is the one table of what there is and who may; the router is built from it and the tests walk it. Each
//! request passes [`guard`], which knows who is signed in and turns failures into pages. A page is a struct with an
//! askama template of the same name; its words come from [`texts`], in the reader's language. Decisions and data are
//! `accounts`' and `db`'s: a handler parses, asks, and shows.

mod account;
mod assets;
mod choice;
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
mod link;
mod list;
mod message;
mod places;
mod record_form;
mod routes;
mod said_once;
mod settings;
mod sign_in;
mod terminals;
#[cfg(test)]
mod tests;
mod users;

use crate::import::table::Words;
use crate::office::{Office, OfficeError};
use crate::snapshots::blocking;
use crate::texts::{self, AllTexts};
use assets::Assets;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware;
use failure::Failure;
use guard::Access;
pub use routes::readable as readable_paths;
use std::sync::Arc;
use tokio::sync::Semaphore;

/// The most bytes a form may have.
const MOST_FORM_BYTES: usize = 64 * 1024;
/// How many office passwords are hashed at the same time; each takes 19 MiB.
const HASHED_AT_ONCE: usize = 2;

/// What every page works with.
#[derive(Clone)]
pub struct Web {
    office: Arc<Office>,
    texts: Arc<AllTexts>,
    assets: Arc<Assets>,
    hashing: Arc<Semaphore>,
    generated: Arc<users::form::Generated>,
    imports: Arc<users::import::Imports>,
    /// What a file of users may call things.
    import_words: Arc<Words>,
}

impl Web {
    /// The office's pages.
    pub fn new(office: Arc<Office>) -> Self {
        let hashing = Arc::new(Semaphore::new(HASHED_AT_ONCE));
        let texts = AllTexts::load();
        Self {
            office,
            import_words: Arc::new(users::import::words(&texts)),
            generated: Arc::default(),
            imports: Arc::default(),
            texts: Arc::new(texts),
            assets: Arc::new(Assets::embedded()),
            hashing,
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

    /// Runs what hashes an office password; the refusals are the work's result.
    async fn ask_hashing<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Office) -> T + Send + 'static,
    ) -> Result<T, Failure> {
        // The semaphore is never closed; if it were, hashing without it would do no harm.
        let _permit = self.hashing.acquire().await;
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
