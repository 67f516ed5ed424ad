//! A signal that was put off again and again (METHODS 4.10): by the third time it deserves a verdict.

use crate::analysis::finding::{Facts, Finding, Reach, Rule, Severity};
use crate::domain::record::RecordId;
use crate::domain::verdict::Verdict;

pub(super) const RULE: Rule = Rule {
    id: "third-snooze",
    title: "Snoozed again and again",
    help: "Putting this off is a verdict in disguise: keep it or decline it.",
    severity: Severity::Note,
    reach: Reach::Record,
    check,
};

fn check(facts: &Facts) -> Vec<Finding> {
    let most = facts.workspace.strategy().limits().snoozes;
    let waiting = facts.signals().filter(|signal| most <= signal.snoozes);
    waiting
        .filter(|signal| matches!(signal.verdict, Verdict::Inbox | Verdict::Snoozed { .. }))
        .map(|signal| {
            let message = format!("Snoozed {} times, a verdict is due after {most}.", signal.snoozes);
            RULE.finding(RecordId::Signal(signal.id), message)
                .number("snoozes", signal.snoozes)
                .limit("snoozes", most)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::rules::testing::{TODAY, messages, now};
    use crate::domain::channel::Channel;
    use crate::domain::id::SignalId;
    use crate::domain::signal::Signal;

    fn snoozed(times: u8, verdict: Verdict) -> Vec<String> {
        let mut signal = Signal::new(SignalId::derived("a"), "Agents", Channel::Industry, now());
        (signal.snoozes, signal.verdict) = (times, verdict);
        messages(&RULE, vec![signal.into()])
    }

    #[test]
    fn the_third_time_asks_for_a_verdict() {
        let asleep = || Verdict::Snoozed { until: Some(TODAY), on_activity: false };
        assert_eq!(snoozed(2, asleep()), [""; 0]);
        assert_eq!(snoozed(3, asleep()), ["Snoozed 3 times, a verdict is due after 3."]);
        assert_eq!(snoozed(4, Verdict::Inbox), ["Snoozed 4 times, a verdict is due after 3."]);
        assert_eq!(snoozed(4, Verdict::Kept), [""; 0]);
    }
}
