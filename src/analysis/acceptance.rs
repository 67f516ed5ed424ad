//! Findings the user accepted: quiet while what they were reached by stays the same. The acceptance lives on
//! the record it is about; on other facts the rule speaks again.

use super::finding::Finding;
use crate::domain::edit::Edit;
use crate::domain::evidence::Accepted;
use crate::domain::workspace::Workspace;
use jiff::civil::Date;

/// Returns the acceptance a finding is quiet by.
pub fn of(finding: &Finding, workspace: &Workspace) -> Option<Accepted> {
    let record = workspace.get(finding.subject)?;
    let same = |one: &&Accepted| one.rule == finding.rule && one.facts == finding.facts;
    record.accepted().iter().find(same).cloned()
}

/// Returns the edit that accepts a finding, or in a sentence why it cannot be accepted.
pub fn accept(finding: &Finding, why: &str, today: Date, workspace: &Workspace) -> Result<Edit, String> {
    let why = why.trim();
    if why.is_empty() {
        return Err("An accepted finding needs a reason.".into());
    }
    let missing = || format!("{} does not exist.", finding.subject);
    let mut record = workspace.get(finding.subject).ok_or_else(missing)?;
    let accepted = record.accepted_mut().ok_or("A finding about a meeting cannot be accepted.")?;
    // What was accepted on other facts is history, which the journal keeps.
    accepted.retain(|one| one.rule != finding.rule || one.facts != finding.facts);
    accepted.push(Accepted {
        rule: finding.rule.into(),
        why: why.into(),
        on: today,
        facts: finding.facts.clone(),
    });
    Ok(Edit::Put(record))
}

/// Returns the edit that takes an acceptance back.
pub fn withdraw(finding: &Finding, workspace: &Workspace) -> Option<Edit> {
    let mut record = workspace.get(finding.subject)?;
    let accepted = record.accepted_mut()?;
    accepted.retain(|one| one.rule != finding.rule || one.facts != finding.facts);
    Some(Edit::Put(record))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::finding::Facts;
    use crate::analysis::rules;
    use crate::domain::account::Account;
    use crate::domain::channel::Channel;
    use crate::domain::id::{AccountId, SignalId, StakeholderId};
    use crate::domain::record::RecordId;
    use crate::domain::signal::Signal;
    use crate::domain::stakeholder::{DealRole, Stakeholder};
    use crate::domain::strategy::{Capacity, Strategy};
    use jiff::{Timestamp, civil::date};

    const TODAY: Date = date(2026, 11, 21);

    fn workspace() -> Workspace {
        let mut workspace = Workspace::default();
        let mut ada = Stakeholder::new(StakeholderId::derived("ada"), "Ada");
        ada.account = Some(AccountId::derived("acme"));
        ada.roles.push(DealRole::Buyer);
        (ada.cadence_days, ada.last_contact) = (7, Some(date(2026, 11, 1)));
        let mut signal = Signal::new(SignalId::derived("s"), "Words", Channel::Sales, Timestamp::UNIX_EPOCH);
        signal.snoozes = 3;
        let capacity = Capacity { weeks: 8.0, ..Capacity::default() };
        workspace.apply(Edit::from(Strategy { capacity, ..Strategy::default() })).unwrap();
        workspace.apply(Edit::from(ada)).unwrap();
        workspace.apply(Edit::from(Account::new(AccountId::derived("acme"), "Acme"))).unwrap();
        workspace.apply(Edit::from(signal)).unwrap();
        workspace
    }

    fn found(workspace: &Workspace, today: Date) -> Vec<Finding> {
        rules::findings(&Facts::new(workspace, Timestamp::UNIX_EPOCH, today))
    }

    #[test]
    fn every_kind_of_record_is_quiet_once_accepted_and_speaks_when_taken_back() {
        let mut workspace = workspace();
        let kinds = |workspace: &Workspace| -> Vec<&str> {
            found(workspace, TODAY).iter().map(|finding| finding.subject.kind()).collect()
        };
        let before = kinds(&workspace);
        for kind in ["signal", "stakeholder", "account", "strategy"] {
            assert!(before.contains(&kind), "{kind} in {before:?}");
        }
        for finding in found(&workspace, TODAY) {
            let edit = accept(&finding, " We know. ", TODAY, &workspace).unwrap();
            workspace.apply(edit).unwrap();
            assert_eq!(of(&finding, &workspace).unwrap().why, "We know.");
        }
        assert_eq!(kinds(&workspace), [""; 0]);
        let all = rules::everything(&Facts::new(&workspace, Timestamp::UNIX_EPOCH, TODAY));
        assert_eq!(all.len(), before.len());
        workspace.apply(withdraw(&all[0], &workspace).unwrap()).unwrap();
        assert_eq!(kinds(&workspace).len(), 1);
    }

    #[test]
    fn another_day_is_no_other_fact_and_another_talk_is() {
        let mut workspace = workspace();
        let about_ada = |workspace: &Workspace, day: Date| -> Vec<Finding> {
            let ada = RecordId::Stakeholder(StakeholderId::derived("ada"));
            found(workspace, day).into_iter().filter(|finding| finding.subject == ada).collect()
        };
        let late = about_ada(&workspace, TODAY).remove(0);
        workspace.apply(accept(&late, "On leave", TODAY, &workspace).unwrap()).unwrap();
        assert_eq!(about_ada(&workspace, date(2026, 12, 21)), [], "the same facts a month later");
        let mut ada = Stakeholder::clone(workspace.stakeholder(StakeholderId::derived("ada")).unwrap());
        ada.last_contact = Some(date(2026, 11, 10));
        workspace.apply(Edit::from(ada)).unwrap();
        assert_eq!(about_ada(&workspace, TODAY).len(), 1);
    }

    #[test]
    fn a_reason_is_needed() {
        let workspace = workspace();
        let finding = &found(&workspace, TODAY)[0];
        assert_eq!(
            accept(finding, "  ", TODAY, &workspace),
            Err("An accepted finding needs a reason.".into())
        );
    }
}
