//! `now` needs more weeks of a skill than there are.

use crate::analysis::capacity;
use crate::analysis::finding::{Facts, Finding, Reach, Rule, Severity};
use crate::domain::shown::shown;

pub(super) const RULE: Rule = Rule {
    id: "skill-shortage",
    title: "Skill shortage",
    help: "One skill is planned beyond what there is: move what needs it most.",
    severity: Severity::Warning,
    reach: Reach::Across,
    check,
};

fn check(facts: &Facts) -> Vec<Finding> {
    let short =
        capacity::skills(facts.workspace).into_iter().filter(|skill| skill.there + 1e-9 < skill.needed);
    short
        .map(|skill| {
            let name = shown(&skill.name);
            let message =
                format!("Now needs {:.1} weeks of {name} where {:.1} are there.", skill.needed, skill.there);
            RULE.of_strategy(message).number("needed", skill.needed).number("there", skill.there)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::rules::testing::{in_now, messages};
    use crate::domain::strategy::{Capacity, Strategy};

    fn needed(weeks: f64) -> Vec<String> {
        let capacity = Capacity { weeks: 8.0, reserve: 2.0, skills: [("sre".to_string(), 1.0)].into() };
        let mut candidate = in_now();
        candidate.skills.insert("sre".into(), weeks);
        messages(&RULE, vec![Strategy { capacity, ..Strategy::default() }.into(), candidate.into()])
    }

    #[test]
    fn what_there_is_may_be_used_up() {
        assert_eq!(needed(1.0), [""; 0]);
        assert_eq!(needed(1.5), ["Now needs 1.5 weeks of sre where 1.0 are there."]);
    }
}
