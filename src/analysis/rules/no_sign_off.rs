//! A candidate in `now` on which no decision was written down.

use crate::analysis::finding::{Facts, Finding, Reach, Rule, Severity};

pub(super) const RULE: Rule = Rule {
    id: "no-sign-off",
    title: "No sign-off",
    help: "What is done now was decided by somebody: write down who, when and why.",
    severity: Severity::Warning,
    reach: Reach::Record,
    check,
};

fn check(facts: &Facts) -> Vec<Finding> {
    let undecided = facts.in_now().filter_map(|candidate| {
        let signed = candidate.decisions.iter().filter(|decision| decision.by.is_some()).count();
        let message = match candidate.decisions.len() {
            0 => "In now without a decision.".to_string(),
            1 => "In now, and its decision is signed by nobody.".to_string(),
            all => format!("In now, and none of {all} decisions is signed by anybody."),
        };
        (signed == 0).then(|| RULE.of_candidate(candidate, message))
    });
    undecided.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::rules::testing::{TODAY, in_now, messages};
    use crate::domain::evidence::Decision;
    use crate::domain::id::StakeholderId;

    #[test]
    fn a_decision_needs_a_name() {
        let mut candidate = in_now();
        assert_eq!(messages(&RULE, vec![candidate.clone().into()]), ["In now without a decision."]);
        candidate.decisions.push(Decision {
            what: "Start".into(),
            why: "Contracts".into(),
            on: TODAY,
            by: None,
            revisit_when: String::new(),
            meeting: None,
        });
        assert_eq!(
            messages(&RULE, vec![candidate.clone().into()]),
            ["In now, and its decision is signed by nobody."]
        );
        candidate.decisions[0].by = Some(StakeholderId::derived("marek"));
        assert_eq!(messages(&RULE, vec![candidate.into()]), [""; 0]);
    }
}
