//! The weighted sum of a candidate under a lens, opened into its terms, and the order of the list. A score
//! depends on its own candidate only: adding another never changes it.

use super::model::{self, Factor};
use crate::domain::candidate::{Candidate, Horizon};
use crate::domain::id::CandidateId;
use crate::domain::model::{EVIDENCE, ModelKind};
use crate::domain::strategy::{Lens, Strategy};
use crate::domain::workspace::Workspace;
use std::cmp::Ordering;
use std::collections::BTreeMap;

/// One driver's part of a total.
#[derive(Clone, Debug, PartialEq)]
pub struct Term {
    /// The driver's key.
    pub driver: String,
    /// The middle of the range, 0 to 1; effort-like drivers turned round.
    pub value: f64,
    /// The share of the lens; the weights of all terms add to 1.
    pub weight: f64,
    /// Value times weight.
    pub term: f64,
}

/// A total that opens: the terms add up to it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Total {
    pub terms: Vec<Term>,
    /// 0 to 1; nothing when no driver of the lens is set.
    pub total: Option<f64>,
    /// Drivers of the lens or slots of the model without a value, by key.
    pub missing: Vec<String>,
    /// How it was reckoned.
    pub model: ModelKind,
    /// What a model other than the weighted sum was filled with; it has no terms.
    pub factors: Vec<Factor>,
}

impl Total {
    /// Says what the total leaves out, or nothing.
    pub fn note(&self) -> Option<String> {
        let all = self.terms.len() + self.missing.len();
        (!self.missing.is_empty()).then(|| {
            format!("over {} of {all} drivers, without {}", self.terms.len(), self.missing.join(", "))
        })
    }
}

/// Returns the lens of that name, else the one the strategy shows, else the first.
pub fn lens<'a>(strategy: &'a Strategy, name: &str) -> Option<&'a Lens> {
    let named = |name: &str| strategy.lenses.iter().find(|lens| lens.name == name);
    named(name).or_else(|| named(&strategy.lens)).or_else(|| strategy.lenses.first())
}

/// Returns the score of a candidate under a lens. Drivers without a value are named and their weight is
/// spread over the others, so that a gap is neither a zero nor a one.
pub fn total(candidate: &Candidate, lens: &Lens, strategy: &Strategy) -> Total {
    of(candidate, lens, strategy, None)
}

/// The same with what the candidate's evidence is worth, 0 to 1, where the lens or the model asks for it.
pub fn of(candidate: &Candidate, lens: &Lens, strategy: &Strategy, evidence: Option<f64>) -> Total {
    match model::kind_under(lens, strategy) {
        ModelKind::WeightedSum => weighted(candidate, lens, strategy, evidence),
        kind => match model::factors(candidate, strategy, evidence) {
            Err(missing) => Total { missing, model: kind, ..Total::default() },
            Ok(factors) => {
                let values: Vec<f64> = factors.iter().map(|factor| factor.range.mid()).collect();
                Total { total: model::combined(kind, &values), factors, model: kind, ..Total::default() }
            }
        },
    }
}

fn weighted(candidate: &Candidate, lens: &Lens, strategy: &Strategy, evidence: Option<f64>) -> Total {
    let mut result = Total::default();
    for (key, weight) in lens.weights.iter().filter(|(_, weight)| weight.is_finite() && 0.0 < **weight) {
        let worth = evidence.filter(|_| key == EVIDENCE);
        match worth.or_else(|| value(candidate, key, strategy)) {
            Some(value) => {
                result.terms.push(Term { driver: key.clone(), value, weight: *weight, term: 0.0 });
            }
            None => result.missing.push(key.clone()),
        }
    }
    let weights: f64 = result.terms.iter().map(|term| term.weight).sum();
    for term in &mut result.terms {
        term.weight /= weights;
        term.term = term.value * term.weight;
    }
    result.total = (!result.terms.is_empty()).then(|| result.terms.iter().map(|term| term.term).sum());
    result
}

/// Returns a driver's value on the scale on which more is better.
fn value(candidate: &Candidate, key: &str, strategy: &Strategy) -> Option<f64> {
    let middle = candidate.scores.get(key)?.range.mid().clamp(0.0, 1.0);
    let is_effort = strategy.drivers.iter().any(|driver| driver.key == key && driver.is_effort);
    Some(if is_effort { 1.0 - middle } else { middle })
}

/// Returns a lens without what is effort-like.
pub fn without_effort(lens: &Lens, strategy: &Strategy) -> Lens {
    let is_effort = |key: &str| strategy.drivers.iter().any(|driver| driver.key == key && driver.is_effort);
    let mut bare = lens.clone();
    bare.weights.retain(|key, _| !is_effort(key));
    bare
}

/// Returns the lens under which a candidate scores least, by name, and its total there.
pub fn weakest<'a>(
    candidate: &Candidate,
    strategy: &'a Strategy,
    evidence: Option<f64>,
) -> Option<(&'a str, f64)> {
    let totals = strategy
        .lenses
        .iter()
        .filter_map(|lens| Some((lens.name.as_str(), weighted(candidate, lens, strategy, evidence).total?)));
    totals.min_by(|one, other| one.1.total_cmp(&other.1))
}

/// Returns all candidates ordered by their weakest lens instead of the score, places by hand left aside.
pub fn order_by_weakest(workspace: &Workspace, evidence: &BTreeMap<CandidateId, f64>) -> Vec<CandidateId> {
    let strategy = workspace.strategy();
    let scored = workspace.candidates().map(|one| {
        let weakest = weakest(one, strategy, evidence.get(&one.id).copied()).map(|(_, total)| total);
        (Candidate { manual_rank: None, ..Candidate::clone(one) }, weakest)
    });
    let mut rows: Vec<(Candidate, Option<f64>)> = scored.collect();
    rows.sort_by(|a, b| compare((&a.0, a.1), (&b.0, b.1)));
    rows.into_iter().map(|(candidate, _)| candidate.id).collect()
}

/// Returns all candidates in the order of the list: constraints first, then by horizon; within it those
/// placed by hand, then by score, then by title.
pub fn order(workspace: &Workspace, lens: Option<&Lens>) -> Vec<CandidateId> {
    order_with(workspace, lens, &BTreeMap::new())
}

/// The same with what the candidates' evidence is worth, as `evidence::of_workspace` has it.
pub fn order_with(
    workspace: &Workspace,
    lens: Option<&Lens>,
    evidence: &BTreeMap<CandidateId, f64>,
) -> Vec<CandidateId> {
    let strategy = workspace.strategy();
    let scored = workspace.candidates().map(|candidate| {
        let worth = evidence.get(&candidate.id).copied();
        let score = lens.and_then(|lens| of(candidate, lens, strategy, worth).total);
        (candidate, score)
    });
    let mut rows: Vec<(&Candidate, Option<f64>)> = scored.map(|(one, score)| (one.as_ref(), score)).collect();
    rows.sort_by(|a, b| compare(*a, *b));
    rows.into_iter().map(|(candidate, _)| candidate.id).collect()
}

/// Compares two candidates with their scores the way the list orders them.
pub fn compare(a: (&Candidate, Option<f64>), b: (&Candidate, Option<f64>)) -> Ordering {
    let place =
        |candidate: &Candidate| candidate.manual_rank.as_ref().map_or(f64::INFINITY, |rank| rank.place);
    let score = |score: Option<f64>| score.unwrap_or(f64::NEG_INFINITY);
    let sits_above = |candidate: &Candidate| {
        candidate.constraint && !matches!(candidate.horizon, Horizon::Shipped | Horizon::Rejected)
    };
    (sits_above(b.0).cmp(&sits_above(a.0)))
        .then_with(|| a.0.horizon.cmp(&b.0.horizon))
        .then_with(|| place(a.0).total_cmp(&place(b.0)))
        .then_with(|| score(b.1).total_cmp(&score(a.1)))
        .then_with(|| a.0.title.cmp(&b.0.title))
        .then_with(|| a.0.id.cmp(&b.0.id))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::candidate::ManualRank;
    use crate::domain::edit::Edit;
    use crate::domain::evidence::{Range, Score};
    use crate::domain::strategy::Driver;
    use jiff::civil::date;

    const KEYS: [&str; 5] = ["reach", "impact", "alignment", "confidence", "effort"];

    fn strategy() -> Strategy {
        let weights = KEYS.map(str::to_string).into_iter().zip([0.25, 0.25, 0.25, 0.15, 0.10]).collect();
        let effort = Driver {
            key: "effort".into(),
            name: "Effort".into(),
            low: String::new(),
            high: String::new(),
            is_effort: true,
            stale_days: 0,
        };
        Strategy {
            drivers: vec![effort],
            lenses: vec![Lens { name: "house".into(), weights }],
            ..Strategy::default()
        }
    }

    /// The fixture gives ease; effort is its opposite.
    fn candidate(title: &str, values: [f64; 5]) -> Candidate {
        let mut candidate = Candidate::new(CandidateId::derived(title), title);
        for (key, value) in KEYS.into_iter().zip(values) {
            let value = if key == "effort" { 1.0 - value } else { value };
            let range = Range { lo: value - 0.05, hi: value + 0.05 };
            let score = Score { range, from: String::new(), by: None, on: None };
            candidate.scores.insert(key.into(), score);
        }
        candidate
    }

    #[test]
    fn scores_of_the_method() {
        let strategy = strategy();
        for (title, values, expected) in [
            ("A", [0.8, 0.6, 0.7, 0.9, 0.5], 0.7100),
            ("B", [0.9, 0.5, 0.5, 0.8, 0.8], 0.6750),
            ("C", [0.4, 0.9, 0.95, 0.5, 0.3], 0.6675),
            ("D", [0.7, 0.4, 0.2, 0.9, 0.7], 0.5300),
        ] {
            let score = total(&candidate(title, values), &strategy.lenses[0], &strategy);
            let sum: f64 = score.terms.iter().map(|term| term.value * term.weight).sum();
            assert!((score.total.unwrap() - expected).abs() < 1e-9, "{title}");
            assert!((sum - expected).abs() < 1e-9, "{title}: terms add up");
            assert_eq!(score.note(), None);
        }
    }

    #[test]
    fn a_missing_driver_is_named_and_is_not_a_zero() {
        let strategy = strategy();
        let mut gap = candidate("A", [0.6; 5]);
        gap.scores.remove("effort");
        let score = total(&gap, &strategy.lenses[0], &strategy);
        assert!((score.total.unwrap() - 0.6).abs() < 1e-9);
        assert!((score.terms.iter().map(|term| term.weight).sum::<f64>() - 1.0).abs() < 1e-9);
        assert_eq!(score.note().unwrap(), "over 4 of 5 drivers, without effort");
        gap.scores.clear();
        assert_eq!(total(&gap, &strategy.lenses[0], &strategy).total, None);
    }

    #[test]
    fn the_list_is_in_the_order_it_promises() {
        let mut workspace = Workspace::default();
        workspace.apply(Edit::from(strategy())).unwrap();
        let mut put = |title: &str, value: f64, change: &dyn Fn(&mut Candidate)| {
            let mut one = candidate(title, [value; 5]);
            change(&mut one);
            workspace.apply(Edit::from(one)).unwrap();
        };
        let rank = || Some(ManualRank { place: 0.0, on: date(2026, 11, 21), why: String::new() });
        put("next", 0.9, &|one| one.horizon = Horizon::Next);
        put("now b", 0.5, &|one| one.horizon = Horizon::Now);
        put("now a", 0.5, &|one| one.horizon = Horizon::Now);
        put("now best", 0.8, &|one| one.horizon = Horizon::Now);
        put("now unscored", 0.8, &|one| (one.horizon, one.scores) = (Horizon::Now, Default::default()));
        put("now by hand", 0.1, &|one| (one.horizon, one.manual_rank) = (Horizon::Now, rank()));
        put("must", 0.1, &|one| one.constraint = true);
        put("must, done", 0.1, &|one| (one.constraint, one.horizon) = (true, Horizon::Shipped));
        let strategy = workspace.strategy().clone();
        let order = order(&workspace, lens(&strategy, "house"));
        let titles: Vec<&str> =
            order.iter().map(|id| workspace.candidate(*id).unwrap().title.as_str()).collect();
        assert_eq!(
            titles,
            ["must", "now by hand", "now best", "now a", "now b", "now unscored", "next", "must, done"]
        );
    }

    #[test]
    fn a_lens_is_found_by_name_or_by_default() {
        let mut strategy = strategy();
        strategy.lenses.push(Lens { name: "executive".into(), weights: Default::default() });
        assert_eq!(lens(&strategy, "executive").unwrap().name, "executive");
        assert_eq!(lens(&strategy, "").unwrap().name, "house");
        strategy.lens = "executive".into();
        assert_eq!(lens(&strategy, "unknown").unwrap().name, "executive");
        assert_eq!(lens(&Strategy::default(), "house"), None);
    }

    #[test]
    fn the_weakest_lens_sorts_nine_nine_one_below_three_sixes() {
        let lens = |name: &str| Lens { name: name.into(), weights: [(name.to_string(), 1.0)].into() };
        let names = ["depth", "business", "market"];
        let strategy = Strategy { lenses: names.map(lens).to_vec(), ..Strategy::default() };
        let rated = |title: &str, values: [f64; 3]| {
            let mut one = Candidate::new(CandidateId::derived(title), title);
            for (name, value) in names.into_iter().zip(values) {
                let score = Score { range: Range::point(value), from: String::new(), by: None, on: None };
                one.scores.insert(name.into(), score);
            }
            one
        };
        let (nines, sixes) = (rated("9/9/1", [0.9, 0.9, 0.1]), rated("6/6/6", [0.6, 0.6, 0.6]));
        assert_eq!(weakest(&nines, &strategy, None), Some(("market", 0.1)));
        let mut workspace = Workspace::default();
        for edit in [Edit::from(strategy), Edit::from(nines.clone()), Edit::from(sixes.clone())] {
            workspace.apply(edit).unwrap();
        }
        assert_eq!(order_by_weakest(&workspace, &BTreeMap::new()), [sixes.id, nines.id]);
        let first = workspace.strategy().lenses[0].clone();
        assert_eq!(order(&workspace, Some(&first)), [nines.id, sixes.id]);
    }

    #[test]
    fn the_evidence_driver_is_reckoned_and_never_entered() {
        let weights = [("evidence".to_string(), 0.5), ("reach".to_string(), 0.5)].into();
        let lens = Lens { name: "house".into(), weights };
        let mut one = Candidate::new(CandidateId::derived("a"), "A");
        let score = Score { range: Range::point(0.4), from: String::new(), by: None, on: None };
        one.scores.insert("reach".into(), score);
        let strategy = Strategy::default();
        assert_eq!(total(&one, &lens, &strategy).missing, ["evidence"]);
        assert_eq!(of(&one, &lens, &strategy, Some(0.8)).total, Some(0.6000000000000001));
    }

    proptest::proptest! {
        #[test]
        fn another_candidate_never_moves_a_score_and_terms_add_up(
            values in proptest::array::uniform5(0.0..1.0_f64), others in proptest::collection::vec(proptest::array::uniform5(0.0..1.0_f64), 0..8),
        ) {
            let strategy = strategy();
            let mut workspace = Workspace::default();
            workspace.apply(Edit::from(strategy.clone())).unwrap();
            let mut own = candidate("own", [0.5; 5]);
            for (key, value) in KEYS.into_iter().zip(values) {
                own.scores.get_mut(key).unwrap().range = Range::point(value);
            }
            workspace.apply(Edit::from(own.clone())).unwrap();
            let lens = &strategy.lenses[0];
            let score = |workspace: &Workspace| total(workspace.candidate(own.id).unwrap(), lens, workspace.strategy());
            let before = score(&workspace);
            let sum: f64 = before.terms.iter().map(|term| term.value * term.weight).sum();
            proptest::prop_assert!((sum - before.total.unwrap()).abs() < 1e-12);
            for (place, values) in others.into_iter().enumerate() {
                let mut other = candidate(&place.to_string(), [0.5; 5]);
                for (key, value) in KEYS.into_iter().zip(values) {
                    other.scores.get_mut(key).unwrap().range = Range::point(value);
                }
                workspace.apply(Edit::from(other)).unwrap();
                proptest::prop_assert_eq!(&score(&workspace), &before);
            }
        }
    }
}
