//! A candidate in `now` that nobody with authority stands behind.

use crate::analysis::finding::{Facts, Finding, Reach, Rule, Severity};

pub(super) const RULE: Rule = Rule {
    id: "no-sponsor",
    title: "No sponsor",
    help: "Somebody with authority should stand behind what is done now: name the sponsor.",
    severity: Severity::Warning,
    reach: Reach::Record,
    check,
};

fn check(facts: &Facts) -> Vec<Finding> {
    let orphans = facts.in_now().filter(|candidate| candidate.sponsor.is_none());
    orphans.map(|candidate| RULE.of_candidate(candidate, "In now without a sponsor.".into())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::rules::testing::{in_now, messages};
    use crate::domain::id::StakeholderId;

    #[test]
    fn one_sponsor_is_enough() {
        let mut candidate = in_now();
        assert_eq!(messages(&RULE, vec![candidate.clone().into()]), ["In now without a sponsor."]);
        candidate.sponsor = Some(StakeholderId::derived("marek"));
        assert_eq!(messages(&RULE, vec![candidate.into()]), [""; 0]);
    }
}
