//! Enough voices back a candidate, and not one of them is a customer (METHODS 4.1).

use crate::analysis::balance::MixVerdict;
use crate::analysis::finding::{Facts, Finding, Reach, Rule, Severity};
use crate::domain::record::RecordId;

pub(super) const RULE: Rule = Rule {
    id: "no-customer",
    title: "No customer",
    help: "Not one customer backs this candidate: find one who does, or say why none is needed.",
    severity: Severity::Warning,
    reach: Reach::Record,
    check,
};

fn check(facts: &Facts) -> Vec<Finding> {
    let without =
        facts.standings.iter().filter(|(_, standing)| standing.reading.verdict == MixVerdict::NoCustomer);
    without
        .map(|(id, standing)| {
            let message = format!("No customer: none of {} voices is a customer.", standing.reading.voices());
            RULE.finding(RecordId::Candidate(*id), message)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::rules::testing::{candidate_heard_through, messages};
    use crate::domain::channel::Channel::{Competitive, Executive, Industry, Sales};

    #[test]
    fn five_voices_without_a_customer_trip() {
        let mut channels = vec![Industry, Industry, Executive, Competitive];
        assert_eq!(messages(&RULE, candidate_heard_through(&channels)), [""; 0], "four are thin");
        channels.push(Competitive);
        assert_eq!(
            messages(&RULE, candidate_heard_through(&channels)),
            ["No customer: none of 5 voices is a customer."]
        );
        channels.push(Sales);
        assert_eq!(messages(&RULE, candidate_heard_through(&channels)), [""; 0]);
    }
}
