//! Appends to the journal. A line that was synced is saved; nothing else is.
//!
//! After a failed sync a descriptor is never trusted again: the kernel may have dropped what it could not
//! write and call the next sync a success. Everything not yet in the files is written to a new segment instead.

use super::tail::End;
use super::{FULL, line, segment_path, segments};
use crate::domain::edit::Transaction;
use crate::store::disk::{Disk, open_writable};
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

/// The end of the journal that grows.
#[derive(Debug)]
pub struct Journal {
    disk: Disk,
    folder: PathBuf,
    workspace: String,
    /// None: no segment yet, or the last one cannot be trusted any more.
    file: Option<File>,
    /// The number of the segment, 0 when there is none.
    segment: u64,
    /// Where the next line goes, in bytes.
    end: u64,
    /// The checksum of the last line.
    crc: u32,
    /// The last transaction the files hold.
    checkpointed: u64,
    /// The last transaction written.
    last: u64,
    /// The lines after the last checkpoint, for a new segment.
    unpublished: Vec<u8>,
    /// The size from which a segment is full, in bytes.
    full: u64,
}

impl Journal {
    /// Goes on where the journal ends. Touches the disk only when the last line end is missing.
    pub fn resume(disk: Disk, folder: &Path, workspace: &str, end: End) -> io::Result<Self> {
        let mut journal = Self {
            disk,
            folder: folder.into(),
            workspace: workspace.into(),
            file: None,
            segment: end.segment,
            end: end.offset,
            crc: end.crc,
            checkpointed: end.checkpointed,
            last: end.last,
            unpublished: end.unpublished,
            full: FULL,
        };
        if journal.segment != 0 {
            let mut file = open_writable(&segment_path(folder, journal.segment))?;
            if file.metadata()?.len() != journal.end {
                journal.disk.truncate(&file, journal.end)?;
            }
            if end.lacks_newline {
                journal.disk.write_at(&mut file, journal.end, b"\n")?;
                journal.end += 1;
            }
            journal.file = Some(file);
        }
        Ok(journal)
    }

    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The number of the last transaction written.
    pub const fn last(&self) -> u64 {
        self.last
    }

    /// The last transaction the files hold.
    pub const fn checkpointed(&self) -> u64 {
        self.checkpointed
    }

    /// Bytes of transactions since the last checkpoint.
    pub fn unpublished_bytes(&self) -> usize {
        self.unpublished.len()
    }

    /// Writes transactions with one write and one sync. When this returns they are saved; after an error
    /// none of them is.
    pub fn append<'a>(&mut self, batch: impl IntoIterator<Item = &'a Transaction>) -> io::Result<()> {
        let (mut bytes, mut crc, mut last) = (Vec::new(), self.next_prev(), self.last);
        let batch: Vec<_> = batch.into_iter().collect();
        let first = if 1 < batch.len() { batch[0].number } else { 0 };
        for transaction in batch {
            let line = line::encode(transaction, crc, &self.workspace, first);
            let (line, line_crc) = line.map_err(io::Error::other)?;
            bytes.extend(line);
            (crc, last) = (line_crc, transaction.number);
        }
        self.write(&bytes)?;
        if self.unpublished.is_empty() {
            self.unpublished = bytes; // an import may be large: not twice
        } else {
            self.unpublished.extend_from_slice(&bytes);
        }
        (self.crc, self.last) = (crc, last);
        Ok(())
    }

    /// Notes that the files hold everything, synced. A full segment is followed by a new one; returns whether it
    /// was.
    pub fn checkpoint(&mut self) -> io::Result<bool> {
        let (bytes, crc) = line::checkpoint(self.last);
        self.write(&bytes)?;
        (self.crc, self.checkpointed) = (crc, self.last);
        self.unpublished.clear();
        if self.full < self.end {
            // The old segment is complete; if a new one cannot be made now, the next checkpoint tries again.
            return Ok(self.start_segment(&[]).is_ok());
        }
        Ok(false)
    }

    /// The first line of a new journal follows the checkpoint line its segment will start with.
    fn next_prev(&self) -> u32 {
        if self.segment == 0 { line::checkpoint(self.checkpointed).1 } else { self.crc }
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        let Some(mut file) = self.file.take() else { return self.start_segment(bytes) };
        if let Err(error) = self.disk.write_at(&mut file, self.end, bytes) {
            if self.disk.truncate(&file, self.end).is_ok() {
                self.file = Some(file);
            }
            return Err(error);
        }
        if self.disk.sync_data(&file).is_err() {
            drop(file);
            return self.start_segment(bytes);
        }
        self.end += bytes.len() as u64;
        self.file = Some(file);
        Ok(())
    }

    /// Makes a new segment of the last checkpoint, what followed it, and `more`; all synced. The old segment
    /// stays as it is.
    fn start_segment(&mut self, more: &[u8]) -> io::Result<()> {
        self.disk.make_dir(&self.folder)?;
        let (mut bytes, _) = line::checkpoint(self.checkpointed);
        bytes.extend_from_slice(&self.unpublished);
        bytes.extend_from_slice(more);
        let taken = segments(&self.folder)?.last().copied().unwrap_or(0);
        let number = self.segment.max(taken) + 1;
        let path = segment_path(&self.folder, number);
        let written = self.disk.replace(&path, &bytes);
        if path.exists() {
            // From here on the old segment is no longer the last one: never append to it again.
            self.file = None;
        }
        let file = written?;
        for folder in self.folder.ancestors().take(3) {
            self.disk.sync_dir(folder)?;
        }
        (self.segment, self.end, self.file) = (number, bytes.len() as u64, Some(file));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::fuse::Fuse;
    use crate::store::journal::{JournalReader, read_tail};
    use crate::store::samples::{signal, transaction};

    fn folder(dir: &tempfile::TempDir) -> PathBuf {
        dir.path().join(".northstar/journal")
    }

    fn journal(dir: &tempfile::TempDir, disk: Disk) -> Journal {
        Journal::resume(disk, &folder(dir), "w-1", read_tail(&folder(dir), "w-1").unwrap().end).unwrap()
    }

    fn some(number: u64) -> Transaction {
        transaction(number, vec![(None, Some(signal(number, "x")))])
    }

    #[test]
    fn a_failed_sync_moves_everything_to_a_new_segment() {
        let dir = tempfile::tempdir().unwrap();
        journal(&dir, Disk::default()).append(&[some(1), some(2)]).unwrap();
        let tail_steps = Fuse::stop_after(usize::MAX);
        let mut counted = journal(&dir, Disk { fuse: Some(tail_steps.clone()) });
        let before = tail_steps.steps();
        counted.append(&[some(3)]).unwrap();
        assert_eq!(tail_steps.steps() - before, 2, "one write, one sync");

        let fuse = Fuse::fail_once_after(1);
        let mut journal = journal(&dir, Disk { fuse: Some(fuse) });
        journal.append(&[some(4)]).unwrap();
        journal.append(&[some(5)]).unwrap();
        assert_eq!(journal.segment, 2);
        let tail = read_tail(&folder(&dir), "w-1").unwrap();
        assert_eq!(tail.transactions.iter().map(|(number, _)| *number).collect::<Vec<_>>(), [1, 2, 3, 4, 5]);
        assert!(tail.problems.is_empty(), "{:?}", tail.problems);
        let reader = JournalReader::new(&folder(&dir), "w-1");
        assert_eq!(reader.summaries().unwrap().len(), 5);
    }

    #[test]
    fn a_failed_write_leaves_the_journal_as_it_was() {
        let dir = tempfile::tempdir().unwrap();
        journal(&dir, Disk::default()).append(&[some(1)]).unwrap();
        let path = segment_path(&folder(&dir), 1);
        let good = std::fs::read(&path).unwrap();
        let mut failing = journal(&dir, Disk { fuse: Some(Fuse::fail_once_after(0)) });
        assert!(failing.append(&[some(2)]).is_err());
        assert_eq!(std::fs::read(&path).unwrap(), good);
        failing.append(&[some(2)]).unwrap();
        assert_eq!(read_tail(&folder(&dir), "w-1").unwrap().end.last, 2);
    }

    #[test]
    fn whatever_fails_while_segments_change_nothing_acknowledged_is_lost() {
        let mut steps = 0;
        loop {
            let dir = tempfile::tempdir().unwrap();
            let fuse = Fuse::fail_once_after(steps);
            let mut journal = journal(&dir, Disk { fuse: Some(fuse.clone()) });
            journal.full = 300;
            let (mut published, mut saved) = (0, Vec::new());
            for number in 1..=8 {
                saved.extend(journal.append(&[some(number)]).is_ok().then_some(number));
                if number % 3 == 0 && journal.checkpoint().is_ok() {
                    published = saved.len();
                }
            }
            let tail = read_tail(&folder(&dir), "w-1").unwrap();
            let replayed: Vec<u64> = tail.transactions.iter().map(|(number, _)| *number).collect();
            assert!(
                saved[published..].iter().all(|number| replayed.contains(number)),
                "step {steps}: {replayed:?}"
            );
            assert!(tail.problems.is_empty(), "step {steps}: {:?}", tail.problems);
            if fuse.steps() <= steps {
                assert!(3 <= journal.segment && 7 <= saved.len());
                return;
            }
            steps += 1;
        }
    }

    #[test]
    fn a_full_segment_is_followed_at_a_checkpoint() {
        let dir = tempfile::tempdir().unwrap();
        let mut journal = journal(&dir, Disk::default());
        let big = transaction(1, vec![(None, Some(signal(1, &"x".repeat(1 << 20))))]);
        journal.append(&[big]).unwrap();
        journal.checkpoint().unwrap();
        journal.append(&[some(2)]).unwrap();
        let tail = read_tail(&folder(&dir), "w-1").unwrap();
        assert_eq!((journal.segment, tail.end.checkpointed, tail.end.last), (2, 1, 2));
        assert!(tail.problems.is_empty());
        let reader = JournalReader::new(&folder(&dir), "w-1");
        assert_eq!(reader.summaries().unwrap().len(), 2);
        assert_eq!(reader.transaction(1).unwrap().unwrap().changes.len(), 1);
        assert_eq!(reader.transaction(3).unwrap(), None);
    }
}
