//! Fresh champion chains cover too little of the money behind what is done now (METHODS 4.6).

use crate::analysis::balance::percent;
use crate::analysis::finding::{Facts, Finding, Reach, Rule, Severity};

pub(super) const RULE: Rule = Rule {
    id: "low-coverage",
    title: "Little coverage",
    help: "Most of the money behind this has no safe way to its buyer: mend the chains first.",
    severity: Severity::Note,
    reach: Reach::Record,
    check,
};

fn check(facts: &Facts) -> Vec<Finding> {
    let limit = facts.limits().covered;
    let bare = facts.in_now().filter_map(|candidate| {
        let covered = facts.covered(candidate.id).filter(|covered| *covered < limit)?;
        let message = format!(
            "Fresh champion chains cover {} of the value behind it where {} is meant.",
            percent(covered),
            percent(limit)
        );
        Some(RULE.of_candidate(candidate, message).number("covered", covered).limit("covered", limit))
    });
    bare.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::rules::testing::{messages, now_heard_through};
    use crate::domain::account::Account;
    use crate::domain::channel::Channel::Sales;
    use crate::domain::id::AccountId;
    use crate::domain::record::Record;
    use std::sync::Arc;

    fn with_value(value: f64) -> Vec<String> {
        let mut records = now_heard_through(&[Sales]);
        let mut acme = Account::new(AccountId::derived("acme"), "Acme");
        acme.value = value;
        let Some(Record::Signal(signal)) = records.get_mut(1) else { panic!("a signal") };
        Arc::make_mut(signal).account = Some(acme.id);
        records.push(acme.into());
        messages(&RULE, records)
    }

    #[test]
    fn money_without_a_chain_is_not_covered() {
        assert_eq!(
            with_value(10.0),
            ["Fresh champion chains cover 0 % of the value behind it where 50 % is meant."]
        );
        assert_eq!(with_value(0.0), [""; 0], "no money, nothing to cover");
    }
}
