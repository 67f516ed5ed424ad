//! Proofs of "nothing lost": each campaign harms the store in one way, many thousand times, and checks that every
//! acknowledged change is there afterwards. `cargo run --release --example torture -- CAMPAIGN`.
//!
//! Says how many cases there were, how long they took and what failed, with the seed that repeats it.

#[cfg(unix)]
mod bytes;
#[cfg(unix)]
mod controls;
#[cfg(unix)]
mod disk;
#[cfg(unix)]
mod full;
#[cfg(unix)]
mod git;
#[cfg(unix)]
mod history;
#[cfg(unix)]
mod kill;
#[cfg(unix)]
mod power;
#[cfg(unix)]
mod report;
#[cfg(unix)]
mod simulated;
#[cfg(unix)]
mod strace;
#[cfg(unix)]
mod verify;
#[cfg(unix)]
mod worker;
#[cfg(unix)]
mod writers;

#[cfg(unix)]
fn main() -> std::process::ExitCode {
    if worker::run_if_worker() { std::process::ExitCode::SUCCESS } else { command::main() }
}

#[cfg(not(unix))]
fn main() {}

#[cfg(unix)]
mod command {
    //! The command line of the campaigns.

    use super::report::{Outcome, Settings};
    use super::strace::Harm;
    use clap::{Parser, ValueEnum};
    use std::io::Write;
    use std::process::ExitCode;
    use std::time::Instant;

    #[derive(Clone, Copy, Debug, ValueEnum)]
    enum Campaign {
        /// kill -9 at a random instant
        Kill,
        /// kill -9 at every system call that matters
        Syscalls,
        /// Every system call fails, once and from then on
        Errors,
        /// kill -9 at every system call of a recovery
        Recovery,
        /// Power cuts on real file systems
        Power,
        /// Every byte of every file cut off or changed
        Bytes,
        /// Power cuts on a simulated disk
        Disk,
        /// Two programs and an editor at once
        Writers,
        /// Disks of 16 to 512 KiB that fill up
        Full,
        /// Random edits of two laptops, merged by git, with the merge driver and without
        Git,
        /// Stores that do not keep their promise must be noticed
        Controls,
    }

    /// Harms the store and checks that nothing is lost.
    #[derive(Parser)]
    struct Arguments {
        campaign: Campaign,
        /// How much to do; what one round is depends on the campaign
        #[arg(long)]
        rounds: Option<u64>,
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// Threads
        #[arg(long, default_value_t = 2)]
        jobs: usize,
    }

    pub fn main() -> ExitCode {
        let Arguments { campaign, rounds, seed, jobs } = Arguments::parse();
        let settings = |usual: u64| Settings { rounds: rounds.unwrap_or(usual), seed, jobs };
        let start = Instant::now();
        let outcome = match campaign {
            Campaign::Kill => super::kill::run(settings(10_000)),
            Campaign::Syscalls => super::strace::run(settings(5_000), Harm::Kill),
            Campaign::Errors => super::strace::run(settings(10_000), Harm::Error),
            Campaign::Recovery => super::strace::run(settings(2_000), Harm::KillRecovery),
            Campaign::Power => super::power::run(settings(1_000)),
            Campaign::Bytes => super::bytes::run(settings(u64::MAX)),
            Campaign::Disk => super::disk::run(settings(700), None),
            Campaign::Writers => super::writers::run(settings(20)),
            Campaign::Full => super::full::run(settings(110)),
            Campaign::Git => git(settings(500)),
            Campaign::Controls => super::controls::run(settings(20)),
        };
        say(&format!("{campaign:?}").to_lowercase(), &outcome, start.elapsed().as_secs_f64());
        if outcome.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }

    fn git(settings: Settings) -> Outcome {
        let mut outcome = Outcome::default();
        let mut notes = Vec::new();
        for with_driver in [true, false] {
            let rounds = usize::try_from(settings.rounds).unwrap_or(usize::MAX);
            let found = super::git::run(rounds, settings.seed, with_driver);
            let found = found.map(|note| notes.push(note)).map(|()| settings.rounds);
            outcome.take(settings.seed, found.map_err(Into::into));
        }
        outcome.note = notes.join("; without the driver ");
        outcome
    }

    fn say(name: &str, outcome: &Outcome, seconds: f64) {
        let Outcome { cases, failures, failed, note } = outcome;
        let mut out = std::io::stdout().lock();
        let _ = writeln!(out, "{name}: {cases} cases, {seconds:.0} s, {failed} failures; {note}");
        for failure in failures {
            let _ = writeln!(
                out,
                "  {failure}\n    repeat: torture {name} --rounds 1 --jobs 1 --seed (the seed above)"
            );
        }
    }
}
