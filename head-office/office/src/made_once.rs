//! What is dear is made once for all who ask for it, and to its end also when whoever asked first has left. Otherwise a
//! machine on which it takes longer than a terminal waits would begin it again and again, and nobody would ever get it.

use crate::blocking::{blocking, panicked};
use crate::errors::OfficeError;
use std::sync::Arc;
use tokio::sync::{OnceCell, Semaphore};

/// What is in the cell, made by `work` if nothing is yet, when there is room among the builders. What fails is made anew
/// for whoever asks next.
///
/// # Errors
/// That of `work`.
pub async fn made_once<T: Clone + Send + Sync + 'static>(
    cell: Arc<OnceCell<T>>,
    builders: &Arc<Semaphore>,
    work: impl FnOnce() -> Result<T, OfficeError> + Send + 'static,
) -> Result<T, OfficeError> {
    if let Some(made) = cell.get() {
        return Ok(made.clone());
    }
    let builders = Arc::clone(builders);
    let making = tokio::spawn(async move {
        let make = || async move {
            // Nobody closes this semaphore.
            let _one_of_few = builders.acquire().await.ok();
            blocking(work).await
        };
        cell.get_or_try_init(make).await.cloned()
    });
    making.await.unwrap_or_else(|panic| Err(panicked(panic)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::errors::Refusal;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::sync::mpsc;
    use std::time::Duration;

    const PATIENCE: Duration = Duration::from_secs(20);

    #[tokio::test]
    async fn whoever_leaves_does_not_stop_what_was_begun_and_the_next_gets_it() {
        let (cell, builders) = (Arc::new(OnceCell::new()), Arc::new(Semaphore::new(1)));
        let times = Arc::new(AtomicUsize::new(0));
        let (begun, has_begun) = tokio::sync::oneshot::channel();
        let (go_on, may_go_on) = mpsc::channel();
        let counted = Arc::clone(&times);
        let slow = made_once(Arc::clone(&cell), &builders, move || {
            counted.fetch_add(1, Ordering::SeqCst);
            begun.send(()).unwrap();
            may_go_on.recv_timeout(PATIENCE).unwrap();
            Ok(7)
        });
        // The first leaves while it is being made.
        tokio::select! {
            _ = slow => panic!("it cannot be done yet"),
            begun = has_begun => begun.unwrap(),
        }
        let counted = Arc::clone(&times);
        let next = made_once(Arc::clone(&cell), &builders, move || {
            counted.fetch_add(1, Ordering::SeqCst);
            Ok(8)
        });
        go_on.send(()).unwrap();
        let made = tokio::time::timeout(PATIENCE, next).await.unwrap().unwrap();
        assert_eq!((made, times.load(Ordering::SeqCst)), (7, 1));
    }

    #[tokio::test]
    async fn what_fails_is_made_anew() {
        let (cell, builders) = (Arc::new(OnceCell::new()), Arc::new(Semaphore::new(1)));
        let failed = made_once(Arc::clone(&cell), &builders, || Err::<u8, _>(Refusal::CompanyNameMissing.into())).await;
        assert!(failed.is_err());
        assert_eq!(made_once(cell, &builders, || Ok(9)).await.unwrap(), 9);
    }
}
