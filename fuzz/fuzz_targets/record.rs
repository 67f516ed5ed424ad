//! A record file: loads and prints back, or is refused.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| northstar::probe::record(text));
