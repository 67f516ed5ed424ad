//! What has to change for a workspace to be again what a backup holds. Changes nothing itself: the changes
//! become one transaction, which can be undone.

use super::Backup;
use crate::domain::edit::{Change, Edit};
use crate::domain::record::{Record, RecordId};
use crate::domain::workspace::Workspace;
use crate::store::error::StoreError;
use crate::store::{OpenOptions, Opened};
use std::collections::BTreeSet;

/// A restore that has been done in memory.
#[derive(Debug, Default)]
pub struct Restored {
    pub changes: Vec<Change>,
    /// Records that are newer than the backup and stay, because a part of the backup cannot be read.
    pub stayed: usize,
}

/// Opens a backup as the workspace it was, all of it.
pub fn open(backup: &Backup) -> Result<Opened, StoreError> {
    let mut opened =
        crate::store::open(&backup.folder, &OpenOptions { read_only: true, ..OpenOptions::default() })?;
    opened.load_all();
    Ok(opened)
}

/// Puts the records of a backup into a workspace, all or only those named. As with what is read from a file,
/// nothing of it is refused. A record the backup could not read is left alone.
pub fn restored(
    workspace: &mut Workspace,
    backup: &Backup,
    only: &BTreeSet<RecordId>,
) -> Result<Restored, StoreError> {
    let opened = open(backup)?;
    let is_whole = opened.problems.is_empty()
        && backup.manifest.as_ref().is_ok_and(|manifest| manifest.left_out.is_empty());
    let wanted = opened.workspace;
    let is_asked = |id: &RecordId| only.is_empty() || only.contains(id);
    let mut restored = Restored::default();
    for id in ids(workspace).union(&ids(&wanted)).copied().filter(is_asked) {
        let (before, after) = (workspace.get(id), wanted.get(id));
        if before == after {
            continue;
        }
        match after.clone() {
            None if !is_whole => {
                restored.stayed += 1;
                continue;
            }
            None => drop(workspace.apply(Edit::Remove(id))),
            Some(record) => workspace.load(record),
        }
        restored.changes.push(Change { id, before, after });
    }
    Ok(restored)
}

fn ids(workspace: &Workspace) -> BTreeSet<RecordId> {
    let signals = workspace.signals().map(|record| RecordId::Signal(record.id));
    let people = workspace.stakeholders().map(|record| RecordId::Stakeholder(record.id));
    let accounts = workspace.accounts().map(|record| RecordId::Account(record.id));
    let candidates = workspace.candidates().map(|record| RecordId::Candidate(record.id));
    let meetings = workspace.meetings().map(|record| RecordId::Meeting(record.id));
    let all = signals.chain(people).chain(accounts).chain(candidates).chain(meetings);
    all.chain([Record::Strategy(workspace.strategy().clone()).id()]).collect()
}
