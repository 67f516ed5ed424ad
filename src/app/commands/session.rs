//! The program itself: palette, help, leaving, suspending, presenting, and the first start.

use super::{CommandSpec, Group, Ready, always, on};
use crate::app::effect::{Beginning, Effect, Effects};
use crate::app::menu::{Choice, Menu, entry};
use crate::app::model::Model;
use crate::app::notice::Notice;
use crate::app::overlay::{Ask, Overlay};
use crate::app::scope::Scope;
use crate::domain::record::Record;

pub(super) const ROWS: &[CommandSpec] = &[
    CommandSpec {
        id: "app.palette",
        title: "Command palette",
        help: "Finds any command by name and runs it.",
        group: Group::Program,
        hint: "commands",
        keys: &[on(Scope::Global, ":"), on(Scope::Global, "ctrl-p")],
        ready: always,
        run: super::pickers::open_palette,
    },
    CommandSpec {
        id: "app.help",
        title: "Help",
        help: "Lists the keys that work here; enter runs one.",
        group: Group::Program,
        hint: "help",
        keys: &[on(Scope::Global, "?"), on(Scope::Always, "f1")],
        ready: always,
        run: super::pickers::open_help,
    },
    CommandSpec {
        id: "app.present",
        title: "Present",
        help: "Hides private notes and other people's names.",
        group: Group::Program,
        hint: "",
        keys: &[on(Scope::Global, "P")],
        ready: always,
        run: |model| {
            model.presenting = !model.presenting;
            let text = if model.presenting {
                "Presenting: private notes and names are hidden; P shows them again."
            } else {
                "Private notes and names are shown."
            };
            model.say(Notice::info(text));
            Vec::new()
        },
    },
    CommandSpec {
        id: "app.sync",
        title: "Sync",
        help: "Commits, takes in what others sent, and sends: git.",
        group: Group::Program,
        hint: "",
        keys: &[on(Scope::Global, "g s")],
        ready: |model| match super::writable(model) {
            Ready::Yes if model.is_syncing => Ready::no("A sync is under way."),
            Ready::Yes => Ready::when(!model.is_loading, "Older months are still being read."),
            no => no,
        },
        run: |model| {
            model.is_syncing = true;
            model.say(Notice::info("Syncing …"));
            vec![Effect::Sync]
        },
    },
    CommandSpec {
        id: "app.redraw",
        title: "Redraw",
        help: "Draws the whole screen anew.",
        group: Group::Program,
        hint: "",
        keys: &[on(Scope::Always, "ctrl-l")],
        ready: always,
        run: |_| vec![Effect::Redraw],
    },
    CommandSpec {
        id: "app.suspend",
        title: "Suspend",
        help: "Back to the shell; fg returns.",
        group: Group::Program,
        hint: "",
        keys: &[on(Scope::Always, "ctrl-z")],
        ready: always,
        run: |_| vec![Effect::Suspend],
    },
    CommandSpec {
        id: "app.save_copy",
        title: "Save a copy elsewhere",
        help: "Writes everything to another folder.",
        group: Group::Program,
        hint: "",
        keys: &[on(Scope::Global, "g w")],
        ready: |model| {
            Ready::when(!model.is_loading, "Older signals are still being read; a copy must hold them all.")
        },
        run: |model| super::prompts::open(model, Ask::CopyFolder, "Save a copy in folder"),
    },
    CommandSpec {
        id: "app.back",
        title: "Back",
        help: "Leaves what is open; at home, leaves northstar.",
        group: Group::Program,
        hint: "back",
        keys: &[on(Scope::Global, "q"), on(Scope::Page, "esc"), on(Scope::Board, "esc")],
        ready: always,
        run: |model| if model.overlays.pop().is_some() { Vec::new() } else { quit(model) },
    },
    CommandSpec {
        id: "app.quit",
        title: "Quit",
        help: "Leaves northstar; everything is saved.",
        group: Group::Program,
        hint: "",
        keys: &[on(Scope::Always, "ctrl-c")],
        ready: always,
        run: quit,
    },
];

/// Leaves at once when nothing can be lost; else asks.
fn quit(model: &mut Model) -> Effects {
    let is_asking = matches!(model.overlays.last(), Some(Overlay::Menu(menu)) if menu.title == LEAVE);
    let unsaved = model.save_problem.as_ref().map(|why| format!("Not saved: {why}"));
    let draft = model
        .overlays
        .iter()
        .any(|overlay| matches!(overlay, Overlay::Form(form) if form.draft().is_some()))
        .then(|| "A form holds unsaved text; it is kept as a draft.".to_string());
    let Some(note) = unsaved.or(draft).filter(|_| !is_asking) else { return vec![Effect::Quit] };
    let mut entries = vec![
        entry('s', "stay", "", Choice::Nothing),
        entry('l', "leave all the same", "", Choice::QuitAnyway),
    ];
    if model.save_problem.is_some() {
        let what = "writes everything to another folder";
        entries.insert(1, entry('c', "save a copy elsewhere", what, Choice::Command("app.save_copy")));
    }
    model.overlays.push(Overlay::Menu(Menu::new(LEAVE, note, entries)));
    Vec::new()
}

const LEAVE: &str = "Leave northstar?";

/// Asks how to begin; nothing is written before the choice.
pub fn open_start(model: &mut Model) {
    let entries = vec![
        entry(
            'd',
            "look at the demo",
            "a sample workspace in a temporary folder",
            Choice::Begin(Beginning::Demo),
        ),
        entry(
            'i',
            "import a file",
            "mail, CSV, JSON: makes the workspace first",
            Choice::Begin(Beginning::Import),
        ),
        entry('n', "start empty", "makes the workspace", Choice::Begin(Beginning::Empty)),
    ];
    let note = format!("Your files will be in {}. Nothing is written before you choose.", model.name);
    model.overlays.push(Overlay::Menu(Menu::new("How do you want to begin?", note, entries)));
}

/// Goes on after the choice of the first start, with the records of the workspace that was opened.
pub(crate) fn begin_with(model: &mut Model, records: &[Record], then_import: bool) -> Effects {
    model.is_first_start = false;
    model.overlays.clear();
    for record in records {
        if let Record::Signal(signal) = record {
            model.search.put(signal);
        }
        model.workspace.load(record.clone());
    }
    model.profiles = crate::analysis::guess::Profiles::of(&model.workspace);
    model.rank_all();
    model.refresh_lists();
    if then_import {
        super::prompts::open(model, Ask::ImportPath, "Import file or folder")
    } else {
        Vec::new()
    }
}
