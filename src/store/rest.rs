//! Signals behind the first frame, newest month first. The files are opened at the start, so what is read is
//! the workspace as it was then, whatever is published meanwhile; and no signal is yielded twice.

use super::conflict::{has_marks, of_month};
use super::disk::{open_regular, read_open};
use super::error::reason;
use super::layout::month;
use super::month::{Chunks, Doubles, Loaded, Turn, load, newest, under_another_id};
use super::problem::{Problem, ProblemKind, of_bytes};
use super::publish::{LARGEST_MONTH, month_files};
use crate::domain::id::SignalId;
use crate::domain::record::RecordId;
use crate::domain::shown::shown;
use crate::domain::signal::Signal;
use std::collections::{HashSet, VecDeque};
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// How many signals the first frame waits for: the newest, a few screens of them.
const FIRST: usize = 250;
/// How many come in one batch: a key waits for one of them at most.
const BATCH: usize = 500;
/// Files kept open at most; older ones are opened when their turn comes.
const OPEN_FILES: usize = 200;

/// Signals, and what could not be read.
#[derive(Debug, Default)]
pub struct Batch {
    pub signals: Vec<Arc<Signal>>,
    pub problems: Vec<Problem>,
}

/// What is not loaded yet.
#[derive(Debug)]
pub struct Rest {
    files: VecDeque<Month>,
    current: Option<Current>,
    seen: Doubles,
    /// Signals whose state the journal decides.
    overridden: HashSet<SignalId>,
    /// Signals in a file of another month: taken last, when their own month does not have them.
    strays: Vec<(Arc<Signal>, Problem)>,
    /// Signals whose id is another one's: taken last, under an id of their own.
    others: Vec<(Signal, Problem)>,
    /// Signals whose id was read before, as a merge by union leaves them.
    again: Vec<Arc<Signal>>,
    /// What was told of fields nobody knows.
    told: HashSet<String>,
}

#[derive(Debug)]
struct Month {
    path: String,
    full: PathBuf,
    file: Option<io::Result<File>>,
}

/// A file that is read in part.
#[derive(Debug)]
struct Current {
    path: String,
    bytes: Vec<u8>,
    /// Where reading goes on, in bytes.
    at: usize,
    /// Lines that were read out of order.
    read: HashSet<usize>,
}

impl Rest {
    /// Opens the month files and returns the newest signals.
    pub(super) fn start(dir: &Path, overridden: HashSet<SignalId>) -> (Self, Batch) {
        let months = month_files(dir).into_iter().enumerate().map(|(place, path)| {
            let full = dir.join(&path);
            let file = (place < OPEN_FILES).then(|| open_regular(&full));
            Month { path, full, file }
        });
        let files = months.collect();
        let mut rest = Self {
            files,
            current: None,
            seen: Doubles::default(),
            overridden,
            strays: Vec::new(),
            others: Vec::new(),
            again: Vec::new(),
            told: HashSet::new(),
        };
        let mut batch = Batch::default();
        while batch.signals.len() < FIRST && rest.open_next(&mut batch) {
            let wanted = FIRST - batch.signals.len();
            if rest.take_newest(wanted, &mut batch) {
                break;
            }
            rest.read_on(usize::MAX, &mut batch);
        }
        (rest, batch)
    }

    /// Tells whether everything is loaded.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty() && self.current.is_none() && self.strays.is_empty() && self.others.is_empty()
    }

    /// Returns, once everything is loaded, the other versions of signals that are in the files more than once.
    pub fn take_again(&mut self) -> Vec<Arc<Signal>> {
        std::mem::take(&mut self.again)
    }

    /// Returns the next signals, or nothing when everything is loaded.
    pub fn next_batch(&mut self) -> Option<Batch> {
        if self.is_empty() {
            return None;
        }
        let mut batch = Batch::default();
        while batch.signals.len() < BATCH && (self.current.is_some() || self.open_next(&mut batch)) {
            self.read_on(BATCH, &mut batch);
        }
        if self.current.is_none() && self.files.is_empty() {
            self.take_last(&mut batch);
        }
        Some(batch)
    }

    /// Takes what waited for everything else.
    fn take_last(&mut self, batch: &mut Batch) {
        self.seen.begin();
        for (signal, problem) in std::mem::take(&mut self.strays) {
            if self.overridden.contains(&signal.id) {
                continue;
            }
            match self.seen.take(&signal) {
                Turn::First => {
                    batch.signals.push(signal);
                    batch.problems.push(problem);
                }
                Turn::Again | Turn::Other | Turn::Instead(_) => self.again.push(signal),
            }
        }
        for (signal, problem) in std::mem::take(&mut self.others) {
            batch.problems.push(problem);
            if !self.overridden.contains(&signal.id) && !self.seen.has(signal.id) {
                batch.signals.push(Arc::new(signal));
            }
        }
    }

    /// Goes to the next file that can be read.
    fn open_next(&mut self, batch: &mut Batch) -> bool {
        while let Some(Month { path, full, file }) = self.files.pop_front() {
            let file = file.unwrap_or_else(|| open_regular(&full));
            match file.and_then(|file| read_open(&file, LARGEST_MONTH)) {
                Ok(bytes) if of_bytes(&path, &bytes).is_some() => {
                    batch.problems.extend(of_bytes(&path, &bytes));
                }
                Ok(bytes) if has_marks(&bytes) => self.take_versions(&path, &bytes, batch),
                Ok(bytes) => {
                    self.seen.begin();
                    self.current = Some(Current { path, bytes, at: 0, read: HashSet::new() });
                    return true;
                }
                Err(error) => {
                    let what = format!("The file cannot be read: {}.", reason(&error));
                    batch.problems.push(Problem::of_file(path, what));
                }
            }
        }
        false
    }

    /// Takes a file in which git left two versions, whole.
    fn take_versions(&mut self, path: &str, bytes: &[u8], batch: &mut Batch) {
        let (signals, problems) = of_month(path, bytes).unwrap_or_default();
        let is_decided = |id: SignalId| self.overridden.contains(&id);
        batch.signals.extend(signals.into_iter().filter(|one| !is_decided(one.id)));
        batch.problems.extend(
            problems
                .into_iter()
                .filter(|problem| !matches!(problem.id, Some(RecordId::Signal(id)) if is_decided(id))),
        );
        self.seen.begin();
        for signal in &batch.signals {
            self.seen.take(signal);
        }
    }

    /// Takes the newest signals of a file with many; false when it has no more than are wanted.
    fn take_newest(&mut self, wanted: usize, batch: &mut Batch) -> bool {
        let Some(mut current) = self.current.take() else { return false };
        for loaded in newest(&current.path, &current.bytes, wanted) {
            if let Loaded::Signal { signal, place, problems } = loaded {
                current.read.insert(place);
                self.take(signal, problems, place, &current, batch);
            }
        }
        let is_part = !current.read.is_empty();
        self.current = Some(current);
        is_part
    }

    /// Reads the current file in order until the batch is full or the file ends.
    fn read_on(&mut self, full: usize, batch: &mut Batch) {
        let Some(mut current) = self.current.take() else { return };
        let mut chunks = Chunks::new(&current.bytes, current.at);
        while batch.signals.len() < full {
            match load(&current.path, &current.bytes, &mut chunks, |place| current.read.contains(&place)) {
                None => return,
                Some(Loaded::Skipped) => {}
                Some(Loaded::Signal { signal, place, problems }) => {
                    self.take(signal, problems, place, &current, batch);
                }
                Some(Loaded::Problem(problem)) => {
                    let is_decided =
                        |id: RecordId| matches!(id, RecordId::Signal(id) if self.overridden.contains(&id));
                    if !problem.id.is_some_and(is_decided) {
                        batch.problems.push(problem);
                    }
                }
            }
        }
        current.at = chunks.place();
        self.current = Some(current);
    }

    /// Tells what of a signal could not be taken; a field nobody knows is told once, not for each of thousands.
    fn tell(&mut self, problems: Vec<Problem>, batch: &mut Batch) {
        let is_told = |problem: &Problem| problem.kind == ProblemKind::Note;
        batch.problems.extend(
            problems
                .into_iter()
                .filter(|problem| !is_told(problem) || self.told.insert(problem.what.clone())),
        );
    }

    fn take(
        &mut self,
        signal: Arc<Signal>,
        problems: Vec<Problem>,
        place: usize,
        current: &Current,
        batch: &mut Batch,
    ) {
        let id = signal.id;
        self.tell(problems, batch);
        let is_decided = self.overridden.contains(&id);
        let problem = |what: &str| {
            Problem::at(&current.path, &current.bytes, place, what).with_id(RecordId::Signal(id))
        };
        let own = month(&signal);
        if own != current.path {
            if !is_decided {
                let what = format!("The signal belongs in {own} and moves there when it is edited.");
                self.strays.push((signal, problem(&what)));
            }
            return;
        }
        match self.seen.take(&signal) {
            Turn::First if !is_decided => batch.signals.push(signal),
            Turn::Again if !is_decided => self.again.push(signal),
            Turn::First | Turn::Again => {}
            Turn::Other => self.others.push(other(&signal, problem(""))),
            Turn::Instead(first) => {
                // What was handed out before stays what it was.
                let shown = batch.signals.iter_mut().rev().find(|shown| shown.id == id);
                let late = match shown {
                    Some(shown) => {
                        *shown = signal;
                        first
                    }
                    None if is_decided => first,
                    None => signal,
                };
                self.others.push(other(&late, problem("")));
            }
        }
    }
}

/// Puts a signal under an id of its own, and says so.
pub fn other(signal: &Signal, problem: Problem) -> (Signal, Problem) {
    let apart = under_another_id(signal);
    let what = format!(
        "Two signals have the id {}; \"{}\" is open as {}.",
        signal.id,
        shown(&signal.title),
        apart.id
    );
    let hint = "Give it an id of its own in the file; enter opens it.";
    (apart, Problem { what, ..problem }.with_hint(hint).with_kind(ProblemKind::Note))
}
