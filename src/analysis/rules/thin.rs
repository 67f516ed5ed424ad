//! A candidate in `now` that too few voices speak for to judge its input (METHODS 4.1).

use crate::analysis::balance::MixVerdict;
use crate::analysis::finding::{Facts, Finding, Reach, Rule, Severity};

pub(super) const RULE: Rule = Rule {
    id: "thin-evidence",
    title: "Thin evidence",
    help: "Too few voices back what is done now: hear more before you rely on it.",
    severity: Severity::Note,
    reach: Reach::Record,
    check,
};

fn check(facts: &Facts) -> Vec<Finding> {
    let limit = facts.limits().thin_voices;
    let thin = facts.in_now().filter_map(|candidate| {
        let reading = &facts.standings.get(&candidate.id)?.reading;
        let voices = reading.voices();
        let message = format!("In now on {voices} of the {limit} voices a verdict needs.");
        (reading.verdict == MixVerdict::Thin).then(|| {
            RULE.of_candidate(candidate, message).number("voices", voices).limit("thin_voices", limit)
        })
    });
    thin.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::rules::testing::{candidate_heard_through, messages, now_heard_through};
    use crate::domain::channel::Channel::Sales;

    #[test]
    fn five_voices_are_enough() {
        assert_eq!(
            messages(&RULE, now_heard_through(&[Sales; 4])),
            ["In now on 4 of the 5 voices a verdict needs."]
        );
        assert_eq!(messages(&RULE, now_heard_through(&[Sales; 5])), [""; 0]);
        assert_eq!(messages(&RULE, candidate_heard_through(&[Sales; 4])), [""; 0], "only in now");
    }
}
