//! The files of a workspace: journal, records, recovery, lock.
//!
//! A transaction is saved when its line in the journal is synced; the files follow. What cannot be understood is
//! never overwritten and never taken for empty. Knows no screen and no clock.

pub mod backup;
pub mod check;
mod conflict;
mod dirty;
mod disk;
pub mod drafts;
mod error;
mod event;
mod exchange;
mod fields_of;
mod files;
mod fuse;
mod git;
mod header;
mod journal;
mod layout;
mod lock;
mod log;
mod lookout;
mod merge;
mod month;
mod network;
mod notifier;
mod open;
pub mod paths;
#[doc(hidden)]
pub mod probe;
mod problem;
mod publish;
mod read;
mod rest;
#[cfg(test)]
mod samples;
mod scan;
pub mod settings;
mod shared;
mod splice;
mod text;
mod unsound;
mod watch;
mod writer;

pub use conflict::settle_file;
pub use error::StoreError;
pub use event::StoreEvent;
pub use files::{FileRead, read_files};
pub use fuse::{Fuse, Operation, Sabotage};
pub use journal::{JournalReader, Size};
pub use log::Log;
pub use lookout::Scan;
pub use merge::{MergedFile, merge_file};
pub use network::shared_disk;
pub use open::{Access, OpenOptions, Opened, open};
pub use problem::Problem;
pub use publish::Foreign;
pub use rest::{Batch, Rest};
pub use shared::{SHARED, add_lines, is_shared, prepare_for_git, records_in, shared_files, write_file};
pub use text::{FORMAT, RON};
pub use writer::{Job, Writer};

use crate::domain::signal::Signal;
use std::path::Path;

/// Tells whether there is a workspace in a folder.
pub fn exists(dir: &Path) -> bool {
    header::is_workspace(dir)
}

/// Returns the format of the workspace in a folder; one above [`FORMAT`] may only be looked at.
pub fn format_of(dir: &Path) -> Result<u32, StoreError> {
    Ok(header::Header::read(dir)?.format)
}

/// Returns who has the workspace in a folder open for writing, in their own words, if somebody has.
pub fn holder(dir: &Path) -> Option<String> {
    lock::holder_of(&dir.join(layout::LOCK))
}

/// Returns the file a signal belongs in, relative to the workspace.
pub fn month_file(signal: &Signal) -> String {
    layout::month(signal)
}

/// Makes a workspace in a folder that has none: folders, header, default strategy, files for git, all synced.
/// `id_bits` are random and make the workspace's id.
pub fn create(dir: &Path, name: &str, id_bits: u64) -> Result<(), StoreError> {
    header::create(&disk::Disk::default(), dir, name, id_bits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_may_move_to_another_thread() {
        fn is_send<T: Send + 'static>() {}
        is_send::<Opened>();
        is_send::<Rest>();
        is_send::<JournalReader>();
        is_send::<Writer>();
    }
}
