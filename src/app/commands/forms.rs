//! Forms: moving between fields, saving, leaving with the text kept as a draft.

use super::{CommandSpec, Group, Ready, always, on};
use crate::analysis::entry::into_now;
use crate::app::effect::{EditTarget, Effect, Effects};
use crate::app::form::Form;
use crate::app::form::fields::{Context, Shape};
use crate::app::model::Model;
use crate::app::notice::Notice;
use crate::app::overlay::Overlay;
use crate::app::scope::Scope;
use crate::domain::candidate::Horizon;
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
        keys: &[on(Scope::Form, "tab"), on(Scope::Heading, "down"), on(Scope::Heading, "j")],
        ready: always,
        run: |model| with_form(model, |form| form.step(1)),
    },
    CommandSpec {
        id: "form.previous",
        title: "Previous field",
        help: "Goes to the field before, round the end.",
        group: Group::Form,
        hint: "",
        keys: &[on(Scope::Form, "shift-tab"), on(Scope::Heading, "up"), on(Scope::Heading, "k")],
        ready: always,
        run: |model| with_form(model, |form| form.step(-1)),
    },
    CommandSpec {
        id: "form.turn_group",
        title: "Open or close the group",
        help: "Opens or closes the group of fields with the focus.",
        group: Group::Form,
        hint: "open",
        keys: &[
            on(Scope::Heading, "enter"),
            on(Scope::Heading, "space"),
            on(Scope::Heading, "right"),
            on(Scope::Heading, "left"),
            on(Scope::Form, "alt-o"),
        ],
        ready: has_groups,
        run: |model| with_form(model, Form::turn_group),
    },
    CommandSpec {
        id: "form.next_group",
        title: "Next group",
        help: "Opens the next group and goes to its first field.",
        group: Group::Form,
        hint: "group",
        keys: &[on(Scope::Form, "alt-n"), on(Scope::Form, "alt-down")],
        ready: has_groups,
        run: |model| with_form(model, |form| form.step_group(1)),
    },
    CommandSpec {
        id: "form.previous_group",
        title: "Previous group",
        help: "Opens the group before and goes to its first field.",
        group: Group::Form,
        hint: "",
        keys: &[on(Scope::Form, "alt-p"), on(Scope::Form, "alt-up")],
        ready: has_groups,
        run: |model| with_form(model, |form| form.step_group(-1)),
    },
    CommandSpec {
        id: "form.pick",
        title: "Pick for the field",
        help: "Lists what the field may hold, to pick from.",
        group: Group::Form,
        hint: "pick",
        keys: &[on(Scope::Form, "ctrl-l")],
        ready: |model| match model.overlays.last() {
            Some(Overlay::Form(form)) => Ready::when(
                form.focused().is_some_and(|field| matches!(field.shape, Shape::Pick(_) | Shape::Choice(_))),
                "This field is typed; there is no list for it.",
            ),
            _ => Ready::no("No form is open."),
        },
        run: super::pickers::open_field,
    },
    CommandSpec {
        id: "form.editor",
        title: "Edit the field in your editor",
        help: "Hands the field's text to $VISUAL or $EDITOR.",
        group: Group::Form,
        hint: "editor",
        keys: &[on(Scope::Form, "ctrl-e")],
        ready: |model| match model.overlays.last() {
            Some(Overlay::Form(form)) => Ready::when(
                form.focused().is_some_and(|field| {
                    field.closed.is_none() && !matches!(field.shape, Shape::Rows(_) | Shape::Choice(_))
                }),
                "There is no text here to edit.",
            ),
            _ => Ready::no("No form is open."),
        },
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
            Some(Overlay::Form(small)) if small.row.is_some() => {
                if let Some(Overlay::Form(form)) = model.overlays.last_mut() {
                    form.turn_back_row(&small);
                }
                model.say(Notice::info("The row is as it was."));
                keep_draft(model)
            }
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
            let is_alone = |overlay: &Overlay| matches!(overlay, Overlay::Form(form) if form.row.as_ref().is_some_and(|row| row.is_alone));
            if model.overlays.last().is_some_and(is_alone) {
                model.overlays.pop();
            }
            if let Some(Overlay::Form(form)) = model.overlays.pop()
                && form.row.is_none()
                && form.draft().is_some()
            {
                model.say(Notice::info("Kept as a draft; the same key opens it again."));
            }
            effects
        },
    },
];

fn has_groups(model: &Model) -> Ready {
    match model.overlays.last() {
        Some(Overlay::Form(form)) => {
            Ready::when(1 < form.groups.len(), "This form has one group; it is always open.")
        }
        _ => Ready::no("No form is open."),
    }
}

fn with_form(model: &mut Model, act: impl FnOnce(&mut Form)) -> Effects {
    if let Some(Overlay::Form(form)) = model.overlays.last_mut() {
        act(form);
    }
    Vec::new()
}

/// Writes a row being typed into the list of the form below.
fn pour_row(model: &mut Model) {
    if let [.., Overlay::Form(below), Overlay::Form(small)] = model.overlays.as_mut_slice()
        && small.row.is_some()
    {
        below.take_row(small);
    }
}

/// Keeps what is typed in the form on top and in the one below it, in memory and on the disk.
pub(crate) fn keep_draft(model: &mut Model) -> Effects {
    pour_row(model);
    let form = model.overlays.iter().rev().find_map(|overlay| match overlay {
        Overlay::Form(form) if form.row.is_none() => Some(form),
        _ => None,
    });
    let Some(form) = form else { return Vec::new() };
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

/// Takes a row that is right into its list; the record itself is not saved yet.
fn save_row(model: &mut Model) -> Effects {
    let effects = keep_draft(model);
    let Some(Overlay::Form(mut small)) = model.overlays.pop() else { return effects };
    let context =
        Context { workspace: &model.workspace, today: model.today, also: Vec::new(), bits: Box::new(|| 0) };
    let spec = match model.overlays.last() {
        Some(Overlay::Form(form)) => form.list().map(|(spec, _)| spec),
        _ => None,
    };
    let is_right = spec.is_none_or(|spec| small.check_row(spec, &context));
    drop(context);
    if !is_right {
        model.say(Notice::error("One field cannot be read; see the sentence under it."));
        model.overlays.push(Overlay::Form(small));
    }
    effects
}

fn save(model: &mut Model) -> Effects {
    if let Some(Overlay::Form(form)) = model.overlays.last()
        && let Some(row) = &form.row
    {
        let (is_alone, depth) = (row.is_alone, model.overlays.len());
        let mut effects = save_row(model);
        if is_alone && model.overlays.len() < depth {
            effects.extend(save(model));
        }
        return effects;
    }
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
    if let Some(why) = kept_out_of_now(model, &record) {
        form.refuse("horizon", &why);
        model.say(Notice::warning(why));
        model.overlays.push(Overlay::Form(form));
        return Vec::new();
    }
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

/// Why a candidate that was not in `now` cannot enter it, by the same rules as its key.
fn kept_out_of_now(model: &Model, record: &Record) -> Option<String> {
    let Record::Candidate(candidate) = record else { return None };
    let was = model.workspace.candidate(candidate.id).is_some_and(|one| one.horizon == Horizon::Now);
    let enters = candidate.horizon == Horizon::Now && !was;
    if enters { into_now(candidate, &model.workspace).sentence() } else { None }
}

/// A captured signal: `#tag` and `@person` in its title become fields, and it wakes what waits for it.
fn captured(model: &Model, record: Record, edits: &mut Vec<Edit>) -> Record {
    let Record::Signal(signal) = record else { return record };
    let signal = capture::read_marks((*signal).clone(), &model.workspace);
    edits.extend(wakes(&model.workspace, &signal));
    signal.into()
}
