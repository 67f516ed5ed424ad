//! How much of the past the journal keeps: everything of the last 90 days or of the last 5,000 transactions, up
//! to 64 MiB. Older segments go whole, the oldest first, so that a crash in between leaves a shorter journal.
//!
//! The last segment, which holds what the files may lack, never goes; and nothing goes without a backup.

use super::line::{self, Line};
use super::{segment_path, segments};
use crate::store::disk::{self, Disk};
use jiff::{SignedDuration, Timestamp};
use std::io;
use std::path::Path;

/// What stays.
#[derive(Clone, Copy, Debug)]
struct Limits {
    days: i64,
    transactions: u64,
    bytes: u64,
}

const LIMITS: Limits = Limits { days: 90, transactions: 5_000, bytes: 64 << 20 };

/// Removes the segments that need not stay. Returns how many went.
pub fn retain(disk: &Disk, folder: &Path, now: Timestamp, newest: u64) -> io::Result<usize> {
    retain_within(LIMITS, disk, folder, now, newest)
}

fn retain_within(
    limits: Limits,
    disk: &Disk,
    folder: &Path,
    now: Timestamp,
    newest: u64,
) -> io::Result<usize> {
    let numbers = segments(folder)?;
    let size = |number: &u64| std::fs::metadata(segment_path(folder, *number)).map(|data| data.len());
    let sizes = numbers.iter().map(size).collect::<io::Result<Vec<u64>>>()?;
    let mut left: u64 = sizes.iter().sum();
    let since = now.checked_sub(SignedDuration::from_hours(24 * limits.days)).unwrap_or(Timestamp::MIN);
    let older = numbers.len().saturating_sub(1);
    for (place, number) in numbers[..older].iter().enumerate() {
        let is_old = |last: Option<(u64, Timestamp)>| {
            last.is_none_or(|(number, at)| at < since && number + limits.transactions <= newest)
        };
        if left <= limits.bytes && !is_old(last_of(folder, *number)?) {
            return Ok(place);
        }
        disk.remove(&segment_path(folder, *number))?;
        // One by one: a gap would look like a loss.
        disk.sync_dir(folder)?;
        left -= sizes[place];
    }
    Ok(older)
}

/// Returns the last transaction of a segment and the time of it; nothing when it holds none.
fn last_of(folder: &Path, number: u64) -> io::Result<Option<(u64, Timestamp)>> {
    let bytes = disk::read(&segment_path(folder, number), u64::MAX)?.unwrap_or_default();
    Ok(line::lines(&bytes).into_iter().rev().find_map(|one| match one {
        Line::Transaction { payload, .. } => {
            let (header, _) = line::header(std::str::from_utf8(&bytes[payload]).ok()?)?;
            Some((header.tx, header.at))
        }
        _ => None,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::fuse::Fuse;
    use crate::store::journal::{JournalReader, flaws, read_tail};
    use crate::store::samples::{signal, transaction};

    fn now() -> Timestamp {
        "2026-11-22T08:00:00Z".parse().unwrap()
    }

    /// Writes segments of one transaction each, of so many days ago.
    fn journal(folder: &Path, days: &[i64]) {
        for (number, days) in (1..).zip(days) {
            let (head, crc) = line::checkpoint(number - 1);
            let mut tx = transaction(number, vec![(None, Some(signal(number, "x")))]);
            tx.at = now() - SignedDuration::from_hours(24 * days);
            let (line, _) = line::encode(&tx, crc, "w-1", 0).unwrap();
            std::fs::write(segment_path(folder, number), [head, line].concat()).unwrap();
        }
    }

    #[test]
    fn old_or_large_goes_oldest_first_and_the_last_stays() {
        let size = {
            let dir = tempfile::tempdir().unwrap();
            journal(dir.path(), &[0]);
            std::fs::metadata(segment_path(dir.path(), 1)).unwrap().len()
        };
        for (days, newest, segments_that_fit, left) in [
            (&[][..], 0, 9, &[][..]),
            (&[300], 9_000, 9, &[1][..]),
            (&[300, 300, 0], 9_000, 9, &[3]),
            (&[300, 300, 0], 5_001, 9, &[2, 3]),
            (&[300, 300, 300], 4_000, 9, &[1, 2, 3]),
            (&[89, 300, 300], 9_000, 9, &[1, 2, 3]),
            (&[0, 0, 0], 3, 2, &[2, 3]),
            (&[0, 0], 2, 0, &[2]),
        ] {
            let dir = tempfile::tempdir().unwrap();
            journal(dir.path(), days);
            let limits = Limits { bytes: size * segments_that_fit + 10, ..LIMITS };
            retain_within(limits, &Disk::default(), dir.path(), now(), newest).unwrap();
            assert_eq!(segments(dir.path()).unwrap(), left, "{days:?} {newest} {segments_that_fit}");
        }
    }

    #[test]
    fn a_crash_while_removing_leaves_a_shorter_journal_without_gaps() {
        for steps in 0..5 {
            let dir = tempfile::tempdir().unwrap();
            journal(dir.path(), &[300, 300, 300]);
            let disk = Disk { fuse: Some(Fuse::stop_after(steps)) };
            let done = retain(&disk, dir.path(), now(), 9_000);
            assert_eq!(done.is_ok(), 4 <= steps);
            let left = segments(dir.path()).unwrap();
            let whole: [&[u64]; 3] = [&[1, 2, 3], &[2, 3], &[3]];
            assert!(whole.contains(&left.as_slice()), "after {steps} steps: {left:?}");
            assert!(flaws(dir.path(), "w-1").unwrap().is_empty());
            assert_eq!(read_tail(dir.path(), "w-1").unwrap().end.last, 3);
            let reader = JournalReader::new(dir.path(), "w-1");
            assert!(reader.transaction(3).unwrap().is_some());
            assert_eq!(reader.transaction(1).unwrap().is_some(), left.contains(&1));
        }
    }
}
