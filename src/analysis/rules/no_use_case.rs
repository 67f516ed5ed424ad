//! What is done now has no use case: nobody was seen doing it.

use crate::analysis::finding::{Facts, Finding, Reach, Rule, Severity};

pub(super) const RULE: Rule = Rule {
    id: "no-use-case",
    title: "No use case",
    help: "From the problem to a case in which somebody uses it: write one down.",
    severity: Severity::Note,
    reach: Reach::Record,
    check,
};

fn check(facts: &Facts) -> Vec<Finding> {
    let bare =
        facts.in_now().filter(|candidate| candidate.use_cases.iter().all(|case| case.trim().is_empty()));
    bare.map(|candidate| RULE.of_candidate(candidate, "In now without a use case.".into())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::rules::testing::{in_now, messages};

    #[test]
    fn one_use_case_is_enough() {
        let mut candidate = in_now();
        assert_eq!(messages(&RULE, vec![candidate.clone().into()]), ["In now without a use case."]);
        candidate.use_cases.push("Quarterly review".into());
        assert_eq!(messages(&RULE, vec![candidate.into()]), [""; 0]);
    }
}
