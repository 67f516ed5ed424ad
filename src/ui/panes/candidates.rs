//! The list of candidates: rank, title, score under the lens, horizon, and what is missing.

use super::{Drawn, Place};
use crate::analysis::{score, search};
use crate::app::lists::View;
use crate::domain::candidate::{Candidate, Horizon};
use crate::ui::Scene;
use crate::ui::text::fit_highlighted;
use crate::ui::widgets::row::{Row, capped};

/// Columns of rank and the gap behind it.
const RANK: usize = 4;
/// Columns of the score, with the gaps around it.
const SCORE: usize = 6;
/// Columns of linked signals, with the gap before them.
const SIGNALS: usize = 5;
/// Columns of the signs for a missing text and a place given by hand.
const SIGNS: usize = 3;
/// Narrower than this, signals are not counted.
const TIGHT: usize = 38;

pub fn titles(scene: &Scene<'_>) -> (String, String) {
    let lens = score::lens(scene.model.workspace.strategy(), "");
    let title = match lens {
        Some(lens) => format!("Candidates · lens: {}", lens.name),
        None => "Candidates".to_string(),
    };
    (title, String::new())
}

/// Builds the row of a candidate.
pub fn row(scene: &Scene<'_>, candidate: &Candidate, place: Place) -> Drawn {
    let (model, theme) = (scene.model, scene.theme);
    let is_tight = place.width < TIGHT;
    let horizon = if model.candidates.view == View::Other { 8 } else { 5 };
    let signals = if is_tight { 0 } else { SIGNALS };
    let columns = place.width.saturating_sub(RANK + SCORE + horizon + signals + SIGNS);
    let text = scene.veil.cover(capped(&candidate.title));
    let hits = search::positions(&text, &model.candidates.query);
    let mut row = Row::default().right(&rank(scene, candidate, place.at), RANK - 1, theme.muted).gap(1);
    let title_at = row.columns();
    row = row.line(fit_highlighted(&text, &hits, columns, theme.text, theme.highlight), columns);
    let style = if candidate.horizon == Horizon::Now { theme.accent } else { theme.muted };
    row = row
        .right(&points(scene, candidate), SCORE - 1, theme.text)
        .gap(1)
        .left(candidate.horizon.name(), horizon, style)
        .right(&linked(scene, candidate, is_tight), signals, theme.accent)
        .gap(1)
        .left(if lacks_text(candidate) { "✎" } else { "" }, 1, theme.warning)
        .left(if candidate.manual_rank.is_some() { "☞" } else { "" }, 1, theme.accent);
    Drawn { line: row.done(), title_at }
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
    if is_whole && candidate.horizon <= Horizon::Later { (at + 1).to_string() } else { String::new() }
}

/// The score without its leading zero: `.71`.
fn points(scene: &Scene<'_>, candidate: &Candidate) -> String {
    let strategy = scene.model.workspace.strategy();
    let lens = score::lens(strategy, "");
    match lens.and_then(|lens| score::total(candidate, lens, strategy).total) {
        Some(total) => format!("{total:.2}").trim_start_matches('0').to_string(),
        None => "–".into(),
    }
}

/// Tells whether one of the two explanations is missing.
fn lacks_text(candidate: &Candidate) -> bool {
    candidate.business_text.trim().is_empty() || candidate.technical_text.trim().is_empty()
}
