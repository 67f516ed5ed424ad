//! Undo and redo in words, across restarts. The journal is the history; this is the pair of stacks that
//! follow from it. Undoing appends a new transaction, so nothing is ever unsaid.

use super::edit::{Edit, Transaction, TransactionKind};
use super::workspace::Workspace;
use jiff::Timestamp;
use std::sync::Arc;

/// A transaction that can be turned round: in memory when young, by number when it must be fetched.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    pub number: u64,
    pub label: String,
    pub at: Timestamp,
    pub transaction: Option<Arc<Transaction>>,
}

/// What the journal says of one transaction without its records.
#[derive(Clone, Debug, PartialEq)]
pub struct Summary {
    pub number: u64,
    pub label: String,
    pub at: Timestamp,
    pub kind: TransactionKind,
    pub records: usize,
}

/// The two stacks.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct History {
    undo: Vec<Step>,
    redo: Vec<Step>,
}

/// Transactions younger than this many stay in memory whole.
const IN_MEMORY: usize = 200;

impl History {
    /// Takes note of a transaction that was just made.
    pub fn record(&mut self, transaction: &Arc<Transaction>) {
        let step = Step {
            number: transaction.number,
            label: transaction.label.clone(),
            at: transaction.at,
            transaction: Some(transaction.clone()),
        };
        self.note(transaction.kind, step);
        if let Some(old) = self.undo.len().checked_sub(IN_MEMORY + 1) {
            self.undo[old].transaction = None;
        }
    }

    /// Puts what the journal remembers of earlier runs below what this run has made.
    pub fn load(&mut self, earlier: &[Summary]) {
        let mut past = Self::default();
        for summary in earlier {
            let step = Step {
                number: summary.number,
                label: summary.label.clone(),
                at: summary.at,
                transaction: None,
            };
            past.note(summary.kind, step);
        }
        let touched = !self.undo.is_empty() || !self.redo.is_empty();
        past.undo.append(&mut self.undo);
        if touched {
            past.redo = std::mem::take(&mut self.redo);
        }
        *self = past;
    }

    fn note(&mut self, kind: TransactionKind, step: Step) {
        match kind {
            TransactionKind::Undo(number) => {
                if let Some(place) = self.undo.iter().rposition(|done| done.number == number) {
                    let undone = self.undo.remove(place);
                    self.redo.push(undone);
                }
            }
            TransactionKind::Redo(number) => {
                if let Some(place) = self.redo.iter().rposition(|undone| undone.number == number) {
                    let redone = self.redo.remove(place);
                    self.undo.push(redone);
                }
            }
            _ => {
                self.undo.push(step);
                self.redo.clear();
            }
        }
    }

    /// The step `u` would undo.
    pub fn next_undo(&self) -> Option<&Step> {
        self.undo.last()
    }

    /// The step `ctrl-r` would redo.
    pub fn next_redo(&self) -> Option<&Step> {
        self.redo.last()
    }

    /// Steps that can be undone, latest first.
    pub fn done(&self) -> impl Iterator<Item = &Step> {
        self.undo.iter().rev()
    }
}

/// Returns the edits that turn a transaction round, or the title of the record that was changed since.
pub fn backward(transaction: &Transaction, workspace: &Workspace) -> Result<Vec<Edit>, String> {
    let mut edits = Vec::with_capacity(transaction.changes.len());
    for change in transaction.changes.iter().rev() {
        if workspace.get(change.id) != change.after {
            return Err(name_of(change.id, workspace));
        }
        edits.push(change.backward());
    }
    Ok(edits)
}

/// Returns the edits that make a transaction again, or the title of the record that was changed since.
pub fn forward(transaction: &Transaction, workspace: &Workspace) -> Result<Vec<Edit>, String> {
    let mut edits = Vec::with_capacity(transaction.changes.len());
    for change in &transaction.changes {
        if workspace.get(change.id) != change.before {
            return Err(name_of(change.id, workspace));
        }
        edits.push(change.forward());
    }
    Ok(edits)
}

fn name_of(id: super::record::RecordId, workspace: &Workspace) -> String {
    workspace.get(id).map_or_else(|| id.to_string(), |record| record.title().to_string())
}
