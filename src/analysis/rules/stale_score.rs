//! A score that is older than its driver lets it be.

use crate::analysis::finding::{Facts, Finding, Reach, Rule, Severity};
use crate::domain::candidate::Horizon;
use crate::domain::shown::shown;
use crate::domain::when::days_between;

pub(super) const RULE: Rule = Rule {
    id: "stale-score",
    title: "Stale score",
    help: "The value is older than its driver allows: ask again where it came from.",
    severity: Severity::Note,
    reach: Reach::Record,
    check,
};

fn check(facts: &Facts) -> Vec<Finding> {
    let drivers = &facts.workspace.strategy().drivers;
    let planned = facts.open_candidates().filter(|one| matches!(one.horizon, Horizon::Now | Horizon::Next));
    let stale = planned.flat_map(|candidate| {
        let ages = drivers.iter().filter(|driver| 0 < driver.stale_days).filter_map(move |driver| {
            let on = candidate.scores.get(&driver.key)?.on?;
            let days = days_between(on, facts.today);
            (i32::from(driver.stale_days) < days).then_some((driver, on, days))
        });
        ages.map(move |(driver, on, days)| {
            let message = format!(
                "{} is of {on}, {days} d old where {} are the limit.",
                shown(&driver.name),
                driver.stale_days
            );
            RULE.of_candidate(candidate, message)
                .on_facts(format!("{} of {on}", driver.key))
                .number("days", days)
                .limit("stale_days", driver.stale_days)
        })
    });
    stale.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::rules::testing::{in_now, messages};
    use crate::domain::evidence::{Range, Score};
    use crate::domain::strategy::{Driver, Strategy};
    use jiff::civil::date;

    fn aged(days: u16) -> Vec<String> {
        let driver = Driver {
            key: "reach".into(),
            name: "Reach".into(),
            low: String::new(),
            high: String::new(),
            is_effort: false,
            stale_days: days,
        };
        let strategy = Strategy { drivers: vec![driver], ..Strategy::default() };
        let mut candidate = in_now();
        let on = Some(date(2026, 11, 1));
        candidate
            .scores
            .insert("reach".into(), Score { range: Range::point(0.5), from: String::new(), by: None, on });
        messages(&RULE, vec![strategy.into(), candidate.into()])
    }

    #[test]
    fn the_last_day_is_still_fresh() {
        assert_eq!(aged(20), [""; 0]);
        assert_eq!(aged(19), ["Reach is of 2026-11-01, 20 d old where 19 are the limit."]);
        assert_eq!(aged(0), [""; 0], "0 means never");
    }
}
