//! A candidate that says how before it says what for.

use crate::analysis::finding::{Facts, Finding, Reach, Rule, Severity};

pub(super) const RULE: Rule = Rule {
    id: "approach-first",
    title: "Approach before problem",
    help: "Problem and value come first, the approach stays closed until both exist.",
    severity: Severity::Warning,
    reach: Reach::Record,
    check,
};

fn check(facts: &Facts) -> Vec<Finding> {
    let hasty = facts.open_candidates().filter_map(|candidate| {
        let gaps = [(&candidate.problem, "problem"), (&candidate.value, "value")];
        let gaps: Vec<&str> =
            gaps.into_iter().filter(|(text, _)| text.trim().is_empty()).map(|(_, name)| name).collect();
        let message = format!("Has an approach and no {}.", gaps.join(" and no "));
        (!candidate.approach.trim().is_empty() && !gaps.is_empty())
            .then(|| RULE.of_candidate(candidate, message))
    });
    hasty.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::rules::testing::{in_now, messages};

    #[test]
    fn an_approach_waits_for_both() {
        let mut candidate = in_now();
        assert_eq!(messages(&RULE, vec![candidate.clone().into()]), [""; 0]);
        candidate.approach = "A switch.".into();
        assert_eq!(
            messages(&RULE, vec![candidate.clone().into()]),
            ["Has an approach and no problem and no value."]
        );
        candidate.problem = "Too bright.".into();
        assert_eq!(messages(&RULE, vec![candidate.clone().into()]), ["Has an approach and no value."]);
        candidate.value = "Less foil.".into();
        assert_eq!(messages(&RULE, vec![candidate.into()]), [""; 0]);
    }
}
