//! The list of candidates: rank, title, score under the lens, horizon, and what is missing.

use super::{Drawn, Place};
use crate::analysis::search;
use crate::app::commands::lenses::chosen_driver;
use crate::app::commands::records::subject;
use crate::app::lists::View;
use crate::domain::candidate::{Candidate, Horizon};
use crate::domain::id::CandidateId;
use crate::domain::record::RecordId;
use crate::ui::Scene;
use crate::ui::text::fit_highlighted;
use crate::ui::widgets::row::{Row, capped};

/// Columns of rank and the gap behind it.
const RANK: usize = 5;
/// Columns of the score, with the gaps around it.
const SCORE: usize = 6;
/// Columns of linked signals, with the gap before them.
const SIGNALS: usize = 5;
/// Columns of the signs for a missing text and a place given by hand.
const SIGNS: usize = 3;
/// Columns of how firm the rank is, with the gap behind it.
const FIRMNESS: usize = 8;
/// Columns of the places gained or lost.
const MOVED: usize = 3;
/// Narrower than this, signals are not counted.
const ROOMY: usize = 60;
/// Narrower than this, it is not said how firm a rank is.
const TIGHT: usize = 48;

pub fn titles(scene: &Scene<'_>) -> (String, String) {
    let title = match scene.model.lens_name() {
        Some(lens) => format!("Candidates · lens: {lens}"),
        None => "Candidates".to_string(),
    };
    (title, driver(scene).unwrap_or_default())
}

/// The driver that the keys move, and its value in the candidate under the cursor.
pub fn driver(scene: &Scene<'_>) -> Option<String> {
    let model = scene.model;
    let key = chosen_driver(model)?;
    let RecordId::Candidate(id) = subject(model)? else { return None };
    let score = model.workspace.candidate(id)?.scores.get(&key).map(|score| score.range);
    let value = score.map_or("–".to_string(), |range| {
        if range.lo == range.hi {
            format!("{:.2}", range.lo)
        } else {
            format!("{:.2}–{:.2}", range.lo, range.hi)
        }
    });
    Some(format!("‹ {key} {value} ›"))
}

/// Builds the row of a candidate.
pub fn row(scene: &Scene<'_>, candidate: &Candidate, place: Place) -> Drawn {
    let (model, theme) = (scene.model, scene.theme);
    let is_tight = place.width < TIGHT;
    let horizon = if model.candidates.view == View::Other { 8 } else { 5 };
    let signals = if place.width < ROOMY { 0 } else { SIGNALS };
    let firmness = if is_tight { 0 } else { FIRMNESS };
    let columns = place.width.saturating_sub(RANK + SCORE + horizon + signals + SIGNS + firmness + MOVED);
    let text = scene.veil.cover(capped(&candidate.title));
    let hits = search::positions(&text, &model.candidates.query);
    let mut row = Row::default().right(&rank(scene, candidate, place.at), RANK - 1, theme.muted).gap(1);
    let title_at = row.columns();
    row = row.line(fit_highlighted(&text, &hits, columns, theme.text, theme.highlight), columns);
    let style = if candidate.horizon == Horizon::Now { theme.accent } else { theme.muted };
    row = row
        .right(&points(scene, candidate), SCORE - 1, theme.text)
        .gap(1)
        .left(label(scene, candidate), firmness, theme.muted)
        .left(candidate.horizon.name(), horizon, style)
        .right(&linked(scene, candidate, place.width < ROOMY), signals, theme.accent)
        .gap(1)
        .left(if lacks_text(candidate) { "✎" } else { "" }, 1, theme.warning)
        .left(if candidate.manual_rank.is_some() { "☞" } else { "" }, 1, theme.accent)
        .right(&moved(scene, candidate.id), MOVED, theme.accent);
    Drawn { line: row.done(), title_at }
}

/// How firm its rank is, in a word; nothing while it is being drawn, or where ranks do not apply.
pub fn label(scene: &Scene<'_>, candidate: &Candidate) -> &'static str {
    scene.model.how_firm(candidate)
}

/// The places it gained or lost in the last edit.
pub fn moved(scene: &Scene<'_>, id: CandidateId) -> String {
    match scene.model.ranking.moved.get(&id).copied().unwrap_or_default() {
        0 => String::new(),
        by if 0 < by => format!("▲{}", by.min(99)),
        by => format!("▼{}", by.abs().min(99)),
    }
}

/// How many signals are linked.
fn linked(scene: &Scene<'_>, candidate: &Candidate, is_tight: bool) -> String {
    let index = scene.model.workspace.index();
    match if is_tight { 0 } else { index.of_candidate(candidate.id).len() } {
        0 => String::new(),
        count => format!("→{}", count.min(999)),
    }
}

/// The place in the order; nothing where a filter hides others, or where order means nothing.
fn rank(scene: &Scene<'_>, candidate: &Candidate, at: usize) -> String {
    let list = &scene.model.candidates;
    let is_whole = list.query.is_empty() && list.narrowed.is_none();
    match scene.model.ranking.firmness.get(&candidate.id) {
        _ if !is_whole || Horizon::Later < candidate.horizon => String::new(),
        Some(firmness) => firmness.place(),
        None => (at + 1).to_string(),
    }
}

/// The score without its leading zero: `.71`.
fn points(scene: &Scene<'_>, candidate: &Candidate) -> String {
    match scene.model.ranking.total(candidate.id) {
        Some(total) => format!("{total:.2}").trim_start_matches('0').to_string(),
        None => "–".into(),
    }
}

/// Tells whether one of the two explanations is missing.
fn lacks_text(candidate: &Candidate) -> bool {
    candidate.business_text.trim().is_empty() || candidate.technical_text.trim().is_empty()
}
