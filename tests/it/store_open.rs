//! Opening: second instances, newer formats, broken records, edits by others, the first frame.

use crate::store_world::{World, assert_same, candidate, open, remove_signal, signal, with_fuse};
use northstar::domain::id::SignalId;
use northstar::store::{self, Access, Fuse, OpenOptions, Problem, StoreError};

const NOVEMBER: &str = "signals/2026-11.ron";

fn filled() -> World {
    let mut world = World::new();
    let mut log = world.log();
    let edits =
        vec![signal(1, "one", 11), signal(2, "two", 11), signal(3, "three", 11), candidate(1, "Export")];
    world.save(&mut log, edits).unwrap();
    log.checkpoint().unwrap();
    world
}

#[test]
fn a_second_instance_reads_and_names_the_first() {
    let mut world = filled();
    let options = OpenOptions { pid_note: "pid 12".into(), device: "desk".into(), ..OpenOptions::default() };
    let mut first = store::open(&world.dir, &options).unwrap();
    world.save(first.log.as_mut().unwrap(), vec![signal(4, "four", 11)]).unwrap();
    let second = world.open();
    assert_eq!(second.access, Access::ReadOnly { why: "pid 12 on desk has it open".into() });
    assert!(second.log.is_none());
    assert_same(&second.workspace, &world.model);
    drop(first);
    assert_eq!(world.open().access, Access::Writable);
}

#[test]
fn a_newer_format_is_shown_when_it_allows_and_refused_otherwise() {
    let world = filled();
    let header = world.read("workspace.ron");
    std::fs::write(world.path("workspace.ron"), header.replace("format: 1", "format: 2")).unwrap();
    let opened = world.open();
    assert!(matches!(opened.access, Access::ReadOnly { .. }) && opened.log.is_none());
    assert_same(&opened.workspace, &world.model);
    let newer = header.replace("format: 1", "format: 3").replace("min_reader: 1", "min_reader: 2");
    std::fs::write(world.path("workspace.ron"), newer).unwrap();
    let error = store::open(&world.dir, &OpenOptions::default()).unwrap_err();
    assert!(matches!(error, StoreError::Newer { format: 3, min_reader: 2 }));
    assert_eq!(error.exit_code(), 6);
}

#[test]
fn a_workspace_without_its_header_or_private_folder_opens() {
    let world = filled();
    std::fs::remove_file(world.path("workspace.ron")).unwrap();
    world.assert_all_there();
    std::fs::remove_dir_all(world.path(".northstar")).unwrap();
    std::fs::write(world.path(".northstar"), "in the way").unwrap();
    let opened = world.open();
    assert!(matches!(opened.access, Access::ReadOnly { .. }));
    assert_same(&opened.workspace, &world.model);
    let nowhere = store::open(&world.path("nowhere"), &OpenOptions::default()).unwrap_err();
    assert!(matches!(nowhere, StoreError::NotFound { .. }));
}

#[test]
fn a_disk_that_takes_nothing_still_opens_with_everything_saved() {
    let mut world = filled();
    let mut log = world.log();
    world.save(&mut log, vec![signal(4, "four", 11), remove_signal(1)]).unwrap();
    drop(log);
    let journal = world.path(".northstar/journal/000001.log");
    let torn = [&std::fs::read(&journal).unwrap()[..], b"J1 0123"].concat();
    std::fs::write(&journal, torn).unwrap();
    let mut opened = store::open(&world.dir, &with_fuse(&Fuse::stop_after(0))).unwrap();
    opened.load_all();
    assert!(matches!(opened.access, Access::ReadOnly { .. }));
    assert_same(&opened.workspace, &world.model);
    drop(opened);
    world.assert_all_there();
}

#[test]
fn a_broken_record_keeps_its_place_and_its_bytes() {
    let mut world = filled();
    let broken = world.read(NOVEMBER).replace("title:\"two\"", "title:two // my note");
    std::fs::write(world.path(NOVEMBER), &broken).unwrap();
    let opened = world.open();
    let problem = &opened.problems[0];
    assert_eq!((opened.problems.len(), problem.line, problem.column), (1, Some(3), Some(26)));
    assert_eq!(problem.id.unwrap().to_string(), "s-0000000002");
    assert!(problem.to_string().starts_with("signals/2026-11.ron:3:26: Expected string"), "{problem}");
    assert_eq!(opened.workspace.signals().len(), 2);

    world.model = opened.workspace;
    let mut log = opened.log.unwrap();
    world.save(&mut log, vec![signal(1, "one again", 11), signal(9, "nine", 11)]).unwrap();
    log.checkpoint().unwrap();
    let line =
        |text: &str, holding: &str| text.lines().find(|line| line.contains(holding)).unwrap().to_string();
    assert_eq!(line(&world.read(NOVEMBER), "my note"), line(&broken, "my note"));
    drop(log);
    assert_same(&world.open().workspace, &world.model);
}

#[test]
fn broken_documents_are_listed_and_the_rest_opens() {
    let world = filled();
    let put = |name: &str, bytes: &[u8]| std::fs::write(world.path(name), bytes).unwrap();
    put("candidates/c-0000000002.ron", b"(\n    id: \"c-0000000002\",\n    titel: \"x\",\n)");
    put("candidates/c-0000000003.ron", b"(id: \"c-0000000003\", title: \"\xff\")");
    put("candidates/c-0000000004.ron", b"\0\0\0");
    put("candidates/mine.ron", b"(id: \"c-0000000005\", title: \"x\")");
    put("candidates/c-0000000006.ron", b"(id: \"c-0000000005\", title: \"x\")");
    let opened = world.open();
    let lines: Vec<_> = opened.problems.iter().map(Problem::to_string).collect();
    assert_eq!(lines.len(), 5, "{lines:?}");
    assert!(lines[0].starts_with("candidates/c-0000000002.ron:4:"), "{lines:?}");
    assert!(lines[1].starts_with("candidates/c-0000000003.ron:1:30: The text is not UTF-8"), "{lines:?}");
    assert_same(&opened.workspace, &world.model);
}

#[test]
fn comments_and_fields_of_a_newer_program_survive_an_edit() {
    let mut world = filled();
    let file = "candidates/c-0000000001.ron";
    let theirs = "// ours to keep\n(\n    title: \"Export\", // short\n    mood: Calm,\n    id: \"c-0000000001\",\n)\n";
    std::fs::write(world.path(file), theirs).unwrap();
    let month = world.read(NOVEMBER).replace("title:\"two\",", "/* hm */ title:\"two\", mood:Calm(1),");
    std::fs::write(world.path(NOVEMBER), &month).unwrap();
    let mut log = world.log();
    world.save(&mut log, vec![candidate(1, "Audit export"), signal(2, "zwei", 11)]).unwrap();
    log.checkpoint().unwrap();
    assert_eq!(log.take_foreign(), []);
    assert_eq!(world.read(file), theirs.replace("Export", "Audit export"));
    assert_eq!(world.read(NOVEMBER), month.replace("two", "zwei"));
    drop(log);
    world.assert_all_there();
}

#[test]
fn a_signal_in_the_wrong_month_or_twice_is_taken_once() {
    let mut world = filled();
    let line = world.read(NOVEMBER).lines().nth(2).unwrap().to_string();
    let older = line.replace("two", "stale copy");
    let stray = line.replace("s-0000000002", "s-0000000008").replace("two", "stray");
    std::fs::write(world.path("signals/2026-12.ron"), format!("[\n{older}\n{stray}\n]\n")).unwrap();
    std::fs::write(world.path(NOVEMBER), world.read(NOVEMBER).replace(&line, &format!("{line}\n{older}")))
        .unwrap();
    let opened = world.open();
    let title = |id: u64| opened.workspace.signal(SignalId::from_bits(id)).map(|signal| signal.title.clone());
    assert_eq!((title(2).as_deref(), title(8).as_deref()), (Some("two"), Some("stray")));
    assert_eq!((opened.problems.len(), opened.joined), (1, 1), "{:?}", opened.problems);
    let joined = opened.workspace.signal(SignalId::from_bits(2)).unwrap();
    assert_eq!(joined.conflicts[0].theirs, "stale copy");

    world.model = opened.workspace.clone();
    let mut log = opened.log.unwrap();
    world.save(&mut log, vec![remove_signal(2), remove_signal(8)]).unwrap();
    log.checkpoint().unwrap();
    drop(log);
    world.assert_all_there();
}

#[test]
fn the_first_frame_has_the_newest_and_the_rest_follows_once() {
    let mut world = World::new();
    let mut log = world.log();
    let edits = (0..3_000).map(|n| signal(n, &format!("signal {n}"), 1 + (n % 3) as u8)).collect();
    world.save(&mut log, edits).unwrap();
    log.checkpoint().unwrap();
    drop(log);
    let mut opened = store::open(&world.dir, &OpenOptions::default()).unwrap();
    let first = opened.workspace.signals().len();
    assert!((1..1_000).contains(&first) && !opened.rest.is_empty(), "{first}");
    assert!(opened.workspace.signals().all(|signal| signal.at.to_string().starts_with("2026-03")));

    // What is published while the rest waits does not reach it.
    world.model = world.open().workspace;
    let mut log = opened.log.take().unwrap();
    world.save(&mut log, vec![signal(0, "changed meanwhile", 1), signal(9_999, "new", 1)]).unwrap();
    log.checkpoint().unwrap();
    let mut counted = 0;
    while let Some(batch) = opened.rest.next_batch() {
        assert!(batch.problems.is_empty(), "{:?}", batch.problems);
        assert!(batch.signals.iter().all(|signal| signal.title.starts_with("signal ")));
        counted += batch.signals.len();
    }
    assert_eq!(first + counted, 3_000);
    assert!(opened.rest.is_empty());
    drop(log);
    world.assert_all_there();
}

#[test]
fn opening_and_closing_changes_no_byte() {
    let world = filled();
    let before =
        (world.read(NOVEMBER), world.read("strategy.ron"), world.read(".northstar/journal/000001.log"));
    let opened = open(&world.dir);
    assert!(!opened.log.as_ref().unwrap().is_dirty());
    drop(opened);
    let after =
        (world.read(NOVEMBER), world.read("strategy.ron"), world.read(".northstar/journal/000001.log"));
    assert_eq!(before, after);
}

#[cfg(unix)]
#[test]
fn links_pipes_and_folders_in_the_place_of_records_are_listed_and_never_followed() {
    use std::os::unix::fs::symlink;
    let mut world = filled();
    let outside = world.dir.with_file_name("secret.ron");
    std::fs::write(&outside, "(id: \"c-0000000002\", title: \"Stolen\")").unwrap();
    symlink(&outside, world.path("candidates/c-0000000002.ron")).unwrap();
    let pipe = std::process::Command::new("mkfifo").arg(world.path("candidates/c-0000000003.ron")).status();
    std::fs::create_dir(world.path("candidates/c-0000000004.ron")).unwrap();
    symlink("/dev/zero", world.path("signals/2026-10.ron")).unwrap();
    let opened = world.open();
    let said: Vec<_> = opened.problems.iter().map(Problem::to_string).collect();
    assert_eq!(said.len(), if pipe.is_ok_and(|status| status.success()) { 4 } else { 3 }, "{said:?}");
    assert!(said.iter().all(|problem| problem.contains("cannot be read")), "{said:?}");
    assert_same(&opened.workspace, &world.model);
    // Nor are they written through.
    let mut log = opened.log.unwrap();
    world.save(&mut log, vec![candidate(2, "Ours"), signal(7, "seven", 10)]).unwrap();
    assert!(log.checkpoint().unwrap_err().to_string().starts_with("Saved, but"));
    assert!(std::fs::read_to_string(&outside).unwrap().contains("Stolen"));
}

#[cfg(unix)]
#[test]
fn folders_that_are_links_are_never_written_through() {
    use std::os::unix::fs::symlink;
    let mut world = filled();
    let elsewhere = world.dir.with_file_name("elsewhere");
    std::fs::rename(world.path("candidates"), &elsewhere).unwrap();
    symlink(&elsewhere, world.path("candidates")).unwrap();
    let before = std::fs::read_to_string(elsewhere.join("c-0000000001.ron")).unwrap();
    let mut log = world.open().log.unwrap();
    world.save(&mut log, vec![candidate(1, "Ours"), candidate(5, "New")]).unwrap();
    let error = log.checkpoint().unwrap_err().to_string();
    assert!(error.contains("its folder is a link"), "{error}");
    assert_eq!(std::fs::read_to_string(elsewhere.join("c-0000000001.ron")).unwrap(), before);
    assert_eq!(std::fs::read_dir(&elsewhere).unwrap().count(), 1);
    drop(log);
    std::fs::rename(world.path(".northstar"), world.dir.with_file_name("private")).unwrap();
    symlink(world.dir.with_file_name("private"), world.path(".northstar")).unwrap();
    let opened = world.open();
    assert!(
        matches!(&opened.access, Access::ReadOnly { why } if why.contains("link")),
        "{:?}",
        opened.access
    );
}

#[cfg(unix)]
#[test]
fn a_workspace_behind_a_link_is_the_one_it_was_at_the_start() {
    use std::os::unix::fs::symlink;
    let mut world = filled();
    let link = world.dir.with_file_name("link");
    symlink(&world.dir, &link).unwrap();
    let mut log = open(&link).log.unwrap();
    std::fs::remove_file(&link).unwrap();
    symlink(world.dir.with_file_name("nowhere"), &link).unwrap();
    world.save(&mut log, vec![candidate(2, "Two")]).unwrap();
    log.checkpoint().unwrap();
    drop(log);
    world.assert_all_there();
}

#[test]
fn a_workspace_that_was_moved_takes_nothing_until_it_is_back() {
    let mut world = filled();
    let mut log = world.log();
    let away = world.dir.with_file_name("away");
    std::fs::rename(&world.dir, &away).unwrap();
    let (after, transaction) = world.attempt(vec![candidate(2, "Two")]);
    let error = log.append(&transaction).unwrap_err();
    assert_eq!(error.exit_code(), 5);
    assert!(error.to_string().starts_with("Not saved: it is no longer there"), "{error}");
    std::fs::rename(&away, &world.dir).unwrap();
    log.append(&transaction).unwrap();
    (world.model, world.number) = (after, transaction.number);
    log.checkpoint().unwrap();
    drop(log);
    world.assert_all_there();
}

#[cfg(unix)]
#[test]
fn without_its_lock_file_nothing_more_is_written() {
    let mut world = filled();
    let mut log = world.log();
    world.save(&mut log, vec![candidate(2, "Two")]).unwrap();
    let export = world.read("candidates/c-0000000001.ron");
    std::fs::remove_file(world.path(".northstar/lock")).unwrap();
    let (_, transaction) = world.attempt(vec![candidate(1, "Lost")]);
    assert!(matches!(log.append(&transaction), Err(StoreError::LockLost { .. })));
    assert!(matches!(log.checkpoint(), Err(StoreError::LockLost { .. })));
    assert_eq!(world.read("candidates/c-0000000001.ron"), export);
    assert!(!world.path("candidates/c-0000000002.ron").exists());
}

#[cfg(unix)]
#[test]
fn files_are_private_and_no_temporary_one_is_left() {
    use std::os::unix::fs::PermissionsExt;
    let world = filled();
    let mut folders = vec![world.dir.clone()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let entry = entry.unwrap();
            let mode = entry.metadata().unwrap().permissions().mode() & 0o777;
            let name = entry.file_name().into_string().unwrap();
            assert!(!name.contains("tmp"), "{name}");
            if entry.path().is_dir() {
                assert_eq!(mode, 0o700, "{name}");
                folders.push(entry.path());
            } else {
                assert_eq!(mode, 0o600, "{name}");
            }
        }
    }
}
