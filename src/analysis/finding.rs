//! What a rule says about a record. A finding is computed, never stored; its message holds the numbers it was
//! reached by, so that it can be argued with. What rules may look at lives in `facts.rs`.

pub use super::facts::{Facts, Standing};
use crate::domain::candidate::Candidate;
use crate::domain::edit::Edit;
use crate::domain::record::RecordId;

/// How much a finding matters; the worst first in lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Worth knowing.
    Note,
    /// Worth acting on.
    Warning,
    /// The records contradict each other.
    Error,
}

impl Severity {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// What a rule says about a record.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// The rule's id.
    pub rule: &'static str,
    pub severity: Severity,
    pub subject: RecordId,
    /// One sentence with the numbers in it and a full stop.
    pub message: String,
    /// What it was reached by, without what changes by itself from day to day: an acceptance holds while this
    /// stays the same.
    pub facts: String,
    /// The limit it was judged by: its name in the strategy, and its value.
    pub limit: Option<(&'static str, f64)>,
    /// The numbers of the message, by name, for programs.
    pub numbers: Vec<(&'static str, f64)>,
    /// What would mend it, in words, and the edits.
    pub fix: Option<(String, Vec<Edit>)>,
}

impl Finding {
    /// Sets the facts where the message says more than they are, such as an age.
    pub fn on_facts(self, facts: String) -> Self {
        Self { facts, ..self }
    }

    pub fn limit(self, name: &'static str, value: impl Into<f64>) -> Self {
        Self { limit: Some((name, value.into())), ..self }
    }

    pub fn number(mut self, name: &'static str, value: impl Into<f64>) -> Self {
        self.numbers.push((name, value.into()));
        self
    }

    /// Offers edits that would silence the rule, with their words.
    pub fn mend(self, fix: (String, Vec<Edit>)) -> Self {
        Self { fix: Some(fix), ..self }
    }
}

/// How far a rule looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// At one record and what belongs to it: judged anew when these change.
    Record,
    /// Across records of a kind: judged anew for all of them.
    Across,
}

/// One thing the program watches for. Lives in `rules`, one file a rule.
pub struct Rule {
    /// `stale-promise`: on the command line, in files.
    pub id: &'static str,
    pub title: &'static str,
    /// One sentence with a full stop: what it means and what to do.
    pub help: &'static str,
    pub severity: Severity,
    pub reach: Reach,
    pub check: fn(&Facts) -> Vec<Finding>,
}

impl Rule {
    /// Returns a finding of this rule, with its severity and without a fix.
    pub fn finding(&self, subject: RecordId, message: String) -> Finding {
        Finding {
            rule: self.id,
            severity: self.severity,
            subject,
            facts: message.clone(),
            message,
            limit: None,
            numbers: Vec::new(),
            fix: None,
        }
    }

    /// The same about a candidate.
    pub fn of_candidate(&self, candidate: &Candidate, message: String) -> Finding {
        self.finding(RecordId::Candidate(candidate.id), message)
    }

    /// The same about the strategy, where it is about everything.
    pub fn of_strategy(&self, message: String) -> Finding {
        self.finding(RecordId::Strategy, message)
    }
}
