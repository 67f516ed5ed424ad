//! The journal: every transaction as one checksummed line, in numbered segments. What is synced here is saved;
//! the files follow. It is also the history.
//!
//! A segment appears whole, by rename, and starts with a checkpoint line, so opening reads the last one only.

mod append;
mod flaws;
mod line;
mod reader;
mod retain;
mod tail;

pub use append::Journal;
pub use flaws::flaws;
pub use line::probe_lines;
pub use reader::{JournalReader, Size};
pub use retain::retain;
pub use tail::{Replayed, Tail, read_tail};

use super::problem::Problem;
use std::io;
use std::path::{Path, PathBuf};

/// The workspace id of a workspace whose `workspace.ron` is gone; its lines belong to any workspace.
pub const ANY_WORKSPACE: &str = "w-0000000000";

/// A segment larger than this is full: the next one starts at the next checkpoint. In bytes.
const FULL: u64 = 1 << 20;

fn segment_path(folder: &Path, number: u64) -> PathBuf {
    folder.join(format!("{number:06}.log"))
}

/// Returns the numbers of the segments, in order; none when there is no journal yet.
fn segments(folder: &Path) -> io::Result<Vec<u64>> {
    let mut found = Vec::new();
    let entries = match std::fs::read_dir(folder) {
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
            return Ok(found);
        }
        entries => entries?,
    };
    for entry in entries {
        let name = entry?.file_name();
        let number = name.to_str().and_then(|name| name.strip_suffix(".log")?.parse::<u64>().ok());
        found.extend(number);
    }
    found.sort_unstable();
    Ok(found)
}

/// Tells whether a line made in one workspace may be replayed in another.
fn belongs(line: &str, workspace: &str) -> bool {
    line == workspace || line == ANY_WORKSPACE || workspace == ANY_WORKSPACE
}

/// The path of a segment as problems name it.
fn shown_segment(number: u64) -> String {
    format!(".northstar/journal/{number:06}.log")
}
