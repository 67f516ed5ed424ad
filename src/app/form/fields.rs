//! What a field of a form is, and the readings several fields share: names, days, tags, numbers, lists.

use super::Field;
use crate::app::field::TextField;
use crate::domain::account::Account;
use crate::domain::edit::Edit;
use crate::domain::id::{AccountId, CandidateId, StakeholderId};
use crate::domain::nearest::did_you_mean;
use crate::domain::tag::Tag;
use crate::domain::when;
use crate::domain::workspace::Workspace;
use jiff::civil::Date;

/// How a field is typed.
#[derive(Clone, Copy, Debug)]
pub enum Shape {
    Line,
    Text,
    /// One of a closed list; the arrows turn it, typing its name works too.
    Choice(fn() -> Vec<&'static str>),
    /// Many lines nobody else may see.
    Private,
}

/// One row of the table of fields of a kind of record.
pub struct FieldSpec<T: 'static> {
    pub key: &'static str,
    pub label: &'static str,
    /// Said under the field while it has the focus.
    pub help: &'static str,
    pub shape: Shape,
    pub get: fn(&T, &Workspace) -> String,
    /// Returns what is wrong with the text, as a sentence.
    pub set: fn(&mut T, &str, &mut Context<'_>) -> Result<(), String>,
}

/// What reading a field may need; new records a name calls for are collected in `also`.
pub struct Context<'a> {
    pub workspace: &'a Workspace,
    pub today: Date,
    pub also: Vec<Edit>,
    pub bits: Box<dyn FnMut() -> u64 + 'a>,
}

/// Rows of the tables that only differ in names: a field of the record, typed in one of the usual ways.
macro_rules! plain_field {
    (line $key:literal, $label:literal, $help:literal, $field:ident) => {
        plain_field!(@string Line, $key, $label, $help, $field)
    };
    (text $key:literal, $label:literal, $help:literal, $field:ident) => {
        plain_field!(@string Text, $key, $label, $help, $field)
    };
    (private $key:literal, $label:literal, $help:literal, $field:ident) => {
        plain_field!(@string Private, $key, $label, $help, $field)
    };
    (lines $key:literal, $label:literal, $help:literal, $field:ident) => {
        plain_field!(@row Text, $key, $label, $help, |record, _| record.$field.join("\n"), |record, text, _| {
            record.$field = $crate::app::form::fields::lines(text);
            Ok(())
        })
    };
    (tags $key:literal, $label:literal, $help:literal, $field:ident) => {
        plain_field!(
            @row Line,
            $key,
            $label,
            $help,
            |record, _| $crate::app::form::fields::print_tags(&record.$field),
            |record, text, _| {
                record.$field = $crate::app::form::fields::tags(text);
                Ok(())
            }
        )
    };
    (day $key:literal, $label:literal, $help:literal, $field:ident) => {
        plain_field!(
            @row Line,
            $key,
            $label,
            $help,
            |record, _| $crate::app::form::fields::print_day(record.$field),
            |record, text, context| {
                record.$field = $crate::app::form::fields::day(text, context.today)?;
                Ok(())
            }
        )
    };
    (@string $shape:ident, $key:literal, $label:literal, $help:literal, $field:ident) => {
        plain_field!(@row $shape, $key, $label, $help, |record, _| record.$field.clone(), |record, text, _| {
            record.$field = text.trim().to_string();
            Ok(())
        })
    };
    (@row $shape:ident, $key:literal, $label:literal, $help:literal, $get:expr, $set:expr) => {
        $crate::app::form::fields::FieldSpec {
            key: $key,
            label: $label,
            help: $help,
            shape: $crate::app::form::fields::Shape::$shape,
            get: $get,
            set: $set,
        }
    };
}
pub(super) use plain_field;

/// Makes the fields of a record.
pub fn open<T>(specs: &'static [FieldSpec<T>], record: &T, workspace: &Workspace) -> Vec<Field> {
    specs
        .iter()
        .map(|spec| {
            let before = (spec.get)(record, workspace);
            let text = match spec.shape {
                Shape::Text | Shape::Private => TextField::text(&before),
                Shape::Line | Shape::Choice(_) => TextField::line(&before),
            };
            Field {
                key: spec.key,
                label: spec.label,
                help: spec.help,
                shape: spec.shape,
                text,
                before,
                error: None,
            }
        })
        .collect()
}

/// Writes the changed fields into a record; what cannot be read is marked at its field.
pub fn write<T>(specs: &[FieldSpec<T>], record: &mut T, fields: &mut [Field], context: &mut Context<'_>) {
    for (spec, field) in specs.iter().zip(fields) {
        let value = field.text.value();
        field.error = None;
        if value != field.before || value.is_empty() {
            field.error = (spec.set)(record, &value, context).err();
        }
    }
}

/// Reads a text that must not be empty.
pub fn required(into: &mut String, text: &str, what: &str) -> Result<(), String> {
    if text.trim().is_empty() {
        return Err(format!("{what} must not be empty."));
    }
    *into = text.trim().to_string();
    Ok(())
}

/// Reads one of a closed list; empty is nothing.
pub fn choice<V>(
    text: &str,
    parse: impl Fn(&str) -> Option<V>,
    names: &[&'static str],
) -> Result<Option<V>, String> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    parse(text).map(Some).ok_or_else(|| {
        format!(
            "`{}` is none of {}.{}",
            text.trim(),
            names.join(", "),
            did_you_mean(text, names.iter().copied())
        )
    })
}

/// Reads a day in words or as a date; empty is none.
pub fn day(text: &str, today: Date) -> Result<Option<Date>, String> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    when::parse_day(text, today)
        .map(Some)
        .ok_or_else(|| format!("`{}` is no day; try 2026-12-24, fri, 2w or eoq.", text.trim()))
}

/// Reads a number; empty is none.
pub fn number(text: &str) -> Result<Option<f64>, String> {
    let plain = text.trim().replace(['_', ' ', ','], "");
    if plain.is_empty() {
        return Ok(None);
    }
    plain
        .parse::<f64>()
        .ok()
        .filter(|value| value.is_finite())
        .map(Some)
        .ok_or_else(|| format!("`{}` is no number.", text.trim()))
}

/// Reads tags separated by spaces or commas.
pub fn tags(text: &str) -> Vec<Tag> {
    let mut tags: Vec<Tag> = Vec::new();
    for tag in text.split(|c: char| c.is_whitespace() || c == ',').filter_map(Tag::new) {
        if !tags.contains(&tag) {
            tags.push(tag);
        }
    }
    tags
}

/// Prints tags as they are typed.
pub fn print_tags(tags: &[Tag]) -> String {
    tags.iter().map(Tag::as_str).collect::<Vec<_>>().join(" ")
}

/// Reads one entry a line.
pub fn lines(text: &str) -> Vec<String> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(ToString::to_string).collect()
}

/// Finds a person by name or id prefix, in any case.
pub fn person(text: &str, workspace: &Workspace) -> Option<StakeholderId> {
    let text = text.trim();
    let by_name = workspace.stakeholders().find(|person| person.name.eq_ignore_ascii_case(text));
    by_name.map(|person| person.id).or_else(|| match workspace.resolve(text) {
        Ok(crate::domain::record::RecordId::Stakeholder(id)) => Some(id),
        _ => None,
    })
}

/// Finds a candidate by title or id prefix, in any case.
pub fn candidate(text: &str, workspace: &Workspace) -> Option<CandidateId> {
    let text = text.trim();
    let by_title = workspace.candidates().find(|candidate| candidate.title.eq_ignore_ascii_case(text));
    by_title.map(|candidate| candidate.id).or_else(|| match workspace.resolve(text) {
        Ok(crate::domain::record::RecordId::Candidate(id)) => Some(id),
        _ => None,
    })
}

/// Finds an account by name, or makes one of that name beside the record.
pub fn account(text: &str, context: &mut Context<'_>) -> Option<AccountId> {
    let name = text.trim();
    if name.is_empty() {
        return None;
    }
    if let Some(known) = context.workspace.accounts().find(|account| account.name.eq_ignore_ascii_case(name))
    {
        return Some(known.id);
    }
    let id = AccountId::from_bits((context.bits)());
    context.also.push(Account::new(id, name).into());
    Some(id)
}

/// Prints an account's name.
pub fn account_name(id: Option<AccountId>, workspace: &Workspace) -> String {
    id.and_then(|id| workspace.account(id)).map(|account| account.name.clone()).unwrap_or_default()
}

/// Prints a person's name.
pub fn person_name(id: Option<StakeholderId>, workspace: &Workspace) -> String {
    id.and_then(|id| workspace.stakeholder(id)).map(|person| person.name.clone()).unwrap_or_default()
}

/// Prints a day, or nothing.
pub fn print_day(day: Option<Date>) -> String {
    day.map(|day| day.to_string()).unwrap_or_default()
}
