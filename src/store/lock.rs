//! One writer per workspace. The system frees the lock when its holder dies, so it can never be stale.
//!
//! The lock file is never renamed or removed by us; if somebody else did, we no longer hold anything.

use super::disk::Disk;
use crate::domain::shown::shown;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// The right to write.
#[derive(Debug)]
pub struct Lock {
    file: File,
    path: PathBuf,
}

/// Who has the right to write.
#[derive(Debug)]
pub enum Locking {
    Ours(Lock),
    /// Somebody else; what they wrote about themselves.
    Theirs(String),
}

impl Lock {
    /// Takes the lock, without waiting, and notes who holds it.
    pub fn take(disk: &Disk, path: &Path, note: &str) -> io::Result<Locking> {
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        #[cfg(unix)]
        {
            use std::os::unix::fs::OpenOptionsExt;
            // Through a link, the note about the holder would land in a file of somebody else.
            options.mode(0o600).custom_flags(rustix::fs::OFlags::NOFOLLOW.bits().cast_signed());
        }
        let mut file = options.open(path)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Ok(Locking::Theirs(holder(&file))),
            Err(TryLockError::Error(error)) => return Err(error),
        }
        let lock = Self { file: file.try_clone()?, path: path.into() };
        if !lock.is_held() {
            return Err(io::Error::other("the lock file was replaced"));
        }
        // Not cut to nothing first: some file systems then write the file out at once.
        disk.write_at(&mut file, 0, note.as_bytes())?;
        disk.truncate(&file, note.len() as u64)?;
        Ok(Locking::Ours(lock))
    }

    /// Tells whether the lock file is still the one that was locked.
    pub fn is_held(&self) -> bool {
        #[cfg(unix)]
        {
            use std::os::unix::fs::MetadataExt;
            let id = |data: &std::fs::Metadata| (data.dev(), data.ino());
            let (ours, now) = (self.file.metadata(), std::fs::symlink_metadata(&self.path));
            matches!((ours, now), (Ok(ours), Ok(now)) if id(&ours) == id(&now))
        }
        #[cfg(not(unix))]
        self.path.exists()
    }
}

/// Returns who holds the lock at a path, without taking it; nothing when it is free or was never taken.
pub fn holder_of(path: &Path) -> Option<String> {
    let file = File::open(path).ok()?;
    matches!(file.try_lock_shared(), Err(TryLockError::WouldBlock)).then(|| holder(&file))
}

fn holder(file: &File) -> String {
    let mut note = Vec::new();
    let _ = file.take(500).read_to_end(&mut note);
    let note = String::from_utf8_lossy(&note);
    if note.trim().is_empty() { "another northstar".into() } else { shown(note.trim()).into_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_is_told_who_was_first() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("lock");
        let take = |note: &str| Lock::take(&Disk::default(), &path, note).unwrap();
        let first = take("pid 1 on desk, a much longer note");
        let Locking::Theirs(who) = take("pid 2") else { panic!("locked twice") };
        assert_eq!(who, "pid 1 on desk, a much longer note");
        assert_eq!(holder_of(&path), Some(who));
        drop(first);
        assert_eq!(holder_of(&path), None);
        assert!(matches!(take("pid 2"), Locking::Ours(_)));
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "pid 2");
    }

    #[cfg(unix)]
    #[test]
    fn a_removed_lock_file_is_noticed() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("lock");
        let Locking::Ours(lock) = Lock::take(&Disk::default(), &path, "a").unwrap() else { panic!("taken") };
        assert!(lock.is_held());
        std::fs::remove_file(&path).unwrap();
        assert!(!lock.is_held());
        std::fs::write(&path, "").unwrap();
        assert!(!lock.is_held());
    }
}
