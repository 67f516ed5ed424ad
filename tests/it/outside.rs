//! What somebody else wrote into a file while the program runs, as the screen takes it.

use crate::harness::{TestApp, load, now};
use northstar::app::notice::Notice;
use northstar::app::{Effect, Message};
use northstar::domain::channel::Channel;
use northstar::domain::edit::{Change, TransactionKind};
use northstar::domain::id::SignalId;
use northstar::domain::merge::Outside;
use northstar::domain::record::RecordId;
use northstar::domain::signal::Signal;
use std::sync::Arc;

fn signal(title: &str, body: &str) -> Signal {
    let mut signal = Signal::new(SignalId::from_bits(1), title, Channel::Support, now());
    signal.body = body.into();
    signal
}

fn told(base: Signal, theirs: Signal) -> Message {
    let outside = Outside { base: Some(base.into()), theirs: theirs.into() };
    Message::Foreign { outside: vec![outside], removed: Vec::new(), text: "It was changed outside.".into() }
}

fn last_saved(app: &TestApp) -> Arc<northstar::domain::edit::Transaction> {
    app.journal.values().last().unwrap().clone()
}

#[test]
fn it_is_merged_saved_found_and_undone_like_any_change() {
    let mut app = TestApp::new(load(vec![signal("One", "").into()]));
    app.send(told(signal("One", ""), signal("Xylophone", "")));
    assert_eq!(app.signal(SignalId::from_bits(1)).title, "Xylophone");
    let saved = last_saved(&app);
    assert_eq!((saved.kind, saved.number), (TransactionKind::External, 1));
    assert_eq!(saved.label, "take what was changed outside in Xylophone");
    assert_eq!(app.notice(), "It was changed outside.");
    app.keys("/xylo<enter>");
    assert_eq!(app.model.signals.rows.len(), 1);
    app.keys("<esc>u");
    assert_eq!(app.signal(SignalId::from_bits(1)).title, "One");
    assert!(matches!(last_saved(&app).kind, TransactionKind::Undo(1)));
}

#[test]
fn what_is_already_here_saves_nothing() {
    let mut app = TestApp::new(load(vec![signal("One", "both").into()]));
    app.send(told(signal("One", ""), signal("One", "both")));
    assert!(!app.effects.iter().any(|effect| matches!(effect, Effect::Save(_))));
}

#[test]
fn a_change_made_meanwhile_stays_and_both_are_undone_in_turn() {
    let mut app = TestApp::new(load(vec![signal("One", "").into()]));
    let ours = Signal { votes: 7, ..app.signal(SignalId::from_bits(1)) };
    for effect in app.model.commit("count votes", vec![ours.into()]) {
        app.effects.push(effect);
    }
    app.send(told(signal("One", ""), signal("One", "by hand")));
    let both = app.signal(SignalId::from_bits(1));
    assert_eq!((both.votes, both.body.as_str()), (7, "by hand"));
    app.keys("u");
    assert_eq!(app.notice(), "Undone: take what was changed outside in One");
    app.keys("u");
    assert_eq!(app.signal(SignalId::from_bits(1)), signal("One", ""));
}

#[test]
fn a_sync_is_asked_for_once_and_what_came_in_is_one_step_to_undo() {
    let mut app = TestApp::new(load(vec![signal("One", "").into()]));
    app.keys("gs");
    assert_eq!(app.effects, [Effect::Sync]);
    app.keys("gs");
    assert_eq!((app.effects.len(), app.notice()), (1, "A sync is under way."));
    let id = RecordId::Signal(SignalId::from_bits(1));
    let mut new = signal("Two", "");
    new.id = SignalId::from_bits(2);
    let changes = vec![
        Change { id, before: Some(signal("One", "").into()), after: Some(signal("Xylophone", "").into()) },
        Change { id: RecordId::Signal(new.id), before: None, after: Some(new.into()) },
    ];
    let notice = Notice::done("Took in 2 records from origin.");
    app.send(Message::Synced { changes, label: "sync: 2 records from origin".into(), notice, is_over: true });
    let saved = last_saved(&app);
    assert_eq!((saved.kind, saved.label.as_str()), (TransactionKind::Merge, "sync: 2 records from origin"));
    assert_eq!(saved.changes.len(), 2);
    app.keys("u");
    assert_eq!(app.signal(SignalId::from_bits(1)).title, "One");
    assert_eq!(app.model.workspace.signals().len(), 1);
    app.keys("gs");
    assert_eq!(app.effects.iter().filter(|effect| **effect == Effect::Sync).count(), 2);
}

#[test]
fn versions_of_one_signal_in_a_file_become_one_that_has_both() {
    let mut app = TestApp::new(load(vec![signal("One", "").into()]));
    app.send(Message::Twice(vec![Arc::new(signal("One", ""))]));
    assert!(app.effects.is_empty(), "the same twice is nothing to tell");
    app.send(Message::Twice(vec![Arc::new(signal("Two", "more"))]));
    let joined = app.signal(SignalId::from_bits(1));
    assert_eq!((joined.title.as_str(), joined.body.as_str()), ("One", "more"));
    assert_eq!(joined.conflicts[0].theirs, "Two");
    assert_eq!(last_saved(&app).kind, TransactionKind::External);
}

#[test]
fn what_was_removed_outside_goes_and_undo_brings_it_back() {
    let other = Signal::new(SignalId::from_bits(2), "Two", Channel::Support, now());
    let mut app = TestApp::new(load(vec![signal("One", "").into(), other.into()]));
    app.keys("j");
    let (here, scroll) = (app.model.signals.current(), app.model.signals.top);
    let gone = app.model.signals.rows.iter().copied().find(|id| Some(*id) != here).unwrap();
    app.send(Message::Foreign { outside: Vec::new(), removed: vec![gone], text: "It was removed.".into() });
    assert_eq!((app.model.workspace.signals().len(), app.notice()), (1, "It was removed."));
    assert_eq!((app.model.signals.current(), app.model.signals.top), (here, scroll), "the cursor stays");
    assert_eq!(last_saved(&app).kind, TransactionKind::External);
    app.keys("u");
    assert_eq!(app.model.workspace.signals().len(), 2);
}

#[test]
fn a_clock_behind_the_last_change_is_told_and_numbers_go_on() {
    let mut app = TestApp::new(load(vec![signal("One", "").into()]));
    app.keys("x<enter>");
    let mut app = app.restart();
    let number = app.model.next_number;
    let ahead = northstar::domain::history::Summary {
        number: number - 1,
        label: "later".into(),
        at: "2099-01-01T00:00:00Z".parse().unwrap(),
        kind: TransactionKind::Edit,
        records: 1,
    };
    app.send(Message::Past(vec![ahead]));
    assert_eq!(
        app.notice(),
        "The clock says 2026-11-21, but the last change was made on 2099-01-01: check the date."
    );
    let ours = Signal { votes: 7, ..app.signal(SignalId::from_bits(1)) };
    app.model.commit("count votes", vec![ours.into()]);
    assert_eq!(app.model.next_number, number + 1);
}
