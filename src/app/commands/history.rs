//! Undo, redo and repeat, in words.

use super::triage::triage;
use super::{CommandSpec, Group, Ready, on, writable};
use crate::app::model::Model;
use crate::app::scope::Scope;

pub(super) const ROWS: &[CommandSpec] = &[
    CommandSpec {
        id: "history.undo",
        title: "Undo",
        help: "Takes the last action back, also of earlier days.",
        group: Group::Program,
        hint: "undo",
        keys: &[on(Scope::Global, "u")],
        ready: |model| match writable(model) {
            Ready::Yes => Ready::when(
                !model.knows_past || model.history.next_undo().is_some(),
                "There is nothing to undo.",
            ),
            no => no,
        },
        run: Model::undo,
    },
    CommandSpec {
        id: "history.redo",
        title: "Redo",
        help: "Does again what undo took back.",
        group: Group::Program,
        hint: "",
        keys: &[on(Scope::Global, "ctrl-r")],
        ready: |model| match writable(model) {
            Ready::Yes => Ready::when(model.history.next_redo().is_some(), "There is nothing to redo."),
            no => no,
        },
        run: Model::redo,
    },
    CommandSpec {
        id: "history.repeat",
        title: "Repeat",
        help: "Does the last verb to this signal, or the marked.",
        group: Group::Program,
        hint: "repeat",
        keys: &[on(Scope::Signals, ".")],
        ready: |model| match super::on_signal(model) {
            Ready::Yes => {
                Ready::when(model.last_verb.is_some(), "No verb was used yet; there is none to repeat.")
            }
            no => no,
        },
        run: |model| match model.last_verb.clone() {
            Some(verb) => triage(model, verb, Vec::new()),
            None => Vec::new(),
        },
    },
];
