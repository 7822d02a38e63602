//! pos-terminal
fn main() {}
