//! Bringing input in: a pasted text becomes a signal, files are imported after a preview.

use super::{CommandSpec, Group, Ready, always, on, writable};
use crate::app::effect::Effects;
use crate::app::field::LONGEST;
use crate::app::message::ImportPlan;
use crate::app::model::Model;
use crate::app::notice::Notice;
use crate::app::overlay::{Ask, Overlay};
use crate::app::scope::Scope;
use crate::domain::channel::Channel;
use crate::domain::edit::TransactionKind;
use crate::domain::id::SignalId;
use crate::domain::signal::Signal;

pub(super) const ROWS: &[CommandSpec] = &[
    CommandSpec {
        id: "app.import",
        title: "Import a file",
        help: "Shows what a file brings, then brings it in.",
        group: Group::Program,
        hint: "import",
        keys: &[on(Scope::Global, "g i")],
        ready: |model| match writable(model) {
            Ready::Yes => Ready::when(
                !model.is_loading,
                "Older signals are still being read; an import must know them all. Try in a moment.",
            ),
            no => no,
        },
        run: |model| super::prompts::open(model, Ask::ImportPath, "Import file or folder"),
    },
    CommandSpec {
        id: "import.take",
        title: "Import now",
        help: "Brings in what the preview shows, as one step.",
        group: Group::Picker,
        hint: "import",
        keys: &[on(Scope::Import, "enter"), on(Scope::Import, "y")],
        ready: |model| match model.overlays.last() {
            Some(Overlay::Import(plan)) if plan.edits.is_empty() => {
                Ready::no("Nothing in there is new; esc leaves.")
            }
            _ => Ready::Yes,
        },
        run: take,
    },
    CommandSpec {
        id: "import.cancel",
        title: "Leave the import",
        help: "Brings nothing in.",
        group: Group::Picker,
        hint: "leave",
        keys: &[on(Scope::Import, "esc"), on(Scope::Import, "q")],
        ready: always,
        run: |model| {
            model.overlays.pop();
            Vec::new()
        },
    },
];

/// Shows what an import would do.
pub(crate) fn show_plan(model: &mut Model, plan: Box<ImportPlan>) -> Effects {
    model.overlays.push(Overlay::Import(plan));
    Vec::new()
}

fn take(model: &mut Model) -> Effects {
    let Some(Overlay::Import(plan)) = model.overlays.pop() else { return Vec::new() };
    let (new, updated) = (plan.new, plan.updated);
    let label = format!("import {new} new, {updated} updated from {}", plan.path);
    let effects = model.commit_as(TransactionKind::Import, label, plan.edits);
    if !effects.is_empty() {
        let skipped = match plan.skipped.len() {
            0 => String::new(),
            count => format!(", {count} skipped"),
        };
        model.say(Notice::done(format!(
            "Imported {new} new, {updated} updated, {} same{skipped}; u takes it back.",
            plan.same
        )));
    }
    effects
}

/// A text pasted into a list opens as a new signal, to be looked at before it is saved.
pub(crate) fn paste_signal(model: &mut Model, text: &str) -> Effects {
    let whole = text.trim();
    let end = (0..=LONGEST.min(whole.len())).rev().find(|at| whole.is_char_boundary(*at)).unwrap_or(0);
    let text = &whole[..end];
    if text.is_empty() {
        return Vec::new();
    }
    if let Ready::No(why) = writable(model) {
        model.say(Notice::info(why));
        return Vec::new();
    }
    let id = SignalId::from_bits(model.draw_bits());
    let title: String = text.lines().next().unwrap_or_default().chars().take(120).collect();
    let mut signal = Signal::new(id, title.trim(), Channel::Customer, model.now);
    if 1 < text.lines().count() || 120 < text.chars().count() {
        signal.body = text.to_string();
    }
    super::records::open_form(model, signal.into(), true);
    model.say(match end < whole.len() {
        true => Notice::warning("The paste was cut at 1 MiB; import the rest as a file."),
        false => Notice::info("Pasted as a new signal; ctrl-s saves it, esc leaves it as a draft."),
    });
    super::forms::keep_draft(model)
}
