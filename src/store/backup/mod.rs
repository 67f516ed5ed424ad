//! Dated full copies of the files of a workspace, beside the journal: `.northstar/backups/<time>-<reason>/`.
//!
//! A copy has its name only after every file of it was synced, read back and compared; its manifest says what it
//! holds. Copies are plain files, so one can be read with anything. Never changes a file of the workspace.

mod duty;
mod keep;
mod last_good;
mod make;
mod manifest;
mod restore;

pub use duty::Duty;
pub use last_good::{LastGood, last_good};
pub use make::{Making, Outcome};
pub use manifest::{Entry, Manifest, stamp};
pub use restore::{Contents, Restored, label, take};

use super::disk::{self, TEMPORARY};
use super::layout::{BACKUPS, DOCUMENTS, HEADER, SIGNALS, STRATEGY};
use super::publish::LARGEST_MONTH;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// What a backup was made before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The first start of a day.
    Daily,
    Import,
    /// Taking in what git brought.
    Merge,
    Migration,
    Restore,
    /// A change of many records at once.
    Bulk,
}

impl Reason {
    /// Returns the word in names and lists.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Daily => "daily",
            Self::Import => "import",
            Self::Merge => "merge",
            Self::Migration => "migration",
            Self::Restore => "restore",
            Self::Bulk => "bulk",
        }
    }
}

/// A wish for a backup. The time is handed in: the store has no clock.
#[derive(Clone, Debug)]
pub struct Order {
    pub reason: Reason,
    pub at: Timestamp,
    /// For a daily one: the zone in which a day begins.
    pub zone: TimeZone,
}

impl Order {
    pub const fn new(reason: Reason, at: Timestamp) -> Self {
        Self { reason, at, zone: TimeZone::UTC }
    }

    /// The backup of the day, which is made once in it.
    pub const fn daily(at: Timestamp, zone: TimeZone) -> Self {
        Self { reason: Reason::Daily, at, zone }
    }

    /// Tells whether a backup of a time makes this one needless.
    fn is_met_by(&self, earlier: Timestamp) -> bool {
        let day = |at: Timestamp| at.to_zoned(self.zone.clone()).date();
        self.reason == Reason::Daily && day(earlier) == day(self.at)
    }
}

/// A backup as its folder shows it.
#[derive(Clone, Debug)]
pub struct Backup {
    pub name: String,
    pub folder: PathBuf,
    /// What it holds, or why that is not known.
    pub manifest: Result<Manifest, String>,
}

impl Backup {
    /// Returns the bytes of its files.
    pub fn bytes(&self) -> u64 {
        self.manifest.as_ref().map_or(0, |manifest| manifest.files.iter().map(|entry| entry.length).sum())
    }

    /// Reads every file and compares it with the manifest; an error says what differs.
    pub fn verify(&self) -> Result<&Manifest, String> {
        let manifest = self.manifest.as_ref().map_err(Clone::clone)?;
        let listed: BTreeMap<&str, &Entry> =
            manifest.files.iter().map(|entry| (entry.path.as_str(), entry)).collect();
        for path in files(&self.folder) {
            if !listed.contains_key(path.as_str()) {
                return Err(format!("{path} was added"));
            }
        }
        for (path, entry) in listed {
            if !is_plain(path) {
                return Err(format!("{path} is no file of a workspace"));
            }
            match disk::read(&self.folder.join(path), LARGEST_MONTH) {
                Ok(Some(bytes)) if entry.is_of(&bytes) => {}
                Ok(Some(_)) => return Err(format!("{path} was changed")),
                Ok(None) => return Err(format!("{path} is missing")),
                Err(error) => return Err(format!("{path} cannot be read: {error}")),
            }
        }
        Ok(manifest)
    }
}

/// Returns the backups of a workspace, the latest first. Half of one, as a crash leaves it, is none.
pub fn list(dir: &Path) -> Vec<Backup> {
    let entries = std::fs::read_dir(dir.join(BACKUPS)).into_iter().flatten().flatten();
    let names =
        entries.filter(|entry| entry.path().is_dir()).filter_map(|e| e.file_name().into_string().ok());
    let mut found: Vec<_> = names
        .filter(|name| !name.starts_with('.'))
        .map(|name| {
            let folder = dir.join(BACKUPS).join(&name);
            Backup { manifest: Manifest::read(&folder), name, folder }
        })
        .collect();
    found.sort_by(|a, b| age(b).cmp(&age(a)));
    found
}

/// What orders backups; those of one moment follow the transactions.
fn age(backup: &Backup) -> (Option<(Timestamp, u64)>, &str) {
    let known = backup.manifest.as_ref().ok();
    (known.map(|manifest| (manifest.at, manifest.transaction)), &backup.name)
}

fn time(backup: &Backup) -> Option<Timestamp> {
    backup.manifest.as_ref().ok().map(|manifest| manifest.at)
}

/// Returns the files of a workspace that hold what a user wrote, relative to it, in order.
pub fn files(dir: &Path) -> Vec<String> {
    let mut found: Vec<String> = [HEADER, STRATEGY, ".gitignore", ".gitattributes"]
        .into_iter()
        .filter(|name| is_file(&dir.join(name)))
        .map(String::from)
        .collect();
    for folder in DOCUMENTS.into_iter().chain([SIGNALS]) {
        let entries = std::fs::read_dir(dir.join(folder)).into_iter().flatten().flatten();
        let names = entries.filter_map(|entry| entry.file_name().into_string().ok());
        let names =
            names.filter(|name| !name.starts_with(TEMPORARY) && is_file(&dir.join(folder).join(name)));
        found.extend(names.map(|name| format!("{folder}/{name}")));
    }
    found.sort_unstable();
    found
}

fn is_file(path: &Path) -> bool {
    std::fs::symlink_metadata(path).is_ok_and(|data| data.is_file())
}

/// Tells whether a path of a manifest stays inside its folder.
fn is_plain(path: &str) -> bool {
    let mut parts = Path::new(path).components();
    parts.clone().count() <= 2 && parts.all(|part| matches!(part, std::path::Component::Normal(_)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_of_a_manifest_stay_inside() {
        assert!(is_plain("signals/2026-11.ron") && is_plain(".gitignore"));
        for path in ["../x", "/etc/passwd", "signals/../../x", "a/b/c"] {
            assert!(!is_plain(path), "{path}");
        }
    }

    #[test]
    fn a_day_is_that_of_the_zone() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let zone = TimeZone::get("Asia/Tokyo").unwrap();
        let order = Order::daily(at("2026-11-21T16:00:00Z"), zone);
        assert!(!order.is_met_by(at("2026-11-21T14:00:00Z")), "yesterday in Tokyo");
        assert!(order.is_met_by(at("2026-11-21T15:30:00Z")));
        assert!(!Order::new(Reason::Import, order.at).is_met_by(order.at));
    }
}
