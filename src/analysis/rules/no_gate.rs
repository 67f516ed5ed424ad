//! A candidate in `now` whose gates are not all open: importance, feasibility, technical value.

use crate::analysis::entry;
use crate::analysis::finding::{Facts, Finding, Reach, Rule, Severity};
use crate::analysis::rules::mend;
use crate::domain::candidate::{Candidate, Horizon};

pub(super) const RULE: Rule = Rule {
    id: "no-gate",
    title: "Gate not open",
    help: "Nothing belongs in now without three gates opened by somebody, with a reason and a day.",
    severity: Severity::Warning,
    reach: Reach::Record,
    check,
};

fn check(facts: &Facts) -> Vec<Finding> {
    let now = facts.open_candidates().filter(|candidate| candidate.horizon == Horizon::Now);
    now.filter_map(|candidate| {
        let shut = shut(candidate);
        let message = format!("In now with {} of 3 gates open, without {}.", 3 - shut.len(), shut.join(", "));
        (!shut.is_empty()).then(|| {
            RULE.of_candidate(candidate, message)
                .number("open", (3 - shut.len()) as f64)
                .mend(mend::to_next(candidate))
        })
    })
    .collect()
}

fn shut(candidate: &Candidate) -> Vec<&'static str> {
    let shut = entry::gates(candidate).into_iter().filter(|(_, gate)| !gate.is_some_and(entry::is_open));
    shut.map(|(name, _)| name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::rules::testing::messages;
    use crate::domain::evidence::Gate;
    use crate::domain::id::{CandidateId, StakeholderId};
    use jiff::civil::date;

    fn gate() -> Option<Gate> {
        let by = Some(StakeholderId::derived("kay"));
        Some(Gate { open: true, why: "Measured.".into(), by, on: date(2026, 11, 1) })
    }

    #[test]
    fn three_open_gates_lead_into_now() {
        let mut candidate = Candidate::new(CandidateId::derived("a"), "A");
        candidate.gates.importance = gate();
        assert_eq!(messages(&RULE, vec![candidate.clone().into()]), [""; 0]);
        candidate.horizon = Horizon::Now;
        assert_eq!(
            messages(&RULE, vec![candidate.clone().into()]),
            ["In now with 1 of 3 gates open, without feasibility, technical value."]
        );
        (candidate.gates.feasibility, candidate.gates.technical_value) = (gate(), gate());
        assert_eq!(messages(&RULE, vec![candidate.clone().into()]), [""; 0]);
        let unverified = gate().map(|gate| Gate { by: None, ..gate });
        candidate.gates.feasibility = unverified;
        assert_eq!(
            messages(&RULE, vec![candidate.into()]),
            ["In now with 2 of 3 gates open, without feasibility."]
        );
    }
}
