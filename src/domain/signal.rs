//! A signal: one input, verbatim, with our reading of it kept apart.

use super::channel::Channel;
use super::id::{AccountId, CandidateId, SignalId, StakeholderId};
use super::is_default;
use super::stage::Stage;
use super::tag::Tag;
use super::verdict::Verdict;
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One input. Fields that hold their default are left out of the file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Signal {
    pub id: SignalId,
    /// The verbatim in one line.
    pub title: String,
    /// The verbatim in full.
    #[serde(default, skip_serializing_if = "is_default")]
    pub body: String,
    pub channel: Channel,
    /// When it was said. Decides the month file the signal lives in.
    pub at: Timestamp,
    /// When it entered the workspace.
    pub added: Timestamp,
    /// Who said it, as a stakeholder.
    #[serde(default, skip_serializing_if = "is_default")]
    pub who: Option<StakeholderId>,
    /// Who said it, in the words of the source, when no stakeholder is known.
    #[serde(default, skip_serializing_if = "is_default")]
    pub said_by: String,
    #[serde(default, skip_serializing_if = "is_default")]
    pub account: Option<AccountId>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub stage: Option<Stage>,
    /// How many mouths it passed: 0 first-hand, 1 relayed, 2 and more.
    #[serde(default, skip_serializing_if = "is_default")]
    pub hops: u8,
    #[serde(default, skip_serializing_if = "is_default")]
    pub evidence: EvidenceClass,
    /// 0 to 3; what a new link takes as its importance.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub importance: u8,
    /// Our reading: a chain from feature to capability to business outcome, one step an entry.
    #[serde(default, skip_serializing_if = "is_default")]
    pub so_what: Vec<String>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub tags: Vec<Tag>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub links: Vec<Link>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub verdict: Verdict,
    /// When the verdict was given.
    #[serde(default, skip_serializing_if = "is_default")]
    pub decided: Option<Timestamp>,
    /// How often it was snoozed; the third time asks for a verdict.
    #[serde(default, skip_serializing_if = "is_default")]
    pub snoozes: u8,
    /// Why it is back in the inbox, in words.
    #[serde(default, skip_serializing_if = "is_default")]
    pub woke: String,
    /// The signal this one was split from.
    #[serde(default, skip_serializing_if = "is_default")]
    pub split_from: Option<SignalId>,
    /// Signals that tell the same root problem ("because of").
    #[serde(default, skip_serializing_if = "is_default")]
    pub because_of: Vec<SignalId>,
    /// Pushed by a discount or by pay, not by need.
    #[serde(default, skip_serializing_if = "is_default")]
    pub push: bool,
    /// Answers our own pitch or survey.
    #[serde(default, skip_serializing_if = "is_default")]
    pub self_echo: bool,
    /// Who should know, and who was told when.
    #[serde(default, skip_serializing_if = "is_default")]
    pub shared: Vec<Shared>,
    /// Votes or stars the source counts.
    #[serde(default, skip_serializing_if = "is_default")]
    pub votes: u32,
    #[serde(default, skip_serializing_if = "is_default")]
    pub source: Option<Source>,
    /// Columns of the source that have no field here.
    /// Findings the user accepted, by rule, with the reason and the facts they were accepted on.
    #[serde(default, skip_serializing_if = "is_default")]
    pub accepted: Vec<super::evidence::Accepted>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub extra: BTreeMap<String, String>,
    /// Values that two edits disagreed on, kept until one is chosen.
    #[serde(default, skip_serializing_if = "is_default")]
    pub conflicts: Vec<super::record::Conflict>,
}

fn one() -> u8 {
    1
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference")]
fn is_one(value: &u8) -> bool {
    *value == 1
}

impl Signal {
    /// Returns a signal in the inbox with nothing but its verbatim.
    pub fn new(id: SignalId, title: impl Into<String>, channel: Channel, at: Timestamp) -> Self {
        Self {
            id,
            title: title.into(),
            body: String::new(),
            channel,
            at,
            added: at,
            who: None,
            said_by: String::new(),
            account: None,
            stage: None,
            hops: 0,
            evidence: EvidenceClass::default(),
            importance: 1,
            so_what: Vec::new(),
            tags: Vec::new(),
            links: Vec::new(),
            verdict: Verdict::Inbox,
            decided: None,
            snoozes: 0,
            woke: String::new(),
            split_from: None,
            because_of: Vec::new(),
            push: false,
            self_echo: false,
            shared: Vec::new(),
            votes: 0,
            source: None,
            accepted: Vec::new(),
            extra: BTreeMap::new(),
            conflicts: Vec::new(),
        }
    }

    /// Tells whether the signal waits for a verdict on `today`; a snooze that has run out does.
    pub fn is_in_inbox(&self, today: Date) -> bool {
        match &self.verdict {
            Verdict::Inbox => true,
            Verdict::Snoozed { until, .. } => until.is_some_and(|day| day <= today),
            _ => false,
        }
    }

    /// Returns why the signal is back in the inbox, in words, or nothing when it never left.
    pub fn woken_because(&self, today: Date) -> Option<String> {
        match &self.verdict {
            Verdict::Snoozed { until: Some(day), .. } if *day <= today => {
                Some(format!("snoozed until {day}"))
            }
            Verdict::Inbox if !self.woke.is_empty() => Some(self.woke.clone()),
            _ => None,
        }
    }

    /// Returns the link to a candidate.
    pub fn link_to(&self, candidate: CandidateId) -> Option<&Link> {
        self.links.iter().find(|link| link.to == candidate)
    }
}

/// What kind of evidence a signal is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum EvidenceClass {
    /// Their own words.
    #[default]
    Quote,
    /// Told by somebody who was there.
    Relayed,
    /// A condensed account.
    Summary,
    /// A measurement.
    Number,
}

impl EvidenceClass {
    pub const ALL: [Self; 4] = [Self::Quote, Self::Relayed, Self::Summary, Self::Number];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Quote => "quote",
            Self::Relayed => "relayed",
            Self::Summary => "summary",
            Self::Number => "number",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|class| class.name().eq_ignore_ascii_case(text.trim()))
    }
}

/// What ties a signal to a candidate.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Link {
    pub to: CandidateId,
    /// 0 to 3.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub importance: u8,
    /// Speaks against the candidate.
    #[serde(default, skip_serializing_if = "is_default")]
    pub against: bool,
    #[serde(default, skip_serializing_if = "is_default")]
    pub note: String,
}

/// Who should know of a signal; with a day, who was told.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Shared {
    pub with: StakeholderId,
    #[serde(default, skip_serializing_if = "is_default")]
    pub on: Option<Date>,
}

/// Where an imported record came from; the key makes a second import recognise it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Source {
    /// Stable key such as `gh:owner/repo#12` or `mail:<message-id>`.
    pub key: String,
    #[serde(default, skip_serializing_if = "is_default")]
    pub url: String,
    /// State in the source's words (`open`, `closed`), refreshed by a later import.
    #[serde(default, skip_serializing_if = "is_default")]
    pub status: String,
    /// Hash of the text as last imported, 0 when unknown: tells whether the source or the user changed it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub seen: u64,
}
