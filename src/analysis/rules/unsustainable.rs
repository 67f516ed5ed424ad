//! Little of a candidate's value stays ours beside the cheapest substitutes (METHODS 4.5).

use crate::analysis::balance::percent;
use crate::analysis::economics;
use crate::analysis::finding::{Facts, Finding, Reach, Rule, Severity};

pub(super) const RULE: Rule = Rule {
    id: "unsustainable",
    title: "Value that does not last",
    help: "Most of this value goes to a substitute: shrink the cost, or find what nobody can replace.",
    severity: Severity::Warning,
    reach: Reach::Record,
    check,
};

fn check(facts: &Facts) -> Vec<Finding> {
    let limit = facts.limits().sustainable;
    let fleeting = facts.open_candidates().filter_map(|candidate| {
        let case = economics::case(candidate).ok()?;
        let share = case.sustainable();
        let message = format!(
            "{} of its value is sustainable where {} is the limit: {:.0} of {:.0} {}.",
            percent(share),
            percent(limit),
            case.bounded,
            case.problem,
            case.basis_words()
        );
        (share < limit).then(|| {
            RULE.of_candidate(candidate, message).number("sustainable", share).limit("sustainable", limit)
        })
    });
    fleeting.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::rules::testing::{in_now, messages};
    use crate::domain::evidence::{Basis, Part, Range};

    fn bounded_by(substitute: f64) -> Vec<String> {
        let mut candidate = in_now();
        let what = "Tickets".into();
        let part = Part {
            what,
            size: 100.0,
            substitute: Some(substitute),
            difference: 0.0,
            by: String::new(),
            adjacent_industry: false,
        };
        candidate.parts.push(part);
        candidate.economics.basis = Some(Basis::InTotal);
        candidate.economics.cost = Some(Range::point(10.0));
        messages(&RULE, vec![candidate.into()])
    }

    #[test]
    fn a_quarter_is_the_limit() {
        assert_eq!(bounded_by(25.0), [""; 0]);
        assert_eq!(
            bounded_by(24.0),
            ["24 % of its value is sustainable where 25 % is the limit: 24 of 100 in total."]
        );
    }
}
