//! Sums that do not say whether they are per customer or in total (METHODS 4.5).

use crate::analysis::finding::{Facts, Finding, Reach, Rule, Severity};
use crate::analysis::rules::counted;

pub(super) const RULE: Rule = Rule {
    id: "value-basis",
    title: "Sums of what",
    help: "A sum per customer is another one in total: say which these are.",
    severity: Severity::Warning,
    reach: Reach::Record,
    check,
};

fn check(facts: &Facts) -> Vec<Finding> {
    let unclear = facts.open_candidates().filter_map(|candidate| {
        let economics = &candidate.economics;
        let sums = candidate.parts.len() + usize::from(economics.cost.is_some());
        let message = format!("{}, and not said whether per customer or in total.", counted(sums, "sum"));
        (economics.basis.is_none() && !candidate.parts.is_empty())
            .then(|| RULE.of_candidate(candidate, message).number("sums", sums as f64))
    });
    unclear.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::rules::testing::{in_now, messages};
    use crate::domain::evidence::{Basis, Part};

    #[test]
    fn sums_without_a_basis_speak() {
        let mut candidate = in_now();
        assert_eq!(messages(&RULE, vec![candidate.clone().into()]), [""; 0]);
        let what = "Tickets".into();
        candidate.parts.push(Part {
            what,
            size: 1.0,
            substitute: None,
            difference: 0.0,
            by: String::new(),
            adjacent_industry: false,
        });
        assert_eq!(
            messages(&RULE, vec![candidate.clone().into()]),
            ["1 sum, and not said whether per customer or in total."]
        );
        candidate.economics.basis = Some(Basis::InTotal);
        assert_eq!(messages(&RULE, vec![candidate.into()]), [""; 0]);
    }
}
