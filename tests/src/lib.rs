//! What the whole-system tests and the demo share: a head office in this process, the terminal's window without a
//! display, a browser, a small chain, and the tour.

pub mod browser;
pub mod chain;
pub mod demo;
pub mod display;
pub mod gate;
pub mod glass;
pub mod headless;
pub mod office_pictures;
pub mod pages;
pub mod programs;
pub mod proxy;
pub mod running;
pub mod terminal;
pub mod tour;
pub mod world;
