//! Nobody of the industry was spoken to for a while.

use crate::analysis::contact;
use crate::analysis::finding::{Facts, Finding, Reach, Rule, Severity};
use crate::domain::when::days_between;

pub(super) const RULE: Rule = Rule {
    id: "industry-contact",
    title: "No industry contact",
    help: "The industry moves without you: talk to an analyst, a partner or a peer.",
    severity: Severity::Note,
    reach: Reach::Across,
    check,
};

fn check(facts: &Facts) -> Vec<Finding> {
    let limit = facts.limits().industry_days;
    let people: Vec<_> = contact::of_industry(facts.workspace).collect();
    let last = people.iter().filter_map(|person| person.last_contact).max();
    let message = match last {
        _ if people.is_empty() => return Vec::new(),
        None => format!("None of {} industry contacts was ever met.", people.len()),
        Some(day) => {
            let days = days_between(day, facts.today);
            if days <= limit as i32 {
                return Vec::new();
            }
            format!("No industry contact for {days} days where {limit} are the limit, the last on {day}.")
        }
    };
    let known = last.map_or_else(|| "never".to_string(), |day| day.to_string());
    let days = last.map_or(0, |day| days_between(day, facts.today));
    vec![RULE.of_strategy(message).on_facts(known).number("days", days).limit("industry_days", limit)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::rules::testing::messages;
    use crate::domain::channel::Channel;
    use crate::domain::id::StakeholderId;
    use crate::domain::stakeholder::Stakeholder;
    use jiff::civil::{Date, date};

    fn met(day: Option<Date>) -> Vec<String> {
        let mut hana = Stakeholder::new(StakeholderId::derived("hana"), "Hana");
        (hana.channel, hana.last_contact) = (Some(Channel::Industry), day);
        messages(&RULE, vec![hana.into()])
    }

    #[test]
    fn day_30_is_silent_and_day_31_speaks() {
        assert_eq!(met(Some(date(2026, 10, 22))), [""; 0]);
        assert_eq!(
            met(Some(date(2026, 10, 21))),
            ["No industry contact for 31 days where 30 are the limit, the last on 2026-10-21."]
        );
        assert_eq!(met(None), ["None of 1 industry contacts was ever met."]);
    }
}
