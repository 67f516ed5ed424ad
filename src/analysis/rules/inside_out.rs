//! We alone back a candidate: nobody outside has asked for it (METHODS 4.1).

use crate::analysis::balance::{MixVerdict, percent};
use crate::analysis::finding::{Facts, Finding, Reach, Rule, Severity};
use crate::domain::record::RecordId;

pub(super) const RULE: Rule = Rule {
    id: "inside-out",
    title: "Inside-out",
    help: "We alone back this candidate: link what somebody outside says, or go and ask.",
    severity: Severity::Warning,
    reach: Reach::Record,
    check,
};

fn check(facts: &Facts) -> Vec<Finding> {
    let ours =
        facts.standings.iter().filter(|(_, standing)| standing.reading.verdict == MixVerdict::InsideOut);
    ours.map(|(id, standing)| {
        let reading = &standing.reading;
        let bound = percent(reading.internal_bound);
        let message = format!("Inside-out: at least {bound} of {} voices are our own.", reading.voices());
        RULE.finding(RecordId::Candidate(*id), message)
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::rules::testing::{candidate_heard_through, messages};
    use crate::domain::channel::Channel::{Customer, Engineering};

    #[test]
    fn six_of_six_engineers_trip() {
        assert_eq!(
            messages(&RULE, candidate_heard_through(&[Engineering; 6])),
            ["Inside-out: at least 69 % of 6 voices are our own."]
        );
    }

    #[test]
    fn the_first_voice_from_outside_ends_it() {
        let mut channels = vec![Engineering; 6];
        channels.push(Customer);
        assert_eq!(messages(&RULE, candidate_heard_through(&channels)), [""; 0]);
    }
}
