//! What every campaign is given and gives back, and how rounds are shared out among threads.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

/// A result whose error is a sentence.
pub type Fallible<T> = Result<T, Box<dyn Error + Send + Sync>>;

/// How much to do.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    pub rounds: u64,
    /// Round `n` has the seed `seed + n`, so any round is repeated with `--seed` and `--rounds 1`.
    pub seed: u64,
    pub jobs: usize,
}

/// What a campaign found.
#[derive(Debug, Default)]
pub struct Outcome {
    pub cases: u64,
    /// Sentences with the seed that repeats each failure; the first few.
    pub failures: Vec<String>,
    /// How many failed in all.
    pub failed: u64,
    /// What else is worth knowing; a reason when the campaign was skipped.
    pub note: String,
}

impl Outcome {
    /// Returns the outcome of a campaign that cannot run here.
    pub fn skipped(why: &str) -> Self {
        Self { note: format!("skipped: {why}"), ..Self::default() }
    }

    /// Takes in what one round found: how many cases it was, or what went wrong.
    pub fn take(&mut self, seed: u64, found: Fallible<u64>) {
        match found {
            Ok(cases) => self.cases += cases,
            Err(error) => {
                self.cases += 1;
                self.failed += 1;
                if self.failures.len() < 12 {
                    self.failures.push(format!("seed {seed}: {error}"));
                }
            }
        }
    }
}

/// Runs all rounds on as many threads as there are jobs; each gets its seed and returns how many cases it was.
pub fn in_parallel(settings: Settings, round: impl Fn(u64) -> Fallible<u64> + Sync) -> Outcome {
    let (next, outcome) = (AtomicU64::new(0), Mutex::new(Outcome::default()));
    std::thread::scope(|scope| {
        for _ in 0..settings.jobs.max(1) {
            scope.spawn(|| {
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if settings.rounds <= number {
                        return;
                    }
                    let seed = settings.seed.wrapping_add(number);
                    let found = round(seed);
                    outcome.lock().unwrap_or_else(PoisonError::into_inner).take(seed, found);
                }
            });
        }
    });
    outcome.into_inner().unwrap_or_else(PoisonError::into_inner)
}

/// Returns a folder for many small workspaces: in memory, where there is such a disk.
pub fn scratch() -> Fallible<tempfile::TempDir> {
    let memory = Path::new("/dev/shm");
    let parent: PathBuf = if memory.is_dir() { memory.into() } else { std::env::temp_dir() };
    Ok(tempfile::Builder::new().prefix("northstar-torture-").tempdir_in(parent)?)
}
