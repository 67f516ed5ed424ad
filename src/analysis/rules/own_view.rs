//! A candidate that rests on our own view alone: nobody outside has said anything for it.

use crate::analysis::finding::{Facts, Finding, Reach, Rule, Severity};
use crate::analysis::rules::counted;
use crate::domain::channel::Family;

pub(super) const RULE: Rule = Rule {
    id: "own-view",
    title: "Only our own view",
    help: "You and your users do not think alike: hear one of them say it.",
    severity: Severity::Note,
    reach: Reach::Record,
    check,
};

fn check(facts: &Facts) -> Vec<Finding> {
    let strategy = facts.workspace.strategy();
    let ours = facts.open_candidates().filter_map(|candidate| {
        let backing: Vec<_> = facts.backing(candidate.id).collect();
        let is_ours =
            |signal: &&crate::domain::signal::Signal| strategy.family(signal.channel) == Family::Internal;
        let message = format!("All of {} behind it are our own view.", counted(backing.len(), "signal"));
        (!backing.is_empty() && backing.iter().all(is_ours))
            .then(|| RULE.of_candidate(candidate, message).number("signals", backing.len() as f64))
    });
    ours.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::rules::testing::{candidate_heard_through, messages};
    use crate::domain::channel::Channel::{Engineering, Executive, Sales};

    #[test]
    fn the_first_voice_from_outside_lifts_it() {
        assert_eq!(
            messages(&RULE, candidate_heard_through(&[Engineering, Executive])),
            ["All of 2 signals behind it are our own view."]
        );
        assert_eq!(messages(&RULE, candidate_heard_through(&[Engineering, Sales])), [""; 0]);
        assert_eq!(messages(&RULE, candidate_heard_through(&[])), [""; 0]);
    }
}
