//! `workspace.ron`, and how a workspace comes into being.

use super::disk::{self, Disk};
use super::error::StoreError;
use super::journal::ANY_WORKSPACE;
use super::layout::{DOCUMENTS, HEADER, PRIVATE, PRIVATE_FOLDERS, SIGNALS, STRATEGY};
use super::problem::{Problem, ProblemKind};
use super::shared::GIT_FILES;
use super::text::{FORMAT, Style, is_blank, parse, print};
use crate::domain::id::Id;
use crate::domain::strategy::Strategy;
use serde::{Deserialize, Serialize};
use std::io;
use std::path::Path;

/// What `workspace.ron` holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Header {
    pub format: u32,
    /// The oldest reader that understands it well enough to show it.
    pub min_reader: u32,
    /// Ties the journal to the workspace.
    #[serde(default)]
    pub workspace: String,
    #[serde(default)]
    pub name: String,
}

/// A header is small; anything larger is something else.
const LARGEST: u64 = 64 << 10;

impl Header {
    /// Reads the header. A workspace whose header is gone is taken for one of format 1 without a name.
    pub fn read(dir: &Path) -> Result<Self, StoreError> {
        let path = dir.join(HEADER);
        let bytes = disk::read(&path, LARGEST).map_err(|error| StoreError::unreadable(&path, &error))?;
        let Some(bytes) = bytes.filter(|bytes| !is_blank(bytes)) else {
            return if is_workspace(dir) {
                let workspace = ANY_WORKSPACE.into();
                Ok(Self { format: 1, min_reader: 1, workspace, name: String::new() })
            } else {
                Err(StoreError::NotFound { dir: dir.into() })
            };
        };
        let unreadable = |why: String| StoreError::Unreadable { path: path.clone(), why };
        let text = String::from_utf8(bytes).map_err(|_| unreadable("it is not UTF-8".into()))?;
        let mut header: Self = parse(&text).map_err(|error| unreadable(error.to_string()))?;
        if header.workspace.is_empty() {
            header.workspace = ANY_WORKSPACE.into();
        }
        if FORMAT < header.min_reader {
            return Err(StoreError::Newer { format: header.format, min_reader: header.min_reader });
        }
        Ok(header)
    }

    /// Returns what is told of a header that was not there: the workspace is taken for one made by hand.
    pub fn note(&self, dir: &Path) -> Option<Problem> {
        let is_there =
            disk::read(&dir.join(HEADER), LARGEST).ok().flatten().is_some_and(|bytes| !is_blank(&bytes));
        let what = "The file is missing or empty; the workspace is taken for one of format 1.";
        let hint = "Bring it back from a backup or git, or leave it so: nothing depends on it yet.";
        (!is_there).then(|| Problem::of_file(HEADER, what).with_hint(hint).with_kind(ProblemKind::Note))
    }

    /// Tells whether a newer program wrote the workspace, so that this one may only look.
    pub const fn is_newer(&self) -> bool {
        FORMAT < self.format
    }
}

/// Tells whether there is a workspace in a folder.
pub fn is_workspace(dir: &Path) -> bool {
    // A folder that may not be looked into is not taken for empty.
    [HEADER, PRIVATE, SIGNALS].iter().any(|name| dir.join(name).try_exists().unwrap_or(true))
}

/// Makes a workspace in a folder: all or, when it fails, nothing that counts as one, since its header is
/// written last. `id_bits` makes the workspace's id.
pub fn create(disk: &Disk, dir: &Path, name: &str, id_bits: u64) -> Result<(), StoreError> {
    if is_workspace(dir) {
        return Err(StoreError::Exists { dir: dir.into() });
    }
    let header = Header {
        format: FORMAT,
        min_reader: 1,
        workspace: Id::<'w'>::from_bits(id_bits.max(1)).to_string(),
        name: name.into(),
    };
    fill(disk, dir, &header).map_err(|error| StoreError::not_saved(dir, &error))
}

fn fill(disk: &Disk, dir: &Path, header: &Header) -> io::Result<()> {
    disk.make_dir(dir)?;
    for folder in DOCUMENTS {
        disk.make_dir(&dir.join(folder))?;
    }
    for (name, text) in GIT_FILES {
        if !dir.join(name).exists() {
            disk.replace(&dir.join(name), text.as_bytes())?;
        }
    }
    if !dir.join(STRATEGY).exists() {
        write(disk, &dir.join(STRATEGY), &Strategy::default())?;
    }
    write(disk, &dir.join(HEADER), header)?;
    disk.make_dir(&dir.join(SIGNALS))?;
    make_private(disk, dir)?;
    disk.sync_dir(dir)?;
    dir.parent()
        .filter(|parent| !parent.as_os_str().is_empty())
        .map_or(Ok(()), |parent| disk.sync_dir(parent))
}

/// Makes the folders that belong to this machine, where they are missing.
pub fn make_private(disk: &Disk, dir: &Path) -> io::Result<()> {
    if dir.join(PRIVATE).is_symlink() || PRIVATE_FOLDERS.iter().any(|folder| dir.join(folder).is_symlink()) {
        return Err(io::Error::other("its .northstar folder is a link to somewhere else"));
    }
    if PRIVATE_FOLDERS.iter().all(|folder| dir.join(folder).is_dir()) {
        return Ok(());
    }
    for folder in PRIVATE_FOLDERS {
        disk.make_dir(&dir.join(folder))?;
    }
    disk.sync_dir(&dir.join(PRIVATE))?;
    disk.sync_dir(dir)
}

fn write<T: Serialize>(disk: &Disk, path: &Path, value: &T) -> io::Result<()> {
    let text = print(value, Style::Pretty).map_err(io::Error::other)? + "\n";
    disk.replace(path, text.as_bytes()).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_workspace_has_its_files_and_is_refused_twice() {
        let parent = tempfile::tempdir().unwrap();
        let dir = parent.path().join("a/b");
        create(&Disk::default(), &dir, "Acme", 7).unwrap();
        let text = std::fs::read_to_string(dir.join(HEADER)).unwrap();
        assert_eq!(
            text,
            "(\n    format: 1,\n    min_reader: 1,\n    workspace: \"w-0000000007\",\n    name: \"Acme\",\n)\n"
        );
        assert_eq!(Header::read(&dir).unwrap().name, "Acme");
        assert!(matches!(create(&Disk::default(), &dir, "x", 8), Err(StoreError::Exists { .. })));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = |name: &str| std::fs::metadata(dir.join(name)).unwrap().permissions().mode() & 0o777;
            assert_eq!((mode(PRIVATE), mode(HEADER), mode(SIGNALS)), (0o700, 0o600, 0o700));
        }
    }

    #[test]
    fn newer_and_missing_headers() {
        let dir = tempfile::tempdir().unwrap();
        let put = |text: &str| std::fs::write(dir.path().join(HEADER), text).unwrap();
        assert!(matches!(Header::read(dir.path()), Err(StoreError::NotFound { .. })));
        put("(format: 2, min_reader: 2, workspace: \"w-1\", colour: Red)");
        assert!(matches!(Header::read(dir.path()), Err(StoreError::Newer { format: 2, min_reader: 2 })));
        put("(format: 2, min_reader: 1, workspace: \"w-1\")");
        assert!(Header::read(dir.path()).unwrap().is_newer());
        put("(format: 1");
        assert!(matches!(Header::read(dir.path()), Err(StoreError::Unreadable { .. })));
        put("");
        assert!(
            matches!(Header::read(dir.path()), Err(StoreError::NotFound { .. })) == !is_workspace(dir.path())
        );
        std::fs::create_dir(dir.path().join(SIGNALS)).unwrap();
        assert_eq!(Header::read(dir.path()).unwrap().format, 1);
    }
}
