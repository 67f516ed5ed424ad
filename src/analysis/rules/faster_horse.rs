//! Customers alone back a candidate: what they ask for may not be what they need (METHODS 4.1).

use crate::analysis::balance::{MixVerdict, percent};
use crate::analysis::finding::{Facts, Finding, Reach, Rule, Severity};
use crate::domain::record::RecordId;

pub(super) const RULE: Rule = Rule {
    id: "faster-horse",
    title: "Faster horse",
    help: "Customers alone back this candidate: ask what the market and engineering say.",
    severity: Severity::Warning,
    reach: Reach::Record,
    check,
};

fn check(facts: &Facts) -> Vec<Finding> {
    let horses =
        facts.standings.iter().filter(|(_, standing)| standing.reading.verdict == MixVerdict::FasterHorse);
    horses
        .map(|(id, standing)| {
            let reading = &standing.reading;
            let message = format!(
                "Faster horse: at least {} of {} voices are customers, {} of the weight looks ahead.",
                percent(reading.customer_bound),
                reading.voices(),
                percent(reading.mix.ahead)
            );
            RULE.finding(RecordId::Candidate(*id), message)
                .on_facts(format!("{:?} voices by family", reading.mix.counts))
                .number("customer_bound", reading.customer_bound)
                .number("ahead", reading.mix.ahead)
                .limit("faster_horse", facts.limits().faster_horse)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::rules::testing::{candidate_heard_through, messages};
    use crate::domain::channel::Channel::{Industry, Sales, Support};

    #[test]
    fn five_customers_are_the_fewest_that_trip() {
        assert_eq!(messages(&RULE, candidate_heard_through(&[Sales; 4])), [""; 0]);
        assert_eq!(
            messages(&RULE, candidate_heard_through(&[Sales, Sales, Sales, Support, Support])),
            ["Faster horse: at least 65 % of 5 voices are customers, 0 % of the weight looks ahead."]
        );
    }

    #[test]
    fn one_voice_in_five_that_looks_ahead_is_enough() {
        let channels = [Sales, Sales, Support, Support, Industry];
        assert_eq!(messages(&RULE, candidate_heard_through(&channels)), [""; 0]);
    }
}
