//! Mends, each in an order in which a crash loses nothing: the bytes are in quarantine before a file changes.
//! Doing one twice does nothing more.

use crate::domain::id::SignalId;
use crate::domain::shown::shown;
use crate::store::disk::{self, Disk};
use crate::store::layout::{QUARANTINE, month};
use crate::store::month::{Chunks, Loaded, Update, load, update};
use crate::store::publish::{LARGEST_MONTH, quarantine};
use crate::store::text::is_blank;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::io;
use std::path::Path;

/// What mends a damage; paths are relative to the workspace.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mend {
    /// Moves a file or folder into quarantine.
    SetAside { path: String },
    /// Takes away what others may do with a file or folder.
    Tighten { path: String, mode: u32 },
    /// Writes a file anew with the same bytes.
    Rewrite { path: String },
    /// Puts the signals of a file into order, each once and in its month.
    Month { path: String },
}

impl fmt::Display for Mend {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SetAside { path } => write!(out, "move {} into quarantine", shown(path)),
            Self::Tighten { path, mode } => write!(out, "set the mode of {} to {mode:03o}", named(path)),
            Self::Rewrite { path } => write!(out, "give {} a file of its own", shown(path)),
            Self::Month { path } => write!(out, "sort {} and move what belongs elsewhere", shown(path)),
        }
    }
}

fn named(path: &str) -> String {
    if path.is_empty() { "the workspace".into() } else { shown(path).into_owned() }
}

impl Mend {
    /// Does it. The lock must be held.
    pub fn run(&self, disk: &Disk, dir: &Path) -> io::Result<()> {
        match self {
            Self::SetAside { path } => set_aside(disk, dir, path),
            Self::Tighten { path, mode } => tighten(&dir.join(path), *mode),
            Self::Rewrite { path } => match disk::read(&dir.join(path), LARGEST_MONTH)? {
                Some(bytes) => write(disk, dir, path, &bytes),
                None => Ok(()),
            },
            Self::Month { path } => put_in_order(disk, dir, path),
        }
    }
}

#[cfg(unix)]
fn tighten(path: &Path, mode: u32) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode))
}

#[cfg(not(unix))]
fn tighten(_: &Path, _: u32) -> io::Result<()> {
    Ok(())
}

fn write(disk: &Disk, dir: &Path, path: &str, bytes: &[u8]) -> io::Result<()> {
    let full = dir.join(path);
    disk.replace(&full, bytes)?;
    disk.sync_dir(full.parent().unwrap_or(dir))
}

/// Moves something into quarantine under a name that is free there. A leftover that holds nothing just goes.
fn set_aside(disk: &Disk, dir: &Path, path: &str) -> io::Result<()> {
    let full = dir.join(path);
    let Ok(data) = std::fs::symlink_metadata(&full) else { return Ok(()) };
    if data.is_file() && disk::read(&full, LARGEST_MONTH)?.is_some_and(|bytes| is_blank(&bytes)) {
        return disk.remove(&full);
    }
    disk.make_dir(&dir.join(QUARANTINE))?;
    // Not under its own name: a leftover would look like one again.
    let name = path.trim_start_matches('.').replace("/.", "/").replace('/', "_");
    let mut names = std::iter::once(name.clone()).chain((2u32..).map(|count| format!("{name}.{count}")));
    let is_free = |name: &String| std::fs::symlink_metadata(dir.join(QUARANTINE).join(name)).is_err();
    let name = names.find(is_free).unwrap_or(name);
    let aside = dir.join(QUARANTINE).join(name);
    disk.rename(&full, &aside)?;
    if !data.is_symlink() {
        tighten(&aside, if data.is_dir() { 0o700 } else { 0o600 })?;
    }
    disk.sync_dir(&dir.join(QUARANTINE))?;
    disk.sync_dir(full.parent().unwrap_or(dir))
}

/// One signal of a file as it is written there.
struct Written {
    id: SignalId,
    text: String,
    month: String,
}

fn put_in_order(disk: &Disk, dir: &Path, path: &str) -> io::Result<()> {
    let Some(bytes) = disk::read(&dir.join(path), LARGEST_MONTH)? else { return Ok(()) };
    let (strays, disordered) = displaced(path, &bytes);
    quarantine(disk, dir, path, &bytes)?;
    let mut gone = Vec::new();
    for stray in &strays {
        if stray.month == path || hand_over(disk, dir, stray)? {
            gone.push(stray);
        }
    }
    let mut after = without(&bytes, path, &gone);
    for written in &disordered {
        let removed =
            change(
                &after,
                written.id,
                |present| if present.is_some() { Update::Remove } else { Update::Leave },
            );
        after = change(&removed, written.id, |present| match present {
            None => Update::Replace(written.text.clone()),
            Some(_) => Update::Leave,
        });
    }
    if after == bytes { Ok(()) } else { write(disk, dir, path, &after) }
}

/// Returns the signals that do not belong in a file, each repetition of the same text among them, and those that
/// come too late in it.
fn displaced(path: &str, bytes: &[u8]) -> (Vec<Written>, Vec<Written>) {
    let (mut strays, mut disordered) = (Vec::new(), Vec::new());
    let mut first: BTreeMap<SignalId, String> = BTreeMap::new();
    let mut last = None;
    let mut chunks = Chunks::new(bytes, 0);
    while let Some(loaded) = load(path, bytes, &mut chunks, |_| false) {
        let Loaded::Signal { signal, place, .. } = loaded else { continue };
        let end = crate::store::scan::skip_value(bytes, place).unwrap_or(bytes.len());
        let text = String::from_utf8_lossy(&bytes[place..end]).into_owned();
        let written = Written { id: signal.id, text, month: month(&signal) };
        match first.get(&signal.id) {
            Some(text) if *text == written.text => strays.push(Written { month: path.into(), ..written }),
            Some(_) => {} // two versions: for the user to choose
            None => {
                first.insert(signal.id, written.text.clone());
                if written.month != path {
                    strays.push(written);
                } else if last.is_some_and(|last| signal.id < last) {
                    disordered.push(written);
                } else {
                    last = Some(signal.id);
                }
            }
        }
    }
    (strays, disordered)
}

/// Writes a signal into the file of its month. Returns whether it is there now, as it is written here.
fn hand_over(disk: &Disk, dir: &Path, stray: &Written) -> io::Result<bool> {
    let target = disk::read(&dir.join(&stray.month), LARGEST_MONTH)?.unwrap_or_default();
    let mut is_there = true;
    let after = change(&target, stray.id, |present| match present {
        None => Update::Replace(stray.text.clone()),
        Some(text) => {
            is_there = text == stray.text.as_bytes();
            Update::Leave
        }
    });
    if after != target {
        quarantine(disk, dir, &stray.month, &target)?;
        write(disk, dir, &stray.month, &after)?;
    }
    Ok(is_there)
}

/// Returns a file with one signal updated where it comes first.
fn change(bytes: &[u8], id: SignalId, mut decide: impl FnMut(Option<&[u8]>) -> Update) -> Vec<u8> {
    let mut decide = |_: SignalId, present: Option<&[u8]>, is_again: bool| {
        if is_again { Update::Leave } else { decide(present) }
    };
    update(bytes, &BTreeSet::from([id]), &mut decide).unwrap_or_else(|| bytes.to_vec())
}

/// Returns a file without signals that are elsewhere now; of one that is repeated here the first stays.
fn without(bytes: &[u8], path: &str, gone: &[&Written]) -> Vec<u8> {
    let ids = gone.iter().map(|written| written.id).collect();
    let after = update(bytes, &ids, &mut |id, present, is_again| {
        let is_gone = |written: &&&Written| {
            let is_same = written.id == id && present == Some(written.text.as_bytes());
            is_same && (is_again || written.month != path)
        };
        if gone.iter().any(|written| is_gone(&written)) { Update::Remove } else { Update::Leave }
    });
    after.unwrap_or_else(|| bytes.to_vec())
}
