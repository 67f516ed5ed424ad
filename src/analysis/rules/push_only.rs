//! Only discounts, pay and answers to our own pitch back a candidate: that is pushing, not need.

use crate::analysis::finding::{Facts, Finding, Reach, Rule, Severity};
use crate::analysis::rules::counted;
use crate::domain::signal::Signal;

pub(super) const RULE: Rule = Rule {
    id: "push-only",
    title: "Pushed, not asked for",
    help: "Only push or our own echo backs this: find one who asks unprompted.",
    severity: Severity::Warning,
    reach: Reach::Record,
    check,
};

fn check(facts: &Facts) -> Vec<Finding> {
    let pushed = facts.open_candidates().filter_map(|candidate| {
        let backing: Vec<&Signal> = facts.backing(candidate.id).collect();
        let push = backing.iter().filter(|signal| is_push(signal)).count();
        let echo = backing.iter().filter(|signal| !is_push(signal) && signal.self_echo).count();
        let message = format!(
            "Of {} behind it {push} pushed and {echo} answering our own pitch, none unprompted.",
            counted(backing.len(), "signal")
        );
        (!backing.is_empty() && push + echo == backing.len()).then(|| {
            RULE.of_candidate(candidate, message).number("push", push as f64).number("echo", echo as f64)
        })
    });
    pushed.collect()
}

/// Tells whether a signal was pushed by a discount or by pay: marked so, or tagged `push`.
fn is_push(signal: &Signal) -> bool {
    signal.push || signal.tags.iter().any(|tag| tag.as_str() == "push")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::rules::testing::{candidate_heard_through, messages};
    use crate::domain::channel::Channel::Sales;
    use crate::domain::record::Record;
    use crate::domain::tag::Tag;
    use std::sync::Arc;

    fn marked(mark: impl Fn(usize, &mut Signal)) -> Vec<String> {
        let mut records = candidate_heard_through(&[Sales, Sales]);
        for (place, record) in records.iter_mut().skip(1).enumerate() {
            let Record::Signal(signal) = record else { panic!("a signal") };
            mark(place, Arc::make_mut(signal));
        }
        messages(&RULE, records)
    }

    #[test]
    fn one_who_asks_unprompted_is_enough() {
        let all = marked(|place, signal| match place {
            0 => signal.tags.extend(Tag::new("push")),
            _ => signal.self_echo = true,
        });
        assert_eq!(all, ["Of 2 signals behind it 1 pushed and 1 answering our own pitch, none unprompted."]);
        assert_eq!(marked(|place, signal| signal.push = place == 0), [""; 0]);
    }
}
