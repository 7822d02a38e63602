//! Settings of the company.

pub mod company;
pub mod licences;
pub mod mail;
pub mod policies;
pub mod policies_fields;
mod policies_figures;
