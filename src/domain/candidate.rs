//! A roadmap candidate: problem, value, then approach, in that order, told in two languages.
//!
//! What backs and bounds it (scores, gates, economics, decisions) lives in `evidence.rs`.

use super::evidence::{
    Consent, Decision, Economics, Gates, Objected, Opinion, Opt, Outcome, Pair, Part, Risk, Score, Unknown,
};
use super::id::{CandidateId, StakeholderId};
use super::is_default;
use super::signal::Source;
use super::stage::Stage;
use super::tag::Tag;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A roadmap candidate. Fields that hold their default are left out of the file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Candidate {
    pub id: CandidateId,
    pub title: String,
    #[serde(default, skip_serializing_if = "is_default")]
    pub problem: String,
    #[serde(default, skip_serializing_if = "is_default")]
    pub value: String,
    /// How; stays closed until problem and value exist.
    #[serde(default, skip_serializing_if = "is_default")]
    pub approach: String,
    /// The solution told to those who decide and buy.
    #[serde(default, skip_serializing_if = "is_default")]
    pub business_text: String,
    /// The same solution told to those who build and run it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub technical_text: String,
    #[serde(default, skip_serializing_if = "is_default")]
    pub use_cases: Vec<String>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub scope_in: Vec<String>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub scope_out: Vec<String>,
    /// When the scope last changed; texts older than this no longer tell the same solution.
    #[serde(default, skip_serializing_if = "is_default")]
    pub scope_changed: Option<Date>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub texts_changed: Option<Date>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub horizon: Horizon,
    /// The place the user gave it by hand within its horizon, 0 first; overrides the model's order.
    #[serde(default, skip_serializing_if = "is_default")]
    pub manual_rank: Option<ManualRank>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub kind: Kind,
    #[serde(default, skip_serializing_if = "is_default")]
    pub novelty: Option<Novelty>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub origin: Option<Origin>,
    /// Must-be: expected by everybody, ranked apart.
    #[serde(default, skip_serializing_if = "is_default")]
    pub must_be: bool,
    /// A hard constraint that sits above everything ranked.
    #[serde(default, skip_serializing_if = "is_default")]
    pub constraint: bool,
    /// Packaging or pricing only; must name the root problem it bandages.
    #[serde(default, skip_serializing_if = "is_default")]
    pub packaging: bool,
    #[serde(default, skip_serializing_if = "is_default")]
    pub root_problem: String,
    /// The transition of the pipeline it should move.
    #[serde(default, skip_serializing_if = "is_default")]
    pub moves: Option<(Stage, Stage)>,
    /// −2 to +2 towards the North Star.
    #[serde(default, skip_serializing_if = "is_default")]
    pub alignment: Option<Opinion>,
    /// The product goal it serves, by the goal's key.
    #[serde(default, skip_serializing_if = "is_default")]
    pub goal: String,
    #[serde(default, skip_serializing_if = "is_default")]
    pub scores: BTreeMap<String, Score>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub economics: Economics,
    /// The problem in parts, each with its cheapest substitute.
    #[serde(default, skip_serializing_if = "is_default")]
    pub parts: Vec<Part>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub gates: Gates,
    #[serde(default, skip_serializing_if = "is_default")]
    pub depends_on: Vec<Dependency>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub options: Vec<Opt>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub unknowns: Vec<Unknown>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub risks: Vec<Risk>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub objections: Vec<Objected>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub decisions: Vec<Decision>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub consent: Vec<Consent>,
    /// Idea seeds: "can this work?", with outcome and why.
    #[serde(default, skip_serializing_if = "is_default")]
    pub seeds: Vec<super::evidence::Seed>,
    /// Business requirement and technical specification, paired.
    #[serde(default, skip_serializing_if = "is_default")]
    pub requirements: Vec<Pair>,
    /// What it implies technically for the rest of the product.
    #[serde(default, skip_serializing_if = "is_default")]
    pub implication: String,
    #[serde(default, skip_serializing_if = "is_default")]
    pub sponsor: Option<StakeholderId>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub owner: Option<StakeholderId>,
    /// Functions it touches, in the words of the ten channels.
    #[serde(default, skip_serializing_if = "is_default")]
    pub touches: Vec<super::channel::Channel>,
    /// Weeks of work, as a range.
    #[serde(default, skip_serializing_if = "is_default")]
    pub effort_weeks: Option<super::evidence::Range>,
    /// Weeks each skill is needed for.
    #[serde(default, skip_serializing_if = "is_default")]
    pub skills: BTreeMap<String, f64>,
    /// The last day on which it is worth having.
    #[serde(default, skip_serializing_if = "is_default")]
    pub window: Option<Date>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub earliest: Option<Date>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub possible_since: Option<Date>,
    /// The year of the assumption it rests on.
    #[serde(default, skip_serializing_if = "is_default")]
    pub assumption_year: Option<i16>,
    /// Message, price, training, support: what is ready of the launch.
    #[serde(default, skip_serializing_if = "is_default")]
    pub readiness: BTreeMap<String, bool>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub message: String,
    #[serde(default, skip_serializing_if = "is_default")]
    pub outcome: Option<Outcome>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub shipped: Option<Date>,
    /// Findings the user accepted, by rule, with the reason and the facts they were accepted on.
    #[serde(default, skip_serializing_if = "is_default")]
    pub accepted: Vec<super::evidence::Accepted>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub tags: Vec<Tag>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub private_notes: String,
    #[serde(default, skip_serializing_if = "is_default")]
    pub source: Option<Source>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub extra: BTreeMap<String, String>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub conflicts: Vec<super::record::Conflict>,
}

impl Candidate {
    /// Returns a candidate for later of which only the title is known.
    pub fn new(id: CandidateId, title: impl Into<String>) -> Self {
        Self {
            id,
            title: title.into(),
            problem: String::new(),
            value: String::new(),
            approach: String::new(),
            business_text: String::new(),
            technical_text: String::new(),
            use_cases: Vec::new(),
            scope_in: Vec::new(),
            scope_out: Vec::new(),
            scope_changed: None,
            texts_changed: None,
            horizon: Horizon::default(),
            manual_rank: None,
            kind: Kind::default(),
            novelty: None,
            origin: None,
            must_be: false,
            constraint: false,
            packaging: false,
            root_problem: String::new(),
            moves: None,
            alignment: None,
            goal: String::new(),
            scores: BTreeMap::new(),
            economics: Economics::default(),
            parts: Vec::new(),
            gates: Gates::default(),
            depends_on: Vec::new(),
            options: Vec::new(),
            unknowns: Vec::new(),
            risks: Vec::new(),
            objections: Vec::new(),
            decisions: Vec::new(),
            consent: Vec::new(),
            seeds: Vec::new(),
            requirements: Vec::new(),
            implication: String::new(),
            sponsor: None,
            owner: None,
            touches: Vec::new(),
            effort_weeks: None,
            skills: BTreeMap::new(),
            window: None,
            earliest: None,
            possible_since: None,
            assumption_year: None,
            readiness: BTreeMap::new(),
            message: String::new(),
            outcome: None,
            shipped: None,
            accepted: Vec::new(),
            tags: Vec::new(),
            private_notes: String::new(),
            source: None,
            extra: BTreeMap::new(),
            conflicts: Vec::new(),
        }
    }
}

/// When it is meant to be done, in the order the keys `<` and `>` walk.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Horizon {
    Now,
    Next,
    #[default]
    Later,
    Parked,
    Shipped,
    Rejected,
}

impl Horizon {
    pub const ALL: [Self; 6] =
        [Self::Now, Self::Next, Self::Later, Self::Parked, Self::Shipped, Self::Rejected];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Now => "now",
            Self::Next => "next",
            Self::Later => "later",
            Self::Parked => "parked",
            Self::Shipped => "shipped",
            Self::Rejected => "rejected",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|horizon| horizon.name().eq_ignore_ascii_case(text.trim()))
    }

    /// Returns the horizon one step towards `now`, or nothing at the end.
    pub fn sooner(self) -> Option<Self> {
        Self::ALL.get((self as usize).checked_sub(1)?).copied()
    }

    /// Returns the horizon one step away from `now`, or nothing at the end.
    pub fn later(self) -> Option<Self> {
        Self::ALL.get(self as usize + 1).copied()
    }
}

/// A place given by hand, with its day and reason, shown beside the model's order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ManualRank {
    pub place: f64,
    pub on: Date,
    #[serde(default, skip_serializing_if = "is_default")]
    pub why: String,
}

/// What kind of work it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    #[default]
    Feature,
    Enhancement,
    Fix,
}

/// How new it is to the market.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Novelty {
    Parity,
    Iteration,
    Capability,
    Bet,
}

impl Novelty {
    pub const ALL: [Self; 4] = [Self::Parity, Self::Iteration, Self::Capability, Self::Bet];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Parity => "parity",
            Self::Iteration => "iteration",
            Self::Capability => "capability",
            Self::Bet => "bet",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|novelty| novelty.name().eq_ignore_ascii_case(text.trim()))
    }
}

/// Whose idea it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Origin {
    Demand,
    Clone,
    Thesis,
}

/// An edge to what must come first: another candidate, or something outside the roadmap.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Dependency {
    #[serde(default, skip_serializing_if = "is_default")]
    pub on: Option<CandidateId>,
    /// What is waited for, when it is no candidate.
    #[serde(default, skip_serializing_if = "is_default")]
    pub what: String,
    #[serde(default, skip_serializing_if = "is_default")]
    pub technical: bool,
    #[serde(default, skip_serializing_if = "is_default")]
    pub done: bool,
}
