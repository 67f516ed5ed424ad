//! What importers take and give: options and a source in, drafts and skipped rows out. Data only.

use super::refused::Refused;
use super::text::{CELL, cut};
use crate::domain::channel::Channel;
use crate::domain::nearest::did_you_mean;
use crate::domain::shown::shown;
use crate::domain::stage::Stage;
use crate::domain::tag::Tag;
use jiff::{Timestamp, tz::TimeZone};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What an import makes of its rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kind {
    #[default]
    Signals,
    Stakeholders,
    Candidates,
    Meetings,
}

impl Kind {
    pub const ALL: [Self; 4] = [Self::Signals, Self::Stakeholders, Self::Candidates, Self::Meetings];

    /// Returns the word `--as` takes.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Signals => "signals",
            Self::Stakeholders => "stakeholders",
            Self::Candidates => "candidates",
            Self::Meetings => "meetings",
        }
    }

    /// Reads the word of `--as`, in any case. The error names the nearest one.
    pub fn parse(text: &str) -> Result<Self, Refused> {
        let word = text.trim();
        let names = Self::ALL.map(Self::name);
        Self::ALL.into_iter().find(|kind| kind.name().eq_ignore_ascii_case(word)).ok_or_else(|| {
            Refused::UnknownKind {
                given: word.into(),
                known: names.join(", "),
                hint: did_you_mean(word, names),
            }
        })
    }
}

/// What the user asked for.
#[derive(Clone, Debug)]
pub struct Options {
    /// The format by name; told by content when absent.
    pub format: Option<String>,
    pub kind: Kind,
    /// Pairs of a field and the column it comes from, over the guess.
    pub map: Vec<(String, String)>,
    /// The channel of every new signal, over the rows' own.
    pub channel: Option<Channel>,
    /// Tags every new record gets.
    pub tags: Vec<Tag>,
    pub now: Timestamp,
    /// The zone of times that name none.
    pub zone: TimeZone,
}

impl Options {
    /// Returns options that leave everything to the files.
    pub fn new(now: Timestamp, zone: TimeZone) -> Self {
        Self {
            format: None,
            kind: Kind::default(),
            map: Vec::new(),
            channel: None,
            tags: Vec::new(),
            now,
            zone,
        }
    }
}

/// One file to read.
pub struct Source<'a> {
    /// What messages call it: a path, or `-`.
    pub name: &'a str,
    pub bytes: &'a [u8],
    pub options: &'a Options,
}

impl Source<'_> {
    /// Returns a skipped row at a line of this file.
    pub fn skipped(&self, line: usize, why: impl Into<String>) -> Skipped {
        Skipped { place: format!("{}:{line}", shown(self.name)), line, why: why.into() }
    }
}

/// A record to be, as the source tells it. Empty texts and `None` mean that the source does not say.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Draft {
    /// The line in its file, from 1.
    pub line: usize,
    /// Stable source key such as `gh:owner/repo#12`; the same record has the same key in every export.
    pub key: Option<String>,
    /// The title in one line, or the person's name.
    pub title: String,
    pub body: String,
    pub said_by: String,
    pub email: Option<String>,
    /// A person's job title.
    pub position: String,
    pub at: Option<Timestamp>,
    pub channel: Option<Channel>,
    pub stage: Option<Stage>,
    pub tags: Vec<Tag>,
    pub votes: Option<u32>,
    pub url: String,
    /// State in the source's words.
    pub status: String,
    /// The organisation by name.
    pub account: Option<String>,
    /// Columns without a field.
    pub extra: BTreeMap<String, String>,
}

impl Draft {
    /// Adds a text to `extra`, cut to size; empty ones are left out.
    pub fn keep(&mut self, column: &str, text: &str) {
        if !text.trim().is_empty() {
            self.extra.insert(column.to_string(), cut(text.trim(), CELL));
        }
    }
}

/// A row that was left out, and why.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Skipped {
    /// `file.csv:12`.
    pub place: String,
    pub line: usize,
    pub why: String,
}

/// A file that was read.
#[derive(Clone, Debug, PartialEq)]
pub struct Parsed {
    pub format: &'static str,
    pub drafts: Vec<Draft>,
    pub skipped: Vec<Skipped>,
    /// Rows that only repeat the header; not worth a line in `skipped`.
    pub repeats: usize,
    /// Which column each field was taken from, to be shown.
    pub mapping: Vec<(String, String)>,
}

impl Parsed {
    /// Returns a result with nothing in it yet.
    pub fn new(format: &'static str) -> Self {
        Self { format, drafts: Vec::new(), skipped: Vec::new(), repeats: 0, mapping: Vec::new() }
    }
}
