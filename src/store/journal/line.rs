//! One line of the journal: `J1 <crc32c> <length> <compact RON>` for a transaction, `C1 <number> <crc32c>` for
//! "everything up to here is in the files". Part of the file format.
//!
//! The records of a transaction are raw RON inside it, so one that cannot be read does not hide the others.

use crate::domain::edit::{Change, Transaction, TransactionKind};
use crate::domain::record::{Record, RecordId};
use crate::store::scan;
use crate::store::text::{Style, parse, parse_record, print, print_record};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// A transaction without its records.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Header {
    pub tx: u64,
    /// The checksum of the line before, so that lines of another journal do not pass.
    pub prev: String,
    /// The workspace it belongs to.
    pub ws: String,
    pub at: Timestamp,
    pub device: String,
    pub kind: TransactionKind,
    pub label: String,
    /// The first transaction of those written at once with it; 0 when it was written alone.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub first: u64,
}

fn is_zero(number: &u64) -> bool {
    *number == 0
}

/// A line of the journal, by its place in the segment.
#[derive(Clone, Debug, PartialEq)]
pub enum Line {
    Transaction { crc: u32, payload: Range<usize>, end: usize },
    Checkpoint { number: u64, crc: u32, end: usize },
    Bad { start: usize, end: usize },
}

/// Returns the line of a transaction, line end included, and its checksum. `first` is the first transaction of
/// those written at once with it, 0 when it is written alone.
pub fn encode(
    transaction: &Transaction,
    prev: u32,
    ws: &str,
    first: u64,
) -> Result<(Vec<u8>, u32), ron::Error> {
    let header = Header {
        tx: transaction.number,
        prev: format!("{prev:08x}"),
        ws: ws.into(),
        at: transaction.at,
        device: transaction.device.clone(),
        kind: transaction.kind,
        label: transaction.label.clone(),
        first,
    };
    let mut payload = print(&header, Style::Compact)?;
    payload.pop();
    payload.push_str(",changes:[");
    for (place, change) in transaction.changes.iter().enumerate() {
        let comma = if place == 0 { "" } else { "," };
        let (before, after) = (image(change.before.as_ref())?, image(change.after.as_ref())?);
        payload.push_str(&format!("{comma}(\"{}\",{before},{after})", change.id));
    }
    payload.push_str("])");
    let crc = crc32c::crc32c(payload.as_bytes());
    let mut line = format!("J1 {crc:08x} {} ", payload.len()).into_bytes();
    line.extend_from_slice(payload.as_bytes());
    line.push(b'\n');
    Ok((line, crc))
}

fn image(record: Option<&Record>) -> Result<String, ron::Error> {
    record.map_or(Ok("None".into()), |record| print_record(record, Style::Compact))
}

/// Returns the line that says the files hold everything up to a transaction, and its checksum.
pub fn checkpoint(number: u64) -> (Vec<u8>, u32) {
    let text = format!("C1 {number}");
    let crc = crc32c::crc32c(text.as_bytes());
    (format!("{text} {crc:08x}\n").into_bytes(), crc)
}

/// Splits a segment into its lines. After a bad one it goes on at the next that starts as a line should.
pub fn lines(segment: &[u8]) -> Vec<Line> {
    let (mut at, mut found) = (0, Vec::new());
    while at < segment.len() {
        let line = transaction_at(segment, at)
            .or_else(|| checkpoint_at(segment, at))
            .unwrap_or_else(|| Line::Bad { start: at, end: next_start(segment, at) });
        at = line.end();
        found.push(line);
    }
    found
}

impl Line {
    /// Where the next line starts.
    pub const fn end(&self) -> usize {
        match self {
            Self::Transaction { end, .. } | Self::Checkpoint { end, .. } | Self::Bad { end, .. } => *end,
        }
    }

    /// Returns the checksum the next line should name, when this one is whole.
    pub const fn crc(&self) -> Option<u32> {
        match self {
            Self::Transaction { crc, .. } | Self::Checkpoint { crc, .. } => Some(*crc),
            Self::Bad { .. } => None,
        }
    }
}

fn next_start(segment: &[u8], bad: usize) -> usize {
    let mut at = bad;
    while let Some(newline) = memchr::memchr(b'\n', &segment[at..]) {
        at += newline + 1;
        if segment[at..].starts_with(b"J1 ") || segment[at..].starts_with(b"C1 ") {
            return at;
        }
    }
    segment.len()
}

/// Reads by length, so that a damaged line end does not take the line with it.
fn transaction_at(segment: &[u8], at: usize) -> Option<Line> {
    let rest = segment[at..].strip_prefix(b"J1 ")?;
    let crc = hex(rest.get(..8)?)?;
    let rest = rest[8..].strip_prefix(b" ")?;
    let digits = rest.iter().take(12).take_while(|byte| byte.is_ascii_digit()).count();
    let length: usize = std::str::from_utf8(&rest[..digits]).ok()?.parse().ok()?;
    let start = segment.len() - rest.len() + digits + 1;
    let payload = start..start.checked_add(length)?;
    let bytes = segment.get(payload.clone()).filter(|_| segment[start - 1] == b' ')?;
    (crc32c::crc32c(bytes) == crc && std::str::from_utf8(bytes).is_ok()).then(|| Line::Transaction {
        crc,
        end: behind_newline(segment, payload.end),
        payload,
    })
}

fn checkpoint_at(segment: &[u8], at: usize) -> Option<Line> {
    let line = &segment[at..segment.len().min(at + 40)];
    let digits = line.strip_prefix(b"C1 ")?.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let number = std::str::from_utf8(&line[3..3 + digits]).ok()?.parse().ok()?;
    let stored = line[3 + digits..].strip_prefix(b" ")?.get(..8).and_then(hex)?;
    let (_, crc) = checkpoint(number);
    let end = behind_newline(segment, at + 3 + digits + 9);
    (crc == stored).then_some(Line::Checkpoint { number, crc, end })
}

/// Also behind a damaged line end, when the next line follows it.
fn behind_newline(segment: &[u8], at: usize) -> usize {
    let next = segment.get(at + 1..).unwrap_or_default();
    let is_damaged = next.starts_with(b"J1 ") || next.starts_with(b"C1 ");
    if segment.get(at) == Some(&b'\n') || is_damaged { at + 1 } else { at }
}

fn hex(digits: &[u8]) -> Option<u32> {
    let text = std::str::from_utf8(digits).ok().filter(|text| text.bytes().all(|b| b.is_ascii_hexdigit()))?;
    u32::from_str_radix(text, 16).ok()
}

/// One change as it stands in the journal: the id, the record before and after, each as RON or `None`.
#[derive(Clone, Debug, PartialEq)]
pub struct RawChange<'a> {
    pub id: RecordId,
    pub before: &'a str,
    pub after: &'a str,
}

/// Reads what a payload says of its transaction, and where the list of changes lies.
pub fn header(payload: &str) -> Option<(Header, Range<usize>)> {
    let changes = scan::fields(payload)?.into_iter().find(|field| field.name == "changes")?;
    let text = format!("{})", payload[..changes.start].trim_end_matches(','));
    Some((parse(&text).ok()?, changes.value))
}

/// Splits the list of changes; one that is no change at all is left out.
pub fn changes(list: &str) -> Vec<RawChange<'_>> {
    let items = scan::items(list, b'[').unwrap_or_default();
    items.into_iter().filter_map(|item| change(&list[item])).collect()
}

fn change(text: &str) -> Option<RawChange<'_>> {
    let parts = scan::items(text, b'(')?;
    let [id, before, after] = parts.as_slice() else { return None };
    let id = RecordId::parse(text[id.clone()].trim_matches('"'))?;
    Some(RawChange { id, before: &text[before.clone()], after: &text[after.clone()] })
}

/// Reads an image of a record; `None` means that there is no such record.
pub fn read_image(id: RecordId, text: &str) -> Result<Option<Record>, ron::error::SpannedError> {
    if text == "None" { Ok(None) } else { parse_record(id, text).map(Some) }
}

/// Reads a transaction whole; changes whose records cannot be read are left out.
pub fn transaction(payload: &str) -> Option<Transaction> {
    let (header, list) = header(payload)?;
    let changes = changes(&payload[list]).into_iter().filter_map(|raw| {
        let (before, after) = (read_image(raw.id, raw.before).ok()?, read_image(raw.id, raw.after).ok()?);
        Some(Change { id: raw.id, before, after })
    });
    Some(Transaction {
        number: header.tx,
        label: header.label,
        at: header.at,
        device: header.device,
        kind: header.kind,
        changes: changes.collect(),
    })
}

/// For the fuzzers: lines follow each other to the end, and their payloads read or not without harm.
pub fn probe_lines(segment: &[u8]) {
    let mut at = 0;
    for line in lines(segment) {
        assert!(at < line.end() && line.end() <= segment.len());
        at = line.end();
        if let Line::Transaction { payload, .. } = line {
            let _ = std::str::from_utf8(&segment[payload]).ok().and_then(transaction);
        }
    }
    assert_eq!(at, segment.len());
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::samples::{signal, transaction as sample};
    use ron::value::RawValue;

    #[test]
    fn a_transaction_reads_back_and_is_valid_ron_as_a_whole() {
        let transaction = sample(4, vec![(None, Some(signal(1, "a,changes:[\n\"")))]);
        let (line, crc) = encode(&transaction, 0xabc, "w-0", 0).unwrap();
        let [Line::Transaction { payload, end, crc: stored }] = &lines(&line)[..] else { panic!("one line") };
        assert_eq!((*end, *stored), (line.len(), crc));
        let payload = std::str::from_utf8(&line[payload.clone()]).unwrap();
        assert_eq!(super::transaction(payload), Some(transaction));

        type Image = Option<Box<RawValue>>;
        #[derive(Deserialize)]
        struct Whole {
            prev: String,
            changes: Vec<(RecordId, Image, Image)>,
        }
        let whole: Whole = parse(payload).unwrap();
        assert_eq!((whole.prev.as_str(), whole.changes.len()), ("00000abc", 1));
        assert!(whole.changes[0].1.is_none() && whole.changes[0].2.is_some());
    }

    #[test]
    fn the_format_is_frozen() {
        let (line, _) = encode(&sample(4, vec![]), 0, "w-0", 0).unwrap();
        assert_eq!(
            String::from_utf8(line).unwrap(),
            "J1 0dad2bd1 109 (tx:4,prev:\"00000000\",ws:\"w-0\",at:\"2026-11-21T08:00:00Z\",device:\"here\",\
             kind:Edit,label:\"change 4\",changes:[])\n"
        );
        assert_eq!(checkpoint(12).0, b"C1 12 ba64ebc7\n");
    }

    #[test]
    fn after_a_bad_line_the_next_good_one_is_found() {
        let (mut bytes, _) = encode(&sample(1, vec![]), 0, "w-0", 0).unwrap();
        bytes[30] ^= 1;
        let bad = bytes.len();
        bytes.extend(checkpoint(1).0);
        bytes.extend_from_slice(b"C1 9");
        let found = lines(&bytes);
        assert!(matches!(found[0], Line::Bad { start: 0, end } if end == bad));
        assert!(matches!(found[1], Line::Checkpoint { number: 1, .. }));
        assert!(matches!(found[2], Line::Bad { .. }));
    }

    #[test]
    fn a_lost_line_end_costs_nothing() {
        let (mut bytes, _) = encode(&sample(1, vec![]), 0, "w-0", 0).unwrap();
        bytes.pop();
        let damaged = [&bytes[..], b"*", &checkpoint(1).0].concat();
        bytes.extend(checkpoint(1).0);
        for bytes in [bytes, damaged] {
            assert!(lines(&bytes).iter().all(|line| line.crc().is_some()));
        }
    }
}
