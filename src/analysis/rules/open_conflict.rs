//! A record that holds two values for one field, because two people changed it differently.

use crate::analysis::finding::{Facts, Finding, Reach, Rule, Severity};
use crate::domain::record::{Conflict, Record, RecordId};
use crate::domain::shown::shown;
use crate::domain::workspace::Workspace;

/// The rule by its id, for whoever shows conflicts in another way.
pub const ID: &str = "open-conflict";

pub(super) const RULE: Rule = Rule {
    id: ID,
    title: "Open conflict",
    help: "Two edits disagreed on a field: g p shows both values, o keeps the one here, t takes the other.",
    severity: Severity::Error,
    reach: Reach::Record,
    check,
};

/// Characters of a value that are shown: enough to tell two apart.
const SHOWN: usize = 60;

fn check(facts: &Facts) -> Vec<Finding> {
    let strategy = facts.strategy().map(|one| (RecordId::Strategy, &one.conflicts));
    let candidates = facts.workspace.candidates();
    let candidates = candidates.filter(|one| facts.is_about(RecordId::Candidate(one.id)));
    (strategy.into_iter())
        .chain(candidates.map(|one| (RecordId::Candidate(one.id), &one.conflicts)))
        .chain(facts.people().map(|one| (RecordId::Stakeholder(one.id), &one.conflicts)))
        .chain(facts.accounts().map(|one| (RecordId::Account(one.id), &one.conflicts)))
        .chain(facts.meetings().map(|one| (RecordId::Meeting(one.id), &one.conflicts)))
        .chain(facts.signals().map(|one| (RecordId::Signal(one.id), &one.conflicts)))
        .flat_map(|(id, conflicts)| findings(id, conflicts))
        .collect()
}

/// Returns the records that hold two values for a field.
pub fn disputed(workspace: &Workspace) -> Vec<Record> {
    let signals = workspace.signals().filter(|signal| !signal.conflicts.is_empty());
    let strategy = Some(Record::Strategy(workspace.strategy().clone()));
    let records = strategy
        .into_iter()
        .chain(workspace.candidates().cloned().map(Record::Candidate))
        .chain(workspace.stakeholders().cloned().map(Record::Stakeholder))
        .chain(workspace.accounts().cloned().map(Record::Account))
        .chain(workspace.meetings().cloned().map(Record::Meeting))
        .chain(signals.cloned().map(Record::Signal));
    records.filter(|record| !record.conflicts().is_empty()).collect()
}

fn findings(id: RecordId, conflicts: &[Conflict]) -> Vec<Finding> {
    let sentence = |conflict: &Conflict| {
        let (ours, theirs) = (value(&conflict.ours), value(&conflict.theirs));
        format!("{} is {ours} here and {theirs} in the other version.", shown(&conflict.field))
    };
    conflicts.iter().map(|conflict| RULE.finding(id, sentence(conflict))).collect()
}

fn value(text: &str) -> String {
    if text.is_empty() {
        return "empty".into();
    }
    let start: String = text.chars().take(SHOWN).collect();
    let more = if start.len() < text.len() { "…" } else { "" };
    format!("“{}{more}”", shown(&start))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::rules::testing::messages;
    use crate::domain::account::Account;
    use crate::domain::candidate::Candidate;
    use crate::domain::id::{AccountId, CandidateId};

    fn conflict(ours: &str, theirs: &str) -> Conflict {
        Conflict { field: "title".into(), base: "Old".into(), ours: ours.into(), theirs: theirs.into() }
    }

    #[test]
    fn both_values_are_named() {
        let mut candidate = Candidate::new(CandidateId::derived("a"), "Ours");
        assert_eq!(messages(&RULE, vec![candidate.clone().into()]), [""; 0]);
        candidate.conflicts = vec![conflict("Ours", "Theirs\u{1b}"), conflict("Ours", "")];
        assert_eq!(
            messages(&RULE, vec![candidate.into()]),
            [
                "title is “Ours” here and “Theirs␛” in the other version.",
                "title is “Ours” here and empty in the other version."
            ]
        );
    }

    #[test]
    fn any_kind_may_have_one_and_long_values_are_cut() {
        let mut account = Account::new(AccountId::derived("a"), "Acme");
        account.conflicts = vec![conflict(&"é".repeat(61), "x")];
        let message = &messages(&RULE, vec![account.into()])[0];
        assert!(message.contains(&format!("“{}…”", "é".repeat(60))), "{message}");
    }
}
