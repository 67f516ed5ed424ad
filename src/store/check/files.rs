//! What the folders of a workspace hold besides what they should: other kinds of files, links, leftovers, and
//! files that others may read.

use super::{Damage, Grade, Mend};
use crate::store::disk::TEMPORARY;
use crate::store::layout::{
    BACKUPS, DOCUMENTS, HEADER, LOCK, PRIVATE, PRIVATE_FOLDERS, QUARANTINE, SIGNALS, STRATEGY,
};
use std::fs::Metadata;
use std::path::Path;

/// Looks at every file and folder that is ours.
pub fn look(dir: &Path) -> Vec<Damage> {
    let mut found = Vec::new();
    for path in ["", PRIVATE, BACKUPS, HEADER, STRATEGY, LOCK] {
        entry(dir, path, &mut found);
    }
    for folder in DOCUMENTS.into_iter().chain([SIGNALS]).chain(PRIVATE_FOLDERS) {
        entry(dir, folder, &mut found);
        for name in names(&dir.join(folder)) {
            entry(dir, &format!("{folder}/{name}"), &mut found);
        }
    }
    for folder in ["", BACKUPS] {
        for name in names(&dir.join(folder)).into_iter().filter(|name| name.starts_with(TEMPORARY)) {
            entry(dir, format!("{folder}/{name}").trim_start_matches('/'), &mut found);
        }
    }
    found
}

fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries.filter_map(|entry| entry.file_name().into_string().ok()).collect()
}

fn entry(dir: &Path, path: &str, found: &mut Vec<Damage>) {
    let Ok(data) = std::fs::symlink_metadata(dir.join(path)) else { return };
    let is_folder = path.is_empty()
        || [PRIVATE, BACKUPS, SIGNALS].contains(&path)
        || DOCUMENTS.contains(&path)
        || PRIVATE_FOLDERS.contains(&path);
    let name = path.rsplit('/').next().unwrap_or(path);
    if name.starts_with(TEMPORARY) {
        let what = "An interrupted write left this behind.";
        let aside = Mend::SetAside { path: path.into() };
        found.push(Damage::new("leftover", Grade::Note, path, what).mended_by(aside));
        return;
    }
    if data.is_symlink() && is_folder {
        // A folder kept elsewhere on purpose is followed.
        return;
    }
    if path.starts_with(QUARANTINE) && !is_folder {
        if !data.is_symlink() {
            permissions(path, &data, found);
        }
        return; // anything may lie there
    }
    if is_folder && !data.is_dir() || !is_folder && !data.is_file() {
        if !is_folder && data.is_dir() && !path.starts_with(PRIVATE) && !name.ends_with(".ron") {
            return; // a folder somebody made for themselves
        }
        let what = format!("This is {}, and it is not read.", kind_of(&data));
        let damage = Damage::new("file-type", Grade::Error, path, what);
        // The lock is never replaced while somebody may hold it.
        let aside = (path != LOCK).then(|| Mend::SetAside { path: path.into() });
        found.push(Damage { mend: aside, ..damage });
        return;
    }
    permissions(path, &data, found);
}

fn kind_of(data: &Metadata) -> &'static str {
    match data.file_type() {
        kind if kind.is_symlink() => "a link",
        kind if kind.is_dir() => "a folder",
        kind if kind.is_file() => "a file",
        _ => "a pipe, a socket or a device",
    }
}

#[cfg(unix)]
fn permissions(path: &str, data: &Metadata, found: &mut Vec<Damage>) {
    use std::os::unix::fs::MetadataExt;
    let mode = data.mode() & 0o777;
    // The folder of the workspace is the user's to share by name; what is in it is not.
    let forbidden = if path.is_empty() { 0o022 } else { 0o077 };
    if mode & forbidden != 0 {
        let what = format!("Others on this machine may get at it: its mode is {mode:03o}.");
        let tighten = Mend::Tighten { path: path.into(), mode: mode & !forbidden };
        found.push(Damage::new("mode", Grade::Warning, path, what).mended_by(tighten));
    }
    if data.is_file() && 1 < data.nlink() {
        let what = format!("The file has {} names; saving gives this one a file of its own.", data.nlink());
        let own = Mend::Rewrite { path: path.into() };
        found.push(Damage::new("hard-link", Grade::Warning, path, what).mended_by(own));
    }
}

#[cfg(not(unix))]
fn permissions(_: &str, _: &Metadata, _: &mut Vec<Damage>) {}
