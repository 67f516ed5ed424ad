//! The synchronous core of saving: append to the journal, bring the files up to date. The command line uses it
//! directly, the screen through [`super::Writer`].

use super::backup::{self, Backup, Making, Order, Outcome};
use super::check::Mend;
use super::dirty::Dirty;
use super::disk::{self, Disk};
use super::error::StoreError;
use super::git;
use super::journal::{Journal, Tail, retain};
use super::layout::{HEADER, document};
use super::lock::Lock;
use super::lookout::Scan;
use super::publish::{Foreign, LARGEST_MONTH, Written, look, month_files, publish};
use super::watch::is_gone;
use crate::domain::edit::{Change, Transaction, TransactionKind};
use crate::domain::merge::{Outside, external_label};
use crate::domain::record::{Record, RecordId};
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Transactions, and bytes, after which the files are brought up to date even when the user is busy.
const MANY: usize = 64;
const LARGE: usize = 1 << 20;

/// How often the files may change under our hands during one checkpoint.
const PATIENCE: usize = 8;

/// The right to write to a workspace, and what its files lack.
#[derive(Debug)]
pub struct Log {
    dir: PathBuf,
    disk: Disk,
    lock: Lock,
    journal: Journal,
    dirty: Dirty,
    transactions: usize,
    /// When and where the last transaction was made: the store has no clock of its own.
    stamp: (Timestamp, String),
    foreign: Vec<Foreign>,
    /// Versions of others that were told and are not in the journal yet.
    told: BTreeMap<RecordId, Record>,
    /// Git's folder: while it is at work the files are left to it.
    git: Option<PathBuf>,
    /// The files written since the watch was told.
    written: Vec<Written>,
}

impl Log {
    pub(super) fn new(dir: &Path, disk: Disk, lock: Lock, journal: Journal, tail: &Tail) -> Self {
        let dirty = Dirty::of(tail);
        let transactions = tail.transactions.len();
        Self {
            dir: dir.into(),
            disk,
            lock,
            journal,
            dirty,
            transactions,
            stamp: tail.stamp.clone().unwrap_or_default(),
            foreign: Vec::new(),
            told: BTreeMap::new(),
            git: git::folder(dir),
            written: Vec::new(),
        }
    }

    /// Saves a transaction. When this returns it survives a crash; after an error it was not saved, and the
    /// same call may be tried again.
    pub fn append(&mut self, transaction: &Transaction) -> Result<(), StoreError> {
        self.append_all([transaction])
    }

    /// Saves several transactions with one write and one sync: all of them or none.
    pub fn append_all<'a>(
        &mut self,
        batch: impl IntoIterator<Item = &'a Transaction> + Clone,
    ) -> Result<(), StoreError> {
        self.check_lock()?;
        let done = self.journal.append(batch.clone());
        done.map_err(|error| StoreError::not_saved(self.journal.folder(), &error))?;
        for transaction in batch {
            self.transactions += 1;
            self.stamp = (transaction.at, transaction.device.clone());
            for change in &transaction.changes {
                self.dirty.take(change);
                if transaction.kind == TransactionKind::External {
                    self.told.get(&change.id).into_iter().for_each(|theirs| self.dirty.rebase(theirs));
                }
            }
        }
        Ok(())
    }

    /// Brings the files up to date. What others changed in them meanwhile is merged and saved as a transaction
    /// of its own. After an error nothing is lost: the journal still has it.
    pub fn checkpoint(&mut self) -> Result<(), StoreError> {
        for _ in 0..PATIENCE {
            let outside = self.publish_known()?;
            if outside.is_empty() {
                return Ok(());
            }
            self.take_over(&outside)?;
        }
        let error = std::io::Error::other("they keep being changed by another program");
        Err(StoreError::lagging(&self.dir, &error))
    }

    /// Brings the files up to date but for those that others changed meanwhile: [`Self::take_foreign`] tells
    /// them once, and the caller, who gives transactions their numbers, saves the merge. Returns whether
    /// nothing is left to do.
    pub fn publish(&mut self) -> Result<bool, StoreError> {
        Ok(self.publish_known()?.is_empty())
    }

    fn publish_known(&mut self) -> Result<Vec<Outside>, StoreError> {
        if !self.is_dirty() {
            return Ok(Vec::new());
        }
        self.check_lock()?;
        if let Some(what) = self.git.as_deref().and_then(git::at_work) {
            return Err(StoreError::busy(&self.dir, what));
        }
        let published = publish(&self.disk, &self.dir, &self.dirty);
        self.written.extend(published.written);
        let outside = self.note(published.foreign);
        if !outside.is_empty() {
            return Ok(outside);
        }
        published.done?;
        let checkpointed = self.journal.checkpoint();
        let is_rotated = checkpointed.map_err(|error| StoreError::lagging(self.journal.folder(), &error))?;
        if is_rotated {
            self.shorten_journal();
        }
        self.dirty.clear();
        self.told.clear();
        self.transactions = 0;
        Ok(Vec::new())
    }

    /// Lets go of the oldest past, once a backup has what it led to. What fails is tried again with the next
    /// segment.
    fn shorten_journal(&self) {
        if backup::list(&self.dir).iter().any(|backup| backup.verify().is_ok()) {
            let _ = retain(&self.disk, self.journal.folder(), self.stamp.0, self.journal.last());
        }
    }

    /// Keeps what others did to be told, each version once. Returns the versions that must be merged.
    fn note(&mut self, foreign: Vec<Foreign>) -> Vec<Outside> {
        let outside = foreign.iter().filter_map(|foreign| foreign.outside.clone()).collect();
        for foreign in foreign {
            let is_new = foreign.outside.as_ref().is_none_or(|outside| {
                self.told.insert(outside.id(), outside.theirs.clone()).as_ref() != Some(&outside.theirs)
            });
            if is_new {
                self.foreign.push(foreign);
            }
        }
        outside
    }

    /// Merges what others wrote while nobody watched. Returns the merged records; they are saved when that is
    /// possible, else at the next checkpoint.
    pub(super) fn recover(&mut self) -> Vec<Record> {
        let foreign = look(&self.disk, &self.dir, &self.dirty, true);
        let outside = self.note(foreign);
        let changes = merged(&self.dirty, &outside);
        let records = changes.iter().filter_map(|change| change.after.clone()).collect();
        let _ = self.save_external(changes);
        records
    }

    fn take_over(&mut self, outside: &[Outside]) -> Result<(), StoreError> {
        let changes = merged(&self.dirty, outside);
        self.save_external(changes)
    }

    pub(super) fn save_external(&mut self, changes: Vec<Change>) -> Result<(), StoreError> {
        if changes.is_empty() {
            return Ok(());
        }
        let (at, device) = self.stamp.clone();
        let (number, kind) = (self.next_number(), TransactionKind::External);
        self.append(&Transaction { number, label: external_label(&changes), at, device, kind, changes })
    }

    /// Begins a backup of the files as they are; they should have been brought up to date before. When one is
    /// there that serves, returns that.
    pub fn begin_backup(&self, order: &Order) -> Result<Result<Making, Backup>, StoreError> {
        let begun = Making::begin(&self.disk, &self.dir, order, self.journal.checkpointed());
        begun.map_err(|error| StoreError::no_backup(&self.dir, &error))
    }

    /// Brings the files up to date and makes a backup of them, all at once. After an error nothing is lost, only
    /// not copied.
    pub fn back_up(&mut self, order: &Order) -> Result<Outcome, StoreError> {
        self.checkpoint()?;
        let mut making = match self.begin_backup(order)? {
            Ok(making) => making,
            Err(there) => return Ok(Outcome::AlreadyThere(there)),
        };
        loop {
            if let Some(backup) = self.step_backup(&mut making)? {
                return Ok(Outcome::Made(backup));
            }
        }
    }

    /// Copies the next file of a backup; returns it when it is made.
    pub fn step_backup(&self, making: &mut Making) -> Result<Option<Backup>, StoreError> {
        making.step().map_err(|error| StoreError::no_backup(&self.dir, &error))
    }

    /// Mends something in the files; what is taken away lies in quarantine.
    pub fn mend(&self, mend: &Mend) -> Result<(), StoreError> {
        self.check_lock()?;
        mend.run(&self.disk, &self.dir).map_err(|error| StoreError::not_saved(&self.dir, &error))
    }

    pub(super) fn dir(&self) -> &Path {
        &self.dir
    }

    /// Returns the files written since the last call.
    pub(super) fn take_written(&mut self) -> Vec<Written> {
        std::mem::take(&mut self.written)
    }

    /// Fits what a look at the files found to what is in the journal: records that wait to be published are
    /// merged then.
    pub(super) fn fit(&self, scan: &mut Scan) {
        scan.records.retain(|record| !self.dirty.has(record.id()));
        scan.number = self.journal.last();
    }

    /// Returns those of some records that no file holds any more, and that do not wait to be published.
    pub(super) fn confirm_gone(&self, ids: Vec<RecordId>) -> Vec<RecordId> {
        // A folder that was moved or unmounted has lost nothing.
        if self.check_lock().is_err() || !self.dir.join(HEADER).is_file() {
            return Vec::new();
        }
        let mut gone: Vec<RecordId> = ids.into_iter().filter(|id| !self.dirty.has(*id)).collect();
        gone.retain(|id| document(*id).is_none_or(|path| is_gone(&self.dir.join(path))));
        if gone.iter().any(|id| matches!(id, RecordId::Signal(_))) {
            for path in month_files(&self.dir) {
                // What cannot be read may hold any of them.
                let Ok(Some(bytes)) = disk::read(&self.dir.join(path), LARGEST_MONTH) else {
                    return Vec::new();
                };
                let holds = |id: &RecordId| memchr::memmem::find(&bytes, id.to_string().as_bytes()).is_some();
                gone.retain(|id| !matches!(id, RecordId::Signal(_)) || !holds(id));
            }
        }
        gone
    }

    /// The number of the last transaction.
    pub(super) const fn last(&self) -> u64 {
        self.journal.last()
    }

    /// The number of the next transaction.
    pub const fn next_number(&self) -> u64 {
        self.journal.last() + 1
    }

    /// Tells whether the files lack something the journal has.
    pub fn is_dirty(&self) -> bool {
        0 < self.transactions
    }

    /// Tells whether it is time for a checkpoint though the user is busy.
    pub fn is_due(&self) -> bool {
        MANY <= self.transactions || LARGE <= self.journal.unpublished_bytes()
    }

    /// Returns, once each, the files found changed by somebody else while publishing.
    pub fn take_foreign(&mut self) -> Vec<Foreign> {
        std::mem::take(&mut self.foreign)
    }

    fn check_lock(&self) -> Result<(), StoreError> {
        match self.lock.is_held() {
            true => Ok(()),
            // Moved or unmounted: it may come back.
            false if !self.dir.exists() => {
                Err(StoreError::not_saved(&self.dir, &std::io::ErrorKind::NotFound.into()))
            }
            false => Err(StoreError::LockLost { dir: self.dir.clone() }),
        }
    }
}

/// Returns what versions of others make of touched records.
pub(super) fn merged(dirty: &Dirty, outside: &[Outside]) -> Vec<Change> {
    let change = |one: &Outside| {
        let before = dirty.latest(one.id()).cloned();
        let after = one.merge_into(before.as_ref()).record;
        Change { id: one.id(), before, after }
    };
    outside.iter().map(change).filter(|change| change.before != change.after).collect()
}
