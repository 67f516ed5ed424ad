//! What lists show: marks, the filter line, narrowing, the other view.

use super::{CommandSpec, Group, Ready, always, on};
use crate::app::effect::Effects;
use crate::app::field::TextField;
use crate::app::lists::View;
use crate::app::model::{Model, Pane};
use crate::app::notice::Notice;
use crate::app::overlay::{FilterLine, Overlay};
use crate::app::scope::Scope;
use crate::domain::query;

pub(super) const ROWS: &[CommandSpec] = &[
    CommandSpec {
        id: "list.mark",
        title: "Mark",
        help: "Marks the row and moves on; actions go to marks.",
        group: Group::List,
        hint: "mark",
        keys: &[on(Scope::List, "space")],
        ready: |model| Ready::when(model.current().is_some(), "There is no row to mark."),
        run: |model| {
            let (list, height) = model.focused();
            if let Some(id) = list.current()
                && !list.marks.remove(&id)
            {
                list.marks.insert(id);
            }
            list.step(1, height);
            Vec::new()
        },
    },
    CommandSpec {
        id: "list.mark_all",
        title: "Mark all shown",
        help: "Marks every row the list shows.",
        group: Group::List,
        hint: "",
        keys: &[on(Scope::List, "V")],
        ready: |model| Ready::when(model.current().is_some(), "There is no row to mark."),
        run: |model| {
            let (list, _) = model.focused();
            list.marks = list.rows.iter().copied().collect();
            let count = list.marks.len();
            model.say(Notice::info(format!("{count} marked; esc clears.")));
            Vec::new()
        },
    },
    CommandSpec {
        id: "list.clear",
        title: "Clear",
        help: "Clears marks, then narrowing, then the filter.",
        group: Group::List,
        hint: "",
        keys: &[on(Scope::List, "esc")],
        ready: always,
        run: clear,
    },
    CommandSpec {
        id: "list.filter",
        title: "Filter",
        help: "Filters while you type: words, channel:sales, age>14d.",
        group: Group::List,
        hint: "filter",
        keys: &[on(Scope::List, "/")],
        ready: always,
        run: |model| {
            let before = model.list(model.focus).filter.clone();
            let field = TextField::line(&before);
            model.overlays.push(Overlay::Filter(FilterLine { field, before, error: None }));
            Vec::new()
        },
    },
    CommandSpec {
        id: "list.narrow",
        title: "Narrow",
        help: "Other panes show only what belongs to this record.",
        group: Group::List,
        hint: "narrow",
        keys: &[on(Scope::List, "f")],
        ready: |model| Ready::when(model.current().is_some(), "There is no record to narrow to."),
        run: narrow,
    },
    CommandSpec {
        id: "list.view",
        title: "Other view",
        help: "Inbox or all; people or accounts; open or all.",
        group: Group::List,
        hint: "view",
        keys: &[on(Scope::List, "v")],
        ready: always,
        run: |model| {
            let pane = model.focus;
            turn_view(model, pane);
            Vec::new()
        },
    },
    CommandSpec {
        id: "filter.accept",
        title: "Keep the filter",
        help: "Goes back to the list, filtered.",
        group: Group::Picker,
        hint: "keep",
        keys: &[on(Scope::Filter, "enter")],
        ready: |model| match model.overlays.last() {
            Some(Overlay::Filter(line)) => match query::parse(&line.field.value()) {
                Ok(_) => Ready::Yes,
                Err(error) => Ready::no(error.to_string()),
            },
            _ => Ready::Yes,
        },
        run: |model| {
            model.overlays.pop();
            Vec::new()
        },
    },
    CommandSpec {
        id: "filter.everywhere",
        title: "Inbox or all",
        help: "Looks in the other view of the list.",
        group: Group::Picker,
        hint: "inbox/all",
        keys: &[on(Scope::Filter, "tab")],
        ready: always,
        run: |model| {
            let pane = model.focus;
            turn_view(model, pane);
            Vec::new()
        },
    },
    CommandSpec {
        id: "filter.cancel",
        title: "Take the filter back",
        help: "Goes back to the filter before.",
        group: Group::Picker,
        hint: "back",
        keys: &[on(Scope::Filter, "esc")],
        ready: always,
        run: |model| {
            if let Some(Overlay::Filter(line)) = model.overlays.pop() {
                set_filter(model, &line.before);
            }
            Vec::new()
        },
    },
];

fn turn_view(model: &mut Model, pane: Pane) {
    let list = model.list_mut(pane);
    list.view = list.view.turned();
    list.selected = 0;
    list.top = 0;
    let shown = match (pane, list.view) {
        (Pane::Signals, View::Usual) => "the inbox",
        (Pane::Signals, View::Other) => "all signals",
        (Pane::Stakeholders, View::Usual) => "people",
        (Pane::Stakeholders, View::Other) => "accounts",
        (Pane::Candidates, View::Usual) => "candidates for now, next and later",
        (Pane::Candidates, View::Other) => "all candidates, parked, shipped and rejected too",
    };
    model.refresh_list(pane);
    model.say(Notice::info(format!("Showing {shown}.")));
}

fn clear(model: &mut Model) -> Effects {
    if model.is_focusing() {
        model.overlays.retain(|overlay| !matches!(overlay, Overlay::Focus(_)));
        return Vec::new();
    }
    let pane = model.focus;
    let list = model.list_mut(pane);
    if !list.marks.is_empty() {
        list.marks.clear();
    } else if Pane::ALL.iter().any(|pane| model.list(*pane).narrowed.is_some()) {
        widen(model);
    } else if !model.list(pane).filter.is_empty() {
        set_filter(model, "");
    } else {
        model.say(Notice::info("Nothing to clear; q leaves."));
    }
    Vec::new()
}

fn widen(model: &mut Model) {
    for pane in Pane::ALL {
        if model.list_mut(pane).narrowed.take().is_some() {
            model.refresh_list(pane);
        }
    }
}

/// Narrows the other panes to the record under the cursor; a second time takes it off.
fn narrow(model: &mut Model) -> Effects {
    let Some(id) = model.current() else { return Vec::new() };
    let already = Pane::ALL.iter().any(|pane| model.list(*pane).narrowed == Some(id));
    if already {
        widen(model);
        return Vec::new();
    }
    for pane in Pane::ALL {
        if pane == model.focus {
            continue;
        }
        model.list_mut(pane).narrowed = Some(id);
        if pane == Pane::Signals {
            model.signals.view = View::Other;
        }
        model.refresh_list(pane);
    }
    let title = model.workspace.get(id).map(|record| record.title().to_string()).unwrap_or_default();
    model.say(Notice::info(format!("Other panes show what belongs to {title}; esc widens.")));
    Vec::new()
}

/// Notes that the filter line was typed into. The search waits for [`settle_filter`], so that a burst of
/// keys costs one search and not one each.
pub(crate) fn filter_changed(model: &mut Model) {
    model.is_filter_due = true;
}

/// Follows the filter line: a right text filters, a wrong one keeps the last right filter.
pub(crate) fn settle_filter(model: &mut Model) {
    if !std::mem::take(&mut model.is_filter_due) {
        return;
    }
    let Some(Overlay::Filter(line)) = model.overlays.last() else { return };
    let text = line.field.value();
    let parsed = query::parse(&text);
    let pane = model.focus;
    let error = match parsed {
        Ok(query) => {
            let list = model.list_mut(pane);
            list.query = query;
            list.filter = text;
            list.selected = 0;
            list.top = 0;
            model.refresh_list(pane);
            None
        }
        // While a term may still become right there is nothing to complain about.
        Err(error) if error.is_unfinished => None,
        Err(error) => Some((error.span.clone(), error.to_string())),
    };
    if let Some(Overlay::Filter(line)) = model.overlays.last_mut() {
        line.error = error;
    }
}

fn set_filter(model: &mut Model, text: &str) {
    let pane = model.focus;
    let list = model.list_mut(pane);
    list.query = query::parse(text).unwrap_or_default();
    list.filter = text.to_string();
    model.refresh_list(pane);
}
