//! Explanations that are older than the scope they explain (METHODS 4.8).

use crate::analysis::explain::completeness;
use crate::analysis::finding::{Facts, Finding, Reach, Rule, Severity};
use crate::domain::candidate::Candidate;
use crate::domain::record::RecordId;

pub(super) const RULE: Rule = Rule {
    id: "stale-texts",
    title: "Texts behind the scope",
    help: "The scope changed after the texts: read both again, so that all tell the same solution.",
    severity: Severity::Warning,
    reach: Reach::Record,
    check,
};

fn check(facts: &Facts) -> Vec<Finding> {
    let message = |candidate: &Candidate| {
        let (days, scope) = completeness(candidate).days_behind.zip(candidate.scope_changed)?;
        Some(format!("The texts are {days} d older than the scope, which changed on {scope}."))
    };
    facts
        .open_candidates()
        .filter_map(|candidate| Some(RULE.finding(RecordId::Candidate(candidate.id), message(candidate)?)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::rules::testing::messages;
    use crate::domain::id::CandidateId;
    use jiff::civil::date;

    #[test]
    fn a_text_of_the_day_before_is_behind() {
        let mut candidate = Candidate::new(CandidateId::derived("a"), "A");
        candidate.business_text = "It saves time.".into();
        candidate.scope_changed = Some(date(2026, 10, 12));
        for (day, expected) in [
            (
                date(2026, 10, 11),
                vec!["The texts are 1 d older than the scope, which changed on 2026-10-12."],
            ),
            (date(2026, 10, 12), vec![]),
        ] {
            candidate.texts_changed = Some(day);
            assert_eq!(messages(&RULE, vec![candidate.clone().into()]), expected);
        }
    }
}
