//! What is done now rests on an assumption from years ago.

use crate::analysis::finding::{Facts, Finding, Reach, Rule, Severity};

pub(super) const RULE: Rule = Rule {
    id: "old-assumption",
    title: "Old assumption",
    help: "The world has moved on since: check whether the assumption still holds.",
    severity: Severity::Note,
    reach: Reach::Record,
    check,
};

fn check(facts: &Facts) -> Vec<Finding> {
    let limit = facts.limits().assumption_years;
    let old = facts.in_now().filter_map(|candidate| {
        let year = candidate.assumption_year?;
        let years = i32::from(facts.today.year()) - i32::from(year);
        let message =
            format!("Rests on an assumption of {year}, {years} years old where {limit} are the limit.");
        (i64::from(limit) < i64::from(years)).then(|| {
            RULE.of_candidate(candidate, message)
                .on_facts(year.to_string())
                .number("years", years)
                .limit("assumption_years", limit)
        })
    });
    old.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::rules::testing::{in_now, messages};

    #[test]
    fn five_years_are_the_limit() {
        let mut candidate = in_now();
        candidate.assumption_year = Some(2021);
        assert_eq!(messages(&RULE, vec![candidate.clone().into()]), [""; 0]);
        candidate.assumption_year = Some(2020);
        assert_eq!(
            messages(&RULE, vec![candidate.into()]),
            ["Rests on an assumption of 2020, 6 years old where 5 are the limit."]
        );
    }
}
