//! Files changed by somebody else between a change and its checkpoint, or before recovery: nothing they wrote is
//! lost, and nothing we wrote.

use crate::store_world::{
    World, assert_same, candidate, open, remove_candidate, remove_signal, signal, with_fuse,
};
use northstar::domain::candidate::Candidate;
use northstar::domain::edit::{Edit, TransactionKind};
use northstar::domain::id::{CandidateId, SignalId};
use northstar::domain::record::{Conflict, Record};
use northstar::domain::workspace::Workspace;
use northstar::store::{self, Fuse, Log, OpenOptions};
use proptest::prelude::*;
use std::sync::Arc;

const EXPORT: &str = "candidates/c-0000000001.ron";
const NOVEMBER: &str = "signals/2026-11.ron";

fn filled() -> (World, Log) {
    let mut world = World::new();
    let mut log = world.log();
    let edits = vec![signal(1, "one", 11), signal(2, "two", 11), candidate(1, "Export")];
    world.save(&mut log, edits).unwrap();
    log.checkpoint().unwrap();
    (world, log)
}

/// Somebody else replaces a word in a file. Returns what the file holds then.
fn by_hand(world: &World, file: &str, old: &str, new: &str) -> String {
    let text = world.read(file).replacen(old, new, 1);
    std::fs::write(world.path(file), &text).unwrap();
    text
}

fn export(problem: &str, value: &str) -> Candidate {
    let mut candidate = Candidate::new(CandidateId::from_bits(1), "Export");
    (candidate.problem, candidate.value) = (problem.into(), value.into());
    candidate
}

fn title(workspace: &Workspace, id: u64) -> Option<String> {
    workspace.signal(SignalId::from_bits(id)).map(|signal| signal.title.clone())
}

#[test]
fn changes_of_different_fields_of_a_document_are_both_there() {
    let (mut world, mut log) = filled();
    by_hand(&world, EXPORT, "title: \"Export\",", "title: \"Export\", // mine\n    value: \"by hand\",");
    world.save(&mut log, vec![export("ours", "").into()]).unwrap();
    log.checkpoint().unwrap();
    world.model.apply(export("ours", "by hand").into()).unwrap();
    world.assert_all_there();
    assert!(world.read(EXPORT).contains("// mine") && world.read(EXPORT).contains("by hand"));
    assert_eq!((world.quarantined(), log.is_dirty()), (vec![], false));
    let told = log.take_foreign();
    assert!(told.len() == 1 && told[0].path == EXPORT && told[0].kept_as.is_none(), "{told:?}");
}

#[test]
fn the_merge_is_a_transaction_of_its_own() {
    let (mut world, mut log) = filled();
    by_hand(&world, EXPORT, "title: \"Export\",", "title: \"Export\", value: \"by hand\",");
    world.save(&mut log, vec![export("ours", "").into()]).unwrap();
    log.checkpoint().unwrap();
    drop(log);
    let opened = open(&world.dir);
    let last = opened.journal.summaries().unwrap().pop().unwrap();
    assert_eq!((last.number, last.kind, opened.next_number), (3, TransactionKind::External, 4));
    assert_eq!(last.label, "take what was changed outside in Export");
    let transaction = opened.journal.transaction(3).unwrap().unwrap();
    assert_eq!(transaction.changes[0].before, Some(export("ours", "").into()));
    assert_eq!(transaction.changes[0].after, Some(export("ours", "by hand").into()));
}

#[test]
fn a_line_of_a_month_is_merged_and_its_neighbours_stay() {
    let (mut world, mut log) = filled();
    let theirs = by_hand(&world, NOVEMBER, "title:\"two\",", "title:\"two\",body:\"by hand\", mood:Calm,");
    world.save(&mut log, vec![signal(2, "zwei", 11)]).unwrap();
    log.checkpoint().unwrap();
    assert_eq!(world.read(NOVEMBER), theirs.replace("two", "zwei"), "a field of a newer program stays too");
    let opened = open(&world.dir);
    let signal = opened.workspace.signal(SignalId::from_bits(2)).unwrap();
    assert_eq!((signal.title.as_str(), signal.body.as_str()), ("zwei", "by hand"));
    assert_eq!(world.quarantined(), [""; 0]);
}

#[test]
fn a_disagreement_is_in_the_record_and_their_bytes_in_quarantine() {
    let (mut world, mut log) = filled();
    let theirs = by_hand(&world, EXPORT, "Export", "By hand");
    by_hand(&world, NOVEMBER, "two", "by hand too");
    world.save(&mut log, vec![candidate(1, "Ours"), signal(2, "ours", 11)]).unwrap();
    log.checkpoint().unwrap();
    let conflict = |base: &str, ours: &str, theirs: &str| Conflict {
        field: "title".into(),
        base: base.into(),
        ours: ours.into(),
        theirs: theirs.into(),
    };
    let told = log.take_foreign();
    assert_eq!(told.iter().map(|foreign| foreign.path.as_str()).collect::<Vec<_>>(), [EXPORT, NOVEMBER]);
    assert_eq!(world.read(told[0].kept_as.as_ref().unwrap()), theirs);
    assert!(world.read(told[1].kept_as.as_ref().unwrap()).contains("by hand too"));
    drop(log);
    let opened = open(&world.dir);
    let candidate = opened.workspace.candidate(CandidateId::from_bits(1)).unwrap();
    assert_eq!(
        (candidate.title.as_str(), &candidate.conflicts[..]),
        ("Ours", &[conflict("Export", "Ours", "By hand")][..])
    );
    let signal = opened.workspace.signal(SignalId::from_bits(2)).unwrap();
    assert_eq!(signal.conflicts, [conflict("two", "ours", "by hand too")]);
    assert_eq!(opened.problems, []);
}

#[test]
fn what_cannot_be_read_goes_to_quarantine_before_it_is_replaced() {
    let (mut world, mut log) = filled();
    let theirs = by_hand(&world, EXPORT, "title: \"Export\"", "title: <<<<<<<");
    by_hand(&world, NOVEMBER, "channel:support,", "channel:radio,");
    world.save(&mut log, vec![candidate(1, "Ours"), remove_signal(1)]).unwrap();
    log.checkpoint().unwrap();
    let told = log.take_foreign();
    assert_eq!(world.read(told[0].kept_as.as_ref().unwrap()), theirs);
    assert!(world.read(told[1].kept_as.as_ref().unwrap()).contains("radio"));
    assert!(told.iter().all(|foreign| foreign.outside.is_none()));
    world.assert_all_there();
}

#[test]
fn what_was_changed_outside_survives_its_removal() {
    let (mut world, mut log) = filled();
    by_hand(&world, EXPORT, "Export", "By hand");
    by_hand(&world, NOVEMBER, "two", "by hand too");
    world.save(&mut log, vec![remove_candidate(1), remove_signal(2)]).unwrap();
    log.checkpoint().unwrap();
    for edit in [candidate(1, "By hand"), signal(2, "by hand too", 11)] {
        world.model.apply(edit).unwrap();
    }
    world.assert_all_there();
    assert_eq!(world.quarantined(), [""; 0]);
}

#[test]
fn what_was_removed_outside_and_changed_here_is_written_again_and_told() {
    let (mut world, mut log) = filled();
    std::fs::remove_file(world.path(EXPORT)).unwrap();
    let two = world.read(NOVEMBER).lines().find(|line| line.contains("two")).unwrap().to_string() + "\n";
    by_hand(&world, NOVEMBER, &two, "");
    world.save(&mut log, vec![candidate(1, "Ours"), signal(2, "zwei", 11), signal(1, "eins", 9)]).unwrap();
    log.checkpoint().unwrap();
    let told = log.take_foreign();
    let told: Vec<_> = told.iter().map(|foreign| (foreign.path.as_str(), foreign.was_removed)).collect();
    assert_eq!(told, [(EXPORT, true), (NOVEMBER, true)]);
    drop(log);
    world.assert_all_there();
}

#[test]
fn while_git_is_at_work_changes_are_saved_and_the_files_left_alone() {
    let (mut world, mut log) = filled();
    let files = [world.read(EXPORT), world.read(NOVEMBER)];
    drop(log);
    for at_work in ["index.lock", "MERGE_HEAD", "rebase-merge", "rebase-apply"] {
        std::fs::create_dir_all(world.path(".git")).unwrap();
        std::fs::write(world.path(".git").join(at_work), "").unwrap();
        log = world.open().log.unwrap();
        world.save(&mut log, vec![candidate(1, at_work), signal(1, at_work, 11)]).unwrap();
        let why = log.checkpoint().unwrap_err().to_string();
        assert!(why.starts_with("Saved, but") && why.contains("git"), "{why}");
        drop(log);
        world.assert_all_there();
        assert_eq!([world.read(EXPORT), world.read(NOVEMBER)], files);
        std::fs::remove_dir_all(world.path(".git")).unwrap();
    }
    world.log().checkpoint().unwrap();
    assert!(world.read(EXPORT).contains("rebase-apply") && world.read(NOVEMBER).contains("rebase-apply"));
}

#[test]
fn a_signal_changed_outside_while_it_moves_to_another_month_is_merged_there() {
    let (mut world, mut log) = filled();
    by_hand(&world, NOVEMBER, "title:\"two\",", "title:\"two\",body:\"by hand\",");
    world.save(&mut log, vec![signal(2, "zwei", 9)]).unwrap();
    log.checkpoint().unwrap();
    assert!(!world.read(NOVEMBER).contains("s-0000000002"));
    let september = world.read("signals/2026-09.ron");
    assert!(september.contains("zwei") && september.contains("by hand"), "{september}");
    drop(log);
    assert_eq!(open(&world.dir).problems, []);
}

#[test]
fn recovery_merges_what_was_changed_after_the_crash() {
    let (mut world, mut log) = filled();
    world.save(&mut log, vec![export("ours", "").into(), signal(2, "zwei", 11)]).unwrap();
    drop(log);
    by_hand(&world, EXPORT, "title: \"Export\",", "title: \"Export\", value: \"by hand\",");
    by_hand(&world, NOVEMBER, "title:\"two\",", "title:\"two\",body:\"by hand\",");
    let files = [world.read(EXPORT), world.read(NOVEMBER)];
    let look =
        |world: &World| store::open(&world.dir, &OpenOptions { read_only: true, ..OpenOptions::default() });
    let mut seen = look(&world).unwrap();
    seen.load_all();
    let opened = open(&world.dir);
    assert_same(&opened.workspace, &seen.workspace);
    let found = opened.workspace.candidate(CandidateId::from_bits(1)).unwrap();
    assert_eq!(**found, export("ours", "by hand"));
    let two = opened.workspace.signal(SignalId::from_bits(2)).unwrap();
    assert_eq!((two.title.as_str(), two.body.as_str()), ("zwei", "by hand"));
    assert_eq!([world.read(EXPORT), world.read(NOVEMBER)], files, "files follow at the checkpoint");
    assert_eq!(opened.next_number, 4);
    world.model = opened.workspace;
    let mut log = opened.log.unwrap();
    assert_eq!(log.take_foreign().len(), 2);
    drop(log);
    let again = open(&world.dir);
    assert_eq!(again.next_number, 4, "the same merge is not made twice");
    again.log.unwrap().checkpoint().unwrap();
    world.assert_all_there();
}

#[test]
fn a_crash_before_any_step_of_a_merge_loses_neither_side() {
    let run = |fuse: &Arc<Fuse>| {
        let (mut world, log) = filled();
        drop(log);
        by_hand(&world, EXPORT, "title: \"Export\",", "title: \"Export\", value: \"by hand\",");
        by_hand(&world, NOVEMBER, "two", "by hand too");
        let saved = store::open(&world.dir, &with_fuse(fuse)).unwrap().log.and_then(|mut log| {
            world.model = Workspace::default();
            for edit in [signal(1, "one", 11), signal(2, "two", 11), candidate(1, "Export")] {
                world.model.apply(edit).unwrap();
            }
            let saved = world.save(&mut log, vec![export("ours", "").into(), signal(2, "ours", 11)]).is_ok();
            let _ = log.checkpoint();
            saved.then_some(())
        });
        (world, saved.is_some())
    };
    let whole = Fuse::stop_after(usize::MAX);
    run(&whole);
    assert!(10 < whole.steps());
    for step in 0..whole.steps() {
        let (world, was_saved) = run(&Fuse::stop_after(step));
        if !was_saved {
            continue;
        }
        let opened = open(&world.dir);
        let found = opened.workspace.candidate(CandidateId::from_bits(1)).unwrap();
        assert_eq!(**found, export("ours", "by hand"), "step {step}");
        let two = opened.workspace.signal(SignalId::from_bits(2)).unwrap();
        assert_eq!((two.title.as_str(), two.conflicts[0].theirs.as_str()), ("ours", "by hand too"));
        assert_eq!(two.conflicts.len(), 1, "step {step}");
        opened.log.unwrap().checkpoint().unwrap();
        assert_eq!(title(&open(&world.dir).workspace, 2).as_deref(), Some("ours"));
    }
}

#[test]
fn an_editor_that_saves_while_files_are_brought_up_to_date_is_never_overwritten() {
    let (mut world, mut log) = filled();
    let (file, text) = (world.path(EXPORT), world.read(EXPORT));
    let editing = std::thread::spawn(move || {
        for round in 1..=100 {
            let new = file.with_extension("bck");
            let value = format!("title: \"Export\",\n    value: \"e{round}\",");
            std::fs::write(&new, text.replace("title: \"Export\",", &value)).unwrap();
            std::fs::rename(&new, &file).unwrap();
        }
    });
    let mut round = 0;
    let mut save = |world: &mut World, log: &mut Log| {
        round += 1;
        let now = world.model.candidate(CandidateId::from_bits(1)).unwrap();
        let ours = Candidate { problem: format!("o{round}"), ..Candidate::clone(now) };
        world.save(log, vec![ours.into()]).unwrap();
        // Who saves all the time may be found doing it again and again; then the next time is the one.
        let _ = log.checkpoint();
        for foreign in log.take_foreign() {
            let outside = foreign.outside.unwrap();
            let ours = world.model.get(outside.id());
            world.model.load(outside.merge_into(ours.as_ref()).record.unwrap());
        }
        world.number = log.next_number() - 1;
        round
    };
    while !editing.is_finished() {
        save(&mut world, &mut log);
    }
    editing.join().unwrap();
    let last = save(&mut world, &mut log);
    log.checkpoint().unwrap();
    drop(log);
    let found = open(&world.dir).workspace.candidate(CandidateId::from_bits(1)).unwrap().clone();
    assert_eq!((found.problem.as_str(), found.value.as_str()), (format!("o{last}").as_str(), "e100"));
}

#[derive(Clone, Debug)]
enum Who {
    Us,
    Them,
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn whoever_writes_when_nothing_is_lost(
        steps in prop::collection::vec(
            (prop_oneof![Just(Who::Us), Just(Who::Them)], 0..3usize, "[a-z]{4}", any::<bool>(), any::<bool>()), 1..10,
        ),
    ) {
        let (mut world, mut log) = filled();
        let mut written: Vec<String> = Vec::new();
        for (who, field, word, checkpoint, reopen) in steps {
            let file = world.read(EXPORT);
            match who {
                Who::Us => {
                    let now = world.model.candidate(CandidateId::from_bits(1)).unwrap();
                    let changed = put(now, field, &word);
                    world.save(&mut log, vec![Edit::from(changed)]).unwrap();
                }
                Who::Them => {
                    let now: Candidate = ron::Options::default()
                        .with_default_extension(ron::extensions::Extensions::IMPLICIT_SOME)
                        .from_str(&file).unwrap();
                    let text = ron::Options::default().to_string(&put(&now, field, &word)).unwrap();
                    std::fs::write(world.path(EXPORT), text).unwrap();
                    // Without a change of ours nobody looks: the next start does.
                    let touch = format!("t{}", world.number);
                    world.save(&mut log, vec![candidate(2, &touch)]).unwrap();
                }
            }
            written.push(word);
            if reopen {
                drop(log);
                let opened = open(&world.dir);
                (world.number, world.model) = (opened.next_number - 1, opened.workspace);
                log = opened.log.unwrap();
            } else if checkpoint {
                log.checkpoint().unwrap();
                world.number = log.next_number() - 1;
                let opened = store::open(&world.dir, &OpenOptions { read_only: true, ..OpenOptions::default() });
                world.model = opened.unwrap().workspace;
            }
        }
        log.checkpoint().unwrap();
        drop(log);
        let opened = open(&world.dir);
        let record: Record = opened.workspace.candidate(CandidateId::from_bits(1)).unwrap().as_ref().clone().into();
        let everything = format!("{record:?}{:?}{}", world.quarantined(), journal(&world));
        for word in written {
            prop_assert!(everything.contains(&word), "{word} is lost");
        }
        prop_assert_eq!(opened.problems, []);
    }
}

fn put(candidate: &Candidate, field: usize, word: &str) -> Candidate {
    let mut candidate = candidate.clone();
    match field {
        0 => candidate.problem += word,
        1 => candidate.value += word,
        _ => candidate.use_cases.push(word.into()),
    }
    candidate
}

fn journal(world: &World) -> String {
    std::fs::read_to_string(world.path(".northstar/journal/000001.log")).unwrap()
}
