//! An account: an organisation that buys, might buy, sells beside us or against us, or writes about us.

use super::id::AccountId;
use super::is_default;
use super::signal::Source;
use super::tag::Tag;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// An organisation. Fields that hold their default are left out of the file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Account {
    pub id: AccountId,
    pub name: String,
    #[serde(default, skip_serializing_if = "is_default")]
    pub kind: AccountKind,
    /// What the account is worth a year, in the currency of the strategy.
    #[serde(default, skip_serializing_if = "is_default")]
    pub value: f64,
    #[serde(default, skip_serializing_if = "is_default")]
    pub segment: String,
    /// Mail domains, to recognise senders by.
    #[serde(default, skip_serializing_if = "is_default")]
    pub domains: Vec<String>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub pains: Vec<String>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub constraints: Vec<String>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub budget: Option<Date>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub renewal: Option<Date>,
    /// Spans in which nothing may be changed at their site.
    #[serde(default, skip_serializing_if = "is_default")]
    pub freezes: Vec<Span>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub notes: String,
    #[serde(default, skip_serializing_if = "is_default")]
    pub private_notes: String,
    #[serde(default, skip_serializing_if = "is_default")]
    pub tags: Vec<Tag>,
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

impl Account {
    /// Returns an organisation of which only the name is known.
    pub fn new(id: AccountId, name: impl Into<String>) -> Self {
        Self {
            id,
            name: name.into(),
            kind: AccountKind::default(),
            value: 0.0,
            segment: String::new(),
            domains: Vec::new(),
            pains: Vec::new(),
            constraints: Vec::new(),
            budget: None,
            renewal: None,
            freezes: Vec::new(),
            notes: String::new(),
            private_notes: String::new(),
            tags: Vec::new(),
            source: None,
            accepted: Vec::new(),
            extra: BTreeMap::new(),
            archived: false,
            conflicts: Vec::new(),
        }
    }
}

/// A span of days, both ends included.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Span {
    pub from: Date,
    pub to: Date,
    #[serde(default, skip_serializing_if = "is_default")]
    pub why: String,
}

/// What an organisation is to us.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AccountKind {
    #[default]
    Customer,
    Prospect,
    Partner,
    Competitor,
    Analyst,
    Media,
    Own,
}

impl AccountKind {
    pub const ALL: [Self; 7] = [
        Self::Customer,
        Self::Prospect,
        Self::Partner,
        Self::Competitor,
        Self::Analyst,
        Self::Media,
        Self::Own,
    ];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Customer => "customer",
            Self::Prospect => "prospect",
            Self::Partner => "partner",
            Self::Competitor => "competitor",
            Self::Analyst => "analyst",
            Self::Media => "media",
            Self::Own => "own",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name().eq_ignore_ascii_case(text.trim()))
    }
}
