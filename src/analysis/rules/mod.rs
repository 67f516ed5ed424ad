//! Everything the program watches for, one file a rule.
//!
//! To add a rule: a new file with `pub(super) const RULE: Rule` and its tests, a `mod` line and a line in
//! `RULES` below. The findings list, the marks in panes, `check` and the help all read `RULES`.

mod after_renewal;
mod approach_first;
mod blind_stage;
mod blocked;
mod candidate_flaw;
mod dangling_link;
mod dominated;
mod faster_horse;
mod freeze;
mod goal_parent;
mod idle_transition;
mod industry_contact;
mod inside_out;
mod jargon;
mod late_window;
mod lenses_disagree;
mod low_coverage;
mod low_effort_top;
mod mend;
mod misaligned;
mod missing_skill;
mod missing_text;
mod must_be_late;
mod no_basis;
mod no_customer;
mod no_gate;
mod no_goal;
mod no_owner;
mod no_quote;
mod no_reserve;
mod no_roles;
mod no_scope;
mod no_sign_off;
mod no_sponsor;
mod no_use_case;
mod no_window;
mod objections;
mod old_assumption;
mod one_account;
mod open_conflict;
mod overdue_contact;
mod overrun;
mod own_thesis;
mod own_view;
mod owning_channel;
mod packaging;
mod parity_chase;
mod push_only;
mod quiet_theme;
mod rank_without_class;
mod single_champion;
mod skewed;
mod skill_shortage;
mod stale_promise;
mod stale_score;
mod stale_texts;
mod strategy_flaw;
mod tactical;
mod thin;
mod third_snooze;
mod unknowns;
mod unlinked_kept;
mod unsustainable;
mod untested_champion;

pub use open_conflict::{ID as OPEN_CONFLICT, disputed};

#[cfg(test)]
mod testing;

use super::acceptance;
use super::finding::{Facts, Finding, Reach, Rule};
use crate::domain::record::RecordId;
use crate::domain::workspace::Workspace;
use jiff::{Timestamp, civil::Date};
use std::cmp::Reverse;

/// All rules, in the order the help lists them.
pub const RULES: &[Rule] = &[
    faster_horse::RULE,
    inside_out::RULE,
    no_customer::RULE,
    skewed::RULE,
    thin::RULE,
    one_account::RULE,
    no_quote::RULE,
    own_view::RULE,
    push_only::RULE,
    parity_chase::RULE,
    rank_without_class::RULE,
    dominated::RULE,
    owning_channel::RULE,
    tactical::RULE,
    blind_stage::RULE,
    idle_transition::RULE,
    quiet_theme::RULE,
    low_effort_top::RULE,
    lenses_disagree::RULE,
    own_thesis::RULE,
    misaligned::RULE,
    approach_first::RULE,
    no_use_case::RULE,
    missing_text::RULE,
    stale_texts::RULE,
    jargon::RULE,
    no_gate::RULE,
    no_scope::RULE,
    unknowns::RULE,
    blocked::RULE,
    no_owner::RULE,
    no_sponsor::RULE,
    no_sign_off::RULE,
    objections::RULE,
    no_goal::RULE,
    goal_parent::RULE,
    must_be_late::RULE,
    packaging::RULE,
    no_basis::RULE,
    unsustainable::RULE,
    stale_score::RULE,
    old_assumption::RULE,
    freeze::RULE,
    after_renewal::RULE,
    late_window::RULE,
    no_window::RULE,
    overrun::RULE,
    skill_shortage::RULE,
    no_reserve::RULE,
    missing_skill::RULE,
    low_coverage::RULE,
    single_champion::RULE,
    no_roles::RULE,
    untested_champion::RULE,
    stale_promise::RULE,
    overdue_contact::RULE,
    industry_contact::RULE,
    third_snooze::RULE,
    unlinked_kept::RULE,
    dangling_link::RULE,
    candidate_flaw::RULE,
    strategy_flaw::RULE,
    open_conflict::RULE,
];

/// Returns the rule of that id.
pub fn rule(id: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.id == id)
}

/// Returns what all rules say, the worst first, accepted or not.
pub fn everything(facts: &Facts) -> Vec<Finding> {
    sorted(RULES.iter().flat_map(|rule| (rule.check)(facts)).collect())
}

/// Returns what all rules say, the worst first, without what was accepted on the same facts.
pub fn findings(facts: &Facts) -> Vec<Finding> {
    let mut findings = everything(facts);
    findings.retain(|finding| acceptance::of(finding, facts.workspace).is_none());
    findings
}

/// Returns what the rules that look at records one by one say about one record, accepted or not.
pub fn of_record(id: RecordId, workspace: &Workspace, now: Timestamp, today: Date) -> Vec<Finding> {
    let facts = Facts::of(id, workspace, now, today);
    let single = RULES.iter().filter(|rule| rule.reach == Reach::Record);
    sorted(single.flat_map(|rule| (rule.check)(&facts)).collect())
}

/// Returns what the rules that compare records say, accepted or not.
pub fn across(facts: &Facts) -> Vec<Finding> {
    let wide = RULES.iter().filter(|rule| rule.reach == Reach::Across);
    sorted(wide.flat_map(|rule| (rule.check)(facts)).collect())
}

/// Returns a count with its word: `1 signal`, `2 signals`.
fn counted(count: usize, word: &str) -> String {
    if count == 1 { format!("1 {word}") } else { format!("{count} {word}s") }
}

/// The worst first, then in the order of `RULES`, which a stable sort keeps.
fn sorted(mut findings: Vec<Finding>) -> Vec<Finding> {
    findings.sort_by_key(|finding| Reverse(finding.severity));
    findings
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
