//! What the thread that saves tells of. Data; what to make of it is for whoever listens.

use super::lookout::Scan;
use super::publish::Foreign;
use crate::domain::record::RecordId;

/// What became of transactions.
#[derive(Clone, Debug, PartialEq)]
pub enum StoreEvent {
    /// It survives a crash from now on.
    Saved { number: u64 },
    /// It does not; it is tried again until it is saved.
    NotSaved { number: u64, why: String, hint: String },
    /// The files hold everything up to it.
    Published { number: u64 },
    /// Everything is saved, but a file could not be written; it is tried again. Told once per reason.
    Lagging { why: String, hint: String },
    /// A backup was made.
    BackedUp { name: String },
    /// No backup could be made. Everything is saved all the same.
    NotBackedUp { why: String, hint: String },
    /// Somebody else had changed a file. Their version, if there is one, waits to be merged and saved as a
    /// transaction; the file is left alone until then.
    Foreign(Foreign),
    /// Files changed since they were last looked at, by others or by us.
    Scanned(Scan),
    /// Somebody else removed these records, as of a transaction.
    Gone { ids: Vec<RecordId>, number: u64 },
}
