//! The synchronous core of saving: append to the journal, bring the files up to date. The command line uses it
//! directly, the screen through [`super::Writer`].

use super::dirty::Dirty;
use super::disk::Disk;
use super::error::StoreError;
use super::journal::{Journal, Tail};
use super::lock::Lock;
use super::publish::{Foreign, publish};
use crate::domain::edit::Transaction;
use std::path::{Path, PathBuf};

/// Transactions, and bytes, after which the files are brought up to date even when the user is busy.
const MANY: usize = 64;
const LARGE: usize = 1 << 20;

/// The right to write to a workspace, and what its files lack.
#[derive(Debug)]
pub struct Log {
    dir: PathBuf,
    disk: Disk,
    lock: Lock,
    journal: Journal,
    dirty: Dirty,
    transactions: usize,
    foreign: Vec<Foreign>,
}

impl Log {
    pub(super) fn new(dir: &Path, disk: Disk, lock: Lock, journal: Journal, tail: &Tail) -> Self {
        let mut dirty = Dirty::default();
        for change in tail.transactions.iter().flat_map(|(_, changes)| changes) {
            dirty.replay(change);
        }
        let transactions = tail.transactions.len();
        Self { dir: dir.into(), disk, lock, journal, dirty, transactions, foreign: Vec::new() }
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
            transaction.changes.iter().for_each(|change| self.dirty.take(change));
        }
        Ok(())
    }

    /// Brings the files up to date. After an error nothing is lost: the journal still has it.
    pub fn checkpoint(&mut self) -> Result<(), StoreError> {
        if !self.is_dirty() {
            return Ok(());
        }
        self.check_lock()?;
        let (foreign, published) = publish(&self.disk, &self.dir, &self.dirty);
        self.foreign.extend(foreign);
        published?;
        self.journal.checkpoint().map_err(|error| StoreError::lagging(self.journal.folder(), &error))?;
        self.dirty.clear();
        self.transactions = 0;
        Ok(())
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
        if self.lock.is_held() { Ok(()) } else { Err(StoreError::LockLost { dir: self.dir.clone() }) }
    }
}
