//! What backs and bounds a candidate: scores with provenance, gates, economics, options, decisions. Plain
//! data; what follows from it is computed in `analysis`, never stored.

use super::id::{MeetingId, StakeholderId};
use super::is_default;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A number known as a range; a point has both ends equal.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Range {
    pub lo: f64,
    pub hi: f64,
}

impl Range {
    pub const fn point(value: f64) -> Self {
        Self { lo: value, hi: value }
    }

    pub fn mid(self) -> f64 {
        f64::midpoint(self.lo, self.hi)
    }

    /// Tells whether both ends are numbers and in order.
    pub fn is_valid(self) -> bool {
        self.lo.is_finite() && self.hi.is_finite() && self.lo <= self.hi
    }
}

/// One driver's value, 0 to 1 on its anchored scale, and where it comes from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Score {
    pub range: Range,
    #[serde(default, skip_serializing_if = "is_default")]
    pub from: String,
    #[serde(default, skip_serializing_if = "is_default")]
    pub by: Option<StakeholderId>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub on: Option<Date>,
}

/// −2 to +2 with a reason.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Opinion {
    pub value: i8,
    #[serde(default, skip_serializing_if = "is_default")]
    pub why: String,
}

/// Money: what the problem costs, what solving it costs, and for how many (METHODS 4.5).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Economics {
    /// Whether sizes below are per customer or in total; unset is a finding.
    #[serde(skip_serializing_if = "is_default")]
    pub basis: Option<Basis>,
    #[serde(skip_serializing_if = "is_default")]
    pub customers: Option<Range>,
    /// The share of the bounded value we can charge for, 0 to 1.
    #[serde(skip_serializing_if = "is_default")]
    pub capture: Option<f64>,
    /// Our cost.
    #[serde(skip_serializing_if = "is_default")]
    pub cost: Option<Range>,
    /// Yearly chance that the substitute appears, 0 to 1.
    #[serde(skip_serializing_if = "is_default")]
    pub displacement: Option<f64>,
    /// What happens if nothing is done, as yearly value.
    #[serde(skip_serializing_if = "is_default")]
    pub do_nothing: Option<f64>,
    #[serde(skip_serializing_if = "is_default")]
    pub actual_cost: Option<f64>,
}

/// What a sum of money refers to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    PerCustomer,
    InTotal,
}

/// A part of the problem and its cheapest credible substitute.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Part {
    pub what: String,
    /// P: the size of this part of the problem.
    pub size: f64,
    /// S: what the substitute costs.
    #[serde(default, skip_serializing_if = "is_default")]
    pub substitute: Option<f64>,
    /// D: switching cost and proven difference.
    #[serde(default, skip_serializing_if = "is_default")]
    pub difference: f64,
    /// What the substitute is, and whose.
    #[serde(default, skip_serializing_if = "is_default")]
    pub by: String,
    /// It comes from another industry's vendor.
    #[serde(default, skip_serializing_if = "is_default")]
    pub adjacent_industry: bool,
}

/// The gates before `now`. An absent gate is closed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Gates {
    #[serde(skip_serializing_if = "is_default")]
    pub importance: Option<Gate>,
    #[serde(skip_serializing_if = "is_default")]
    pub feasibility: Option<Gate>,
    #[serde(skip_serializing_if = "is_default")]
    pub technical_value: Option<Gate>,
}

/// A gate's verdict; without reason, verifier and day it does not open anything.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Gate {
    pub open: bool,
    pub why: String,
    #[serde(default, skip_serializing_if = "is_default")]
    pub by: Option<StakeholderId>,
    pub on: Date,
}

/// A way to do it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Opt {
    pub what: String,
    #[serde(default, skip_serializing_if = "is_default")]
    pub cost: String,
    #[serde(default, skip_serializing_if = "is_default")]
    pub risk: String,
    #[serde(default, skip_serializing_if = "is_default")]
    pub benefit: String,
    #[serde(default, skip_serializing_if = "is_default")]
    pub chosen: bool,
    #[serde(default, skip_serializing_if = "is_default")]
    pub why: String,
}

/// A question nobody has answered yet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Unknown {
    pub question: String,
    pub asked: Date,
    #[serde(default, skip_serializing_if = "is_default")]
    pub can_answer: Option<StakeholderId>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub answer: String,
    /// The one who asked has confirmed that the answer was understood.
    #[serde(default, skip_serializing_if = "is_default")]
    pub understood: bool,
}

/// A risk with its age and owner.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Risk {
    pub what: String,
    pub since: Date,
    #[serde(default, skip_serializing_if = "is_default")]
    pub owner: Option<StakeholderId>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub closed: bool,
}

/// An objection to the candidate itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Objected {
    pub by: StakeholderId,
    pub text: String,
    pub on: Date,
    #[serde(default, skip_serializing_if = "is_default")]
    pub answer: String,
}

/// What was decided, why, by whom, and what would reopen it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Decision {
    pub what: String,
    pub why: String,
    pub on: Date,
    #[serde(default, skip_serializing_if = "is_default")]
    pub by: Option<StakeholderId>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub revisit_when: String,
    #[serde(default, skip_serializing_if = "is_default")]
    pub meeting: Option<MeetingId>,
}

/// Where a stakeholder stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Consent {
    pub who: StakeholderId,
    pub stand: Stand,
    #[serde(default, skip_serializing_if = "is_default")]
    pub on: Option<Date>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub why: String,
}

/// Agreed, objects; absent is unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Stand {
    Agreed,
    Objects,
}

/// "Can this work?" asked of engineering, with what came of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Seed {
    pub idea: String,
    pub on: Date,
    #[serde(default, skip_serializing_if = "is_default")]
    pub stuck: Option<bool>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub why: String,
}

/// A business requirement and the specification that answers it; either may still be missing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Pair {
    #[serde(default, skip_serializing_if = "is_default")]
    pub requirement: String,
    #[serde(default, skip_serializing_if = "is_default")]
    pub specification: String,
}

/// What became of it after launch.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Outcome {
    pub used: Used,
    pub on: Date,
    #[serde(default, skip_serializing_if = "is_default")]
    pub note: String,
    /// The adoption that was forecast, 0 to 1, and the one that came.
    #[serde(default, skip_serializing_if = "is_default")]
    pub forecast: Option<f64>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub actual: Option<f64>,
}

/// How far a shipped candidate is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Used {
    Used,
    Partly,
    Unused,
}

/// A finding accepted with a reason; quiet until its facts change.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Accepted {
    pub rule: String,
    pub why: String,
    pub on: Date,
    /// What was true when it was accepted, without what changes by itself from day to day; on other facts the
    /// rule speaks again.
    pub facts: String,
}
