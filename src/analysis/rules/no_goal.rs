//! A candidate that is planned and serves no goal of the strategy.

use crate::analysis::finding::{Facts, Finding, Reach, Rule, Severity};
use crate::domain::candidate::Horizon;
use crate::domain::shown::shown;

pub(super) const RULE: Rule = Rule {
    id: "no-goal",
    title: "No goal",
    help: "Planned work should lead somewhere: name the product goal it serves.",
    severity: Severity::Note,
    reach: Reach::Record,
    check,
};

/// Where there are no goals yet, nothing can serve one.
fn check(facts: &Facts) -> Vec<Finding> {
    let goals = &facts.workspace.strategy().goals;
    let planned = facts.open_candidates().filter(|one| matches!(one.horizon, Horizon::Now | Horizon::Next));
    let orphans = planned.filter_map(|candidate| {
        let key = candidate.goal.as_str();
        let message = match goals.iter().find(|goal| goal.key == key) {
            _ if key.is_empty() => format!("Serves none of {} goals.", goals.len()),
            None => format!("Serves the goal {}, which is none of {}.", shown(key), goals.len()),
            Some(_) => return None,
        };
        (!goals.is_empty()).then(|| RULE.of_candidate(candidate, message))
    });
    orphans.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::rules::testing::{in_now, messages};
    use crate::domain::strategy::{Goal, Strategy};

    fn serving(key: &str, goals: &[&str]) -> Vec<String> {
        let goal = |key: &&str| Goal {
            key: (*key).into(),
            text: "G".into(),
            of_company: false,
            parent: String::new(),
        };
        let strategy = Strategy { goals: goals.iter().map(goal).collect(), ..Strategy::default() };
        let mut candidate = in_now();
        candidate.goal = key.into();
        messages(&RULE, vec![strategy.into(), candidate.into()])
    }

    #[test]
    fn a_goal_that_exists_is_served() {
        assert_eq!(serving("prove", &["prove"]), [""; 0]);
        assert_eq!(serving("", &["prove"]), ["Serves none of 1 goals."]);
        assert_eq!(serving("proof", &["prove"]), ["Serves the goal proof, which is none of 1."]);
        assert_eq!(serving("", &[]), [""; 0]);
    }
}
