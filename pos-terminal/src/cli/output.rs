//! What the commands print. Whoever closed the pipe has read enough: that is no panic, and the command ends as it would.

use serde::Serialize;
use std::io::Write;

/// A line for whoever asked.
pub fn print(line: std::fmt::Arguments<'_>) {
    let _ = writeln!(std::io::stdout().lock(), "{line}");
}

/// A line about what went wrong.
pub fn print_error(line: std::fmt::Arguments<'_>) {
    let _ = writeln!(std::io::stderr().lock(), "{line}");
}

/// One JSON object.
pub fn print_json(value: &impl Serialize) {
    print(format_args!("{}", serde_json::to_string(value).expect("what the commands print is JSON")));
}

/// [`print`], as `println!`.
macro_rules! say {
    ($($text:tt)*) => { $crate::cli::output::print(format_args!($($text)*)) };
}

/// [`print_error`], as `eprintln!`.
macro_rules! complain {
    ($($text:tt)*) => { $crate::cli::output::print_error(format_args!($($text)*)) };
}

pub(crate) use {complain, say};
