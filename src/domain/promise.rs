//! A promise: who owes what to whom by when.

use super::id::{CandidateId, MeetingId};
use super::is_default;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// One line of a person's trust ledger.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Promise {
    pub text: String,
    /// The day it was made.
    pub made: Date,
    pub owed_by: OwedBy,
    #[serde(default, skip_serializing_if = "is_default")]
    pub due: Option<Date>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub state: PromiseState,
    /// The day it was kept or missed.
    #[serde(default, skip_serializing_if = "is_default")]
    pub settled: Option<Date>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub about: Option<CandidateId>,
    /// The one-on-one it was made in.
    #[serde(default, skip_serializing_if = "is_default")]
    pub meeting: Option<MeetingId>,
}

impl Promise {
    /// Tells whether the promise is open and its day has passed.
    pub fn is_stale(&self, today: Date) -> bool {
        self.state == PromiseState::Open && self.due.is_some_and(|due| due < today)
    }
}

/// The direction of a promise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OwedBy {
    Us,
    Them,
}

/// What became of a promise.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PromiseState {
    #[default]
    Open,
    Kept,
    Missed,
}

impl PromiseState {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Kept => "kept",
            Self::Missed => "missed",
        }
    }
}
