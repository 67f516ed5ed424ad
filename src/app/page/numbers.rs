//! The arithmetic behind a candidate's numbers, line by line down to the signals: total, rank, what would tip
//! it, weeks, economics, voices. Every line that rests on a record leads to it.

use super::{Line, Target, Tone, signal_line};
use crate::analysis::{score, tipping, voices, weight};
use crate::app::model::Model;
use crate::app::ranking::weeks;
use crate::domain::candidate::Candidate;
use crate::domain::id::CandidateId;
use crate::domain::record::RecordId;

/// Signals listed at the most.
const LISTED: usize = 200;

pub(super) fn lines(model: &Model, id: CandidateId) -> Vec<Line> {
    let Some(candidate) = model.workspace.candidate(id) else {
        return vec![Line::text("This candidate does not exist any more.")];
    };
    let mut lines = Vec::new();
    total(&mut lines, model, candidate);
    rank(&mut lines, model, candidate);
    effort(&mut lines, candidate);
    evidence(&mut lines, model, candidate);
    lines
}

/// Every driver: value × weight = term, and where the value comes from.
fn total(lines: &mut Vec<Line>, model: &Model, candidate: &Candidate) {
    let Some(lens) = model.lens() else {
        lines.push(Line::muted("There is no lens yet: g n, then e sets up drivers and lenses."));
        return;
    };
    let scored = score::total(candidate, &lens, model.workspace.strategy());
    lines.push(Line::heading(format!("Total under {}", lens.name)));
    for term in &scored.terms {
        let text = format!("  {:<16} {:.2} × {:.3} = {:.3}", term.driver, term.value, term.weight, term.term);
        let mut line = Line::text(text).and(Tone::Muted, provenance(model, candidate, &term.driver));
        line.target = candidate
            .scores
            .get(&term.driver)
            .and_then(|score| score.by)
            .map(|by| Target::Record(RecordId::Stakeholder(by)));
        lines.push(line);
    }
    match scored.total {
        Some(total) => {
            lines
                .push(Line::default().and(Tone::Strong, format!("  {:<31}= {total:.3}", "sum of the terms")));
        }
        None => lines.push(Line::muted("  No driver is rated yet.")),
    }
    if let Some(note) = scored.note() {
        lines.push(Line::default().and(Tone::Warning, format!("  {note}")));
    }
}

/// Range, source, person and day of a driver's value.
fn provenance(model: &Model, candidate: &Candidate, driver: &str) -> String {
    let Some(score) = candidate.scores.get(driver) else { return String::new() };
    let mut parts = vec![format!("  {}..{}", score.range.lo, score.range.hi)];
    parts.extend((!score.from.is_empty()).then(|| score.from.clone()));
    let by = score.by.and_then(|by| model.workspace.stakeholder(by));
    parts.extend(by.map(|person| person.name.clone()));
    parts.extend(score.on.map(|on| on.to_string()));
    parts.join(", ")
}

/// How firm the place is, and which weight would change places with the neighbours.
fn rank(lines: &mut Vec<Line>, model: &Model, candidate: &Candidate) {
    lines.push(Line::empty());
    if let Some(firm) = model.ranking.firmness.get(&candidate.id) {
        lines.push(Line::heading(format!("Rank {}, {}", firm.place(), firm.label())));
        lines.push(Line::text(format!("  {:.0} % of the draws give it this place", firm.at_rank * 100.0)));
        lines
            .push(Line::text(format!("  {:.0} % put it among the best that have room", firm.in_top * 100.0)));
    }
    let order = &model.ranking.order;
    let Some(place) = order.iter().position(|id| *id == candidate.id) else { return };
    for (other, relation) in [(place.checked_sub(1), "behind"), (Some(place + 1), "ahead of")] {
        let other = other.and_then(|at| order.get(at)).and_then(|id| model.workspace.candidate(*id));
        let Some((other, lens)) = other.zip(model.lens()) else { continue };
        let strategy = model.workspace.strategy();
        let of = |one: &Candidate| score::total(one, &lens, strategy);
        let tips = tipping::tips(&of(candidate), &of(other));
        let tip =
            tips.first().map_or("no weight alone would change that".to_string(), tipping::Tip::sentence);
        let line = Line::text(format!("  {relation} {}: {tip}", other.title));
        lines.push(line.to(RecordId::Candidate(other.id)));
    }
}

fn effort(lines: &mut Vec<Line>, candidate: &Candidate) {
    let Some(range) = candidate.effort_weeks else { return };
    lines.push(Line::empty());
    lines.push(Line::heading(format!("Weeks {}", weeks(candidate))));
    lines.push(Line::text(format!("  ({} + {}) / 2 = {}", range.lo, range.hi, weeks(candidate))));
}

/// The voices, and the weight of every signal behind them.
fn evidence(lines: &mut Vec<Line>, model: &Model, candidate: &Candidate) {
    let heard = voices::of_candidate(candidate.id, &model.workspace, model.now);
    lines.push(Line::empty());
    lines.push(Line::heading(heard.sentence()));
    let limits = model.workspace.strategy().limits();
    for id in model.workspace.index().of_candidate(candidate.id).take(LISTED) {
        let Some(signal) = model.workspace.signal(id) else { continue };
        let Some(link) = signal.link_to(candidate.id) else { continue };
        let weight = weight::of_link(signal, link, model.now, limits);
        let days = weight::age_days(signal.at, model.now);
        let side = if link.against { " against" } else { "" };
        let sum = format!(
            "  {} × {}^{} × 0.5^({days:.0}/{}) = {weight:.2}{side}",
            link.importance, limits.fidelity, signal.hops, limits.half_life_days
        );
        lines.push(signal_line(model, id).and(Tone::Muted, sum));
    }
}
