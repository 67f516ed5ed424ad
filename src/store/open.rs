//! Opens a workspace: the lock, the header, what the journal has that the files lack, the documents, and as many
//! of the newest signals as the first frame needs. The rest follows behind ([`Rest`]).
//!
//! Every start is a recovery, and no record, however broken, keeps the others from opening.

use super::dirty::Dirty;
use super::disk::{self, Disk, TEMPORARY};
use super::error::{StoreError, reason};
use super::files::read_document;
use super::fuse::Fuse;
use super::header::{Header, is_workspace, make_private};
use super::journal::{Journal, JournalReader, Replayed, Tail, read_tail};
use super::layout::{BACKUPS, DOCUMENTS, JOURNAL, LOCK, SIGNALS, STRATEGY, document};
use super::lock::{Lock, Locking};
use super::log::{Log, merged};
use super::problem::Problem;
use super::publish::{LARGEST_RECORD, look, quarantine};
use super::rest::Rest;
use super::text::{FORMAT, is_blank};
use crate::domain::edit::{Change, Edit};
use crate::domain::id::SignalId;
use crate::domain::merge::merge;
use crate::domain::record::{Record, RecordId};
use crate::domain::workspace::Workspace;
use std::collections::{BTreeMap, HashSet};
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::thread;

/// How to open.
#[derive(Clone, Debug, Default)]
pub struct OpenOptions {
    pub read_only: bool,
    /// The name of this machine.
    pub device: String,
    /// Who holds the lock, for whoever comes second: process, start.
    pub pid_note: String,
    /// For tests: stops the store before a step.
    pub fuse: Option<Arc<Fuse>>,
}

/// Whether edits can be saved.
#[derive(Clone, Debug, PartialEq)]
pub enum Access {
    Writable,
    ReadOnly { why: String },
}

/// An open workspace.
#[derive(Debug)]
pub struct Opened {
    pub workspace: Workspace,
    /// Signals that are not loaded yet.
    pub rest: Rest,
    pub problems: Vec<Problem>,
    pub access: Access,
    pub name: String,
    /// The number of the next transaction.
    pub next_number: u64,
    pub journal: JournalReader,
    /// What saves; nothing when the access is read-only.
    pub log: Option<Log>,
    /// How many signals were joined of different versions in the files.
    pub joined: usize,
}

impl Opened {
    /// Loads every signal that is not loaded yet.
    pub fn load_all(&mut self) {
        while let Some(batch) = self.rest.next_batch() {
            batch.signals.into_iter().for_each(|signal| self.workspace.load(Record::Signal(signal)));
            self.problems.extend(batch.problems);
        }
        self.join();
    }

    /// Joins versions of one signal, as a merge by union leaves them, into one that has what both have.
    fn join(&mut self) {
        let mut changes: BTreeMap<RecordId, Change> = BTreeMap::new();
        for signal in self.rest.take_again() {
            let theirs = Record::Signal(signal);
            let (id, before) = (theirs.id(), self.workspace.get(theirs.id()));
            let after = merge(None, before.as_ref(), Some(&theirs)).record;
            if let Some(record) = after.clone().filter(|_| before != after) {
                self.workspace.load(record);
                changes.entry(id).or_insert(Change { id, before, after: None }).after = after;
            }
        }
        self.joined = changes.len();
        if let Some(log) = &mut self.log {
            // What cannot be saved now is joined again by the next start.
            let _ = log.save_external(changes.into_values().collect());
            self.next_number = log.next_number();
        }
    }
}

/// Opens a workspace, read-only where writing is impossible; `access` says why.
pub fn open(dir: &Path, options: &OpenOptions) -> Result<Opened, StoreError> {
    if !is_workspace(dir) {
        return Err(StoreError::NotFound { dir: dir.into() });
    }
    // Resolved once: a link that points elsewhere later does not take us there.
    let resolved = dir.canonicalize();
    let dir = resolved.as_deref().unwrap_or(dir);
    let header = Header::read(dir)?;
    let disk = disk_of(options);
    let mut lock = take_lock(&disk, dir, &header, options);
    let folder = dir.join(JOURNAL);
    let tail = read_tail(&folder, &header.workspace);
    let tail = tail.map_err(|error| StoreError::unreadable(&folder, &error))?;
    let mut problems = tail.problems.clone();
    let journal = lock.as_ref().map_err(Clone::clone).and_then(|_| {
        let ready = secure(&disk, dir, &tail, &mut problems);
        let journal =
            ready.and_then(|()| Journal::resume(disk.clone(), &folder, &header.workspace, tail.end.clone()));
        journal.map_err(|error| reason(&error))
    });
    let (access, mut log) = match (journal, lock.as_mut().ok().and_then(Option::take)) {
        (Ok(journal), Some(lock)) => (Access::Writable, Some(Log::new(dir, disk, lock, journal, &tail))),
        (Err(why), _) => (Access::ReadOnly { why }, None),
        (Ok(_), None) => (Access::ReadOnly { why: "the lock was lost".into() }, None),
    };
    let merged = match &mut log {
        Some(log) => log.recover(),
        None => merged_in_memory(&disk_of(options), dir, &tail),
    };
    problems.extend(header.note(dir));
    let mut loader = Loader { dir, workspace: Workspace::default(), problems };
    let rest = loader.everything(&tail);
    merged.into_iter().for_each(|record| loader.workspace.load(record));
    Ok(Opened {
        workspace: loader.workspace,
        rest,
        problems: loader.problems,
        access,
        name: header.name,
        joined: 0,
        next_number: log.as_ref().map_or(tail.end.last + 1, Log::next_number),
        journal: JournalReader::new(&folder, &header.workspace),
        log,
    })
}

fn disk_of(options: &OpenOptions) -> Disk {
    Disk { fuse: options.fuse.clone() }
}

/// What recovery would merge, for a look without the right to write.
fn merged_in_memory(disk: &Disk, dir: &Path, tail: &Tail) -> Vec<Record> {
    let dirty = Dirty::of(tail);
    let outside: Vec<_> =
        look(disk, dir, &dirty, false).into_iter().filter_map(|foreign| foreign.outside).collect();
    merged(&dirty, &outside).into_iter().filter_map(|change| change.after).collect()
}

/// Takes the lock, or says why nothing can be written.
fn take_lock(
    disk: &Disk,
    dir: &Path,
    header: &Header,
    options: &OpenOptions,
) -> Result<Option<Lock>, String> {
    if options.read_only {
        return Err("it was opened read-only".into());
    }
    if header.is_newer() {
        let format = header.format;
        return Err(format!("a newer northstar wrote it (format {format}; this one writes {FORMAT})"));
    }
    let note = match options.device.as_str() {
        "" => options.pid_note.clone(),
        device => format!("{} on {device}", options.pid_note),
    };
    let taken = make_private(disk, dir).and_then(|()| Lock::take(disk, &dir.join(LOCK), &note));
    match taken.map_err(|error| reason(&error))? {
        Locking::Ours(lock) => Ok(Some(lock)),
        Locking::Theirs(who) => Err(format!("{who} has it open")),
    }
}

/// Keeps the bytes recovery is about to cut off or leave out, and what an interrupted write left behind.
fn secure(disk: &Disk, dir: &Path, tail: &Tail, problems: &mut Vec<Problem>) -> io::Result<()> {
    let path = format!("{JOURNAL}/{:06}.log", tail.end.segment);
    if !tail.torn.is_empty() {
        let kept_as = quarantine(disk, dir, &format!("{path}.torn"), &tail.torn)?;
        if tail.torn.ends_with(b"\n") {
            let what = format!("The last line of the journal is damaged; its bytes are in {kept_as}.");
            problems.push(Problem::of_file(&path, what));
        }
    }
    for change in tail.transactions.iter().flat_map(|(_, changes)| changes) {
        if let Err(text) = &change.after {
            quarantine(disk, dir, &format!("{path}.{}", change.id), text.as_bytes())?;
        }
    }
    for segment in &tail.damaged {
        let path = format!("{JOURNAL}/{segment:06}.log");
        let bytes = disk::read(&dir.join(&path), u64::MAX)?.unwrap_or_default();
        quarantine(disk, dir, &path, &bytes)?;
    }
    for folder in DOCUMENTS.into_iter().chain([SIGNALS, JOURNAL, ""]) {
        for name in names(&dir.join(folder)).into_iter().filter(|name| name.starts_with(TEMPORARY)) {
            let path = dir.join(folder).join(name);
            let bytes = disk::read(&path, u64::MAX)?.unwrap_or_default();
            if !is_blank(&bytes) {
                quarantine(disk, dir, &format!("{folder}/interrupted"), &bytes)?;
            }
            disk.remove(&path)?;
        }
    }
    // Half a backup holds nothing that the files do not; that it cannot be removed harms nobody.
    let backups = dir.join(BACKUPS);
    for name in names(&backups).into_iter().filter(|name| name.starts_with(TEMPORARY)) {
        let _ = disk.remove_all(&backups.join(name));
    }
    Ok(())
}

fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut names: Vec<_> = entries.filter_map(|entry| entry.file_name().into_string().ok()).collect();
    names.sort_unstable();
    names
}

/// The signals whose state the journal decides.
fn decided_by(tail: &Tail) -> HashSet<SignalId> {
    let changes = tail.transactions.iter().flat_map(|(_, changes)| changes);
    let id = |change: &Replayed| match (change.id, &change.after) {
        (RecordId::Signal(id), Ok(_)) => Some(id),
        _ => None,
    };
    changes.filter_map(id).collect()
}

struct Loader<'a> {
    dir: &'a Path,
    workspace: Workspace,
    problems: Vec<Problem>,
}

impl Loader<'_> {
    /// Loads documents and the newest signals side by side: the first frame waits for both. Returns what is
    /// left of the signals.
    fn everything(&mut self, tail: &Tail) -> Rest {
        let dir = self.dir;
        let overridden = decided_by(tail);
        let newest = || Rest::start(dir, overridden.clone());
        let (rest, first) = thread::scope(|scope| {
            let thread = thread::Builder::new().name("newest".into()).spawn_scoped(scope, newest);
            self.documents();
            self.replay(tail);
            match thread.map(thread::ScopedJoinHandle::join) {
                Ok(Ok(read)) => read,
                Ok(Err(panic)) => std::panic::resume_unwind(panic),
                Err(_) => newest(),
            }
        });
        first.signals.into_iter().for_each(|signal| self.workspace.load(Record::Signal(signal)));
        self.problems.extend(first.problems);
        rest
    }

    /// Loads the strategy and every record that has a file of its own.
    fn documents(&mut self) {
        self.document(STRATEGY, RecordId::Strategy);
        for folder in DOCUMENTS {
            for name in names(&self.dir.join(folder)) {
                let path = format!("{folder}/{name}");
                let Some(stem) = name.strip_suffix(".ron").filter(|_| !name.starts_with('.')) else {
                    continue;
                };
                match RecordId::parse(stem).filter(|id| document(*id).as_ref() == Some(&path)) {
                    Some(id) => self.document(&path, id),
                    None => {
                        let what = "The file is not named after a record's id, so it was left out.";
                        self.problems.push(Problem::of_file(path, what));
                    }
                }
            }
        }
    }

    fn document(&mut self, path: &str, id: RecordId) {
        let bytes = match disk::read(&self.dir.join(path), LARGEST_RECORD) {
            Ok(Some(bytes)) => bytes,
            Ok(None) => return,
            Err(error) => {
                let what = format!("The file cannot be read: {}.", reason(&error));
                return self.problems.push(Problem::of_file(path, what).with_id(id));
            }
        };
        if let Err(problem) = self.take_document(path, id, &bytes) {
            self.problems.push(*problem);
        }
    }

    fn take_document(&mut self, path: &str, id: RecordId, bytes: &[u8]) -> Result<(), Box<Problem>> {
        let (record, problems) = read_document(path, id, bytes)?;
        self.workspace.load(record);
        self.problems.extend(problems);
        Ok(())
    }

    /// Puts what the journal has over what the files have.
    fn replay(&mut self, tail: &Tail) {
        let mut latest = BTreeMap::new();
        for change in tail.transactions.iter().flat_map(|(_, changes)| changes) {
            if let Ok(after) = &change.after {
                latest.insert(change.id, after.clone());
            }
        }
        for (id, after) in latest {
            match after {
                Some(record) => self.workspace.load(record),
                None => {
                    // A record the files do not have either is gone already.
                    let _ = self.workspace.apply(Edit::Remove(id));
                }
            }
            self.problems.retain(|problem| problem.id != Some(id));
        }
    }
}
