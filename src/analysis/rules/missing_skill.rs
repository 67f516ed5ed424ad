//! A skill the team must cover that nobody has.

use crate::analysis::finding::{Facts, Finding, Reach, Rule, Severity};
use crate::analysis::team;
use crate::domain::shown::shown;

pub(super) const RULE: Rule = Rule {
    id: "missing-skill",
    title: "Missing skill",
    help: "The team must cover this and nobody does: hire, learn, or find an expert to ask.",
    severity: Severity::Warning,
    reach: Reach::Across,
    check,
};

fn check(facts: &Facts) -> Vec<Finding> {
    let missing = team::missing_skills(facts.workspace);
    missing
        .into_iter()
        .map(|name| RULE.of_strategy(format!("Nobody has the required skill {}.", shown(name))))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::rules::testing::messages;
    use crate::domain::id::StakeholderId;
    use crate::domain::stakeholder::Stakeholder;
    use crate::domain::strategy::{Need, Skill, Strategy};

    #[test]
    fn what_is_not_required_never_counts() {
        let skill = |name: &str, need, held_by| Skill { name: name.into(), need, held_by };
        let kay = Stakeholder::new(StakeholderId::derived("kay"), "Kay");
        let skills = vec![
            skill("platform", Need::Required, vec![kay.id]),
            skill("compliance", Need::Required, vec![StakeholderId::derived("left")]),
            skill("speaking", Need::Optional, vec![]),
            skill("hardware", Need::NotRequired, vec![]),
        ];
        let strategy = Strategy { skills, ..Strategy::default() };
        assert_eq!(
            messages(&RULE, vec![kay.into(), strategy.into()]),
            ["Nobody has the required skill compliance."]
        );
    }
}
