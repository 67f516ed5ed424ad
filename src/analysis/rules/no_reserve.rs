//! A capacity that keeps nothing for fixes.

use crate::analysis::finding::{Facts, Finding, Reach, Rule, Severity};
use crate::domain::edit::Edit;
use crate::domain::strategy::Strategy;

pub(super) const RULE: Rule = Rule {
    id: "no-reserve",
    title: "No reserve",
    help: "Fixes come anyway: keep some weeks for them.",
    severity: Severity::Note,
    reach: Reach::Record,
    check,
};

/// The share of all weeks the offered edit keeps.
const OFFERED: f64 = 0.2;

fn check(facts: &Facts) -> Vec<Finding> {
    let Some(strategy) = facts.strategy() else { return Vec::new() };
    let capacity = &strategy.capacity;
    let message = format!("0 of {:.1} weeks are kept for fixes.", capacity.weeks);
    let finding = (0.0 < capacity.weeks && capacity.reserve <= 0.0).then(|| {
        let mut next = Strategy::clone(strategy);
        next.capacity.reserve = capacity.weeks * OFFERED;
        let words = format!("Keep {:.1} weeks for fixes", next.capacity.reserve);
        RULE.of_strategy(message).mend((words, vec![Edit::from(next)]))
    });
    finding.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::rules::testing::mended;
    use crate::domain::strategy::Capacity;

    fn kept(weeks: f64, reserve: f64) -> Vec<String> {
        let capacity = Capacity { weeks, reserve, ..Capacity::default() };
        mended(&RULE, vec![Strategy { capacity, ..Strategy::default() }.into()])
    }

    #[test]
    fn any_reserve_is_one() {
        assert_eq!(kept(8.0, 0.0), ["0 of 8.0 weeks are kept for fixes."]);
        assert_eq!(kept(8.0, 0.5), [""; 0]);
        assert_eq!(kept(0.0, 0.0), [""; 0]);
    }
}
