//! One channel holds most of the weight over all candidates: it owns the roadmap.

use crate::analysis::balance::percent;
use crate::analysis::finding::{Facts, Finding, Reach, Rule, Severity};
use crate::analysis::parity::by_channel;
use crate::domain::channel::Channel;

pub(super) const RULE: Rule = Rule {
    id: "owning-channel",
    title: "One channel owns the roadmap",
    help: "One channel speaks for nearly everything: the others are there to be asked.",
    severity: Severity::Warning,
    reach: Reach::Across,
    check,
};

fn check(facts: &Facts) -> Vec<Finding> {
    let limits = facts.limits();
    let mut sums = [0.0; 10];
    let mut voices = 0;
    for standing in facts.standings.values() {
        voices += standing.voices.voices.len() as u32;
        for (sum, weight) in sums.iter_mut().zip(by_channel(&standing.voices)) {
            *sum += weight;
        }
    }
    let all: f64 = sums.iter().sum();
    let shares = Channel::ALL.into_iter().zip(sums.map(|sum| sum / all));
    let owning = shares.filter(|(_, share)| limits.thin_voices <= voices && limits.owning_channel < *share);
    owning
        .map(|(channel, share)| {
            let message = format!(
                "{channel} holds {} of the weight over all candidates where {} is the limit.",
                percent(share),
                percent(limits.owning_channel)
            );
            RULE.of_strategy(message)
                .on_facts(channel.name().into())
                .number("share", share)
                .limit("owning_channel", limits.owning_channel)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::rules::testing::{candidate_heard_through, messages};
    use crate::domain::channel::Channel::{Sales, Support};

    #[test]
    fn four_fifths_are_the_limit() {
        assert_eq!(messages(&RULE, candidate_heard_through(&[Sales, Sales, Sales, Sales, Support])), [""; 0]);
        assert_eq!(
            messages(&RULE, candidate_heard_through(&[Sales; 5])),
            ["sales holds 100 % of the weight over all candidates where 80 % is the limit."]
        );
        assert_eq!(messages(&RULE, candidate_heard_through(&[Sales; 4])), [""; 0], "too few to tell");
    }
}
