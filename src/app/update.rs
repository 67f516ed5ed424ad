//! From a message to a changed model and what the outside is to do. Keys go to the innermost scope that
//! knows them; text goes to the field that is open; a key that means nothing says so.

use super::chord::{self, Chord, Key};
use super::commands::{self, CommandSpec, Ready};
use super::effect::{EditTarget, Effects};
use super::keymap::Meaning;
use super::message::Message;
use super::model::Model;
use super::notice::Notice;
use super::overlay::Overlay;
use super::scope;
use crate::domain::problem::{Problem, ProblemKind};
use crate::domain::record::Record;
use crate::domain::signal::Signal;
use crate::domain::when;
use jiff::Timestamp;
use std::sync::Arc;

/// Does what was put off until the screen is drawn or looked at: a burst of keys costs it once.
pub fn settle(model: &mut Model) {
    commands::listing::settle_filter(model);
}

/// Takes a message that arrived at `now`. Returns what is to be done outside; [`settle`] is due before the
/// next frame.
pub fn update(model: &mut Model, now: Timestamp, message: Message) -> Effects {
    set_time(model, now);
    if !is_typed(&message) {
        settle(model);
    }
    let mut effects = take(model, message);
    effects.extend(model.rank_effect());
    effects
}

fn take(model: &mut Model, message: Message) -> Effects {
    match message {
        Message::Key(chord) => key(model, chord),
        Message::Paste(text) => paste(model, &text),
        Message::Resize(columns, rows) => {
            model.size = (columns, rows);
            for pane in super::model::Pane::ALL {
                let height = model.layout().rows(pane);
                model.list_mut(pane).keep_in_window(height);
            }
            // Texts side by side are as wide as the screen lets them be.
            model.follow_pages();
            Vec::new()
        }
        Message::NewDay => Vec::new(),
        Message::Loaded { signals, problems } => {
            // An edit made while older months were being read is newer than what the file says.
            let is_new = |signal: &Arc<Signal>| model.workspace.signal(signal.id).is_none();
            let fresh: Vec<Arc<Signal>> = signals.into_iter().filter(is_new).collect();
            model.search.extend(&fresh);
            for signal in fresh {
                model.profiles.learn(&signal, &model.workspace);
                model.workspace.load(Record::Signal(signal));
            }
            model.problems.extend(problems);
            Vec::new()
        }
        Message::Reread { paths, records, problems } => {
            let effects = model.take_files(&paths, records, problems);
            model.follow_pages();
            effects
        }
        Message::LoadFinished => {
            model.is_loading = false;
            model.refresh_lists();
            model.turn_waiting()
        }
        Message::Saved { number } => {
            model.saved = model.saved.max(number);
            model.save_problem = None;
            Vec::new()
        }
        Message::NotSaved { why } => {
            model.save_problem = Some(why);
            Vec::new()
        }
        Message::Foreign { outside, removed, text } => {
            if outside.is_empty() && removed.is_empty() {
                model.problems.push(Problem::of_file("", text.clone()).with_kind(ProblemKind::Note));
            }
            model.take_outside(&outside, &removed, text)
        }
        Message::Twice(signals) => model.join(signals),
        Message::Synced { changes, label, notice, is_over } => {
            model.is_syncing = !is_over;
            model.take_synced(&changes, label, notice)
        }
        Message::Past(summaries) => {
            model.history.load(&summaries);
            model.knows_past = true;
            if let Some(ahead) = summaries.last().filter(|last| model.now < last.at) {
                let day = when::day_of(ahead.at, &model.zone);
                model.say(Notice::warning(format!(
                    "The clock says {}, but the last change was made on {day}: check the date.",
                    model.today
                )));
            }
            model.turn_waiting()
        }
        Message::Fetched(transaction) => model.turn_fetched(&transaction),
        Message::NotFetched { why } => {
            model.forget_fetch(why);
            Vec::new()
        }
        Message::Edited { target, text } => edited(model, target, text),
        Message::Backups(rows) => commands::backups::open(model, rows),
        Message::Restored { label, changes, stayed } => model.take_restored(label, changes, stayed),
        Message::Ranked(drawn) => {
            model.take_drawn(drawn);
            Vec::new()
        }
        Message::Planned(plan) => commands::capture::show_plan(model, plan),
        Message::Opened { records, next_number, name, is_demo, then_import } => {
            (model.next_number, model.saved) = (next_number, next_number.saturating_sub(1));
            (model.name, model.is_demo) = (name, is_demo);
            commands::session::begin_with(model, &records, then_import)
        }
        Message::Notice(notice) => {
            model.say(notice);
            Vec::new()
        }
    }
}

/// Tells whether a message only adds to a text, so that nothing depends on what was put off.
fn is_typed(message: &Message) -> bool {
    matches!(message, Message::Key(chord) if chord.typed_char().is_some() || chord.key() == Key::Backspace)
}

fn set_time(model: &mut Model, now: Timestamp) {
    model.now = now;
    let today = when::day_of(now, &model.zone);
    if today != model.today {
        model.today = today;
        model.refresh_lists();
    }
}

fn key(model: &mut Model, chord: Chord) -> Effects {
    model.notice = None;
    if model.is_first_start && model.overlays.is_empty() {
        commands::session::open_start(model);
    }
    model.pending.push(chord);
    let scopes = scope::active(model);
    match model.keymap.resolve(&scopes, &model.pending.clone()) {
        Meaning::Command(command) => {
            model.pending.clear();
            run(model, command)
        }
        Meaning::Prefix => Vec::new(),
        Meaning::Nothing => {
            let pressed = std::mem::take(&mut model.pending);
            unbound(model, &pressed)
        }
    }
}

/// Runs a command if it can run now, else says why not.
pub fn run(model: &mut Model, command: &CommandSpec) -> Effects {
    match (command.ready)(model) {
        Ready::Yes => (command.run)(model),
        Ready::No(why) => {
            model.say(Notice::info(why));
            Vec::new()
        }
    }
}

/// Keys no binding knows: text for the open field, a choice of the open menu, or a mistake worth a word.
fn unbound(model: &mut Model, pressed: &[Chord]) -> Effects {
    let Some(last) = pressed.last().copied() else { return Vec::new() };
    if 1 < pressed.len() {
        if last.key() != Key::Esc {
            model.say(Notice::info(format!("{} means nothing.", chord::print_sequence(pressed))));
        }
        return Vec::new();
    }
    match model.overlays.last_mut() {
        Some(Overlay::Form(form)) => {
            form.key(&last);
            commands::forms::keep_draft(model)
        }
        Some(Overlay::Picker(picker)) => {
            if picker.field.key(&last) {
                picker.narrow();
            }
            Vec::new()
        }
        Some(Overlay::Prompt(prompt)) => {
            prompt.field.key(&last);
            commands::prompts::echo(model);
            Vec::new()
        }
        Some(Overlay::Filter(line)) => {
            line.field.key(&last);
            commands::listing::filter_changed(model);
            Vec::new()
        }
        Some(Overlay::Split(split)) => {
            commands::split::key(split, &last);
            Vec::new()
        }
        Some(Overlay::Menu(menu)) => match menu.by_key(&last) {
            Some(choice) => commands::menus::choose(model, choice),
            None => {
                model.say(Notice::info(format!("{last} is not in this menu; esc leaves it.")));
                Vec::new()
            }
        },
        _ => {
            let text = match model.keymap.elsewhere(pressed) {
                Some((scope, command)) => format!("{last} is “{}” in {}.", command.title, scope.name()),
                None => format!("{last} does nothing here; ? shows what does."),
            };
            model.say(Notice::info(text));
            Vec::new()
        }
    }
}

fn paste(model: &mut Model, text: &str) -> Effects {
    let cut = match model.overlays.last_mut() {
        Some(Overlay::Form(form)) => form.paste(text),
        Some(Overlay::Picker(picker)) => {
            let cut = picker.field.paste(text);
            picker.narrow();
            cut
        }
        Some(Overlay::Prompt(prompt)) => {
            let cut = prompt.field.paste(text);
            commands::prompts::echo(model);
            cut
        }
        Some(Overlay::Filter(line)) => {
            let cut = line.field.paste(text);
            commands::listing::filter_changed(model);
            cut
        }
        Some(_) => {
            model.say(Notice::info("Nothing here takes pasted text."));
            return Vec::new();
        }
        None => return commands::capture::paste_signal(model, text),
    };
    if cut {
        model.say(Notice::warning("The paste was cut at 1 MiB; import the rest as a file."));
    }
    commands::forms::keep_draft(model)
}

fn edited(model: &mut Model, target: EditTarget, text: Option<String>) -> Effects {
    let Some(text) = text else {
        model.say(Notice::info("The editor changed nothing."));
        return Vec::new();
    };
    match target {
        EditTarget::Field => {
            if let Some(Overlay::Form(form)) = model.overlays.last_mut() {
                form.set_focused(text.trim_end_matches('\n'));
            }
            commands::forms::keep_draft(model)
        }
        EditTarget::Record(id) => commands::records::take_edited(model, id, &text),
    }
}
