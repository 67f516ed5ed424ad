//! A candidate in `now` that is nobody's.

use crate::analysis::finding::{Facts, Finding, Reach, Rule, Severity};
use crate::domain::candidate::Horizon;
use crate::domain::record::RecordId;

pub(super) const RULE: Rule = Rule {
    id: "no-owner",
    title: "No owner",
    help: "What is done now needs one person who answers for it: name the owner.",
    severity: Severity::Warning,
    reach: Reach::Record,
    check,
};

fn check(facts: &Facts) -> Vec<Finding> {
    let now = facts.open_candidates().filter(|candidate| candidate.horizon == Horizon::Now);
    now.filter(|candidate| candidate.owner.is_none())
        .map(|candidate| {
            RULE.finding(RecordId::Candidate(candidate.id), "In now, and nobody owns it.".into())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::rules::testing::messages;
    use crate::domain::candidate::Candidate;
    use crate::domain::id::{CandidateId, StakeholderId};

    #[test]
    fn only_now_needs_an_owner() {
        let mut candidate = Candidate::new(CandidateId::derived("a"), "A");
        assert_eq!(messages(&RULE, vec![candidate.clone().into()]), [""; 0]);
        candidate.horizon = Horizon::Now;
        assert_eq!(messages(&RULE, vec![candidate.clone().into()]), ["In now, and nobody owns it."]);
        candidate.owner = Some(StakeholderId::derived("kay"));
        assert_eq!(messages(&RULE, vec![candidate.into()]), [""; 0]);
    }
}
