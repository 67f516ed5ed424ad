//! The process that is killed: opens a workspace as the program does and saves a random history, telling on its
//! output what it attempts and what was acknowledged.

use super::history::{History, LARGE, SMALL, Shape};
use super::report::Fallible;
use northstar::domain::edit::Transaction;
use northstar::store::{self, Log, OpenOptions, StoreEvent, Writer};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

/// Names the task of a process that shall be a worker.
const TASK: &str = "NORTHSTAR_TORTURE_TASK";

/// How a worker works.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// On the thread that asks, as the command line does.
    Log,
    /// Behind a queue, as the screen does.
    Writer,
    /// Only opens and brings the files up to date.
    Recover,
}

/// What a worker shall do.
#[derive(Clone, Debug)]
pub struct Task {
    pub dir: PathBuf,
    pub seed: u64,
    pub mode: Mode,
    pub is_small: bool,
    /// How many transactions.
    pub operations: u64,
}

impl Task {
    pub fn shape(&self) -> Shape {
        if self.is_small { SMALL } else { LARGE }
    }

    /// Returns the command that does it: this program again, after the words of another one, if any.
    pub fn command(&self, before: &[String]) -> Fallible<Command> {
        let own = std::env::current_exe()?;
        let mut command = match before.split_first() {
            Some((first, rest)) => {
                let mut command = Command::new(first);
                command.args(rest).arg(own);
                command
            }
            None => Command::new(own),
        };
        if cfg!(test) {
            command.args(["torture::the_worker", "--exact", "--nocapture", "--test-threads=1"]);
        }
        let Self { dir, seed, mode, is_small, operations } = self;
        command.env(TASK, format!("{seed} {mode:?} {is_small} {operations} {}", dir.display()));
        Ok(command)
    }

    /// Returns the task of this process, if it was started to be a worker.
    fn of_this_process() -> Option<Self> {
        let text = std::env::var(TASK).ok()?;
        let mut words = text.splitn(5, ' ');
        let seed = words.next()?.parse().ok()?;
        let mode = match words.next()? {
            "Log" => Mode::Log,
            "Writer" => Mode::Writer,
            _ => Mode::Recover,
        };
        let (is_small, operations) = (words.next()? == "true", words.next()?.parse().ok()?);
        Some(Self { dir: words.next()?.into(), seed, mode, is_small, operations })
    }
}

/// What a worker told before it ended: the last transaction it attempted and the last that was acknowledged.
pub fn told(output: &[u8], start: u64) -> (u64, u64) {
    let text = String::from_utf8_lossy(output);
    let whole = text.rsplit_once('\n').map_or("", |(whole, _)| whole);
    let last = |mark: char| {
        let numbers = whole.lines().filter_map(|line| line.strip_prefix(mark)?.parse::<u64>().ok());
        numbers.max().unwrap_or(start).max(start)
    };
    (last('!'), last('?').max(last('!')))
}

/// Does the work when this process is a worker, and tells whether it was one. An error ends it with a line
/// that starts with `x`.
pub fn run_if_worker() -> bool {
    let Some(task) = Task::of_this_process() else { return false };
    // A file that may not grow is an error to handle, not a reason to die.
    let flag = Arc::default();
    let _ = signal_hook::flag::register(libc::SIGXFSZ, flag);
    if let Err(error) = work(&task) {
        tell('x', error);
    }
    true
}

fn tell(mark: char, what: impl std::fmt::Display) {
    let _ = std::io::stdout().write_all(format!("{mark}{what}\n").as_bytes());
}

fn work(task: &Task) -> Fallible<()> {
    let log = writable(task)?;
    match task.mode {
        Mode::Recover => recover(log),
        Mode::Log => by_log(task, log),
        Mode::Writer => by_writer(task, log),
    }
}

/// Opens for writing; the process that starts this one may hold the lock for a moment still.
fn writable(task: &Task) -> Fallible<Log> {
    for _ in 0..2_000 {
        if let Some(log) = store::open(&task.dir, &OpenOptions::default())?.log {
            return Ok(log);
        }
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    Err("read-only".into())
}

fn recover(mut log: Log) -> Fallible<()> {
    Ok(log.checkpoint()?)
}

fn by_log(task: &Task, mut log: Log) -> Fallible<()> {
    let mut random = fastrand::Rng::with_seed(task.seed ^ log.next_number());
    let mut history = History::of_length(task.seed, task.shape(), log.next_number() - 1)?;
    for _ in 0..task.operations {
        let batch = if random.u8(0..6) == 0 { 3 } else { 1 };
        let mut waiting = Vec::new();
        for _ in 0..batch {
            waiting.push(history.advance()?.clone());
        }
        save(&mut log, &waiting)?;
        if random.u8(0..5) == 0 || log.is_due() {
            // The journal has it all; the next checkpoint tries again.
            let _ = log.checkpoint();
        }
    }
    Ok(log.checkpoint()?)
}

/// Saves as the writer's thread does: what fails is tried again.
fn save(log: &mut Log, waiting: &[Transaction]) -> Fallible<()> {
    let last = waiting.last().map_or(0, |transaction| transaction.number);
    tell('?', last);
    for patience in (0..3).rev() {
        match log.append_all(waiting) {
            Ok(()) => break,
            Err(_) if 0 < patience => {}
            Err(error) => return Err(error.into()),
        }
    }
    tell('!', last);
    Ok(())
}

fn by_writer(task: &Task, log: Log) -> Fallible<()> {
    let mut history = History::of_length(task.seed, task.shape(), log.next_number() - 1)?;
    let mut random = fastrand::Rng::with_seed(task.seed ^ log.next_number());
    let writer = Writer::spawn(log, |event| {
        if let StoreEvent::Saved { number } = event {
            tell('!', number);
        }
    });
    for _ in 0..task.operations {
        let transaction = history.advance()?.clone();
        tell('?', transaction.number);
        writer.append(Arc::new(transaction)).map_err(|_| "the writer is gone")?;
        if random.u8(0..4) == 0 {
            std::thread::sleep(std::time::Duration::from_micros(random.u64(0..1_500)));
        }
    }
    match writer.close().len() {
        0 => Ok(()),
        unsaved => Err(format!("{unsaved} not saved").into()),
    }
}

/// Makes a workspace for a worker.
pub fn workspace(parent: &Path, name: &str) -> Fallible<PathBuf> {
    let dir = parent.join(name);
    store::create(&dir, "Torture", 7)?;
    Ok(dir)
}
