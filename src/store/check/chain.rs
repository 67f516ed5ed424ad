//! Whether the journal is whole: every segment there, every line good, each following the one before it.

use super::{Damage, Grade};
use crate::store::StoreError;
use crate::store::header::Header;
use crate::store::journal::flaws;
use crate::store::layout::JOURNAL;
use std::path::Path;

/// Looks at every segment.
pub fn look(dir: &Path) -> Result<Vec<Damage>, StoreError> {
    let header = Header::read(dir)?;
    let folder = dir.join(JOURNAL);
    let found = flaws(&folder, &header.workspace).map_err(|error| StoreError::unreadable(&folder, &error))?;
    let damage =
        |problem| Damage::new("journal", Grade::Warning, &super::place(&problem), problem.what.clone());
    Ok(found.into_iter().map(damage).collect())
}
