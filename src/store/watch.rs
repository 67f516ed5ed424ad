//! Looks for files that somebody else changed while the program runs: by size, time and place first, then by
//! what they hold. What a file that is gone or cannot be read means is not decided here: editors leave such for
//! moments.

use super::files::{FileRead, read_files};
use super::layout::{DOCUMENTS, STRATEGY};
use super::problem::Problem;
use super::publish::{Written, month_files};
use crate::domain::record::Record;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// What a look at a file came to.
#[derive(Debug, PartialEq)]
pub enum Seen {
    /// Its records, and what is wrong with it.
    Records(Vec<Record>, Vec<Problem>),
    Gone,
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
        let files = files(&self.dir);
        files.into_iter().filter(|path| self.has_changed(path)).collect()
    }

    /// Returns the files that were there once and are not now.
    pub fn missing(&self) -> Vec<String> {
        self.stamps.keys().filter(|path| is_gone(&self.dir.join(path))).cloned().collect()
    }

    /// Tells whether a file changed since it was last looked at; from then on it is known.
    pub fn has_changed(&mut self, path: &str) -> bool {
        let Some(stamp) = stamp(&self.dir.join(path)) else { return self.stamps.contains_key(path) };
        let is_new = self.stamps.get(path) != Some(&stamp);
        if is_new {
            self.stamps.insert(path.into(), stamp);
        }
        is_new
    }

    /// Forgets a file that is gone for good.
    pub fn drop_gone(&mut self, path: &str) {
        self.stamps.remove(path);
    }

    /// Reads a file: each record from the one it belongs in.
    pub fn see(&self, path: &str) -> Seen {
        let full = self.dir.join(path);
        let FileRead { records, problems } = read_files(&self.dir, &[path.to_string()]);
        let is_nothing = records.is_empty() && problems.is_empty();
        if is_nothing && is_gone(&full) { Seen::Gone } else { Seen::Records(records, problems) }
    }
}

/// Tells whether there is nothing at a path.
pub fn is_gone(path: &Path) -> bool {
    std::fs::symlink_metadata(path).is_err_and(|error| error.kind() == std::io::ErrorKind::NotFound)
}

fn files(dir: &Path) -> Vec<String> {
    let mut found = month_files(dir);
    found.push(STRATEGY.into());
    for folder in DOCUMENTS.into_iter().filter(|folder| !dir.join(folder).is_symlink()) {
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
        let Seen::Records(signals, problems) = watch.see(november) else { panic!("a broken line") };
        assert_eq!((signals, problems[0].line), (vec![signal(1, "one")], Some(5)));
        assert_eq!(watch.see(file), Seen::Records(vec![candidate(1, "by hand")], Vec::new()));
        assert_eq!(watch.changed(), [""; 0]);
        watch.forget(&changed);
        assert_eq!(watch.changed(), changed);
        std::fs::remove_file(dir.join(file)).unwrap();
        write(&dir, november, "[\n(id:");
        assert_eq!((watch.changed(), watch.missing()), (vec![november.to_string()], vec![file.to_string()]));
        assert_eq!(watch.see(file), Seen::Gone);
        write(&dir, STRATEGY, "");
        assert!(
            matches!(watch.see(STRATEGY), Seen::Records(none, some) if none.is_empty() && !some.is_empty())
        );
    }
}
