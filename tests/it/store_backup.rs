//! Backups: whole or not there, verified, pruned, and restored record by record whatever was done since.

use crate::store_world::{World, candidate, open, remove_candidate, remove_signal, signal, with_fuse};
use northstar::domain::edit::Edit;
use northstar::domain::record::RecordId;
use northstar::domain::workspace::Workspace;
use northstar::store::backup::{self, Backup, Order, Outcome, Reason, last_good, list};
use northstar::store::{self, Fuse, StoreEvent, Writer};
use proptest::prelude::*;
use std::collections::BTreeSet;
use std::fs;

fn order(day: u8, hour: u8) -> Order {
    let at = format!("2026-11-{day:02}T{hour:02}:00:00Z").parse().unwrap();
    Order::new(Reason::Import, at)
}

/// Makes a backup that must be possible.
fn back_up(world: &World, order: &Order) -> Outcome {
    world.log().back_up(order).unwrap()
}

fn is_new(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::Made(_))
}

fn filled() -> World {
    let mut world = World::new();
    let mut log = world.log();
    for edits in [
        vec![signal(1, "one", 11), signal(2, "two", 10), candidate(1, "Export")],
        vec![signal(3, "three", 11)],
    ] {
        world.save(&mut log, edits).unwrap();
    }
    world
}

fn workspace_of(backup: &Backup) -> Workspace {
    let options = store::OpenOptions { read_only: true, ..Default::default() };
    let mut opened = store::open(&backup.folder, &options).unwrap();
    opened.load_all();
    opened.workspace
}

#[test]
fn a_backup_is_a_verified_private_copy_of_its_own() {
    let world = filled();
    let made = back_up(&world, &order(21, 8));
    let backup = made.backup();
    assert_eq!(backup.name, "2026-11-21T08-00-00-import");
    let manifest = backup.verify().unwrap();
    assert_eq!((manifest.records, manifest.transaction), (4, 2));
    assert_eq!(workspace_of(backup), world.model);
    assert!(open(&world.dir).problems.is_empty(), "the workspace does not take it for its own");
    #[cfg(unix)]
    for path in
        backup::files(&backup.folder).iter().map(String::as_str).chain(["manifest.ron", "", "signals"])
    {
        use std::os::unix::fs::MetadataExt;
        let data = fs::metadata(backup.folder.join(path)).unwrap();
        assert_eq!(data.mode() & 0o777, if data.is_dir() { 0o700 } else { 0o600 }, "{path}");
        assert!(data.is_dir() || data.nlink() == 1, "{path} is a link");
    }
}

#[test]
fn nothing_changed_means_no_new_backup() {
    let mut world = filled();
    assert!(is_new(&back_up(&world, &order(21, 8))));
    assert!(!is_new(&back_up(&world, &order(21, 9))), "nothing changed");
    let mut log = world.log();
    world.save(&mut log, vec![signal(4, "four", 11)]).unwrap();
    drop(log);
    assert!(is_new(&back_up(&world, &order(21, 10))));
    fs::write(world.path("candidates/c-0000000009.ron"), "by hand").unwrap();
    assert!(is_new(&back_up(&world, &order(21, 11))), "a file changed that the journal does not know");
    let daily = |day: &str| Order::daily(day.parse().unwrap(), jiff::tz::TimeZone::UTC);
    fs::write(world.path("candidates/c-0000000009.ron"), "by hand again").unwrap();
    assert!(!is_new(&back_up(&world, &daily("2026-11-21T23:00:00Z"))), "the day has one");
    assert!(is_new(&back_up(&world, &daily("2026-11-22T01:00:00Z"))));
    assert_eq!(list(&world.dir).len(), 4);
}

#[test]
fn a_damaged_backup_says_so_and_is_made_again() {
    let world = filled();
    let first = back_up(&world, &order(21, 8)).backup().clone();
    let file = first.folder.join("candidates/c-0000000001.ron");
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, text.replace("Export", "Expert")).unwrap();
    assert_eq!(list(&world.dir)[0].verify().unwrap_err(), "candidates/c-0000000001.ron was changed");
    fs::write(first.folder.join("candidates/more.ron"), "").unwrap();
    assert_eq!(list(&world.dir)[0].verify().unwrap_err(), "candidates/more.ron was added");
    fs::remove_file(&file).unwrap();
    assert!(is_new(&back_up(&world, &order(21, 9))), "the one that is there is not whole");
    let [second, first] = &list(&world.dir)[..] else { panic!("two") };
    assert!(first.verify().is_err() && second.verify().is_ok());
    fs::write(second.folder.join("manifest.ron"), "(").unwrap();
    assert!(list(&world.dir).iter().all(|backup| backup.verify().is_err()));
}

#[test]
fn an_interrupted_backup_is_none() {
    let world = filled();
    let mut log = world.log();
    log.checkpoint().unwrap();
    drop(log);
    let counting = Fuse::stop_after(usize::MAX);
    let steps = {
        let copy = filled();
        store::open(&copy.dir, &with_fuse(&counting)).unwrap().log.unwrap().back_up(&order(21, 8)).unwrap();
        counting.steps()
    };
    assert!(25 < steps, "{steps} steps");
    let mut made = 0;
    for step in 0..steps {
        let fuse = Fuse::stop_after(step);
        let log = store::open(&world.dir, &with_fuse(&fuse)).ok().and_then(|opened| opened.log);
        let done = log.map(|mut log| log.back_up(&order(21, 8)));
        let found = list(&world.dir);
        assert!(found.iter().all(|backup| backup.verify().is_ok()), "step {step}: half a backup");
        if found.is_empty() {
            assert!(!matches!(done, Some(Ok(_))), "step {step}: claimed and not there");
        }
        made += found.len();
        for backup in found {
            fs::remove_dir_all(backup.folder).unwrap();
        }
    }
    assert!(0 < made, "the last steps come after the rename");
    assert!(is_new(&back_up(&world, &order(21, 9))));
    let left: Vec<_> = fs::read_dir(world.path(".northstar/backups")).unwrap().collect();
    assert_eq!(left.len(), 1, "what was interrupted is gone");
    world.assert_all_there();
}

#[test]
fn a_failing_disk_means_no_backup_and_no_harm() {
    let world = filled();
    let blocked = world.path(".northstar/backups");
    let mut log = world.log();
    fs::write(&blocked, "in the way").unwrap();
    let error = log.back_up(&order(21, 8)).unwrap_err();
    assert_eq!(error.exit_code(), 5);
    assert!(error.to_string().starts_with("No backup of "), "{error}");
    drop(log);
    fs::remove_file(&blocked).unwrap();
    world.assert_all_there();
}

#[test]
fn old_backups_go_and_damaged_ones_neither_count_nor_go() {
    let mut world = filled();
    let broken = back_up(&world, &order(1, 0)).backup().clone();
    fs::write(broken.folder.join("manifest.ron"), "(").unwrap();
    let mut log = world.log();
    for hour in 0..16 {
        world.save(&mut log, vec![signal(4, &format!("at {hour}"), 11)]).unwrap();
        log.back_up(&order(21, hour)).unwrap();
    }
    let names: Vec<_> = list(&world.dir).into_iter().map(|backup| backup.name).collect();
    assert_eq!(names.len(), 11);
    assert!(names.contains(&broken.name) && names.contains(&"2026-11-21T06-00-00-import".to_string()));
}

#[test]
fn the_last_good_version_comes_from_journal_or_backup() {
    let mut world = filled();
    back_up(&world, &order(22, 8));
    let id = |edit: Edit| edit.id();
    let one = id(candidate(1, ""));
    let found = last_good(&world.dir, one).unwrap().unwrap();
    assert_eq!(
        (found.record.title(), found.source.as_str()),
        ("Export", "backup 2026-11-22T08-00-00-import")
    );
    fs::remove_dir_all(world.path(".northstar/backups")).unwrap();
    let found = last_good(&world.dir, one).unwrap().unwrap();
    assert_eq!((found.record.title(), found.source.as_str()), ("Export", "transaction 1"));
    let mut log = world.log();
    world.save(&mut log, vec![remove_candidate(1)]).unwrap();
    assert_eq!(last_good(&world.dir, one).unwrap(), None, "it was removed");
    assert_eq!(last_good(&world.dir, RecordId::Strategy).unwrap(), None);
}

#[test]
fn what_a_backup_cannot_read_is_not_taken_for_removed() {
    let mut world = filled();
    fs::write(world.path("candidates/c-0000000007.ron"), "(id: \"c-0000000007\", title: ").unwrap();
    let backup = back_up(&world, &order(21, 8)).backup().clone();
    let mut log = world.log();
    world.save(&mut log, vec![candidate(7, "Mended"), candidate(1, "Changed")]).unwrap();
    let done = backup.open(&world.dir).unwrap().changes(&world.model, &BTreeSet::new());
    assert_eq!((done.changes.len(), done.stayed), (1, 1));
}

#[test]
fn the_thread_that_saves_makes_the_backup_of_the_day_and_those_before_large_changes() {
    let mut world = filled();
    let (tell, events) = std::sync::mpsc::channel();
    let writer = Writer::spawn(world.log(), move |event| tell.send(event).unwrap());
    let wait_for = |wanted: fn(&StoreEvent) -> bool| assert!(events.iter().any(|event| wanted(&event)));
    writer.back_up(Order::daily("2026-11-21T08:00:00Z".parse().unwrap(), jiff::tz::TimeZone::UTC));
    wait_for(|event| matches!(event, StoreEvent::BackedUp { .. }));
    let at_first = world.model.clone();
    let mut before = at_first.clone();
    for edits in [vec![signal(9, "nine", 11)], (10..80).map(|id| signal(id, "many", 11)).collect()] {
        before = world.model.clone();
        let (after, transaction) = world.attempt(edits);
        (world.model, world.number) = (after, transaction.number);
        writer.append(transaction.into()).unwrap();
        wait_for(|event| matches!(event, StoreEvent::Saved { .. }));
    }
    assert!(writer.close().is_empty());
    let [bulk, daily] = &list(&world.dir)[..] else { panic!("two: {:?}", list(&world.dir)) };
    assert_eq!(
        (bulk.name.as_str(), daily.name.as_str()),
        ("2026-11-21T08-00-00-bulk", "2026-11-21T08-00-00-daily")
    );
    assert!(workspace_of(daily) == at_first && daily.verify().is_ok());
    assert!(workspace_of(bulk) == before && bulk.verify().is_ok());
    world.assert_all_there();
}

#[test]
fn a_backup_that_fails_is_told_and_the_change_is_saved() {
    let mut world = filled();
    let (tell, events) = std::sync::mpsc::channel();
    let log = world.log();
    fs::write(world.path(".northstar/backups"), "in the way").unwrap();
    let writer = Writer::spawn(log, move |event| tell.send(event).unwrap());
    let (after, transaction) = world.attempt((10..80).map(|id| signal(id, "many", 11)).collect());
    (world.model, world.number) = (after, transaction.number);
    writer.append(transaction.into()).unwrap();
    assert!(writer.close().is_empty());
    let told: Vec<_> = events.iter().collect();
    let failed = told.iter().filter(|event| matches!(event, StoreEvent::NotBackedUp { .. })).count();
    assert_eq!(failed, 1, "{told:?}");
    assert!(told.contains(&StoreEvent::Saved { number: 3 }));
    fs::remove_file(world.path(".northstar/backups")).unwrap();
    world.assert_all_there();
}

fn any_edit() -> impl Strategy<Value = Edit> {
    prop_oneof![
        (0..5u64, "[a-z]{1,6}", 9..12u8).prop_map(|(id, title, month)| signal(id, &title, month)),
        (0..3u64, "[a-z]{1,6}").prop_map(|(id, title)| candidate(id, &title)),
        (0..5u64).prop_map(remove_signal),
        (0..3u64).prop_map(remove_candidate),
    ]
}

fn save_all(world: &mut World, edits: Vec<Edit>) {
    let mut log = world.log();
    for edit in edits {
        if matches!(edit, Edit::Put(_)) || world.model.get(edit.id()).is_some() {
            world.save(&mut log, vec![edit]).unwrap();
        }
    }
    log.checkpoint().unwrap();
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn a_restore_gives_the_backup_and_its_undo_what_was_before(
        first in prop::collection::vec(any_edit(), 0..10),
        then in prop::collection::vec(any_edit(), 0..10),
        only in prop::option::of(0..3u64),
    ) {
        let mut world = World::new();
        save_all(&mut world, first);
        let backup = back_up(&world, &order(21, 8)).backup().clone();
        let (at_backup, mut steps) = (world.model.clone(), Vec::new());
        save_all(&mut world, then);
        let before = world.model.clone();
        let only: BTreeSet<RecordId> = only.map(|id| candidate(id, "").id()).into_iter().collect();
        let mut workspace = world.model.clone();
        let done = backup.open(&world.dir).unwrap().changes(&workspace, &only);
        backup::take(&mut workspace, &done.changes);
        prop_assert_eq!(done.stayed, 0);
        if only.is_empty() {
            prop_assert!(workspace == at_backup);
        }
        for change in &done.changes {
            prop_assert!(only.is_empty() || only.contains(&change.id));
            steps.push(change.forward());
        }
        let inverse: Vec<Edit> = done.changes.iter().rev().map(northstar::domain::edit::Change::backward).collect();
        let mut log = world.log();
        if !steps.is_empty() {
            world.save(&mut log, steps).unwrap();
            world.save(&mut log, inverse).unwrap();
        }
        drop(log);
        prop_assert!(world.model == before);
        world.assert_all_there();
    }
}
