//! Harms single system calls of a worker: at each one a kill, or an error once or from then on. Needs strace.

use super::history::History;
use super::report::{Fallible, Outcome, Settings, in_parallel, scratch};
use super::verify::check;
use super::worker::{Mode, Task, told, workspace};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

/// The calls that change a disk, and those a start cannot do without.
const CALLS: &str = "openat,write,fsync,fdatasync,ftruncate,?rename,?renameat,?renameat2,?unlink,?unlinkat,?mkdir,\
                     ?mkdirat,flock,lseek,close,read,?statx,getdents64";

/// What a call may fail with.
const ERRORS: [&str; 6] = ["ENOSPC", "EIO", "EDQUOT", "EACCES", "EROFS", "EINTR"];

/// Operations of one worker.
const OPERATIONS: u64 = 30;

/// What is done to a worker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Harm {
    /// It is killed at a call.
    Kill,
    /// It is killed while it recovers from another kill.
    KillRecovery,
    /// A call fails once, or from then on.
    Error,
}

/// Harms every call of one history after the other until there were so many cases.
pub fn run(settings: Settings, harm: Harm) -> Outcome {
    if !Command::new("strace").arg("-V").stdout(Stdio::null()).status().is_ok_and(|status| status.success()) {
        return Outcome::skipped("there is no strace");
    }
    let mut outcome = Outcome::default();
    let mut seed = settings.seed;
    while outcome.cases < settings.rounds && outcome.failed < 12 {
        let points = match points(seed, harm) {
            Ok(points) => points,
            Err(error) => {
                outcome.take(seed, Err(error));
                return outcome;
            }
        };
        let left = settings.rounds - outcome.cases;
        // A part of the points, when there are more than wanted, from all over the run.
        let stride = (points.len() as u64 / left.max(1)).max(1);
        let rounds = (points.len() as u64 / stride).min(left);
        let found = in_parallel(Settings { rounds, seed: 0, ..settings }, |number| {
            let injection = &points[(number * stride) as usize];
            one(seed, harm, injection).map_err(|error| format!("{injection}: {error}").into())
        });
        outcome.cases += found.cases;
        outcome.failed += found.failed;
        outcome
            .failures
            .extend(found.failures.into_iter().map(|failure| format!("history {seed}, {failure}")));
        seed += 1;
    }
    outcome.note = format!("{} histories of {OPERATIONS} operations", seed - settings.seed);
    outcome
}

fn task(dir: &Path, seed: u64, mode: Mode) -> Task {
    Task { dir: dir.into(), seed, mode, is_small: true, operations: OPERATIONS }
}

/// Runs a worker under strace. Returns what it told and the trace.
fn traced(task: &Task, injection: &str, trace: &Path) -> Fallible<(Vec<u8>, String)> {
    let mut words: Vec<String> =
        ["strace", "-f", "-qq", "-s", "200", "-o"].into_iter().map(Into::into).collect();
    words.extend([trace.to_string_lossy().into_owned(), "-e".into(), format!("trace={CALLS}")]);
    if !injection.is_empty() {
        words.extend(["-e".into(), format!("inject={injection}")]);
    }
    let done = task.command(&words)?.stderr(Stdio::null()).output()?;
    Ok((done.stdout, fs::read_to_string(trace)?))
}

/// Leaves what a worker killed in the middle leaves.
fn interrupted(dir: &Path, seed: u64) -> Fallible<Vec<u8>> {
    let trace = dir.with_extension("first");
    let at = 8 + fastrand::Rng::with_seed(seed).u64(0..40);
    Ok(traced(&task(dir, seed, Mode::Log), &format!("fsync,fdatasync:signal=SIGKILL:when={at}"), &trace)?.0)
}

/// Returns the injections for every call of a worker after it first touched its workspace.
fn points(seed: u64, harm: Harm) -> Fallible<Vec<String>> {
    let folder = scratch()?;
    let dir = workspace(folder.path(), "w")?;
    let mode = if harm == Harm::KillRecovery { Mode::Recover } else { Mode::Log };
    if harm == Harm::KillRecovery {
        interrupted(&dir, seed)?;
    }
    let (_, trace) = traced(&task(&dir, seed, mode), "", &folder.path().join("trace"))?;
    let first = trace.split_whitespace().next().unwrap_or_default().to_string();
    let (mut counts, mut has_begun, mut found) = (BTreeMap::new(), false, Vec::new());
    for line in trace.lines().filter_map(|line| line.strip_prefix(&first)) {
        let call = line.trim_start().split_once('(').map(|(call, _)| call);
        // The second half of a call that another thread interrupted is not another call.
        let Some(call) = call.filter(|call| !call.starts_with('<')) else { continue };
        let count = counts.entry(call.to_string()).or_insert(0);
        *count += 1;
        has_begun |= line.contains(&*dir.to_string_lossy());
        if !has_begun || line.contains("(1, ") {
            continue;
        }
        if harm == Harm::Error {
            for error in ERRORS.into_iter().filter(|error| is_sensible(call, error)) {
                found.push(format!("{call}:error={error}:when={count}"));
                found.push(format!("{call}:error={error}:when={count}+"));
            }
        } else {
            found.push(format!("{call}:signal=SIGKILL:when={count}"));
        }
    }
    Ok(found)
}

/// No disk answers a look or a close with a lack of room.
fn is_sensible(call: &str, error: &str) -> bool {
    let is_look = matches!(call, "read" | "statx" | "getdents64" | "lseek" | "close" | "flock");
    let may_be_interrupted = matches!(call, "openat" | "write" | "read" | "close" | "flock" | "ftruncate");
    match error {
        "EIO" => true,
        "EINTR" => may_be_interrupted,
        "EACCES" => !is_look && !call.contains("sync") && call != "write" || call == "statx",
        _ => !is_look,
    }
}

fn one(seed: u64, harm: Harm, injection: &str) -> Fallible<u64> {
    let folder = scratch()?;
    let dir = workspace(folder.path(), "w")?;
    let mut output = Vec::new();
    let mode = if harm == Harm::KillRecovery {
        output = interrupted(&dir, seed)?;
        Mode::Recover
    } else {
        Mode::Log
    };
    let (more, trace) = traced(&task(&dir, seed, mode), injection, &folder.path().join("trace"))?;
    output.extend(more);
    let (acknowledged, attempted) = told(&output, 0);
    let history = History::of_length(seed, task(&dir, seed, mode).shape(), attempted)?;
    check(&dir, &history, acknowledged, attempted)?;
    after_failed_syncs(&trace)?;
    Ok(1)
}

/// Checks that a descriptor whose sync failed is never synced again, and that nothing was acknowledged between a
/// failed sync and a later one that worked.
fn after_failed_syncs(trace: &str) -> Fallible<()> {
    let (mut failed, mut is_unsynced) = (BTreeSet::new(), false);
    for line in trace.lines() {
        let call = line.split_once(' ').map_or("", |(_, call)| call.trim_start());
        let number = |start: &str| call.strip_prefix(start)?.split([')', ',']).next()?.parse::<u32>().ok();
        if let Some(file) = number("fdatasync(").or_else(|| number("fsync(")) {
            if failed.contains(&file) {
                return Err(format!("synced again after a failure: {call}").into());
            }
            is_unsynced = call.contains("= -1");
            if is_unsynced {
                failed.insert(file);
            }
        } else if let Some(file) = number("close(") {
            failed.remove(&file);
        } else if call.starts_with("write(1, \"!") && is_unsynced {
            return Err(format!("acknowledged after a failed sync: {call}").into());
        }
    }
    Ok(())
}
