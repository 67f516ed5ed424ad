//! A random history of a workspace, the same for the same seed wherever it is made: in the process that is
//! killed, and in the one that knows what must be there afterwards.

use super::report::Fallible;
use northstar::domain::candidate::Candidate;
use northstar::domain::channel::Channel;
use northstar::domain::edit::{Edit, Transaction, TransactionKind};
use northstar::domain::id::{CandidateId, SignalId, StakeholderId};
use northstar::domain::record::RecordId;
use northstar::domain::signal::Signal;
use northstar::domain::stakeholder::Stakeholder;
use northstar::domain::workspace::Workspace;

/// How large things are.
#[derive(Clone, Copy, Debug)]
pub struct Shape {
    /// Records that single edits choose from.
    pub ids: u64,
    /// Records of a bulk edit and of an import.
    pub bulk: u64,
    pub import: u64,
    /// The longest text, in words.
    pub words: usize,
}

/// What a person does in a day.
pub const LARGE: Shape = Shape { ids: 40, bulk: 50, import: 300, words: 60 };
/// As little as shows every path.
pub const SMALL: Shape = Shape { ids: 5, bulk: 4, import: 6, words: 6 };

/// Transactions and the states after each.
#[derive(Debug)]
pub struct History {
    seed: u64,
    shape: Shape,
    transactions: Vec<Transaction>,
    states: Vec<Workspace>,
}

impl History {
    pub fn new(seed: u64, shape: Shape) -> Self {
        Self { seed, shape, transactions: Vec::new(), states: vec![Workspace::default()] }
    }

    /// Returns a history of so many transactions.
    pub fn of_length(seed: u64, shape: Shape, length: u64) -> Fallible<Self> {
        let mut history = Self::new(seed, shape);
        history.reach(length)?;
        Ok(history)
    }

    /// The number of the last transaction.
    pub fn length(&self) -> u64 {
        self.transactions.len() as u64
    }

    /// Returns the state after a transaction, when the history reaches it.
    pub fn state(&self, number: u64) -> Option<&Workspace> {
        self.states.get(usize::try_from(number).ok()?)
    }

    /// Forgets what follows a transaction, or makes up what leads to it.
    pub fn reach(&mut self, number: u64) -> Fallible<()> {
        let length = usize::try_from(number)?;
        self.transactions.truncate(length);
        self.states.truncate(length + 1);
        while self.transactions.len() < length {
            self.advance()?;
        }
        Ok(())
    }

    /// Makes up the next transaction.
    pub fn advance(&mut self) -> Fallible<&Transaction> {
        let number = self.length() + 1;
        let mut random = fastrand::Rng::with_seed(self.seed.wrapping_mul(0x9e37_79b9).wrapping_add(number));
        let mut after = self.states.last().cloned().unwrap_or_default();
        let (kind, edits) = self.choose(&mut random, &after);
        let mut changes = Vec::new();
        for edit in edits {
            changes.push(after.apply(edit)?);
        }
        let at = "2026-11-21T08:00:00Z".parse()?;
        let label = format!("change {number}");
        self.transactions.push(Transaction { number, label, at, device: "torture".into(), kind, changes });
        self.states.push(after);
        self.transactions.last().ok_or_else(|| "no transaction".into())
    }

    fn choose(&self, random: &mut fastrand::Rng, now: &Workspace) -> (TransactionKind, Vec<Edit>) {
        let shape = self.shape;
        match (random.u8(0..20), self.transactions.last()) {
            (0..3, Some(last)) => {
                let edits = last.changes.iter().rev().map(northstar::domain::edit::Change::backward);
                (TransactionKind::Undo(last.number), edits.collect())
            }
            (3..5, _) => {
                let edits = (0..shape.bulk).map(|id| signal(random, id, shape));
                (TransactionKind::Edit, edits.collect())
            }
            (5, _) => {
                let first = 1_000 + random.u64(0..3) * shape.import;
                let edits = (first..first + shape.import).map(|id| signal(random, id, shape));
                (TransactionKind::Import, edits.collect())
            }
            (6..9, _) => {
                let id = RecordId::Signal(SignalId::from_bits(random.u64(0..shape.ids)));
                let there = now.get(id).is_some();
                let edit = if there { Edit::Remove(id) } else { candidate(random, shape) };
                (TransactionKind::Edit, vec![edit])
            }
            (9, _) => {
                let id = RecordId::Candidate(CandidateId::from_bits(random.u64(0..3)));
                let there = now.get(id).is_some();
                let edit = if there { Edit::Remove(id) } else { stakeholder(random) };
                (TransactionKind::Edit, vec![edit])
            }
            (10..13, _) => (TransactionKind::Edit, vec![candidate(random, shape)]),
            _ => {
                let id = random.u64(0..shape.ids);
                (TransactionKind::Edit, vec![signal(random, id, shape)])
            }
        }
    }
}

fn signal(random: &mut fastrand::Rng, id: u64, shape: Shape) -> Edit {
    let at = jiff::Timestamp::from_second(1_790_000_000 - random.i64(0..3) * 2_600_000).unwrap_or_default();
    let mut signal = Signal::new(SignalId::from_bits(id), title(random), Channel::Support, at);
    signal.body = text(random, shape.words);
    signal.into()
}

fn candidate(random: &mut fastrand::Rng, shape: Shape) -> Edit {
    let mut candidate = Candidate::new(CandidateId::from_bits(random.u64(0..3)), title(random));
    (candidate.problem, candidate.value) = (text(random, shape.words), text(random, 3));
    candidate.into()
}

fn stakeholder(random: &mut fastrand::Rng) -> Edit {
    Stakeholder::new(StakeholderId::from_bits(random.u64(0..2)), title(random)).into()
}

fn title(random: &mut fastrand::Rng) -> String {
    format!("t{} {}", random.u32(..), text(random, 2))
}

fn text(random: &mut fastrand::Rng, most: usize) -> String {
    const WORDS: [&str; 8] =
        ["export", "\"quoted\"", "a\nb", "é日本", "(x: [1, 2])", "\\", "// no comment", "J1 0 "];
    let words: Vec<_> = (0..random.usize(0..=most)).map(|_| WORDS[random.usize(0..WORDS.len())]).collect();
    words.join(" ")
}
