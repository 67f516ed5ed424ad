//! Brings the files up to date with the journal: the second half of a save, in the background.
//!
//! What somebody else wrote in the meantime is left alone until it was merged and the journal has it; what
//! cannot be read goes to quarantine before it is replaced. An error with one file does not keep the others from
//! being written.

use super::dirty::{Decision, Dirty, Fate, Place, Touched};
use super::disk::{self, Disk};
use super::error::StoreError;
use super::exchange::Swapped;
use super::layout::{QUARANTINE, SIGNALS, document, month};
use super::month::{Update, update_but};
use super::text::Style;
use super::watch::Stamp;
use crate::domain::id::SignalId;
use crate::domain::merge::Outside;
use crate::domain::record::{Record, RecordId};
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};

/// A file somebody else had changed.
#[derive(Clone, Debug, PartialEq)]
pub struct Foreign {
    pub path: String,
    /// Where their bytes are kept, when they could not be merged without a conflict.
    pub kept_as: Option<String>,
    /// Their version, when it can be read: the file shows it until it was merged.
    pub outside: Option<Outside>,
    /// They removed a record that was changed here since: it is written again.
    pub was_removed: bool,
}

/// The largest file of one record, and of one month, in bytes: far above what a person writes, so that nothing
/// that was saved is ever refused.
pub const LARGEST_RECORD: u64 = 64 << 20;
pub const LARGEST_MONTH: u64 = 1 << 30;

/// How often one file may change under our hands before it is left for the next time.
const PATIENCE: usize = 8;

type Months<'a> = BTreeMap<String, BTreeMap<SignalId, &'a Touched>>;

/// One round of publishing.
pub struct Publisher<'a> {
    disk: &'a Disk,
    dir: &'a Path,
    folders: BTreeSet<PathBuf>,
    foreign: Vec<Foreign>,
    failed: Option<StoreError>,
    written: Vec<Written>,
    /// Only looks for what others wrote.
    looks: bool,
    /// Puts bytes nobody may lose into quarantine.
    keeps: bool,
}

/// A file we wrote, and what tells it from others; nothing when we removed it.
pub type Written = (String, Option<Stamp>);

/// What a round came to.
pub struct Published {
    /// What was found changed by others.
    pub foreign: Vec<Foreign>,
    pub written: Vec<Written>,
    /// The first error; without one, and without a version of others, the files hold everything.
    pub done: Result<(), StoreError>,
}

/// Writes every touched record to its file and syncs files and folders.
pub fn publish(disk: &Disk, dir: &Path, dirty: &Dirty) -> Published {
    let mut publisher = Publisher::new(disk, dir, false);
    publisher.run(dirty);
    let Publisher { foreign, written, failed, .. } = publisher;
    Published { foreign, written, done: failed.map_or(Ok(()), Err) }
}

/// Returns the versions of others that files of touched records show, and leaves the files as they are; what
/// cannot be read is not among them. With `keeps`, bytes in conflict go to quarantine.
pub fn look(disk: &Disk, dir: &Path, dirty: &Dirty, keeps: bool) -> Vec<Foreign> {
    let mut publisher = Publisher { keeps, ..Publisher::new(disk, dir, true) };
    publisher.run(dirty);
    publisher.foreign
}

impl<'a> Publisher<'a> {
    const fn new(disk: &'a Disk, dir: &'a Path, looks: bool) -> Self {
        Self {
            disk,
            dir,
            folders: BTreeSet::new(),
            foreign: Vec::new(),
            failed: None,
            written: Vec::new(),
            looks,
            keeps: true,
        }
    }

    fn run(&mut self, dirty: &Dirty) {
        for (id, touched) in dirty.iter() {
            if let Some(path) = document(id) {
                let done = patiently(|| self.document(&path, id, touched));
                self.note(&path, done);
            }
        }
        let (puts, removals) = self.months(dirty);
        // A signal is in the file it moves to before it leaves the other.
        for (path, signals) in puts.iter().chain(&removals) {
            let done = patiently(|| self.month(path, signals));
            self.note(path, done);
        }
        for folder in std::mem::take(&mut self.folders) {
            let done = self.disk.sync_dir(&folder);
            self.note(&folder.to_string_lossy(), done);
        }
    }

    fn note(&mut self, path: &str, done: io::Result<()>) {
        if let Err(error) = done
            && self.failed.is_none()
        {
            self.failed = Some(StoreError::lagging(Path::new(path), &error));
        }
    }

    /// Returns whether the file was dealt with: not when somebody else wrote it after the look.
    fn document(&mut self, path: &str, id: RecordId, touched: &Touched) -> io::Result<bool> {
        let full = self.dir.join(path);
        refuse_linked_folder(&full)?;
        let present = disk::read(&full, LARGEST_RECORD)?;
        let decision = touched.decide(id, present.as_deref(), Style::Pretty, Place::Own);
        let decision = decision.map_err(io::Error::other)?;
        self.keep(path, present.as_deref(), &decision)?;
        match decision.fate {
            Fate::Leave | Fate::Merge(_) => Ok(true),
            _ if self.looks => Ok(true),
            Fate::Write(text) => {
                if present.is_none() && touched.was_in(|_| true) {
                    self.tell_removed(path);
                }
                let text = format!("{}\n", text.trim_end());
                self.replace(path, present.as_deref(), text.as_bytes())
            }
            Fate::Remove => {
                let done = self.disk.take_away(&full, present.as_deref().unwrap_or_default())?;
                self.written(path, &done);
                Ok(matches!(done, Swapped::Done(_)))
            }
        }
    }

    /// Sorts touched signals by file: those to be there, and those that must no longer be.
    fn months<'b>(&self, dirty: &'b Dirty) -> (Months<'b>, Months<'b>) {
        let (mut puts, mut removals) = (Months::new(), Months::new());
        let mut everywhere = None;
        for (id, touched) in dirty.iter() {
            let RecordId::Signal(id) = id else { continue };
            let target = touched.latest.as_ref().and_then(month_of);
            if let Some(target) = &target {
                puts.entry(target.clone()).or_default().insert(id, touched);
            }
            let mut sources: BTreeSet<_> = touched.known.iter().filter_map(month_of).collect();
            if target.is_none() {
                // It must not come back from a file it was put into by hand.
                sources.extend(everywhere.get_or_insert_with(|| month_files(self.dir)).iter().cloned());
            }
            for source in sources.into_iter().filter(|source| Some(source) != target.as_ref()) {
                removals.entry(source).or_default().insert(id, touched);
            }
        }
        (puts, removals)
    }

    fn month(&mut self, path: &str, signals: &BTreeMap<SignalId, &Touched>) -> io::Result<bool> {
        let full = self.dir.join(path);
        refuse_linked_folder(&full)?;
        let present = disk::read(&full, LARGEST_MONTH)?;
        let ids = signals.keys().copied().collect();
        let mut kept: Vec<(Vec<u8>, Decision)> = Vec::new();
        let (mut failed, mut has_lost, looks) = (None, false, self.looks);
        let is_other =
            |id: SignalId, text: &[u8]| signals.get(&id).is_some_and(|touched| touched.is_other(id, text));
        let present_bytes = present.as_deref().unwrap_or_default();
        let changed = update_but(present_bytes, &ids, &is_other, &mut |id, text, is_again| {
            let Some(touched) = signals.get(&id) else { return Update::Leave };
            let place = place_in(touched, path, is_again);
            if place == Place::Own && is_again {
                return match touched.decide_again(RecordId::Signal(id), text) {
                    None => Update::Leave,
                    Some(Fate::Remove) if !looks => Update::Remove,
                    Some(fate) => {
                        let decision = Decision { fate, keep: false, is_foreign: true };
                        kept.extend(text.map(|text| (text.to_vec(), decision)));
                        Update::Leave
                    }
                };
            }
            let mut decision = match touched.decide(RecordId::Signal(id), text, Style::Compact, place) {
                Ok(decision) => decision,
                Err(error) => {
                    failed = Some(io::Error::other(error));
                    return Update::Leave;
                }
            };
            let is_merge = matches!(decision.fate, Fate::Merge(_));
            let fate =
                if is_merge { Fate::Leave } else { std::mem::replace(&mut decision.fate, Fate::Leave) };
            kept.extend(text.filter(|_| decision.keep || is_merge).map(|text| (text.to_vec(), decision)));
            match fate {
                Fate::Leave | Fate::Merge(_) => Update::Leave,
                _ if looks => Update::Leave,
                Fate::Write(record) => {
                    has_lost |= text.is_none() && touched.was_in(|base| is_of(base, path));
                    Update::Replace(record)
                }
                Fate::Remove => Update::Remove,
            }
        });
        for (text, decision) in kept {
            self.keep(path, Some(&text), &decision)?;
        }
        if has_lost {
            self.tell_removed(path);
        }
        let is_done = changed.map_or(Ok(true), |bytes| self.replace(path, present.as_deref(), &bytes))?;
        failed.map_or(Ok(is_done), Err)
    }

    fn tell_removed(&mut self, path: &str) {
        self.foreign.push(Foreign { path: path.into(), kept_as: None, outside: None, was_removed: true });
    }

    /// Writes a file that holds `present`. Returns whether it still did.
    fn replace(&mut self, path: &str, present: Option<&[u8]>, bytes: &[u8]) -> io::Result<bool> {
        let full = self.dir.join(path);
        if let Some(folder) = full.parent().filter(|folder| !folder.is_dir()) {
            self.disk.make_dir(folder)?;
            self.disk.sync_dir(self.dir)?;
        }
        let done = self.disk.swap(&full, present, bytes)?;
        self.written(path, &done);
        Ok(matches!(done, Swapped::Done(_)))
    }

    /// Notes a file as written by us, and its folder as to be synced.
    fn written(&mut self, path: &str, done: &Swapped) {
        let Swapped::Done(written) = done else { return };
        self.folders.extend(self.dir.join(path).parent().map(Path::to_path_buf));
        self.written.push((path.into(), written.as_ref().map(Stamp::of)));
    }

    fn keep(&mut self, path: &str, present: Option<&[u8]>, decision: &Decision) -> io::Result<()> {
        let outside = match &decision.fate {
            Fate::Merge(outside) => Some(outside.clone()),
            _ => None,
        };
        if self.looks && outside.is_none() {
            return Ok(());
        }
        let kept = present.filter(|_| decision.keep && self.keeps);
        let kept_as = kept.map(|bytes| quarantine(self.disk, self.dir, path, bytes));
        // Looking may be all that can be done; a conflict has both values anyway.
        let kept_as = if self.looks { kept_as.and_then(Result::ok) } else { kept_as.transpose()? };
        if decision.is_foreign {
            self.foreign.push(Foreign { path: path.into(), kept_as, outside, was_removed: false });
        }
        Ok(())
    }
}

/// Tries again while somebody else writes at the same moment.
fn patiently(mut one: impl FnMut() -> io::Result<bool>) -> io::Result<()> {
    for _ in 0..PATIENCE {
        if one()? {
            return Ok(());
        }
    }
    Err(io::Error::other("it keeps being changed by another program"))
}

/// Refuses to write through a link in the place of a folder: what lies behind it is not the workspace.
fn refuse_linked_folder(file: &Path) -> io::Result<()> {
    let is_link = file.parent().is_some_and(Path::is_symlink);
    if is_link { Err(io::Error::other("its folder is a link")) } else { Ok(()) }
}

fn place_in(touched: &Touched, path: &str, is_again: bool) -> Place {
    let is_month = |record: &Record| is_of(record, path);
    if touched.latest.as_ref().is_some_and(is_month) {
        Place::Own
    } else if !is_again && touched.known.iter().any(is_month) {
        Place::Former
    } else {
        Place::Stray
    }
}

fn is_of(record: &Record, path: &str) -> bool {
    month_of(record).is_some_and(|month| month == path)
}

fn month_of(record: &Record) -> Option<String> {
    if let Record::Signal(signal) = record { Some(month(signal)) } else { None }
}

/// Returns the month files, relative to the workspace, newest first.
pub fn month_files(dir: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(dir.join(SIGNALS)).into_iter().flatten().flatten();
    let names = entries.filter_map(|entry| entry.file_name().into_string().ok());
    let mut names: Vec<_> = names.filter(|name| name.ends_with(".ron") && !name.starts_with('.')).collect();
    names.sort_unstable_by(|a, b| b.cmp(a));
    names.into_iter().map(|name| format!("{SIGNALS}/{name}")).collect()
}

/// Keeps bytes nobody may lose, under a name made of where they were and what they are: the same bytes are kept
/// once. Returns the file, relative to the workspace.
pub fn quarantine(disk: &Disk, dir: &Path, path: &str, bytes: &[u8]) -> io::Result<String> {
    let name = path.trim_start_matches('.').replace('/', "_");
    let kept_as = format!("{QUARANTINE}/{name}.{:08x}", crc32c::crc32c(bytes));
    let full = dir.join(&kept_as);
    if disk::read(&full, LARGEST_MONTH)?.as_deref() != Some(bytes) {
        disk.make_dir(&dir.join(QUARANTINE))?;
        disk.replace(&full, bytes)?;
        disk.sync_dir(&dir.join(QUARANTINE))?;
    }
    Ok(kept_as)
}
