//! Compares what the files hold with what was last saved in them: by the journal's images, and by the checksums
//! of the latest backup. A difference is told, never turned back: it may be an edit by hand.

use super::{Damage, Grade};
use crate::domain::record::Record;
use crate::domain::record::RecordId;
use crate::domain::workspace::Workspace;
use crate::store::StoreError;
use crate::store::backup;
use crate::store::disk;
use crate::store::journal::JournalReader;
use crate::store::layout::{document, month};
use crate::store::publish::LARGEST_MONTH;
use std::path::Path;

/// Looks at every record the journal has an image of, and at every file a backup has a checksum of.
pub fn look(dir: &Path, workspace: &Workspace, journal: &JournalReader) -> Result<Vec<Damage>, StoreError> {
    let mut found = rotten(dir);
    for (id, (number, image)) in journal.last_images()? {
        let now = workspace.get(id);
        let Some(image) = image.filter(|image| now.as_ref() != Some(image)) else { continue };
        let place = place_of(&image);
        let (grade, what) = match now {
            Some(_) => (
                Grade::Note,
                format!("The record is not as transaction {number} left it: edited by hand, or damaged."),
            ),
            None => (
                Grade::Warning,
                format!(
                    "The record is gone, though transaction {number} left it: `northstar restore --only {id}`."
                ),
            ),
        };
        found.push(Damage { id: Some(id), ..Damage::new("differs", grade, &place, what) });
    }
    Ok(found)
}

/// Returns the file a record belongs in, relative to the workspace.
pub fn place_of(record: &Record) -> String {
    match record {
        Record::Signal(signal) => month(signal),
        other => document(other.id()).unwrap_or_default(),
    }
}

/// Finds files whose bytes changed though nobody wrote them: same time, same length, another checksum.
fn rotten(dir: &Path) -> Vec<Damage> {
    let Some(backup) = backup::list(dir).into_iter().find(|backup| backup.manifest.is_ok()) else {
        return Vec::new();
    };
    let files = backup.manifest.map(|manifest| manifest.files).unwrap_or_default();
    let is_untouched = |entry: &backup::Entry| {
        backup::stamp(&dir.join(&entry.path)) == Some((entry.length, entry.changed))
            && entry.changed.is_some()
    };
    let is_rotten = |entry: &backup::Entry| {
        disk::read(&dir.join(&entry.path), LARGEST_MONTH)
            .ok()
            .flatten()
            .is_some_and(|bytes| !entry.is_of(&bytes))
    };
    files
        .iter()
        .filter(|entry| is_untouched(entry) && is_rotten(entry))
        .map(|entry| {
            let what = format!(
                "The bytes changed though nobody wrote the file: the disk may be failing. Backup {} has them.",
                backup.name
            );
            let stem = entry.path.rsplit('/').next().and_then(|name| name.strip_suffix(".ron"));
            let id = stem.and_then(RecordId::parse);
            Damage { id, ..Damage::new("bit-rot", Grade::Error, &entry.path, what) }
        })
        .collect()
}
