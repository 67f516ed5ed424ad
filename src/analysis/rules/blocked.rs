//! A candidate in `now` that waits for something that is not done.

use crate::analysis::entry::open_dependencies;
use crate::analysis::finding::{Facts, Finding, Reach, Rule, Severity};
use crate::analysis::rules::mend;

pub(super) const RULE: Rule = Rule {
    id: "blocked-now",
    title: "Blocked in now",
    help: "What waits for another cannot be done now: do the other first, or move this to next.",
    severity: Severity::Warning,
    reach: Reach::Record,
    check,
};

fn check(facts: &Facts) -> Vec<Finding> {
    let blocked = facts.in_now().filter_map(|candidate| {
        let open = open_dependencies(candidate, facts.workspace);
        let message = format!("In now and waits for {}: {}.", open.len(), open.join(", "));
        (!open.is_empty()).then(|| {
            RULE.of_candidate(candidate, message)
                .number("open", open.len() as f64)
                .mend(mend::to_next(candidate))
        })
    });
    blocked.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::rules::testing::{in_now, mended};
    use crate::domain::candidate::{Candidate, Dependency, Horizon};
    use crate::domain::id::CandidateId;

    fn waiting_for(horizon: Horizon, done: bool) -> Vec<String> {
        let mut first = Candidate::new(CandidateId::derived("first"), "First");
        first.horizon = horizon;
        let mut candidate = in_now();
        candidate.depends_on.push(Dependency {
            on: Some(first.id),
            what: String::new(),
            technical: true,
            done,
        });
        mended(&RULE, vec![first.into(), candidate.into()])
    }

    #[test]
    fn what_is_shipped_or_done_blocks_nothing() {
        assert_eq!(waiting_for(Horizon::Next, false), ["In now and waits for 1: First."]);
        assert_eq!(waiting_for(Horizon::Now, false).len(), 1);
        assert_eq!(waiting_for(Horizon::Next, true), [""; 0]);
        assert_eq!(waiting_for(Horizon::Shipped, false), [""; 0]);
    }
}
