//! The seven stages of the pipeline, from before the first contact to the renewal. Their names on the
//! screen are configurable (`strategy.ron`); these words are what files hold, so a rename loses nothing.

use serde::{Deserialize, Serialize};
use std::fmt;

/// Where the speaker stood when the signal was given, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Stage {
    Anonymous,
    Visitor,
    Lead,
    Pipeline,
    Purchase,
    Adoption,
    Renewal,
}

impl Stage {
    pub const ALL: [Self; 7] = [
        Self::Anonymous,
        Self::Visitor,
        Self::Lead,
        Self::Pipeline,
        Self::Purchase,
        Self::Adoption,
        Self::Renewal,
    ];

    /// Returns the word used in files, filters and on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Anonymous => "anonymous",
            Self::Visitor => "visitor",
            Self::Lead => "lead",
            Self::Pipeline => "pipeline",
            Self::Purchase => "purchase",
            Self::Adoption => "adoption",
            Self::Renewal => "renewal",
        }
    }

    /// Returns one line on what the stage means.
    pub const fn help(self) -> &'static str {
        match self {
            Self::Anonymous => "reached by marketing, not known to us",
            Self::Visitor => "looked at us by themselves",
            Self::Lead => "known by name, no deal yet",
            Self::Pipeline => "in a deal",
            Self::Purchase => "buying or just bought",
            Self::Adoption => "using it, needing support",
            Self::Renewal => "deciding to stay",
        }
    }

    /// Reads a stage's name, in any case.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.name().eq_ignore_ascii_case(text.trim()))
    }
}

impl fmt::Display for Stage {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(self.name())
    }
}
