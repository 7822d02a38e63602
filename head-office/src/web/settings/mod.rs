//! Settings of the company.

pub mod mail;
pub mod policies;
mod policies_fields;
mod policies_figures;
