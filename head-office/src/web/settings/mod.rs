//! Settings of the company.

pub mod policies;
mod policies_fields;
mod policies_figures;
