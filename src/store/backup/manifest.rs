//! What a backup says about itself: when and why it was made, and length and checksum of every file.

use super::Reason;
use crate::store::disk;
use crate::store::text::{Style, parse, print};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::path::Path;

/// The file in the folder of a backup.
pub const MANIFEST: &str = "manifest.ron";
const LARGEST: u64 = 64 << 20;

/// The content of `manifest.ron`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// The format of the files.
    pub format: u32,
    /// The version of the program that made it.
    pub program: String,
    pub workspace: String,
    pub name: String,
    pub reason: Reason,
    pub at: Timestamp,
    /// The last transaction the files hold.
    pub transaction: u64,
    pub records: usize,
    pub files: Vec<Entry>,
    /// Files that could not be copied, each with the reason.
    #[serde(default)]
    pub left_out: Vec<String>,
}

/// One file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// Relative to the workspace.
    pub path: String,
    /// In bytes.
    pub length: u64,
    pub crc32c: u32,
    /// When the file of the workspace was changed last.
    pub changed: Option<Timestamp>,
}

impl Manifest {
    /// Reads the manifest of a backup; an error says why it is none.
    pub fn read(folder: &Path) -> Result<Self, String> {
        let bytes = disk::read(&folder.join(MANIFEST), LARGEST).map_err(|error| error.to_string())?;
        let bytes = bytes.ok_or("it has no manifest")?;
        let text = String::from_utf8(bytes).map_err(|_| "its manifest is not UTF-8".to_string())?;
        parse(&text).map_err(|error| format!("its manifest cannot be read: {}", error.code))
    }

    pub fn print(&self) -> Result<String, ron::Error> {
        Ok(print(self, Style::Pretty)? + "\n")
    }

    /// Tells whether the files of a workspace are those that were copied, by length and time of change.
    pub fn is_of(&self, dir: &Path, transaction: u64) -> bool {
        let paths = super::files(dir);
        self.transaction == transaction
            && self.left_out.is_empty()
            && paths.len() == self.files.len()
            && self.files.iter().zip(&paths).all(|(entry, path)| {
                entry.path == *path && stamp(&dir.join(path)) == Some((entry.length, entry.changed))
            })
    }

    /// Tells whether a folder has every file of the manifest, by name and length.
    pub fn is_there(&self, folder: &Path) -> bool {
        self.files.iter().all(|entry| {
            super::is_plain(&entry.path)
                && std::fs::symlink_metadata(folder.join(&entry.path))
                    .is_ok_and(|data| data.is_file() && data.len() == entry.length)
        })
    }
}

impl Entry {
    /// Tells whether bytes are those of the file.
    pub fn is_of(&self, bytes: &[u8]) -> bool {
        self.length == bytes.len() as u64 && self.crc32c == crc32c::crc32c(bytes)
    }
}

/// Returns length and time of change of a file.
pub fn stamp(path: &Path) -> Option<(u64, Option<Timestamp>)> {
    let data = std::fs::symlink_metadata(path).ok()?;
    Some((data.len(), data.modified().ok().and_then(|time| Timestamp::try_from(time).ok())))
}
