//! A theme of ours the industry has not spoken about for a while.

use crate::analysis::finding::{Facts, Finding, Reach, Rule, Severity};
use crate::analysis::trends;

pub(super) const RULE: Rule = Rule {
    id: "quiet-theme",
    title: "Theme without the industry",
    help: "The industry is silent on this theme: look whether it moved on.",
    severity: Severity::Note,
    reach: Reach::Across,
    check,
};

/// A tag is a theme once as many kept signals bear it as a verdict needs voices.
fn check(facts: &Facts) -> Vec<Finding> {
    let limits = facts.limits();
    let themes = trends::themes(facts.workspace, limits.thin_voices);
    let quiet = themes.into_iter().filter_map(|theme| {
        let days = theme.industry_days(facts.now);
        let message = match days {
            Some(days) if days <= f64::from(limits.theme_days) => return None,
            Some(days) => format!(
                "{}: no industry signal for {days:.0} days where {} are the limit.",
                theme.tag, limits.theme_days
            ),
            None => format!("{}: none of {} signals is from the industry.", theme.tag, theme.signals),
        };
        let finding = RULE.of_strategy(message).on_facts(theme.tag.to_string());
        Some(finding.number("days", days.unwrap_or_default().floor()).limit("theme_days", limits.theme_days))
    });
    quiet.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::rules::testing::{days_ago, messages, now};
    use crate::domain::channel::Channel;
    use crate::domain::id::SignalId;
    use crate::domain::signal::Signal;
    use crate::domain::tag::Tag;
    use crate::domain::verdict::Verdict;

    fn tagged(last: Channel, days: i64) -> Vec<String> {
        let mut records = Vec::new();
        for place in 0..5 {
            let (channel, at) = if place == 0 { (last, days_ago(days)) } else { (Channel::Sales, now()) };
            let mut signal = Signal::new(SignalId::derived(&place.to_string()), "Words", channel, at);
            signal.tags.extend(Tag::new("sso"));
            signal.verdict = Verdict::Kept;
            records.push(signal.into());
        }
        messages(&RULE, records)
    }

    #[test]
    fn sixty_days_are_the_limit() {
        assert_eq!(tagged(Channel::Industry, 60), [""; 0]);
        assert_eq!(
            tagged(Channel::Industry, 61),
            ["sso: no industry signal for 61 days where 60 are the limit."]
        );
        assert_eq!(tagged(Channel::Sales, 1), ["sso: none of 5 signals is from the industry."]);
    }
}
