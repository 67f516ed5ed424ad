//! What tests put between the store and the disk: a stop before a step, a record of what was done, and the
//! faults of a store that would not keep its promise, which every proof must find.
//!
//! Does nothing unless a test asks for it.

use std::fs::File;
use std::io;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Stops the store before a step, as a crash or a failing disk would. For tests, which also spare the disk: with
/// a fuse nothing waits for it, unless the fuse says so.
#[derive(Debug, Default)]
pub struct Fuse {
    taken: AtomicUsize,
    stop_after: Option<usize>,
    fails: usize,
    sabotage: Option<Sabotage>,
    /// The disk is waited for as without a fuse.
    waits: bool,
    record: Option<Mutex<Vec<Operation>>>,
    /// What a sabotaged store syncs only after it said so.
    late: Mutex<Option<File>>,
}

/// A way not to keep the promise, for proofs that a proof would notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sabotage {
    /// Lines of the journal are not synced.
    NoDataSync,
    /// Files that replace others are not synced.
    NoFileSync,
    /// Folders are not synced.
    NoFolderSync,
    /// A line is called saved before it is synced.
    AcknowledgeFirst,
}

/// Something done to the disk. Files are told apart by their number on it.
#[derive(Clone, Debug, PartialEq)]
pub enum Operation {
    MakeDir(PathBuf),
    Create {
        path: PathBuf,
        file: u64,
    },
    Write {
        file: u64,
        at: u64,
        bytes: Vec<u8>,
    },
    Truncate {
        file: u64,
        length: u64,
    },
    Sync {
        file: u64,
    },
    SyncDir(PathBuf),
    Rename {
        from: PathBuf,
        to: PathBuf,
    },
    Exchange {
        one: PathBuf,
        other: PathBuf,
    },
    Remove(PathBuf),
    /// Whoever records noted that a transaction is about to be saved.
    Attempted(u64),
    /// Whoever records noted that a transaction was called saved.
    Acknowledged(u64),
}

impl Fuse {
    /// Lets `steps` steps happen and fails all later ones: what is on disk then is what a crash would leave.
    pub fn stop_after(steps: usize) -> Arc<Self> {
        Arc::new(Self { stop_after: Some(steps), fails: usize::MAX, ..Self::default() })
    }

    /// Lets `steps` steps happen and fails the next one only, as a full disk might.
    pub fn fail_once_after(steps: usize) -> Arc<Self> {
        Arc::new(Self { stop_after: Some(steps), fails: 1, ..Self::default() })
    }

    /// Records what is done to the disk, by a store that keeps its promise or by one that does not.
    pub fn recorder(sabotage: Option<Sabotage>) -> Arc<Self> {
        Arc::new(Self { sabotage, record: Some(Mutex::default()), ..Self::default() })
    }

    /// Breaks the promise on a real disk, which is waited for where the sabotage leaves something to wait for.
    pub fn sabotaged(sabotage: Sabotage) -> Arc<Self> {
        Arc::new(Self { sabotage: Some(sabotage), waits: true, ..Self::default() })
    }

    /// Returns how many steps were taken or refused.
    pub fn steps(&self) -> usize {
        self.taken.load(Ordering::Relaxed)
    }

    /// Returns what was recorded since the last call.
    pub fn take_record(&self) -> Vec<Operation> {
        self.record.as_ref().map(|record| std::mem::take(&mut *locked(record))).unwrap_or_default()
    }

    /// Records something, when there is a record.
    pub fn note(&self, operation: impl FnOnce() -> Operation) {
        if let Some(record) = &self.record {
            locked(record).push(operation());
        }
    }

    /// Tells whether the last step was the first to be refused.
    pub(super) fn is_first_refusal(&self) -> bool {
        self.stop_after.is_some_and(|first| self.steps() == first + 1)
    }

    pub(super) fn step(&self) -> io::Result<()> {
        let late = locked(&self.late).take();
        late.map_or(Ok(()), |file| self.sync(&file, File::sync_data))?;
        let taken = self.taken.fetch_add(1, Ordering::Relaxed);
        let first = self.stop_after.unwrap_or(usize::MAX);
        if first <= taken && taken - first < self.fails {
            return Err(io::Error::other("stopped by a test"));
        }
        Ok(())
    }

    pub(super) fn sync_data(&self, file: &File) -> io::Result<()> {
        match self.sabotage {
            Some(Sabotage::NoDataSync) => Ok(()),
            Some(Sabotage::AcknowledgeFirst) => {
                *locked(&self.late) = Some(file.try_clone()?);
                Ok(())
            }
            _ => self.sync(file, File::sync_data),
        }
    }

    pub(super) fn sync_all(&self, file: &File) -> io::Result<()> {
        if self.sabotage == Some(Sabotage::NoFileSync) {
            return Ok(());
        }
        self.sync(file, File::sync_all)
    }

    pub(super) fn sync_dir(&self, path: &std::path::Path) -> io::Result<()> {
        if self.sabotage == Some(Sabotage::NoFolderSync) {
            return Ok(());
        }
        self.note(|| Operation::SyncDir(path.into()));
        if self.waits { File::open(path)?.sync_all() } else { Ok(()) }
    }

    fn sync(&self, file: &File, really: impl FnOnce(&File) -> io::Result<()>) -> io::Result<()> {
        self.note(|| Operation::Sync { file: number(file) });
        if self.waits { really(file) } else { Ok(()) }
    }
}

/// The number of an open file on its disk; 0 where there is none.
pub(super) fn number(file: &File) -> u64 {
    #[cfg(unix)]
    {
        file.metadata().map_or(0, |metadata| std::os::unix::fs::MetadataExt::ino(&metadata))
    }
    #[cfg(not(unix))]
    {
        let _ = file;
        0
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
