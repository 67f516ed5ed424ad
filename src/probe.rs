//! One function for everything that reads what strangers or damage wrote. The fuzzers in `fuzz/` and the
//! replay of their corpora call these; each fails by an assertion when a promise is broken. Nothing else in
//! the program may use them.

use crate::domain::merge::lines;
use crate::domain::query;
use crate::domain::shown::{MARKS, is_invisible, is_mark, shown};
use crate::domain::workspace::Workspace;
use crate::exchange::import::{Options, merge, read, wire};
use jiff::{Timestamp, tz::TimeZone};

pub use crate::store::probe::{journal, record};

/// The display type: nothing that steers, hides or floods is left, and a second time changes nothing.
pub fn display(text: &str) {
    let safe = shown(text);
    assert!(!safe.chars().any(|c| c.is_control() || is_invisible(c)));
    let mut marks = 0;
    for c in safe.chars() {
        marks = if is_mark(c) { marks + 1 } else { 0 };
        assert!(marks <= MARKS);
    }
    assert_eq!(shown(&safe), safe);
}

/// The filter language.
pub fn filter(text: &str) {
    let _ = query::parse(text);
}

/// Three versions of a text, parted by the character U+001F: a side that did not change gives way.
pub fn three_texts(text: &str) {
    let mut parts = text.splitn(3, '\u{1f}');
    let mut next = || parts.next().unwrap_or_default();
    let (base, ours, theirs) = (next(), next(), next());
    let merged = lines(base, ours, theirs);
    assert_eq!(merged, lines(base, theirs, ours));
    for (one, other, expected) in [(base, ours, ours), (ours, base, ours), (base, base, base)] {
        if let Some(merged) = lines(base, one, other) {
            assert_eq!(merged, expected);
        }
    }
}

/// One import format: bytes are read or refused, what is read is put into a workspace and keeps its bounds.
pub fn import(format: &str, bytes: &[u8]) {
    let format = Some(format.to_string());
    let options = Options { format, ..Options::new(Timestamp::UNIX_EPOCH, TimeZone::UTC) };
    let read = read("file", bytes, &options);
    let mut sent = Vec::new();
    assert!(wire::write(&mut sent, &read).is_ok());
    let Ok(Ok(parsed)) = wire::read(&mut sent.as_slice()) else {
        assert!(read.is_err(), "what an importer gives keeps the bounds of the wire");
        return;
    };
    let mut workspace = Workspace::default();
    let plan = merge::plan(vec![parsed], &workspace, &options);
    for edit in plan.edits {
        assert!(workspace.apply(edit).is_ok());
    }
    assert!(workspace.validate().is_ok());
}
