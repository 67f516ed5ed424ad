//! Records of every kind under one roof: how a change, a file or a finding names and carries them.

use super::account::Account;
use super::candidate::Candidate;
use super::evidence::Accepted;
use super::id::{AccountId, CandidateId, MeetingId, SignalId, StakeholderId};
use super::meeting::Meeting;
use super::signal::Signal;
use super::stakeholder::Stakeholder;
use super::strategy::Strategy;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::sync::Arc;

/// Names one record. Written as the id itself, or `strategy`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum RecordId {
    Signal(SignalId),
    Stakeholder(StakeholderId),
    Account(AccountId),
    Candidate(CandidateId),
    Meeting(MeetingId),
    Strategy,
}

impl RecordId {
    /// Reads a full id of any kind.
    pub fn parse(text: &str) -> Option<Self> {
        match text.chars().next()?.to_ascii_lowercase() {
            's' if text == "strategy" => Some(Self::Strategy),
            's' => SignalId::parse(text).map(Self::Signal),
            'p' => StakeholderId::parse(text).map(Self::Stakeholder),
            'a' => AccountId::parse(text).map(Self::Account),
            'c' => CandidateId::parse(text).map(Self::Candidate),
            'm' => MeetingId::parse(text).map(Self::Meeting),
            _ => None,
        }
    }

    /// Returns the kind in words.
    pub const fn kind(self) -> &'static str {
        match self {
            Self::Signal(_) => "signal",
            Self::Stakeholder(_) => "stakeholder",
            Self::Account(_) => "account",
            Self::Candidate(_) => "candidate",
            Self::Meeting(_) => "meeting",
            Self::Strategy => "strategy",
        }
    }
}

impl fmt::Display for RecordId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Signal(id) => id.fmt(out),
            Self::Stakeholder(id) => id.fmt(out),
            Self::Account(id) => id.fmt(out),
            Self::Candidate(id) => id.fmt(out),
            Self::Meeting(id) => id.fmt(out),
            Self::Strategy => out.write_str("strategy"),
        }
    }
}

impl Serialize for RecordId {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for RecordId {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(from)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom(format!("`{text}` is not a record's id")))
    }
}

/// A record's content, shared between the workspace, the history and the writer without copies.
#[derive(Clone, Debug, PartialEq)]
pub enum Record {
    Signal(Arc<Signal>),
    Stakeholder(Arc<Stakeholder>),
    Account(Arc<Account>),
    Candidate(Arc<Candidate>),
    Meeting(Arc<Meeting>),
    Strategy(Arc<Strategy>),
}

impl Record {
    pub fn id(&self) -> RecordId {
        match self {
            Self::Signal(record) => RecordId::Signal(record.id),
            Self::Stakeholder(record) => RecordId::Stakeholder(record.id),
            Self::Account(record) => RecordId::Account(record.id),
            Self::Candidate(record) => RecordId::Candidate(record.id),
            Self::Meeting(record) => RecordId::Meeting(record.id),
            Self::Strategy(_) => RecordId::Strategy,
        }
    }

    /// Returns the title or name a list shows.
    pub fn title(&self) -> &str {
        match self {
            Self::Signal(record) => &record.title,
            Self::Stakeholder(record) => &record.name,
            Self::Account(record) => &record.name,
            Self::Candidate(record) => &record.title,
            Self::Meeting(record) => &record.title,
            Self::Strategy(_) => "strategy",
        }
    }

    /// Returns the values that two edits disagreed on.
    pub fn conflicts(&self) -> &[Conflict] {
        match self {
            Self::Signal(record) => &record.conflicts,
            Self::Stakeholder(record) => &record.conflicts,
            Self::Account(record) => &record.conflicts,
            Self::Candidate(record) => &record.conflicts,
            Self::Meeting(record) => &record.conflicts,
            Self::Strategy(record) => &record.conflicts,
        }
    }

    /// Returns a field whose value no record may have, and what it may be instead.
    pub fn out_of_range(&self) -> Option<(&'static str, &'static str)> {
        match self {
            Self::Signal(signal) if 3 < signal.importance => Some(("importance", "0 to 3")),
            Self::Signal(signal) if signal.links.iter().any(|link| 3 < link.importance) => {
                Some(("links", "of importance 0 to 3"))
            }
            Self::Candidate(one) if one.scores.values().any(|score| !score.range.is_valid()) => {
                Some(("scores", "ranges from low to high"))
            }
            Self::Candidate(one) if one.effort_weeks.is_some_and(|range| !range.is_valid()) => {
                Some(("effort_weeks", "a range from low to high"))
            }
            Self::Candidate(one) if one.alignment.as_ref().is_some_and(|it| 2 < it.value.unsigned_abs()) => {
                Some(("alignment", "-2 to 2"))
            }
            _ => None,
        }
    }

    /// Returns the findings the user accepted on this record.
    pub fn accepted(&self) -> &[Accepted] {
        match self {
            Self::Signal(record) => &record.accepted,
            Self::Stakeholder(record) => &record.accepted,
            Self::Account(record) => &record.accepted,
            Self::Candidate(record) => &record.accepted,
            Self::Meeting(_) => &[],
            Self::Strategy(record) => &record.accepted,
        }
    }

    /// The same to change, or nothing for a meeting, which has no findings to accept.
    pub fn accepted_mut(&mut self) -> Option<&mut Vec<Accepted>> {
        match self {
            Self::Signal(record) => Some(&mut Arc::make_mut(record).accepted),
            Self::Stakeholder(record) => Some(&mut Arc::make_mut(record).accepted),
            Self::Account(record) => Some(&mut Arc::make_mut(record).accepted),
            Self::Candidate(record) => Some(&mut Arc::make_mut(record).accepted),
            Self::Meeting(_) => None,
            Self::Strategy(record) => Some(&mut Arc::make_mut(record).accepted),
        }
    }

    /// The same to change; a record that is shared is copied first.
    pub fn conflicts_mut(&mut self) -> &mut Vec<Conflict> {
        match self {
            Self::Signal(record) => &mut Arc::make_mut(record).conflicts,
            Self::Stakeholder(record) => &mut Arc::make_mut(record).conflicts,
            Self::Account(record) => &mut Arc::make_mut(record).conflicts,
            Self::Candidate(record) => &mut Arc::make_mut(record).conflicts,
            Self::Meeting(record) => &mut Arc::make_mut(record).conflicts,
            Self::Strategy(record) => &mut Arc::make_mut(record).conflicts,
        }
    }
}

macro_rules! record_from {
    ($($kind:ident),*) => {$(
        impl From<$kind> for Record {
            fn from(record: $kind) -> Self {
                Self::$kind(Arc::new(record))
            }
        }
    )*};
}
record_from!(Signal, Stakeholder, Account, Candidate, Meeting, Strategy);

/// Two values of one field that two edits disagreed on; `ours` is what the field holds meanwhile.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Conflict {
    pub field: String,
    pub base: String,
    pub ours: String,
    pub theirs: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_every_kind_read_back() {
        for text in
            ["s-0123456789", "p-0123456789", "a-0123456789", "c-0123456789", "m-0123456789", "strategy"]
        {
            assert_eq!(RecordId::parse(text).unwrap().to_string(), text);
        }
        assert_eq!(RecordId::parse("x-0123456789"), None);
    }
}
