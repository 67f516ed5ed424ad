//! Hardly anything in `now` is our own idea: demands and clones make a roadmap nobody needs us for.

use crate::analysis::balance::percent;
use crate::analysis::composition;
use crate::analysis::finding::{Facts, Finding, Reach, Rule, Severity};

pub(super) const RULE: Rule = Rule {
    id: "own-thesis",
    title: "No own thesis",
    help: "Demands and clones fill now: make room for what only you believe.",
    severity: Severity::Note,
    reach: Reach::Across,
    check,
};

fn check(facts: &Facts) -> Vec<Finding> {
    let limit = facts.limits().own_thesis;
    let made = composition::of_now(facts.workspace);
    let Some(share) = made.thesis() else { return Vec::new() };
    let message = format!(
        "{} of now is our own thesis where {} is the limit: {}.",
        percent(share),
        percent(limit),
        made.sentence()
    );
    let is_low = share < limit;
    is_low
        .then(|| RULE.of_strategy(message).number("share", share).limit("own_thesis", limit))
        .into_iter()
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::rules::testing::messages;
    use crate::domain::candidate::{Candidate, Horizon, Origin};
    use crate::domain::id::CandidateId;

    fn of_five(thesis: usize) -> Vec<String> {
        let origin = |place: usize| if place < thesis { Origin::Thesis } else { Origin::Demand };
        let candidate = |place: usize| {
            let mut candidate = Candidate::new(CandidateId::derived(&place.to_string()), "A");
            (candidate.horizon, candidate.origin) = (Horizon::Now, Some(origin(place)));
            candidate.into()
        };
        messages(&RULE, (0..5).map(candidate).collect())
    }

    #[test]
    fn a_fifth_is_enough() {
        assert_eq!(of_five(1), [""; 0]);
        assert_eq!(
            of_five(0),
            [
                "0 % of now is our own thesis where 20 % is the limit: demand 100 %, clone 0 %, thesis 0 %, not said 0 %."
            ]
        );
        assert_eq!(messages(&RULE, Vec::new()), [""; 0]);
    }
}
