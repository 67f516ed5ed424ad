//! The demo: a copy of the sample workspace in a temporary folder, made like any other workspace.

use super::clock;
use super::session::{device, open_options};
use crate::domain::edit::{Edit, Transaction, TransactionKind};
use crate::domain::record::Record;
use crate::domain::when;
use crate::domain::workspace::Workspace;
use crate::exchange::demo;
use crate::store::{self, StoreError};
use std::path::Path;
use tempfile::TempDir;

/// Makes the demo. The folder goes when the handle is dropped.
pub fn make() -> Result<(TempDir, Vec<Record>), StoreError> {
    let folder = tempfile::Builder::new().prefix("northstar-demo-").tempdir();
    let folder = folder.map_err(|error| StoreError::temporary(&error))?;
    let records = fill(folder.path())?;
    Ok((folder, records))
}

/// Makes a workspace with the sample in it, its days moved to end today.
fn fill(dir: &Path) -> Result<Vec<Record>, StoreError> {
    let now = clock::now();
    let records = demo::records(when::day_of(now, &clock::zone())).unwrap_or_default();
    store::create(dir, "demo", fastrand::u64(..))?;
    let opened = store::open(dir, &open_options(false))?;
    let mut workspace = Workspace::default();
    let changes =
        records.iter().filter_map(|record| workspace.apply(Edit::Put(record.clone())).ok()).collect();
    if let Some(mut log) = opened.log {
        log.append(&Transaction {
            number: opened.next_number,
            label: "open the demo".into(),
            at: now,
            device: device(),
            kind: TransactionKind::Import,
            changes,
        })?;
        log.checkpoint()?;
    }
    Ok(records)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_demo_is_a_workspace_like_any_other() {
        let (folder, records) = make().unwrap();
        let mut opened = store::open(folder.path(), &open_options(false)).unwrap();
        opened.load_all();
        let counts = (opened.workspace.signals().len(), opened.problems.len());
        assert_eq!(counts, (50, 0));
        assert!(50 < records.len());
        opened.workspace.validate().unwrap();
    }
}
