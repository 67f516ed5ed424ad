//! The three-way merge of texts.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| northstar::probe::three_texts(text));
