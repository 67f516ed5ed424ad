//! Power cuts on real file systems: a loop device is shut down under a writing process, with and without the log
//! of the file system flushed, mounted again and checked. Needs root.
#![allow(unsafe_code, reason = "no library offers the call that shuts a file system down")]

use super::history::History;
use super::report::{Fallible, Outcome, Settings, in_parallel, scratch};
use super::verify::check;
use super::worker::{Mode, Task, told, workspace};
use std::fs::{self, File};
use std::io::Read;
use std::os::fd::AsRawFd;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// File system, how it is mounted, whether its log is flushed by the cut.
const CONFIGURATIONS: [(&str, &str, u32); 8] = [
    ("ext4", "defaults", FLUSH_LOG),
    ("ext4", "defaults", DROP_LOG),
    ("ext4", "data=writeback,noauto_da_alloc", FLUSH_LOG),
    ("ext4", "data=writeback,noauto_da_alloc", DROP_LOG),
    ("ext4", "commit=60,nodelalloc", FLUSH_LOG),
    ("ext4", "commit=60,nodelalloc", DROP_LOG),
    ("xfs", "defaults", FLUSH_LOG),
    ("xfs", "defaults", DROP_LOG),
];
const FLUSH_LOG: u32 = 1;
const DROP_LOG: u32 = 2;
/// `_IOR('X', 125, __u32)`, the same on every file system that has it.
const SHUTDOWN: u64 = 0x8004_587d;

pub fn run(settings: Settings) -> Outcome {
    if !rustix::process::geteuid().is_root() {
        return Outcome::skipped("loop devices need root");
    }
    let each = settings.rounds.div_ceil(CONFIGURATIONS.len() as u64);
    let rounds = CONFIGURATIONS.len() as u64;
    let mut outcome = in_parallel(Settings { rounds, ..settings }, |seed| {
        let configuration = CONFIGURATIONS[((seed - settings.seed) % rounds) as usize];
        cuts(configuration, seed, each).map_err(|error| format!("{configuration:?}: {error}").into())
    });
    outcome.note = "ext4 with three mount options and XFS, the log flushed or dropped".into();
    outcome
}

/// A file system in a file, mounted; gone when dropped.
struct Mounted {
    folder: tempfile::TempDir,
    options: String,
    place: PathBuf,
}

impl Mounted {
    fn new(kind: &str, options: &str) -> Fallible<Self> {
        let folder = scratch()?;
        let (image, place) = (folder.path().join("image"), folder.path().join("mounted"));
        File::create(&image)?.set_len(320 << 20)?;
        fs::create_dir(&place)?;
        call("modprobe", &["loop"]).ok();
        call(&format!("mkfs.{kind}"), &["-q", &image.to_string_lossy()])?;
        let mounted = Self { folder, options: options.into(), place };
        mounted.mount()?;
        Ok(mounted)
    }

    fn mount(&self) -> Fallible<()> {
        let options = format!("loop,{}", self.options);
        let image = self.folder.path().join("image");
        call("mount", &["-o", &options, &image.to_string_lossy(), &self.place.to_string_lossy()])
    }

    fn cut(&self, mode: u32) -> Fallible<()> {
        let root = File::open(&self.place)?;
        // SAFETY: the call reads one number, which outlives it, and the descriptor is open.
        let done = unsafe { libc::ioctl(root.as_raw_fd(), SHUTDOWN as _, &raw const mode) };
        if done == 0 { Ok(()) } else { Err(std::io::Error::last_os_error().into()) }
    }

    fn unmount(&self) -> Fallible<()> {
        for _ in 0..50 {
            if call("umount", &[&self.place.to_string_lossy()]).is_ok() {
                return Ok(());
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        Err("cannot be unmounted".into())
    }
}

impl Drop for Mounted {
    fn drop(&mut self) {
        let _ = call("umount", &["-l", &self.place.to_string_lossy()]);
    }
}

fn call(program: &str, arguments: &[&str]) -> Fallible<()> {
    let done = Command::new(program).args(arguments).stdout(Stdio::null()).stderr(Stdio::piped()).output()?;
    if done.status.success() {
        return Ok(());
    }
    Err(format!("{program}: {}", String::from_utf8_lossy(&done.stderr).trim()).into())
}

fn cuts((kind, options, mode): (&str, &str, u32), seed: u64, rounds: u64) -> Fallible<u64> {
    let mounted = Mounted::new(kind, options)?;
    for round in 0..rounds {
        let seed = seed.wrapping_mul(1_000_003).wrapping_add(round);
        one(&mounted, mode, seed).map_err(|error| format!("cut {round}: {error}"))?;
    }
    mounted.unmount()?;
    Ok(rounds)
}

fn one(mounted: &Mounted, cut: u32, seed: u64) -> Fallible<()> {
    let mut random = fastrand::Rng::with_seed(seed);
    let dir = workspace(&mounted.place, &format!("w{seed}"))?;
    let mode = if random.bool() { Mode::Log } else { Mode::Writer };
    let task = Task { dir: dir.clone(), seed, mode, is_small: random.bool(), operations: 400 };
    let mut child = task.command(&[])?.stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
    let mut pipe = child.stdout.take().ok_or("no pipe")?;
    let heard = Arc::new(Mutex::new(Vec::new()));
    let hearing = heard.clone();
    let reader = std::thread::spawn(move || {
        let mut some = [0; 4096];
        while let Ok(length @ 1..) = pipe.read(&mut some) {
            hearing.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(&some[..length]);
        }
    });
    std::thread::sleep(Duration::from_millis(random.u64(5..120)));
    // What is told later is told by a machine without power: a sync that is under way may then return anything.
    let before = heard.lock().unwrap_or_else(PoisonError::into_inner).clone();
    mounted.cut(cut)?;
    child.kill()?;
    child.wait()?;
    reader.join().map_err(|_| "the reader failed")?;
    mounted.unmount()?;
    mounted.mount()?;
    let output = heard.lock().unwrap_or_else(PoisonError::into_inner).clone();
    verify(&dir, &task, &before, &output)?;
    fs::remove_dir_all(&dir)?;
    Ok(())
}

fn verify(dir: &Path, task: &Task, before: &[u8], output: &[u8]) -> Fallible<()> {
    let (acknowledged, attempted) = (told(before, 0).0, told(output, 0).1);
    let history = History::of_length(task.seed, task.shape(), attempted)?;
    check(dir, &history, acknowledged, attempted).map(drop)
}
