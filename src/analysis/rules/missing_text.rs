//! A candidate that is not told twice: once to those who decide, once to those who build (METHODS 4.8).

use crate::analysis::finding::{Facts, Finding, Reach, Rule, Severity};
use crate::domain::candidate::{Candidate, Horizon};
use crate::domain::record::RecordId;

pub(super) const RULE: Rule = Rule {
    id: "missing-text",
    title: "Missing explanation",
    help: "The same solution needs a business text and a technical text: write the missing one.",
    severity: Severity::Note,
    reach: Reach::Record,
    check,
};

/// In `now` and `next` somebody will have to explain it soon.
fn check(facts: &Facts) -> Vec<Finding> {
    facts
        .open_candidates()
        .filter_map(|candidate| {
            let message = match missing(candidate) {
                (false, false) => return None,
                (true, false) => "No business text: nobody who decides can retell this.",
                (false, true) => "No technical text: nobody who builds can check this.",
                (true, true) => "No business text and no technical text.",
            };
            let is_soon = matches!(candidate.horizon, Horizon::Now | Horizon::Next);
            let mut finding = RULE.finding(RecordId::Candidate(candidate.id), message.into());
            finding.severity = if is_soon { Severity::Warning } else { Severity::Note };
            Some(finding)
        })
        .collect()
}

fn missing(candidate: &Candidate) -> (bool, bool) {
    (candidate.business_text.trim().is_empty(), candidate.technical_text.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::rules::testing::{TODAY, messages, now, workspace};
    use crate::domain::id::CandidateId;

    fn candidate(business: &str, technical: &str) -> Candidate {
        let mut candidate = Candidate::new(CandidateId::derived("a"), "A");
        candidate.business_text = business.into();
        candidate.technical_text = technical.into();
        candidate
    }

    #[test]
    fn names_the_text_that_is_missing() {
        for (business, technical, message) in [
            ("", "queue", "No business text: nobody who decides can retell this."),
            ("money", " \n", "No technical text: nobody who builds can check this."),
            ("", "", "No business text and no technical text."),
        ] {
            assert_eq!(messages(&RULE, vec![candidate(business, technical).into()]), [message]);
        }
        assert_eq!(messages(&RULE, vec![candidate("money", "queue").into()]), [""; 0]);
    }

    #[test]
    fn matters_more_the_nearer_it_is_and_not_at_all_once_shipped() {
        for (horizon, severity) in [
            (Horizon::Now, Some(Severity::Warning)),
            (Horizon::Later, Some(Severity::Note)),
            (Horizon::Shipped, None),
        ] {
            let mut candidate = candidate("", "");
            candidate.horizon = horizon;
            let workspace = workspace(vec![candidate.into()]);
            let found = check(&Facts::new(&workspace, now(), TODAY));
            assert_eq!(found.first().map(|finding| finding.severity), severity);
        }
    }
}
