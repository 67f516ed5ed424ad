//! Two programs and an editor at once: the second program must stay without the lock and acknowledge nothing, and
//! what the editor wrote is in the result, in `conflicts` or in quarantine.

use super::report::{Fallible, Outcome, Settings, in_parallel, scratch};
use super::verify::{contents, open};
use super::worker::{Mode, Task, told, workspace};
use northstar::domain::candidate::Candidate;
use northstar::domain::edit::{Change, Transaction, TransactionKind};
use northstar::domain::id::CandidateId;
use northstar::domain::record::{Record, RecordId};
use northstar::store::Log;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

/// Records that both change in one round.
const RECORDS: u64 = 12;

/// Lets them race, once a round.
pub fn run(settings: Settings) -> Outcome {
    let mut outcome = in_parallel(settings, one);
    outcome.note = format!("{RECORDS} edits of an editor in each round");
    outcome
}

fn one(seed: u64) -> Fallible<u64> {
    let folder = scratch()?;
    let dir = workspace(folder.path(), "w")?;
    let mut log = open(&dir)?.log.ok_or("read-only")?;
    for number in 1..=RECORDS {
        save(&mut log, None, &record(number, "", ""))?;
    }
    log.checkpoint()?;
    let task = Task { dir: dir.clone(), seed, mode: Mode::Log, is_small: true, operations: 5 };
    let second = task.command(&[])?.stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
    let editor = {
        let dir = dir.clone();
        std::thread::spawn(move || edit(&dir, seed))
    };
    let mut random = fastrand::Rng::with_seed(seed);
    for number in order(&mut random) {
        // Half of the time both change one field, else two.
        let (title, problem) = if is_disputed(seed, number) { ("ours", "") } else { ("", "ours") };
        save(&mut log, Some(record(number, "", "")), &record(number, title, problem))?;
        if random.bool() {
            let _ = log.checkpoint(); // the editor may be too quick for it
        }
    }
    editor.join().map_err(|_| "the editor failed")??;
    let output = second.wait_with_output()?.stdout;
    if 0 < told(&output, 0).0 {
        return Err("a second program saved".into());
    }
    log.checkpoint()?;
    drop(log);
    verify(&dir).map(|()| RECORDS)
}

fn verify(dir: &Path) -> Fallible<()> {
    let (opened, files) = (open(dir)?, contents(dir)?);
    for number in 1..=RECORDS {
        let candidate = opened.workspace.candidate(CandidateId::from_bits(number)).ok_or("one is hidden")?;
        let theirs = their_title(number);
        let is_disputed = candidate.conflicts.iter().any(|one| one.theirs == theirs || one.ours == theirs);
        let is_kept = files.iter().any(|(path, bytes)| {
            path.starts_with(".northstar/quarantine") && String::from_utf8_lossy(bytes).contains(&theirs)
        });
        if candidate.title != theirs && !is_disputed && !is_kept {
            return Err(format!("the editor's change of {} is gone", candidate.id).into());
        }
    }
    Ok(())
}

/// Changes the title in each file once, as an editor does that writes anew and renames.
fn edit(dir: &Path, seed: u64) -> Fallible<()> {
    let mut random = fastrand::Rng::with_seed(!seed);
    for number in order(&mut random) {
        let path: PathBuf = dir.join(format!("candidates/{}.ron", CandidateId::from_bits(number)));
        let text = fs::read_to_string(&path)?;
        let line = text.lines().find(|line| line.contains("title:")).ok_or("no title")?;
        let new = text.replace(line, &format!("    title: \"{}\",", their_title(number)));
        fs::write(path.with_extension("bck"), new)?;
        fs::rename(path.with_extension("bck"), &path)?;
        std::thread::sleep(Duration::from_micros(random.u64(0..800)));
    }
    Ok(())
}

fn order(random: &mut fastrand::Rng) -> Vec<u64> {
    let mut numbers: Vec<u64> = (1..=RECORDS).collect();
    random.shuffle(&mut numbers);
    numbers
}

const fn is_disputed(seed: u64, number: u64) -> bool {
    (seed ^ number) & 1 == 0
}

fn their_title(number: u64) -> String {
    format!("theirs {number:03}")
}

fn record(number: u64, title: &str, problem: &str) -> Record {
    let id = CandidateId::from_bits(number);
    Candidate { problem: problem.into(), ..Candidate::new(id, format!("A candidate {title}")) }.into()
}

fn save(log: &mut Log, before: Option<Record>, after: &Record) -> Fallible<()> {
    let (id, number): (RecordId, u64) = (after.id(), log.next_number());
    let changes = vec![Change { id, before, after: Some(after.clone()) }];
    let (at, kind) = ("2026-11-21T08:00:00Z".parse()?, TransactionKind::Edit);
    let (label, device) = ("an edit".into(), "torture".into());
    Ok(log.append(&Transaction { number, label, at, device, kind, changes })?)
}
