//! Records as a whole: open, add, edit in a form or in `$EDITOR`, copy.

use super::{CommandSpec, Group, Ready, on, writable};
use crate::app::effect::{EditTarget, Effect, Effects};
use crate::app::form::Form;
use crate::app::lists::View;
use crate::app::model::{Model, Pane};
use crate::app::notice::Notice;
use crate::app::overlay::Overlay;
use crate::app::page::{Page, PageKind, Target};
use crate::app::scope::Scope;
use crate::domain::account::Account;
use crate::domain::candidate::Candidate;
use crate::domain::channel::Channel;
use crate::domain::id::{AccountId, CandidateId, SignalId, StakeholderId};
use crate::domain::record::{Record, RecordId};
use crate::domain::signal::Signal;
use crate::domain::stakeholder::Stakeholder;
use crate::domain::text;

pub(super) const ROWS: &[CommandSpec] = &[
    CommandSpec {
        id: "record.open",
        title: "Open",
        help: "Opens the record; a signal large, for focus triage.",
        group: Group::Records,
        hint: "open",
        keys: &[on(Scope::List, "enter")],
        ready: has_current,
        run: |model| match model.current() {
            Some(id) => open(model, id),
            None => Vec::new(),
        },
    },
    CommandSpec {
        id: "record.add",
        title: "Add",
        help: "Adds a record to the focused pane.",
        group: Group::Records,
        hint: "add",
        keys: &[on(Scope::List, "a")],
        ready: writable,
        run: add,
    },
    CommandSpec {
        id: "record.edit",
        title: "Edit",
        help: "Edits the record in a form.",
        group: Group::Records,
        hint: "edit",
        keys: &[on(Scope::List, "e"), on(Scope::Page, "e"), on(Scope::Board, "e")],
        ready: can_edit,
        run: edit,
    },
    CommandSpec {
        id: "record.edit_external",
        title: "Edit in your editor",
        help: "Hands the record to $VISUAL or $EDITOR as RON.",
        group: Group::Records,
        hint: "",
        keys: &[on(Scope::List, "ctrl-e"), on(Scope::Page, "ctrl-e"), on(Scope::Board, "ctrl-e")],
        ready: |model| if problem(model).is_some() { Ready::Yes } else { can_edit(model) },
        run: |model| match (problem(model), subject(model)) {
            (Some(place), _) => model.open_problem(place),
            (None, Some(id)) => edit_externally(model, id),
            (None, None) => Vec::new(),
        },
    },
    CommandSpec {
        id: "record.copy",
        title: "Copy",
        help: "Copies the record as Markdown, verbatim and source.",
        group: Group::Records,
        hint: "",
        keys: &[on(Scope::List, "y"), on(Scope::Page, "y"), on(Scope::Board, "y")],
        ready: |model| Ready::when(subject(model).is_some(), "There is no record here to copy."),
        run: |model| match subject(model).and_then(|id| model.workspace.get(id)) {
            Some(record) => vec![Effect::Copy(markdown(model, &record))],
            None => Vec::new(),
        },
    },
];

fn has_current(model: &Model) -> Ready {
    Ready::when(model.current().is_some(), "There is nothing under the cursor; a adds a record.")
}

/// The record an action is about: that of the page on top, else the one under the cursor.
pub(crate) fn subject(model: &Model) -> Option<RecordId> {
    match model.overlays.last() {
        Some(Overlay::Page(page)) => page.subject(),
        Some(Overlay::Board(board)) => board.current().map(RecordId::Candidate),
        _ => model.current(),
    }
}

/// The problem of a file the line of the page on top is about.
fn problem(model: &Model) -> Option<usize> {
    match model.overlays.last() {
        Some(Overlay::Page(page)) => match page.target() {
            Some(Target::Problem(place)) => Some(*place),
            _ => None,
        },
        _ => None,
    }
}

fn can_edit(model: &Model) -> Ready {
    match (writable(model), subject(model)) {
        (Ready::Yes, None) => Ready::no("There is no record here to edit."),
        (ready, _) => ready,
    }
}

/// Opens a record: a signal large, others as a page.
pub(crate) fn open(model: &mut Model, id: RecordId) -> Effects {
    match id {
        RecordId::Signal(_) if !model.is_focusing() && model.reveal(id) => super::triage::open_focus(model),
        RecordId::Signal(_) | RecordId::Meeting(_) => Page::open(model, PageKind::Record(id)),
        RecordId::Strategy => Page::open(model, PageKind::NorthStar),
        other => Page::open(model, PageKind::Record(other)),
    }
    Vec::new()
}

fn add(model: &mut Model) -> Effects {
    let bits = model.draw_bits();
    let base: Record = match (model.focus, model.stakeholders.view) {
        (Pane::Signals, _) => Signal::new(SignalId::from_bits(bits), "", Channel::Customer, model.now).into(),
        (Pane::Stakeholders, View::Usual) => Stakeholder::new(StakeholderId::from_bits(bits), "").into(),
        (Pane::Stakeholders, View::Other) => Account::new(AccountId::from_bits(bits), "").into(),
        (Pane::Candidates, _) => Candidate::new(CandidateId::from_bits(bits), "").into(),
    };
    open_form(model, base, true)
}

fn edit(model: &mut Model) -> Effects {
    let Some(id) = subject(model) else { return Vec::new() };
    match model.workspace.get(id) {
        Some(Record::Meeting(_)) => edit_externally(model, id),
        Some(record) => open_form(model, record, false),
        None => {
            model.say(Notice::error(format!("{id} does not exist any more.")));
            Vec::new()
        }
    }
}

/// Opens a form, with the texts of a draft when there is one.
pub(crate) fn open_form(model: &mut Model, base: Record, is_new: bool) -> Effects {
    let draft = model.drafts.get(&Form::draft_name(&base, is_new)).cloned();
    let form = Form::open(base, is_new, &model.workspace, draft.as_deref());
    if form.from_draft {
        model.say(Notice::info("Your unsaved text is back; ctrl-x throws it away."));
    }
    model.overlays.push(Overlay::Form(Box::new(form)));
    Vec::new()
}

fn edit_externally(model: &mut Model, id: RecordId) -> Effects {
    let draft = model.drafts.get(&ron_draft(id)).cloned();
    let Some(text) = draft.or_else(|| model.workspace.get(id).and_then(|record| to_ron(&record))) else {
        return Vec::new();
    };
    vec![Effect::EditExternally { target: EditTarget::Record(id), text }]
}

/// Takes back a record that was edited as RON; on a mistake says where and keeps the text as a draft.
pub(crate) fn take_edited(model: &mut Model, id: RecordId, text: &str) -> Effects {
    let Some(old) = model.workspace.get(id) else { return Vec::new() };
    match from_ron(&old, text) {
        Ok(record) if record.id() != id => {
            model.say(Notice::error("The id must stay what it is; nothing was changed."));
            keep_text(model, id, text)
        }
        Ok(record) => {
            let label = format!("edit {}", record.title());
            let mut effects = model.commit(label, vec![record.into()]);
            if model.drafts.remove(&ron_draft(id)).is_some() {
                effects.push(Effect::DropDraft { name: ron_draft(id) });
            }
            effects
        }
        Err(why) => {
            model.say(Notice::error(format!(
                "Nothing was changed: {why}. Your text is kept; ctrl-e opens it again."
            )));
            keep_text(model, id, text)
        }
    }
}

/// Under which name a record's faulty RON waits to be mended.
fn ron_draft(id: RecordId) -> String {
    format!("{id}-ron")
}

fn keep_text(model: &mut Model, id: RecordId, text: &str) -> Effects {
    let name = ron_draft(id);
    model.drafts.insert(name.clone(), text.to_string());
    vec![Effect::SaveDraft { name, text: text.to_string() }]
}

/// Prints a record as the RON a person edits.
pub fn to_ron(record: &Record) -> Option<String> {
    text::print_record(record, text::Style::Pretty).ok()
}

/// Reads a record of the same kind as `old` from RON. Returns what is wrong with line and column.
pub fn from_ron(old: &Record, text: &str) -> Result<Record, String> {
    text::parse_record(old.id(), text).map_err(|error| {
        let at = error.span.start;
        let code = error.code.to_string();
        format!("line {}, column {}: {}", at.line, at.col, crate::domain::shown::shown(&code))
    })
}

/// A record as a Markdown quote with its source.
fn markdown(model: &Model, record: &Record) -> String {
    let id = model.workspace.short_id(record.id());
    match record {
        Record::Signal(signal) => {
            let who = signal.who.and_then(|who| model.workspace.stakeholder(who));
            let who = who.map_or(signal.said_by.as_str(), |person| &person.name);
            let body = if signal.body.is_empty() { &signal.title } else { &signal.body };
            let quote: String = body.lines().map(|line| format!("> {line}\n")).collect();
            let said = if who.is_empty() { String::new() } else { format!("{who}, ") };
            format!("**{}**\n\n{quote}\n{said}{} ({id})\n", signal.title, signal.channel)
        }
        Record::Candidate(candidate) => format!(
            "**{}** ({}, {id})\n\n{}\n",
            candidate.title,
            candidate.horizon.name(),
            [&candidate.problem, &candidate.value]
                .into_iter()
                .filter(|text| !text.is_empty())
                .cloned()
                .collect::<Vec<_>>()
                .join("\n\n")
        ),
        other => format!("{} ({id})\n", other.title()),
    }
}
