//! Reads the files of a workspace one by one: what records they hold, and what is wrong with them. One reading
//! for the start, for what changed meanwhile and for a file the user has just mended.

use super::conflict;
use super::disk;
use super::error::reason;
use super::layout::{document, month};
use super::month::{Chunks, Doubles, Loaded, Turn, load};
use super::problem::{Problem, not_utf8, of_bytes};
use super::publish::{LARGEST_MONTH, LARGEST_RECORD};
use super::read::read_record;
use super::rest::other;
use crate::domain::record::{Record, RecordId};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

/// What a file holds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FileRead {
    /// Each from the file it belongs in, once.
    pub records: Vec<Record>,
    pub problems: Vec<Problem>,
}

/// Reads files, named relative to the workspace. One that is gone holds nothing.
pub fn read_files(dir: &Path, paths: &[String]) -> FileRead {
    let mut read = FileRead::default();
    for path in paths {
        read_file(dir, path, &mut read);
    }
    read
}

fn read_file(dir: &Path, path: &str, read: &mut FileRead) {
    let stem = path.rsplit('/').next().and_then(|name| name.strip_suffix(".ron"));
    let id = stem.and_then(RecordId::parse);
    let largest = if id.is_some() { LARGEST_RECORD } else { LARGEST_MONTH };
    let bytes = match disk::read(&dir.join(path), largest) {
        Ok(Some(bytes)) => bytes,
        Ok(None) => return,
        Err(error) => {
            let what = format!("The file cannot be read: {}.", reason(&error));
            return read.problems.push(Problem::of_file(path, what).with_id(id));
        }
    };
    match id {
        Some(id) if document(id).as_deref() == Some(path) => match read_document(path, id, &bytes) {
            Ok((record, problems)) => {
                read.records.push(record);
                read.problems.extend(problems);
            }
            Err(problem) => read.problems.push(*problem),
        },
        Some(_) => read.problems.push(not_named_after_an_id(path)),
        None => read_month(path, &bytes, read),
    }
}

/// Returns the problem of a file among records that no record can be in.
pub fn not_named_after_an_id(path: &str) -> Problem {
    Problem::of_file(path, "The file is not named after a record's id, so it was left out.")
        .with_hint("Rename it to the id it holds, or move it away.")
}

/// Reads a file that holds one record.
pub fn read_document(path: &str, id: RecordId, bytes: &[u8]) -> Result<(Record, Vec<Problem>), Box<Problem>> {
    read_named(path, id, bytes).map_err(|problem| Box::new(problem.with_id(id)))
}

fn read_named(path: &str, id: RecordId, bytes: &[u8]) -> Result<(Record, Vec<Problem>), Box<Problem>> {
    if let Some(problem) = of_bytes(path, bytes) {
        return Err(Box::new(problem));
    }
    let text = std::str::from_utf8(bytes).map_err(|error| not_utf8(path, bytes, error.valid_up_to()))?;
    if let Some(problem) = conflict::of_document(path, id, text) {
        return Err(Box::new(problem));
    }
    let read = read_record(id, text).map_err(|flaw| flaw.in_file(path, bytes, 0))?;
    if read.record.id() != id {
        let what = format!("The file holds {}, not what it is named after.", read.record.id());
        return Err(Box::new(
            Problem::of_file(path, what).with_hint("Mend the id in it, or rename the file."),
        ));
    }
    let problems = read.flaws.into_iter().map(|flaw| flaw.in_file(path, bytes, 0).with_id(id));
    Ok((read.record, problems.collect()))
}

fn read_month(path: &str, bytes: &[u8], read: &mut FileRead) {
    if let Some(problem) = of_bytes(path, bytes) {
        return read.problems.push(problem);
    }
    if let Some((signals, problems)) = conflict::of_month(path, bytes) {
        read.records.extend(signals.into_iter().map(Record::Signal));
        return read.problems.extend(problems);
    }
    let (mut chunks, mut doubles) = (Chunks::new(bytes, 0), Doubles::default());
    let (mut found, mut others) = (BTreeMap::new(), Vec::new());
    while let Some(loaded) = load(path, bytes, &mut chunks, |_| false) {
        match loaded {
            Loaded::Signal { signal, problems, place } if month(&signal) == path => {
                read.problems.extend(problems);
                let late = match doubles.take(&signal) {
                    Turn::First => {
                        found.insert(signal.id, signal);
                        continue;
                    }
                    Turn::Again => continue,
                    Turn::Other => signal,
                    Turn::Instead(first) => {
                        found.insert(signal.id, signal);
                        first
                    }
                };
                others.push(other(
                    &late,
                    Problem::at(path, bytes, place, "").with_id(RecordId::Signal(late.id)),
                ));
            }
            Loaded::Problem(problem) => read.problems.push(problem),
            Loaded::Signal { .. } | Loaded::Skipped => {}
        }
    }
    for (signal, problem) in others {
        read.problems.push(problem);
        found.entry(signal.id).or_insert_with(|| Arc::new(signal));
    }
    read.records.extend(found.into_values().map(Record::Signal));
}
