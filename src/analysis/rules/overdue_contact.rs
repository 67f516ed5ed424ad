//! A person who has not been spoken to for longer than was meant.

use crate::analysis::finding::{Facts, Finding, Reach, Rule, Severity};
use crate::domain::record::RecordId;

pub(super) const RULE: Rule = Rule {
    id: "overdue-contact",
    title: "Overdue contact",
    help: "The last talk is longer ago than you meant: meet, or change the cadence.",
    severity: Severity::Note,
    reach: Reach::Record,
    check,
};

fn check(facts: &Facts) -> Vec<Finding> {
    let people = facts.people();
    people
        .filter_map(|person| {
            let late = person.overdue_days(facts.today)?;
            let cadence = person.cadence_days;
            let message = match person.last_contact {
                Some(day) => format!("Last contact on {day}, {late} d beyond the {cadence} d you meant."),
                None => format!("Never met, although every {cadence} d was meant."),
            };
            let known = person.last_contact.map_or_else(|| "never".to_string(), |day| day.to_string());
            Some(
                RULE.finding(RecordId::Stakeholder(person.id), message)
                    .on_facts(format!("{known}, {cadence} d"))
                    .number("late_days", late)
                    .limit("cadence_days", cadence),
            )
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::rules::testing::messages;
    use crate::domain::id::StakeholderId;
    use crate::domain::stakeholder::Stakeholder;
    use jiff::civil::{Date, date};

    fn last_met(day: Option<Date>, cadence: u16) -> Vec<String> {
        let mut person = Stakeholder::new(StakeholderId::derived("hana"), "Hana");
        (person.last_contact, person.cadence_days) = (day, cadence);
        messages(&RULE, vec![person.into()])
    }

    #[test]
    fn speaks_on_the_day_after_the_cadence() {
        assert_eq!(last_met(Some(date(2026, 10, 22)), 30), [""; 0]);
        assert_eq!(
            last_met(Some(date(2026, 10, 21)), 30),
            ["Last contact on 2026-10-21, 1 d beyond the 30 d you meant."]
        );
        assert_eq!(last_met(None, 30), ["Never met, although every 30 d was meant."]);
        assert_eq!(last_met(None, 0), [""; 0]);
    }
}
