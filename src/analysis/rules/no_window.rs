//! What is done now does not say until when it is worth having.

use crate::analysis::finding::{Facts, Finding, Reach, Rule, Severity};

pub(super) const RULE: Rule = Rule {
    id: "no-window",
    title: "No market window",
    help: "Customers lag and windows close: name the last day on which this is worth having.",
    severity: Severity::Note,
    reach: Reach::Record,
    check,
};

fn check(facts: &Facts) -> Vec<Finding> {
    let timeless = facts.in_now().filter(|candidate| candidate.window.is_none() && !candidate.constraint);
    timeless.map(|candidate| RULE.of_candidate(candidate, "In now without a market window.".into())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::rules::testing::{TODAY, in_now, messages};

    #[test]
    fn a_day_is_enough_and_constraints_need_none() {
        let mut candidate = in_now();
        assert_eq!(messages(&RULE, vec![candidate.clone().into()]), ["In now without a market window."]);
        candidate.constraint = true;
        assert_eq!(messages(&RULE, vec![candidate.clone().into()]), [""; 0]);
        (candidate.constraint, candidate.window) = (false, Some(TODAY));
        assert_eq!(messages(&RULE, vec![candidate.into()]), [""; 0]);
    }
}
