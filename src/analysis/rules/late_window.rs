//! A candidate that would be ready only after the last day on which it is worth having.

use crate::analysis::finding::{Facts, Finding, Reach, Rule, Severity};
use crate::domain::candidate::{Candidate, Horizon};
use crate::domain::when::days_between;
use jiff::{Span, civil::Date};

pub(super) const RULE: Rule = Rule {
    id: "late-window",
    title: "Too late for its window",
    help: "Ready after its window it is worth less: start earlier, cut the scope, or let it go.",
    severity: Severity::Warning,
    reach: Reach::Record,
    check,
};

/// Parked work has no day to be late for.
fn check(facts: &Facts) -> Vec<Finding> {
    let planned = facts.open_candidates().filter(|candidate| candidate.horizon != Horizon::Parked);
    planned
        .filter_map(|candidate| {
            let window = candidate.window?;
            let ready = ready(candidate, facts.today)?;
            let days = days_between(window, ready);
            let message = if window < facts.today {
                format!("The window closed on {window}, {} d ago.", days_between(window, facts.today))
            } else {
                let weeks = (days + 6) / 7;
                format!("Ready on {ready} at the earliest, {weeks} w after the window of {window}.")
            };
            let facts = format!(
                "window {window}, effort {:?}",
                candidate.effort_weeks.map(|range| (range.lo, range.hi))
            );
            (0 < days).then(|| RULE.of_candidate(candidate, message).on_facts(facts).number("days", days))
        })
        .collect()
}

/// Returns the first day it can be ready: from today or its earliest day on, the middle of its effort later.
pub(super) fn ready(candidate: &Candidate, today: Date) -> Option<Date> {
    let start = candidate.earliest.map_or(today, |day| day.max(today));
    let weeks = candidate.effort_weeks.map_or(0.0, |range| range.mid().max(0.0));
    start.checked_add(Span::new().try_days((weeks * 7.0).ceil() as i64).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::rules::testing::messages;
    use crate::domain::evidence::Range;
    use crate::domain::id::CandidateId;
    use jiff::civil::date;

    fn said(window: Date, earliest: Option<Date>) -> Vec<String> {
        let mut candidate = Candidate::new(CandidateId::derived("a"), "A");
        (candidate.window, candidate.earliest) = (Some(window), earliest);
        candidate.effort_weeks = Some(Range { lo: 1.0, hi: 3.0 });
        messages(&RULE, vec![candidate.into()])
    }

    #[test]
    fn two_weeks_of_work_need_two_weeks() {
        assert_eq!(said(date(2026, 12, 5), None), [""; 0]);
        assert_eq!(
            said(date(2026, 12, 4), None),
            ["Ready on 2026-12-05 at the earliest, 1 w after the window of 2026-12-04."]
        );
        assert_eq!(
            said(date(2026, 12, 5), Some(date(2026, 12, 14))),
            ["Ready on 2026-12-28 at the earliest, 4 w after the window of 2026-12-05."]
        );
        assert_eq!(said(date(2026, 11, 1), None), ["The window closed on 2026-11-01, 20 d ago."]);
    }

    #[test]
    fn effort_out_of_all_reason_is_no_trouble() {
        let mut candidate = Candidate::new(CandidateId::derived("a"), "A");
        candidate.window = Some(date(2027, 1, 1));
        candidate.effort_weeks = Some(Range::point(1e300));
        assert_eq!(messages(&RULE, vec![candidate.into()]), [""; 0]);
    }
}
