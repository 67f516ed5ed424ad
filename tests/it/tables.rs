//! Properties of the one table that hold for commands not yet written.

use crate::harness::TestApp;
use northstar::app::Effect;
use northstar::app::chord::{Key, parse_sequence};
use northstar::app::commands::{Ready, all, find};
use northstar::app::scope::Scope;
use northstar::app::update::run;
use std::collections::{BTreeMap, BTreeSet};

#[test]
fn ids_are_unique_and_object_dot_verb() {
    let mut seen = BTreeSet::new();
    for command in all() {
        assert!(seen.insert(command.id), "{} stands twice", command.id);
        let (object, verb) = command.id.split_once('.').expect("object.verb");
        for part in [object, verb] {
            assert!(
                !part.is_empty() && part.chars().all(|c| c.is_ascii_lowercase() || c == '_'),
                "{}",
                command.id
            );
        }
    }
}

#[test]
fn words_are_sentences_that_fit() {
    for command in all() {
        assert!(command.help.ends_with('.') && command.help.len() <= 60, "{}: {}", command.id, command.help);
        assert!(command.title.len() <= 30, "{}: {}", command.id, command.title);
        assert!(!command.keys.is_empty(), "{} has no key", command.id);
    }
}

#[test]
fn no_key_means_two_things_or_hides_another() {
    let mut bound: BTreeMap<Scope, Vec<(Vec<_>, &str)>> = BTreeMap::new();
    for command in all() {
        for bind in command.keys {
            bound.entry(bind.scope).or_default().push((parse_sequence(bind.keys).unwrap(), command.id));
        }
    }
    for (scope, keys) in bound {
        for (place, (one, id)) in keys.iter().enumerate() {
            for (other, other_id) in &keys[place + 1..] {
                assert!(one != other, "{scope:?}: {id} and {other_id} share a key");
                assert!(
                    !one.starts_with(other) && !other.starts_with(one),
                    "{scope:?}: {id} hides {other_id}"
                );
            }
        }
    }
}

#[test]
fn no_plain_letter_is_bound_where_text_is_typed() {
    for command in all() {
        for bind in command.keys.iter().filter(|bind| bind.scope.is_text()) {
            for chord in parse_sequence(bind.keys).unwrap() {
                let is_letter = matches!(chord.key(), Key::Char(_)) && !chord.has_ctrl() && !chord.has_alt();
                assert!(!is_letter, "{} takes {} from text", command.id, bind.keys);
            }
        }
    }
}

#[test]
fn every_key_of_the_design_is_there() {
    let design = [
        ("list.down", "j"),
        ("list.up", "k"),
        ("list.top", "g g"),
        ("list.bottom", "G"),
        ("list.page_down", "ctrl-d"),
        ("list.page_up", "ctrl-u"),
        ("focus.signals", "1"),
        ("focus.stakeholders", "2"),
        ("focus.candidates", "3"),
        ("focus.next", "tab"),
        ("focus.previous", "shift-tab"),
        ("list.mark", "space"),
        ("list.mark_all", "V"),
        ("list.clear", "esc"),
        ("list.filter", "/"),
        ("list.narrow", "f"),
        ("record.open", "enter"),
        ("record.add", "a"),
        ("record.edit", "e"),
        ("record.edit_external", "ctrl-e"),
        ("history.undo", "u"),
        ("history.redo", "ctrl-r"),
        ("history.repeat", "."),
        ("app.palette", ":"),
        ("app.palette", "ctrl-p"),
        ("app.help", "?"),
        ("record.copy", "y"),
        ("app.back", "q"),
        ("app.quit", "ctrl-c"),
        ("signal.link", "l"),
        ("signal.snooze_tomorrow", "s"),
        ("signal.snooze", "S"),
        ("signal.decline", "x"),
        ("signal.merge", "m"),
        ("signal.unmerge", "M"),
        ("signal.route", "r"),
        ("signal.keep", "K"),
        ("record.tag", "t"),
        ("record.retag", "T"),
        ("signal.channel", "c"),
        ("signal.who", "w"),
        ("signal.stage", "p"),
        ("signal.importance", "i"),
        ("signal.split", "o"),
        ("candidate.move_down", "J"),
        ("candidate.move_up", "K"),
        ("candidate.horizon_previous", "<"),
        ("candidate.horizon_next", ">"),
        ("candidate.raise", "+"),
        ("candidate.lower", "-"),
        ("screen.one_on_one", "g o"),
        ("screen.review", "g v"),
        ("screen.balance", "g b"),
        ("screen.roadmap", "g r"),
        ("screen.findings", "g f"),
        ("screen.history", "g h"),
        ("screen.north_star", "g n"),
        ("app.present", "P"),
        ("app.suspend", "ctrl-z"),
    ];
    for (id, keys) in design {
        let command = find(id).unwrap_or_else(|| panic!("{id} is missing"));
        assert!(command.keys.iter().any(|bind| bind.keys == keys), "{id} is not on {keys}");
    }
}

/// What a key changed, as far as a person can see it; or it said something.
fn answers(app: &mut TestApp, key: &str) -> bool {
    let look = |app: &mut TestApp| {
        let screen = app.screen();
        (
            screen,
            app.effects.len(),
            app.model.detail_scroll,
            app.model.focus,
            format!("{:?}", app.model.overlays),
        )
    };
    let before = look(app);
    app.keys(key);
    !app.notice().is_empty() || look(app) != before
}

#[test]
fn no_key_does_nothing_silently() {
    let named = [
        "<enter>",
        "<esc>",
        "<tab>",
        "<shift-tab>",
        "<up>",
        "<down>",
        "<left>",
        "<home>",
        "<end>",
        "<pageup>",
        "<pagedown>",
        "<delete>",
        "<backspace>",
        "<f1>",
        "<f5>",
        "<ctrl-a>",
        "<ctrl-d>",
        "<ctrl-u>",
        "<ctrl-r>",
        "<alt-x>",
    ];
    let letters = ('!'..='~').filter(|c| *c != '<' && *c != 'g').map(|c| c.to_string());
    let keys: Vec<String> =
        letters.chain(named.map(String::from)).chain(["<lt>".into(), "<space>".into()]).collect();
    for make in [TestApp::empty, TestApp::demo] {
        for place in ["1", "2", "3", "<enter>", "gb", "gh", "gf"] {
            for key in &keys {
                let mut app = make();
                app.keys(place);
                assert!(answers(&mut app, key), "{key} after {place} does nothing silently");
            }
        }
    }
}

/// Runs every command, in every pane, on three workspaces: nothing panics, the workspace stays valid, and
/// what changed is undone to exactly the start.
#[test]
fn every_command_leaves_a_valid_workspace_and_is_undone() {
    let apps: [fn() -> TestApp; 3] = [TestApp::empty, TestApp::demo, || TestApp::large(10_000)];
    for make in apps {
        let mut app = make();
        for pane in ["1", "2", "3"] {
            for command in all() {
                check_command(&mut app, pane, command);
            }
        }
    }
}

fn check_command(app: &mut TestApp, pane: &str, command: &'static northstar::app::commands::CommandSpec) {
    app.model.overlays.clear();
    app.model.pending.clear();
    app.keys("<esc><esc>");
    app.keys(pane);
    let start = app.model.workspace.clone();
    let ready = (command.ready)(&app.model);
    if let Ready::No(why) = &ready {
        assert!(why.ends_with('.') || why.is_empty(), "{}: {why}", command.id);
    }
    let before = app.journal.len();
    let effects = run(&mut app.model, command);
    for effect in effects {
        if let Effect::Save(transaction) = &effect {
            app.journal.insert(transaction.number, transaction.clone());
            app.send(northstar::app::Message::Saved { number: transaction.number });
        }
    }
    // Whatever opened is confirmed, so that its data path runs too.
    app.keys("<enter>");
    app.model.overlays.clear();
    if before != app.journal.len() {
        if start.signals().len() < 1_000 {
            app.model.workspace.validate().unwrap_or_else(|error| panic!("{}: {error}", command.id));
        }
        for _ in before..app.journal.len() {
            if matches!(command.id, "history.undo" | "history.redo") {
                break;
            }
            let undone = app.model.undo();
            assert!(!undone.is_empty(), "{}: {}", command.id, app.notice());
            app.model.saved = app.model.next_number - 1;
        }
        if !matches!(command.id, "history.undo" | "history.redo") {
            assert!(app.model.workspace == start, "{} is not undone to the start", command.id);
        }
    }
}
