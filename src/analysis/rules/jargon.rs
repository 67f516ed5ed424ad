//! A business text full of technical terms (METHODS 4.8), as the user's own glossary names them.

use crate::analysis::explain::business;
use crate::analysis::finding::{Facts, Finding, Reach, Rule, Severity};
use crate::domain::record::RecordId;
use crate::domain::shown::shown;

pub(super) const RULE: Rule = Rule {
    id: "jargon",
    title: "Jargon",
    help: "Those who decide do not speak like this: use the plain words of the glossary.",
    severity: Severity::Note,
    reach: Reach::Record,
    check,
};

fn check(facts: &Facts) -> Vec<Finding> {
    let strategy = facts.workspace.strategy();
    let most = strategy.limits().jargon;
    facts
        .open_candidates()
        .filter_map(|candidate| {
            let mut read = business(&candidate.business_text, &strategy.glossary);
            let found = read.per_hundred();
            read.jargon.dedup();
            let terms: Vec<_> = read.jargon.iter().map(|term| shown(term)).collect();
            let message = format!(
                "{found:.1} technical terms in 100 words of the business text, {most:.1} are the limit: {}.",
                terms.join(", ")
            );
            (most < found).then(|| RULE.finding(RecordId::Candidate(candidate.id), message))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::rules::testing::messages;
    use crate::domain::candidate::Candidate;
    use crate::domain::id::CandidateId;
    use crate::domain::strategy::{Strategy, Term};

    fn said(text: String) -> Vec<String> {
        let term = |technical: &str| Term { technical: technical.into(), plain: String::new() };
        let glossary = vec![term("SSO"), term("SCIM")];
        let mut candidate = Candidate::new(CandidateId::derived("a"), "A");
        candidate.business_text = text;
        messages(&RULE, vec![candidate.into(), Strategy { glossary, ..Strategy::default() }.into()])
    }

    #[test]
    fn two_terms_in_a_hundred_words_are_the_limit() {
        assert_eq!(said(format!("SSO SCIM {}", "word ".repeat(98))), [""; 0]);
        assert_eq!(
            said(format!("SSO SCIM SSO {}", "word ".repeat(97))),
            ["3.0 technical terms in 100 words of the business text, 2.0 are the limit: SSO, SCIM."]
        );
        assert_eq!(said(String::new()), [""; 0]);
    }
}
