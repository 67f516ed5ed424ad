//! Candidates: their order by hand, their horizon, their drivers.

use super::{CommandSpec, Group, Ready, on, writable};
use crate::app::effect::Effects;
use crate::app::model::{Model, Pane};
use crate::app::notice::Notice;
use crate::app::overlay::Overlay;
use crate::app::page::Target;
use crate::app::scope::Scope;
use crate::domain::candidate::{Candidate, Horizon, ManualRank};
use crate::domain::edit::Edit;
use crate::domain::evidence::{Range, Score};
use crate::domain::id::CandidateId;
use crate::domain::record::RecordId;
use std::sync::Arc;

/// How far one press moves a driver.
const STEP: f64 = 0.05;

pub(super) const ROWS: &[CommandSpec] = &[
    CommandSpec {
        id: "candidate.move_down",
        title: "Move candidate down",
        help: "Moves it by hand within its horizon.",
        group: Group::Candidates,
        hint: "move",
        keys: &[on(Scope::Candidates, "J"), on(Scope::Board, "J")],
        ready: on_candidate,
        run: |model| shift(model, 1),
    },
    CommandSpec {
        id: "candidate.move_up",
        title: "Move candidate up",
        help: "Moves it by hand within its horizon.",
        group: Group::Candidates,
        hint: "",
        keys: &[on(Scope::Candidates, "K"), on(Scope::Board, "K")],
        ready: on_candidate,
        run: |model| shift(model, -1),
    },
    CommandSpec {
        id: "candidate.horizon_previous",
        title: "Sooner",
        help: "Moves it one horizon towards now.",
        group: Group::Candidates,
        hint: "sooner",
        keys: &[on(Scope::Candidates, "<"), on(Scope::Page, "<"), on(Scope::Board, "<")],
        ready: on_candidate,
        run: |model| set_horizon(model, Horizon::sooner),
    },
    CommandSpec {
        id: "candidate.horizon_next",
        title: "Later",
        help: "Moves it one horizon away from now.",
        group: Group::Candidates,
        hint: "later",
        keys: &[on(Scope::Candidates, ">"), on(Scope::Page, ">"), on(Scope::Board, ">")],
        ready: on_candidate,
        run: |model| set_horizon(model, Horizon::later),
    },
    CommandSpec {
        id: "candidate.raise",
        title: "Raise driver",
        help: "Raises the chosen driver, or the one under the cursor.",
        group: Group::Candidates,
        hint: "raise",
        keys: &[on(Scope::Page, "+"), on(Scope::Candidates, "+"), on(Scope::Board, "+")],
        ready: on_driver,
        run: |model| nudge(model, STEP),
    },
    CommandSpec {
        id: "candidate.lower",
        title: "Lower driver",
        help: "Lowers the chosen driver, or the one under the cursor.",
        group: Group::Candidates,
        hint: "lower",
        keys: &[on(Scope::Page, "-"), on(Scope::Candidates, "-"), on(Scope::Board, "-")],
        ready: on_driver,
        run: |model| nudge(model, -STEP),
    },
];

/// The candidate an action is about.
pub(super) fn current(model: &Model) -> Option<Arc<Candidate>> {
    match super::records::subject(model)? {
        RecordId::Candidate(id) => model.workspace.candidate(id).cloned(),
        _ => None,
    }
}

pub(super) fn on_candidate(model: &Model) -> Ready {
    match writable(model) {
        Ready::Yes => {
            Ready::when(current(model).is_some(), "There is no candidate here; a adds one in its pane.")
        }
        no => no,
    }
}

/// The driver under the cursor of a page, else the chosen one of the candidate under the cursor.
pub(super) fn driver(model: &Model) -> Option<(CandidateId, String)> {
    match model.overlays.last() {
        Some(Overlay::Page(page)) => match page.target() {
            Some(Target::Driver(candidate, key)) => Some((*candidate, key.clone())),
            _ => None,
        },
        _ => Some((current(model)?.id, super::lenses::chosen_driver(model)?)),
    }
}

pub(super) fn on_driver(model: &Model) -> Ready {
    match writable(model) {
        Ready::Yes => Ready::when(
            driver(model).is_some(),
            "Put the cursor on a candidate, or on a driver of its page; g n, then e sets up drivers.",
        ),
        no => no,
    }
}

/// Changes places with the neighbour in the same horizon; the whole horizon then stands as placed by hand.
fn shift(model: &mut Model, by: isize) -> Effects {
    let Some(moved) = current(model) else { return Vec::new() };
    let order = model.ranking.order.iter();
    let peers: Vec<Arc<Candidate>> = order
        .filter_map(|id| model.workspace.candidate(*id))
        .filter(|candidate| candidate.horizon == moved.horizon && candidate.constraint == moved.constraint)
        .cloned()
        .collect();
    let place = peers.iter().position(|candidate| candidate.id == moved.id);
    let Some((place, other)) = place.and_then(|place| {
        let other = place.checked_add_signed(by).filter(|other| *other < peers.len())?;
        Some((place, other))
    }) else {
        let end = if by < 0 { "first" } else { "last" };
        model.say(Notice::info(format!("It is the {end} in {} already.", moved.horizon.name())));
        return Vec::new();
    };
    let mut order = peers;
    order.swap(place, other);
    let today = model.today;
    let edits: Vec<Edit> = order
        .iter()
        .enumerate()
        .filter(|(place, candidate)| {
            candidate.id == moved.id
                || candidate.manual_rank.as_ref().is_none_or(|rank| rank.place != *place as f64)
        })
        .map(|(place, candidate)| {
            let mut next = (**candidate).clone();
            let why = if next.id == moved.id { "moved by hand".to_string() } else { String::new() };
            next.manual_rank = Some(ManualRank { place: place as f64, on: today, why });
            next.into()
        })
        .collect();
    let direction = if by < 0 { "up" } else { "down" };
    let effects = model.commit(format!("move {} {direction}", moved.title), edits);
    if !effects.is_empty()
        && let Some(notice) = &mut model.notice
    {
        notice.text.push_str(" R says why.");
    }
    let height = model.layout().rows(Pane::Candidates);
    model.candidates.go_to(RecordId::Candidate(moved.id), height);
    effects
}

fn set_horizon(model: &mut Model, step: fn(Horizon) -> Option<Horizon>) -> Effects {
    let Some(candidate) = current(model) else { return Vec::new() };
    let Some(horizon) = step(candidate.horizon) else {
        model.say(Notice::info(format!("{} is the last horizon on this side.", candidate.horizon.name())));
        return Vec::new();
    };
    if horizon == Horizon::Now
        && let Some(why) = refused(&candidate, model)
    {
        model.say(Notice::warning(why));
        return Vec::new();
    }
    let mut next = (*candidate).clone();
    next.horizon = horizon;
    next.manual_rank = None;
    if horizon == Horizon::Shipped && next.shipped.is_none() {
        next.shipped = Some(model.today);
    }
    let effects = model.commit(format!("move {} to {}", candidate.title, horizon.name()), vec![next.into()]);
    let height = model.layout().rows(Pane::Candidates);
    if !model.candidates.go_to(RecordId::Candidate(candidate.id), height) {
        model.say(Notice::done(format!("Moved to {}; v shows those too.", horizon.name())));
    }
    effects
}

/// Why a candidate cannot enter now, in one line.
fn refused(candidate: &Candidate, model: &Model) -> Option<String> {
    crate::analysis::entry::into_now(candidate, &model.workspace).sentence()
}

/// Keeps the reason for a place given by hand.
pub(super) fn give_reason(model: &mut Model, why: &str) -> Effects {
    let Some(candidate) = current(model) else { return Vec::new() };
    let mut next = (*candidate).clone();
    let today = model.today;
    if let Some(rank) = &mut next.manual_rank {
        (rank.why, rank.on) = (why.to_string(), today);
    }
    model.commit(format!("say why {} is placed by hand", candidate.title), vec![next.into()])
}

/// Puts the horizon of the candidate back into the order of the scores.
pub(super) fn give_up_places(model: &mut Model) -> Effects {
    let Some(moved) = current(model) else { return Vec::new() };
    let placed = model.workspace.candidates().filter(|one| one.horizon == moved.horizon);
    let edits = placed.filter(|one| one.manual_rank.is_some()).map(|one| {
        let mut next = (**one).clone();
        next.manual_rank = None;
        next.into()
    });
    let edits: Vec<Edit> = edits.collect();
    model.commit(format!("order {} by score again", moved.horizon.name()), edits)
}

fn nudge(model: &mut Model, by: f64) -> Effects {
    let Some((id, key)) = driver(model) else { return Vec::new() };
    let Some(candidate) = model.workspace.candidate(id).cloned() else { return Vec::new() };
    let old = candidate.scores.get(&key).map_or(Range::point(0.5), |score| score.range);
    let moved = |end: f64| ((end + by).clamp(0.0, 1.0) * 100.0).round() / 100.0;
    let range = Range { lo: moved(old.lo), hi: moved(old.hi) };
    let mut next = (*candidate).clone();
    let score = Score { range, from: "set by hand".into(), by: None, on: Some(model.today) };
    next.scores.insert(key.clone(), score);
    let verb = if by < 0.0 { "lower" } else { "raise" };
    let value =
        if range.lo == range.hi { format!("{}", range.lo) } else { format!("{}–{}", range.lo, range.hi) };
    model.commit(format!("{verb} {key} of {} to {value}", candidate.title), vec![next.into()])
}
