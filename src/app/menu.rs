//! A menu: a handful of choices, each with its own key. For long or typed choices see `picker.rs`.

use super::chord::{Chord, Key};
use super::effect::Beginning;
use super::overlay::Ask;

use crate::domain::verb::Verb;

/// A few choices, one key each.
#[derive(Clone, Debug)]
pub struct Menu {
    pub title: String,
    /// A sentence above the choices.
    pub note: String,
    pub entries: Vec<Entry>,
    pub selected: usize,
}

/// One choice.
#[derive(Clone, Debug)]
pub struct Entry {
    pub key: char,
    pub label: String,
    pub help: String,
    pub choice: Choice,
}

/// What choosing does.
#[derive(Clone, Debug)]
pub enum Choice {
    Verb(Verb),
    /// Does the verb even where a rule asked for another decision.
    Anyway(Verb),
    /// Runs a command of the table.
    Command(&'static str),
    Ask(Ask),
    Begin(Beginning),
    /// Orders candidates by the lens of this name.
    Lens(String),
    /// Quits and leaves what is unsaved behind.
    QuitAnyway,
    Nothing,
}

impl Menu {
    pub fn new(title: impl Into<String>, note: impl Into<String>, entries: Vec<Entry>) -> Self {
        Self { title: title.into(), note: note.into(), entries, selected: 0 }
    }

    /// Returns the choice a key makes.
    pub fn by_key(&self, chord: &Chord) -> Option<Choice> {
        let Key::Char(pressed) = chord.key() else { return None };
        if chord.has_ctrl() || chord.has_alt() {
            return None;
        }
        self.entries.iter().find(|entry| entry.key == pressed).map(|entry| entry.choice.clone())
    }

    /// Returns the choice under the cursor.
    pub fn current(&self) -> Option<Choice> {
        self.entries.get(self.selected).map(|entry| entry.choice.clone())
    }

    /// Moves the cursor, round the ends.
    pub fn step(&mut self, by: isize) {
        let count = self.entries.len().max(1) as isize;
        self.selected = (self.selected as isize + by).rem_euclid(count) as usize;
    }
}

/// Makes an entry.
pub fn entry(key: char, label: impl Into<String>, help: impl Into<String>, choice: Choice) -> Entry {
    Entry { key, label: label.into(), help: help.into(), choice }
}
