//! What triage decides about a signal.

use super::id::SignalId;
use super::is_default;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// The state of a signal in triage. Linked or plain context are both `Kept`; the links tell which.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// Waits for a verdict.
    #[default]
    Inbox,
    /// Counts, as context or through its links.
    Kept,
    /// Comes back on a day, or when the same source or person is heard again.
    Snoozed {
        #[serde(default, skip_serializing_if = "is_default")]
        until: Option<Date>,
        #[serde(default, skip_serializing_if = "is_default")]
        on_activity: bool,
    },
    /// Tactical work that is not ours; leaves the counts.
    Routed { to: Route },
    /// Not followed, and why.
    Declined { reason: String },
    /// Told by another signal too; the text stays, the voice is counted once.
    Merged { into: SignalId },
}

impl Verdict {
    /// Returns the word that `status:` filters by.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Inbox => "inbox",
            Self::Kept => "kept",
            Self::Snoozed { .. } => "snoozed",
            Self::Routed { .. } => "routed",
            Self::Declined { .. } => "declined",
            Self::Merged { .. } => "merged",
        }
    }

    pub const NAMES: [&'static str; 6] = ["inbox", "kept", "snoozed", "routed", "declined", "merged"];

    /// Tells whether the signal speaks for or against candidates: only kept ones do, merged ones by their
    /// survivor.
    pub const fn counts(&self) -> bool {
        matches!(self, Self::Kept)
    }
}

/// Where tactical work goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Route {
    Bug,
    Feature,
    Presentation,
    Support,
}

impl Route {
    pub const ALL: [Self; 4] = [Self::Bug, Self::Feature, Self::Presentation, Self::Support];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Bug => "bug",
            Self::Feature => "feature",
            Self::Presentation => "presentation",
            Self::Support => "support",
        }
    }

    /// Returns the key that picks the route in a menu.
    pub const fn key(self) -> char {
        match self {
            Self::Bug => 'b',
            Self::Feature => 'f',
            Self::Presentation => 'p',
            Self::Support => 's',
        }
    }

    pub const fn help(self) -> &'static str {
        match self {
            Self::Bug => "a defect, to the tracker",
            Self::Feature => "a small request, to the backlog",
            Self::Presentation => "a demo or a deck somebody wants",
            Self::Support => "a question support can answer",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|route| route.name().eq_ignore_ascii_case(text.trim()))
    }
}
