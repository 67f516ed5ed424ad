//! The strategy: North Star and goals, lenses and drivers, capacity, names, limits. One record, one file.

use super::channel::{Channel, Family};
use super::is_default;
use super::model::Model;
use super::stage::Stage;
use super::thresholds::Thresholds;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Everything that steers the judgement of candidates.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Strategy {
    pub north_star: NorthStar,
    #[serde(skip_serializing_if = "is_default")]
    pub goals: Vec<Goal>,
    #[serde(skip_serializing_if = "is_default")]
    pub drivers: Vec<Driver>,
    #[serde(skip_serializing_if = "is_default")]
    pub lenses: Vec<Lens>,
    /// The lens shown unless another is chosen.
    #[serde(skip_serializing_if = "is_default")]
    pub lens: String,
    /// How the scores of the lens that is shown are reckoned; other lenses are weighted sums.
    #[serde(skip_serializing_if = "is_default")]
    pub model: Model,
    #[serde(skip_serializing_if = "is_default")]
    pub capacity: Capacity,
    /// The mix of families that is meant; shares that add to 1.
    #[serde(skip_serializing_if = "is_default")]
    pub target_mix: TargetMix,
    #[serde(skip_serializing_if = "is_default")]
    pub thresholds: Thresholds,
    /// Channels that belong to another family than usual.
    #[serde(skip_serializing_if = "is_default")]
    pub families: BTreeMap<Channel, Family>,
    /// Names of stages on the screen, where they differ.
    #[serde(skip_serializing_if = "is_default")]
    pub stage_names: BTreeMap<Stage, String>,
    /// Expected share of each stage, for the blind-spot test; even when empty.
    #[serde(skip_serializing_if = "is_default")]
    pub stage_mix: BTreeMap<Stage, f64>,
    /// Plain word and technical word for the same thing.
    #[serde(skip_serializing_if = "is_default")]
    pub glossary: Vec<Term>,
    /// Skills the team must cover, and who has them.
    #[serde(skip_serializing_if = "is_default")]
    pub skills: Vec<Skill>,
    /// Gaps between functions, with their owners.
    #[serde(skip_serializing_if = "is_default")]
    pub gaps: Vec<Gap>,
    /// What we told each channel.
    #[serde(skip_serializing_if = "is_default")]
    pub told: Vec<Told>,
    /// Reasons offered when a signal is declined; the user's own come first by use.
    #[serde(skip_serializing_if = "is_default")]
    pub decline_reasons: Vec<String>,
    #[serde(skip_serializing_if = "is_default")]
    pub currency: String,
    /// Context profiles: named limits that replace the thresholds while chosen.
    #[serde(skip_serializing_if = "is_default")]
    pub profiles: BTreeMap<String, Thresholds>,
    #[serde(skip_serializing_if = "is_default")]
    pub profile: String,
    /// Findings about the strategy that the user accepted.
    #[serde(skip_serializing_if = "is_default")]
    pub accepted: Vec<super::evidence::Accepted>,
    #[serde(skip_serializing_if = "is_default")]
    pub conflicts: Vec<super::record::Conflict>,
}

impl Strategy {
    /// Returns the family of a channel, as configured.
    pub fn family(&self, channel: Channel) -> Family {
        self.families.get(&channel).copied().unwrap_or_else(|| channel.family())
    }

    /// Returns the limits in force: the chosen profile's, else the general ones.
    pub fn limits(&self) -> &Thresholds {
        self.profiles.get(&self.profile).unwrap_or(&self.thresholds)
    }

    /// Returns the name of a stage on the screen.
    pub fn stage_name(&self, stage: Stage) -> &str {
        self.stage_names.get(&stage).map_or(stage.name(), String::as_str)
    }

    /// Returns the reasons a decline offers.
    pub fn reasons(&self) -> Vec<String> {
        const USUAL: [&str; 6] = [
            "out of scope",
            "no evidence of need",
            "already possible",
            "too narrow",
            "not our market",
            "spam",
        ];
        if self.decline_reasons.is_empty() {
            USUAL.iter().map(ToString::to_string).collect()
        } else {
            self.decline_reasons.clone()
        }
    }
}

/// One statement and the metric it is measured by.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct NorthStar {
    pub statement: String,
    #[serde(skip_serializing_if = "is_default")]
    pub metric: String,
    #[serde(skip_serializing_if = "is_default")]
    pub now: Option<f64>,
    #[serde(skip_serializing_if = "is_default")]
    pub target: Option<f64>,
}

/// A goal of the company or, under one, of the product.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Goal {
    pub key: String,
    pub text: String,
    #[serde(default, skip_serializing_if = "is_default")]
    pub of_company: bool,
    /// The key of the goal above.
    #[serde(default, skip_serializing_if = "is_default")]
    pub parent: String,
}

/// One criterion of the score, on a scale whose ends are said in words.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Driver {
    pub key: String,
    pub name: String,
    /// What 0 means.
    #[serde(default, skip_serializing_if = "is_default")]
    pub low: String,
    /// What 1 means.
    #[serde(default, skip_serializing_if = "is_default")]
    pub high: String,
    /// Effort-like: more is worse.
    #[serde(default, skip_serializing_if = "is_default")]
    pub is_effort: bool,
    /// Days until a value is stale; 0 means never.
    #[serde(default, skip_serializing_if = "is_default")]
    pub stale_days: u16,
}

/// A named set of weights, one per audience.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Lens {
    pub name: String,
    pub weights: BTreeMap<String, f64>,
}

/// Weeks there are for `now`, and how many are kept for fixes.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Capacity {
    pub weeks: f64,
    pub reserve: f64,
    /// Weeks per skill.
    #[serde(skip_serializing_if = "is_default")]
    pub skills: BTreeMap<String, f64>,
}

/// Shares of the four families.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TargetMix {
    pub customer: f64,
    pub market: f64,
    pub internal: f64,
    pub competitive: f64,
}

impl Default for TargetMix {
    fn default() -> Self {
        Self { customer: 0.5, market: 0.2, internal: 0.2, competitive: 0.1 }
    }
}

impl TargetMix {
    /// Returns the shares in the order of [`Family::ALL`].
    pub fn shares(&self) -> [f64; 4] {
        [self.customer, self.market, self.internal, self.competitive]
    }
}

/// A pair of words for one thing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Term {
    pub technical: String,
    #[serde(default, skip_serializing_if = "is_default")]
    pub plain: String,
}

/// A skill of the team.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Skill {
    pub name: String,
    #[serde(default)]
    pub need: Need,
    #[serde(default, skip_serializing_if = "is_default")]
    pub held_by: Vec<super::id::StakeholderId>,
}

/// Whether a skill must be there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Need {
    #[default]
    Required,
    Optional,
    NotRequired,
}

/// A gap between two functions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Gap {
    pub between: (Channel, Channel),
    pub what: String,
    #[serde(default, skip_serializing_if = "is_default")]
    pub owner: Option<super::id::StakeholderId>,
}

/// Something we told a channel.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Told {
    pub channel: Channel,
    pub on: jiff::civil::Date,
    pub what: String,
    #[serde(default, skip_serializing_if = "is_default")]
    pub about: Option<super::id::CandidateId>,
}
