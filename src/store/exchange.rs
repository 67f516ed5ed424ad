//! Puts a file in the place of the one that was read, or takes that one away, unless somebody else wrote there
//! meanwhile: the two change places in one step, and what came out is looked at before it goes. Never lets go of
//! bytes it did not expect.

use super::disk::{self, Disk, TEMPORARY};
use super::fuse::{Operation, number};
use std::fs::{self, Metadata};
use std::io;
use std::path::Path;
use tempfile::TempPath;

/// What became of a file that was to change.
#[derive(Debug)]
pub enum Swapped {
    /// It is as wanted; where there is a new file, what tells it from others.
    Done(Option<Metadata>),
    /// Somebody else wrote it meanwhile: it shows what they wrote.
    Theirs,
}

impl Disk {
    /// Writes a file whole or not at all in the place of one that holds `expected`; nothing: where there is none.
    /// The folder must be synced afterwards.
    pub fn swap(&self, path: &Path, expected: Option<&[u8]>, bytes: &[u8]) -> io::Result<Swapped> {
        self.step()?;
        let mut file = tempfile::Builder::new().prefix(TEMPORARY).tempfile_in(folder_of(path))?;
        self.note(|| Operation::Create { path: file.path().into(), file: number(file.as_file()) });
        let filled = self.fill(file.as_file_mut(), bytes);
        let stamp = file.as_file().metadata()?;
        let mut temporary = file.into_temp_path();
        let done = filled.and_then(|()| match expected {
            None => self.put_new(&mut temporary, path),
            Some(expected) => self.put_over(&mut temporary, path, expected, bytes),
        });
        self.tidy(temporary, done.is_err());
        Ok(if done? { Swapped::Done(Some(stamp)) } else { Swapped::Theirs })
    }

    /// Removes a file that holds `expected`. The folder must be synced afterwards.
    pub fn take_away(&self, path: &Path, expected: &[u8]) -> io::Result<Swapped> {
        self.step()?;
        let file = tempfile::Builder::new().prefix(TEMPORARY).tempfile_in(folder_of(path))?;
        let mut temporary = file.into_temp_path();
        let done = fs::rename(path, &temporary).and_then(|()| {
            self.note(|| Operation::Rename { from: path.into(), to: temporary.to_path_buf() });
            if disk::read(&temporary, u64::MAX).ok().flatten().as_deref() == Some(expected) {
                self.step()?;
                self.note(|| Operation::Remove(temporary.to_path_buf()));
                return Ok(true);
            }
            let is_back = self.put_new(&mut temporary, path);
            temporary.disable_cleanup(true); // where it is not back, the next start keeps it
            is_back.map(|_| false)
        });
        self.tidy(temporary, done.is_err());
        Ok(if done? { Swapped::Done(None) } else { Swapped::Theirs })
    }

    /// Lets a file change places with a new one. Returns whether it was the expected one; else it is back.
    fn put_over(
        &self,
        temporary: &mut TempPath,
        path: &Path,
        expected: &[u8],
        ours: &[u8],
    ) -> io::Result<bool> {
        let holds = |path: &Path, bytes: &[u8]| {
            disk::read(path, u64::MAX).is_ok_and(|found| found.as_deref() == Some(bytes))
        };
        match self.exchange(temporary, path) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
            Err(error) if is_unsupported(&error) => {
                let is_same = holds(path, expected);
                if is_same {
                    fs::rename(&*temporary, path)?;
                    self.note(|| Operation::Rename { from: temporary.to_path_buf(), to: path.into() });
                    temporary.disable_cleanup(true);
                }
                return Ok(is_same);
            }
            Err(error) => return Err(error),
        }
        if holds(temporary, expected) {
            self.step()?;
            self.note(|| Operation::Remove(temporary.to_path_buf()));
            return Ok(true);
        }
        let is_back = self.exchange(temporary, path);
        if is_back.is_err() || !holds(temporary, ours) {
            temporary.disable_cleanup(true); // theirs: the next start keeps it
        }
        is_back.map(|()| false)
    }

    /// Gives a file its name unless there is one of that name. Returns whether there was none.
    fn put_new(&self, temporary: &mut TempPath, path: &Path) -> io::Result<bool> {
        let renamed = match rename_new(temporary, path) {
            Err(error) if is_unsupported(&error) => match fs::symlink_metadata(path) {
                Ok(_) => Err(io::ErrorKind::AlreadyExists.into()),
                Err(_) => fs::rename(&*temporary, path),
            },
            done => done,
        };
        match renamed {
            Ok(()) => {
                self.note(|| Operation::Rename { from: temporary.to_path_buf(), to: path.into() });
                temporary.disable_cleanup(true);
                Ok(true)
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(false),
            Err(error) => Err(error),
        }
    }

    fn exchange(&self, temporary: &TempPath, path: &Path) -> io::Result<()> {
        exchange(temporary, path)?;
        self.note(|| Operation::Exchange { one: temporary.to_path_buf(), other: path.into() });
        Ok(())
    }

    /// Removes what is left over; a crash would not.
    fn tidy(&self, mut temporary: TempPath, has_failed: bool) {
        if has_failed && self.fuse.is_some() {
            temporary.disable_cleanup(true);
        }
    }
}

fn folder_of(path: &Path) -> &Path {
    path.parent().unwrap_or(Path::new("."))
}

#[cfg(target_os = "linux")]
fn exchange(one: &Path, other: &Path) -> io::Result<()> {
    rename_with(one, other, rustix::fs::RenameFlags::EXCHANGE)
}

#[cfg(target_os = "linux")]
fn rename_new(from: &Path, to: &Path) -> io::Result<()> {
    rename_with(from, to, rustix::fs::RenameFlags::NOREPLACE)
}

#[cfg(target_os = "linux")]
fn rename_with(from: &Path, to: &Path, flags: rustix::fs::RenameFlags) -> io::Result<()> {
    use rustix::fs::{CWD, renameat_with};
    Ok(renameat_with(CWD, from, CWD, to, flags)?)
}

#[cfg(not(target_os = "linux"))]
fn exchange(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

#[cfg(not(target_os = "linux"))]
fn rename_new(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Tells whether a file system does not know how to exchange files.
fn is_unsupported(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::Unsupported | io::ErrorKind::InvalidInput)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Fuse;

    fn folder() -> (tempfile::TempDir, std::path::PathBuf) {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.ron");
        (dir, path)
    }

    fn text(path: &Path) -> String {
        fs::read_to_string(path).unwrap()
    }

    fn files(dir: &tempfile::TempDir) -> usize {
        fs::read_dir(dir.path()).unwrap().count()
    }

    #[test]
    fn what_was_read_is_replaced_and_removed() {
        let (dir, path) = folder();
        let disk = Disk::default();
        assert!(matches!(disk.swap(&path, None, b"one").unwrap(), Swapped::Done(Some(_))));
        assert!(matches!(disk.swap(&path, Some(b"one"), b"two").unwrap(), Swapped::Done(Some(_))));
        assert_eq!((text(&path).as_str(), files(&dir)), ("two", 1));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        }
        assert!(matches!(disk.take_away(&path, b"two").unwrap(), Swapped::Done(None)));
        assert_eq!(files(&dir), 0);
    }

    #[test]
    fn what_somebody_wrote_after_the_look_stays() {
        let (dir, path) = folder();
        let disk = Disk::default();
        fs::write(&path, "theirs").unwrap();
        assert!(matches!(disk.swap(&path, None, b"ours").unwrap(), Swapped::Theirs));
        assert!(matches!(disk.swap(&path, Some(b"before"), b"ours").unwrap(), Swapped::Theirs));
        assert!(matches!(disk.take_away(&path, b"before").unwrap(), Swapped::Theirs));
        assert_eq!((text(&path).as_str(), files(&dir)), ("theirs", 1));
        fs::remove_file(&path).unwrap();
        assert!(matches!(disk.swap(&path, Some(b"before"), b"ours").unwrap(), Swapped::Theirs));
        assert!(disk.take_away(&path, b"before").is_err());
        assert_eq!(files(&dir), 0);
    }

    #[test]
    fn a_crash_at_any_step_leaves_one_whole_version_and_no_other_is_lost() {
        for steps in 0..6 {
            let (dir, path) = folder();
            fs::write(&path, "old").unwrap();
            let disk = Disk { fuse: Some(Fuse::stop_after(steps)) };
            let done = disk.swap(&path, Some(b"old"), b"new");
            let expected = if steps < 4 { "old" } else { "new" };
            assert_eq!((text(&path).as_str(), done.is_ok()), (expected, 5 <= steps), "{steps}");
            assert_eq!(files(&dir), if (1..5).contains(&steps) { 2 } else { 1 }, "{steps}");
        }
    }

    #[test]
    fn a_race_with_an_editor_loses_none_of_its_versions() {
        let (dir, path) = folder();
        fs::write(&path, "e0").unwrap();
        let (editor, folder) = (path.clone(), dir.path().to_path_buf());
        let editing = std::thread::spawn(move || {
            for number in 1..=200 {
                let new = folder.join("editor");
                fs::write(&new, format!("e{number}")).unwrap();
                fs::rename(&new, &editor).unwrap();
            }
        });
        let (disk, mut seen) = (Disk::default(), Vec::new());
        while !editing.is_finished() {
            let present = fs::read(&path).unwrap();
            if let Swapped::Done(_) = disk.swap(&path, Some(&present), b"ours").unwrap() {
                seen.push(present);
            }
        }
        editing.join().unwrap();
        // Whatever we replaced we had read, and the editor's last word is there unless we had read it too.
        let last = fs::read(&path).unwrap();
        assert!(last == b"e200" || (last == b"ours" && seen.contains(&b"e200".to_vec())));
    }
}
