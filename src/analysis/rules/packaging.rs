//! A change of price or package that does not name the problem it bandages.

use crate::analysis::finding::{Facts, Finding, Reach, Rule, Severity};

pub(super) const RULE: Rule = Rule {
    id: "packaging",
    title: "Packaging without a problem",
    help: "A package is a bandage: name the root problem it covers.",
    severity: Severity::Warning,
    reach: Reach::Record,
    check,
};

fn check(facts: &Facts) -> Vec<Finding> {
    let bandages = facts.open_candidates().filter(|one| one.packaging && one.root_problem.trim().is_empty());
    bandages
        .map(|one| {
            RULE.of_candidate(one, "Packaging or pricing only, and its root problem is not named.".into())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::rules::testing::{in_now, messages};

    #[test]
    fn the_flag_stays_until_the_root_is_named() {
        let mut candidate = in_now();
        assert_eq!(messages(&RULE, vec![candidate.clone().into()]), [""; 0]);
        candidate.packaging = true;
        assert_eq!(messages(&RULE, vec![candidate.clone().into()]).len(), 1);
        candidate.root_problem = "Nobody finds the report.".into();
        assert_eq!(messages(&RULE, vec![candidate.into()]), [""; 0]);
    }
}
