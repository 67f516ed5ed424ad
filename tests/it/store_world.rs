//! A workspace on disk beside a model of what was acknowledged, for the tests of the store.

use northstar::domain::candidate::Candidate;
use northstar::domain::channel::Channel;
use northstar::domain::edit::{Edit, Transaction, TransactionKind};
use northstar::domain::id::{CandidateId, SignalId};
use northstar::domain::record::RecordId;
use northstar::domain::signal::Signal;
use northstar::domain::workspace::Workspace;
use northstar::store::{self, Fuse, Log, OpenOptions, Opened, Problem, StoreError};
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub struct World {
    _parent: tempfile::TempDir,
    pub dir: PathBuf,
    /// What was acknowledged.
    pub model: Workspace,
    pub number: u64,
}

impl World {
    pub fn new() -> Self {
        // In memory where there is such a disk: these tests start the store thousands of times.
        let memory = Path::new("/dev/shm");
        let parent =
            if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() }.unwrap();
        let dir = parent.path().join("w");
        store::create(&dir, "Acme", 7).unwrap();
        Self { _parent: parent, dir, model: Workspace::default(), number: 0 }
    }

    pub fn open(&self) -> Opened {
        open(&self.dir)
    }

    pub fn log(&self) -> Log {
        // A program that another test starts holds our locks for the moment between its birth and its start.
        (0..100_000).find_map(|_| self.open().log).expect("writable")
    }

    /// Applies edits to the model and saves them. The model keeps them only when they were acknowledged.
    pub fn save(&mut self, log: &mut Log, edits: Vec<Edit>) -> Result<(), StoreError> {
        let (after, transaction) = self.attempt(edits);
        log.append(&transaction)?;
        (self.model, self.number) = (after, transaction.number);
        Ok(())
    }

    pub fn attempt(&self, edits: Vec<Edit>) -> (Workspace, Transaction) {
        let mut after = self.model.clone();
        let changes = edits.into_iter().map(|edit| after.apply(edit).unwrap()).collect();
        let transaction = Transaction {
            number: self.number + 1,
            label: format!("change {}", self.number + 1),
            at: "2026-11-21T08:00:00Z".parse().unwrap(),
            device: "here".into(),
            kind: TransactionKind::Edit,
            changes,
        };
        (after, transaction)
    }

    /// Opens again and compares with the model.
    pub fn assert_all_there(&self) {
        let opened = self.open();
        // Fields nobody knows and a header that is gone are told, not lost.
        let problems = opened.problems.iter().filter(|problem| problem.sets_apart());
        assert_eq!(problems.collect::<Vec<&Problem>>(), Vec::<&Problem>::new(), "problems");
        assert_same(&opened.workspace, &self.model);
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.join(name)
    }

    pub fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap()
    }

    pub fn quarantined(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.path(".northstar/quarantine")).unwrap();
        let mut texts: Vec<_> = entries
            .map(|entry| String::from_utf8_lossy(&std::fs::read(entry.unwrap().path()).unwrap()).into_owned())
            .collect();
        texts.sort();
        texts
    }
}

pub fn open(dir: &Path) -> Opened {
    let mut opened = store::open(dir, &with_fuse(&Fuse::stop_after(usize::MAX))).unwrap();
    opened.load_all();
    opened
}

pub fn with_fuse(fuse: &Arc<Fuse>) -> OpenOptions {
    OpenOptions { fuse: Some(fuse.clone()), ..OpenOptions::default() }
}

pub fn assert_same(found: &Workspace, expected: &Workspace) {
    assert!(found == expected, "the workspace differs\nfound    {found:?}\nexpected {expected:?}");
    found.validate().unwrap();
}

pub fn signal(id: u64, title: &str, month: u8) -> Edit {
    let at = format!("2026-{month:02}-15T08:00:00Z").parse().unwrap();
    Signal::new(SignalId::from_bits(id), title, Channel::Support, at).into()
}

pub fn candidate(id: u64, title: &str) -> Edit {
    Candidate::new(CandidateId::from_bits(id), title).into()
}

pub fn remove_signal(id: u64) -> Edit {
    Edit::Remove(RecordId::Signal(SignalId::from_bits(id)))
}

pub fn remove_candidate(id: u64) -> Edit {
    Edit::Remove(RecordId::Candidate(CandidateId::from_bits(id)))
}
