//! The link beside everything else, on threads of its own that give way to a login.
//!
//! A reload of a large directory keeps a processor busy for seconds. On a machine with two, what hashes a password would
//! get what the reload leaves over; with the link's threads less urgent it is the other way round.

use super::{Link, Request};
use std::time::Duration;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

/// How much less urgent: `nice(2)`, 0 … 19. A third of the processor is left to the link where both want all of it.
const NICENESS: i32 = 5;
/// How long what is being stored may take to end.
const END_WITHIN: Duration = Duration::from_secs(2);

/// A link that runs.
pub struct Following {
    /// Gone only once it was shut down.
    runtime: Option<Runtime>,
    task: JoinHandle<()>,
}

impl Link {
    /// [`Link::run`] in the background.
    ///
    /// # Errors
    /// When its threads cannot be started.
    pub fn start(self, requests: mpsc::UnboundedReceiver<Request>) -> std::io::Result<Following> {
        let runtime = runtime()?;
        let task = runtime.spawn(self.run(requests));
        Ok(Following { runtime: Some(runtime), task })
    }
}

impl Following {
    /// Stops it, wherever it is, and waits until it has let go of the data folder.
    pub async fn stop(mut self) {
        self.task.abort();
        // Aborted or ended: either way it has let go.
        let _ = (&mut self.task).await;
        if let Some(runtime) = self.runtime.take() {
            tokio::task::block_in_place(|| runtime.shutdown_timeout(END_WITHIN));
        }
    }
}

impl Drop for Following {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

fn runtime() -> std::io::Result<Runtime> {
    let mut builder = Builder::new_multi_thread();
    builder.worker_threads(1).max_blocking_threads(4).thread_name("link").on_thread_start(give_way).enable_all().build()
}

/// Lowers this thread's priority: on Linux every thread has its own. One that cannot be lowered works, too.
fn give_way() {
    if let Err(error) = rustix::process::nice(NICENESS) {
        tracing::warn!(%error, "the link's threads are as urgent as a login");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_threads_of_the_link_give_way_and_no_others() {
        let niceness = || rustix::process::nice(0).expect("a thread may ask for its niceness");
        let here = niceness();
        let runtime = runtime().expect("threads");
        let there = runtime.block_on(async {
            let working = tokio::spawn(async move { niceness() }).await.expect("an answer");
            let storing = tokio::task::spawn_blocking(niceness).await.expect("an answer");
            [working, storing]
        });
        assert_eq!((there, niceness()), ([(here + NICENESS).min(19); 2], here));
    }
}
