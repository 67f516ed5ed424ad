//! What is done now rests on nobody's own words.

use crate::analysis::finding::{Facts, Finding, Reach, Rule, Severity};
use crate::analysis::rules::counted;
use crate::domain::signal::EvidenceClass;

pub(super) const RULE: Rule = Rule {
    id: "no-quote",
    title: "No first-hand quote",
    help: "Nobody was heard in their own words: ask somebody who has the problem.",
    severity: Severity::Warning,
    reach: Reach::Record,
    check,
};

fn check(facts: &Facts) -> Vec<Finding> {
    let silent = facts.in_now().filter_map(|candidate| {
        let backing: Vec<_> = facts.backing(candidate.id).collect();
        let is_quote = |signal: &&crate::domain::signal::Signal| {
            signal.hops == 0 && signal.evidence == EvidenceClass::Quote
        };
        let message = format!("In now without a first-hand quote in {}.", counted(backing.len(), "signal"));
        (!backing.iter().any(is_quote))
            .then(|| RULE.of_candidate(candidate, message).number("signals", backing.len() as f64))
    });
    silent.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::rules::testing::{messages, now_heard_through};
    use crate::domain::channel::Channel::Sales;
    use crate::domain::record::Record;
    use std::sync::Arc;

    fn heard(hops: u8, evidence: EvidenceClass, against: bool) -> Vec<String> {
        let mut records = now_heard_through(&[Sales]);
        let Some(Record::Signal(signal)) = records.get_mut(1) else { panic!("a signal") };
        let signal = Arc::make_mut(signal);
        (signal.hops, signal.evidence, signal.links[0].against) = (hops, evidence, against);
        messages(&RULE, records)
    }

    #[test]
    fn one_quote_of_one_who_was_there_is_enough() {
        let none = ["In now without a first-hand quote in 1 signal."];
        assert_eq!(heard(0, EvidenceClass::Quote, false), [""; 0]);
        assert_eq!(heard(1, EvidenceClass::Quote, false), none);
        assert_eq!(heard(0, EvidenceClass::Summary, false), none);
        assert_eq!(heard(0, EvidenceClass::Quote, true).len(), 1, "one against backs nothing");
    }
}
