//! A signal that was kept two weeks ago and belongs to no candidate: evidence nobody will find.

use crate::analysis::finding::{Facts, Finding, Reach, Rule, Severity};
use crate::analysis::weight::age_days;
use crate::domain::record::RecordId;
use crate::domain::signal::Signal;

pub(super) const RULE: Rule = Rule {
    id: "unlinked-kept",
    title: "Kept without a candidate",
    help: "Kept evidence that backs nothing is forgotten: link it, or let it go.",
    severity: Severity::Note,
    reach: Reach::Record,
    check,
};

/// Days a kept signal may wait for a candidate.
const PATIENCE_DAYS: f64 = 14.0;

fn check(facts: &Facts) -> Vec<Finding> {
    let kept = facts.signals().filter(|signal| signal.verdict.counts() && signal.links.is_empty());
    kept.filter_map(|signal| {
        let days = waiting_days(signal, facts);
        (PATIENCE_DAYS <= days).then(|| {
            let message = format!("Kept {days:.0} days ago and linked to no candidate.");
            RULE.finding(RecordId::Signal(signal.id), message).on_facts("kept without a candidate".into())
        })
    })
    .collect()
}

fn waiting_days(signal: &Signal, facts: &Facts) -> f64 {
    age_days(signal.decided.unwrap_or(signal.added), facts.now).floor()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::rules::testing::{days_ago, messages};
    use crate::domain::channel::Channel;
    use crate::domain::id::{CandidateId, SignalId};
    use crate::domain::signal::Link;
    use crate::domain::verdict::Verdict;

    fn kept(days: i64) -> Signal {
        let mut signal = Signal::new(SignalId::derived("a"), "Context", Channel::Sales, days_ago(99));
        (signal.verdict, signal.decided) = (Verdict::Kept, Some(days_ago(days)));
        signal
    }

    #[test]
    fn two_weeks_are_the_limit() {
        assert_eq!(messages(&RULE, vec![kept(13).into()]), [""; 0]);
        assert_eq!(messages(&RULE, vec![kept(14).into()]), ["Kept 14 days ago and linked to no candidate."]);
    }

    #[test]
    fn linked_and_undecided_ones_are_left_alone() {
        let mut linked = kept(30);
        let to = CandidateId::derived("b");
        linked.links.push(Link { to, importance: 1, against: false, note: String::new() });
        let mut waiting = kept(30);
        waiting.verdict = Verdict::Inbox;
        for signal in [linked, waiting] {
            assert_eq!(messages(&RULE, vec![signal.into()]), [""; 0]);
        }
    }
}
