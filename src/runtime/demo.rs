//! The demo: a copy of the sample workspace in a temporary folder, made like any other workspace.

use super::{clock, copy};
use crate::domain::record::Record;
use crate::domain::when;
use crate::exchange::demo;
use crate::store::StoreError;
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
    copy::write(dir, "demo", "open the demo", records.clone())?;
    Ok(records)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::runtime::session::open_options;
    use crate::store;

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
