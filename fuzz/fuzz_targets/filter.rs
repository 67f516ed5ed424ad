//! The filter language.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| northstar::probe::filter(text));
