//! The importer of mbox, and what becomes of its rows.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| northstar::probe::import("mbox", bytes));
