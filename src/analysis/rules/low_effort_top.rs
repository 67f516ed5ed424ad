//! A candidate that leads its horizon only because it is cheap.

use crate::analysis::finding::{Facts, Finding, Reach, Rule, Severity};
use crate::analysis::score;
use crate::domain::candidate::{Candidate, Horizon};
use crate::domain::record::RecordId;
use crate::domain::shown::shown;
use crate::domain::strategy::{Lens, Strategy};

pub(super) const RULE: Rule = Rule {
    id: "low-effort-top",
    title: "First because it is cheap",
    help: "Without effort in the score another would lead: cheap is a reason to start, not to matter.",
    severity: Severity::Note,
    reach: Reach::Across,
    check,
};

fn check(facts: &Facts) -> Vec<Finding> {
    let strategy = facts.workspace.strategy();
    let Some(lens) = score::lens(strategy, "") else { return Vec::new() };
    let mut bare = lens.clone();
    let is_effort = |key: &str| strategy.drivers.iter().any(|driver| driver.key == key && driver.is_effort);
    bare.weights.retain(|key, _| !is_effort(key));
    let horizons = [Horizon::Now, Horizon::Next, Horizon::Later].into_iter();
    horizons.filter_map(|horizon| cheap_leader(facts, horizon, lens, &bare, strategy)).collect()
}

fn cheap_leader(
    facts: &Facts,
    horizon: Horizon,
    lens: &Lens,
    bare: &Lens,
    strategy: &Strategy,
) -> Option<Finding> {
    let ranked: Vec<&Candidate> = facts
        .open_candidates()
        .filter(|one| one.horizon == horizon && !one.constraint && one.manual_rank.is_none())
        .collect();
    let score = |one: &Candidate, lens: &Lens| score::total(one, lens, strategy).total.unwrap_or(0.0);
    let leader = |lens: &Lens| -> Option<&Candidate> {
        ranked
            .iter()
            .copied()
            .min_by(|a, b| score::compare((a, Some(score(a, lens))), (b, Some(score(b, lens)))))
    };
    let (first, other) = (leader(lens)?, leader(bare)?);
    let (own, theirs) = (score(first, bare), score(other, bare));
    let message = format!(
        "First in {} at {:.2} with effort, without it {own:.2} against {theirs:.2} of {}.",
        horizon.name(),
        score(first, lens),
        shown(&other.title)
    );
    (own < theirs).then(|| RULE.finding(RecordId::Candidate(first.id), message))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::rules::testing::messages;
    use crate::domain::evidence::{Range, Score};
    use crate::domain::id::CandidateId;
    use crate::domain::record::Record;
    use crate::domain::strategy::Driver;

    fn strategy() -> Strategy {
        let weights = [("impact".to_string(), 0.7), ("effort".to_string(), 0.3)].into();
        let effort = Driver {
            key: "effort".into(),
            name: "Effort".into(),
            low: String::new(),
            high: String::new(),
            is_effort: true,
            stale_days: 0,
        };
        let lenses = vec![Lens { name: "house".into(), weights }];
        Strategy { drivers: vec![effort], lenses, ..Strategy::default() }
    }

    fn candidate(title: &str, impact: f64, effort: f64) -> Candidate {
        let mut candidate = Candidate::new(CandidateId::derived(title), title);
        for (key, value) in [("impact", impact), ("effort", effort)] {
            let score = Score { range: Range::point(value), from: String::new(), by: None, on: None };
            candidate.scores.insert(key.into(), score);
        }
        candidate
    }

    fn said(candidates: [Candidate; 2]) -> Vec<String> {
        let mut records: Vec<Record> = candidates.into_iter().map(Into::into).collect();
        records.push(strategy().into());
        messages(&RULE, records)
    }

    #[test]
    fn cheap_is_not_important() {
        let (cheap, dear) = (candidate("Cheap", 0.5, 0.0), candidate("Dear", 0.8, 1.0));
        assert_eq!(
            said([cheap.clone(), dear.clone()]),
            ["First in later at 0.65 with effort, without it 0.50 against 0.80 of Dear."]
        );
        let mut next = dear.clone();
        next.horizon = Horizon::Next;
        assert_eq!(said([cheap.clone(), next]), [""; 0], "another horizon is another list");
        let good = candidate("Cheap", 0.9, 0.0);
        assert_eq!(said([good, dear]), [""; 0]);
        assert_eq!(messages(&RULE, vec![cheap.into()]), [""; 0], "without a lens nothing leads");
    }
}
