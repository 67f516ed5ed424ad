//! Text that was typed but not yet saved as a record, so that Esc, an error or a crash does not lose it.

use super::disk::{self, Disk};
use super::error::StoreError;
use super::layout::DRAFTS;
use std::path::{Path, PathBuf};

/// The largest draft, in bytes.
const LARGEST: u64 = 16 << 20;

/// Keeps a draft under a name, replacing the one there. Letters, digits and dashes make the name; anything
/// else in it becomes a dash.
pub fn save(dir: &Path, name: &str, text: &str) -> Result<(), StoreError> {
    let (disk, path) = (Disk::default(), path(dir, name));
    let folder = dir.join(DRAFTS);
    let done = disk.make_dir(&folder).and_then(|()| disk.replace(&path, text.as_bytes()).map(drop));
    done.and_then(|()| disk.sync_dir(&folder)).map_err(|error| StoreError::not_saved(&path, &error))
}

/// Returns all drafts by name; those that cannot be read are left where they are.
pub fn load(dir: &Path) -> Vec<(String, String)> {
    let entries = std::fs::read_dir(dir.join(DRAFTS)).into_iter().flatten().flatten();
    let mut drafts: Vec<_> = entries
        .filter_map(|entry| {
            let name = entry.file_name().into_string().ok()?.strip_suffix(".txt")?.to_string();
            let bytes = disk::read(&entry.path(), LARGEST).ok()??;
            Some((name, String::from_utf8(bytes).ok()?))
        })
        .filter(|(name, _)| *name == sanitised(name))
        .collect();
    drafts.sort_unstable();
    drafts
}

/// Forgets a draft; one that does not exist is forgotten already.
pub fn remove(dir: &Path, name: &str) -> Result<(), StoreError> {
    let path = path(dir, name);
    match std::fs::remove_file(&path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(StoreError::not_saved(&path, &error))
        }
        _ => Ok(()),
    }
}

/// Returns the file a draft is kept in.
pub fn path(dir: &Path, name: &str) -> PathBuf {
    dir.join(DRAFTS).join(format!("{}.txt", sanitised(name)))
}

fn sanitised(name: &str) -> String {
    let safe = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' };
    let name: String = name.chars().map(safe).take(80).collect();
    if name.is_empty() { "-".into() } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drafts_come_back_until_removed() {
        let dir = tempfile::tempdir().unwrap();
        assert_eq!(load(dir.path()), []);
        save(dir.path(), "signal-s-1", "one").unwrap();
        save(dir.path(), "../Evil/é", "two\n").unwrap();
        save(dir.path(), "signal-s-1", "three").unwrap();
        let expected =
            [("---evil--".to_string(), "two\n".to_string()), ("signal-s-1".to_string(), "three".to_string())];
        assert_eq!(load(dir.path()), expected);
        remove(dir.path(), "../evil/é").unwrap();
        remove(dir.path(), "never").unwrap();
        assert_eq!(load(dir.path()).len(), 1);
    }
}
