//! Merges two versions of a record that came from one: by field, and by line or element within a field.
//!
//! Where both changed the same thing differently the record keeps ours and both values in its `conflicts`.
//! Depends on nothing but the three versions: no clock, no file, and the same result on every machine.

mod fields;
mod lines;
mod list;
mod settle;

pub use settle::{Side, differences, join, settle};

pub use lines::merge as lines;

use super::edit::Change;
use super::record::{Conflict, Record, RecordId};
use super::shown::shown;
use fields::Merger;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use std::sync::Arc;

/// What a merge came to.
#[derive(Clone, Debug, PartialEq)]
pub struct Merged {
    /// Nothing when the record is gone on both sides, or on one and untouched on the other.
    pub record: Option<Record>,
    /// How many disagreements were added to the record's `conflicts`.
    pub conflicts: usize,
}

/// A version of a record that somebody else wrote, and the one it was made from.
#[derive(Clone, Debug, PartialEq)]
pub struct Outside {
    pub base: Option<Record>,
    pub theirs: Record,
}

impl Outside {
    pub fn id(&self) -> RecordId {
        self.theirs.id()
    }

    /// Merges it into our version. Doing so again changes nothing.
    pub fn merge_into(&self, ours: Option<&Record>) -> Merged {
        merge(self.base.as_ref(), ours, Some(&self.theirs))
    }
}

/// Merges two versions of a record by what each changed since `base`. A record that one side removed and the
/// other changed stays, as changed.
pub fn merge(base: Option<&Record>, ours: Option<&Record>, theirs: Option<&Record>) -> Merged {
    let plainly = |record: Option<&Record>| Merged { record: record.cloned(), conflicts: 0 };
    if ours == theirs || base == theirs {
        return plainly(ours);
    }
    match (ours, theirs) {
        _ if base == ours => plainly(theirs),
        (Some(ours), Some(theirs)) => {
            by_field(base, ours, theirs).unwrap_or_else(|| as_a_whole(base, ours, theirs))
        }
        (ours, theirs) => plainly(ours.or(theirs)),
    }
}

fn by_field(base: Option<&Record>, ours: &Record, theirs: &Record) -> Option<Merged> {
    if ours.id() != theirs.id() {
        return None;
    }
    let base = base.map_or_else(|| Some(Map::new()), to_fields)?;
    let mut merger = Merger::default();
    let merged = merger.object("", &base, &to_fields(ours)?, &to_fields(theirs)?);
    let record = from_fields(ours, merged)?;
    Some(with_conflicts(record, merger.conflicts))
}

/// The way out for a record that has no exact form in fields, such as one with a number that is none.
fn as_a_whole(base: Option<&Record>, ours: &Record, theirs: &Record) -> Merged {
    let said = |record: &Record| format!("{record:?}");
    let conflict = Conflict {
        field: "record".into(),
        base: base.map(said).unwrap_or_default(),
        ours: said(ours),
        theirs: said(theirs),
    };
    with_conflicts(ours.clone(), vec![conflict])
}

/// Appends disagreements that the record does not hold already, whoever called whose value ours.
fn with_conflicts(mut record: Record, new: Vec<Conflict>) -> Merged {
    let held = record.conflicts_mut();
    let before = held.len();
    for conflict in new {
        if !held.iter().any(|known| is_same(known, &conflict)) {
            held.push(conflict);
        }
    }
    let conflicts = held.len() - before;
    Merged { record: Some(record), conflicts }
}

fn is_same(a: &Conflict, b: &Conflict) -> bool {
    let values = (&a.ours, &a.theirs);
    a.field == b.field
        && a.base == b.base
        && (values == (&b.ours, &b.theirs) || values == (&b.theirs, &b.ours))
}

/// Returns the fields of a record, or nothing when they do not read back as the record.
fn to_fields(record: &Record) -> Option<Map<String, Value>> {
    fn fields<T: Serialize>(record: &T) -> Option<Map<String, Value>> {
        match serde_json::to_value(record).ok()? {
            Value::Object(fields) => Some(fields),
            _ => None,
        }
    }
    let fields = match record {
        Record::Signal(record) => fields(&**record),
        Record::Stakeholder(record) => fields(&**record),
        Record::Account(record) => fields(&**record),
        Record::Candidate(record) => fields(&**record),
        Record::Meeting(record) => fields(&**record),
        Record::Strategy(record) => fields(&**record),
    }?;
    (from_fields(record, fields.clone())? == *record).then_some(fields)
}

/// Reads a record of the same kind as `like`.
fn from_fields(like: &Record, fields: Map<String, Value>) -> Option<Record> {
    fn read<T: DeserializeOwned>(fields: Map<String, Value>) -> Option<Arc<T>> {
        serde_json::from_value(Value::Object(fields)).ok().map(Arc::new)
    }
    Some(match like {
        Record::Signal(_) => Record::Signal(read(fields)?),
        Record::Stakeholder(_) => Record::Stakeholder(read(fields)?),
        Record::Account(_) => Record::Account(read(fields)?),
        Record::Candidate(_) => Record::Candidate(read(fields)?),
        Record::Meeting(_) => Record::Meeting(read(fields)?),
        Record::Strategy(_) => Record::Strategy(read(fields)?),
    })
}

/// Returns what a transaction that takes in changes made outside is called.
pub fn external_label(changes: &[Change]) -> String {
    match changes {
        [change] => {
            let title = change.after.as_ref().or(change.before.as_ref()).map_or("", Record::title);
            format!("take what was changed outside in {}", shown(title))
        }
        changes => format!("take what was changed outside in {} records", changes.len()),
    }
}

#[cfg(test)]
mod tests;
