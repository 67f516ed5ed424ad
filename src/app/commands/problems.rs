//! Choosing between two values of one field, and between two versions git could not join.

use super::{CommandSpec, Group, Ready, on, writable};
use crate::app::effect::{Effect, Effects};
use crate::app::model::Model;
use crate::app::notice::Notice;
use crate::app::overlay::Overlay;
use crate::app::page::Target;
use crate::app::scope::Scope;
use crate::domain::edit::TransactionKind;
use crate::domain::merge::{self, Side};
use crate::domain::problem::{ProblemKind, Sides};
use crate::domain::record::RecordId;
use crate::domain::shown::shown;

pub(super) const ROWS: &[CommandSpec] = &[
    CommandSpec {
        id: "conflict.ours",
        title: "Keep what is here",
        help: "Settles the conflict on this line with the value here.",
        group: Group::Records,
        hint: "keep here",
        keys: &[on(Scope::Page, "o")],
        ready: on_conflict,
        run: |model| settle(model, Side::Ours),
    },
    CommandSpec {
        id: "conflict.theirs",
        title: "Take the other version",
        help: "Settles the conflict on this line with the other value.",
        group: Group::Records,
        hint: "take other",
        keys: &[on(Scope::Page, "t")],
        ready: on_conflict,
        run: |model| settle(model, Side::Theirs),
    },
];

fn target(model: &Model) -> Option<&Target> {
    match model.overlays.last() {
        Some(Overlay::Page(page)) => page.target(),
        _ => None,
    }
}

fn on_conflict(model: &Model) -> Ready {
    let is_conflict = match target(model) {
        Some(Target::Conflict(..)) => true,
        Some(Target::Problem(place)) => sides(model, *place).is_some(),
        _ => false,
    };
    match writable(model) {
        Ready::Yes => Ready::when(is_conflict, "There is no conflict on this line; g p lists them."),
        no => no,
    }
}

fn sides(model: &Model, place: usize) -> Option<&Sides> {
    match &model.problems.get(place)?.kind {
        ProblemKind::GitConflict(sides) if sides.ours.is_some() || sides.theirs.is_some() => Some(sides),
        _ => None,
    }
}

fn settle(model: &mut Model, side: Side) -> Effects {
    match target(model).cloned() {
        Some(Target::Conflict(id, place)) => settle_field(model, id, place, side),
        Some(Target::Problem(place)) => settle_git(model, place, side),
        _ => Vec::new(),
    }
}

fn settle_field(model: &mut Model, id: RecordId, place: usize, side: Side) -> Effects {
    let Some(record) = model.workspace.get(id) else { return Vec::new() };
    let Some(conflict) = record.conflicts().get(place) else { return Vec::new() };
    let label = format!("settle {} of {}", shown(&conflict.field), shown(record.title()));
    match merge::settle(&record, place, side) {
        Some(settled) => model.commit(label, vec![crate::domain::edit::Edit::Put(settled)]),
        None => {
            let text = "That value does not fit the field any more; ctrl-e edits the record by hand.";
            model.say(Notice::error(text));
            Vec::new()
        }
    }
}

/// Joins the two versions of git: what both changed goes to the side that was chosen. The versions here count as
/// what was open, so that one undo leads back to ours.
fn settle_git(model: &mut Model, place: usize, side: Side) -> Effects {
    let Some(found) = sides(model, place).cloned() else { return Vec::new() };
    let Some(joined) = merge::join(found.base.as_ref(), found.ours.as_ref(), found.theirs.as_ref(), side)
    else {
        return Vec::new();
    };
    let problem = model.problems.remove(place);
    if let Some(ours) = found.ours.or(found.theirs) {
        model.take_back(ours);
    }
    let label = format!("settle the git conflict in {}", shown(joined.title()));
    let edit = crate::domain::edit::Edit::Put(joined.clone());
    let mut effects = model.commit_as(TransactionKind::Merge, label.clone(), vec![edit]);
    if effects.is_empty() {
        model.say(Notice::done(crate::app::notice::sentence(&label)));
    }
    effects.push(Effect::SettleFile { path: problem.path, record: joined });
    model.follow_pages();
    effects
}
