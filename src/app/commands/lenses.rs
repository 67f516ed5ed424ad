//! What candidates are ordered by: the lens, the weakest lens, with or without effort; and which driver the
//! keys move where no page shows them.

use super::candidates::on_candidate;
use super::{CommandSpec, Group, Ready, on};
use crate::app::effect::Effects;
use crate::app::form::Form;
use crate::app::menu::{Choice, Menu, entry};
use crate::app::model::Model;
use crate::app::notice::Notice;
use crate::app::overlay::{Ask, Overlay};
use crate::app::scope::Scope;
use crate::domain::id::CandidateId;
use crate::domain::record::{Record, RecordId};

macro_rules! everywhere {
    ($($keys:literal),+) => {
        &[$(on(Scope::Candidates, $keys), on(Scope::Board, $keys)),+]
    };
}

pub(super) const ROWS: &[CommandSpec] = &[
    CommandSpec {
        id: "candidate.lens",
        title: "Choose the lens",
        help: "Orders candidates by another audience's weights.",
        group: Group::Candidates,
        hint: "lens",
        keys: everywhere!("L"),
        ready: has_lens,
        run: open_lenses,
    },
    CommandSpec {
        id: "candidate.weakest",
        title: "Order by the weakest lens",
        help: "Orders by the lens under which each is worst, or not.",
        group: Group::Candidates,
        hint: "",
        keys: everywhere!("W"),
        ready: has_lens,
        run: |model| {
            model.ranking.weakest = !model.ranking.weakest;
            show(model)
        },
    },
    CommandSpec {
        id: "candidate.without_effort",
        title: "With or without effort",
        help: "Leaves effort out of the order, or takes it in again.",
        group: Group::Candidates,
        hint: "",
        keys: everywhere!("E"),
        ready: has_lens,
        run: |model| {
            model.ranking.without_effort = !model.ranking.without_effort;
            show(model)
        },
    },
    CommandSpec {
        id: "candidate.next_driver",
        title: "Next driver",
        help: "Chooses the driver that + and - move here.",
        group: Group::Candidates,
        hint: "driver",
        keys: &[on(Scope::Candidates, "right"), on(Scope::Candidates, "]"), on(Scope::Board, "]")],
        ready: has_lens,
        run: |model| step_driver(model, 1),
    },
    CommandSpec {
        id: "candidate.previous_driver",
        title: "Driver before",
        help: "Chooses the driver that + and - move here.",
        group: Group::Candidates,
        hint: "",
        keys: &[on(Scope::Candidates, "left"), on(Scope::Candidates, "["), on(Scope::Board, "[")],
        ready: has_lens,
        run: |model| step_driver(model, -1),
    },
    CommandSpec {
        id: "candidate.score",
        title: "Set the driver",
        help: "Sets a point or range, where it comes from, and the day.",
        group: Group::Candidates,
        hint: "set",
        keys: &[on(Scope::Candidates, "="), on(Scope::Board, "="), on(Scope::Page, "=")],
        ready: super::candidates::on_driver,
        run: open_score,
    },
    CommandSpec {
        id: "candidate.place_reason",
        title: "Say why it was placed",
        help: "Keeps the reason for a place given by hand.",
        group: Group::Candidates,
        hint: "",
        keys: everywhere!("R"),
        ready: is_placed,
        run: |model| super::prompts::open(model, Ask::PlaceReason, "Placed by hand, because"),
    },
    CommandSpec {
        id: "candidate.by_model",
        title: "Give up the place by hand",
        help: "Puts the horizon back into the order of the scores.",
        group: Group::Candidates,
        hint: "",
        keys: everywhere!("M"),
        ready: is_placed,
        run: super::candidates::give_up_places,
    },
];

fn has_lens(model: &Model) -> Ready {
    Ready::when(
        !model.workspace.strategy().lenses.is_empty(),
        "There is no lens yet: g n, then e sets up drivers and lenses.",
    )
}

fn is_placed(model: &Model) -> Ready {
    match on_candidate(model) {
        Ready::Yes => Ready::when(
            super::candidates::current(model).is_some_and(|one| one.manual_rank.is_some()),
            "It stands where its score puts it; J and K place it by hand.",
        ),
        no => no,
    }
}

fn open_lenses(model: &mut Model) -> Effects {
    let lenses = &model.workspace.strategy().lenses;
    let weights = |lens: &crate::domain::strategy::Lens| {
        lens.weights.iter().map(|(key, weight)| format!("{key} {weight}")).collect::<Vec<_>>().join(", ")
    };
    let keys = "123456789abcdefghijklmnopqrstuvwxyz".chars();
    let entries = keys
        .zip(lenses)
        .map(|(key, lens)| entry(key, &lens.name, weights(lens), Choice::Lens(lens.name.clone())))
        .collect();
    model.overlays.push(Overlay::Menu(Menu::new("Order by", "", entries)));
    Vec::new()
}

/// Orders by the lens of a name.
pub(super) fn choose(model: &mut Model, name: String) -> Effects {
    model.ranking.chosen = name;
    model.ranking.weakest = false;
    show(model)
}

/// Shows the order anew and says what it goes by.
fn show(model: &mut Model) -> Effects {
    model.rank_all();
    model.refresh_list(crate::app::model::Pane::Candidates);
    model.follow_pages();
    let name = model.lens_name().unwrap_or_default();
    model.say(Notice::info(format!("Ordered by {name}.")));
    Vec::new()
}

/// The driver that is chosen where no page shows them.
pub(crate) fn chosen_driver(model: &Model) -> Option<String> {
    let keys: Vec<String> = model.lens()?.weights.into_keys().collect();
    keys.get(model.driver % keys.len().max(1)).cloned()
}

fn step_driver(model: &mut Model, by: isize) -> Effects {
    let count = model.lens().map_or(1, |lens| lens.weights.len().max(1)) as isize;
    model.driver = (model.driver as isize + by).rem_euclid(count) as usize;
    if let Some(driver) = chosen_driver(model) {
        model.say(Notice::info(format!("+ and - move {driver}; = sets it.")));
    }
    Vec::new()
}

/// Opens the form of the candidate with the one score in a small form above it.
fn open_score(model: &mut Model) -> Effects {
    let Some((id, key)) = super::candidates::driver(model) else { return Vec::new() };
    let Some(record) = candidate(model, id) else { return Vec::new() };
    let draft = model.drafts.get(&Form::draft_name(&record, false)).cloned();
    let mut form = Form::open(record, false, &model.workspace, draft.as_deref());
    if let Some(small) = form.open_given_row("scores", &key) {
        model.overlays.push(Overlay::Form(Box::new(form)));
        model.overlays.push(Overlay::Form(Box::new(small)));
    }
    Vec::new()
}

fn candidate(model: &Model, id: CandidateId) -> Option<Record> {
    model.workspace.get(RecordId::Candidate(id))
}
