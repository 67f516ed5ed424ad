//! What has to change for a workspace to be again what a backup holds: one transaction, which can be undone.
//! Reads the backup as the workspace it was; changes no file.

use super::Backup;
use crate::domain::edit::{Change, Edit};
use crate::domain::record::RecordId;
use crate::domain::workspace::Workspace;
use crate::store::error::StoreError;
use crate::store::header::Header;
use crate::store::{OpenOptions, open};
use std::collections::BTreeSet;
use std::path::Path;

/// The records of a backup.
#[derive(Debug)]
pub struct Contents {
    pub workspace: Workspace,
    /// Whether every record of it could be read.
    is_whole: bool,
}

/// What a restore changes.
#[derive(Debug, Default)]
pub struct Restored {
    pub changes: Vec<Change>,
    /// Records that are newer than the backup and stay, because a part of the backup cannot be read.
    pub stayed: usize,
}

impl Backup {
    /// Verifies the backup of a workspace and reads its records.
    pub fn open(&self, dir: &Path) -> Result<Contents, StoreError> {
        let damaged = |why: String| StoreError::Unreadable { path: self.folder.clone(), why };
        let manifest = self.verify().map_err(damaged)?;
        if manifest.workspace != Header::read(dir)?.workspace {
            return Err(damaged("it is a backup of another workspace".into()));
        }
        let mut opened = open(&self.folder, &OpenOptions { read_only: true, ..OpenOptions::default() })?;
        opened.load_all();
        let is_whole = opened.problems.is_empty() && manifest.left_out.is_empty();
        Ok(Contents { workspace: opened.workspace, is_whole })
    }
}

impl Contents {
    /// Tells whether a record is in the backup.
    pub fn has(&self, id: RecordId) -> bool {
        self.workspace.get(id).is_some()
    }

    /// Returns what changes when the records of the backup come back, all or only those named. A record the
    /// backup could not read is left alone.
    pub fn changes(&self, workspace: &Workspace, only: &BTreeSet<RecordId>) -> Restored {
        let is_asked = |id: &RecordId| only.is_empty() || only.contains(id);
        let mut restored = Restored::default();
        for id in ids(workspace).union(&ids(&self.workspace)).copied().filter(is_asked) {
            let (before, after) = (workspace.get(id), self.workspace.get(id));
            match after {
                None if !self.is_whole => restored.stayed += 1,
                after if before == after => {}
                after => restored.changes.push(Change { id, before, after }),
            }
        }
        restored
    }
}

/// Puts changes into a workspace. As with what is read from a file, nothing of it is refused.
pub fn take(workspace: &mut Workspace, changes: &[Change]) {
    for change in changes {
        match change.after.clone() {
            Some(record) => workspace.load(record),
            // One that is gone already is as it should be.
            None => drop(workspace.apply(Edit::Remove(change.id))),
        }
    }
}

/// Returns what a restore is called in the history.
pub fn label(records: usize, from: &str) -> String {
    let records = if records == 1 { "1 record".into() } else { format!("{records} records") };
    format!("restore {records} from {from}")
}

fn ids(workspace: &Workspace) -> BTreeSet<RecordId> {
    let signals = workspace.signals().map(|record| RecordId::Signal(record.id));
    let people = workspace.stakeholders().map(|record| RecordId::Stakeholder(record.id));
    let accounts = workspace.accounts().map(|record| RecordId::Account(record.id));
    let candidates = workspace.candidates().map(|record| RecordId::Candidate(record.id));
    let meetings = workspace.meetings().map(|record| RecordId::Meeting(record.id));
    let all = signals.chain(people).chain(accounts).chain(candidates).chain(meetings);
    all.chain([RecordId::Strategy]).collect()
}
