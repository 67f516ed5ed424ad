//! Everything that can wake the program. A closed list: what is not here cannot change the model.

use super::chord::Chord;
use super::effect::EditTarget;
use super::notice::Notice;
use super::ranking::Drawn;
use crate::domain::edit::{Change, Edit, Transaction};
use crate::domain::history::Summary;
use crate::domain::merge::Outside;
use crate::domain::problem::Problem;
use crate::domain::record::{Record, RecordId};
use crate::domain::signal::Signal;
use std::sync::Arc;

/// One thing that happened outside.
#[derive(Clone, Debug)]
pub enum Message {
    // From the terminal.
    Key(Chord),
    Paste(String),
    Resize(u16, u16),
    // From the clock.
    NewDay,
    // From the loader.
    Loaded { signals: Vec<Arc<Signal>>, problems: Vec<Problem> },
    // Files that were read again: all their records, and what is wrong with them now.
    Reread { paths: Vec<String>, records: Vec<Record>, problems: Vec<Problem> },
    LoadFinished,
    // From the loader: other versions of signals that are in the files more than once.
    Twice(Vec<Arc<Signal>>),
    // From the writer; `outside` is what somebody else wrote, where it can be read, `removed` what they removed.
    Saved { number: u64 },
    NotSaved { why: String },
    Foreign { outside: Vec<Outside>, removed: Vec<RecordId>, text: String },
    // From the journal.
    Past(Vec<Summary>),
    Fetched(Arc<Transaction>),
    NotFetched { why: String },
    // From git: what came in, what the step is called, and what there is to say.
    Synced { changes: Vec<Change>, label: String, notice: Notice, is_over: bool },
    // From the external editor; nothing when it changed nothing.
    Edited { target: EditTarget, text: Option<String> },
    // From the thread that draws.
    Ranked(Drawn),
    // From an importer.
    Planned(Box<ImportPlan>),
    // From the backups.
    Backups(Vec<BackupRow>),
    Restored { label: String, changes: Vec<Change>, stayed: usize },
    // A demo or a new workspace was chosen on the first start.
    Opened { records: Vec<Record>, next_number: u64, name: String, is_demo: bool, then_import: bool },
    // From anything that failed or finished outside.
    Notice(Notice),
}

/// One backup, in words.
#[derive(Clone, Debug, PartialEq)]
pub struct BackupRow {
    pub name: String,
    /// When it was made.
    pub label: String,
    /// Why, and what it holds.
    pub detail: String,
    /// Why it cannot be gone back to.
    pub damage: Option<String>,
}

/// What an import would do, for the preview.
#[derive(Clone, Debug, Default)]
pub struct ImportPlan {
    pub path: String,
    pub format: String,
    pub new: usize,
    pub updated: usize,
    pub same: usize,
    /// Place and reason of every row left out.
    pub skipped: Vec<(String, String)>,
    /// Field and the column it is read from.
    pub mapping: Vec<(String, String)>,
    /// Titles of the first few rows.
    pub sample: Vec<String>,
    pub edits: Vec<Edit>,
}
