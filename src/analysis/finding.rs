//! What a rule says about a record, and what rules may look at. A finding is computed, never stored; its
//! message holds the numbers it was reached by, so that it can be argued with.

use super::balance::{self, Reading};
use super::voices::{self, Voices};
use crate::domain::candidate::{Candidate, Horizon};
use crate::domain::edit::Edit;
use crate::domain::id::CandidateId;
use crate::domain::record::RecordId;
use crate::domain::workspace::Workspace;
use jiff::{Timestamp, civil::Date};
use std::collections::BTreeMap;

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
    /// What would mend it, in words, and the edits.
    pub fix: Option<(String, Vec<Edit>)>,
}

/// One thing the program watches for. Lives in `rules`, one file a rule.
pub struct Rule {
    /// `stale-promise`: on the command line, in files.
    pub id: &'static str,
    pub title: &'static str,
    /// One sentence with a full stop: what it means and what to do.
    pub help: &'static str,
    pub severity: Severity,
    pub check: fn(&Facts) -> Vec<Finding>,
}

impl Rule {
    /// Returns a finding of this rule, with its severity and without a fix.
    pub fn finding(&self, subject: RecordId, message: String) -> Finding {
        Finding { rule: self.id, severity: self.severity, subject, message, fix: None }
    }
}

/// How the evidence of one open candidate stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Standing {
    pub voices: Voices,
    pub reading: Reading,
}

/// What rules may look at: the records, the moment, and what several rules need worked out once.
pub struct Facts<'a> {
    pub workspace: &'a Workspace,
    pub now: Timestamp,
    pub today: Date,
    /// Of every candidate that is not shipped or rejected.
    pub standings: BTreeMap<CandidateId, Standing>,
}

impl<'a> Facts<'a> {
    /// Works out what several rules need.
    pub fn new(workspace: &'a Workspace, now: Timestamp, today: Date) -> Self {
        let standing = |candidate: &Candidate| {
            let voices = voices::of_candidate(candidate.id, workspace, now);
            let reading = balance::read(voices.mix(), workspace.strategy());
            (candidate.id, Standing { voices, reading })
        };
        let open = workspace.candidates().filter(|candidate| is_open(candidate));
        let standings = open.map(|candidate| standing(candidate)).collect();
        Self { workspace, now, today, standings }
    }

    /// Candidates that are not shipped or rejected.
    pub fn open_candidates(&self) -> impl Iterator<Item = &'a Candidate> + use<'a> {
        self.workspace.candidates().map(AsRef::as_ref).filter(|candidate| is_open(candidate))
    }
}

fn is_open(candidate: &Candidate) -> bool {
    !matches!(candidate.horizon, Horizon::Shipped | Horizon::Rejected)
}
