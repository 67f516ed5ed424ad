//! The corpora of the fuzzers, replayed without a fuzzer: whatever once broke something stays here.

use northstar::probe;
use std::fs;
use std::path::PathBuf;

/// Calls a probe on every file of a corpus, as it is and cut at every place.
fn replay(name: &str, probe: impl Fn(&[u8])) {
    let folder: PathBuf = [env!("CARGO_MANIFEST_DIR"), "fuzz", "corpus", name].iter().collect();
    let files: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert!(!files.is_empty(), "{name} has a corpus");
    for file in files {
        let bytes = fs::read(&file).unwrap();
        for end in (0..=bytes.len()).rev().step_by(1 + bytes.len() / 200) {
            probe(&bytes[..end]);
        }
    }
}

fn replay_text(name: &str, probe: impl Fn(&str)) {
    replay(name, |bytes| probe(&String::from_utf8_lossy(bytes)));
}

#[test]
fn the_corpora_of_texts_hold() {
    replay_text("record", probe::record);
    replay_text("three_texts", probe::three_texts);
    replay_text("shown", probe::display);
    replay_text("filter", probe::filter);
    replay("journal", probe::journal);
}

#[test]
fn the_corpora_of_importers_hold() {
    for format in northstar::exchange::import::names() {
        replay(&format!("import_{format}"), |bytes| probe::import(format, bytes));
    }
}
