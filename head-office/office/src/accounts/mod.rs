//! Who uses the web office, and how they get in.
//!
//! An account belongs to a user and uses a licence; there are as many as the company has bought. The first way in is a
//! one-time link: made by a command on head office's machine, or mailed to the address that a licence was linked with,
//! which it confirms. There is no default password. From then on one signs in by e-mail address and office password. Being signed in is a row in the database: it ends with the user's deactivation, a new
//! password, signing out, 12 hours without use, or after 7 days.
//!
//! Of links and session ids the database holds hashes only. Wrong attempts are counted there too, so that a restart
//! gives none back.

pub mod administrators;
pub mod confirmation;
pub mod device;
mod forgotten;
pub mod licences;
mod link;
mod password;
mod session;
mod sign_in;
pub mod throttle;
mod token;

pub use crate::domain::email::{Email, EmailError, carried};
pub use confirmation::{ConfirmError, ToConfirm};
pub use forgotten::ForgottenError;
pub use licences::LicenceError;
pub use link::{LIFE_MS as LINK_LIFE_MS, SignInLink};
#[cfg(any(test, feature = "testing"))]
pub use password::counted::compared;
pub use password::{OfficePassword, OfficePasswordError};
pub use session::SignedIn;
pub use sign_in::{CredentialsError, Entered, SignInError};
pub use token::Token;
