//! A picker: type to narrow a list, Enter takes the row, and where it makes sense a new name makes a new
//! record. One picker serves links, people, tags, merges, reasons, the palette and help.

use super::field::TextField;
use super::model::Model;
use crate::analysis::search::{Matcher, Skim};
use crate::domain::id::{CandidateId, SignalId, StakeholderId};
use crate::domain::tag::Tag;

/// A list to pick from by typing.
#[derive(Clone, Debug)]
pub struct Picker {
    pub title: String,
    pub purpose: Purpose,
    pub field: TextField,
    pub items: Vec<Item>,
    /// Indexes of the items that match, best first.
    pub shown: Vec<usize>,
    pub selected: usize,
    /// Values taken so far, where several may be.
    pub taken: Vec<Value>,
}

/// One row.
#[derive(Clone, Debug)]
pub struct Item {
    pub label: String,
    /// Said behind the label: why it is offered, a key, a count.
    pub detail: String,
    pub value: Value,
    /// Shown but not to be taken, and why.
    pub unavailable: Option<String>,
}

/// What a row stands for.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Candidate(CandidateId),
    Person(StakeholderId),
    Signal(SignalId),
    Tag(Tag),
    Reason(String),
    Command(&'static str),
}

/// What is picked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    Link,
    Who,
    Tags,
    Merge,
    Reason,
    Palette,
    Help,
}

impl Purpose {
    /// Says what typing a new name makes, where it makes something.
    pub const fn creates(self) -> Option<&'static str> {
        match self {
            Self::Link => Some("new candidate"),
            Self::Who => Some("new person"),
            Self::Tags => Some("new tag"),
            Self::Reason => Some("reason"),
            Self::Merge | Self::Palette | Self::Help => None,
        }
    }
}

impl Picker {
    pub fn new(title: impl Into<String>, purpose: Purpose, items: Vec<Item>) -> Self {
        let shown = (0..items.len()).collect();
        let (title, field) = (title.into(), TextField::line(""));
        Self { title, purpose, field, items, shown, selected: 0, taken: Vec::new() }
    }

    /// Narrows the rows to what is typed: every word must match; better matches come first, ties keep order.
    pub fn narrow(&mut self) {
        let typed = self.field.value();
        let words: Vec<&str> = typed.split_whitespace().collect();
        let matcher = Skim::default();
        let mut ranked: Vec<(i64, usize)> = self
            .items
            .iter()
            .enumerate()
            .filter_map(|(place, item)| {
                let text = format!("{} {}", item.label, item.detail);
                let score = words.iter().try_fold(0, |sum, word| Some(sum + matcher.score(&text, word)?))?;
                Some((-score, place))
            })
            .collect();
        if !words.is_empty() {
            ranked.sort_by_key(|(score, place)| (*score, *place));
        }
        self.shown = ranked.into_iter().map(|(_, place)| place).collect();
        self.selected = 0;
    }

    /// The name a new record would get, when typing offers one: something typed that no row is called.
    pub fn new_name(&self) -> Option<String> {
        self.purpose.creates()?;
        let typed = self.field.value().trim().to_string();
        let known = self.items.iter().any(|item| item.label.eq_ignore_ascii_case(&typed));
        (!typed.is_empty() && !known).then_some(typed)
    }

    /// How many rows there are, the one for a new name included.
    pub fn rows(&self) -> usize {
        self.shown.len() + usize::from(self.new_name().is_some())
    }

    /// The item under the cursor; nothing on the row for a new name.
    pub fn current(&self) -> Option<&Item> {
        self.shown.get(self.selected).and_then(|place| self.items.get(*place))
    }

    pub fn step(&mut self, by: isize) {
        let count = self.rows().max(1) as isize;
        self.selected = (self.selected as isize + by).rem_euclid(count) as usize;
    }
}

/// Returns the picker on top, if one is.
pub fn top(model: &mut Model) -> Option<&mut Picker> {
    match model.overlays.last_mut() {
        Some(super::overlay::Overlay::Picker(picker)) => Some(picker),
        _ => None,
    }
}
