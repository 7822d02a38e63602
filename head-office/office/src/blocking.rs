//! Work that waits, for the database or a processor, where waiting disturbs nobody.

use crate::errors::{Bug, OfficeError};
use tokio::task::JoinError;

/// Runs it on a thread of its own.
///
/// # Errors
/// Those of the work; [`Bug::Panicked`].
pub async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, OfficeError> + Send + 'static,
) -> Result<T, OfficeError> {
    tokio::task::spawn_blocking(work).await.unwrap_or_else(|panic| Err(panicked(panic)))
}

/// A task that did not come to its end.
pub fn panicked(error: JoinError) -> OfficeError {
    Bug::Panicked(error.to_string()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_panic_is_a_fault_of_the_program_and_no_refusal() {
        let failed = blocking::<()>(|| panic!("on purpose")).await.unwrap_err();
        assert!(matches!(failed, OfficeError::Bug(Bug::Panicked(_))), "{failed:?}");
        assert!(failed.to_string().contains("please report it"), "{failed}");
    }
}
