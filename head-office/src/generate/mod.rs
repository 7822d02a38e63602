//! placeholder
/// What to generate.
pub struct Generate;
/// What was generated.
pub struct Generated;
