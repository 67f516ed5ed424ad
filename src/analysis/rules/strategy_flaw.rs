//! The strategy names what does not exist, or holds a number that cannot be meant, as a file may.

use crate::analysis::finding::{Facts, Finding, Reach, Rule, Severity};
use crate::domain::flaw;

pub(super) const RULE: Rule = Rule {
    id: "strategy-flaw",
    title: "Flaw in the strategy",
    help: "The strategy points to something that is not there: mend it with `northstar edit strategy`.",
    severity: Severity::Error,
    reach: Reach::Record,
    check,
};

fn check(facts: &Facts) -> Vec<Finding> {
    let Some(strategy) = facts.strategy() else { return Vec::new() };
    let flaws = flaw::impossible(strategy).into_iter().chain(flaw::unanswered(strategy));
    flaws.map(|sentence| RULE.of_strategy(sentence)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::rules::testing::messages;
    use crate::domain::strategy::Strategy;

    #[test]
    fn a_lens_that_is_not_there_is_named() {
        let lens =
            |lens: &str| messages(&RULE, vec![Strategy { lens: lens.into(), ..Strategy::default() }.into()]);
        assert_eq!(lens(""), [""; 0]);
        assert_eq!(lens("hose"), ["The lens hose is to be shown and does not exist."]);
    }
}
