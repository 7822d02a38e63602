//! head-office
fn main() {}
