//! What everybody expects, or what is a hard constraint, is put off.

use crate::analysis::finding::{Facts, Finding, Reach, Rule, Severity};
use crate::domain::candidate::Horizon;

pub(super) const RULE: Rule = Rule {
    id: "must-be-late",
    title: "Expected and put off",
    help: "A must-be or constraint goes before what is ranked: plan it, or say why it is none.",
    severity: Severity::Warning,
    reach: Reach::Record,
    check,
};

fn check(facts: &Facts) -> Vec<Finding> {
    let late = facts.open_candidates().filter(|one| matches!(one.horizon, Horizon::Later | Horizon::Parked));
    late.filter_map(|candidate| {
        let what = match (candidate.constraint, candidate.must_be) {
            (true, _) => "A hard constraint",
            (false, true) => "Expected by everybody",
            (false, false) => return None,
        };
        Some(RULE.of_candidate(candidate, format!("{what}, and planned for {}.", candidate.horizon.name())))
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::rules::testing::{in_now, messages};

    #[test]
    fn next_is_early_enough() {
        let mut candidate = in_now();
        candidate.must_be = true;
        candidate.horizon = Horizon::Next;
        assert_eq!(messages(&RULE, vec![candidate.clone().into()]), [""; 0]);
        candidate.horizon = Horizon::Later;
        assert_eq!(
            messages(&RULE, vec![candidate.clone().into()]),
            ["Expected by everybody, and planned for later."]
        );
        candidate.must_be = false;
        assert_eq!(messages(&RULE, vec![candidate.into()]), [""; 0]);
    }
}
