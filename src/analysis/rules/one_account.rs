//! One account holds so much of a candidate's weight that its rank is that account's (METHODS 4.2).

use crate::analysis::balance::percent;
use crate::analysis::evidence::rank_without_account;
use crate::analysis::finding::{Facts, Finding, Reach, Rule, Severity};
use crate::domain::shown::shown;

pub(super) const RULE: Rule = Rule {
    id: "one-account",
    title: "One account",
    help: "One account carries this candidate: find the same need at another.",
    severity: Severity::Note,
    reach: Reach::Across,
    check,
};

/// Below the voices of a verdict every account is large, and `thin-evidence` speaks.
fn check(facts: &Facts) -> Vec<Finding> {
    let limits = facts.limits();
    let dependent = facts.open_candidates().filter_map(|candidate| {
        let voices = &facts.standings.get(&candidate.id)?.voices;
        let (account, share) = voices.largest.filter(|(_, share)| limits.largest_account < *share)?;
        if (voices.voices.len() as u32) < limits.thin_voices {
            return None;
        }
        let (with, without) = rank_without_account(candidate.id, account, &facts.standings, limits)?;
        let name = facts.workspace.account(account).map(|one| shown(&one.name).into_owned());
        let name = name.unwrap_or_else(|| account.to_string());
        let message = format!(
            "{name} holds {} of the weight where {} is the limit: without it place {with} by evidence becomes {without}.",
            percent(share),
            percent(limits.largest_account)
        );
        let facts = format!("{account} of {} voices", voices.voices.len());
        Some(RULE.of_candidate(candidate, message).on_facts(facts).number("share", share).limit("largest_account", limits.largest_account))
    });
    dependent.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::rules::testing::{another_heard_through, candidate_heard_through, messages};
    use crate::domain::account::Account;
    use crate::domain::channel::Channel::{Engineering, Executive, Industry, Sales, Support};
    use crate::domain::id::AccountId;
    use crate::domain::record::Record;
    use std::sync::Arc;

    fn five_voices(of_acme: usize) -> Vec<String> {
        let mut records = candidate_heard_through(&[Sales, Support, Industry, Engineering, Executive]);
        let acme = Account::new(AccountId::derived("acme"), "Acme");
        for record in records.iter_mut().skip(1).take(of_acme) {
            let Record::Signal(signal) = record else { panic!("a signal") };
            Arc::make_mut(signal).account = Some(acme.id);
        }
        records.push(acme.into());
        records.extend(another_heard_through(&[Sales, Support, Industry]));
        messages(&RULE, records)
    }

    #[test]
    fn two_fifths_are_the_limit() {
        assert_eq!(five_voices(2), [""; 0], "40 % is not above 40 %");
        // Sales and support of one account are voices of their own, and so is the industry.
        assert_eq!(
            five_voices(3),
            [
                "Acme holds 60 % of the weight where 40 % is the limit: without it place 1 by evidence becomes 2."
            ]
        );
    }
}
