//! A promise that is still open although its day has passed, whoever owes it.

use crate::analysis::finding::{Facts, Finding, Reach, Rule, Severity};
use crate::domain::promise::{OwedBy, Promise};
use crate::domain::record::RecordId;
use crate::domain::shown::shown;
use crate::domain::stakeholder::Stakeholder;
use crate::domain::when::days_between;
use jiff::civil::Date;

pub(super) const RULE: Rule = Rule {
    id: "stale-promise",
    title: "Stale promise",
    help: "An open promise is past its day: keep it, settle it, or agree on a new day.",
    severity: Severity::Warning,
    reach: Reach::Record,
    check,
};

fn check(facts: &Facts) -> Vec<Finding> {
    let people = facts.people().filter(|person| !person.archived);
    people
        .flat_map(|person| {
            person.promises.iter().filter_map(|promise| {
                let message = sentence(person, promise, facts.today)?;
                let facts = format!("{} by {}", promise.text, promise.due?);
                Some(RULE.finding(RecordId::Stakeholder(person.id), message).on_facts(facts))
            })
        })
        .collect()
}

fn sentence(person: &Stakeholder, promise: &Promise, today: Date) -> Option<String> {
    let days = days_between(promise.due.filter(|_| promise.is_stale(today))?, today);
    let late = if days == 1 { "1 day".to_string() } else { format!("{days} days") };
    let (name, text) = (shown(&person.name), shown(&promise.text));
    Some(match promise.owed_by {
        OwedBy::Us => format!("We have owed {name} for {late}: {text}."),
        OwedBy::Them => format!("{name} has owed us for {late}: {text}."),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::rules::testing::{TODAY, messages};
    use crate::domain::id::StakeholderId;
    use crate::domain::promise::PromiseState;
    use jiff::civil::date;

    fn person(owed_by: OwedBy, due: Option<Date>, state: PromiseState) -> Stakeholder {
        let mut person = Stakeholder::new(StakeholderId::derived("ada"), "Ada");
        person.promises.push(Promise {
            text: "Send the outline".into(),
            made: date(2026, 11, 1),
            owed_by,
            due,
            state,
            settled: None,
            about: None,
            meeting: None,
        });
        person
    }

    #[test]
    fn the_day_itself_is_not_late() {
        let on = |due| messages(&RULE, vec![person(OwedBy::Us, due, PromiseState::Open).into()]);
        assert_eq!(on(Some(TODAY)), [""; 0]);
        assert_eq!(on(None), [""; 0]);
        assert_eq!(on(Some(date(2026, 11, 20))), ["We have owed Ada for 1 day: Send the outline."]);
        assert_eq!(on(Some(date(2026, 11, 14))), ["We have owed Ada for 7 days: Send the outline."]);
    }

    #[test]
    fn both_directions_and_only_open_ones() {
        let due = Some(date(2026, 11, 14));
        let theirs = person(OwedBy::Them, due, PromiseState::Open);
        assert_eq!(messages(&RULE, vec![theirs.into()]), ["Ada has owed us for 7 days: Send the outline."]);
        for state in [PromiseState::Kept, PromiseState::Missed] {
            assert_eq!(messages(&RULE, vec![person(OwedBy::Us, due, state).into()]), [""; 0]);
        }
        let mut gone = person(OwedBy::Us, due, PromiseState::Open);
        gone.archived = true;
        assert_eq!(messages(&RULE, vec![gone.into()]), [""; 0]);
    }
}
