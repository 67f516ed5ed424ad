//! Files of records cut and flipped at every byte: nothing panics, no other record is hidden, and nothing is
//! written over what was found.

use crate::store_world::{World, assert_same, candidate, signal};
use northstar::domain::edit::Edit;
use northstar::domain::id::SignalId;
use northstar::domain::record::{Record, RecordId};
use northstar::domain::signal::Signal;
use northstar::store::{self, OpenOptions, Opened};
use std::collections::BTreeMap;

const MONTHS: [&str; 2] = ["signals/2026-10.ron", "signals/2026-11.ron"];
const DOCUMENTS: [&str; 3] = ["candidates/c-0000000001.ron", "candidates/c-0000000002.ron", "strategy.ron"];

fn filled() -> World {
    let mut world = World::new();
    let mut log = world.log();
    let edits = vec![
        signal(1, "one", 10),
        signal(2, "two \"quoted\"", 11),
        signal(3, "three /* no comment", 11),
        signal(4, "four, (five]", 11),
        candidate(1, "Export"),
        candidate(2, "Audit"),
    ];
    world.save(&mut log, edits).unwrap();
    log.checkpoint().unwrap();
    world
}

fn read_only(world: &World) -> Opened {
    let options = OpenOptions { read_only: true, ..OpenOptions::default() };
    let mut opened = store::open(&world.dir, &options).unwrap();
    opened.load_all();
    opened
}

fn records(opened: &Opened) -> BTreeMap<RecordId, Record> {
    let workspace = &opened.workspace;
    let signals = workspace.signals().cloned().map(Record::Signal);
    let candidates = workspace.candidates().cloned().map(Record::Candidate);
    signals.chain(candidates).map(|record| (record.id(), record)).collect()
}

/// Opens with a damaged file and checks that every record but those `touched` is there as it was.
fn check(world: &World, path: &str, bytes: &[u8], touched: impl Fn(RecordId) -> bool, how: &str) {
    std::fs::write(world.path(path), bytes).unwrap();
    let opened = read_only(world);
    let found = records(&opened);
    for (id, record) in records_of_model(world) {
        if !touched(id) {
            assert_eq!(found.get(&id), Some(&record), "{how}: {id} is hidden\n{:?}", opened.problems);
        }
    }
    assert_eq!(std::fs::read(world.path(path)).unwrap(), bytes, "{how}: written over");
}

fn records_of_model(world: &World) -> BTreeMap<RecordId, Record> {
    let workspace = &world.model;
    let signals = workspace.signals().cloned().map(Record::Signal);
    let candidates = workspace.candidates().cloned().map(Record::Candidate);
    signals.chain(candidates).map(|record| (record.id(), record)).collect()
}

/// The records of a month on the line of a byte, and on the next one when the byte ends the line.
fn on_line(text: &[u8], at: usize) -> Vec<String> {
    let start = text[..at].iter().rposition(|byte| *byte == b'\n').map_or(0, |newline| newline + 1);
    let end = |from: usize| {
        text[from..].iter().position(|byte| *byte == b'\n').map_or(text.len(), |to| from + to + 1)
    };
    let end = if text[at] == b'\n' { end((at + 1).min(text.len())) } else { end(at) };
    let line = String::from_utf8_lossy(&text[start..end]).into_owned();
    line.split("(id:\"").skip(1).map(|rest| rest[..12].to_string()).collect()
}

#[test]
fn a_record_file_cut_or_flipped_anywhere_hides_no_other_record() {
    let world = filled();
    for path in DOCUMENTS {
        let whole = std::fs::read(world.path(path)).unwrap();
        let stem = path.rsplit('/').next().unwrap().trim_end_matches(".ron").to_string();
        for at in 0..whole.len() {
            let mut flipped = whole.clone();
            flipped[at] ^= 1 << (at % 8);
            check(&world, path, &whole[..at], |id| id.to_string() == stem, &format!("{path} cut at {at}"));
            check(&world, path, &flipped, |id| id.to_string() == stem, &format!("{path} flipped at {at}"));
        }
        std::fs::write(world.path(path), whole).unwrap();
    }
}

#[test]
fn a_month_cut_or_flipped_anywhere_hides_the_records_there_and_no_other() {
    let world = filled();
    for path in MONTHS {
        let whole = std::fs::read(world.path(path)).unwrap();
        let place = |id: RecordId| memchr::memmem::find(&whole, id.to_string().as_bytes());
        let end = |id: RecordId| {
            place(id).map(|at| at + whole[at..].iter().position(|byte| *byte == b'\n').unwrap())
        };
        for at in 0..whole.len() {
            let is_cut = |id: RecordId| end(id).is_some_and(|end| at < end);
            check(&world, path, &whole[..at], is_cut, &format!("{path} cut at {at}"));
            let mut flipped = whole.clone();
            flipped[at] ^= 1 << (at % 8);
            let hit = on_line(&whole, at);
            let is_hit = |id: RecordId| hit.contains(&id.to_string());
            check(&world, path, &flipped, is_hit, &format!("{path} flipped at {at}"));
        }
        std::fs::write(world.path(path), whole).unwrap();
    }
}

#[test]
fn a_file_too_large_is_refused_before_it_is_read() {
    let world = filled();
    let huge = std::fs::File::create(world.path(DOCUMENTS[0])).unwrap();
    huge.set_len(2 << 30).unwrap();
    let opened = read_only(&world);
    assert!(opened.problems[0].what.contains("2147483648 bytes"), "{:?}", opened.problems);
    assert_eq!(opened.workspace.candidates().len(), 1);
}

#[test]
fn opening_and_leaving_changes_no_byte() {
    let world = filled();
    let by_hand = "\u{feff}// mine\r\n(\r\n    mood: Calm(3),\r\n    title: \"Export\", /* x */\r\n    horizon: Nova,\r\n    id: \"c-0000000001\"\r\n)";
    std::fs::write(world.path(DOCUMENTS[0]), by_hand).unwrap();
    std::fs::write(world.path(DOCUMENTS[1]), "(id: \"c-0000000002\", title").unwrap();
    let month = world.read(MONTHS[1]).replace("[\n", "// mine\n[\n(id:\"s-0000000009\",titel:7),\n");
    std::fs::write(world.path(MONTHS[1]), month).unwrap();
    let all = || {
        let names = DOCUMENTS.iter().chain(&MONTHS).chain(&["workspace.ron", ".gitignore", ".gitattributes"]);
        names.map(|name| std::fs::read(world.path(name)).unwrap()).collect::<Vec<_>>()
    };
    let before = all();
    let mut opened = world.open();
    let mut log = opened.log.take().unwrap();
    log.checkpoint().unwrap();
    drop((log, opened));
    assert_eq!(all(), before);
}

/// Six signals, and the text of their month with the id of one made that of another by damage.
fn with_one_id_twice(wrong: &str, right: &str) -> (World, String) {
    let mut world = World::new();
    let mut log = world.log();
    let at = |id: u64| {
        let Edit::Put(Record::Signal(made)) = signal(id, &format!("words {id}"), 11) else { unreachable!() };
        let at = made.at + jiff::SignedDuration::from_mins(i64::try_from(id).unwrap());
        Edit::from(Signal { at, ..Signal::clone(&made) })
    };
    world.save(&mut log, (1..=6).map(at).collect()).unwrap();
    log.checkpoint().unwrap();
    drop(log);
    let text = world.read(MONTHS[1]).replacen(wrong, right, 1);
    std::fs::write(world.path(MONTHS[1]), &text).unwrap();
    (world, text)
}

#[test]
fn two_signals_with_one_id_are_both_open_and_the_one_out_of_order_has_another_id() {
    for (wrong, number) in [(2_u64, 5_u64), (5, 2), (2, 3)] {
        let id = |number: u64| format!("s-{number:010}");
        let (mut world, text) = with_one_id_twice(&id(wrong), &id(number));
        let (opened, again) = (world.open(), world.open());
        assert_same(&opened.workspace, &again.workspace);
        let found = |number: u64| {
            opened.workspace.signals().filter(|one| one.title == format!("words {number}")).count()
        };
        assert_eq!((1..=6).map(found).collect::<Vec<_>>(), [1; 6], "{wrong} as {number}");
        assert_eq!((opened.problems.len(), opened.joined), (1, 0), "{:?}", opened.problems);
        assert!(opened.problems[0].what.starts_with("Two signals have the id"), "{:?}", opened.problems);
        assert_eq!(world.read(MONTHS[1]), text, "bytes stay");
        let kept = opened.workspace.signal(SignalId::from_bits(number)).unwrap();
        if wrong.abs_diff(number) != 1 {
            assert_eq!(kept.title, format!("words {number}"));
        }

        let (kept_title, edited) =
            (kept.title.clone(), Signal { body: "edited".into(), ..Signal::clone(kept) });
        drop(again);
        world.model = opened.workspace.clone();
        let mut log = opened.log.unwrap();
        world.save(&mut log, vec![edited.into()]).unwrap();
        log.checkpoint().unwrap();
        drop(log);
        let line = |text: &str| {
            text.lines().filter(|line| line.contains(&id(number))).map(str::to_string).collect::<Vec<_>>()
        };
        let (before, after) = (line(&text), line(&world.read(MONTHS[1])));
        let is_same = |n: usize| before[n] == after[n];
        let other = before.iter().position(|line| !line.contains(&format!("\"{kept_title}\""))).unwrap();
        assert!(is_same(other) && !is_same(1 - other), "{after:?}");
        assert_same(&world.open().workspace, &world.model);
    }
}
