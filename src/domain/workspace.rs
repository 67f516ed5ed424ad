//! A workspace: all records, their indexes, and the one way to change them.
//!
//! `apply` either changes one record and says what changed, or refuses and changes nothing. Look-ups and
//! edits cost O(log n), never O(n).

use super::account::Account;
use super::candidate::Candidate;
use super::edit::{Change, Edit, EditError};
use super::id::{AccountId, CandidateId, MeetingId, SHORTEST_PREFIX, SignalId, StakeholderId};
use super::index::Index;
use super::meeting::Meeting;
use super::record::{Record, RecordId};
use super::signal::Signal;
use super::stakeholder::Stakeholder;
use super::strategy::Strategy;
use super::verdict::Verdict;
use std::collections::BTreeMap;
use std::sync::Arc;

type Table<K, T> = BTreeMap<K, Arc<T>>;

/// All records of one strategist.
#[derive(Clone, Debug, Default)]
pub struct Workspace {
    signals: Table<SignalId, Signal>,
    stakeholders: Table<StakeholderId, Stakeholder>,
    accounts: Table<AccountId, Account>,
    candidates: Table<CandidateId, Candidate>,
    meetings: Table<MeetingId, Meeting>,
    strategy: Arc<Strategy>,
    index: Index,
}

/// Two workspaces are equal when their records are.
impl PartialEq for Workspace {
    fn eq(&self, other: &Self) -> bool {
        self.signals == other.signals
            && self.stakeholders == other.stakeholders
            && self.accounts == other.accounts
            && self.candidates == other.candidates
            && self.meetings == other.meetings
            && self.strategy == other.strategy
    }
}

impl Workspace {
    pub fn signal(&self, id: SignalId) -> Option<&Arc<Signal>> {
        self.signals.get(&id)
    }

    pub fn stakeholder(&self, id: StakeholderId) -> Option<&Arc<Stakeholder>> {
        self.stakeholders.get(&id)
    }

    pub fn account(&self, id: AccountId) -> Option<&Arc<Account>> {
        self.accounts.get(&id)
    }

    pub fn candidate(&self, id: CandidateId) -> Option<&Arc<Candidate>> {
        self.candidates.get(&id)
    }

    pub fn meeting(&self, id: MeetingId) -> Option<&Arc<Meeting>> {
        self.meetings.get(&id)
    }

    pub fn strategy(&self) -> &Arc<Strategy> {
        &self.strategy
    }

    /// All signals, by id.
    pub fn signals(&self) -> impl ExactSizeIterator<Item = &Arc<Signal>> {
        self.signals.values()
    }

    pub fn stakeholders(&self) -> impl ExactSizeIterator<Item = &Arc<Stakeholder>> {
        self.stakeholders.values()
    }

    pub fn accounts(&self) -> impl ExactSizeIterator<Item = &Arc<Account>> {
        self.accounts.values()
    }

    pub fn candidates(&self) -> impl ExactSizeIterator<Item = &Arc<Candidate>> {
        self.candidates.values()
    }

    pub fn meetings(&self) -> impl ExactSizeIterator<Item = &Arc<Meeting>> {
        self.meetings.values()
    }

    /// What can be looked up without reading every record.
    pub fn index(&self) -> &Index {
        &self.index
    }

    /// Tells whether there is nothing to show.
    pub fn is_empty(&self) -> bool {
        self.signals.is_empty()
            && self.stakeholders.is_empty()
            && self.accounts.is_empty()
            && self.candidates.is_empty()
            && self.meetings.is_empty()
    }

    pub fn get(&self, id: RecordId) -> Option<Record> {
        match id {
            RecordId::Signal(id) => self.signals.get(&id).cloned().map(Record::Signal),
            RecordId::Stakeholder(id) => self.stakeholders.get(&id).cloned().map(Record::Stakeholder),
            RecordId::Account(id) => self.accounts.get(&id).cloned().map(Record::Account),
            RecordId::Candidate(id) => self.candidates.get(&id).cloned().map(Record::Candidate),
            RecordId::Meeting(id) => self.meetings.get(&id).cloned().map(Record::Meeting),
            RecordId::Strategy => Some(Record::Strategy(self.strategy.clone())),
        }
    }

    /// Changes one record, or refuses and changes nothing. Returns what changed.
    pub fn apply(&mut self, edit: Edit) -> Result<Change, EditError> {
        match edit {
            Edit::Put(record) => {
                self.check(&record)?;
                Ok(self.put(record))
            }
            Edit::Remove(id) => self.remove(id),
        }
    }

    /// Takes a record as read from a file, without the checks of an edit: what is on disk is kept as it is.
    pub fn load(&mut self, record: Record) {
        self.put(record);
    }

    fn put(&mut self, record: Record) -> Change {
        let id = record.id();
        let after = Some(record.clone());
        let before = match record {
            Record::Signal(record) => {
                let before = self.signals.insert(record.id, record.clone());
                self.index.replace(before.as_deref(), Some(&record));
                before.map(Record::Signal)
            }
            Record::Stakeholder(record) => {
                self.stakeholders.insert(record.id, record).map(Record::Stakeholder)
            }
            Record::Account(record) => self.accounts.insert(record.id, record).map(Record::Account),
            Record::Candidate(record) => self.candidates.insert(record.id, record).map(Record::Candidate),
            Record::Meeting(record) => self.meetings.insert(record.id, record).map(Record::Meeting),
            Record::Strategy(record) => Some(Record::Strategy(std::mem::replace(&mut self.strategy, record))),
        };
        Change { id, before, after }
    }

    fn remove(&mut self, id: RecordId) -> Result<Change, EditError> {
        let before = match id {
            RecordId::Signal(id) => self.signals.remove(&id).map(|record| {
                self.index.replace(Some(&record), None);
                Record::Signal(record)
            }),
            RecordId::Stakeholder(id) => self.stakeholders.remove(&id).map(Record::Stakeholder),
            RecordId::Account(id) => self.accounts.remove(&id).map(Record::Account),
            RecordId::Candidate(id) => self.candidates.remove(&id).map(Record::Candidate),
            RecordId::Meeting(id) => self.meetings.remove(&id).map(Record::Meeting),
            RecordId::Strategy => Some(Record::Strategy(std::mem::take(&mut self.strategy))),
        };
        match before {
            None => Err(EditError::NotFound { id }),
            before => Ok(Change { id, before, after: None }),
        }
    }

    fn check(&self, record: &Record) -> Result<(), EditError> {
        match record {
            Record::Signal(signal) => self.check_signal(signal),
            Record::Candidate(candidate) => self.check_candidate(candidate),
            Record::Stakeholder(person) => named("stakeholder", "name", &person.name),
            Record::Account(account) => {
                sound(super::flaw::of_account(account))?;
                named("account", "name", &account.name)
            }
            Record::Meeting(meeting) => named("meeting", "title", &meeting.title),
            Record::Strategy(strategy) => sound(super::flaw::impossible(strategy)),
        }
    }

    fn check_signal(&self, signal: &Signal) -> Result<(), EditError> {
        named("signal", "title", &signal.title)?;
        let worst = signal.links.iter().map(|link| link.importance).fold(signal.importance, u8::max);
        if 3 < worst {
            return Err(EditError::OutOfRange {
                field: "The importance",
                allowed: "0 to 3",
                given: worst.to_string(),
            });
        }
        let mut seen = vec![signal.id];
        let mut verdict = &signal.verdict;
        while let Verdict::Merged { into } = verdict {
            if seen.contains(into) {
                let path = seen.iter().chain([into]).map(ToString::to_string).collect::<Vec<_>>();
                return Err(EditError::MergeCycle { path: path.join(" → ") });
            }
            seen.push(*into);
            let Some(next) = self.signals.get(into) else { break };
            verdict = &next.verdict;
        }
        Ok(())
    }

    fn check_candidate(&self, candidate: &Candidate) -> Result<(), EditError> {
        named("candidate", "title", &candidate.title)?;
        sound(super::flaw::of_candidate(candidate))?;
        match self.dependency_cycle(candidate) {
            Some(path) => Err(EditError::DependencyCycle { path }),
            None => Ok(()),
        }
    }

    /// Returns the titles along a circle of dependencies that the candidate would close, if it does.
    fn dependency_cycle(&self, candidate: &Candidate) -> Option<String> {
        let mut came_from: BTreeMap<CandidateId, CandidateId> = BTreeMap::new();
        let mut stack = vec![candidate.id];
        while let Some(id) = stack.pop() {
            let node = if id == candidate.id {
                Some(candidate)
            } else {
                self.candidates.get(&id).map(AsRef::as_ref)
            };
            for on in node.into_iter().flat_map(|node| &node.depends_on).filter_map(|edge| edge.on) {
                if on == candidate.id {
                    return Some(self.circle(candidate, id, &came_from));
                }
                if self.candidates.contains_key(&on) && !came_from.contains_key(&on) {
                    came_from.insert(on, id);
                    stack.push(on);
                }
            }
        }
        None
    }

    /// Says the way from the candidate to `last` and back, by titles; the middle of a long one is left out.
    fn circle(
        &self,
        candidate: &Candidate,
        last: CandidateId,
        came_from: &BTreeMap<CandidateId, CandidateId>,
    ) -> String {
        const SHOWN: usize = 8;
        let steps = std::iter::successors(Some(last), |id| came_from.get(id).copied());
        let mut way: Vec<&str> = steps
            .map(|id| {
                self.candidates
                    .get(&id)
                    .filter(|_| id != candidate.id)
                    .map_or(candidate.title.as_str(), |one| &one.title)
            })
            .collect();
        way.reverse();
        way.push(&candidate.title);
        if SHOWN < way.len() {
            way.splice(SHOWN / 2..way.len() - SHOWN / 2, ["…"]);
        }
        way.join(" → ")
    }

    /// Finds the record an id or its unique prefix names (`c-7k2`).
    pub fn resolve(&self, text: &str) -> Result<RecordId, PrefixError> {
        let text = text.trim();
        if let Some(id) = RecordId::parse(text).filter(|id| self.get(*id).is_some()) {
            return Ok(id);
        }
        let digits = text.split_once('-').map_or("", |(_, digits)| digits);
        if digits.len() < SHORTEST_PREFIX {
            return Err(PrefixError::TooShort { text: text.into() });
        }
        let mut found = self.with_prefix(text);
        match found.len() {
            0 => Err(PrefixError::Unknown { text: text.into() }),
            1 => Ok(found.remove(0)),
            _ => Err(PrefixError::Ambiguous {
                text: text.into(),
                ids: found.iter().take(5).map(ToString::to_string).collect::<Vec<_>>().join(", "),
            }),
        }
    }

    fn with_prefix(&self, text: &str) -> Vec<RecordId> {
        match text.chars().next().map(|letter| letter.to_ascii_lowercase()) {
            Some('s') => matching(self.signals.keys(), |id| id.has_prefix(text), RecordId::Signal),
            Some('p') => matching(self.stakeholders.keys(), |id| id.has_prefix(text), RecordId::Stakeholder),
            Some('a') => matching(self.accounts.keys(), |id| id.has_prefix(text), RecordId::Account),
            Some('c') => matching(self.candidates.keys(), |id| id.has_prefix(text), RecordId::Candidate),
            Some('m') => matching(self.meetings.keys(), |id| id.has_prefix(text), RecordId::Meeting),
            _ => Vec::new(),
        }
    }

    /// Returns the shortest prefix that names the record, letter and at least three characters.
    pub fn short_id(&self, id: RecordId) -> String {
        match id {
            RecordId::Signal(id) => shortest(&self.signals, id),
            RecordId::Stakeholder(id) => shortest(&self.stakeholders, id),
            RecordId::Account(id) => shortest(&self.accounts, id),
            RecordId::Candidate(id) => shortest(&self.candidates, id),
            RecordId::Meeting(id) => shortest(&self.meetings, id),
            RecordId::Strategy => "strategy".into(),
        }
    }

    /// Checks that records and indexes agree. For tests and `doctor`; reads everything.
    pub fn validate(&self) -> Result<(), String> {
        let mut fresh = Index::default();
        for signal in self.signals.values() {
            self.check_signal(signal).map_err(|error| format!("{}: {error}", signal.id))?;
            fresh.replace(None, Some(signal));
        }
        for candidate in self.candidates.values() {
            self.check_candidate(candidate).map_err(|error| format!("{}: {error}", candidate.id))?;
        }
        if fresh == self.index { Ok(()) } else { Err("the index differs from the records".into()) }
    }
}

/// Why an id given by hand names no single record.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum PrefixError {
    #[error("`{text}` is no id: an id is a letter, a dash and at least three characters, such as c-7k2.")]
    TooShort { text: String },
    #[error("No record starts with {text}")]
    Unknown { text: String },
    #[error("{text} is not unique, it starts {ids}")]
    Ambiguous { text: String, ids: String },
}

fn matching<'a, K: Copy + 'a>(
    keys: impl Iterator<Item = &'a K>,
    is_match: impl Fn(&K) -> bool,
    wrap: impl Fn(K) -> RecordId,
) -> Vec<RecordId> {
    keys.filter(|id| is_match(id)).map(|id| wrap(*id)).collect()
}

/// Neighbours in order decide how many digits tell an id apart.
fn shortest<K: Copy + Ord + ToString, T>(table: &BTreeMap<K, T>, id: K) -> String {
    use std::ops::Bound::{Excluded, Unbounded};
    let text = id.to_string();
    let before = table.range((Unbounded, Excluded(id))).next_back();
    let after = table.range((Excluded(id), Unbounded)).next();
    let common = [before, after]
        .into_iter()
        .flatten()
        .map(|(other, _)| {
            let other = other.to_string();
            text.bytes().zip(other.bytes()).take_while(|(a, b)| a == b).count()
        })
        .max()
        .unwrap_or(0);
    let length = (common + 1).max(2 + SHORTEST_PREFIX).min(text.len());
    text[..length].to_string()
}

fn named(kind: &'static str, field: &'static str, text: &str) -> Result<(), EditError> {
    if text.trim().is_empty() { Err(EditError::Missing { kind, field }) } else { Ok(()) }
}

fn sound(flaw: Option<String>) -> Result<(), EditError> {
    flaw.map_or(Ok(()), |sentence| Err(EditError::Unsound { sentence }))
}
