//! A segment of the journal, damaged in any way.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| northstar::probe::journal(bytes));
