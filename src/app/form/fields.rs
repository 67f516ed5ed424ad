//! What a field of a form is, and the readings several fields share: names, days, tags, numbers, lists.

use super::Field;
use super::cells::{Pick, RowSpec};
use crate::domain::account::Account;
use crate::domain::edit::Edit;
use crate::domain::evidence::Range;
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
    /// Many lines with what a reader would miss said below; two in a row stand side by side.
    Told(fn(&str, &Workspace) -> String),
    /// Many lines, closed until the named fields hold something, and why.
    After(&'static [&'static str], &'static str),
    /// A line a picker can fill.
    Pick(Pick),
    /// A list edited row by row.
    Rows(&'static RowSpec),
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

impl Shape {
    /// Tells whether a text of many lines is typed.
    pub const fn is_many(self) -> bool {
        matches!(self, Self::Text | Self::Private | Self::Told(_) | Self::After(..) | Self::Rows(_))
    }
}

/// Fields of a form that open and close together.
pub struct GroupSpec<T: 'static> {
    /// Empty where a form has only one.
    pub title: &'static str,
    pub fields: &'static [FieldSpec<T>],
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
    (line $key:literal, $label:literal, $help:literal, $($field:ident).+) => {
        plain_field!(@string Line, $key, $label, $help, $($field).+)
    };
    (text $key:literal, $label:literal, $help:literal, $($field:ident).+) => {
        plain_field!(@string Text, $key, $label, $help, $($field).+)
    };
    (private $key:literal, $label:literal, $help:literal, $($field:ident).+) => {
        plain_field!(@string Private, $key, $label, $help, $($field).+)
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
    (amount $key:literal, $label:literal, $help:literal, $($field:ident).+) => {
        plain_field!(@number amount, $key, $label, $help, $($field).+)
    };
    (share $key:literal, $label:literal, $help:literal, $($field:ident).+) => {
        plain_field!(@number share, $key, $label, $help, $($field).+)
    };
    (number $key:literal, $label:literal, $help:literal, $($field:ident).+) => {
        plain_field!(@number number, $key, $label, $help, $($field).+)
    };
    (range $key:literal, $label:literal, $help:literal, $($field:ident).+) => {
        plain_field!(
            @row Line,
            $key,
            $label,
            $help,
            |record, _| $crate::app::form::fields::print_range(record.$($field).+),
            |record, text, _| {
                record.$($field).+ = $crate::app::form::fields::range(text)?;
                Ok(())
            }
        )
    };
    (yes $key:literal, $label:literal, $help:literal, $field:ident) => {
        $crate::app::form::fields::FieldSpec {
            key: $key,
            label: $label,
            help: $help,
            shape: $crate::app::form::fields::Shape::Choice($crate::app::form::cells::yes_no),
            get: |record, _| if record.$field { "yes".into() } else { String::new() },
            set: |record, text, _| {
                record.$field = $crate::app::form::cells::yes_or_no(text)?;
                Ok(())
            },
        }
    };
    (person $key:literal, $label:literal, $help:literal, $field:ident) => {
        $crate::app::form::fields::FieldSpec {
            key: $key,
            label: $label,
            help: $help,
            shape: $crate::app::form::fields::Shape::Pick($crate::app::form::cells::Pick::Person),
            get: |record, workspace| $crate::app::form::fields::print_person(record.$field, workspace),
            set: |record, text, context| {
                record.$field = $crate::app::form::fields::known_person(text, context.workspace)?;
                Ok(())
            },
        }
    };
    (@number $reading:ident, $key:literal, $label:literal, $help:literal, $($field:ident).+) => {
        plain_field!(
            @row Line,
            $key,
            $label,
            $help,
            |record, _| $crate::app::form::fields::print_number(record.$($field).+),
            |record, text, _| {
                record.$($field).+ = $crate::app::form::fields::$reading(text)?;
                Ok(())
            }
        )
    };
    (@string $shape:ident, $key:literal, $label:literal, $help:literal, $($field:ident).+) => {
        plain_field!(@row $shape, $key, $label, $help, |record, _| record.$($field).+.clone(), |record, text, _| {
            record.$($field).+ = text.trim().to_string();
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
            Field::new((spec.key, spec.label, spec.help), spec.shape, before)
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

/// Reads a number from 0 on; empty is none.
pub fn amount(text: &str) -> Result<Option<f64>, String> {
    match number(text)? {
        Some(number) if number < 0.0 => Err(format!("{number} is below 0.")),
        number => Ok(number),
    }
}

/// Reads a share of 0 to 1, or of so many %; empty is none.
pub fn share(text: &str) -> Result<Option<f64>, String> {
    let percent = text.trim().strip_suffix('%').map(number).transpose()?.flatten();
    match percent.map_or_else(|| number(text), |percent| Ok(Some(percent / 100.0)))? {
        Some(share) if !(0.0..=1.0).contains(&share) => {
            Err(format!("`{}` is no share; from 0 to 1, or 0 % to 100 %.", text.trim()))
        }
        share => Ok(share),
    }
}

/// Reads a number or a range, none below 0; empty is none.
pub fn range(text: &str) -> Result<Option<Range>, String> {
    let (lo, hi) = text.split_once("..").unwrap_or((text, text));
    match (number(lo)?, number(hi)?) {
        (Some(lo), Some(hi)) if hi < lo => {
            Err(format!("`{}` is upside down: from low to high, {hi}..{lo}.", text.trim()))
        }
        (Some(lo), Some(_)) if lo < 0.0 => Err(format!("{lo} is below 0.")),
        (Some(lo), Some(hi)) => Ok(Some(Range { lo, hi })),
        (None, None) => Ok(None),
        _ => Err(format!("`{}` has only one end; a number, or 3..5.", text.trim())),
    }
}

/// Reads a range whose ends are 0 to 1; empty is none.
pub fn share_range(text: &str) -> Result<Option<Range>, String> {
    match range(text)? {
        Some(range) if 1.0 < range.hi => {
            Err(format!("{} is above 1: 0 is the low end of the scale, 1 the high one.", range.hi))
        }
        range => Ok(range),
    }
}

/// Prints a range, as a number where both ends are equal.
pub fn print_range(range: Option<Range>) -> String {
    match range {
        Some(range) if range.lo == range.hi => range.lo.to_string(),
        Some(range) => format!("{}..{}", range.lo, range.hi),
        None => String::new(),
    }
}

/// Prints a number, or nothing.
pub fn print_number(number: Option<f64>) -> String {
    number.map(|number| number.to_string()).unwrap_or_default()
}

/// Finds a stakeholder who must exist; empty is none.
pub fn known_person(text: &str, workspace: &Workspace) -> Result<Option<StakeholderId>, String> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let found = person(text, workspace).or_else(|| StakeholderId::parse(text));
    found.map(Some).ok_or_else(|| {
        let names = workspace.stakeholders().map(|person| person.name.as_str());
        let hint = did_you_mean(text, names);
        let hint = if hint.is_empty() { " Esc keeps the draft; 2, then a, adds them.".into() } else { hint };
        format!("There is no stakeholder `{text}` yet.{hint}")
    })
}

/// Finds a candidate that must exist; empty is none.
pub fn known_candidate(text: &str, workspace: &Workspace) -> Result<Option<CandidateId>, String> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let found = candidate(text, workspace).or_else(|| CandidateId::parse(text));
    found.map(Some).ok_or_else(|| {
        let titles = workspace.candidates().map(|candidate| candidate.title.as_str());
        format!("There is no candidate `{text}`.{}", did_you_mean(text, titles))
    })
}

/// Prints a stakeholder so that [`known_person`] finds that one again: by id where a name is not enough.
pub fn print_person(id: Option<StakeholderId>, workspace: &Workspace) -> String {
    let Some(id) = id else { return String::new() };
    let name = person_name(Some(id), workspace);
    if person(&name, workspace) == Some(id) { name } else { id.to_string() }
}

/// Prints a candidate so that [`known_candidate`] finds that one again.
pub fn print_candidate(id: Option<CandidateId>, workspace: &Workspace) -> String {
    let Some(id) = id else { return String::new() };
    let title = workspace.candidate(id).map(|candidate| candidate.title.clone()).unwrap_or_default();
    if candidate(&title, workspace) == Some(id) { title } else { id.to_string() }
}
