//! A copy of everything in memory as a workspace of its own: the way out when the disk of the first one takes
//! nothing any more. Made like any other workspace, and synced.

use super::clock;
use super::session::{device, open_options};
use crate::app::message::Message;
use crate::app::notice::Notice;
use crate::domain::edit::{Change, Transaction, TransactionKind};
use crate::domain::record::Record;
use crate::domain::shown::shown;
use crate::domain::workspace::Workspace;
use crate::store::{self, StoreError};
use std::path::Path;

/// Returns every record of a workspace.
pub fn records(workspace: &Workspace) -> Vec<Record> {
    let documents = workspace.candidates().cloned().map(Record::Candidate);
    let people = workspace.stakeholders().cloned().map(Record::Stakeholder);
    let accounts = workspace.accounts().cloned().map(Record::Account);
    let meetings = workspace.meetings().cloned().map(Record::Meeting);
    let signals = workspace.signals().cloned().map(Record::Signal);
    let strategy = std::iter::once(Record::Strategy(workspace.strategy().clone()));
    strategy.chain(documents).chain(people).chain(accounts).chain(meetings).chain(signals).collect()
}

/// Makes a workspace of records in a folder that is empty or not there.
pub fn write(dir: &Path, name: &str, label: &str, records: Vec<Record>) -> Result<(), StoreError> {
    if std::fs::read_dir(dir).is_ok_and(|mut entries| entries.next().is_some()) {
        return Err(StoreError::Exists { dir: dir.into() });
    }
    store::create(dir, name, fastrand::u64(..))?;
    let opened = store::open(dir, &open_options(false))?;
    let change = |record: Record| Change { id: record.id(), before: None, after: Some(record) };
    let mut log = opened.log.ok_or(StoreError::LockLost { dir: dir.into() })?;
    log.append(&Transaction {
        number: opened.next_number,
        label: label.into(),
        at: clock::now(),
        device: device(),
        kind: TransactionKind::Import,
        changes: records.into_iter().map(change).collect(),
    })?;
    log.checkpoint()
}

/// Makes the copy and says how it went.
pub fn save(dir: &Path, name: &str, records: Vec<Record>) -> Message {
    let (count, path) = (records.len(), shown(&dir.to_string_lossy()).into_owned());
    Message::Notice(match write(dir, name, &format!("copy {name}"), records) {
        Ok(()) => Notice::done(format!("{count} records are saved in {path}; open it with --workspace.")),
        Err(StoreError::Exists { .. }) => {
            Notice::error(format!("There are files in {path}; name a new folder."))
        }
        Err(error) => Notice::error(format!("No copy was made. {error}")),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::notice::Severity;
    use crate::exchange::demo;

    #[test]
    fn a_copy_holds_everything_and_replaces_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let dir = folder.path().join("copy");
        let mut workspace = Workspace::default();
        let day = jiff::civil::date(2026, 11, 21);
        demo::records(day).unwrap().into_iter().for_each(|record| workspace.load(record));
        let Message::Notice(said) = save(&dir, "demo", records(&workspace)) else { panic!("a notice") };
        assert_eq!(said.severity, Severity::Done, "{}", said.text);
        let mut opened = store::open(&dir, &open_options(false)).unwrap();
        opened.load_all();
        assert!(opened.workspace == workspace && opened.problems.is_empty());
        assert!(!opened.log.unwrap().is_dirty(), "the files hold it, too");
        let Message::Notice(said) = save(&dir, "demo", Vec::new()) else { panic!("a notice") };
        assert_eq!(said.severity, Severity::Error, "{}", said.text);
    }
}
