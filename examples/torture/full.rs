//! Disks that are full: small file systems in memory, filled by a working program. Nothing acknowledged is lost,
//! and no start is refused. Needs root.

use super::history::History;
use super::kill::kill_after;
use super::report::{Fallible, Outcome, Settings, in_parallel, scratch};
use super::worker::{Mode, Task, told, workspace};
use northstar::store::{self, OpenOptions};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

/// The sizes of the disks, in KiB.
const SIZES: [u64; 11] = [16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512];

/// Fills a disk a round, of every size in turn.
pub fn run(settings: Settings) -> Outcome {
    if !rustix::process::geteuid().is_root() {
        return Outcome::skipped("mounting a small disk needs root");
    }
    if let Err(error) = scratch().and_then(|folder| Small::new(folder.path(), 16).map(drop)) {
        return Outcome::skipped(&format!("no disk could be mounted: {error}"));
    }
    let mut outcome = in_parallel(settings, |seed| {
        let size = SIZES[(seed % SIZES.len() as u64) as usize];
        one(size, seed).map_err(|error| format!("{size} KiB: {error}").into())
    });
    outcome.note = "tmpfs of 16 to 512 KiB".into();
    outcome
}

/// A small disk; gone when dropped.
struct Small(PathBuf);

impl Small {
    fn new(parent: &Path, size: u64) -> Fallible<Self> {
        let place = parent.join("disk");
        std::fs::create_dir(&place)?;
        let options = format!("size={size}k");
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", &options, "tmpfs"]).arg(&place);
        let done = mount.stdout(Stdio::null()).stderr(Stdio::piped()).output()?;
        if !done.status.success() {
            return Err(String::from_utf8_lossy(&done.stderr).trim().into());
        }
        Ok(Self(place))
    }
}

impl Drop for Small {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.0).status();
    }
}

/// Works until the disk is full, three times in a row, and looks after each.
fn one(size: u64, seed: u64) -> Fallible<u64> {
    let folder = scratch()?;
    let disk = Small::new(folder.path(), size)?;
    let Ok(dir) = workspace(&disk.0, "w") else { return Ok(0) }; // no room to begin in
    let mut random = fastrand::Rng::with_seed(seed);
    let is_small = random.bool();
    let mut found = 0;
    for time in 0..3 {
        let mode = if random.bool() { Mode::Log } else { Mode::Writer };
        let task = Task { dir: dir.clone(), seed, mode, is_small, operations: 400 };
        // Who waits for room would wait for ever.
        let (output, _) = kill_after(&task, Duration::from_millis(random.u64(100..600)))?;
        let (acknowledged, attempted) = told(&output, found);
        let history = History::of_length(seed, task.shape(), attempted)?;
        found = look(&dir, &history).map_err(|error| format!("time {time}, {mode:?}: {error}"))?;
        if found < acknowledged {
            return Err(format!("time {time}: state {found}, acknowledged {acknowledged}").into());
        }
    }
    Ok(3)
}

/// Opens and returns after which transaction the workspace is.
fn look(dir: &Path, history: &History) -> Fallible<u64> {
    let mut opened = store::open(dir, &OpenOptions::default())?;
    opened.load_all();
    let last = opened.next_number - 1;
    let expected = history.state(last).ok_or_else(|| format!("transaction {last} was never made"))?;
    if opened.workspace != *expected {
        return Err(super::verify::difference(&opened.workspace, expected).into());
    }
    Ok(last)
}
