//! Records that cannot be read and conflicts, as a person meets them: shown with a caret, opened with one key,
//! back when they parse; two values side by side and a key for each.

use crate::harness::{TestApp, load, now};
use northstar::app::{Effect, Message};
use northstar::domain::candidate::Candidate;
use northstar::domain::channel::Channel;
use northstar::domain::edit::TransactionKind;
use northstar::domain::id::{CandidateId, SignalId};
use northstar::domain::problem::{Problem, ProblemKind, Sides};
use northstar::domain::record::{Conflict, Record, RecordId};
use northstar::domain::signal::Signal;
use northstar::domain::strategy::Strategy;

const FILE: &str = "candidates/c-0000000001.ron";

fn candidate(title: &str, problem: &str) -> Record {
    let mut candidate = Candidate::new(CandidateId::from_bits(1), title);
    candidate.problem = problem.into();
    candidate.into()
}

fn id() -> RecordId {
    candidate("", "").id()
}

fn missing_comma() -> Problem {
    let text = "(\n    id: \"c-0000000001\",\n    title: \"Audit\"\n    problem: \"p\",\n)\n";
    let place = text.find("problem").unwrap();
    let problem = Problem::at(FILE, text.as_bytes(), place, "Expected comma.").with_id(id());
    problem.with_hint("A comma is missing before this, or a quote above is not closed.")
}

fn reread(records: Vec<Record>, problems: Vec<Problem>) -> Message {
    Message::Reread { paths: vec![FILE.into()], records, problems }
}

#[test]
fn a_broken_record_is_shown_with_a_caret_opened_with_one_key_and_comes_back() {
    let mut app = TestApp::empty();
    app.model.problems = vec![missing_comma()];
    app.keys("gpj");
    for size in [(120, 40), (80, 24)] {
        let screen = app.screen_at(size.0, size.1);
        let lines: Vec<&str> = screen.lines().collect();
        let place = lines.iter().position(|line| line.contains("problem: \"p\",")).expect("the line");
        assert!(screen.contains(&format!("{FILE}:4:5: Expected comma.")), "{screen}");
        let column = |line: &str, what: &str| line.chars().position(|c| what.starts_with(c)).unwrap();
        let under = lines[place].split("problem:").next().unwrap().chars().count();
        assert_eq!(column(lines[place + 1], "^"), under, "{screen}");
        assert!(screen.contains("A comma is missing before this"), "{screen}");
    }
    for key in ["<enter>", "<ctrl-e>"] {
        app.keys(key);
        let wanted = Effect::OpenFile { path: FILE.into(), line: 4, column: 5 };
        assert_eq!(app.effects.last(), Some(&wanted), "{key}");
    }
    let mut still = missing_comma();
    still.what = "Expected string.".into();
    app.send(reread(vec![], vec![still]));
    assert!(app.notice().contains("Expected string") && app.screen().contains("Expected string"));
    app.send(reread(vec![candidate("Audit", "p")], vec![]));
    assert_eq!(app.notice(), "“Audit” can be read again.");
    assert_eq!(app.model.workspace.get(id()), Some(candidate("Audit", "p")));
    assert!(app.model.problems.is_empty());
    assert!(app.screen().contains("Every record could be read"));
    assert!(!app.effects.iter().any(|effect| matches!(effect, Effect::Save(_))), "nothing was changed");
}

#[test]
fn a_file_read_again_changes_nothing_that_is_open() {
    let mut app = TestApp::new(load(vec![candidate("Mine", "")]));
    app.model.problems = vec![missing_comma().with_kind(ProblemKind::Note)];
    app.send(reread(vec![candidate("Theirs", "")], vec![]));
    assert_eq!(app.model.workspace.get(id()), Some(candidate("Mine", "")));
    assert!(app.model.problems.is_empty());
}

#[test]
fn hostile_bytes_of_a_file_reach_no_screen_and_presenting_shows_none() {
    let mut app = TestApp::empty();
    let text = "(title: \"\u{1b}[2J\u{202e}secret\")";
    app.model.problems = vec![Problem::at(FILE, text.as_bytes(), 3, "odd\u{1b}]0;x\u{7}")];
    app.keys("gp");
    let screen = app.screen();
    assert!(!screen.contains(['\u{1b}', '\u{7}', '\u{202e}']) && screen.contains("secret"));
    app.keys("P");
    assert!(!app.screen().contains("secret"));
}

fn conflict(field: &str, base: &str, ours: &str, theirs: &str) -> Conflict {
    Conflict { field: field.into(), base: base.into(), ours: ours.into(), theirs: theirs.into() }
}

fn disputed() -> Record {
    let mut record = candidate("Ours", "");
    *record.conflicts_mut() = vec![conflict("title", "Old", "Ours", "Theirs")];
    record
}

#[test]
fn both_values_stand_side_by_side_with_a_key_for_each() {
    for (page, keys) in [("gp", "jo"), ("gp", "jt"), ("gf", "jo"), ("gf", "jt")] {
        let mut app = TestApp::new(load(vec![disputed()]));
        app.keys(page);
        for (columns, rows) in [(120, 40), (80, 24)] {
            let screen = app.screen_at(columns, rows);
            let values = screen.lines().find(|line| line.contains("Ours ") && line.contains("│ Theirs"));
            assert!(values.is_some() && screen.contains("before: Old"), "{screen}");
            assert!(screen.contains("o  here") && screen.contains("t  in the other version"), "{screen}");
        }
        app.keys(keys);
        let title = if keys.ends_with('o') { "Ours" } else { "Theirs" };
        assert_eq!(app.model.workspace.get(id()), Some(candidate(title, "")), "{page} {keys}");
        assert_eq!(app.journal.len(), 1);
        assert_eq!(app.journal.values().next().unwrap().label, "settle title of Ours");
        app.keys("u");
        assert_eq!(app.model.workspace.get(id()), Some(disputed()), "one undo brings both back");
    }
}

#[test]
fn conflicts_of_any_kind_of_record_can_be_settled() {
    let mut signal = Signal::new(SignalId::from_bits(1), "One", Channel::Support, now());
    signal.conflicts = vec![conflict("votes", "", "0", "7")];
    let strategy = Strategy { conflicts: vec![conflict("lens", "", "", "bold")], ..Strategy::default() };
    let mut app = TestApp::new(load(vec![signal.into(), strategy.into()]));
    app.keys("gpjt");
    app.keys("ggjt");
    assert_eq!(app.model.workspace.strategy().lens, "bold");
    assert_eq!(app.signal(SignalId::from_bits(1)).votes, 7);
    assert!(app.screen().contains("no two edits disagree"), "{}", app.screen());
    app.keys("o");
    assert!(app.notice().contains("no conflict on this line"), "{}", app.notice());
}

#[test]
fn what_git_left_in_two_versions_is_joined_and_one_undo_leads_to_ours() {
    let sides = Sides {
        base: Some(candidate("Old", "")),
        ours: Some(candidate("Ours", "ours alone")),
        theirs: Some(candidate("Theirs", "")),
    };
    let problem = Problem::at(FILE, b"<<<<<<< HEAD\n", 0, "Git left two versions of this record.")
        .with_id(id())
        .with_kind(ProblemKind::GitConflict(Box::new(sides)));
    let mut app = TestApp::empty();
    app.model.problems = vec![problem];
    app.keys("gp");
    let screen = app.screen_at(80, 24);
    assert!(screen.contains("Git left two versions") && screen.contains("│ Theirs"), "{screen}");
    app.keys("jt");
    let joined = candidate("Theirs", "ours alone");
    assert_eq!(app.model.workspace.get(id()), Some(joined.clone()));
    assert_eq!(app.effects.last(), Some(&Effect::SettleFile { path: FILE.into(), record: joined }));
    assert_eq!(app.journal.values().next().unwrap().kind, TransactionKind::Merge);
    assert!(app.model.problems.is_empty());
    app.keys("u");
    assert_eq!(app.model.workspace.get(id()), Some(candidate("Ours", "ours alone")));
}

#[test]
fn a_read_only_workspace_says_why_nothing_can_be_settled() {
    let mut app = TestApp::new(load(vec![disputed()]));
    app.model.read_only = Some("it was opened read-only".into());
    app.keys("gpjt");
    assert!(app.notice().contains("read-only"), "{}", app.notice());
    assert_eq!(app.model.workspace.get(id()), Some(disputed()));
}
