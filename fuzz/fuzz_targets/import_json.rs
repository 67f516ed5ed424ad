//! The importer of json, and what becomes of its rows.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| northstar::probe::import("json", bytes));
