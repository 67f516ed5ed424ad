//! What was last known of one record: for a record whose file can no longer be read.

use super::{Backup, list};
use crate::domain::record::{Record, RecordId};
use crate::store::error::StoreError;
use crate::store::header::Header;
use crate::store::journal::JournalReader;
use crate::store::layout::{JOURNAL, document};
use jiff::Timestamp;
use std::path::Path;

/// A record as it was, and where that is from.
#[derive(Clone, Debug, PartialEq)]
pub struct LastGood {
    pub record: Record,
    pub at: Timestamp,
    /// Where it was found, in words: "transaction 12", "backup 2026-11-21T08-00-00-daily".
    pub source: String,
}

/// Returns what the journal last knew of a record, or what a backup holds that was made later. Nothing when
/// neither has it, or when the last thing known is that it was removed.
pub fn last_good(dir: &Path, id: RecordId) -> Result<Option<LastGood>, StoreError> {
    let header = Header::read(dir)?;
    let journal = JournalReader::new(&dir.join(JOURNAL), &header.workspace);
    let image = journal.last_image(id)?;
    let since = image.as_ref().map(|(_, at, _)| *at);
    for backup in list(dir) {
        let Ok(manifest) = backup.manifest.as_ref() else { continue };
        if since.is_some_and(|since| manifest.at <= since) {
            break; // it knows nothing newer, and neither do those before it
        }
        if manifest.workspace != header.workspace || !holds(&backup, id) {
            continue;
        }
        if let Some(record) = backup.open(dir).ok().and_then(|contents| contents.workspace.get(id)) {
            let source = format!("backup {}", backup.name);
            return Ok(Some(LastGood { record, at: manifest.at, source }));
        }
    }
    Ok(image.and_then(|(number, at, record)| {
        record.map(|record| LastGood { record, at, source: format!("transaction {number}") })
    }))
}

/// Tells whether a backup may have a record: every workspace has a strategy, be it the one nobody wrote.
fn holds(backup: &Backup, id: RecordId) -> bool {
    document(id).is_none_or(|path| backup.folder.join(path).exists())
}
