//! How data changes: an [`Edit`] puts or removes one record and has an exact inverse; a [`Transaction`] is
//! one user action with its label in words. Nothing else changes a workspace.

use super::record::{Record, RecordId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// The change of one record. Putting a record replaces the one with its id, if any.
#[derive(Clone, Debug, PartialEq)]
pub enum Edit {
    Put(Record),
    Remove(RecordId),
}

impl Edit {
    pub fn id(&self) -> RecordId {
        match self {
            Self::Put(record) => record.id(),
            Self::Remove(id) => *id,
        }
    }
}

impl<T: Into<Record>> From<T> for Edit {
    fn from(record: T) -> Self {
        Self::Put(record.into())
    }
}

/// What an edit did: the record before and after. Its inverse is itself turned round.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    pub id: RecordId,
    pub before: Option<Record>,
    pub after: Option<Record>,
}

impl Change {
    /// Returns the edit that leads to the state before.
    pub fn backward(&self) -> Edit {
        self.before.clone().map_or(Edit::Remove(self.id), Edit::Put)
    }

    /// Returns the edit that leads to the state after.
    pub fn forward(&self) -> Edit {
        self.after.clone().map_or(Edit::Remove(self.id), Edit::Put)
    }
}

/// One user action: everything it changed, and what to call it.
#[derive(Clone, Debug, PartialEq)]
pub struct Transaction {
    /// Rises by one with every transaction, whatever the clock does.
    pub number: u64,
    /// The action in words, as undo will name it: "link 3 signals to Audit export".
    pub label: String,
    pub at: Timestamp,
    /// The machine it was made on.
    pub device: String,
    pub kind: TransactionKind,
    pub changes: Vec<Change>,
}

/// Why a transaction exists; undo and redo name the transaction they turn round.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum TransactionKind {
    Edit,
    Undo(u64),
    Redo(u64),
    Import,
    Merge,
    Migrate,
    External,
}

/// Why an edit was refused; the workspace is as it was.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum EditError {
    #[error("A {kind} needs a {field}.")]
    Missing { kind: &'static str, field: &'static str },
    #[error("{field} must be {allowed}, not {given}.")]
    OutOfRange { field: &'static str, allowed: &'static str, given: String },
    #[error("{id} does not exist.")]
    NotFound { id: RecordId },
    #[error("Merging would go round in a circle: {path}.")]
    MergeCycle { path: String },
    #[error("{sentence}")]
    Unsound { sentence: String },
    #[error("Dependencies would go round in a circle: {path}.")]
    DependencyCycle { path: String },
}
