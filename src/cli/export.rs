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
use crate::exchange::formula::guarded;
use crate::runtime::clock;
use serde::Serialize;
use serde_json::Value;
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
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
    let is_seen = export.output.is_none() && out.width().is_some();
    let cell = |cell: &str| {
        let cell = if export.raw { cell.into() } else { guarded(cell) };
        if is_seen { shown(&cell).into_owned() } else { cell.into_owned() }
    };
    match (export.what, export.format) {
        (Exported::Signals, ExportFormat::Csv) => csv(&opened.workspace, &cell, &mut text)?,
        (Exported::Signals, ExportFormat::Json) => json::write_all(&mut text, signals(&opened.workspace))?,
        (Exported::All, _) => all(&opened.workspace, &mut text)?,
    }
    match &export.output {
        None => Ok(out.write_all(&text)?),
        Some(file) if export.force => replace_file(file, &text),
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

fn csv(workspace: &Workspace, cell: &dyn Fn(&str) -> String, to: &mut impl Write) -> Result<(), Failure> {
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
        writer.write_record(cells.map(|text| cell(&text))).map_err(wrong)?;
    }
    Ok(writer.flush()?)
}

/// Writes a new file. A file that is there may be the only copy of something, so it stays.
fn write_file(path: &Path, text: &[u8]) -> Result<(), Failure> {
    let mut options = std::fs::OpenOptions::new();
    // Only for its owner: what is exported was told in confidence.
    let file = options.write(true).create_new(true).mode(0o600).open(path);
    let written = file.and_then(|mut file| file.write_all(text).and_then(|()| file.sync_all()));
    written.map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => Failure::usage(format!("{} is there already.", shown_path(path)))
            .with_hint("Name another file, or replace that one with --force."),
        _ => failed(path, &error),
    })?;
    say(&format!("Wrote {}", shown_path(path)));
    Ok(())
}

/// Puts a new file in the place of one that is there, whole or not at all. Links, pipes and devices stay.
fn replace_file(path: &Path, text: &[u8]) -> Result<(), Failure> {
    if std::fs::symlink_metadata(path).is_ok_and(|about| !about.is_file()) {
        return Err(Failure::usage(format!("{} is no regular file.", shown_path(path)))
            .with_hint("Name another file."));
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let written = tempfile::NamedTempFile::new_in(folder).and_then(|mut file| {
        file.write_all(text)?;
        file.as_file().sync_all()?;
        file.persist(path).map_err(|failed| failed.error)
    });
    written.map_err(|error| failed(path, &error))?;
    say(&format!("Wrote {}", shown_path(path)));
    Ok(())
}

fn failed(path: &Path, error: &io::Error) -> Failure {
    Failure::new(5, format!("{} could not be written: {error}.", shown_path(path)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::channel::Channel;
    use crate::domain::id::SignalId;
    use crate::domain::signal::Signal;
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
        let guard = |cell: &str| guarded(cell).into_owned();
        csv(&demo(), &guard, &mut text).unwrap();
        let options = Options::new(jiff::Timestamp::UNIX_EPOCH, jiff::tz::TimeZone::UTC);
        let parsed = read("signals.csv", &text, &options).unwrap();
        assert_eq!((parsed.drafts.len(), parsed.skipped.len()), (50, 0));
    }

    #[test]
    fn formulas_go_out_as_text_and_come_back_as_they_were() {
        let titles = ["=1+1", "@SUM(A1)", "+49 30", "- a list", "＝2", "'=quoted", "plain"];
        let mut workspace = Workspace::default();
        for (place, title) in titles.into_iter().enumerate() {
            let id = SignalId::from_bits(place as u64 + 1);
            let mut signal = Signal::new(id, title, Channel::Sales, jiff::Timestamp::UNIX_EPOCH);
            signal.body = format!("{title}\nand more");
            workspace.load(signal.into());
        }
        let mut text = Vec::new();
        csv(&workspace, &|cell| guarded(cell).into_owned(), &mut text).unwrap();
        let rows = csv::Reader::from_reader(text.as_slice());
        let is_run = |cell: &str| cell.trim_start_matches(['"', ' ']).starts_with(['=', '+', '-', '@', '＝']);
        assert!(rows.into_records().all(|row| row.unwrap().iter().all(|cell| !is_run(cell))));
        let options = Options::new(jiff::Timestamp::UNIX_EPOCH, jiff::tz::TimeZone::UTC);
        let mut back: Vec<_> = read("signals.csv", &text, &options).unwrap().drafts;
        back.sort_by_key(|draft| titles.iter().position(|title| *title == draft.title));
        let bodies: Vec<_> = back.iter().map(|draft| (draft.title.clone(), draft.body.clone())).collect();
        let expected: Vec<_> = titles.map(|title| (title.to_string(), format!("{title}\nand more"))).to_vec();
        assert_eq!(bodies, expected);
    }

    #[test]
    fn only_a_regular_file_is_replaced_and_only_when_asked() {
        let folder = tempfile::tempdir().unwrap();
        let (file, link) = (folder.path().join("out.csv"), folder.path().join("link"));
        write_file(&file, b"one").unwrap();
        assert_eq!(write_file(&file, b"two").unwrap_err().exit, 2);
        replace_file(&file, b"two").unwrap();
        std::os::unix::fs::symlink(&file, &link).unwrap();
        assert_eq!(replace_file(&link, b"three").unwrap_err().exit, 2);
        assert_eq!(write_file(&link, b"three").unwrap_err().exit, 2);
        assert_eq!(std::fs::read(&file).unwrap(), b"two");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2);
    }
}
