//! The one function between a stranger's text and the screen.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| northstar::probe::display(text));
