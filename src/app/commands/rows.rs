//! Lists inside a form: moving in them, and adding, editing, removing and moving their rows by key.

use super::forms::keep_draft;
use super::{CommandSpec, Group, Ready, on};
use crate::app::effect::Effects;
use crate::app::form::Form;
use crate::app::model::Model;
use crate::app::notice::Notice;
use crate::app::overlay::Overlay;
use crate::app::scope::Scope;

macro_rules! row {
    ($id:literal, $title:literal, $help:literal, $hint:literal, [$($keys:literal),+], $ready:expr, $run:expr) => {
        CommandSpec {
            id: $id,
            title: $title,
            help: $help,
            group: Group::Form,
            hint: $hint,
            keys: &[$(on(Scope::Rows, $keys)),+],
            ready: $ready,
            run: $run,
        }
    };
}

pub(super) const ROWS: &[CommandSpec] = &[
    row!("row.add", "Add a row", "Adds a row to the list.", "add", ["a"], can_change, |model| open(
        model, true
    )),
    row!(
        "row.edit",
        "Edit the row",
        "Edits the row in a small form.",
        "row",
        ["enter", "e"],
        has_row,
        |model| { open(model, false) }
    ),
    row!(
        "row.remove",
        "Remove the row",
        "Takes the row out of the list.",
        "remove",
        ["d", "delete"],
        can_remove,
        remove
    ),
    row!(
        "row.down",
        "Next row",
        "Goes to the next row, then to the next field.",
        "",
        ["down", "j"],
        in_form,
        |model| { step(model, 1) }
    ),
    row!(
        "row.up",
        "Row before",
        "Goes to the row before, then to the field before.",
        "",
        ["up", "k"],
        in_form,
        |model| { step(model, -1) }
    ),
    row!(
        "row.move_down",
        "Move the row down",
        "Moves the row down in its list.",
        "",
        ["J"],
        can_remove,
        |model| { shift(model, 1) }
    ),
    row!("row.move_up", "Move the row up", "Moves the row up in its list.", "", ["K"], can_remove, |model| {
        shift(model, -1)
    }),
];

fn form(model: &Model) -> Option<&Form> {
    match model.overlays.last() {
        Some(Overlay::Form(form)) => Some(form),
        _ => None,
    }
}

fn in_form(model: &Model) -> Ready {
    Ready::when(form(model).is_some_and(|form| form.list().is_some()), "No list of a form has the focus.")
}

fn can_change(model: &Model) -> Ready {
    match form(model).and_then(Form::list) {
        Some((spec, _)) => Ready::when(!spec.is_fixed, "These rows are given; enter edits one."),
        None => in_form(model),
    }
}

fn has_row(model: &Model) -> Ready {
    match form(model).and_then(Form::list) {
        Some((spec, rows)) if rows.is_empty() && spec.is_fixed => Ready::no(spec.empty),
        Some((_, rows)) => Ready::when(!rows.is_empty(), "There is no row yet; a adds one."),
        None => in_form(model),
    }
}

fn can_remove(model: &Model) -> Ready {
    match can_change(model) {
        Ready::Yes => has_row(model),
        no => no,
    }
}

fn open(model: &mut Model, is_new: bool) -> Effects {
    if let Some(small) = form(model).and_then(|form| form.open_row(is_new)) {
        model.overlays.push(Overlay::Form(Box::new(small)));
    }
    Vec::new()
}

fn step(model: &mut Model, by: isize) -> Effects {
    if let Some(Overlay::Form(form)) = model.overlays.last_mut()
        && !form.step_row(by)
    {
        form.step(by);
    }
    Vec::new()
}

fn remove(model: &mut Model) -> Effects {
    if let Some(Overlay::Form(form)) = model.overlays.last_mut() {
        form.remove_row();
    }
    keep_draft(model)
}

fn shift(model: &mut Model, by: isize) -> Effects {
    let Some(Overlay::Form(form)) = model.overlays.last_mut() else { return Vec::new() };
    if !form.shift_row(by) {
        let end = if by < 0 { "first" } else { "last" };
        model.say(Notice::info(format!("It is the {end} row already.")));
    }
    keep_draft(model)
}
