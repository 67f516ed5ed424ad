//! Scores opened: terms and factors, a driver's provenance, agreement of the lenses, firmness and what tips a rank.

use super::{Breakdown, Context, Line, Number, explain};
use crate::analysis::balance::percent;
use crate::analysis::evidence;
use crate::analysis::model::{arithmetic, plain};
use crate::analysis::rank::{self, FEW};
use crate::analysis::score::{self, Total};
use crate::analysis::tipping::{Tip, tips};
use crate::analysis::{agreement as lenses, voices};
use crate::domain::candidate::Candidate;
use crate::domain::model::EVIDENCE;
use crate::domain::record::RecordId;
use crate::domain::shown::shown;
use crate::domain::strategy::Lens;

/// The same answer for the same workspace.
const SEED: u64 = 1;

fn lens<'a>(context: &Context<'a>) -> Result<&'a Lens, String> {
    score::lens(context.workspace.strategy(), context.lens).ok_or_else(|| "There is no lens yet.".into())
}

fn scored(candidate: &Candidate, lens: &Lens, context: &Context) -> Total {
    let strategy = context.workspace.strategy();
    let worth = evidence::is_asked_for(lens, strategy)
        .then(|| voices::of_candidate(candidate.id, context.workspace, context.now))
        .map(|voices| evidence::of_voices(&voices, strategy.limits()).value);
    score::of(candidate, lens, strategy, worth)
}

/// The terms of a weighted sum, or the factors of another model.
pub fn total(candidate: &Candidate, context: &Context) -> Result<Breakdown, String> {
    let lens = lens(context)?;
    let scored = scored(candidate, lens, context);
    let mut lines: Vec<Line> = scored.terms.iter().map(|term| term_line(term, candidate, context)).collect();
    for factor in &scored.factors {
        let what = format!("{} from {}", factor.slot.replace('_', " "), shown(&factor.source));
        let range = factor.range;
        let words = if range.lo == range.hi {
            plain(range.lo)
        } else {
            format!("{} ({} to {})", plain(range.mid()), plain(range.lo), plain(range.hi))
        };
        let line = Line::new(what, words).of(behind(candidate, &factor.source, context));
        let is_driver = factor.source == EVIDENCE || candidate.scores.contains_key(&factor.source);
        lines.push(if is_driver { line.opening(Number::Driver(factor.source.clone())) } else { line });
    }
    lines.extend(scored.missing.iter().map(|key| {
        Line::new(
            name_of(key, context),
            if scored.factors.is_empty() && !scored.terms.is_empty() {
                "no value: its weight is spread over the others"
            } else {
                "no value"
            },
        )
    }));
    let result = match scored.total {
        None => "no score".into(),
        Some(total) if scored.factors.is_empty() => {
            let sum =
                scored.terms.iter().map(|term| format!("{:.4}", term.term)).collect::<Vec<_>>().join(" + ");
            format!("{sum} = {total:.4}")
        }
        Some(total) => format!("{} = {}", arithmetic(scored.model, &scored.factors), plain(total)),
    };
    Ok(Breakdown { title: format!("Score under {}", shown(&lens.name)), lines, result })
}

fn term_line(term: &score::Term, candidate: &Candidate, context: &Context) -> Line {
    let arithmetic = format!("{:.4} × {:.1} % = {:.4}", term.value, term.weight * 100.0, term.term);
    let line = Line::new(name_of(&term.driver, context), arithmetic).worth(term.term);
    let line = line.opening(Number::Driver(term.driver.clone()));
    line.of(behind(candidate, &term.driver, context))
}

fn name_of(key: &str, context: &Context) -> String {
    let driver = context.workspace.strategy().drivers.iter().find(|driver| driver.key == key);
    shown(driver.map_or(key, |driver| &driver.name)).into_owned()
}

/// Returns the records a driver's value rests on: the signals of the evidence, else who gave it.
fn behind(candidate: &Candidate, key: &str, context: &Context) -> Vec<RecordId> {
    if key == EVIDENCE {
        let voices = voices::of_candidate(candidate.id, context.workspace, context.now);
        return voices
            .voices
            .iter()
            .flat_map(|voice| &voice.signals)
            .map(|id| RecordId::Signal(*id))
            .collect();
    }
    candidate.scores.get(key).and_then(|score| score.by).map(RecordId::Stakeholder).into_iter().collect()
}

/// One driver: its scale, its range, and where that comes from.
pub fn driver(candidate: &Candidate, key: &str, context: &Context) -> Result<Breakdown, String> {
    if key == EVIDENCE {
        return explain(&Number::Evidence, Some(RecordId::Candidate(candidate.id)), context);
    }
    let name = name_of(key, context);
    let score = candidate.scores.get(key).ok_or_else(|| format!("{name} has no value yet."))?;
    let mut lines = Vec::new();
    let scale = context.workspace.strategy().drivers.iter().find(|driver| driver.key == key);
    if let Some(scale) = scale {
        lines.push(Line::new("0 means", shown(&scale.low)));
        lines.push(Line::new("1 means", shown(&scale.high)));
    }
    let range = score.range;
    lines.push(Line::new(
        "range",
        format!("({} + {}) / 2 = {}", plain(range.lo), plain(range.hi), plain(range.mid())),
    ));
    let mut result = range.mid();
    if scale.is_some_and(|scale| scale.is_effort) {
        result = 1.0 - range.mid();
        lines.push(Line::new("more is worse", format!("1 − {} = {}", plain(range.mid()), plain(result))));
    }
    let on = score.on.map_or_else(|| "on a day nobody noted".into(), |day| format!("on {day}"));
    let from = if score.from.is_empty() { "nobody said" } else { score.from.as_str() };
    lines.push(Line::new("from", format!("{}, {on}", shown(from))).of(score.by.map(RecordId::Stakeholder)));
    Ok(Breakdown { title: name, lines, result: plain(result) })
}

/// Kendall's W with the ranks under every lens.
pub fn agreement(context: &Context) -> Result<Breakdown, String> {
    let none = || "Agreement needs two lenses and two candidates with a score under each.".to_string();
    let agreement = lenses::of_lenses(context.workspace).ok_or_else(none)?;
    let row = |(place, id): (usize, &crate::domain::id::CandidateId)| {
        let ranks: Vec<String> = agreement.ranks.iter().map(|row| plain(row[place])).collect();
        let title =
            context.workspace.candidate(*id).map(|one| shown(&one.title).into_owned()).unwrap_or_default();
        let words = format!(
            "ranks {}, sum {}, spread {}",
            ranks.join(" "),
            plain(agreement.ranks.iter().map(|row| row[place]).sum()),
            plain(agreement.spreads[place])
        );
        Line::new(title, words).of([RecordId::Candidate(*id)])
    };
    let lines: Vec<Line> = agreement.candidates.iter().enumerate().map(row).collect();
    let (m, n) = (agreement.lenses.len(), agreement.candidates.len());
    let squares = agreement.w * (m * m * (n * n * n - n)) as f64 / 12.0;
    let result = format!("W = 12 × {} / ({m}² × ({n}³ − {n})) = {:.3}", plain(squares), agreement.w);
    Ok(Breakdown { title: format!("Agreement of {}", agreement.lenses.join(", ")), lines, result })
}

/// How often a candidate has its rank, is ahead of the next, and is among the best.
pub fn acceptability(candidate: &Candidate, context: &Context) -> Result<Breakdown, String> {
    let lens = lens(context)?;
    let worth = evidence::of_workspace(context.workspace, lens, context.now);
    let (ids, mut draws) = rank::of_workspace_with(context.workspace, lens, &worth, SEED);
    let place =
        ids.iter().position(|id| *id == candidate.id).ok_or("What is shipped or rejected has no rank.")?;
    draws.draw(FEW);
    let limits = context.workspace.strategy().limits();
    let firm = draws.firmness(limits)[place];
    let mut lines = vec![
        Line::new(
            "at its rank",
            format!(
                "in {} of {} draws, firm from {}",
                percent(firm.at_rank),
                draws.draws(),
                percent(limits.firm)
            ),
        ),
        Line::new("among the best", format!("in {} of draws", percent(firm.in_top))),
    ];
    if let Some(next) = ids.get(place + 1) {
        let words =
            format!("in {} of draws, a band below {}", percent(draws.holds(place)), percent(limits.band));
        lines.push(Line::new("ahead of the next", words).of([RecordId::Candidate(*next)]));
    }
    Ok(Breakdown {
        title: "How firm the rank is".into(),
        lines,
        result: format!("{} {}", firm.place(), firm.label()),
    })
}

/// Which single weight would let the next in the list pass.
pub fn tipping(candidate: &Candidate, context: &Context) -> Result<Breakdown, String> {
    let lens = lens(context)?;
    let order = score::order_with(
        context.workspace,
        Some(lens),
        &evidence::of_workspace(context.workspace, lens, context.now),
    );
    let place = order.iter().position(|id| *id == candidate.id).unwrap_or_default();
    let next = order
        .get(place + 1)
        .and_then(|id| context.workspace.candidate(*id))
        .ok_or("Nothing comes after it.")?;
    let (own, other) = (scored(candidate, lens, context), scored(next, lens, context));
    let tips = tips(&own, &other);
    let result = tips.first().map_or_else(|| "no single weight can flip it".into(), Tip::sentence);
    let lines = tips.iter().map(|tip| Line::new(tip.driver.clone(), tip.sentence()).worth(tip.to)).collect();
    Ok(Breakdown { title: format!("What would let {} pass", shown(&next.title)), lines, result })
}
