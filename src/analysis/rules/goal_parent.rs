//! A product goal that no goal of the company stands above.

use crate::analysis::finding::{Facts, Finding, Reach, Rule, Severity};
use crate::domain::shown::shown;

pub(super) const RULE: Rule = Rule {
    id: "goal-without-parent",
    title: "Goal without a parent",
    help: "A product goal should serve one of the company: name it, or ask who wants it.",
    severity: Severity::Note,
    reach: Reach::Record,
    check,
};

fn check(facts: &Facts) -> Vec<Finding> {
    let Some(strategy) = facts.strategy() else { return Vec::new() };
    let has_parent = |key: &str| strategy.goals.iter().any(|goal| goal.key == key);
    let astray = strategy.goals.iter().filter(|goal| !goal.of_company && !has_parent(&goal.parent));
    astray
        .map(|goal| {
            RULE.of_strategy(format!("The goal {} has none of the company above it.", shown(&goal.key)))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::rules::testing::messages;
    use crate::domain::strategy::{Goal, Strategy};

    #[test]
    fn company_goals_need_none_and_product_goals_one_that_exists() {
        let goal = |key: &str, of_company, parent: &str| Goal {
            key: key.into(),
            text: "G".into(),
            of_company,
            parent: parent.into(),
        };
        let goals = vec![goal("renew", true, ""), goal("prove", false, "renew"), goal("lost", false, "gone")];
        let strategy = Strategy { goals, ..Strategy::default() };
        assert_eq!(
            messages(&RULE, vec![strategy.into()]),
            ["The goal lost has none of the company above it."]
        );
    }
}
