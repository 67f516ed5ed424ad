//! Nothing acknowledged is ever lost: cut journals, flipped bits, a crash before every step, a failure of every
//! step, and random histories.

use crate::store_world::{
    World, assert_same, candidate, open, remove_candidate, remove_signal, signal, with_fuse,
};
use northstar::domain::edit::Edit;
use northstar::domain::workspace::Workspace;
use northstar::store::{self, Fuse, Log, OpenOptions};
use proptest::prelude::*;
use std::sync::Arc;

const JOURNAL: &str = ".northstar/journal/000001.log";

/// What the tests do, in transactions; after each one that is marked the files are brought up to date.
fn script() -> Vec<(Vec<Edit>, bool)> {
    vec![
        (vec![signal(1, "one", 11), signal(2, "two\n\"quoted\"", 10), candidate(1, "Export")], false),
        (vec![signal(3, "three", 11)], true),
        (vec![signal(1, "one moved", 9), candidate(1, "Audit export")], false),
        (vec![remove_signal(2), signal(3, "three again", 11)], true),
        (vec![remove_candidate(1), signal(4, "four", 10)], true),
        (vec![signal(2, "back", 11)], false),
    ]
}

/// Returns a world whose journal alone holds the script, and the states after each transaction.
fn journal_only() -> (World, Vec<Workspace>) {
    let mut world = World::new();
    let mut states = vec![world.model.clone()];
    let mut log = world.log();
    for (edits, _) in script() {
        world.save(&mut log, edits).unwrap();
        states.push(world.model.clone());
    }
    (world, states)
}

#[test]
fn a_journal_cut_anywhere_opens_with_what_is_whole() {
    let (world, states) = journal_only();
    let whole = std::fs::read(world.path(JOURNAL)).unwrap();
    let mut reached = 0;
    for length in 0..=whole.len() {
        std::fs::write(world.path(JOURNAL), &whole[..length]).unwrap();
        let opened = open(&world.dir);
        let state = states.iter().rposition(|state| *state == opened.workspace);
        let state = state.unwrap_or_else(|| panic!("cut at {length}: no state of the history"));
        assert!(reached <= state, "cut at {length}");
        reached = state;
    }
    assert_eq!(reached + 1, states.len());
}

#[test]
fn a_cut_tail_is_kept_and_does_not_come_back() {
    let (mut world, states) = journal_only();
    let whole = std::fs::read(world.path(JOURNAL)).unwrap();
    std::fs::write(world.path(JOURNAL), &whole[..whole.len() - 9]).unwrap();
    let mut log = world.log();
    world.model = states[states.len() - 2].clone();
    world.number = script().len() as u64 - 1;
    world.save(&mut log, vec![signal(9, "new", 11)]).unwrap();
    drop(log);
    world.assert_all_there();
    assert!(world.quarantined().iter().any(|text| text.contains("\"back\"")));
}

#[test]
fn flipped_bits_never_stop_the_start() {
    let (world, states) = journal_only();
    let whole = std::fs::read(world.path(JOURNAL)).unwrap();
    let last = states.last().unwrap();
    for at in 0..whole.len() {
        let mut bytes = whole.clone();
        bytes[at] ^= 1 << (at % 8);
        std::fs::write(world.path(JOURNAL), &bytes).unwrap();
        let opened = open(&world.dir);
        let is_whole = opened.workspace == *last;
        assert!(is_whole || !opened.problems.is_empty() || !world.quarantined().is_empty(), "flip at {at}");
    }
}

/// Runs the script until the fuse stops it. Returns the last transaction when it was not acknowledged.
fn run(world: &mut World, fuse: &Arc<Fuse>) -> Option<Workspace> {
    let Ok(opened) = store::open(&world.dir, &with_fuse(fuse)) else { return None };
    let mut log = opened.log?;
    for (edits, is_checkpoint) in script() {
        let (attempted, _) = world.attempt(edits.clone());
        if world.save(&mut log, edits).is_err() {
            return Some(attempted);
        }
        if is_checkpoint && log.checkpoint().is_err() {
            return None;
        }
    }
    None
}

fn total_steps() -> usize {
    let mut world = World::new();
    let fuse = Fuse::stop_after(usize::MAX);
    run(&mut world, &fuse);
    fuse.steps()
}

#[test]
fn a_crash_before_any_step_loses_nothing() {
    let steps = total_steps();
    assert!(60 < steps, "{steps} steps");
    for step in 0..steps {
        let mut world = World::new();
        let attempted = run(&mut world, &Fuse::stop_after(step));
        recover_with_crashes(&world);
        let found = open(&world.dir).workspace;
        assert!(
            found == world.model || Some(&found) == attempted.as_ref(),
            "after {step} steps\nfound    {found:?}\nexpected {:?}",
            world.model
        );
    }
}

/// Crashes the recovery too, at its first steps, then lets it finish and publish.
fn recover_with_crashes(world: &World) {
    for step in [0, 1, 3, 6, 10] {
        if let Ok(opened) = store::open(&world.dir, &with_fuse(&Fuse::stop_after(step)))
            && let Some(mut log) = opened.log
        {
            let _ = log.checkpoint();
        }
    }
    let before = open(&world.dir).workspace;
    let mut log = world.log();
    log.checkpoint().unwrap();
    drop(log);
    let after = open(&world.dir);
    assert_eq!(after.problems, []);
    assert_same(&after.workspace, &before);
    assert!(!after.log.unwrap().is_dirty());
    for folder in ["", "signals", "candidates", ".northstar/journal"] {
        let mut names =
            std::fs::read_dir(world.path(folder)).unwrap().map(|entry| entry.unwrap().file_name());
        assert!(!names.any(|name| name.to_string_lossy().contains("tmp")), "left behind in `{folder}`");
    }
}

#[test]
fn a_step_that_fails_once_is_made_good() {
    for step in 0..total_steps() {
        let mut world = World::new();
        let fuse = Fuse::fail_once_after(step);
        let Some(mut log) = store::open(&world.dir, &with_fuse(&fuse)).unwrap().log else { continue };
        for (edits, is_checkpoint) in script() {
            if world.save(&mut log, edits.clone()).is_err() {
                world.save(&mut log, edits).unwrap();
            }
            if is_checkpoint && log.checkpoint().is_err() {
                log.checkpoint().unwrap();
            }
        }
        drop(log);
        world.assert_all_there();
    }
}

#[test]
fn files_without_their_journal_hold_what_was_published() {
    let mut world = World::new();
    let mut log = world.log();
    for (edits, _) in script() {
        world.save(&mut log, edits).unwrap();
        log.checkpoint().unwrap();
    }
    drop(log);
    std::fs::remove_dir_all(world.path(".northstar")).unwrap();
    world.assert_all_there();
    let texts: Vec<_> =
        ["09", "10", "11"].map(|month| world.read(&format!("signals/2026-{month}.ron"))).into();
    assert_eq!(texts.iter().map(|text| text.lines().count()).collect::<Vec<_>>(), [3, 3, 4]);
}

#[derive(Clone, Debug)]
enum Step {
    Signal(u64, String, u8),
    Candidate(u64, String),
    Remove(u64),
    RemoveCandidate(u64),
    Checkpoint,
    Reopen,
}

fn step() -> impl Strategy<Value = Step> {
    let title = "[ -~é\n]{0,8}".prop_map(|tail| format!("t{tail}"));
    prop_oneof![
        4 => (0..6u64, title.clone(), 9..12u8).prop_map(|(id, title, month)| Step::Signal(id, title, month)),
        2 => (0..3u64, title).prop_map(|(id, title)| Step::Candidate(id, title)),
        2 => (0..6u64).prop_map(Step::Remove),
        1 => (0..3u64).prop_map(Step::RemoveCandidate),
        1 => Just(Step::Checkpoint),
        1 => Just(Step::Reopen),
    ]
}

fn take(world: &mut World, log: &mut Log, step: Step) {
    let edit = match step {
        Step::Signal(id, title, month) => signal(id, &title, month),
        Step::Candidate(id, title) => candidate(id, &title),
        Step::Remove(id) => remove_signal(id),
        Step::RemoveCandidate(id) => remove_candidate(id),
        Step::Checkpoint | Step::Reopen => return log.checkpoint().unwrap(),
    };
    if matches!(edit, Edit::Put(_)) || world.model.get(edit.id()).is_some() {
        world.save(log, vec![edit]).unwrap();
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_history_is_there_again(steps in prop::collection::vec(step(), 0..24)) {
        let mut world = World::new();
        let mut log = world.log();
        for step in steps {
            if matches!(step, Step::Reopen) {
                drop(log);
                world.assert_all_there();
                log = world.log();
            } else {
                take(&mut world, &mut log, step);
            }
        }
        drop(log);
        world.assert_all_there();
        let opened = open(&world.dir);
        prop_assert_eq!(opened.next_number, world.number + 1);
        let summaries = opened.journal.summaries().unwrap();
        prop_assert_eq!(summaries.len() as u64, world.number);
        if let Some(last) = summaries.last() {
            let transaction = opened.journal.transaction(last.number).unwrap().unwrap();
            prop_assert_eq!(transaction.changes.len(), 1);
        }
        drop(opened);
        let mut log = store::open(&world.dir, &OpenOptions::default()).unwrap().log.unwrap();
        log.checkpoint().unwrap();
        drop(log);
        world.assert_all_there();
    }
}
