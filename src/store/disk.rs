//! The few things the store does to a disk, each a step that a test can stop before.
//!
//! Files are 0600 and folders 0700. Only regular files are read: a link, a pipe or a device in the place of a
//! record is refused, not followed.

use super::fuse::{Fuse, Operation, number};
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::Path;
use std::sync::Arc;

/// What temporary files start with; leftovers of a crash are recognised by it.
pub const TEMPORARY: &str = ".northstar-tmp-";

/// Access to the disk.
#[derive(Clone, Debug, Default)]
pub struct Disk {
    pub fuse: Option<Arc<Fuse>>,
}

impl Disk {
    /// Writes; when a test stops it there, half of it, as a full disk or a crash may.
    fn write(&self, file: &mut File, at: u64, bytes: &[u8]) -> io::Result<()> {
        let stopped = self.step();
        if stopped.is_err() && self.fuse.as_ref().is_some_and(|fuse| fuse.is_first_refusal()) {
            file.write_all(&bytes[..bytes.len() / 2])?;
        }
        stopped?;
        self.note(|| Operation::Write { file: number(file), at, bytes: bytes.into() });
        file.write_all(bytes)
    }

    pub(super) fn step(&self) -> io::Result<()> {
        self.fuse.as_ref().map_or(Ok(()), |fuse| fuse.step())
    }

    pub(super) fn note(&self, operation: impl FnOnce() -> Operation) {
        if let Some(fuse) = &self.fuse {
            fuse.note(operation);
        }
    }

    /// Makes a folder and those above it, private to the user.
    pub fn make_dir(&self, path: &Path) -> io::Result<()> {
        if path.is_dir() {
            return Ok(());
        }
        self.step()?;
        let missing: Vec<_> = path.ancestors().take_while(|folder| !folder.exists()).collect();
        for folder in missing.into_iter().rev() {
            self.note(|| Operation::MakeDir(folder.into()));
        }
        let mut builder = fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(path)
    }

    /// Makes what a folder lists durable. Windows does so by itself.
    pub fn sync_dir(&self, path: &Path) -> io::Result<()> {
        self.step()?;
        if let Some(fuse) = &self.fuse {
            return fuse.sync_dir(path);
        }
        #[cfg(unix)]
        File::open(path)?.sync_all()?;
        Ok(())
    }

    /// Writes a file whole or not at all: a temporary file beside it, synced, then renamed over it. The folder
    /// must be synced afterwards. Returns the file, open at its end.
    pub fn replace(&self, path: &Path, bytes: &[u8]) -> io::Result<File> {
        let folder = path.parent().unwrap_or(Path::new("."));
        self.step()?;
        let mut file = tempfile::Builder::new().prefix(TEMPORARY).tempfile_in(folder)?;
        self.note(|| Operation::Create { path: file.path().into(), file: number(file.as_file()) });
        let done = self.fill(file.as_file_mut(), bytes);
        match done {
            Ok(()) => {
                self.note(|| Operation::Rename { from: file.path().into(), to: path.into() });
                Ok(file.persist(path)?)
            }
            Err(error) if self.fuse.is_some() => {
                file.keep()?; // a crash does not tidy up
                Err(error)
            }
            Err(error) => Err(error),
        }
    }

    /// Writes a new file and syncs it; the last step is the one that gives it its name.
    pub(super) fn fill(&self, file: &mut File, bytes: &[u8]) -> io::Result<()> {
        self.write(file, 0, bytes)?;
        self.step()?;
        self.fuse.as_ref().map_or_else(|| file.sync_all(), |fuse| fuse.sync_all(file))?;
        self.step() // the rename
    }

    /// Writes a file that must not be there yet, synced. The folder must be synced afterwards.
    pub fn create_new(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        self.step()?;
        let mut options = fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(path)?;
        self.note(|| Operation::Create { path: path.into(), file: number(&file) });
        self.write(&mut file, 0, bytes)?;
        self.step()?;
        self.fuse.as_ref().map_or_else(|| file.sync_all(), |fuse| fuse.sync_all(&file))
    }

    /// Gives a file or folder another name on the same disk.
    pub fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.step()?;
        fs::rename(from, to)
    }

    /// Removes a folder with everything in it, links themselves and not what they point to.
    pub fn remove_all(&self, path: &Path) -> io::Result<()> {
        self.step()?;
        fs::remove_dir_all(path)
    }

    pub fn remove(&self, path: &Path) -> io::Result<()> {
        self.step()?;
        self.note(|| Operation::Remove(path.into()));
        fs::remove_file(path)
    }

    /// Writes at a place of an open file.
    pub fn write_at(&self, file: &mut File, at: u64, bytes: &[u8]) -> io::Result<()> {
        use std::io::Seek;
        file.seek(io::SeekFrom::Start(at))?;
        self.write(file, at, bytes)
    }

    pub fn truncate(&self, file: &File, length: u64) -> io::Result<()> {
        self.step()?;
        self.note(|| Operation::Truncate { file: number(file), length });
        file.set_len(length)
    }

    /// Makes the content of an open file durable.
    pub fn sync_data(&self, file: &File) -> io::Result<()> {
        self.step()?;
        self.fuse.as_ref().map_or_else(|| file.sync_data(), |fuse| fuse.sync_data(file))
    }
}

/// Opens a regular file for reading, without following a link or waiting for a pipe.
pub fn open_regular(path: &Path) -> io::Result<File> {
    open_with(path, fs::OpenOptions::new().read(true))
}

/// Opens a regular file for reading and writing.
pub fn open_writable(path: &Path) -> io::Result<File> {
    open_with(path, fs::OpenOptions::new().read(true).write(true))
}

fn open_with(path: &Path, options: &mut fs::OpenOptions) -> io::Result<File> {
    #[cfg(unix)]
    {
        use rustix::fs::OFlags;
        let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK;
        std::os::unix::fs::OpenOptionsExt::custom_flags(options, flags.bits().cast_signed());
    }
    let file = options.open(path)?;
    if file.metadata()?.is_file() { Ok(file) } else { Err(io::Error::other("it is not a regular file")) }
}

/// Reads a regular file whole; nothing when there is none. More than `limit` bytes are an error.
pub fn read(path: &Path, limit: u64) -> io::Result<Option<Vec<u8>>> {
    match open_regular(path) {
        Ok(file) => read_open(&file, limit).map(Some),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Reads an open file whole.
pub fn read_open(mut file: &File, limit: u64) -> io::Result<Vec<u8>> {
    let length = file.metadata()?.len();
    if limit < length {
        return Err(io::Error::other(format!("it has {length} bytes, more than {limit}")));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or(0) + 1);
    file.read_to_end(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn replaced_files_are_whole_and_private() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.ron");
        let disk = Disk::default();
        disk.replace(&path, b"one").unwrap();
        disk.replace(&path, b"two").unwrap();
        assert_eq!(read(&path, 10).unwrap().unwrap(), b"two");
        assert!(read(&path, 2).is_err());
        assert_eq!(read(&dir.path().join("b"), 10).unwrap(), None);
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        }
    }

    #[cfg(unix)]
    #[test]
    fn links_and_folders_are_not_read() {
        let dir = tempfile::tempdir().unwrap();
        std::os::unix::fs::symlink("/etc/hostname", dir.path().join("link")).unwrap();
        assert!(read(&dir.path().join("link"), 100).is_err());
        assert!(read(dir.path(), 100).is_err());
    }

    #[test]
    fn a_stopped_replacement_leaves_the_old_file() {
        for steps in 0..4 {
            let dir = tempfile::tempdir().unwrap();
            let path = dir.path().join("a.ron");
            Disk::default().replace(&path, b"old").unwrap();
            let disk = Disk { fuse: Some(Fuse::stop_after(steps)) };
            assert!(disk.replace(&path, b"new").is_err());
            assert_eq!(read(&path, 10).unwrap().unwrap(), b"old");
        }
    }
}
