//! `northstar export`: records for other programs, as JSON or, for signals, as CSV that `import` reads back.
//! Private notes stay here.

use super::args::{Export, ExportFormat, Exported};
use super::failure::Failure;
use super::json;
use super::lister::Lister;
use super::out::{Out, say};
use super::place::{Place, shown_path};
use crate::domain::query::Query;
use crate::domain::shown::shown;
use crate::domain::tag::Tag;
use crate::domain::workspace::Workspace;
use crate::runtime::clock;
use serde::Serialize;
use serde_json::Value;
use std::io::{self, Write};
use std::path::Path;

const COLUMNS: [&str; 13] = [
    "id",
    "title",
    "body",
    "channel",
    "at",
    "author",
    "account",
    "stage",
    "importance",
    "votes",
    "tags",
    "status",
    "url",
];
/// Cells that begin with one of these would be run as formulas by spreadsheets.
const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];
/// The field that is never exported.
const PRIVATE: &str = "private_notes";

/// Writes records out.
pub fn run(place: &Place, export: &Export, out: &mut Out) -> Result<(), Failure> {
    if (export.what, export.format) == (Exported::All, ExportFormat::Csv) {
        return Err(Failure::usage("A CSV file holds one kind of record.")
            .with_hint("`northstar export signals --format csv`, or all as JSON."));
    }
    let opened = place.read()?;
    let mut text = Vec::new();
    // JSON is harmless as it is; CSV is exact for programs and made safe only where people look at it.
    let cell = if export.output.is_none() && out.width().is_some() { visible } else { harmless };
    match (export.what, export.format) {
        (Exported::Signals, ExportFormat::Csv) => csv(&opened.workspace, cell, &mut text)?,
        (Exported::Signals, ExportFormat::Json) => json::write_all(&mut text, signals(&opened.workspace))?,
        (Exported::All, _) => all(&opened.workspace, &mut text)?,
    }
    match &export.output {
        None => Ok(out.write_all(&text)?),
        Some(file) => write_file(file, &text),
    }
}

fn signals(workspace: &Workspace) -> Vec<Value> {
    let ids = workspace.index().by_time();
    ids.filter_map(|id| workspace.signal(id)).map(|signal| public(&**signal)).collect()
}

/// Returns a record without what is private.
fn public<T: Serialize>(record: &T) -> Value {
    let mut value = serde_json::to_value(record).unwrap_or_default();
    if let Value::Object(fields) = &mut value {
        fields.remove(PRIVATE);
    }
    value
}

/// Writes one object with an array for each kind.
fn all(workspace: &Workspace, to: &mut impl Write) -> io::Result<()> {
    let kinds: [(&str, Vec<Value>); 5] = [
        ("signals", signals(workspace)),
        ("stakeholders", workspace.stakeholders().map(|record| public(&**record)).collect()),
        ("accounts", workspace.accounts().map(|record| public(&**record)).collect()),
        ("candidates", workspace.candidates().map(|record| public(&**record)).collect()),
        ("meetings", workspace.meetings().map(|record| public(&**record)).collect()),
    ];
    to.write_all(b"{")?;
    for (name, records) in kinds {
        write!(to, "\"{name}\": ")?;
        json::write_all(to, records)?;
        to.write_all(b",")?;
    }
    to.write_all(b"\"strategy\": ")?;
    json::write(to, &public(&**workspace.strategy()))?;
    to.write_all(b"}\n")
}

fn csv(workspace: &Workspace, cell: fn(String) -> String, to: &mut impl Write) -> Result<(), Failure> {
    let lister = Lister::new(workspace, clock::now(), clock::zone());
    let mut writer = csv::Writer::from_writer(to);
    let wrong = |error: csv::Error| Failure::new(5, format!("The output could not be written: {error}."));
    writer.write_record(COLUMNS).map_err(wrong)?;
    for row in lister.signals(&Query::default()) {
        let signal = row.signal;
        let account = signal.account.and_then(|id| workspace.account(id));
        let cells = [
            signal.id.to_string(),
            signal.title.clone(),
            signal.body.clone(),
            signal.channel.name().into(),
            signal.at.to_string(),
            signal.who.map_or_else(|| signal.said_by.clone(), |id| lister.person(id)),
            account.map_or_else(String::new, |account| account.name.clone()),
            signal.stage.map_or("", |stage| stage.name()).into(),
            signal.importance.to_string(),
            signal.votes.to_string(),
            signal.tags.iter().map(Tag::as_str).collect::<Vec<_>>().join(","),
            row.status.into(),
            signal.source.as_ref().map_or_else(String::new, |source| source.url.clone()),
        ];
        writer.write_record(cells.map(cell)).map_err(wrong)?;
    }
    Ok(writer.flush()?)
}

/// Returns a cell that no spreadsheet runs; import takes the quote off again.
fn harmless(cell: String) -> String {
    if cell.starts_with(FORMULA) { format!("'{cell}") } else { cell }
}

fn visible(cell: String) -> String {
    shown(&harmless(cell)).into_owned()
}

/// Writes a new file. A file that is there may be the only copy of something, so it stays.
fn write_file(path: &Path, text: &[u8]) -> Result<(), Failure> {
    let file = std::fs::OpenOptions::new().write(true).create_new(true).open(path);
    let written = file.and_then(|mut file| file.write_all(text).and_then(|()| file.sync_all()));
    written.map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => Failure::usage(format!("{} is there already.", shown_path(path)))
            .with_hint("Name another file, or remove that one first."),
        _ => Failure::new(5, format!("{} could not be written: {error}.", shown_path(path))),
    })?;
    say(&format!("Wrote {}", shown_path(path)));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::demo;
    use crate::exchange::import::{Options, read};
    use jiff::civil::date;

    fn demo() -> Workspace {
        let mut workspace = Workspace::default();
        let records = demo::records(date(2026, 11, 21)).unwrap();
        records.into_iter().for_each(|record| workspace.load(record));
        workspace
    }

    #[test]
    fn everything_comes_out_but_private_notes() {
        let mut text = Vec::new();
        all(&demo(), &mut text).unwrap();
        let text = String::from_utf8(text).unwrap();
        let value: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(value["signals"].as_array().unwrap().len(), 50);
        assert_eq!(value["candidates"].as_array().unwrap().len(), 8);
        assert!(!text.contains(PRIVATE));
    }

    #[test]
    fn signals_as_csv_are_read_back() {
        let mut text = Vec::new();
        csv(&demo(), harmless, &mut text).unwrap();
        let options = Options::new(jiff::Timestamp::UNIX_EPOCH, jiff::tz::TimeZone::UTC);
        let parsed = read("signals.csv", &text, &options).unwrap();
        assert_eq!((parsed.drafts.len(), parsed.skipped.len()), (50, 0));
        assert_eq!(harmless("=1+1".into()), "'=1+1");
        assert_eq!(visible("-\x1b".into()), "'-␛");
    }
}
