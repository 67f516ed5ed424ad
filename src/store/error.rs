//! What can go wrong with a workspace, in sentences that say what, where and what to do now.
//!
//! A damaged record is not an error but a [`super::Problem`]: it never keeps the rest from opening.

use super::text::FORMAT;
use crate::domain::shown::shown;
use std::io;
use std::path::{Path, PathBuf};

/// Why the store could not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("There is no workspace in {}", shown_path(.dir))]
    NotFound { dir: PathBuf },
    #[error("{} already holds a workspace.", shown_path(.dir))]
    Exists { dir: PathBuf },
    #[error("{} cannot be read: {why}.", shown_path(.path))]
    Unreadable { path: PathBuf, why: String },
    #[error(
        "The workspace has format {format} and needs a reader of {min_reader}; this program reads {FORMAT}."
    )]
    Newer { format: u32, min_reader: u32 },
    #[error("Not saved: {why} ({}).", shown_path(.path))]
    NotSaved { path: PathBuf, why: String },
    #[error("Saved, but {} could not be brought up to date: {why}.", shown_path(.path))]
    Lagging { path: PathBuf, why: String },
    #[error("Another program took over the lock of {}, so nothing more is written.", shown_path(.dir))]
    LockLost { dir: PathBuf },
    #[error("No backup of {} could be made: {why}.", shown_path(.dir))]
    NoBackup { dir: PathBuf, why: String },
    #[error("No home folder is known, so there is no place for a workspace.")]
    NoHome,
}

impl StoreError {
    /// Returns what to do now, as a sentence.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::NotFound { .. } => "Start northstar there once, or name another folder with --workspace.",
            Self::Exists { .. } => "Open it, or name another folder with --workspace.",
            Self::Unreadable { .. } => "Check its permissions, or name another folder with --workspace.",
            Self::Newer { .. } => "Install a newer northstar; nothing was changed.",
            Self::NotSaved { .. } => {
                "Make room or restore access: saving is tried again by itself, the change is kept until then."
            }
            Self::Lagging { .. } => "Restore access to the file: nothing is lost, writing it is tried again.",
            Self::LockLost { .. } => {
                "Save a copy elsewhere first (g w), then close the other program and start again."
            }
            Self::NoBackup { .. } => {
                "Make room or restore access to .northstar/backups; nothing was changed."
            }
            Self::NoHome => "Name a folder with --workspace or in NORTHSTAR_HOME.",
        }
    }

    /// Returns the exit code of the process.
    pub const fn exit_code(&self) -> u8 {
        match self {
            Self::Lagging { .. } => 0,
            Self::Exists { .. } | Self::NoHome => 2,
            Self::LockLost { .. } => 3,
            Self::NotFound { .. } | Self::Unreadable { .. } => 4,
            Self::NotSaved { .. } | Self::NoBackup { .. } => 5,
            Self::Newer { .. } => 6,
        }
    }

    pub(super) fn not_saved(path: &Path, error: &io::Error) -> Self {
        Self::NotSaved { path: path.into(), why: reason(error) }
    }

    pub(super) fn lagging(path: &Path, error: &io::Error) -> Self {
        Self::Lagging { path: path.into(), why: reason(error) }
    }

    pub(super) fn no_backup(dir: &Path, error: &io::Error) -> Self {
        Self::NoBackup { dir: dir.into(), why: reason(error) }
    }

    /// Returns the error of files that are left to somebody else for now.
    pub(super) fn busy(dir: &Path, what: &str) -> Self {
        Self::Lagging { path: dir.into(), why: what.into() }
    }

    /// Returns the error of a temporary folder that could not be made.
    pub fn temporary(error: &io::Error) -> Self {
        Self::not_saved(&std::env::temp_dir(), error)
    }

    pub(super) fn unreadable(path: &Path, error: &io::Error) -> Self {
        Self::Unreadable { path: path.into(), why: reason(error) }
    }
}

/// Returns the cause of an error of the file system in a user's words.
pub(super) fn reason(error: &io::Error) -> String {
    #[cfg(unix)]
    match rustix::io::Errno::from_io_error(error) {
        Some(rustix::io::Errno::IO) => return "the disk failed (input/output error)".into(),
        Some(rustix::io::Errno::MFILE | rustix::io::Errno::NFILE) => return "too many files are open".into(),
        _ => {}
    }
    match error.kind() {
        io::ErrorKind::StorageFull => "the disk is full".into(),
        io::ErrorKind::QuotaExceeded => "the quota is used up".into(),
        io::ErrorKind::ReadOnlyFilesystem => "the disk is read-only".into(),
        io::ErrorKind::PermissionDenied => "permission denied".into(),
        io::ErrorKind::FileTooLarge => "the file would grow too large".into(),
        io::ErrorKind::NotFound => "it is no longer there".into(),
        _ => error.to_string(),
    }
}

fn shown_path(path: &Path) -> String {
    shown(&path.to_string_lossy()).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exit_codes_follow_the_design() {
        let dir = PathBuf::from("w");
        assert_eq!(StoreError::NotFound { dir: dir.clone() }.exit_code(), 4);
        assert_eq!(StoreError::Newer { format: 3, min_reader: 2 }.exit_code(), 6);
        let full = io::Error::from(io::ErrorKind::StorageFull);
        let error = StoreError::not_saved(&dir, &full);
        assert_eq!(error.exit_code(), 5);
        assert_eq!(error.to_string(), "Not saved: the disk is full (w).");
        #[cfg(unix)]
        for (errno, said) in [
            (rustix::io::Errno::DQUOT, "the quota is used up"),
            (rustix::io::Errno::IO, "the disk failed (input/output error)"),
            (rustix::io::Errno::ROFS, "the disk is read-only"),
            (rustix::io::Errno::FBIG, "the file would grow too large"),
            (rustix::io::Errno::MFILE, "too many files are open"),
        ] {
            assert_eq!(reason(&io::Error::from(errno)), said);
        }
    }
}
