//! Personnel: users with all that they are granted, and the one way by which their records change.
//!
//! A form works on a [`Draft`] that is kept here until it is saved; saving brings it together with what others have
//! changed meanwhile.

pub mod authority;
pub mod bulk;
mod closed_places;
mod deactivate;
mod draft;
mod edit;
mod guess_risk;
mod language;
pub mod pos_password;
mod record;

pub use authority::{AuthorityError, Editor};
pub use closed_places::{lose_salepoint, lose_store, regain_salepoint, regain_store};
pub use draft::{
    BeforeAll, Draft, FieldName, Fields, OWN_GROUP, SALEPOINTS, STORES, salepoints_in, stores_in, values_of,
};
pub use edit::{Editing, Opened, Problem, SaveError, Subject};
pub use guess_risk::{
    Risk, Severity, generated_digits, guesses_a_day, recommended_digits, risk, supervisor_guesses_a_day,
};
pub use record::{Record, load, store};
