//! Looks for files that somebody else changed while the program runs: by size, time and place first, then by
//! what they hold. A file that is gone or cannot be read is no change: editors leave such for moments.

use super::disk;
use super::layout::{DOCUMENTS, STRATEGY, document, month};
use super::month::{Chunks, Loaded, load};
use super::publish::{LARGEST_MONTH, LARGEST_RECORD, Written, month_files};
use super::text::parse_record;
use crate::domain::record::{Record, RecordId};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// Records as the files show them, from files that changed since they were last looked at.
#[derive(Clone, Debug, PartialEq)]
pub struct Scan {
    /// Without those that wait to be published: these are merged then.
    pub records: Vec<Record>,
    /// The files, relative to the workspace.
    pub paths: Vec<String>,
    /// The last transaction the files were compared after.
    pub number: u64,
}

/// What tells a file from the one that was there before without reading it.
#[derive(Clone, Debug, PartialEq)]
pub struct Stamp {
    length: u64,
    changed: Option<SystemTime>,
    /// Its number on the disk, where there are such.
    inode: u64,
}

/// The files of a workspace as they were last looked at.
#[derive(Debug)]
pub struct Watch {
    dir: PathBuf,
    stamps: BTreeMap<String, Stamp>,
}

impl Watch {
    /// Takes the files as they are now for known.
    pub fn start(dir: &Path) -> Self {
        let mut watch = Self { dir: dir.into(), stamps: BTreeMap::new() };
        watch.changed();
        watch
    }

    /// Takes files for changed whatever they are.
    pub fn forget(&mut self, paths: &[String]) {
        self.stamps.retain(|path, _| !paths.contains(path));
    }

    /// Takes files for known as we wrote them.
    pub fn note(&mut self, written: Vec<Written>) {
        for (path, stamp) in written {
            match stamp {
                Some(stamp) => self.stamps.insert(path, stamp),
                None => self.stamps.remove(&path),
            };
        }
    }

    /// Returns the files that changed since the last call.
    pub fn changed(&mut self) -> Vec<String> {
        let mut changed = Vec::new();
        for path in files(&self.dir) {
            let Some(stamp) = stamp(&self.dir.join(&path)) else { continue };
            if self.stamps.get(&path) != Some(&stamp) {
                self.stamps.insert(path.clone(), stamp);
                changed.push(path);
            }
        }
        changed
    }

    /// Returns the records files show, each from the file it belongs in; what cannot be read is left out.
    pub fn read(&self, paths: &[String]) -> Vec<Record> {
        let read = |path: &String| {
            let stem = path.rsplit('/').next().and_then(|name| name.strip_suffix(".ron"));
            match stem.and_then(RecordId::parse) {
                Some(id) => self.document(path, id).into_iter().collect(),
                None => self.month(path),
            }
        };
        paths.iter().flat_map(read).collect()
    }

    fn document(&self, path: &str, id: RecordId) -> Option<Record> {
        let bytes = disk::read(&self.dir.join(path), LARGEST_RECORD).ok()??;
        let record = parse_record(id, std::str::from_utf8(&bytes).ok()?).ok()?;
        (record.id() == id && document(id).as_deref() == Some(path)).then_some(record)
    }

    fn month(&self, path: &str) -> Vec<Record> {
        let bytes = disk::read(&self.dir.join(path), LARGEST_MONTH).ok().flatten().unwrap_or_default();
        let (mut chunks, mut seen, mut found) = (Chunks::new(&bytes, 0), BTreeSet::new(), Vec::new());
        while let Some(loaded) = load(path, &bytes, &mut chunks, |_| false) {
            if let Loaded::Signal { signal, .. } = loaded
                && month(&signal) == path
                && seen.insert(signal.id)
            {
                found.push(Record::Signal(signal));
            }
        }
        found
    }
}

fn files(dir: &Path) -> Vec<String> {
    let mut found = month_files(dir);
    found.push(STRATEGY.into());
    for folder in DOCUMENTS {
        let entries = std::fs::read_dir(dir.join(folder)).into_iter().flatten().flatten();
        let names = entries.filter_map(|entry| entry.file_name().into_string().ok());
        let names = names.filter(|name| name.ends_with(".ron") && !name.starts_with('.'));
        found.extend(names.map(|name| format!("{folder}/{name}")));
    }
    found
}

fn stamp(path: &Path) -> Option<Stamp> {
    let metadata = std::fs::symlink_metadata(path).ok().filter(std::fs::Metadata::is_file)?;
    Some(Stamp::of(&metadata))
}

impl Stamp {
    pub fn of(metadata: &std::fs::Metadata) -> Self {
        #[cfg(unix)]
        let inode = std::os::unix::fs::MetadataExt::ino(metadata);
        #[cfg(not(unix))]
        let inode = 0;
        Self { length: metadata.len(), changed: metadata.modified().ok(), inode }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::create;
    use crate::store::samples::{candidate, signal};
    use crate::store::text::{Style, print_record};

    fn write(dir: &Path, path: &str, text: &str) {
        std::fs::create_dir_all(dir.join(path).parent().unwrap()).unwrap();
        std::fs::write(dir.join(path), text).unwrap();
    }

    #[test]
    fn changed_files_are_read_once_and_the_rest_is_not() {
        let dir = tempfile::tempdir().unwrap();
        let dir = dir.path().join("w");
        create(&dir, "w", 1).unwrap();
        let text = |record: &Record| print_record(record, Style::Compact).unwrap();
        let (file, november) = ("candidates/c-0000000001.ron", "signals/2026-11.ron");
        write(&dir, file, &text(&candidate(1, "old")));
        let mut watch = Watch::start(&dir);
        assert_eq!(watch.changed(), [""; 0]);
        write(&dir, file, &text(&candidate(1, "by hand")));
        let (one, stray) = (text(&signal(1, "one")), text(&signal(2, "stray")).replace("2026-11", "2026-10"));
        write(&dir, november, &format!("[\n{one},\n{one},\n{stray},\n(broken,\n]\n"));
        let changed = watch.changed();
        assert_eq!(changed, [november, file]);
        assert_eq!(watch.read(&changed), [signal(1, "one"), candidate(1, "by hand")]);
        assert_eq!(watch.changed(), [""; 0]);
        watch.forget(&changed);
        assert_eq!(watch.changed(), changed);
        std::fs::remove_file(dir.join(file)).unwrap();
        write(&dir, november, "[\n(id:");
        let changed = watch.changed();
        assert_eq!((changed.as_slice(), watch.read(&changed)), (&[november.to_string()][..], vec![]));
    }
}
