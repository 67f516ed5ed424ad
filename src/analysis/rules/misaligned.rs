//! Too little of what is done now leads towards the North Star.

use crate::analysis::balance::percent;
use crate::analysis::composition;
use crate::analysis::finding::{Facts, Finding, Reach, Rule, Severity};

pub(super) const RULE: Rule = Rule {
    id: "misaligned",
    title: "Off the North Star",
    help: "Most of now does not lead to the North Star: change the plan, or the star.",
    severity: Severity::Warning,
    reach: Reach::Across,
    check,
};

/// Without a statement there is nothing to lead to.
fn check(facts: &Facts) -> Vec<Finding> {
    let limit = facts.limits().aligned;
    let has_star = !facts.workspace.strategy().north_star.statement.trim().is_empty();
    let Some((aligned, all)) = composition::aligned(facts.workspace).filter(|_| has_star) else {
        return Vec::new();
    };
    let share = aligned as f64 / all as f64;
    let message = format!(
        "{aligned} of {all} in now lead to the North Star, {} where {} is meant.",
        percent(share),
        percent(limit)
    );
    (share < limit)
        .then(|| RULE.of_strategy(message).number("share", share).limit("aligned", limit))
        .into_iter()
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::rules::testing::messages;
    use crate::domain::candidate::{Candidate, Horizon};
    use crate::domain::evidence::Opinion;
    use crate::domain::id::CandidateId;
    use crate::domain::record::Record;
    use crate::domain::strategy::{NorthStar, Strategy};

    fn aligned(values: [i8; 2]) -> Vec<String> {
        let star = NorthStar { statement: "Proof.".into(), ..NorthStar::default() };
        let mut records: Vec<Record> = vec![Strategy { north_star: star, ..Strategy::default() }.into()];
        for (place, value) in values.into_iter().enumerate() {
            let mut candidate = Candidate::new(CandidateId::derived(&place.to_string()), "A");
            candidate.horizon = Horizon::Now;
            candidate.alignment = Some(Opinion { value, why: String::new() });
            records.push(candidate.into());
        }
        messages(&RULE, records)
    }

    #[test]
    fn half_is_enough() {
        assert_eq!(aligned([1, 0]), [""; 0]);
        assert_eq!(aligned([0, -2]), ["0 of 2 in now lead to the North Star, 0 % where 50 % is meant."]);
    }
}
