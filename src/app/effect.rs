//! Everything the program can ask the outside to do. Data, so that a test can look at it.

use super::ranking::RankJob;
use crate::domain::edit::Transaction;
use crate::domain::record::{Record, RecordId};
use std::sync::Arc;

/// What one message led to, in order.
pub type Effects = Vec<Effect>;

/// One thing for the edge to do.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Write the transaction to the journal; answered by `Saved` or `NotSaved`.
    Save(Arc<Transaction>),
    /// Read an old transaction from the journal; answered by `Fetched`.
    Fetch(u64),
    /// Hand a text to `$VISUAL` or `$EDITOR`; answered by `Edited`.
    EditExternally {
        target: EditTarget,
        text: String,
    },
    /// Open a file of the workspace in `$VISUAL` or `$EDITOR` at a place and read it again; answered by `Reread`.
    OpenFile {
        path: String,
        line: usize,
        column: usize,
    },
    /// Take the marks of git out of a file, now that this is what a record between them says.
    SettleFile {
        path: String,
        record: Record,
    },
    /// Keep typed text against a crash.
    SaveDraft {
        name: String,
        text: String,
    },
    DropDraft {
        name: String,
    },
    /// Make the draws for an order; answered by `Ranked`, the last order first.
    Rank(Box<RankJob>),
    /// Put a text on the clipboard.
    Copy(String),
    /// Read files and say what importing them would do; answered by `Planned`.
    PlanImport {
        path: String,
    },
    /// Commit, take in what was done elsewhere, and send the result; answered by `Synced`.
    Sync,
    /// List the backups; answered by `Backups`.
    ListBackups,
    /// Read a backup and say what going back to it changes; answered by `Restored`.
    ReadBackup(String),
    /// Write everything in memory to another folder.
    SaveCopy {
        folder: String,
    },
    /// The choice of the first start.
    Begin(Beginning),
    Suspend,
    Redraw,
    Quit,
}

/// What a text came from and goes back to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EditTarget {
    /// The field of the open form that has the focus.
    Field,
    /// A record as a whole, as RON.
    Record(RecordId),
}

/// How a strategist begins without data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Beginning {
    Demo,
    Import,
    Empty,
}
