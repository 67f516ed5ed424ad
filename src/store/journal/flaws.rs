//! Looks for what is wrong with the journal as a whole: recovery needs its end only. Changes nothing.

use super::line::{self, Line};
use super::{Problem, belongs, segment_path, segments, shown_segment};
use crate::store::disk;
use std::io;
use std::path::Path;

/// Returns what is wrong, in order of segments.
pub fn flaws(folder: &Path, workspace: &str) -> io::Result<Vec<Problem>> {
    let numbers = segments(folder)?;
    let mut walk = Walk { workspace, found: Vec::new(), last: None };
    for (place, number) in numbers.iter().copied().enumerate() {
        if let Some(before) =
            place.checked_sub(1).map(|place| numbers[place]).filter(|before| before + 1 < number)
        {
            let what = format!(
                "Segments between {before} and {number} are missing; what they held cannot be undone."
            );
            walk.found.push(Problem::of_file(shown_segment(number), what));
            walk.last = None;
        }
        let bytes = match disk::read(&segment_path(folder, number), u64::MAX) {
            Ok(bytes) => bytes.unwrap_or_default(),
            Err(error) => {
                let what = format!("The segment cannot be read: {error}.");
                walk.found.push(Problem::of_file(shown_segment(number), what));
                walk.last = None;
                continue;
            }
        };
        walk.segment(number, &bytes, place + 1 == numbers.len());
    }
    Ok(walk.found)
}

struct Walk<'a> {
    workspace: &'a str,
    found: Vec<Problem>,
    /// The last transaction seen; nothing when the one before is not known.
    last: Option<u64>,
}

impl Walk<'_> {
    fn segment(&mut self, number: u64, bytes: &[u8], is_last: bool) {
        let path = shown_segment(number);
        let lines = line::lines(bytes);
        let mut prev = None;
        for (place, one) in lines.iter().enumerate() {
            match one {
                Line::Bad { start, .. } if is_last && place + 1 == lines.len() => {
                    let what =
                        "The last line was cut off while it was written; the next start keeps its bytes.";
                    self.found.push(Problem::at(&path, bytes, *start, what));
                }
                Line::Bad { start, .. } => {
                    self.found.push(Problem::at(
                        &path,
                        bytes,
                        *start,
                        "The line is damaged; it cannot be undone.",
                    ));
                    self.last = None;
                }
                Line::Checkpoint { .. } => {}
                Line::Transaction { payload, .. } => {
                    let text = std::str::from_utf8(&bytes[payload.clone()]).unwrap_or_default();
                    let told = self.transaction(text, prev);
                    self.found.extend(told.map(|what| Problem::at(&path, bytes, payload.start, what)));
                }
            }
            prev = one.crc();
        }
    }

    fn transaction(&mut self, text: &str, prev: Option<u32>) -> Option<String> {
        let Some((header, _)) = line::header(text) else {
            return Some("The transaction cannot be read.".into());
        };
        let tx = header.tx;
        if !belongs(&header.ws, self.workspace) {
            return Some(format!("Transaction {tx} belongs to another workspace."));
        }
        let is_gap = self.last.replace(tx).is_some_and(|last| last + 1 < tx);
        let is_cut = prev.is_some_and(|prev| format!("{prev:08x}") != header.prev);
        (is_gap || is_cut).then(|| format!("A line is missing before transaction {tx}."))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::samples::{signal, transaction};

    fn tx(number: u64, prev: u32, ws: &str) -> (Vec<u8>, u32) {
        line::encode(&transaction(number, vec![(None, Some(signal(number, "x")))]), prev, ws, 0).unwrap()
    }

    fn told(segments: &[(u64, Vec<Vec<u8>>)]) -> Vec<String> {
        let dir = tempfile::tempdir().unwrap();
        for (number, parts) in segments {
            std::fs::write(segment_path(dir.path(), *number), parts.concat()).unwrap();
        }
        flaws(dir.path(), "w-1").unwrap().iter().map(|problem| problem.what.clone()).collect()
    }

    #[test]
    fn every_break_of_the_chain_is_told() {
        let (c0, crc) = line::checkpoint(0);
        let (t1, crc1) = tx(1, crc, "w-1");
        let (t2, crc2) = tx(2, crc1, "w-1");
        let (t3, _) = tx(3, crc2, "w-1");
        let (c3, crc) = line::checkpoint(3);
        let (t4, _) = tx(4, crc, "w-1");
        let whole = vec![c0.clone(), t1.clone(), t2.clone(), t3.clone(), c3.clone()];
        assert_eq!(told(&[(1, whole.clone()), (2, vec![c3.clone(), t4.clone()])]), [""; 0]);
        let lost = told(&[(1, vec![c0.clone(), t1.clone(), t3.clone()])]);
        assert_eq!(lost, ["A line is missing before transaction 3."]);
        let mut bad = t2.clone();
        bad[40] ^= 1;
        assert_eq!(
            told(&[(1, vec![c0.clone(), t1.clone(), bad, t3])]),
            ["The line is damaged; it cannot be undone."]
        );
        assert!(
            told(&[(1, vec![c0.clone(), t1, b"J1 torn".to_vec()])])[0]
                .starts_with("The last line was cut off")
        );
        let gone = told(&[(1, whole), (4, vec![c3, t4])]);
        assert!(gone[0].starts_with("Segments between 1 and 4 are missing"), "{gone:?}");
        let other = told(&[(1, vec![c0, tx(1, line::checkpoint(0).1, "w-2").0])]);
        assert_eq!(other, ["Transaction 1 belongs to another workspace."]);
    }
}
