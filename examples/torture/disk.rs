//! Power cuts on a simulated disk: what the store does to the disk in a random history is recorded, and at every
//! point of the record the workspace is put together as a power cut may leave it, opened and checked.
//!
//! A case is one point and one outcome. Cases with the same files are opened once; what was found is held
//! against what was acknowledged at each.

use super::history::{History, SMALL, Shape};
use super::report::{Fallible, Outcome, Settings, in_parallel, scratch};
use super::simulated::{Simulated, fingerprint, materialise};
use super::verify::{check_any, open};
use super::worker::workspace;
use northstar::store::{self, Fuse, Log, OpenOptions, Operation, Sabotage};
use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Outcomes of a power cut at one point.
const OUTCOMES: usize = 24;
/// Outcomes of a power cut at one point of a recovery, which is tried from one in so many distinct states.
const COMPOUND: usize = 6;
const COMPOUND_EVERY: u64 = 24;

/// A store that does not keep its promise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    Store(Sabotage),
    /// The checkpoint is noted before the files are written.
    CheckpointFirst,
}

/// Cuts the power in so many histories. Stops at the first failure of a faulty store: one is enough.
pub fn run(settings: Settings, fault: Option<Fault>) -> Outcome {
    let (distinct, compound) = (AtomicU64::new(0), AtomicU64::new(0));
    let mut outcome = in_parallel(settings, |seed| {
        let mut script = Script::record(seed, fault)?;
        let cases = script.cut_everywhere();
        distinct.fetch_add(script.known.len() as u64, Ordering::Relaxed);
        compound.fetch_add(script.compound, Ordering::Relaxed);
        cases
    });
    let (distinct, compound) = (distinct.into_inner(), compound.into_inner());
    outcome.note = format!(
        "{} histories, {distinct} distinct states opened, {compound} cases are cuts during recovery",
        settings.rounds
    );
    outcome
}

/// One history and what it did to the disk.
struct Script {
    folder: tempfile::TempDir,
    history: History,
    start: Simulated,
    record: Vec<Operation>,
    random: fastrand::Rng,
    /// After which transaction each state that was opened is.
    known: HashMap<u64, u64>,
    compound: u64,
    made: u64,
}

impl Script {
    fn record(seed: u64, fault: Option<Fault>) -> Fallible<Self> {
        let folder = scratch()?;
        let dir = workspace(folder.path(), "w")?;
        let start = Simulated::of(&dir)?;
        let sabotage = match fault {
            Some(Fault::Store(sabotage)) => Some(sabotage),
            _ => None,
        };
        let mut random = fastrand::Rng::with_seed(seed);
        let fuse = Fuse::recorder(sabotage);
        let mut history = History::new(seed, shape(&mut random));
        for _ in 0..random.u8(1..=3) {
            session(&dir, &fuse, &mut history, &mut random)?;
        }
        let mut record = fuse.take_record();
        if fault == Some(Fault::CheckpointFirst) {
            record = checkpoints_first(record);
        }
        let (known, compound, made) = (HashMap::new(), 0, 0);
        Ok(Self { folder, history, start, record, random, known, compound, made })
    }

    fn cut_everywhere(&mut self) -> Fallible<u64> {
        let mut disk = self.start.clone();
        let (mut acknowledged, mut attempted, mut cases) = (0, 0, 0);
        for point in 0..=self.record.len() {
            for choice in 0..OUTCOMES {
                let image = disk.cut(choice, self.random.u64(..));
                let state = fingerprint(&image);
                let found = match self.known.get(&state) {
                    Some(found) => *found,
                    None => {
                        let dir = self.fresh();
                        materialise(&image, &dir)?;
                        let found = self.open(&dir, acknowledged, attempted);
                        let found = found.map_err(|error| format!("point {point}, {choice}: {error}"))?;
                        fs::remove_dir_all(dir)?;
                        self.known.insert(state, found);
                        found
                    }
                };
                cases += 1;
                if found < acknowledged || attempted < found {
                    let range = format!("acknowledged {acknowledged}, attempted {attempted}");
                    return Err(format!("point {point}, {choice}: state {found}, {range}").into());
                }
            }
            match self.record.get(point) {
                Some(Operation::Attempted(number)) => attempted = *number,
                Some(Operation::Acknowledged(number)) => acknowledged = *number,
                Some(operation) => disk.take(operation),
                None => {}
            }
        }
        Ok(cases + self.compound)
    }

    fn fresh(&mut self) -> PathBuf {
        self.made += 1;
        self.folder.path().join(format!("cut{}", self.made))
    }

    fn open(&mut self, dir: &Path, acknowledged: u64, attempted: u64) -> Fallible<u64> {
        if self.random.u64(0..COMPOUND_EVERY) != 0 {
            return check_any(dir, &self.history);
        }
        let before = Simulated::of(dir)?;
        let fuse = Fuse::recorder(None);
        let opened = open_recorded(dir, &fuse)?;
        let shown = opened.next_number - 1;
        opened.log.ok_or("read-only")?.checkpoint()?;
        let record = fuse.take_record();
        if (acknowledged..=attempted).contains(&shown) {
            self.cut_recovery(before, &record, shown)?;
        }
        check_any(dir, &self.history)
    }

    /// Cuts the power during a recovery: what it showed must not change any more.
    fn cut_recovery(&mut self, mut disk: Simulated, record: &[Operation], shown: u64) -> Fallible<()> {
        for point in 0..=record.len() {
            for choice in 0..COMPOUND {
                let image = disk.cut(choice, self.random.u64(..));
                let dir = self.fresh();
                materialise(&image, &dir)?;
                let found = check_any(&dir, &self.history)
                    .map_err(|error| format!("at step {point} of its recovery, {choice}: {error}"))?;
                if found != shown {
                    let what = format!("at step {point} of its recovery: {shown}, then {found}");
                    return Err(what.into());
                }
                fs::remove_dir_all(dir)?;
                self.compound += 1;
            }
            if let Some(operation) = record.get(point) {
                disk.take(operation);
            }
        }
        Ok(())
    }
}

/// Most histories are small; some have lines longer than a sector.
fn shape(random: &mut fastrand::Rng) -> Shape {
    if random.u8(0..6) == 0 { Shape { words: 200, ..SMALL } } else { SMALL }
}

fn open_recorded(dir: &Path, fuse: &Arc<Fuse>) -> Fallible<store::Opened> {
    Ok(store::open(dir, &OpenOptions { fuse: Some(fuse.clone()), ..OpenOptions::default() })?)
}

/// One start of the program: some transactions, some checkpoints, an end with or without one.
fn session(dir: &Path, fuse: &Arc<Fuse>, history: &mut History, random: &mut fastrand::Rng) -> Fallible<()> {
    let mut log = open_recorded(dir, fuse)?.log.ok_or("read-only")?;
    for _ in 0..random.u8(1..8) {
        let mut batch = Vec::new();
        for _ in 0..if random.u8(0..5) == 0 { 2 } else { 1 } {
            batch.push(history.advance()?.clone());
        }
        save(&mut log, fuse, &batch)?;
        if random.u8(0..3) == 0 {
            log.checkpoint()?;
        }
    }
    if random.bool() {
        log.checkpoint()?;
    }
    drop(log);
    let opened = open(dir)?;
    let expected = history.state(history.length()).ok_or("no state")?;
    if opened.workspace == *expected { Ok(()) } else { Err("lost without any cut".into()) }
}

fn save(log: &mut Log, fuse: &Fuse, batch: &[northstar::domain::edit::Transaction]) -> Fallible<()> {
    for transaction in batch {
        fuse.note(|| Operation::Attempted(transaction.number));
    }
    log.append_all(batch)?;
    for transaction in batch {
        fuse.note(|| Operation::Acknowledged(transaction.number));
    }
    Ok(())
}

/// Returns the record of a store that notes each checkpoint, and syncs the note, before it writes the files.
fn checkpoints_first(record: Vec<Operation>) -> Vec<Operation> {
    let mut reordered: Vec<Operation> = Vec::new();
    let mut last_said = 0;
    for operation in record {
        let is_note = |operation: &Operation| match operation {
            Operation::Write { bytes, .. } => bytes.starts_with(b"C1 ") && bytes.len() < 40,
            _ => false,
        };
        let follows_a_note = matches!(operation, Operation::Sync { .. })
            && last_said != 0
            && reordered.get(last_said - 1).is_some_and(is_note);
        if is_note(&operation) || follows_a_note {
            reordered.insert(last_said, operation);
            last_said += 1;
            continue;
        }
        if matches!(operation, Operation::Acknowledged(_)) {
            last_said = reordered.len() + 1;
        }
        reordered.push(operation);
    }
    reordered
}
