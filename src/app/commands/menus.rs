//! Menus: moving, choosing, and what each choice does.

use super::triage::{snooze, triage};
use super::{CommandSpec, Group, always, on};
use crate::app::effect::{Effect, Effects};
use crate::app::menu::Choice;
use crate::app::model::Model;
use crate::app::overlay::{Ask, Overlay};
use crate::app::scope::Scope;
use crate::domain::verb::Verb;

pub(super) const ROWS: &[CommandSpec] = &[
    CommandSpec {
        id: "menu.take",
        title: "Take the choice",
        help: "Takes the choice under the cursor.",
        group: Group::Picker,
        hint: "take",
        keys: &[on(Scope::Menu, "enter")],
        ready: always,
        run: |model| match model.overlays.last() {
            Some(Overlay::Menu(menu)) => match menu.current() {
                Some(choice) => choose(model, choice),
                None => Vec::new(),
            },
            _ => Vec::new(),
        },
    },
    CommandSpec {
        id: "menu.down",
        title: "Next choice",
        help: "Moves down, round the end.",
        group: Group::Picker,
        hint: "",
        keys: &[on(Scope::Menu, "down")],
        ready: always,
        run: |model| step(model, 1),
    },
    CommandSpec {
        id: "menu.up",
        title: "Previous choice",
        help: "Moves up, round the end.",
        group: Group::Picker,
        hint: "",
        keys: &[on(Scope::Menu, "up")],
        ready: always,
        run: |model| step(model, -1),
    },
    CommandSpec {
        id: "menu.cancel",
        title: "Leave the menu",
        help: "Chooses nothing.",
        group: Group::Picker,
        hint: "leave",
        keys: &[on(Scope::Menu, "esc")],
        ready: always,
        run: |model| {
            model.overlays.pop();
            if model.is_first_start { vec![Effect::Quit] } else { Vec::new() }
        },
    },
];

fn step(model: &mut Model, by: isize) -> Effects {
    if let Some(Overlay::Menu(menu)) = model.overlays.last_mut() {
        menu.step(by);
    }
    Vec::new()
}

/// Does what a choice says.
pub(crate) fn choose(model: &mut Model, choice: Choice) -> Effects {
    if let Choice::Begin(beginning) = choice {
        return vec![Effect::Begin(beginning)];
    }
    model.overlays.pop();
    match choice {
        Choice::Verb(verb @ Verb::Snooze { .. }) => snooze(model, verb),
        Choice::Verb(verb) | Choice::Anyway(verb) => triage(model, verb, Vec::new()),
        Choice::Command(id) => match super::find(id) {
            Some(command) => crate::app::update::run(model, command),
            None => Vec::new(),
        },
        Choice::Lens(name) => super::lenses::choose(model, name),
        Choice::Ask(ask) => super::prompts::open(model, ask, title(ask)),
        Choice::QuitAnyway => vec![Effect::Quit],
        Choice::Begin(_) | Choice::Nothing => Vec::new(),
    }
}

fn title(ask: Ask) -> &'static str {
    match ask {
        Ask::SnoozeDay => "Snooze until",
        Ask::ImportPath => "Import file or folder",
        Ask::CopyFolder => "Save a copy in folder",
        Ask::SoWhat => "So what",
        Ask::AcceptReason => "Accepted, because",
        Ask::PlaceReason => "Placed by hand, because",
    }
}
