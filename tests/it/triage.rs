//! The morning's inbox by keys: every verdict, auto-advance, marks, repeat, undo.

use crate::harness::{TestApp, today};
use northstar::app::Message;
use northstar::domain::verdict::{Route, Verdict};

fn inbox(app: &TestApp) -> usize {
    app.model.workspace.index().inbox_count(today())
}

#[test]
fn every_verdict_moves_on_and_comes_back() {
    for keys in ["K", "s", "rb", "x<enter>", "Sf", "Sa", "lnew thing<enter>"] {
        let mut app = TestApp::demo();
        let start = app.model.workspace.clone();
        let (before, first) = (inbox(&app), app.current());
        app.keys(keys);
        assert_eq!(inbox(&app), before - 1, "{keys}: {}", app.notice());
        assert_ne!(app.current().id, first.id, "{keys} moved on");
        app.keys("u");
        assert_eq!(app.current().id, first.id, "{keys}: undo goes back");
        assert!(app.model.workspace == start, "{keys}: undo restores");
        app.keys("<ctrl-r>");
        assert_eq!(inbox(&app), before - 1, "{keys}: redo");
    }
}

#[test]
fn undo_reaches_back_over_restarts_and_redo_forward_again() {
    let mut app = TestApp::demo();
    let start = app.model.workspace.clone();
    app.keys("Ksrbx<enter>lnew thing<enter>u");
    let worked = app.model.workspace.clone();
    let mut app = app.restart();
    app.keys("uuuu");
    assert!(app.model.workspace == start, "{}", app.notice());
    app.keys("u");
    assert_eq!(app.notice(), "There is nothing to undo.");
    let mut app = app.restart();
    app.keys("<ctrl-r><ctrl-r><ctrl-r><ctrl-r>");
    assert!(app.model.workspace == worked, "{}", app.notice());
}

#[test]
fn undos_pressed_while_the_journal_is_read_are_not_lost() {
    let mut app = TestApp::large(5);
    let start = app.model.workspace.clone();
    app.keys("KKK");
    let mut app = app.restart();
    let journal = std::mem::take(&mut app.journal);
    app.keys("uuu");
    app.journal = journal;
    let first = app.journal.values().last().cloned().unwrap();
    app.send(northstar::app::Message::Fetched(first));
    assert!(app.model.workspace == start, "{}", app.notice());
}

#[test]
fn a_route_says_where_to() {
    let mut app = TestApp::demo();
    let id = app.current().id;
    app.keys("rp");
    assert_eq!(app.signal(id).verdict, Verdict::Routed { to: Route::Presentation });
}

#[test]
fn marks_are_acted_on_as_one_step() {
    let mut app = TestApp::large(50);
    let start = app.model.workspace.clone();
    app.keys("<space><space>j<space>xnot ours<enter>");
    assert_eq!(inbox(&app), 47);
    assert_eq!(app.notice(), "Decline 3 signals: not ours.");
    assert!(app.model.signals.marks.is_empty());
    app.keys("u");
    assert!(app.model.workspace == start);
}

#[test]
fn repeat_does_the_last_verb_again() {
    let mut app = TestApp::large(10);
    app.keys("xspam<enter>..");
    assert_eq!(inbox(&app), 7);
    let declined = app
        .model
        .workspace
        .signals()
        .filter(|s| matches!(&s.verdict, Verdict::Declined { reason } if reason == "spam"));
    assert_eq!(declined.count(), 3);
}

#[test]
fn the_third_snooze_asks_for_a_verdict() {
    let mut app = TestApp::large(1);
    let id = app.current().id;
    app.keys("vsBs");
    assert_eq!(app.signal(id).snoozes, 2, "{}", app.notice());
    app.keys("Bs");
    assert_eq!(app.signal(id).snoozes, 2);
    assert!(!app.model.overlays.is_empty(), "it asks");
    app.keys("z");
    assert_eq!(app.signal(id).snoozes, 3);
}

#[test]
fn a_merge_counts_once_and_can_be_taken_back_from_either_side() {
    let mut app = TestApp::large(5);
    let survivor = app.current().id;
    app.keys("j<space>j<space>gg<space>ggm");
    assert_eq!(app.model.workspace.index().merged_into(survivor).count(), 2, "{}", app.notice());
    assert_eq!(inbox(&app), 3);
    app.keys("M");
    assert_eq!(app.model.workspace.index().merged_into(survivor).count(), 0);
    assert_eq!(inbox(&app), 5);
}

#[test]
fn tags_toggle_and_are_offered_again() {
    let mut app = TestApp::large(3);
    app.keys("tsso<tab>login<enter>");
    let names = |app: &TestApp| app.current().tags.iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(names(&app), ["sso", "login"]);
    app.keys("tlogin<enter>");
    assert_eq!(names(&app), ["sso"], "what all have is removed");
    app.keys("tnew<enter>jT");
    assert_eq!(names(&app), ["new"]);
}

#[test]
fn a_split_makes_signals_of_their_own() {
    let mut app = TestApp::large(1);
    app.keys("o<enter>j<enter><ctrl-s>");
    assert_eq!(app.model.workspace.signals().len(), 3, "{}", app.notice());
    app.keys("u");
    assert_eq!(app.model.workspace.signals().len(), 1);
}

#[test]
fn a_key_that_means_nothing_says_so() {
    let mut app = TestApp::demo();
    app.keys("Z");
    assert!(app.notice().contains("does nothing here"), "{}", app.notice());
    app.keys("2l");
    assert!(app.notice().contains("Link signal"), "{}", app.notice());
}

#[test]
fn a_form_keeps_what_was_typed_and_marks_mistakes() {
    let mut app = TestApp::empty();
    app.keys("aLogin loops #sso<esc>");
    assert_eq!(app.model.workspace.signals().len(), 0);
    app.keys("a<tab><tab>zzz<ctrl-s>");
    assert!(app.notice().contains("cannot be read"), "{}", app.notice());
    app.keys("<backspace><backspace><backspace><ctrl-s>");
    assert_eq!(app.notice(), "Add Login loops.");
    let signal = app.current();
    assert_eq!((signal.title.as_str(), signal.tags[0].as_str()), ("Login loops", "sso"));
}

#[test]
fn a_record_broken_in_the_editor_is_kept_as_a_draft_until_it_parses() {
    let mut app = TestApp::demo();
    let id = app.model.current().unwrap();
    let target = northstar::app::effect::EditTarget::Record(id);
    app.send(northstar::app::Message::Edited { target, text: Some("(id: oops".into()) });
    assert!(app.notice().starts_with("Nothing was changed: line 1"), "{}", app.notice());
    app.effects.clear();
    app.keys("<ctrl-e>");
    let northstar::app::Effect::EditExternally { text, .. } = &app.effects[0] else {
        panic!("{:?}", app.effects)
    };
    assert_eq!(text, "(id: oops");
    let good = northstar::app::commands::records::to_ron(&app.model.workspace.get(id).unwrap()).unwrap();
    let good = good.replace("Login loops", "LOGIN LOOPS");
    app.send(northstar::app::Message::Edited { target, text: Some(good) });
    assert!(app.current().title.starts_with("LOGIN LOOPS"), "{}", app.notice());
    assert!(app.model.drafts.is_empty());
}

#[test]
fn a_signal_snoozed_until_they_are_heard_again_wakes_and_says_why() {
    let mut app = TestApp::demo();
    app.keys("/passkeys<enter>");
    let id = app.current().id;
    app.keys("wBen Roth<enter>Sa");
    assert!(!app.signal(id).is_in_inbox(today()), "{}", app.notice());
    app.keys("<esc>aBen called again @ben-roth<ctrl-s>");
    let woken = app.signal(id);
    assert!(woken.is_in_inbox(today()), "{}", app.notice());
    assert_eq!(woken.woken_because(today()).unwrap(), "new activity from Ben Roth: Ben called again");
    app.keys("u");
    assert!(!app.signal(id).is_in_inbox(today()), "one step took both back");
}

#[test]
fn a_paste_of_megabytes_is_cut_and_told() {
    let mut app = TestApp::demo();
    app.send(Message::Paste("é and more ".repeat(1 << 20)));
    assert_eq!(app.notice(), "The paste was cut at 1 MiB; import the rest as a file.");
    app.keys("<ctrl-s>");
    let longest = app.model.workspace.signals().map(|signal| signal.body.len()).max().unwrap();
    assert!((1 << 19..=1 << 20).contains(&longest), "{longest}");
}
