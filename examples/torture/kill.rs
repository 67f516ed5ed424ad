//! `kill -9` at a random instant, also of the recovery from one. The system goes on, so what was written is
//! there: this proves the order of writes and the recovery; `power` and `disk` prove the syncs.

use super::history::History;
use super::report::{Fallible, Outcome, Settings, in_parallel, scratch};
use super::verify::{check, check_files};
use super::worker::{Mode, Task, told, workspace};
use std::io::Read;
use std::process::Stdio;
use std::time::{Duration, Instant};

/// Rounds that go on in the same workspace.
const IN_A_ROW: u64 = 20;

/// Kills workers, `IN_A_ROW` in each workspace.
pub fn run(settings: Settings) -> Outcome {
    let rounds = settings.rounds.div_ceil(IN_A_ROW);
    let mut outcome = in_parallel(Settings { rounds, ..settings }, |seed| {
        one_workspace(seed, settings.rounds.min(IN_A_ROW))
    });
    outcome.note = format!("in memory; {IN_A_ROW} kills in each workspace");
    outcome
}

fn one_workspace(seed: u64, kills: u64) -> Fallible<u64> {
    let folder = scratch()?;
    let dir = workspace(folder.path(), "w")?;
    let mut random = fastrand::Rng::with_seed(seed);
    let is_small = random.bool();
    let task = Task { dir: dir.clone(), seed, mode: Mode::Log, is_small, operations: 400 };
    let mut history = History::new(seed, task.shape());
    let mut patience = Duration::from_millis(8);
    for kill in 0..kills {
        let mode = [Mode::Log, Mode::Writer, Mode::Log, Mode::Writer, Mode::Recover][random.usize(0..5)];
        let wait = patience.mul_f64(random.f64());
        let start = history.length();
        let (output, is_killed) = kill_after(&Task { mode, ..task.clone() }, wait)?;
        let (acknowledged, attempted) = told(&output, start);
        let attempted = attempted.max(start);
        history.reach(attempted)?;
        let found = check(&dir, &history, acknowledged, attempted)
            .map_err(|error| format!("kill {kill} ({mode:?}): {error}"))?;
        history.reach(found)?;
        if !is_killed {
            patience /= 2; // it was done before
        } else if acknowledged == start && mode != Mode::Recover {
            patience = (patience * 5 / 4).min(Duration::from_millis(60));
        }
        if kill % 5 == 4 {
            check_files(&dir, &history).map_err(|error| format!("kill {kill} ({mode:?}): {error}"))?;
        }
        if 300 < history.length() {
            return Ok(kill + 1);
        }
    }
    Ok(kills)
}

/// Starts a worker, kills it after a while, and returns what it told; also whether it still lived.
pub fn kill_after(task: &Task, wait: Duration) -> Fallible<(Vec<u8>, bool)> {
    let started = Instant::now();
    let mut child = task.command(&[])?.stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
    let mut pipe = child.stdout.take().ok_or("no pipe")?;
    let reader = std::thread::spawn(move || {
        let mut output = Vec::new();
        pipe.read_to_end(&mut output).map(|_| output)
    });
    std::thread::sleep(wait.saturating_sub(started.elapsed()));
    let is_killed = child.try_wait()?.is_none();
    child.kill()?;
    child.wait()?;
    let output = reader.join().map_err(|_| "the reader failed")??;
    Ok((output, is_killed))
}
