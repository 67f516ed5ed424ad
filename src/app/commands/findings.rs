//! Findings: accepting one with a reason, taking that back, mending what a rule can mend.

use super::{CommandSpec, Group, Ready, on, writable};
use crate::analysis::acceptance;
use crate::analysis::finding::Finding;
use crate::app::effect::Effects;
use crate::app::model::Model;
use crate::app::notice::Notice;
use crate::app::overlay::{Ask, Overlay};
use crate::app::page::{PageKind, Target};
use crate::app::scope::Scope;

pub(super) const ROWS: &[CommandSpec] = &[
    CommandSpec {
        id: "finding.accept",
        title: "Accept the finding",
        help: "Keeps it quiet with a reason, or takes that back.",
        group: Group::Records,
        hint: "accept",
        keys: &[on(Scope::Page, "A")],
        ready: on_finding,
        run: ask,
    },
    CommandSpec {
        id: "finding.mend",
        title: "Mend the finding",
        help: "Makes the edit that silences the rule; u undoes it.",
        group: Group::Records,
        hint: "mend",
        keys: &[on(Scope::Page, "F")],
        ready: |model| match (on_finding(model), finding(model)) {
            (Ready::Yes, Some(found)) => {
                Ready::when(found.fix.is_some(), "No edit would mend this by itself; enter opens the record.")
            }
            (no, _) => no,
        },
        run: mend,
    },
    CommandSpec {
        id: "finding.show_accepted",
        title: "Show what was accepted",
        help: "Lists accepted findings too, or hides them.",
        group: Group::Records,
        hint: "",
        keys: &[on(Scope::Page, "z")],
        ready: |model| {
            let on_page =
                matches!(model.overlays.last(), Some(Overlay::Page(page)) if page.kind == PageKind::Findings);
            Ready::when(on_page, "Accepted findings are listed on the findings page; g f opens it.")
        },
        run: |model| {
            model.shows_accepted = !model.shows_accepted;
            model.follow_pages();
            let shown = if model.shows_accepted { "shown" } else { "hidden" };
            model.say(Notice::info(format!("Accepted findings are {shown}.")));
            Vec::new()
        },
    },
];

/// The finding under the cursor of a page.
fn finding(model: &Model) -> Option<&Finding> {
    match model.overlays.last() {
        Some(Overlay::Page(page)) => match page.target() {
            Some(Target::Finding(finding)) => Some(finding),
            _ => None,
        },
        _ => None,
    }
}

fn on_finding(model: &Model) -> Ready {
    match writable(model) {
        Ready::Yes => Ready::when(finding(model).is_some(), "Put the cursor on a finding; g f lists them."),
        no => no,
    }
}

/// Asks for the reason; of an accepted finding takes the acceptance back.
fn ask(model: &mut Model) -> Effects {
    let Some(found) = finding(model).cloned() else { return Vec::new() };
    if acceptance::of(&found, &model.workspace).is_some() {
        let edits = acceptance::withdraw(&found, &model.workspace).into_iter().collect();
        return model.commit("hear the finding again", edits);
    }
    super::prompts::open(model, Ask::AcceptReason, "Accepted, because")
}

/// Keeps the finding under the cursor quiet, with the reason.
pub(super) fn accept(model: &mut Model, why: &str) -> Effects {
    let Some(found) = finding(model).cloned() else { return Vec::new() };
    match acceptance::accept(&found, why, model.today, &model.workspace) {
        Ok(edit) => model.commit(format!("accept that {}", found.message.trim_end_matches('.')), vec![edit]),
        Err(why) => {
            model.say(Notice::warning(why));
            Vec::new()
        }
    }
}

fn mend(model: &mut Model) -> Effects {
    match finding(model).and_then(|found| found.fix.clone()) {
        Some((words, edits)) => model.commit(words, edits),
        None => Vec::new(),
    }
}
