//! Reads what the journal holds after its last checkpoint: the part of the truth that may not be in the files
//! yet. Changes nothing on the disk.

use super::line::{self, Line};
use super::{Problem, belongs, segment_path, segments, shown_segment};
use crate::domain::record::{Record, RecordId};
use crate::store::disk;
use jiff::Timestamp;
use std::io;
use std::path::Path;

/// Where the journal ends and how to go on there.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct End {
    /// The number of the last segment, 0 when there is none.
    pub segment: u64,
    /// The end of its last whole line, in bytes.
    pub offset: u64,
    /// The checksum of that line.
    pub crc: u32,
    pub lacks_newline: bool,
    pub checkpointed: u64,
    /// The number of the last transaction.
    pub last: u64,
    /// The lines after the last checkpoint.
    pub unpublished: Vec<u8>,
}

/// One change as replay sees it. An image that could not be read keeps its text.
#[derive(Clone, Debug, PartialEq)]
pub struct Replayed {
    pub id: RecordId,
    pub before: Option<Record>,
    pub after: Result<Option<Record>, String>,
}

/// What follows the last checkpoint.
#[derive(Debug, Default)]
pub struct Tail {
    pub transactions: Vec<(u64, Vec<Replayed>)>,
    /// When and where the last of them was made.
    pub stamp: Option<(Timestamp, String)>,
    pub end: End,
    /// Bytes at the very end that are no whole line: a write that was cut off.
    pub torn: Vec<u8>,
    /// Segments with a bad line between good ones.
    pub damaged: Vec<u64>,
    pub problems: Vec<Problem>,
}

/// Reads the journal from its last checkpoint on.
pub fn read_tail(folder: &Path, workspace: &str) -> io::Result<Tail> {
    let mut read = Vec::new();
    for number in segments(folder)?.into_iter().rev() {
        let bytes = disk::read(&segment_path(folder, number), u64::MAX)?.unwrap_or_default();
        let lines = line::lines(&bytes);
        let has_checkpoint = lines.iter().any(|line| matches!(line, Line::Checkpoint { .. }));
        read.push((number, bytes, lines));
        if has_checkpoint {
            break;
        }
    }
    let mut tail = Tail::default();
    let last = read.first().map(|(number, ..)| *number);
    for (number, bytes, lines) in read.into_iter().rev() {
        tail.take_segment(number, &bytes, &lines, Some(number) == last, workspace);
    }
    Ok(tail)
}

impl Tail {
    fn take_segment(&mut self, number: u64, bytes: &[u8], lines: &[Line], is_last: bool, workspace: &str) {
        let mut prev = None;
        let mut good = 0;
        let acknowledged = if is_last { acknowledged(bytes, lines) } else { lines.len() };
        for (place, line) in lines.iter().enumerate() {
            if place == acknowledged {
                self.torn = bytes[good..].to_vec();
                break;
            }
            match line {
                Line::Bad { start, .. } => {
                    let what = "A line of the journal is damaged and was left out.";
                    self.problems.push(Problem::at(&shown_segment(number), bytes, *start, what));
                    self.damaged.push(number);
                }
                Line::Checkpoint { number: tx, .. } => {
                    self.transactions.clear();
                    self.end.unpublished.clear();
                    self.end.checkpointed = *tx;
                    self.end.last = self.end.last.max(*tx);
                }
                Line::Transaction { payload, end, .. } => {
                    let text = std::str::from_utf8(&bytes[payload.clone()]).unwrap_or_default();
                    let start = good;
                    if self.take_transaction(number, text, prev, workspace) {
                        self.end.unpublished.extend_from_slice(&bytes[start.min(*end)..*end]);
                        if bytes[*end - 1] != b'\n' {
                            self.end.unpublished.push(b'\n');
                        }
                    }
                }
            }
            prev = line.crc();
            good = line.end();
        }
        let whole = lines[..acknowledged].iter().rev().find(|line| line.crc().is_some());
        self.end.segment = number;
        self.end.offset = bytes.len() as u64 - if is_last { self.torn.len() as u64 } else { 0 };
        self.end.crc = whole.and_then(Line::crc).unwrap_or(0);
        self.end.lacks_newline = self.end.offset != 0 && bytes[self.end.offset as usize - 1] != b'\n';
    }

    /// Returns whether the transaction belongs to this workspace.
    fn take_transaction(&mut self, segment: u64, text: &str, prev: Option<u32>, workspace: &str) -> bool {
        let path = shown_segment(segment);
        let Some((header, list)) = line::header(text) else {
            self.problems.push(Problem::of_file(path, "A transaction cannot be read and was left out."));
            self.damaged.push(segment);
            return false;
        };
        if !belongs(&header.ws, workspace) {
            let what = format!("Transaction {} belongs to another workspace and was left out.", header.tx);
            self.problems.push(Problem::of_file(path, what));
            return false;
        }
        if prev.is_some_and(|prev| format!("{prev:08x}") != header.prev) {
            let what = format!("A line is missing before transaction {}.", header.tx);
            self.problems.push(Problem::of_file(&path, what));
        }
        let changes = line::changes(&text[list]);
        let replayed = changes.iter().map(|raw| {
            let after = line::read_image(raw.id, raw.after).map_err(|error| {
                let what = format!("Transaction {}: {}", header.tx, error.code);
                self.problems.push(Problem::of_file(&path, what).with_id(raw.id));
                raw.after.to_string()
            });
            Replayed { id: raw.id, before: line::read_image(raw.id, raw.before).ok().flatten(), after }
        });
        let replayed = replayed.collect();
        self.transactions.push((header.tx, replayed));
        self.end.last = self.end.last.max(header.tx);
        self.stamp = Some((header.at, header.device));
        true
    }
}

/// Returns how many lines of the last segment may have been acknowledged: not bad ones at the very end, and not
/// what is left there of several lines written at once, of which one is bad. A disk may write those in any order.
fn acknowledged(bytes: &[u8], lines: &[Line]) -> usize {
    let whole = lines.iter().rposition(|line| line.crc().is_some()).map_or(0, |last| last + 1);
    let header = |place: usize| match lines.get(place) {
        Some(Line::Transaction { payload, .. }) => {
            line::header(std::str::from_utf8(&bytes[payload.clone()]).ok()?).map(|(header, _)| header)
        }
        _ => None,
    };
    let Some(mut place) = whole.checked_sub(1) else { return whole };
    let Some(last) = header(place).filter(|last| last.first != 0) else { return whole };
    let mut number = last.tx;
    while last.first < number {
        let before = place.checked_sub(1);
        let Some(before) = before.filter(|before| header(*before).is_some_and(|it| it.tx + 1 == number))
        else {
            let bad = before.filter(|before| matches!(lines[*before], Line::Bad { .. }));
            return bad.unwrap_or(whole);
        };
        (place, number) = (before, number - 1);
    }
    whole
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::samples::{signal, transaction};

    fn write(folder: &Path, number: u64, parts: &[Vec<u8>]) {
        std::fs::write(segment_path(folder, number), parts.concat()).unwrap();
    }

    fn tx(number: u64, prev: u32) -> (Vec<u8>, u32) {
        let change = (None, Some(signal(number, "x")));
        line::encode(&transaction(number, vec![change]), prev, "w-1", 0).unwrap()
    }

    #[test]
    fn lines_written_at_once_are_replayed_up_to_the_one_that_is_torn() {
        let one = |number: u64, prev: u32| {
            let change = (None, Some(signal(number, "x")));
            line::encode(&transaction(number, vec![change]), prev, "w-1", 2).unwrap()
        };
        let (c0, crc) = line::checkpoint(0);
        let (t1, crc) = tx(1, crc);
        let (t2, crc) = one(2, crc);
        let (t3, crc) = one(3, crc);
        let (t4, crc) = one(4, crc);
        let (t5, _) = tx(5, crc);
        let damaged = |line: &[u8]| [&[0; 60], &line[60..]].concat();
        let cut = |line: &[u8]| [&line[..60], b"\n"].concat();
        for (lines, replayed, is_torn) in [
            (vec![t2.clone(), t3.clone(), t4.clone()], vec![1, 2, 3, 4], false),
            (vec![damaged(&t2), t3.clone(), t4.clone()], vec![1], true),
            (vec![t2.clone(), damaged(&t3), t4.clone()], vec![1, 2], true),
            (vec![t2.clone(), t3.clone(), damaged(&t4)], vec![1, 2, 3], true),
            (vec![damaged(&t2), t3.clone(), damaged(&t4)], vec![1], true),
            (vec![cut(&t2), cut(&t3), cut(&t4)], vec![1], true),
            // What follows shows that they were saved: damage of another kind.
            (vec![t2.clone(), damaged(&t3), t4.clone(), t5], vec![1, 2, 4, 5], false),
        ] {
            let dir = tempfile::tempdir().unwrap();
            let parts = [vec![c0.clone(), t1.clone()], lines].concat();
            write(dir.path(), 1, &parts);
            let tail = read_tail(dir.path(), "w-1").unwrap();
            let is_damaged = !is_torn && replayed.len() < 5 && replayed.contains(&5);
            assert_eq!((numbers(&tail), !tail.torn.is_empty()), (replayed, is_torn));
            assert_eq!(!tail.problems.is_empty(), is_damaged);
            let length: usize = parts.iter().map(Vec::len).sum();
            assert_eq!(tail.end.offset as usize + tail.torn.len(), length);
        }
    }

    fn numbers(tail: &Tail) -> Vec<u64> {
        tail.transactions.iter().map(|(number, _)| *number).collect()
    }

    #[test]
    fn only_what_follows_the_last_checkpoint_is_replayed() {
        let dir = tempfile::tempdir().unwrap();
        let (c0, crc) = line::checkpoint(0);
        let (t1, _) = tx(1, crc);
        let (c1, crc) = line::checkpoint(1);
        let (t2, last) = tx(2, crc);
        write(dir.path(), 1, &[c0, t1, c1, t2.clone()]);
        let tail = read_tail(dir.path(), "w-1").unwrap();
        assert_eq!((numbers(&tail), tail.end.checkpointed, tail.end.crc), (vec![2], 1, last));
        assert_eq!((tail.end.unpublished, tail.problems), (t2, vec![]));
    }

    #[test]
    fn a_bad_line_in_the_middle_costs_itself_only() {
        let dir = tempfile::tempdir().unwrap();
        let (c0, crc) = line::checkpoint(0);
        let (mut t1, crc) = tx(1, crc);
        let (t2, _) = tx(2, crc);
        t1[40] ^= 1;
        write(dir.path(), 1, &[c0, t1, t2, b"J1 torn".to_vec()]);
        let tail = read_tail(dir.path(), "w-1").unwrap();
        assert_eq!((numbers(&tail), tail.torn.as_slice(), tail.damaged), (vec![2], &b"J1 torn"[..], vec![1]));
        assert_eq!(tail.problems[0].line, Some(2));
    }

    #[test]
    fn a_segment_without_a_head_needs_the_one_before() {
        let dir = tempfile::tempdir().unwrap();
        let (c0, crc) = line::checkpoint(0);
        let (t1, crc) = tx(1, crc);
        let (t2, _) = tx(2, crc);
        write(dir.path(), 1, &[c0, t1]);
        write(dir.path(), 2, &[b"C1 0 damaged\n".to_vec(), t2]);
        let tail = read_tail(dir.path(), "w-1").unwrap();
        assert_eq!((numbers(&tail), tail.end.segment, tail.problems.len()), (vec![1, 2], 2, 1));
    }

    #[test]
    fn lines_of_another_workspace_are_left_out() {
        let dir = tempfile::tempdir().unwrap();
        let (c0, crc) = line::checkpoint(0);
        write(dir.path(), 1, &[c0, tx(1, crc).0]);
        let tail = read_tail(dir.path(), "w-2").unwrap();
        assert_eq!((tail.transactions.len(), tail.problems.len()), (0, 1));
    }
}
