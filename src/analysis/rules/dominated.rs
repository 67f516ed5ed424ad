//! One channel holds most of the weight behind a candidate.

use crate::analysis::balance::percent;
use crate::analysis::finding::{Facts, Finding, Reach, Rule, Severity};
use crate::analysis::parity::by_channel;
use crate::domain::channel::{Channel, Family};

pub(super) const RULE: Rule = Rule {
    id: "dominated-channel",
    title: "Dominated by one channel",
    help: "One channel speaks for this: hear the same from another.",
    severity: Severity::Note,
    reach: Reach::Record,
    check,
};

/// Below the voices of a verdict `thin-evidence` speaks, and for rivals the parity chase does.
fn check(facts: &Facts) -> Vec<Finding> {
    let limits = facts.limits();
    let dominated = facts.open_candidates().filter_map(|candidate| {
        let voices = &facts.standings.get(&candidate.id)?.voices;
        let weights = by_channel(voices);
        let all: f64 = weights.iter().sum();
        let (channel, weight) = Channel::ALL.into_iter().zip(weights).max_by(|a, b| a.1.total_cmp(&b.1))?;
        let is_told = limits.thin_voices <= voices.voices.len() as u32
            && facts.workspace.strategy().family(channel) != Family::Competitive;
        let share = weight / all;
        let message = format!(
            "{channel} holds {} of the weight behind it where {} is the limit.",
            percent(share),
            percent(limits.owning_channel)
        );
        (is_told && limits.owning_channel < share).then(|| {
            RULE.of_candidate(candidate, message)
                .on_facts(format!("{channel} in {} voices", voices.voices.len()))
                .number("share", share)
                .limit("owning_channel", limits.owning_channel)
        })
    });
    dominated.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::rules::testing::{candidate_heard_through, messages};
    use crate::domain::channel::Channel::{Competitive, Sales, Support};

    #[test]
    fn four_fifths_are_the_limit() {
        assert_eq!(messages(&RULE, candidate_heard_through(&[Sales, Sales, Sales, Sales, Support])), [""; 0]);
        assert_eq!(
            messages(&RULE, candidate_heard_through(&[Sales; 5])),
            ["sales holds 100 % of the weight behind it where 80 % is the limit."]
        );
        assert_eq!(messages(&RULE, candidate_heard_through(&[Competitive; 5])), [""; 0]);
    }
}
