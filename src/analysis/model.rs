//! The ready models of a score beside the weighted sum: RICE, cost of delay over duration, and SAFe's variant of
//! it. Each slot is fed by a driver on its anchored scale, stretched to the unit the model speaks. A total
//! depends on its own candidate only.

use crate::domain::candidate::Candidate;
use crate::domain::evidence::Range;
use crate::domain::model::{CUSTOMERS, EFFORT_WEEKS, EVIDENCE, ModelKind};
use crate::domain::strategy::{Lens, Strategy};

/// What a slot of the model is filled with.
#[derive(Clone, Debug, PartialEq)]
pub struct Factor {
    /// The slot's name.
    pub slot: &'static str,
    /// What feeds it: a driver's key, or `effort_weeks`, `customers`, `evidence`.
    pub source: String,
    /// In the unit of the model.
    pub range: Range,
}

/// Returns the model in force under a lens: the house's under the lens that is shown, else a weighted sum.
pub fn kind_under(lens: &Lens, strategy: &Strategy) -> ModelKind {
    let shown = super::score::lens(strategy, "");
    if shown.is_some_and(|shown| shown.name == lens.name) {
        strategy.model.kind
    } else {
        ModelKind::WeightedSum
    }
}

/// Returns the slots of the model with their values, or the names of those that have none.
pub fn factors(
    candidate: &Candidate,
    strategy: &Strategy,
    evidence: Option<f64>,
) -> Result<Vec<Factor>, Vec<String>> {
    let (mut found, mut missing) = (Vec::new(), Vec::new());
    for slot in strategy.model.kind.slots() {
        let fed = strategy.model.slot(slot);
        let scaled = |range: Range| Range { lo: fed.scaled(range.lo), hi: fed.scaled(range.hi) };
        let range = match fed.driver.as_str() {
            EFFORT_WEEKS => candidate.effort_weeks,
            CUSTOMERS => candidate.economics.customers,
            EVIDENCE => evidence.map(|value| scaled(Range::point(value))),
            key => candidate.scores.get(key).map(|score| scaled(clamped(score.range))),
        };
        match range.filter(|range| range.lo.is_finite() && range.hi.is_finite()) {
            Some(range) => found.push(Factor { slot, source: fed.driver, range }),
            None => missing.push((*slot).to_string()),
        }
    }
    if missing.is_empty() { Ok(found) } else { Err(missing) }
}

fn clamped(range: Range) -> Range {
    Range { lo: range.lo.clamp(0.0, 1.0), hi: range.hi.clamp(0.0, 1.0) }
}

/// Returns the total of a model over values in the order of its slots; nothing when the divisor is not above
/// zero, or when there is no model to apply.
pub fn combined(kind: ModelKind, values: &[f64]) -> Option<f64> {
    let (divisor, rest) = values.split_last()?;
    let above = match kind {
        ModelKind::WeightedSum => return None,
        ModelKind::Rice | ModelKind::Cd3 => rest.iter().product::<f64>(),
        ModelKind::Safe => rest.iter().sum::<f64>(),
    };
    (0.0 < *divisor).then(|| above / divisor)
}

/// Says the arithmetic of a model: `800 × 2 × 0.8 / 4`.
pub fn arithmetic(kind: ModelKind, factors: &[Factor]) -> String {
    let values: Vec<String> = factors.iter().map(|factor| plain(factor.range.mid())).collect();
    let Some((divisor, rest)) = values.split_last() else { return String::new() };
    match kind {
        ModelKind::WeightedSum => String::new(),
        ModelKind::Rice | ModelKind::Cd3 => format!("{} / {divisor}", rest.join(" × ")),
        ModelKind::Safe => format!("({}) / {divisor}", rest.join(" + ")),
    }
}

/// Returns a number as it would be written by hand: at most four digits after the point, no zeros at the end.
pub fn plain(value: f64) -> String {
    let text = format!("{value:.4}");
    let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    if text == "-0" { "0".into() } else { text.into() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::score;
    use crate::domain::evidence::Score;
    use crate::domain::id::CandidateId;
    use crate::domain::model::{Model, Slot};

    fn candidate(values: &[(&str, f64)]) -> Candidate {
        let mut candidate = Candidate::new(CandidateId::derived("a"), "A");
        for (key, value) in values {
            let score = Score { range: Range::point(*value), from: String::new(), by: None, on: None };
            candidate.scores.insert((*key).to_string(), score);
        }
        candidate
    }

    fn strategy(kind: ModelKind, slots: &[(&str, &str, f64)]) -> Strategy {
        let slot = |(name, driver, high): &(&str, &str, f64)| {
            ((*name).to_string(), Slot { driver: (*driver).into(), low: 0.0, high: *high })
        };
        let lens = Lens { name: "house".into(), weights: [("reach".to_string(), 1.0)].into() };
        let model = Model { kind, slots: slots.iter().map(slot).collect() };
        Strategy { model, lenses: vec![lens], ..Strategy::default() }
    }

    #[test]
    fn rice_multiplies_and_divides() {
        let strategy = strategy(
            ModelKind::Rice,
            &[("reach", "reach", 1000.0), ("impact", "impact", 3.0), ("effort", "effort_weeks", 1.0)],
        );
        let mut one = candidate(&[("reach", 0.8), ("impact", 2.0 / 3.0), ("confidence", 0.8)]);
        one.effort_weeks = Some(Range { lo: 3.0, hi: 5.0 });
        let total = score::total(&one, &strategy.lenses[0], &strategy);
        assert!((total.total.unwrap() - 320.0).abs() < 1e-9);
        assert_eq!(arithmetic(ModelKind::Rice, &total.factors), "800 × 2 × 0.8 / 4");
        let other = Lens { name: "executive".into(), ..strategy.lenses[0].clone() };
        assert_eq!(
            score::total(&one, &other, &strategy).total,
            Some(0.8),
            "another lens stays a weighted sum"
        );
    }

    #[test]
    fn cost_of_delay_over_duration_and_the_relative_points() {
        let cd3 =
            strategy(ModelKind::Cd3, &[("cost_of_delay", "delay", 50.0), ("duration", "effort_weeks", 1.0)]);
        let mut one = candidate(&[
            ("delay", 0.6),
            ("value", 0.8),
            ("urgency", 0.5),
            ("risk_reduction", 0.3),
            ("job_size", 0.5),
        ]);
        one.effort_weeks = Some(Range::point(6.0));
        assert!((score::total(&one, &cd3.lenses[0], &cd3).total.unwrap() - 5.0).abs() < 1e-9);
        let safe = strategy(ModelKind::Safe, &[]);
        let total = score::total(&one, &safe.lenses[0], &safe);
        assert!((total.total.unwrap() - 3.2).abs() < 1e-9);
        assert_eq!(arithmetic(ModelKind::Safe, &total.factors), "(0.8 + 0.5 + 0.3) / 0.5");
    }

    #[test]
    fn what_is_missing_is_named_and_nothing_is_divided_by_zero() {
        let strategy = strategy(ModelKind::Rice, &[]);
        let total = score::total(&candidate(&[("reach", 0.8)]), &strategy.lenses[0], &strategy);
        assert_eq!(
            (total.total, total.missing),
            (None, vec!["impact".into(), "confidence".into(), "effort".into()])
        );
        let zero = candidate(&[("reach", 0.8), ("impact", 1.0), ("confidence", 1.0), ("effort", 0.0)]);
        assert_eq!(score::total(&zero, &strategy.lenses[0], &strategy).total, None);
    }

    #[test]
    fn numbers_are_written_plainly() {
        assert_eq!(
            [plain(800.0), plain(0.8), plain(1.0 / 3.0), plain(-0.00001)],
            ["800", "0.8", "0.3333", "0"]
        );
    }
}
