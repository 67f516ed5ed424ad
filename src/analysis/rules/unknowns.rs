//! More open questions than a candidate in `now` may have.

use crate::analysis::entry::open_unknowns;
use crate::analysis::finding::{Facts, Finding, Reach, Rule, Severity};
use crate::analysis::rules::mend;
use crate::domain::when::days_between;

pub(super) const RULE: Rule = Rule {
    id: "too-many-unknowns",
    title: "Too many unknowns",
    help: "Work with this many open questions is a guess: ask those who can answer first.",
    severity: Severity::Warning,
    reach: Reach::Record,
    check,
};

fn check(facts: &Facts) -> Vec<Finding> {
    let limit = facts.limits().unknowns;
    let unclear = facts.in_now().filter_map(|candidate| {
        let open = open_unknowns(candidate).count();
        let oldest = open_unknowns(candidate).map(|unknown| unknown.asked).min()?;
        let message = format!(
            "In now with {open} open questions where {limit} are the limit, the oldest for {} d.",
            days_between(oldest, facts.today)
        );
        (limit < open as u32).then(|| {
            RULE.of_candidate(candidate, message)
                .on_facts(format!("{open} open questions"))
                .number("unknowns", open as f64)
                .limit("unknowns", limit)
                .mend(mend::to_next(candidate))
        })
    });
    unclear.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::rules::testing::{in_now, mended};
    use crate::domain::evidence::Unknown;
    use jiff::civil::date;

    fn open(count: usize, answered: usize) -> Vec<String> {
        let mut candidate = in_now();
        let unknown = |place: usize| Unknown {
            question: place.to_string(),
            asked: date(2026, 11, 1),
            can_answer: None,
            answer: if place < answered { "Yes".into() } else { String::new() },
            understood: false,
        };
        candidate.unknowns = (0..count).map(unknown).collect();
        mended(&RULE, vec![candidate.into()])
    }

    #[test]
    fn three_are_the_limit_and_answered_ones_do_not_count() {
        assert_eq!(open(3, 0), [""; 0]);
        assert_eq!(open(4, 0), ["In now with 4 open questions where 3 are the limit, the oldest for 20 d."]);
        assert_eq!(open(4, 1), [""; 0]);
    }
}
