//! A buying account whose people are known and whose buyer and champion are not.

use crate::analysis::finding::{Facts, Finding, Reach, Rule, Severity};
use crate::analysis::rules::counted;
use crate::domain::record::RecordId;

pub(super) const RULE: Rule = Rule {
    id: "account-roles",
    title: "Neither buyer nor champion",
    help: "People are known at this account and nobody's part in the purchase is: ask who signs.",
    severity: Severity::Note,
    reach: Reach::Record,
    check,
};

/// Where any role is known `single-champion` tells what is missing.
fn check(facts: &Facts) -> Vec<Finding> {
    let unmapped = facts.buying_accounts().filter_map(|account| {
        let people: Vec<_> = facts.people_of(account.id).collect();
        let message = format!(
            "0 of 2 roles present, buyer and champion, among {}.",
            counted(people.len(), "known name")
        );
        let has_role = people.iter().any(|person| !person.roles.is_empty());
        (!people.is_empty() && !has_role).then(|| {
            RULE.finding(RecordId::Account(account.id), message).number("people", people.len() as f64)
        })
    });
    unmapped.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::rules::testing::messages;
    use crate::domain::account::Account;
    use crate::domain::id::{AccountId, StakeholderId};
    use crate::domain::stakeholder::{DealRole, Stakeholder};

    fn with(roles: &[DealRole]) -> Vec<String> {
        let acme = Account::new(AccountId::derived("acme"), "Acme");
        let mut kay = Stakeholder::new(StakeholderId::derived("kay"), "Kay");
        (kay.account, kay.roles) = (Some(acme.id), roles.to_vec());
        messages(&RULE, vec![acme.into(), kay.into()])
    }

    #[test]
    fn a_role_is_the_start_of_a_map() {
        assert_eq!(with(&[]), ["0 of 2 roles present, buyer and champion, among 1 known name."]);
        assert_eq!(with(&[DealRole::User]), [""; 0]);
    }
}
