//! A candidate or account that holds a number that cannot be meant, as only a file may.

use crate::analysis::finding::{Facts, Finding, Reach, Rule, Severity};
use crate::domain::flaw;
use crate::domain::record::RecordId;

pub(super) const RULE: Rule = Rule {
    id: "impossible-number",
    title: "Impossible number",
    help: "No edit would be taken with this number in it: set it right.",
    severity: Severity::Error,
    reach: Reach::Record,
    check,
};

fn check(facts: &Facts) -> Vec<Finding> {
    let candidates =
        facts.open_candidates().filter_map(|one| Some(RULE.of_candidate(one, flaw::of_candidate(one)?)));
    let accounts = facts
        .accounts()
        .filter_map(|account| Some(RULE.finding(RecordId::Account(account.id), flaw::of_account(account)?)));
    candidates.chain(accounts).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::rules::testing::{TODAY, in_now, messages, now};
    use crate::domain::evidence::Range;
    use crate::domain::workspace::Workspace;

    #[test]
    fn what_only_a_file_can_hold_is_named() {
        let mut candidate = in_now();
        candidate.effort_weeks = Some(Range { lo: 3.0, hi: 1.0 });
        let mut workspace = Workspace::default();
        workspace.load(candidate.into());
        let found = check(&Facts::new(&workspace, now(), TODAY));
        assert_eq!(found[0].message, "The effort in weeks is upside down: 3..1 should read 1..3.");
        assert_eq!(messages(&RULE, vec![in_now().into()]), [""; 0]);
    }
}
