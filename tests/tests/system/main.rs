//! Whole-system tests: real processes of both programs, real TLS, real files, real kills. One binary, so that it is
//! linked once.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod arrows;
mod at_once;
mod bad_input;
mod certificate;
mod clock_jumps;
mod clocks;
mod damage;
mod dialogs;
mod documents;
mod durable;
mod enrol_again;
mod full_disk;
mod guessing;
mod hanging_mail;
mod hashes;
mod hostile_peer;
mod index_guess;
mod insider;
mod journal;
mod keyboard;
mod keypad;
mod kills;
mod letters;
mod live;
mod lost_till;
mod mail;
mod network;
mod office;
mod office_memory;
mod older_backup;
mod outcomes;
mod power;
mod power_cut;
mod programs;
mod reloads;
mod relocation;
mod rotation;
mod scanner;
mod secrets;
mod small_disk;
mod small_window;
mod smtp;
mod standing;
mod starts;
mod street;
mod till_accounts;
mod touches;
mod tour;
mod window;
mod wire_v1;
