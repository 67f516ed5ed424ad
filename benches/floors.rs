//! The floors of the program, each beside something bare measured in the same run: judge ratios, not
//! milliseconds. `cargo bench`, or one group of it: `cargo bench -- key`.
//!
//! `cargo bench -- generate DIR SIGNALS [INBOX]` writes the workspace that is measured here, to be opened by
//! the program itself.
#![expect(clippy::unwrap_used, reason = "a benchmark that cannot run must stop")]

mod desk;
mod generator;
mod judge;

use desk::{Case, Desk, bare_terminal, draw_bare, with_desk};
use divan::Bencher;
use generator::{Shape, csv, generate};
use northstar::analysis::finding::Facts;
use northstar::analysis::ledger::Ledger;
use northstar::analysis::rules;
use northstar::app::Effect;
use northstar::domain::edit::{Edit, Transaction, TransactionKind};
use northstar::domain::id::CandidateId;
use northstar::domain::record::RecordId;
use northstar::exchange::import::{self, Options, merge};
use northstar::store::{self, Log, OpenOptions};
use std::cell::RefCell;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// The usual day: forty signals wait, the others are decided.
const DAYS: [Case; 3] = [Case::day(1_000), Case::day(10_000), Case::day(100_000)];
/// The worst day: nothing is decided.
const ALL: [Case; 6] =
    [DAYS[0], DAYS[1], DAYS[2], Case::heap(1_000), Case::heap(10_000), Case::heap(100_000)];

fn main() {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    match words.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["generate", dir, count] => write_workspace(dir, count, "40"),
        ["generate", dir, count, inbox] => write_workspace(dir, count, inbox),
        _ => divan::Divan::from_args().max_time(Duration::from_secs(2)).main(),
    }
}

fn write_workspace(dir: &str, count: &str, inbox: &str) {
    let shape = Shape { signals: count.parse().unwrap(), inbox: inbox.parse().unwrap() };
    generate(Path::new(dir), shape).unwrap();
}

/// From the folder to the first frame, and to everything loaded.
#[divan::bench_group(sample_size = 1, sample_count = 40)]
mod start {
    use super::*;

    /// The least a full-screen program does before its first frame: no data at all.
    #[divan::bench]
    fn bare(bencher: Bencher<'_, '_>) {
        bencher.bench_local(|| draw_bare(&mut bare_terminal(), 0));
    }

    #[divan::bench(args = DAYS)]
    fn first_frame(bencher: Bencher<'_, '_>, case: &Case) {
        let dir = case.folder();
        bencher.bench_local(|| {
            let (mut desk, rest) = Desk::open(&dir);
            desk.draw();
            (desk, rest)
        });
    }

    /// Only reading the bytes that `load_all` parses.
    #[divan::bench(args = DAYS, sample_count = 10)]
    fn bare_read(bencher: Bencher<'_, '_>, case: &Case) {
        let dir = case.folder().join("signals");
        bencher.bench_local(|| {
            let files = std::fs::read_dir(&dir).unwrap();
            files.map(|file| std::fs::read(file.unwrap().path()).unwrap().len()).sum::<usize>()
        });
    }

    #[divan::bench(args = DAYS, sample_count = 10)]
    fn load_all(bencher: Bencher<'_, '_>, case: &Case) {
        let dir = case.folder();
        bencher.bench_local(|| {
            let mut opened = store::open(&dir, &OpenOptions::default()).unwrap();
            opened.load_all();
            opened
        });
    }

    /// What one message of the loader keeps a key waiting for; the slowest one is the floor that counts.
    #[divan::bench(args = DAYS, sample_count = 120)]
    fn one_message_of_the_loader(bencher: Bencher<'_, '_>, case: &Case) {
        let dir = case.folder();
        let state = RefCell::new((Desk::open(&dir).0, Vec::new()));
        let next = || {
            let (desk, waiting) = &mut *state.borrow_mut();
            if waiting.is_empty() {
                let (fresh, rest) = Desk::open(&dir);
                *desk = fresh;
                *waiting = Desk::messages(rest);
            }
            waiting.pop().unwrap()
        };
        bencher.with_inputs(next).bench_local_values(|message| state.borrow_mut().0.take(message));
    }
}

/// From a key to the bytes of the changed screen.
#[divan::bench_group(sample_size = 1, sample_count = 300)]
mod key {
    use super::*;

    /// A list of fifty rows whose selected row moves.
    #[divan::bench]
    fn bare(bencher: Bencher<'_, '_>) {
        let mut terminal = bare_terminal();
        let mut row = 0;
        bencher.bench_local(|| {
            row = (row + 1) % 40;
            draw_bare(&mut terminal, row);
        });
    }

    #[divan::bench(args = ALL)]
    fn down(bencher: Bencher<'_, '_>, case: &Case) {
        with_desk(case, |desk| bencher.bench_local(|| desk.borrow_mut().press("j")));
    }

    #[divan::bench(args = ALL)]
    fn page(bencher: Bencher<'_, '_>, case: &Case) {
        with_desk(case, |desk| {
            let mut keys = ["<ctrl-d>", "<ctrl-d>", "<ctrl-u>", "<ctrl-u>"].into_iter().cycle();
            bencher.bench_local(|| desk.borrow_mut().press(keys.next().unwrap()));
        });
    }

    /// A verdict with everything that follows it, up to what is handed to the writer; without the frame.
    #[divan::bench(args = ALL)]
    fn verdict(bencher: Bencher<'_, '_>, case: &Case) {
        with_desk(case, |desk| {
            let next = || desk.borrow_mut().turn_back();
            bencher.with_inputs(next).bench_local_values(|()| desk.borrow_mut().type_keys("K"));
        });
    }

    #[divan::bench(args = ALL)]
    fn verdict_on_50_marks(bencher: Bencher<'_, '_>, case: &Case) {
        with_desk(case, |desk| {
            let next = || {
                desk.borrow_mut().turn_back();
                desk.borrow_mut().type_keys(&format!("gg{}", " ".repeat(50)));
            };
            bencher.with_inputs(next).bench_local_values(|()| desk.borrow_mut().type_keys("K"));
        });
    }

    #[divan::bench(args = ALL)]
    fn undo(bencher: Bencher<'_, '_>, case: &Case) {
        with_desk(case, |desk| {
            let next = || desk.borrow_mut().type_keys("K");
            bencher.with_inputs(next).bench_local_values(|_| desk.borrow_mut().type_keys("u"));
        });
    }

    /// One key of a filter over all signals, with its frame; the slowest one is the floor that counts.
    #[divan::bench(args = DAYS)]
    fn filter(bencher: Bencher<'_, '_>, case: &Case) {
        with_desk(case, |desk| {
            desk.borrow_mut().type_keys("v");
            let mut keys = ["export report", "rotate key", "banks sso invoice", "tag:sso exprt"]
                .iter()
                .flat_map(|words| std::iter::once("start").chain(words.split_inclusive(|_| true)))
                .cycle();
            let next = || {
                let key = keys.next().unwrap();
                if key != "start" {
                    return key;
                }
                desk.borrow_mut().type_keys("<esc><esc>/");
                keys.next().unwrap()
            };
            bencher.with_inputs(next).bench_local_values(|key| desk.borrow_mut().press(key));
            desk.borrow_mut().type_keys("<esc><esc>v");
        });
    }
}

/// From a transaction to `saved`.
/// Two thousand candidates with fifty thousand links: what a key costs on the list, on the board, in the form.
#[divan::bench_group(sample_size = 1, sample_count = 100)]
mod board {
    use super::*;
    use desk::board;

    const KEYS: [&str; 12] =
        ["3j", "3+", "3]", "3K", "3L2", "3W", "gr", "gr+", "grj", "grJ", "3e", "3=.5<ctrl-s>"];

    #[divan::bench(args = KEYS)]
    fn key(bencher: Bencher<'_, '_>, keys: &str) {
        let desk = RefCell::new(board(2_000, 50_000));
        let (first, last) = split(keys);
        bencher
            .with_inputs(|| {
                let mut desk = desk.borrow_mut();
                desk.model.overlays.clear();
                desk.type_keys(first);
                desk.draw();
            })
            .bench_local_values(|()| desk.borrow_mut().press(last));
    }

    /// The keys before the last, and the last.
    fn split(keys: &str) -> (&str, &str) {
        let at = if keys.ends_with('>') { keys.rfind('<').unwrap() } else { keys.len() - 1 };
        keys.split_at(at)
    }

    /// 300 candidates, 10,000 draws: on its own thread, so that no key waits for it.
    #[divan::bench(args = [300, 2_000], sample_count = 5)]
    fn draws(bencher: Bencher<'_, '_>, candidates: usize) {
        let mut desk = board(candidates, 0);
        let effects = desk.type_keys("3+");
        let job = effects.into_iter().find_map(|effect| match effect {
            Effect::Rank(job) => Some(job),
            _ => None,
        });
        let job = job.unwrap();
        bencher.bench_local(|| {
            let mut draws = job.start();
            draws.draw(northstar::analysis::rank::MANY);
            job.answer(&draws)
        });
    }
}

#[divan::bench_group(sample_size = 1, sample_count = 200)]
mod save {
    use super::*;

    #[divan::bench(args = [1, 50])]
    fn append(bencher: Bencher<'_, '_>, records: usize) {
        let case = Case::heap(1_000);
        let (mut log, mut transactions) = (fresh_log(&case), numbered(&case, records));
        let next = || transactions.next().unwrap();
        bencher.with_inputs(next).bench_local_values(|one| log.1.append(&one).unwrap());
    }

    /// As many bytes, written behind the others and synced, by nobody in particular.
    #[divan::bench(args = [1, 50])]
    fn bare_append(bencher: Bencher<'_, '_>, records: usize) {
        let case = Case::heap(1_000);
        let bytes = vec![b'x'; bytes_of(&case, records)];
        let mut file = tempfile::tempfile_in(case.folder()).unwrap();
        bencher.bench_local(|| {
            file.write_all(&bytes).unwrap();
            file.sync_data().unwrap();
        });
    }
}

/// What the rules say of 2,000 candidates with 50,000 links: at most 100 ms for all, next to nothing for one.
#[divan::bench_group(sample_size = 1, sample_count = 20)]
mod judge_2_000 {
    use super::*;

    const TODAY: jiff::civil::Date = jiff::civil::date(2026, 11, 21);

    #[divan::bench]
    fn everything(bencher: Bencher<'_, '_>) {
        let workspace = judge::workspace();
        bencher.bench_local(|| rules::everything(&Facts::new(&workspace, generator::end(), TODAY)).len());
    }

    #[divan::bench]
    fn one_candidate(bencher: Bencher<'_, '_>) {
        let workspace = judge::workspace();
        let id = RecordId::Candidate(CandidateId::from_bits(1));
        bencher.bench_local(|| rules::of_record(id, &workspace, generator::end(), TODAY).len());
    }

    #[divan::bench]
    fn after_an_edit(bencher: Bencher<'_, '_>) {
        let mut workspace = judge::workspace();
        let mut ledger = Ledger::of(&Facts::new(&workspace, generator::end(), TODAY));
        let signal = workspace.signals().next().unwrap().clone();
        let change = workspace.apply(Edit::Put(northstar::domain::record::Record::Signal(signal))).unwrap();
        let changes = [change];
        bencher.bench_local(|| ledger.refresh(&changes, &workspace, generator::end(), TODAY));
    }
}

/// A table of 10,000 rows brought in.
#[divan::bench_group(sample_size = 1, sample_count = 5)]
mod import_10_000 {
    use super::*;

    #[divan::bench]
    fn read_and_plan(bencher: Bencher<'_, '_>) {
        let text = csv(10_000);
        let (desk, _) = Desk::open(&Case::day(1_000).folder());
        bencher.bench_local(|| plan(&desk, &text).edits.len());
    }

    #[divan::bench]
    fn append(bencher: Bencher<'_, '_>) {
        let case = Case::day(1_000);
        let (desk, _) = Desk::open(&case.folder());
        let edits = plan(&desk, &csv(10_000)).edits;
        let mut log = fresh_log(&case);
        let mut number = 0;
        let next = || {
            number += 1;
            transaction(&desk, edits.clone(), number)
        };
        bencher.with_inputs(next).bench_local_values(|one| log.1.append(&one).unwrap());
    }

    fn plan(desk: &Desk, text: &str) -> merge::Plan {
        let options = Options::new(desk.model.now, desk.model.zone.clone());
        let parsed = import::read("table.csv", text.as_bytes(), &options).unwrap();
        merge::plan(vec![parsed], &desk.model.workspace, &options)
    }
}

/// A new workspace's log, with the folder that must outlive it.
fn fresh_log(case: &Case) -> (tempfile::TempDir, Log) {
    let folder = tempfile::tempdir_in(case.folder().parent().unwrap()).unwrap();
    let dir = folder.path().join("w");
    store::create(&dir, "w", 1).unwrap();
    let log = store::open(&dir, &OpenOptions::default()).unwrap().log.unwrap();
    (folder, log)
}

/// The transactions a verdict on so many signals makes, without end.
fn numbered(case: &Case, records: usize) -> impl Iterator<Item = Transaction> {
    let mut desk = Desk::open(&case.folder()).0;
    desk.type_keys(&format!("gg{}", " ".repeat(if 1 < records { records } else { 0 })));
    let saved = desk.type_keys("K").into_iter().find_map(|effect| match effect {
        Effect::Save(transaction) => Some(Arc::unwrap_or_clone(transaction)),
        _ => None,
    });
    let one = saved.unwrap();
    assert_eq!(one.changes.len(), records);
    (1..).map(move |number| Transaction { number, ..one.clone() })
}

fn transaction(desk: &Desk, edits: Vec<Edit>, number: u64) -> Transaction {
    let mut workspace = desk.model.workspace.clone();
    let changes = edits.into_iter().map(|edit| workspace.apply(edit).unwrap()).collect();
    let (at, label, device) = (desk.model.now, "import".into(), "bench".into());
    Transaction { number, label, at, device, kind: TransactionKind::Import, changes }
}

/// How long the line of such a transaction is.
fn bytes_of(case: &Case, records: usize) -> usize {
    let (folder, mut log) = fresh_log(case);
    let journal = folder.path().join("w/.northstar/journal/000001.log");
    let mut sizes = numbered(case, records).take(2).map(|one| {
        log.append(&one).unwrap();
        std::fs::metadata(&journal).unwrap().len() as usize
    });
    let first = sizes.next().unwrap();
    sizes.next().unwrap() - first
}
