//! Makes a backup file by file, so that whoever makes it can do other things between two of them.
//!
//! Files are copied, never linked: editors write in place. The folder has a temporary name until every file was
//! synced, read back and compared.

use super::manifest::{Entry, MANIFEST, Manifest, stamp};
use super::{Backup, Order, files, keep, list, time};
use crate::store::disk::{self, Disk, TEMPORARY};
use crate::store::error::reason;
use crate::store::header::Header;
use crate::store::layout::{BACKUPS, DOCUMENTS, PRIVATE, SIGNALS};
use crate::store::month::{Chunks, load};
use crate::store::publish::LARGEST_MONTH;
use std::collections::VecDeque;
use std::io;
use std::path::{Path, PathBuf};

/// What became of a wish for a backup.
#[derive(Debug)]
pub enum Outcome {
    Made(Backup),
    /// Nothing changed since this one, or the day has it.
    AlreadyThere(Backup),
}

impl Outcome {
    pub const fn backup(&self) -> &Backup {
        match self {
            Self::Made(backup) | Self::AlreadyThere(backup) => backup,
        }
    }
}

/// A backup in the making. Dropped half-way it leaves a folder with a temporary name, which counts as nothing
/// and goes with the next backup.
#[derive(Debug)]
pub struct Making {
    disk: Disk,
    dir: PathBuf,
    folder: PathBuf,
    name: String,
    todo: VecDeque<String>,
    manifest: Manifest,
}

impl Making {
    /// Begins a backup of files that hold everything up to a transaction. Nothing when there is one that serves.
    pub fn begin(
        disk: &Disk,
        dir: &Path,
        order: &Order,
        transaction: u64,
    ) -> io::Result<Result<Self, Backup>> {
        let header = Header::read(dir).map_err(io::Error::other)?;
        let last = list(dir).into_iter().find(|backup| time(backup).is_some());
        let serves = |backup: &Backup| {
            backup.manifest.as_ref().is_ok_and(|manifest| {
                let is_same = order.is_met_by(manifest.at) || manifest.is_of(dir, transaction);
                manifest.workspace == header.workspace && is_same && manifest.is_there(&backup.folder)
            })
        };
        if let Some(last) = last.filter(serves) {
            return Ok(Err(last));
        }
        let name = free_name(dir, order);
        let folder = dir.join(BACKUPS).join(format!("{TEMPORARY}{name}"));
        remove_unfinished(disk, dir);
        for part in ["", SIGNALS].into_iter().chain(DOCUMENTS) {
            disk.make_dir(&folder.join(part))?;
        }
        let manifest = Manifest {
            format: header.format,
            program: env!("CARGO_PKG_VERSION").into(),
            workspace: header.workspace,
            name: header.name,
            reason: order.reason,
            at: order.at,
            transaction,
            records: 0,
            files: Vec::new(),
            left_out: Vec::new(),
        };
        let todo = files(dir).into();
        Ok(Ok(Self { disk: disk.clone(), dir: dir.into(), folder, name, todo, manifest }))
    }

    /// Copies the next file; after the last one the backup is there.
    pub fn step(&mut self) -> io::Result<Option<Backup>> {
        match self.todo.pop_front() {
            Some(path) => self.copy(path).map(|()| None),
            None => self.finish().map(Some),
        }
    }

    fn copy(&mut self, path: String) -> io::Result<()> {
        let source = self.dir.join(&path);
        let changed = stamp(&source).and_then(|(_, changed)| changed);
        let bytes = match disk::read(&source, LARGEST_MONTH) {
            Ok(Some(bytes)) => bytes,
            Ok(None) => return Ok(()),
            // One file that cannot be read must not keep the others from being safe.
            Err(error) => {
                self.manifest.left_out.push(format!("{path}: {}", reason(&error)));
                return Ok(());
            }
        };
        let entry = Entry { length: bytes.len() as u64, crc32c: crc32c::crc32c(&bytes), path, changed };
        let copy = self.folder.join(&entry.path);
        self.disk.create_new(&copy, &bytes)?;
        let read_back = disk::read(&copy, LARGEST_MONTH)?;
        if !read_back.is_some_and(|read| entry.is_of(&read)) {
            return Err(io::Error::other(format!("{} reads back differently", entry.path)));
        }
        self.manifest.records += records(&entry.path, &bytes);
        self.manifest.files.push(entry);
        Ok(())
    }

    fn finish(&mut self) -> io::Result<Backup> {
        let text = self.manifest.print().map_err(io::Error::other)?;
        self.disk.create_new(&self.folder.join(MANIFEST), text.as_bytes())?;
        if Manifest::read(&self.folder).as_ref() != Ok(&self.manifest) {
            return Err(io::Error::other("the manifest reads back differently"));
        }
        for part in [SIGNALS, ""].into_iter().chain(DOCUMENTS) {
            self.disk.sync_dir(&self.folder.join(part))?;
        }
        let (parent, folder) = (self.dir.join(BACKUPS), self.dir.join(BACKUPS).join(&self.name));
        self.disk.rename(&self.folder, &folder)?;
        self.disk.sync_dir(&parent)?;
        self.disk.sync_dir(&self.dir.join(PRIVATE))?;
        prune(&self.disk, &self.dir);
        Ok(Backup { name: self.name.clone(), folder, manifest: Ok(self.manifest.clone()) })
    }
}

/// Removes what an interrupted backup or an interrupted removal left.
fn remove_unfinished(disk: &Disk, dir: &Path) {
    let entries = std::fs::read_dir(dir.join(BACKUPS)).into_iter().flatten().flatten();
    for entry in entries.filter(|entry| entry.file_name().to_string_lossy().starts_with(TEMPORARY)) {
        let _ = disk.remove_all(&entry.path()); // it counts as nothing, and is tried again the next time
    }
}

/// Removes the backups that need not stay. One that is not whole is neither counted nor removed.
fn prune(disk: &Disk, dir: &Path) {
    let is_whole =
        |backup: &Backup| backup.manifest.as_ref().is_ok_and(|manifest| manifest.is_there(&backup.folder));
    let whole: Vec<Backup> = list(dir).into_iter().filter(is_whole).collect();
    let times: Vec<_> = whole.iter().filter_map(time).collect();
    let kept = keep::kept(&times);
    for (_, backup) in whole.iter().enumerate().filter(|(place, _)| !kept.contains(place)) {
        // First the name, so that half of a backup never looks like one.
        let gone = backup.folder.with_file_name(format!("{TEMPORARY}{}", backup.name));
        if disk.rename(&backup.folder, &gone).is_ok() {
            let _ = disk.remove_all(&gone);
        }
    }
}

fn free_name(dir: &Path, order: &Order) -> String {
    let name = format!("{}-{}", order.at.strftime("%Y-%m-%dT%H-%M-%S"), order.reason.name());
    let is_taken = |name: &String| std::fs::symlink_metadata(dir.join(BACKUPS).join(name)).is_ok();
    let mut names = std::iter::once(name.clone()).chain((2u32..).map(|count| format!("{name}-{count}")));
    names.find(|name| !is_taken(name)).unwrap_or(name)
}

/// Counts the records of a file without reading them.
fn records(path: &str, bytes: &[u8]) -> usize {
    if path.starts_with(SIGNALS) {
        let mut chunks = Chunks::new(bytes, 0);
        std::iter::from_fn(|| load(path, bytes, &mut chunks, |_| true)).count()
    } else {
        usize::from(DOCUMENTS.iter().any(|folder| path.starts_with(folder)) && path.ends_with(".ron"))
    }
}
