//! A picker: type to narrow a list, Enter takes the row, and where it makes sense a new name makes a new
//! record. One picker serves links, people, tags, merges, reasons, the palette and help.

use super::field::TextField;
use super::model::Model;
use crate::analysis::search::{Matcher, Skim};
use crate::domain::id::{CandidateId, SignalId, StakeholderId};
use crate::domain::query::fold::fold;
use crate::domain::query::needle::is_start;
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
    /// Whether the row for a new name comes before those that match: none of them begins a word with it.
    new_first: bool,
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
    /// What a field is to hold.
    Text(String),
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
    Backup,
    /// Fills the field of the form below.
    Field,
}

impl Purpose {
    /// Says what typing a new name makes, where it makes something.
    pub const fn creates(self) -> Option<&'static str> {
        match self {
            Self::Link => Some("new candidate"),
            Self::Who => Some("new person"),
            Self::Tags => Some("new tag"),
            Self::Reason => Some("reason"),
            Self::Merge | Self::Palette | Self::Help | Self::Backup | Self::Field => None,
        }
    }
}

impl Picker {
    pub fn new(title: impl Into<String>, purpose: Purpose, items: Vec<Item>) -> Self {
        let shown = (0..items.len()).collect();
        let (title, field) = (title.into(), TextField::line(""));
        Self { title, purpose, field, items, shown, selected: 0, taken: Vec::new(), new_first: false }
    }

    /// Narrows the rows to what is typed: every word must match; better matches come first, ties keep order.
    pub fn narrow(&mut self) {
        let typed = fold(&self.field.value());
        let words: Vec<&str> = typed.split_whitespace().collect();
        let matcher = Skim::default();
        let mut ranked: Vec<(u32, usize)> = self
            .items
            .iter()
            .enumerate()
            .filter_map(|(place, item)| {
                let (label, detail) = (fold(&item.label), fold(&item.detail));
                let rank = words
                    .iter()
                    .try_fold(0, |sum, word| Some(sum + rank(&label, &detail, word, &matcher)?))?;
                Some((rank, place))
            })
            .collect();
        ranked.sort_unstable();
        self.shown = ranked.into_iter().map(|(_, place)| place).collect();
        self.selected = 0;
        self.new_first = self.new_name().is_some_and(|name| {
            let typed = fold(&name);
            !self.shown.iter().any(|place| begins_a_word(&fold(&self.items[*place].label), &typed))
        });
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

    /// The item of a row; nothing on the row for a new name.
    pub fn item_at(&self, row: usize) -> Option<&Item> {
        let place = if self.new_first { row.checked_sub(1)? } else { row };
        self.shown.get(place).and_then(|place| self.items.get(*place))
    }

    /// The item under the cursor; nothing on the row for a new name.
    pub fn current(&self) -> Option<&Item> {
        self.item_at(self.selected)
    }

    pub fn step(&mut self, by: isize) {
        let count = self.rows().max(1) as isize;
        self.selected = (self.selected as isize + by).rem_euclid(count) as usize;
    }
}

/// How well a word fits a row, 0 the best: it begins a word of the label, stands in it, begins a word of the
/// detail, or has its letters scattered over the label.
fn rank(label: &str, detail: &str, word: &str, matcher: &Skim) -> Option<u32> {
    if begins_a_word(label, word) {
        Some(0)
    } else if label.contains(word) {
        Some(1)
    } else if begins_a_word(detail, word) {
        Some(2)
    } else {
        matcher.fits(label, word).then_some(3)
    }
}

/// Tells whether `typed` stands at the start of a word of `label`; both folded.
fn begins_a_word(label: &str, typed: &str) -> bool {
    label.match_indices(typed).any(|(at, _)| is_start(label, at))
}

/// Returns the picker on top, if one is.
pub fn top(model: &mut Model) -> Option<&mut Picker> {
    match model.overlays.last_mut() {
        Some(super::overlay::Overlay::Picker(picker)) => Some(picker),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picker(typed: &str) -> Picker {
        let labels = ["webplatformapis", "Device access", "sso"];
        let item = |label: &str| Item {
            label: label.into(),
            detail: String::new(),
            value: Value::Reason(label.into()),
            unavailable: None,
        };
        let mut picker = Picker::new("", Purpose::Tags, labels.iter().map(|label| item(label)).collect());
        picker.field.set(typed);
        picker.narrow();
        picker
    }

    fn current(typed: &str) -> Option<String> {
        picker(typed).current().map(|item| item.label.clone())
    }

    #[test]
    fn enter_takes_what_was_meant() {
        assert_eq!(current("dev").as_deref(), Some("Device access"));
        assert_eq!(current("access").as_deref(), Some("Device access"));
        assert_eq!(current("SSO").as_deref(), Some("sso"));
        assert_eq!(current("platform"), None, "a new name, not a chance hit inside another");
    }

    #[test]
    fn every_row_can_be_reached() {
        let picker = picker("platform");
        assert_eq!((picker.rows(), picker.new_name().as_deref()), (2, Some("platform")));
        assert_eq!(picker.item_at(1).map(|item| item.label.as_str()), Some("webplatformapis"));
    }
}
