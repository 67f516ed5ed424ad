//! What is done now is ready only after an account that wants it has decided to stay or go.

use crate::analysis::finding::{Facts, Finding, Reach, Rule, Severity};
use crate::analysis::rules::late_window::ready;
use crate::domain::shown::shown;
use crate::domain::when::days_between;

pub(super) const RULE: Rule = Rule {
    id: "after-renewal",
    title: "Ready after the renewal",
    help: "An account decides before this is ready: tell them what comes when, or start earlier.",
    severity: Severity::Warning,
    reach: Reach::Record,
    check,
};

fn check(facts: &Facts) -> Vec<Finding> {
    let late = facts.in_now().flat_map(|candidate| {
        let ready = ready(candidate, facts.today).filter(|_| candidate.effort_weeks.is_some());
        let renewals = facts.accounts_behind(candidate.id).filter_map(move |account| {
            let renewal = account.renewal.filter(|day| facts.today <= *day)?;
            Some((account, renewal, ready.filter(|ready| renewal < *ready)?))
        });
        renewals.map(move |(account, renewal, ready)| {
            let days = days_between(renewal, ready);
            let name = shown(&account.name);
            RULE.of_candidate(
                candidate,
                format!("{name} renews on {renewal}, {days} d before it is ready on {ready}."),
            )
            .on_facts(format!("{} {renewal}", account.id))
            .number("days", days)
        })
    });
    late.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::rules::testing::{messages, now_heard_through};
    use crate::domain::account::Account;
    use crate::domain::channel::Channel::Sales;
    use crate::domain::evidence::Range;
    use crate::domain::id::AccountId;
    use crate::domain::record::Record;
    use jiff::civil::{Date, date};
    use std::sync::Arc;

    fn renews(day: Date) -> Vec<String> {
        let mut records = now_heard_through(&[Sales]);
        let mut acme = Account::new(AccountId::derived("acme"), "Acme");
        acme.renewal = Some(day);
        let Some(Record::Signal(signal)) = records.get_mut(1) else { panic!("a signal") };
        Arc::make_mut(signal).account = Some(acme.id);
        let Some(Record::Candidate(candidate)) = records.get_mut(0) else { panic!("a candidate") };
        Arc::make_mut(candidate).effort_weeks = Some(Range::point(2.0));
        records.push(acme.into());
        messages(&RULE, records)
    }

    #[test]
    fn the_day_itself_is_early_enough() {
        assert_eq!(renews(date(2026, 12, 5)), [""; 0]);
        assert_eq!(
            renews(date(2026, 12, 4)),
            ["Acme renews on 2026-12-04, 1 d before it is ready on 2026-12-05."]
        );
        assert_eq!(renews(date(2026, 11, 20)), [""; 0], "that one is over");
    }
}
