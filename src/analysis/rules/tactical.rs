//! Too much of what arrived was tactical work that belongs to others.

use crate::analysis::balance::percent;
use crate::analysis::finding::{Facts, Finding, Reach, Rule, Severity};
use crate::analysis::load;

pub(super) const RULE: Rule = Rule {
    id: "tactical-overload",
    title: "Tactical overload",
    help: "Bugs, features and decks crowd out strategy: ask those who send them to route them.",
    severity: Severity::Warning,
    reach: Reach::Across,
    check,
};

fn check(facts: &Facts) -> Vec<Finding> {
    let limits = facts.limits();
    let load = load::over_days(facts.workspace, facts.now, limits.tactical_days);
    // A share of very few is no share.
    if load.decided < limits.thin_voices || load.share() <= limits.tactical {
        return Vec::new();
    }
    let by = load.leading(facts.workspace).map(|(name, count)| format!(", {count} of them from {name}"));
    let message = format!(
        "{} of {} verdicts in {} d were tactical, {} where {} is the limit{}.",
        load.routed,
        load.decided,
        limits.tactical_days,
        percent(load.share()),
        percent(limits.tactical),
        by.unwrap_or_default()
    );
    vec![RULE.of_strategy(message).number("share", load.share()).limit("tactical", limits.tactical)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::rules::testing::{messages, now};
    use crate::domain::channel::Channel;
    use crate::domain::id::SignalId;
    use crate::domain::signal::Signal;
    use crate::domain::verdict::{Route, Verdict};

    fn routed(count: usize) -> Vec<String> {
        let mut records = Vec::new();
        for place in 0..10 {
            let mut signal =
                Signal::new(SignalId::derived(&place.to_string()), "Words", Channel::Sales, now());
            signal.verdict = if place < count { Verdict::Routed { to: Route::Bug } } else { Verdict::Kept };
            signal.decided = Some(now());
            records.push(signal.into());
        }
        messages(&RULE, records)
    }

    #[test]
    fn seven_of_ten_are_70_per_cent_and_half_is_the_limit() {
        assert_eq!(routed(5), [""; 0]);
        assert_eq!(
            routed(7),
            ["7 of 10 verdicts in 7 d were tactical, 70 % where 50 % is the limit, 7 of them from sales."]
        );
    }
}
