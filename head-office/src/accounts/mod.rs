//! Who uses the web office, and how they get in.
//!
//! An account belongs to a user. The first way in is always a one-time link, made by a command on head office's machine;
//! there is no default password. Whoever came by a link may choose an e-mail address and an office password and sign in
//! by these from then on. Being signed in is a row in the database: it ends with the user's deactivation, a new
//! password, signing out, 12 hours without use, or after 7 days.
//!
//! Of links and session ids the database holds hashes only. Wrong attempts are counted there too, so that a restart
//! gives none back.

pub mod administrators;
mod email;
mod forgotten;
mod link;
mod password;
mod session;
mod sign_in;
pub mod throttle;
mod token;

pub use email::{Email, EmailError};
pub use forgotten::ForgottenError;
pub use link::SignInLink;
pub use password::{OfficePassword, OfficePasswordError};
pub use session::SignedIn;
pub use sign_in::{CredentialsError, SignInError};
pub use token::Token;
