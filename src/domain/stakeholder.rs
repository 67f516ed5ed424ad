//! A stakeholder: a person who speaks to us, decides about us, or is owed something by us.

use super::channel::Channel;
use super::id::{AccountId, StakeholderId};
use super::is_default;
use super::promise::Promise;
use super::signal::Source;
use super::tag::Tag;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A person. Fields that hold their default are left out of the file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Stakeholder {
    pub id: StakeholderId,
    pub name: String,
    #[serde(default, skip_serializing_if = "is_default")]
    pub emails: Vec<String>,
    /// The organisation.
    #[serde(default, skip_serializing_if = "is_default")]
    pub account: Option<AccountId>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub title: String,
    /// The channel their signals come through unless a signal says otherwise.
    #[serde(default, skip_serializing_if = "is_default")]
    pub channel: Option<Channel>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub level: Level,
    #[serde(default, skip_serializing_if = "is_default")]
    pub side: Side,
    /// What they may decide about a purchase or a plan, in words.
    #[serde(default, skip_serializing_if = "is_default")]
    pub decides: String,
    #[serde(default, skip_serializing_if = "is_default")]
    pub roles: Vec<DealRole>,
    /// People they sway; a champion's champion is two of these away from the buyer.
    #[serde(default, skip_serializing_if = "is_default")]
    pub influences: Vec<Influence>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub champion_test: ChampionTest,
    /// Who they report to.
    #[serde(default, skip_serializing_if = "is_default")]
    pub reports_to: Option<StakeholderId>,
    /// What concerns them, in their own words.
    #[serde(default, skip_serializing_if = "is_default")]
    pub concern: String,
    /// What their job is, and how they see the product.
    #[serde(default, skip_serializing_if = "is_default")]
    pub perspective: String,
    #[serde(default, skip_serializing_if = "is_default")]
    pub constraints: Vec<String>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub schedule: String,
    /// Domains in which they can verify a claim.
    #[serde(default, skip_serializing_if = "is_default")]
    pub expert_in: Vec<Tag>,
    /// Days between contacts that are meant; 0 means none is.
    #[serde(default, skip_serializing_if = "is_default")]
    pub cadence_days: u16,
    #[serde(default, skip_serializing_if = "is_default")]
    pub last_contact: Option<Date>,
    /// The trust ledger: promises both ways.
    #[serde(default, skip_serializing_if = "is_default")]
    pub promises: Vec<Promise>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub objections: Vec<Objection>,
    /// How they see us over time ("strategic", "tactical", their words).
    #[serde(default, skip_serializing_if = "is_default")]
    pub perceived: Vec<Perceived>,
    /// What was predicted of their reaction, and what came.
    #[serde(default, skip_serializing_if = "is_default")]
    pub reactions: Vec<Reaction>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub tags: Vec<Tag>,
    /// Never shown while presenting, never exported.
    #[serde(default, skip_serializing_if = "is_default")]
    pub private_notes: String,
    #[serde(default, skip_serializing_if = "is_default")]
    pub source: Option<Source>,
    /// Findings the user accepted, by rule, with the reason and the facts they were accepted on.
    #[serde(default, skip_serializing_if = "is_default")]
    pub accepted: Vec<super::evidence::Accepted>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub extra: BTreeMap<String, String>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub archived: bool,
    #[serde(default, skip_serializing_if = "is_default")]
    pub conflicts: Vec<super::record::Conflict>,
}

impl Stakeholder {
    /// Returns a person of whom only the name is known.
    pub fn new(id: StakeholderId, name: impl Into<String>) -> Self {
        Self {
            id,
            name: name.into(),
            emails: Vec::new(),
            account: None,
            title: String::new(),
            channel: None,
            level: Level::default(),
            side: Side::default(),
            decides: String::new(),
            roles: Vec::new(),
            influences: Vec::new(),
            champion_test: ChampionTest::default(),
            reports_to: None,
            concern: String::new(),
            perspective: String::new(),
            constraints: Vec::new(),
            schedule: String::new(),
            expert_in: Vec::new(),
            cadence_days: 0,
            last_contact: None,
            promises: Vec::new(),
            objections: Vec::new(),
            perceived: Vec::new(),
            reactions: Vec::new(),
            tags: Vec::new(),
            private_notes: String::new(),
            source: None,
            accepted: Vec::new(),
            extra: BTreeMap::new(),
            archived: false,
            conflicts: Vec::new(),
        }
    }

    /// Returns how many days the next contact is late on `today`, when a cadence is set; a person never met
    /// is late by the whole cadence.
    pub fn overdue_days(&self, today: Date) -> Option<i32> {
        if self.cadence_days == 0 || self.archived {
            return None;
        }
        let cadence = i32::from(self.cadence_days);
        let since = self.last_contact.map_or(cadence * 2, |day| super::when::days_between(day, today));
        (cadence < since).then_some(since - cadence)
    }
}

/// How high a person sits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    Executive,
    Director,
    Manager,
    Engineer,
    #[default]
    Other,
}

impl Level {
    pub const ALL: [Self; 5] = [Self::Executive, Self::Director, Self::Manager, Self::Engineer, Self::Other];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Executive => "executive",
            Self::Director => "director",
            Self::Manager => "manager",
            Self::Engineer => "engineer",
            Self::Other => "other",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.name().eq_ignore_ascii_case(text.trim()))
    }
}

/// Outside or inside our own organisation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Side {
    #[default]
    Outside,
    Inside,
}

impl Side {
    pub const ALL: [Self; 2] = [Self::Outside, Self::Inside];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Outside => "outside",
            Self::Inside => "inside",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|side| side.name().eq_ignore_ascii_case(text.trim()))
    }
}

/// What a person is in a deal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DealRole {
    /// The economic buyer.
    Buyer,
    Champion,
    Gatekeeper,
    Influencer,
    User,
    Coach,
}

impl DealRole {
    pub const ALL: [Self; 6] =
        [Self::Buyer, Self::Champion, Self::Gatekeeper, Self::Influencer, Self::User, Self::Coach];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Buyer => "buyer",
            Self::Champion => "champion",
            Self::Gatekeeper => "gatekeeper",
            Self::Influencer => "influencer",
            Self::User => "user",
            Self::Coach => "coach",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.name().eq_ignore_ascii_case(text.trim()))
    }
}

/// A directed edge: this person sways that one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Influence {
    pub on: StakeholderId,
    /// When the edge was last seen to hold.
    #[serde(default, skip_serializing_if = "is_default")]
    pub seen: Option<Date>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub note: String,
}

/// The three dated tests of a champion (METHODS 4.6); without all three the person is a coach.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ChampionTest {
    #[serde(skip_serializing_if = "is_default")]
    pub has_power: Option<Date>,
    #[serde(skip_serializing_if = "is_default")]
    pub sells_without_us: Option<Date>,
    #[serde(skip_serializing_if = "is_default")]
    pub has_stake: Option<Date>,
}

/// Something a person holds against a candidate or the product.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Objection {
    pub text: String,
    pub on: Date,
    #[serde(default, skip_serializing_if = "is_default")]
    pub about: Option<super::id::CandidateId>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub verdict: Option<ObjectionVerdict>,
    /// The message an objector turned advocate carries.
    #[serde(default, skip_serializing_if = "is_default")]
    pub carries: String,
}

/// What an objection asks of us.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ObjectionVerdict {
    Feature,
    OtherCustomer,
    Educate,
}

impl ObjectionVerdict {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Feature => "feature",
            Self::OtherCustomer => "other customer",
            Self::Educate => "educate",
        }
    }
}

/// How a person saw our role on a day.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Perceived {
    pub on: Date,
    pub role: String,
}

/// A reaction predicted before and noted after a talk.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reaction {
    pub about: super::id::CandidateId,
    pub on: Date,
    pub predicted: String,
    #[serde(default, skip_serializing_if = "is_default")]
    pub actual: String,
}
