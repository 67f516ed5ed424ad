//! Forms: a record as a column of text fields. One table of fields per kind of record says how each is
//! read, checked and written; the form itself knows no kind.

pub mod account;
pub mod candidate;
pub mod fields;
pub mod signal;
pub mod stakeholder;

use super::chord::{Chord, Key};
use super::field::TextField;
use crate::domain::record::{Record, RecordId};
use crate::domain::workspace::Workspace;
use fields::{Context, Shape};
use std::collections::BTreeMap;

/// A record being made or changed.
#[derive(Clone, Debug)]
pub struct Form {
    pub title: String,
    /// The record as it was when the form was opened.
    pub base: Record,
    pub is_new: bool,
    pub fields: Vec<Field>,
    pub focus: usize,
    /// First field on the screen.
    pub top: usize,
    /// Whether the texts came from a draft.
    pub from_draft: bool,
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
}

impl Form {
    /// Opens a form for a record; `draft` holds texts typed earlier and not saved.
    pub fn open(base: Record, is_new: bool, workspace: &Workspace, draft: Option<&str>) -> Self {
        let kind = base.id().kind();
        let title = if is_new { format!("New {kind}") } else { format!("Edit {kind}") };
        let mut form = Self {
            title,
            fields: fields_of(&base, workspace),
            base,
            is_new,
            focus: 0,
            top: 0,
            from_draft: false,
        };
        if let Some(texts) = draft.and_then(|text| ron::from_str::<BTreeMap<String, String>>(text).ok()) {
            form.from_draft = true;
            for field in &mut form.fields {
                if let Some(text) = texts.get(field.key) {
                    field.text.set(text);
                }
            }
        }
        form
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

    pub fn focused(&mut self) -> Option<&mut Field> {
        self.fields.get_mut(self.focus)
    }

    /// Moves to another field, round the ends.
    pub fn step(&mut self, by: isize) {
        let count = self.fields.len().max(1) as isize;
        self.focus = (self.focus as isize + by).rem_euclid(count) as usize;
    }

    /// Takes a key that no binding knows: text, or a turn of a choice.
    pub fn key(&mut self, chord: &Chord) {
        let Some(field) = self.fields.get_mut(self.focus) else { return };
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
            _ => drop(field.text.key(chord)),
        }
    }

    /// Takes a pasted block into the field with the focus. Returns whether it had to be cut.
    pub fn paste(&mut self, text: &str) -> bool {
        self.fields.get_mut(self.focus).is_some_and(|field| {
            field.error = None;
            field.text.paste(text)
        })
    }

    /// Replaces the text of the field with the focus.
    pub fn set_focused(&mut self, text: &str) {
        if let Some(field) = self.fields.get_mut(self.focus) {
            field.error = None;
            field.text.set(text);
        }
    }

    /// Makes the record the texts say. On mistakes marks their fields, goes to the first, returns nothing.
    pub fn record(&mut self, context: &mut Context<'_>) -> Option<Record> {
        let record = record_of(&self.base, &mut self.fields, context);
        if let Some(wrong) = self.fields.iter().position(|field| field.error.is_some()) {
            self.focus = wrong;
            return None;
        }
        record
    }

    /// The record the form is about.
    pub fn id(&self) -> RecordId {
        self.base.id()
    }
}

impl Field {
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

fn fields_of(record: &Record, workspace: &Workspace) -> Vec<Field> {
    match record {
        Record::Signal(signal) => fields::open(signal::FIELDS, signal, workspace),
        Record::Stakeholder(person) => fields::open(stakeholder::FIELDS, person, workspace),
        Record::Account(account) => fields::open(account::FIELDS, account, workspace),
        Record::Candidate(candidate) => fields::open(candidate::FIELDS, candidate, workspace),
        Record::Meeting(_) | Record::Strategy(_) => Vec::new(),
    }
}

fn record_of(base: &Record, fields: &mut [Field], context: &mut Context<'_>) -> Option<Record> {
    match base {
        Record::Signal(signal) => {
            let mut next = (**signal).clone();
            fields::write(signal::FIELDS, &mut next, fields, context);
            Some(next.into())
        }
        Record::Stakeholder(person) => {
            let mut next = (**person).clone();
            fields::write(stakeholder::FIELDS, &mut next, fields, context);
            Some(next.into())
        }
        Record::Account(account) => {
            let mut next = (**account).clone();
            fields::write(account::FIELDS, &mut next, fields, context);
            Some(next.into())
        }
        Record::Candidate(candidate) => {
            let mut next = (**candidate).clone();
            fields::write(candidate::FIELDS, &mut next, fields, context);
            candidate::note_changes(candidate, &mut next, context.today);
            Some(next.into())
        }
        Record::Meeting(_) | Record::Strategy(_) => None,
    }
}
