//! What is done now lands in a span in which an account that wants it lets nothing be changed.

use crate::analysis::champions::interested;
use crate::analysis::finding::{Facts, Finding, Reach, Rule, Severity};
use crate::domain::account::Account;
use crate::domain::candidate::{Candidate, Horizon};
use crate::domain::record::RecordId;
use crate::domain::shown::shown;

pub(super) const RULE: Rule = Rule {
    id: "freeze",
    title: "Lands in a freeze",
    help: "An account that wants this changes nothing on that day: deliver before it, or after.",
    severity: Severity::Warning,
    reach: Reach::Record,
    check,
};

fn check(facts: &Facts) -> Vec<Finding> {
    let now = facts.open_candidates().filter(|candidate| candidate.horizon == Horizon::Now);
    now.flat_map(|candidate| {
        let accounts = interested(candidate, facts.workspace);
        let hit = accounts.into_iter().filter_map(|account| message(candidate, account));
        hit.map(|message| RULE.finding(RecordId::Candidate(candidate.id), message)).collect::<Vec<_>>()
    })
    .collect()
}

fn message(candidate: &Candidate, account: &Account) -> Option<String> {
    let window = candidate.window?;
    let freeze = account.freezes.iter().find(|span| span.from <= window && window <= span.to)?;
    let why = if freeze.why.is_empty() { String::new() } else { format!(" ({})", shown(&freeze.why)) };
    Some(format!(
        "The window ends on {window}, inside the freeze of {} from {} to {}{why}.",
        shown(&account.name),
        freeze.from,
        freeze.to
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::rules::testing::{candidate_heard_through, messages};
    use crate::domain::account::Span;
    use crate::domain::channel::Channel;
    use crate::domain::id::AccountId;
    use crate::domain::record::Record;
    use jiff::civil::{Date, date};

    fn window(day: Date, horizon: Horizon, against: bool) -> Vec<String> {
        let mut account = Account::new(AccountId::derived("halden"), "Halden");
        let (from, to) = (date(2026, 12, 12), date(2027, 1, 10));
        account.freezes.push(Span { from, to, why: "Year-end close".into() });
        let records = candidate_heard_through(&[Channel::Customer]);
        let records = records.into_iter().map(|record| match record {
            Record::Candidate(candidate) => {
                let mut candidate = (*candidate).clone();
                (candidate.window, candidate.horizon) = (Some(day), horizon);
                candidate.into()
            }
            Record::Signal(signal) => {
                let mut signal = (*signal).clone();
                signal.account = Some(account.id);
                signal.links[0].against = against;
                signal.into()
            }
            other => other,
        });
        let mut records: Vec<Record> = records.collect();
        records.push(account.into());
        messages(&RULE, records)
    }

    #[test]
    fn both_ends_of_the_freeze_count() {
        for (day, is_hit) in [
            (date(2026, 12, 11), false),
            (date(2026, 12, 12), true),
            (date(2027, 1, 10), true),
            (date(2027, 1, 11), false),
        ] {
            assert_eq!(!window(day, Horizon::Now, false).is_empty(), is_hit, "{day}");
        }
        assert_eq!(
            window(date(2027, 1, 8), Horizon::Now, false),
            [
                "The window ends on 2027-01-08, inside the freeze of Halden from 2026-12-12 to 2027-01-10 (Year-end close)."
            ]
        );
    }

    #[test]
    fn only_now_and_only_those_who_want_it() {
        assert_eq!(window(date(2027, 1, 8), Horizon::Next, false), [""; 0]);
        assert_eq!(window(date(2027, 1, 8), Horizon::Now, true), [""; 0]);
    }
}
