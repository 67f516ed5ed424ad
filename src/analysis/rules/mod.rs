//! Everything the program watches for, one file a rule.
//!
//! To add a rule: a new file with `pub(super) const RULE: Rule` and its tests, a `mod` line and a line in
//! `RULES` below. The findings list, the marks in panes, `check` and the help all read `RULES`.

mod dangling_link;
mod faster_horse;
mod freeze;
mod inside_out;
mod jargon;
mod late_window;
mod low_effort_top;
mod missing_text;
mod no_customer;
mod no_gate;
mod no_owner;
mod open_conflict;
mod overdue_contact;
mod parity_chase;
mod rank_without_class;
mod single_champion;
mod stale_promise;
mod stale_texts;
mod third_snooze;
mod unlinked_kept;

pub use open_conflict::{ID as OPEN_CONFLICT, disputed};

#[cfg(test)]
mod testing;

use super::finding::{Facts, Finding, Rule};
use crate::domain::record::RecordId;
use std::cmp::Reverse;

/// All rules, in the order the help lists them.
pub const RULES: &[Rule] = &[
    faster_horse::RULE,
    inside_out::RULE,
    no_customer::RULE,
    parity_chase::RULE,
    rank_without_class::RULE,
    low_effort_top::RULE,
    missing_text::RULE,
    stale_texts::RULE,
    jargon::RULE,
    no_gate::RULE,
    no_owner::RULE,
    freeze::RULE,
    late_window::RULE,
    single_champion::RULE,
    stale_promise::RULE,
    overdue_contact::RULE,
    third_snooze::RULE,
    unlinked_kept::RULE,
    dangling_link::RULE,
    open_conflict::RULE,
];

/// Returns what all rules say, the worst first, without what was accepted on the same facts.
pub fn findings(facts: &Facts) -> Vec<Finding> {
    let mut findings: Vec<Finding> = RULES.iter().flat_map(|rule| (rule.check)(facts)).collect();
    findings.retain(|finding| !is_accepted(finding, facts));
    findings.sort_by_key(|finding| Reverse(finding.severity));
    findings
}

fn is_accepted(finding: &Finding, facts: &Facts) -> bool {
    let RecordId::Candidate(id) = finding.subject else { return false };
    facts.workspace.candidate(id).is_some_and(|candidate| {
        let same = |rule: &str, sentence: &str| rule == finding.rule && sentence == finding.message;
        candidate.accepted.iter().any(|accepted| same(&accepted.rule, &accepted.facts))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::finding::Severity;
    use crate::domain::candidate::{Candidate, Horizon};
    use crate::domain::evidence::Accepted;
    use crate::domain::id::CandidateId;
    use crate::domain::workspace::Workspace;
    use std::collections::BTreeSet;
    use testing::{TODAY, now, workspace};

    #[test]
    fn the_table_is_sound() {
        let ids: BTreeSet<&str> = RULES.iter().map(|rule| rule.id).collect();
        assert_eq!(ids.len(), RULES.len(), "ids are unique");
        for rule in RULES {
            assert!(rule.id.chars().all(|c| c.is_ascii_lowercase() || c == '-'), "{}", rule.id);
            assert!(!rule.title.is_empty() && rule.help.ends_with('.'), "{}", rule.id);
        }
    }

    #[test]
    fn an_empty_workspace_has_no_findings() {
        assert_eq!(findings(&Facts::new(&Workspace::default(), now(), TODAY)), []);
    }

    #[test]
    fn accepted_findings_are_quiet_until_their_facts_change() {
        let mut candidate = Candidate::new(CandidateId::derived("a"), "A");
        candidate.horizon = Horizon::Now;
        candidate.owner = Some(crate::domain::id::StakeholderId::derived("kay"));
        let before = workspace(vec![candidate.clone().into()]);
        let found = findings(&Facts::new(&before, now(), TODAY));
        let texts = found.iter().find(|finding| finding.rule == "missing-text").unwrap();
        candidate.accepted.push(Accepted {
            rule: texts.rule.into(),
            why: "A prototype".into(),
            on: TODAY,
            facts: texts.message.clone(),
        });
        let quiet = workspace(vec![candidate.clone().into()]);
        let rules = |workspace: &Workspace| -> Vec<&str> {
            findings(&Facts::new(workspace, now(), TODAY)).iter().map(|finding| finding.rule).collect()
        };
        assert!(!rules(&quiet).contains(&"missing-text"));
        candidate.business_text = "It saves time.".into();
        assert!(rules(&workspace(vec![candidate.into()])).contains(&"missing-text"));
    }

    #[test]
    fn the_worst_comes_first() {
        assert!(Severity::Note < Severity::Warning && Severity::Warning < Severity::Error);
        let mut candidate = Candidate::new(CandidateId::derived("a"), "A");
        candidate.owner = Some(crate::domain::id::StakeholderId::derived("nobody"));
        let workspace = workspace(vec![candidate.into()]);
        let found = findings(&Facts::new(&workspace, now(), TODAY));
        let severities: Vec<Severity> = found.iter().map(|finding| finding.severity).collect();
        assert!(severities.is_sorted_by(|a, b| a >= b) && severities[0] == Severity::Error);
    }
}
