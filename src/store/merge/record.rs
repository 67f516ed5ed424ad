//! Merges the text of one record: its fields by what they mean, fields nobody here knows as text, and its
//! comments and layout where one side alone changed them or lines tell them apart.

use super::Versions;
use crate::domain::merge;
use crate::domain::record::{Conflict, Record, RecordId};
use crate::store::scan::{self, Field};
use crate::store::splice::splice;
use crate::store::text::{Style, parse_record, print_record};
use std::collections::{BTreeMap, BTreeSet};

/// The text a record gets, nothing when it is gone, and how many disagreements were added to it.
#[derive(Debug, PartialEq)]
pub struct MergedText {
    pub text: Option<String>,
    pub conflicts: usize,
}

/// Merges three versions of a record's text. Returns nothing when one cannot be read.
pub fn merge(id: RecordId, texts: Versions<Option<&str>>, style: Style) -> Option<MergedText> {
    let [base, ours, theirs] = texts;
    let plainly = |text: Option<&str>| Some(MergedText { text: text.map(Into::into), conflicts: 0 });
    if ours == theirs || base == theirs {
        return plainly(ours);
    }
    if base == ours {
        return plainly(theirs);
    }
    match (ours, theirs) {
        (Some(ours), Some(theirs)) => both(id, base, ours, theirs, style),
        (Some(one), None) | (None, Some(one)) => {
            let record = read(id, one)?;
            let is_changed = base.and_then(|base| read(id, base)).is_none_or(|base| base != record);
            let text = if is_changed { Some(mark_removed(id, one, style)?) } else { None };
            Some(MergedText { conflicts: usize::from(text.is_some()), text })
        }
        (None, None) => plainly(None),
    }
}

/// Returns a record's text with the word that another side removed it.
fn mark_removed(id: RecordId, text: &str, style: Style) -> Option<String> {
    let record = read(id, text)?;
    let mark = Conflict {
        field: "record".into(),
        base: String::new(),
        ours: "kept, since it was changed".into(),
        theirs: "removed".into(),
    };
    if record.conflicts().contains(&mark) {
        return Some(text.into());
    }
    let mut marked = record.clone();
    marked.conflicts_mut().push(mark);
    splice(text, &record, &marked, style)
}

fn read(id: RecordId, text: &str) -> Option<Record> {
    parse_record(id, text).ok().filter(|record| record.id() == id)
}

fn both(id: RecordId, base: Option<&str>, ours: &str, theirs: &str, style: Style) -> Option<MergedText> {
    let base_record = match base {
        Some(text) => Some(read(id, text)?),
        None => None,
    };
    let (our_record, their_record) = (read(id, ours)?, read(id, theirs)?);
    let merged = merge::merge(base_record.as_ref(), Some(&our_record), Some(&their_record));
    let (mut record, mut conflicts) = (merged.record?, merged.conflicts);
    let known = names_printed(base_record.iter().chain([&our_record, &their_record, &record]), style)?;
    let unknown = Unknown::merge(&known, [base.unwrap_or_default(), ours, theirs])?;
    for conflict in unknown.conflicts {
        if !record.conflicts().contains(&conflict) {
            record.conflicts_mut().push(conflict);
            conflicts += 1;
        }
    }
    let is_right = |text: &String| {
        read(id, text).as_ref() == Some(&record) && values(&known, text).as_ref() == Some(&unknown.values)
    };
    let by_line = base.and_then(|base| merge::lines(base, ours, theirs)).filter(is_right);
    let text = by_line.or_else(|| {
        let is_theirs = base.is_some_and(|base| {
            let frames = [base, ours, theirs].map(frame);
            frames[0] == frames[1] && frames[1] != frames[2]
        });
        let (host, was) = if is_theirs { (theirs, &their_record) } else { (ours, &our_record) };
        let spliced = splice(host, was, &record, style)?;
        unknown.values.set_in(&known, spliced, style).filter(is_right)
    })?;
    Some(MergedText { text: Some(text), conflicts })
}

/// Returns the fields this program prints for any of the records: what it knows and what says something.
fn names_printed<'a>(records: impl Iterator<Item = &'a Record>, style: Style) -> Option<BTreeSet<String>> {
    let mut names = BTreeSet::new();
    for record in records {
        let text = print_record(record, style).ok()?;
        names.extend(scan::fields(&text)?.into_iter().map(|field| field.name.to_string()));
    }
    // It is printed when there is a conflict, and a merge makes them.
    names.insert("conflicts".into());
    Some(names)
}

/// Fields by name as they are written.
#[derive(Debug, Default, PartialEq)]
struct Values(BTreeMap<String, String>);

/// Returns the fields of a text that are not known.
fn values(known: &BTreeSet<String>, text: &str) -> Option<Values> {
    if text.is_empty() {
        return Some(Values::default());
    }
    let fields = scan::fields(text)?.into_iter().filter(|field| !known.contains(field.name));
    Some(Values(fields.map(|field| (field.name.to_string(), text[field.value].to_string())).collect()))
}

/// What becomes of fields nobody here knows.
struct Unknown {
    values: Values,
    conflicts: Vec<Conflict>,
}

impl Unknown {
    fn merge(known: &BTreeSet<String>, [base, ours, theirs]: Versions<&str>) -> Option<Self> {
        let (base, ours, theirs) = (values(known, base)?.0, values(known, ours)?.0, values(known, theirs)?.0);
        let mut merged = Self { values: Values::default(), conflicts: Vec::new() };
        for name in ours.keys().chain(theirs.keys()) {
            let [b, o, t] = [base.get(name), ours.get(name), theirs.get(name)];
            let value = match (o, t) {
                _ if o == t || b == t => o,
                _ if b == o => t,
                (Some(o), Some(t)) => {
                    let base = b.cloned().unwrap_or_default();
                    let conflict = Conflict { field: name.clone(), base, ours: o.clone(), theirs: t.clone() };
                    if !merged.conflicts.contains(&conflict) {
                        merged.conflicts.push(conflict);
                    }
                    Some(o)
                }
                // Changed here, removed there: it stays.
                (o, t) => o.or(t),
            };
            merged.values.0.extend(value.map(|value| (name.clone(), value.clone())));
        }
        Some(merged)
    }
}

impl Values {
    /// Returns a text with these fields, and no other that is not known.
    fn set_in(&self, known: &BTreeSet<String>, text: String, style: Style) -> Option<String> {
        let mut text = text;
        for name in values(known, &text)?.0.into_keys() {
            if !self.0.contains_key(&name) {
                text = without(&text, &name)?;
            }
        }
        for (name, value) in &self.0 {
            text = with(&text, name, value, style)?;
        }
        Some(text)
    }
}

fn with(text: &str, name: &str, value: &str, style: Style) -> Option<String> {
    let fields = scan::fields(text)?;
    if let Some(Field { value: range, .. }) = fields.iter().find(|field| field.name == name) {
        return Some(format!("{}{value}{}", &text[..range.start], &text[range.end..]));
    }
    let end = fields.last()?.value.end;
    let field = match style {
        Style::Compact => format!(",{name}:{value}"),
        Style::Pretty => format!(",\n    {name}: {value}"),
    };
    Some(format!("{}{field}{}", &text[..end], &text[end..]))
}

fn without(text: &str, name: &str) -> Option<String> {
    let field = scan::fields(text)?.into_iter().find(|field| field.name == name)?;
    let comma = scan::skip_trivia(text.as_bytes(), field.value.end)?;
    let end = if text.as_bytes().get(comma) == Some(&b',') { comma + 1 } else { field.value.end };
    Some(format!("{}{}", text[..field.start].trim_end_matches([' ', '\n']), &text[end..]))
}

/// Returns what a text is made of besides its fields: comments, mostly.
fn frame(text: &str) -> String {
    let (mut out, mut at) = (String::new(), 0);
    for field in scan::fields(text).unwrap_or_default() {
        out.push_str(&text[at..field.start]);
        at = field.value.end;
    }
    out.push_str(&text[at..]);
    out.retain(|c| !c.is_whitespace() && c != ',');
    out
}
