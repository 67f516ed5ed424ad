//! What is done now does not say what it includes and what it does not.

use crate::analysis::finding::{Facts, Finding, Reach, Rule, Severity};
use crate::analysis::rules::mend;

pub(super) const RULE: Rule = Rule {
    id: "no-scope",
    title: "Scope not drawn",
    help: "Both lines are needed before now: what is in, and what is not.",
    severity: Severity::Warning,
    reach: Reach::Record,
    check,
};

fn check(facts: &Facts) -> Vec<Finding> {
    let open = facts.in_now().filter_map(|candidate| {
        let gaps =
            [(candidate.scope_in.is_empty(), "what is in"), (candidate.scope_out.is_empty(), "what is out")];
        let gaps: Vec<&str> =
            gaps.into_iter().filter(|(is_missing, _)| *is_missing).map(|(_, gap)| gap).collect();
        let message =
            format!("In now with {} of 2 scope lines, without {}.", 2 - gaps.len(), gaps.join(" and "));
        (!gaps.is_empty()).then(|| RULE.of_candidate(candidate, message).mend(mend::to_next(candidate)))
    });
    open.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::rules::testing::{in_now, mended};

    #[test]
    fn both_lines_are_needed() {
        let mut candidate = in_now();
        assert_eq!(
            mended(&RULE, vec![candidate.clone().into()]),
            ["In now with 0 of 2 scope lines, without what is in and what is out."]
        );
        candidate.scope_in.push("Console".into());
        assert_eq!(
            mended(&RULE, vec![candidate.clone().into()]),
            ["In now with 1 of 2 scope lines, without what is out."]
        );
        candidate.scope_out.push("Mail".into());
        assert_eq!(mended(&RULE, vec![candidate.into()]), [""; 0]);
    }
}
