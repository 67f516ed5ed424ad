//! A meeting: a one-on-one as a unit of agenda, notes, edits, promises and recap.

use super::id::{MeetingId, StakeholderId};
use super::is_default;
use super::signal::Source;
use super::tag::Tag;
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A one-on-one. Fields that hold their default are left out of the file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Meeting {
    pub id: MeetingId,
    pub title: String,
    pub on: Date,
    #[serde(default, skip_serializing_if = "is_default")]
    pub with: Vec<StakeholderId>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub started: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub ended: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub agenda: Vec<String>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub notes: String,
    /// Strategic talk, or tactical requests on our time.
    #[serde(default, skip_serializing_if = "is_default")]
    pub topic: Option<Topic>,
    /// Numbers of the transactions made in it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub edits: Vec<u64>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub recap: String,
    #[serde(default, skip_serializing_if = "is_default")]
    pub private_notes: String,
    #[serde(default, skip_serializing_if = "is_default")]
    pub tags: Vec<Tag>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub source: Option<Source>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub extra: BTreeMap<String, String>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub conflicts: Vec<super::record::Conflict>,
}

impl Meeting {
    /// Returns a meeting with nothing in it yet.
    pub fn new(id: MeetingId, title: impl Into<String>, on: Date) -> Self {
        Self {
            id,
            title: title.into(),
            on,
            with: Vec::new(),
            started: None,
            ended: None,
            agenda: Vec::new(),
            notes: String::new(),
            topic: None,
            edits: Vec::new(),
            recap: String::new(),
            private_notes: String::new(),
            tags: Vec::new(),
            source: None,
            extra: BTreeMap::new(),
            conflicts: Vec::new(),
        }
    }
}

/// What a meeting was about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Topic {
    Strategic,
    Tactical,
}
