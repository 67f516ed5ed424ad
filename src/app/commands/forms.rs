//! Forms: moving between fields, saving, leaving with the text kept as a draft.

use super::{CommandSpec, Group, always, on};
use crate::app::effect::{EditTarget, Effect, Effects};
use crate::app::form::Form;
use crate::app::form::fields::Context;
use crate::app::model::Model;
use crate::app::notice::Notice;
use crate::app::overlay::Overlay;
use crate::app::scope::Scope;
use crate::domain::capture;
use crate::domain::edit::Edit;
use crate::domain::record::Record;
use crate::domain::wake::wakes;

pub(super) const ROWS: &[CommandSpec] = &[
    CommandSpec {
        id: "form.save",
        title: "Save",
        help: "Saves the record, or goes to the first mistake.",
        group: Group::Form,
        hint: "save",
        keys: &[on(Scope::Form, "ctrl-s"), on(Scope::Form, "alt-enter")],
        ready: super::writable,
        run: save,
    },
    CommandSpec {
        id: "form.next",
        title: "Next field",
        help: "Goes to the next field, round the end.",
        group: Group::Form,
        hint: "next",
        keys: &[on(Scope::Form, "tab")],
        ready: always,
        run: |model| with_form(model, |form| form.step(1)),
    },
    CommandSpec {
        id: "form.previous",
        title: "Previous field",
        help: "Goes to the field before, round the end.",
        group: Group::Form,
        hint: "",
        keys: &[on(Scope::Form, "shift-tab")],
        ready: always,
        run: |model| with_form(model, |form| form.step(-1)),
    },
    CommandSpec {
        id: "form.editor",
        title: "Edit the field in your editor",
        help: "Hands the field's text to $VISUAL or $EDITOR.",
        group: Group::Form,
        hint: "editor",
        keys: &[on(Scope::Form, "ctrl-e")],
        ready: always,
        run: |model| match model.overlays.last_mut() {
            Some(Overlay::Form(form)) => {
                let text = form.focused().map(|field| field.text.value()).unwrap_or_default();
                vec![Effect::EditExternally { target: EditTarget::Field, text }]
            }
            _ => Vec::new(),
        },
    },
    CommandSpec {
        id: "form.discard",
        title: "Throw the text away",
        help: "Leaves the form and forgets what was typed.",
        group: Group::Form,
        hint: "",
        keys: &[on(Scope::Form, "ctrl-x")],
        ready: always,
        run: |model| match model.overlays.pop() {
            Some(Overlay::Form(form)) => {
                model.say(Notice::info("The typed text was thrown away."));
                drop_draft(model, &form)
            }
            _ => Vec::new(),
        },
    },
    CommandSpec {
        id: "form.leave",
        title: "Leave the form",
        help: "Leaves; what was typed stays as a draft.",
        group: Group::Form,
        hint: "leave",
        keys: &[on(Scope::Form, "esc")],
        ready: always,
        run: |model| {
            let effects = keep_draft(model);
            if let Some(Overlay::Form(form)) = model.overlays.pop()
                && form.draft().is_some()
            {
                model.say(Notice::info("Kept as a draft; the same key opens it again."));
            }
            effects
        },
    },
];

fn with_form(model: &mut Model, act: impl FnOnce(&mut Form)) -> Effects {
    if let Some(Overlay::Form(form)) = model.overlays.last_mut() {
        act(form);
    }
    Vec::new()
}

/// Keeps what is typed in the form on top, in memory and on the disk.
pub(crate) fn keep_draft(model: &mut Model) -> Effects {
    let Some(Overlay::Form(form)) = model.overlays.last() else { return Vec::new() };
    let name = Form::draft_name(&form.base, form.is_new);
    match form.draft() {
        Some(text) if model.drafts.get(&name) == Some(&text) => Vec::new(),
        Some(text) => {
            model.drafts.insert(name.clone(), text.clone());
            vec![Effect::SaveDraft { name, text }]
        }
        None if model.drafts.remove(&name).is_some() => vec![Effect::DropDraft { name }],
        None => Vec::new(),
    }
}

fn drop_draft(model: &mut Model, form: &Form) -> Effects {
    let name = Form::draft_name(&form.base, form.is_new);
    match model.drafts.remove(&name) {
        Some(_) => vec![Effect::DropDraft { name }],
        None => Vec::new(),
    }
}

fn save(model: &mut Model) -> Effects {
    let Some(Overlay::Form(mut form)) = model.overlays.pop() else { return Vec::new() };
    let mut rng = model.rng.clone();
    let mut context = Context {
        workspace: &model.workspace,
        today: model.today,
        also: Vec::new(),
        bits: Box::new(|| rng.u64(..)),
    };
    let record = form.record(&mut context);
    let mut edits = std::mem::take(&mut context.also);
    drop(context);
    model.rng = rng;
    let Some(record) = record else {
        model.say(Notice::error("One field cannot be read; see the sentence under it."));
        model.overlays.push(Overlay::Form(form));
        return Vec::new();
    };
    let record = if form.is_new { captured(model, record, &mut edits) } else { record };
    let id = record.id();
    let verb = if form.is_new { "add" } else { "edit" };
    let label = format!("{verb} {}", record.title());
    edits.push(record.into());
    let is_unchanged = !form.is_new && form.draft().is_none();
    let mut effects = model.commit(label, edits);
    if effects.is_empty() && !is_unchanged {
        model.overlays.push(Overlay::Form(form));
        return effects;
    }
    effects.extend(drop_draft(model, &form));
    if form.is_new {
        model.reveal(id);
    }
    effects
}

/// A captured signal: `#tag` and `@person` in its title become fields, and it wakes what waits for it.
fn captured(model: &Model, record: Record, edits: &mut Vec<Edit>) -> Record {
    let Record::Signal(signal) = record else { return record };
    let signal = capture::read_marks((*signal).clone(), &model.workspace);
    edits.extend(wakes(&model.workspace, &signal));
    signal.into()
}
