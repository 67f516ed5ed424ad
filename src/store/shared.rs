//! The files of a workspace that are shared through git, and what they hold: all but what belongs to this
//! machine.

use super::disk::{self, Disk};
use super::layout::{DOCUMENTS, HEADER, SIGNALS, STRATEGY};
use super::merge::{Kind, kind};
use super::month::{Chunks, Loaded, load};
use super::text::{is_blank, parse_record};
use crate::domain::record::Record;
use std::io;
use std::path::Path;

/// The files git reads, and the lines they must have.
pub const GIT_FILES: [(&str, &str); 2] = [
    (".gitignore", "/.northstar/\n"),
    (".gitattributes", "*.ron text eol=lf\nsignals/*.ron text eol=lf merge=union\n"),
];

/// The largest file of lines that is added to, in bytes.
const LARGEST: u64 = 1 << 20;

/// What may be shared, as folders and files of a workspace.
pub const SHARED: [&str; 9] = [
    GIT_FILES[0].0,
    GIT_FILES[1].0,
    HEADER,
    STRATEGY,
    SIGNALS,
    DOCUMENTS[0],
    DOCUMENTS[1],
    DOCUMENTS[2],
    DOCUMENTS[3],
];

/// Writes what git must be told into its files in a workspace. Returns the files that were changed.
pub fn prepare_for_git(dir: &Path) -> io::Result<Vec<&'static str>> {
    let mut changed = Vec::new();
    for (name, text) in GIT_FILES {
        let lines: Vec<String> = text.lines().map(Into::into).collect();
        if add_lines(&dir.join(name), &lines)? {
            changed.push(name);
        }
    }
    Ok(changed)
}

/// Adds lines to a text file that lacks them, which may not be there at all. Returns whether it was changed.
pub fn add_lines(path: &Path, lines: &[String]) -> io::Result<bool> {
    let bytes = disk::read(path, LARGEST)?.unwrap_or_default();
    let mut text = String::from_utf8(bytes).map_err(io::Error::other)?;
    let missing: Vec<&String> =
        lines.iter().filter(|line| !text.lines().any(|known| known == *line)).collect();
    if missing.is_empty() {
        return Ok(false);
    }
    for line in missing {
        if !text.is_empty() && !text.ends_with('\n') {
            text.push('\n');
        }
        text.push_str(line);
        text.push('\n');
    }
    write_file(path, text.as_bytes())?;
    Ok(true)
}

/// Writes a file whole or not at all.
pub fn write_file(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let (disk, folder) = (Disk::default(), path.parent().unwrap_or(Path::new(".")));
    disk.make_dir(folder)?;
    disk.replace(path, bytes)?;
    disk.sync_dir(folder)
}

/// Tells by its path, relative to the workspace, whether a file is one of ours.
pub fn is_shared(path: &str) -> bool {
    GIT_FILES.iter().any(|(name, _)| *name == path)
        || path == HEADER
        || kind(path).is_some_and(|kind| match kind {
            Kind::Month => path.matches('/').count() == 1,
            Kind::Document(id) => super::layout::document(id).as_deref() == Some(path),
        })
}

/// Returns the files of a workspace that may be shared and are there. Links and the like are left out.
pub fn shared_files(dir: &Path) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for name in SHARED {
        let entries = std::fs::read_dir(dir.join(name)).into_iter().flatten().flatten();
        let names = entries.filter_map(|entry| entry.file_name().into_string().ok());
        found.extend(names.map(|file| format!("{name}/{file}")));
        found.push(name.into());
    }
    let is_file = |path: &String| dir.join(path).symlink_metadata().is_ok_and(|data| data.is_file());
    found.retain(|path| is_shared(path) && is_file(path));
    found
}

/// Returns the records in the bytes of a file of ours, each one once; nothing when something in it cannot be
/// read.
pub fn records_in(path: &str, bytes: &[u8]) -> Option<Vec<Record>> {
    if is_blank(bytes) {
        return Some(Vec::new());
    }
    match kind(path)? {
        Kind::Document(id) => {
            let record = parse_record(id, std::str::from_utf8(bytes).ok()?).ok()?;
            (record.id() == id).then(|| vec![record])
        }
        Kind::Month => {
            let mut chunks = Chunks::new(bytes, 0);
            let mut found: Vec<Record> = Vec::new();
            while let Some(loaded) = load(path, bytes, &mut chunks, |_| false) {
                let Loaded::Signal { signal, .. } = loaded else { return None };
                found.push(Record::Signal(signal));
            }
            Some(found)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::create;

    #[test]
    fn only_files_of_ours_are_shared() {
        let dir = tempfile::tempdir().unwrap();
        let dir = dir.path().join("w");
        create(&dir, "w", 1).unwrap();
        std::fs::write(dir.join("signals/2026-11.ron"), "[\n]\n").unwrap();
        std::fs::write(dir.join("candidates/.c-0000000001.ron.swp"), "").unwrap();
        std::fs::write(dir.join("candidates/c-0000000001.ron"), "").unwrap();
        std::fs::write(dir.join("secrets.txt"), "").unwrap();
        #[cfg(unix)]
        std::os::unix::fs::symlink("/etc/passwd", dir.join("candidates/c-0000000002.ron")).unwrap();
        let mut found = shared_files(&dir);
        found.sort();
        let expected = [
            ".gitattributes",
            ".gitignore",
            "candidates/c-0000000001.ron",
            "signals/2026-11.ron",
            "strategy.ron",
            "workspace.ron",
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn lines_are_added_once_and_what_is_there_stays() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("info/attributes");
        let lines = ["a".to_string(), "b".to_string()];
        assert!(add_lines(&path, &lines).unwrap());
        assert!(!add_lines(&path, &lines).unwrap());
        std::fs::write(&path, "mine\nb").unwrap();
        assert!(add_lines(&path, &lines).unwrap());
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "mine\nb\na\n");
    }
}
