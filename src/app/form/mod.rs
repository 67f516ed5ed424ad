//! Forms: a record as a column of text fields, in groups that open and close where there are many. One table
//! of fields per kind of record says how each is read, checked and written; the form itself knows no kind.
//! A list inside a form is edited row by row, each row in a small form that writes into the one below it.

pub mod account;
pub mod candidate;
pub mod cells;
pub mod fields;
mod kinds;
mod row;
pub mod signal;
pub mod stakeholder;
pub mod strategy;

use super::chord::{Chord, Key};
use super::field::TextField;
use crate::domain::record::{Record, RecordId};
use crate::domain::workspace::Workspace;
use fields::{Context, Shape};
use std::collections::BTreeMap;
use std::ops::Range;

/// A record being made or changed, or one row of a list in one.
#[derive(Clone, Debug)]
pub struct Form {
    pub title: String,
    /// The record as it was when the form was opened.
    pub base: Record,
    pub is_new: bool,
    pub fields: Vec<Field>,
    pub groups: Vec<Group>,
    pub focus: Stop,
    /// Whether the texts came from a draft.
    pub from_draft: bool,
    /// Set where the form is one row of the form below it.
    pub row: Option<RowPlace>,
}

/// What the focus can rest on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// The heading of a group.
    Heading(usize),
    Field(usize),
}

/// Fields under one heading.
#[derive(Clone, Debug)]
pub struct Group {
    /// Empty where the form has only one group.
    pub title: &'static str,
    pub fields: Range<usize>,
    pub is_open: bool,
}

/// Which row of which list a small form edits.
#[derive(Clone, Debug)]
pub struct RowPlace {
    /// The list, among the fields of the form below.
    pub field: usize,
    pub at: usize,
    /// What the list held before.
    pub before: String,
    /// Opened for this row alone: the record is saved with it.
    pub is_alone: bool,
}

/// One field of a form.
#[derive(Clone, Debug)]
pub struct Field {
    pub key: &'static str,
    pub label: &'static str,
    pub help: &'static str,
    pub shape: Shape,
    pub text: TextField,
    /// What the field held when the form was opened.
    pub before: String,
    pub error: Option<String>,
    /// Why nothing can be typed here yet.
    pub closed: Option<&'static str>,
    /// The row under the cursor, in a list.
    pub row: usize,
}

impl Form {
    /// Opens a form for a record; `draft` holds texts typed earlier and not saved.
    pub fn open(base: Record, is_new: bool, workspace: &Workspace, draft: Option<&str>) -> Self {
        let kind = base.id().kind();
        let title = if is_new { format!("New {kind}") } else { format!("Edit {kind}") };
        let (fields, groups) = kinds::open(&base, workspace);
        let mut form = Self::with(title, base, fields, groups);
        form.is_new = is_new;
        if let Some(texts) = draft.and_then(|text| ron::from_str::<BTreeMap<String, String>>(text).ok()) {
            form.from_draft = true;
            for field in &mut form.fields {
                if let Some(text) = texts.get(field.key) {
                    field.text.set(text);
                }
            }
        }
        form.look_again();
        form
    }

    fn with(title: String, base: Record, fields: Vec<Field>, groups: Vec<Group>) -> Self {
        Self {
            title,
            base,
            is_new: false,
            fields,
            groups,
            focus: Stop::Field(0),
            from_draft: false,
            row: None,
        }
    }

    /// Under which name the draft of a form is kept.
    pub fn draft_name(base: &Record, is_new: bool) -> String {
        if is_new { format!("new-{}", base.id().kind()) } else { base.id().to_string() }
    }

    /// The texts that differ from the record, as a draft.
    pub fn draft(&self) -> Option<String> {
        let changed: BTreeMap<&str, String> = self
            .fields
            .iter()
            .map(|field| (field.key, field.text.value(), &field.before))
            .filter(|(_, value, before)| value != *before)
            .map(|(key, value, _)| (key, value))
            .collect();
        if changed.is_empty() { None } else { ron::to_string(&changed).ok() }
    }

    /// Where the focus can rest, top to bottom.
    pub fn stops(&self) -> Vec<Stop> {
        let mut stops = Vec::new();
        for (place, group) in self.groups.iter().enumerate() {
            if !group.title.is_empty() {
                stops.push(Stop::Heading(place));
            }
            if group.is_open {
                stops.extend(group.fields.clone().map(Stop::Field));
            }
        }
        stops
    }

    /// The field with the focus; none on a heading.
    pub fn focused(&self) -> Option<&Field> {
        match self.focus {
            Stop::Field(place) => self.fields.get(place),
            Stop::Heading(_) => None,
        }
    }

    fn focused_mut(&mut self) -> Option<&mut Field> {
        match self.focus {
            Stop::Field(place) => self.fields.get_mut(place),
            Stop::Heading(_) => None,
        }
    }

    /// Moves to another field or heading, round the ends.
    pub fn step(&mut self, by: isize) {
        let stops = self.stops();
        let place = stops.iter().position(|stop| *stop == self.focus).unwrap_or(0);
        let next = (place as isize + by).rem_euclid(stops.len().max(1) as isize) as usize;
        self.focus = stops.get(next).copied().unwrap_or(Stop::Field(0));
    }

    /// The group of what has the focus.
    fn group(&self) -> usize {
        match self.focus {
            Stop::Heading(place) => place,
            Stop::Field(field) => {
                self.groups.iter().position(|group| group.fields.contains(&field)).unwrap_or(0)
            }
        }
    }

    /// Opens or closes the group with the focus; a closed one keeps it on its heading.
    pub fn turn_group(&mut self) {
        let place = self.group();
        if let Some(group) = self.groups.get_mut(place).filter(|group| !group.title.is_empty()) {
            group.is_open = !group.is_open;
            self.focus = Stop::Heading(place);
        }
    }

    /// Goes to the first field of the next group or of the one before, and opens it.
    pub fn step_group(&mut self, by: isize) {
        let count = self.groups.len().max(1) as isize;
        let place = (self.group() as isize + by).rem_euclid(count) as usize;
        if let Some(group) = self.groups.get_mut(place) {
            group.is_open = true;
            self.focus = Stop::Field(group.fields.start);
        }
    }

    /// Takes a key that no binding knows: text, or a turn of a choice.
    pub fn key(&mut self, chord: &Chord) {
        let Some(field) = self.focused_mut().filter(|field| field.closed.is_none()) else { return };
        field.error = None;
        if let Shape::Choice(choices) = field.shape {
            match chord.key() {
                Key::Right | Key::Char(' ') => return field.turn(&choices(), 1),
                Key::Left => return field.turn(&choices(), -1),
                _ => {}
            }
        }
        match chord.key() {
            Key::Down if !field.text.is_many() => self.step(1),
            Key::Up if !field.text.is_many() => self.step(-1),
            Key::Enter if !field.text.is_many() => self.step(1),
            _ if matches!(field.shape, Shape::Rows(_)) => {}
            _ => drop(field.text.key(chord)),
        }
        self.look_again();
    }

    /// Takes a pasted block into the field with the focus. Returns whether it had to be cut.
    pub fn paste(&mut self, text: &str) -> bool {
        let is_open = |field: &&mut Field| field.closed.is_none() && !matches!(field.shape, Shape::Rows(_));
        let cut = self.focused_mut().filter(is_open).is_some_and(|field| {
            field.error = None;
            field.text.paste(text)
        });
        self.look_again();
        cut
    }

    /// Replaces the text of the field with the focus.
    pub fn set_focused(&mut self, text: &str) {
        if let Some(field) = self.focused_mut() {
            field.error = None;
            field.text.set(text);
        }
        self.look_again();
    }

    /// Opens and closes the fields that wait for others.
    fn look_again(&mut self) {
        let said = |key: &&str| self.fields.iter().any(|field| field.key == *key && field.is_said());
        let closed: Vec<Option<&'static str>> = self
            .fields
            .iter()
            .map(|field| match field.shape {
                Shape::After(keys, why) if !field.is_said() && !keys.iter().all(said) => Some(why),
                _ => None,
            })
            .collect();
        for (field, closed) in self.fields.iter_mut().zip(closed) {
            field.closed = closed;
        }
    }

    /// Makes the record the texts say. On mistakes marks their fields, goes to the first, returns nothing.
    pub fn record(&mut self, context: &mut Context<'_>) -> Option<Record> {
        let record = kinds::record_of(&self.base, &mut self.fields, context);
        if self.go_to_mistake() { None } else { record }
    }

    /// Marks a field with what is against its value, and goes there.
    pub fn refuse(&mut self, key: &str, why: &str) {
        if let Some(field) = self.fields.iter_mut().find(|field| field.key == key) {
            field.error = Some(why.to_string());
        }
        self.go_to_mistake();
    }

    /// Goes to the first field with a mistake, its group opened. Returns whether there is one.
    pub fn go_to_mistake(&mut self) -> bool {
        let Some(wrong) = self.fields.iter().position(|field| field.error.is_some()) else { return false };
        self.focus = Stop::Field(wrong);
        let place = self.group();
        if let Some(group) = self.groups.get_mut(place) {
            group.is_open = true;
        }
        true
    }

    /// The record the form is about.
    pub fn id(&self) -> RecordId {
        self.base.id()
    }

    /// How many fields of a group hold something, and how many there are.
    pub fn said_in(&self, group: &Group) -> (usize, usize) {
        let fields = self.fields.get(group.fields.clone()).unwrap_or_default();
        (fields.iter().filter(|field| field.is_said()).count(), fields.len())
    }
}

impl Field {
    fn new(
        (key, label, help): (&'static str, &'static str, &'static str),
        shape: Shape,
        before: String,
    ) -> Self {
        let text = if shape.is_many() { TextField::text(&before) } else { TextField::line(&before) };
        Self { key, label, help, shape, text, before, error: None, closed: None, row: 0 }
    }

    /// Tells whether the field holds something; of given rows, more than their names.
    fn is_said(&self) -> bool {
        match self.shape {
            Shape::Rows(spec) if spec.is_fixed => cells::decode(&self.text.value())
                .iter()
                .any(|row| row.iter().skip(1).any(|cell| !cell.is_empty())),
            _ => !self.text.value().trim().is_empty(),
        }
    }

    fn turn(&mut self, choices: &[&'static str], by: isize) {
        let now = self.text.value();
        let place = choices.iter().position(|choice| choice.eq_ignore_ascii_case(&now));
        let next = match place {
            Some(place) => (place as isize + by).rem_euclid(choices.len().max(1) as isize) as usize,
            None => 0,
        };
        if let Some(choice) = choices.get(next) {
            self.text.set(choice);
        }
    }
}
