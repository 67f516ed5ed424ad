//! A model of what a file system may leave after a power cut: what was synced, and of the rest anything. Unsynced
//! writes are dropped, torn, reordered across files or replaced by zeros; names are lost, or kept without what
//! they name.

use super::report::Fallible;
use northstar::store::Operation;
use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

/// The files of a workspace as a power cut may leave them; folders have no bytes.
pub type Image = BTreeMap<PathBuf, Option<Vec<u8>>>;

#[derive(Clone, Debug)]
enum Change {
    Write { at: usize, bytes: Vec<u8> },
    Truncate(usize),
}

/// A file: what is surely on the disk, and what may be.
#[derive(Clone, Debug, Default)]
struct Content {
    durable: Vec<u8>,
    pending: Vec<Change>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Entry {
    Folder,
    File(usize),
}

/// A change of names in one folder, which happens whole or not at all.
#[derive(Clone, Debug)]
struct Naming {
    order: usize,
    sets: Vec<(PathBuf, Option<Entry>)>,
}

#[derive(Clone, Debug, Default)]
struct Folder {
    durable: BTreeMap<PathBuf, Entry>,
    pending: Vec<Naming>,
}

/// A disk with everything that was done to it and not synced.
#[derive(Clone, Debug, Default)]
pub struct Simulated {
    root: PathBuf,
    files: Vec<Content>,
    by_number: HashMap<u64, usize>,
    folders: BTreeMap<PathBuf, Folder>,
    names: BTreeMap<PathBuf, Entry>,
    order: usize,
}

impl Simulated {
    /// Takes a folder as it is now for durable.
    pub fn of(root: &Path) -> Fallible<Self> {
        let mut disk = Self { root: root.into(), ..Self::default() };
        disk.folders.insert(PathBuf::new(), Folder::default());
        let mut waiting = vec![root.to_path_buf()];
        while let Some(folder) = waiting.pop() {
            for entry in fs::read_dir(folder)? {
                let path = entry?.path();
                let name = path.strip_prefix(root)?.to_path_buf();
                let entry = if path.is_dir() {
                    disk.folders.insert(name.clone(), Folder::default());
                    waiting.push(path);
                    Entry::Folder
                } else {
                    let number = std::os::unix::fs::MetadataExt::ino(&fs::metadata(&path)?);
                    disk.by_number.insert(number, disk.files.len());
                    disk.files.push(Content { durable: fs::read(&path)?, pending: Vec::new() });
                    Entry::File(disk.files.len() - 1)
                };
                disk.names.insert(name, entry);
            }
        }
        for (name, entry) in disk.names.clone() {
            disk.folder(&parent(&name)).durable.insert(name, entry);
        }
        Ok(disk)
    }

    fn folder(&mut self, name: &Path) -> &mut Folder {
        self.folders.entry(name.into()).or_default()
    }

    fn relative(&self, path: &Path) -> PathBuf {
        path.strip_prefix(&self.root).unwrap_or(path).into()
    }

    /// Does what was recorded.
    pub fn take(&mut self, operation: &Operation) {
        match operation {
            Operation::MakeDir(path) => self.rename(&[(self.relative(path), Some(Entry::Folder))]),
            Operation::Create { path, file } => {
                self.by_number.insert(*file, self.files.len());
                self.files.push(Content::default());
                let entry = Entry::File(self.files.len() - 1);
                self.rename(&[(self.relative(path), Some(entry))]);
            }
            Operation::Write { file, at, bytes } => {
                let at = usize::try_from(*at).unwrap_or(usize::MAX);
                self.change(*file, Change::Write { at, bytes: bytes.clone() });
            }
            Operation::Truncate { file, length } => {
                self.change(*file, Change::Truncate(usize::try_from(*length).unwrap_or(usize::MAX)));
            }
            Operation::Sync { file } => {
                if let Some(content) = self.by_number.get(file).and_then(|place| self.files.get_mut(*place)) {
                    content.durable = applied(&content.durable, &content.pending);
                    content.pending.clear();
                }
            }
            Operation::SyncDir(path) => {
                let name = self.relative(path);
                let folder = self.folder(&name);
                for naming in std::mem::take(&mut folder.pending) {
                    set(&mut folder.durable, &naming.sets);
                }
            }
            Operation::Rename { from, to } => {
                let (from, to) = (self.relative(from), self.relative(to));
                let entry = self.names.get(&from).copied();
                self.rename(&[(from, None), (to, entry)]);
            }
            Operation::Exchange { one, other } => {
                let (one, other) = (self.relative(one), self.relative(other));
                let (first, second) = (self.names.get(&one).copied(), self.names.get(&other).copied());
                self.rename(&[(one, second), (other, first)]);
            }
            Operation::Remove(path) => self.rename(&[(self.relative(path), None)]),
            Operation::Attempted(_) | Operation::Acknowledged(_) => {}
        }
    }

    fn change(&mut self, number: u64, change: Change) {
        // Files the store does not write through its disk, as the lock, are not there.
        if let Some(content) = self.by_number.get(&number).and_then(|place| self.files.get_mut(*place)) {
            content.pending.push(change);
        }
    }

    fn rename(&mut self, sets: &[(PathBuf, Option<Entry>)]) {
        self.order += 1;
        set(&mut self.names, sets);
        let mut by_folder: BTreeMap<PathBuf, Vec<_>> = BTreeMap::new();
        for (name, entry) in sets {
            by_folder.entry(parent(name)).or_default().push((name.clone(), *entry));
        }
        let order = self.order;
        for (folder, sets) in by_folder {
            self.folder(&folder).pending.push(Naming { order, sets });
        }
    }

    /// Returns what a power cut now may leave. The first choices are the extremes: everything, nothing, the
    /// names without the bytes, the bytes without the names.
    pub fn cut(&self, choice: usize, seed: u64) -> Image {
        let random = &mut fastrand::Rng::with_seed(seed);
        let (bytes, names) = match choice {
            0 => (Loss::None, Loss::None),
            1 => (Loss::All, Loss::All),
            2 => (Loss::All, Loss::None),
            3 => (Loss::None, Loss::All),
            _ => (Loss::Some, Loss::Some),
        };
        let mut image = Image::new();
        let latest = random.usize(0..=self.order);
        let is_ordered = random.bool();
        let kept = |naming: &Naming, random: &mut fastrand::Rng| match names {
            Loss::None => true,
            Loss::All => false,
            Loss::Some if is_ordered => naming.order <= latest,
            Loss::Some => random.bool(),
        };
        // A folder comes before what is in it.
        let mut entries = BTreeMap::new();
        for (path, folder) in &self.folders {
            if path.as_os_str().is_empty() || entries.get(path) == Some(&Entry::Folder) {
                entries.extend(folder.left(&mut |naming| kept(naming, random)));
            }
        }
        for (path, entry) in entries {
            let content = match entry {
                Entry::Folder => None,
                Entry::File(place) => {
                    // Names of temporary files differ from run to run; what happens must not.
                    let random = &mut fastrand::Rng::with_seed(
                        seed ^ (place as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a),
                    );
                    self.files.get(place).map(|content| content.left(bytes, random))
                }
            };
            image.insert(path, content);
        }
        image
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Loss {
    None,
    Some,
    All,
}

impl Folder {
    /// Returns the names that are left. What happens to one name happens in order: when a change is lost, so are
    /// all later ones that concern a name it concerned.
    fn left(&self, kept: &mut impl FnMut(&Naming) -> bool) -> BTreeMap<PathBuf, Entry> {
        let mut names = self.durable.clone();
        let mut lost: Vec<&PathBuf> = Vec::new();
        for naming in &self.pending {
            let depends = naming.sets.iter().any(|(name, _)| lost.contains(&name));
            if depends || !kept(naming) {
                lost.extend(naming.sets.iter().map(|(name, _)| name));
            } else {
                set(&mut names, &naming.sets);
            }
        }
        names
    }
}

impl Content {
    fn left(&self, loss: Loss, random: &mut fastrand::Rng) -> Vec<u8> {
        if self.pending.is_empty() || loss == Loss::All {
            return self.durable.clone();
        }
        if loss == Loss::None {
            return applied(&self.durable, &self.pending);
        }
        let some = random.usize(0..=self.pending.len());
        match random.u8(0..7) {
            0 => self.durable.clone(),
            1 => applied(&self.durable, &self.pending),
            2 => applied(&self.durable, &self.pending[..some]),
            3 => zeroed(applied(&self.durable, &self.pending), self.durable.len()),
            4 => {
                let kept: Vec<_> = self.pending.iter().filter(|_| random.bool()).cloned().collect();
                applied(&self.durable, &kept)
            }
            5 => torn(&self.durable, &applied(&self.durable, &self.pending), random),
            _ => {
                let after = applied(&self.durable, &self.pending);
                let shorter = self.durable.len().min(after.len());
                after[..random.usize(shorter..=after.len())].to_vec()
            }
        }
    }
}

/// Sectors of 512 bytes, each as before or as after; what is beyond the old end may be zeros.
fn torn(before: &[u8], after: &[u8], random: &mut fastrand::Rng) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(after.len());
    while bytes.len() < after.len() {
        let (start, end) = (bytes.len(), (bytes.len() + 512).min(after.len()));
        if random.bool() {
            bytes.extend_from_slice(&after[start..end]);
        } else {
            let old = before.get(start..end.min(before.len())).unwrap_or_default();
            bytes.extend_from_slice(old);
            bytes.resize(end, 0);
        }
    }
    bytes
}

fn zeroed(mut bytes: Vec<u8>, from: usize) -> Vec<u8> {
    let from = from.min(bytes.len());
    bytes[from..].fill(0);
    bytes
}

fn applied(durable: &[u8], changes: &[Change]) -> Vec<u8> {
    let mut all = durable.to_vec();
    for change in changes {
        match change {
            Change::Write { at, bytes } => {
                let end = at + bytes.len();
                if all.len() < end {
                    all.resize(end, 0);
                }
                all[*at..end].copy_from_slice(bytes);
            }
            Change::Truncate(length) => all.resize(*length, 0),
        }
    }
    all
}

fn set(names: &mut BTreeMap<PathBuf, Entry>, sets: &[(PathBuf, Option<Entry>)]) {
    for (name, entry) in sets {
        match entry {
            Some(entry) => names.insert(name.clone(), *entry),
            None => names.remove(name),
        };
    }
}

fn parent(name: &Path) -> PathBuf {
    name.parent().map(Path::to_path_buf).unwrap_or_default()
}

/// Tells images apart.
pub fn fingerprint(image: &Image) -> u64 {
    let mut hasher = DefaultHasher::new();
    image.hash(&mut hasher);
    hasher.finish()
}

/// Writes an image into a folder that is not there yet.
pub fn materialise(image: &Image, dir: &Path) -> Fallible<()> {
    fs::create_dir(dir)?;
    for (name, content) in image {
        let path = dir.join(name);
        match content {
            Some(bytes) => fs::write(path, bytes)?,
            None => fs::create_dir(path)?,
        }
    }
    Ok(())
}
