//! `northstar show`: one record with all its fields, the verbatim last.

use super::args::Show;
use super::failure::Failure;
use super::json;
use super::out::Out;
use super::place::Place;
use crate::analysis::economics;
use crate::domain::record::{Record, RecordId};
use crate::domain::shown::{shown, shown_lines};
use crate::domain::workspace::Workspace;
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::Value;
use std::fmt;
use std::io;

/// Columns of a field's name.
const LABEL: usize = 16;

/// Shows the record an id or its beginning names.
pub fn run(place: &Place, show: &Show, out: &mut Out) -> Result<(), Failure> {
    let opened = place.read()?;
    let id = opened.workspace.resolve(&show.id)?;
    let gone = || Failure::nothing(format!("No record has the id {id}"));
    let record = opened.workspace.get(id).ok_or_else(gone)?;
    if show.json {
        print_json(out, &record)?;
    } else {
        for line in lines(&record, &opened.workspace)?.into_iter().chain(worth(&record)) {
            out.line(&line)?;
        }
    }
    Ok(())
}

/// Returns what a candidate's sums come to, or what is missing of them.
fn worth(record: &Record) -> Option<String> {
    let Record::Candidate(candidate) = record else { return None };
    let words = match economics::case(candidate) {
        Ok(case) => case.sentence(),
        Err(_) if candidate.parts.is_empty() => return None,
        Err(missing) => format!("not known without {missing}"),
    };
    Some(field("worth", &words))
}

/// Writes any record as one JSON object.
pub fn print_json(out: &mut impl io::Write, record: &Record) -> io::Result<()> {
    match record {
        Record::Signal(record) => json::write(out, &**record),
        Record::Stakeholder(record) => json::write(out, &**record),
        Record::Account(record) => json::write(out, &**record),
        Record::Candidate(record) => json::write(out, &**record),
        Record::Meeting(record) => json::write(out, &**record),
        Record::Strategy(record) => json::write(out, &**record),
    }
}

/// Returns the record in lines that are safe to show: title, fields in their order, long texts below.
fn lines(record: &Record, workspace: &Workspace) -> Result<Vec<String>, Failure> {
    let mut text = Vec::new();
    print_json(&mut text, record)?;
    let Fields(fields) = serde_json::from_slice(&text).map_err(io::Error::from)?;
    let kind = record.id().kind();
    let mut lines = vec![shown(record.title()).into_owned(), format!("{kind} {}", record.id())];
    let mut blocks = Vec::new();
    for (name, value) in fields.iter().filter(|(name, _)| name != "id" && name != "title" && name != "name") {
        match value {
            Value::String(text) if text.contains('\n') || name == "body" => {
                blocks.push(String::new());
                blocks.push(format!("{}:", words(name)));
                blocks.extend(shown_lines(text).map(|line| format!("  {line}")));
            }
            Value::Array(items) => {
                for (place, item) in items.iter().enumerate() {
                    lines.push(field(if place == 0 { name } else { "" }, &inline(item, workspace)));
                }
            }
            value => lines.push(field(name, &inline(value, workspace))),
        }
    }
    lines.extend(blocks);
    Ok(lines)
}

fn field(name: &str, text: &str) -> String {
    format!("{:<LABEL$}{}", words(name), shown(text))
}

fn words(name: &str) -> String {
    shown(&name.replace('_', " ")).into_owned()
}

/// Returns a value in one line; ids get the title of their record.
fn inline(value: &Value, workspace: &Workspace) -> String {
    match value {
        Value::Null => "none".into(),
        Value::Bool(true) => "yes".into(),
        Value::Bool(false) => "no".into(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => match RecordId::parse(text).and_then(|id| workspace.get(id)) {
            Some(Record::Strategy(_)) | None => text.clone(),
            Some(record) => format!("{text} {}", record.title()),
        },
        Value::Array(items) => {
            items.iter().map(|item| inline(item, workspace)).collect::<Vec<_>>().join(", ")
        }
        Value::Object(fields) => {
            let pairs =
                fields.iter().map(|(name, value)| format!("{} {}", words(name), inline(value, workspace)));
            pairs.collect::<Vec<_>>().join("; ")
        }
    }
}

/// The fields of an object in the order in which they are written.
struct Fields(Vec<(String, Value)>);

impl<'de> Deserialize<'de> for Fields {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct InOrder;

        impl<'de> Visitor<'de> for InOrder {
            type Value = Fields;

            fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
                to.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Fields, A::Error> {
                let mut fields = Vec::new();
                while let Some(field) = map.next_entry()? {
                    fields.push(field);
                }
                Ok(Fields(fields))
            }
        }
        from.deserialize_map(InOrder)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::channel::Channel;
    use crate::domain::id::{SignalId, StakeholderId};
    use crate::domain::signal::Signal;
    use crate::domain::stakeholder::Stakeholder;
    use jiff::Timestamp;

    #[test]
    fn fields_come_in_order_and_the_verbatim_last() {
        let mut workspace = Workspace::default();
        let ada = Stakeholder::new(StakeholderId::from_bits(1), "Ada Obi");
        workspace.load(ada.into());
        let mut signal = Signal::new(
            SignalId::from_bits(1),
            "Login\x1b[2J loops",
            Channel::Support,
            Timestamp::UNIX_EPOCH,
        );
        signal.who = Some(StakeholderId::from_bits(1));
        signal.body = "Every Monday\nthey cannot log in.\u{202e}".into();
        let lines = lines(&signal.into(), &workspace).unwrap();
        let expected = [
            "Login␛[2J loops",
            "signal s-0000000001",
            "channel         support",
            "at              1970-01-01T00:00:00Z",
            "added           1970-01-01T00:00:00Z",
            "who             p-0000000001 Ada Obi",
            "",
            "body:",
            "  Every Monday",
            "  they cannot log in.⟦U+202E⟧",
        ];
        assert_eq!(lines, expected);
    }
}
