//! Whole-system tests: real processes of both programs, real TLS, real files, real kills. One binary, so that it is
//! linked once.

mod arrows;
mod bad_input;
mod kills;
mod outcomes;
mod programs;
mod secrets;
mod tour;
mod window;
