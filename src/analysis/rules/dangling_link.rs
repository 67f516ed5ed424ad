//! A record that points to one that is not there: removed here, or not yet arrived from another machine.
//! The fix takes the pointer out; it is offered, never made, because the other record may still come.

use crate::analysis::finding::{Facts, Finding, Reach, Rule, Severity};
use crate::domain::candidate::Candidate;
use crate::domain::edit::Edit;
use crate::domain::record::RecordId;
use crate::domain::signal::Signal;
use crate::domain::stakeholder::Stakeholder;
use crate::domain::verdict::Verdict;
use crate::domain::workspace::Workspace;
use std::collections::BTreeSet;

pub(super) const RULE: Rule = Rule {
    id: "dangling-link",
    title: "Link to nothing",
    help: "A record points to one that does not exist: take the pointer out, or restore the other.",
    severity: Severity::Error,
    reach: Reach::Record,
    check,
};

fn check(facts: &Facts) -> Vec<Finding> {
    let workspace = facts.workspace;
    let signals = facts.signals().filter_map(|signal| {
        finding(of_signal(signal), workspace, || {
            let mut mended = Signal::clone(signal);
            mend_signal(&mut mended, workspace);
            (RecordId::Signal(signal.id), Edit::from(mended))
        })
    });
    let people = facts.people().filter_map(|person| {
        finding(of_person(person), workspace, || {
            let mut mended = Stakeholder::clone(person);
            mend_person(&mut mended, workspace);
            (RecordId::Stakeholder(person.id), Edit::from(mended))
        })
    });
    let candidates = workspace.candidates();
    let candidates = candidates.filter(|one| facts.is_about(RecordId::Candidate(one.id))).filter_map(|one| {
        finding(of_candidate(one), workspace, || {
            let mut mended = Candidate::clone(one);
            mend_candidate(&mut mended, workspace);
            (RecordId::Candidate(one.id), Edit::from(mended))
        })
    });
    signals.chain(people).chain(candidates).collect()
}

fn finding(
    pointers: impl Iterator<Item = RecordId>,
    workspace: &Workspace,
    mend: impl FnOnce() -> (RecordId, Edit),
) -> Option<Finding> {
    let missing: BTreeSet<RecordId> = pointers.filter(|id| !exists(*id, workspace)).collect();
    let first = missing.first()?;
    let (subject, edit) = mend();
    let others = match missing.len() {
        1 => String::new(),
        count => format!(" and {} more", count - 1),
    };
    let message = format!("Points to the {} {first}{others}, which does not exist.", first.kind());
    Some(Finding { fix: Some(("Take the pointer out".into(), vec![edit])), ..RULE.finding(subject, message) })
}

fn exists(id: RecordId, workspace: &Workspace) -> bool {
    match id {
        RecordId::Signal(id) => workspace.signal(id).is_some(),
        RecordId::Stakeholder(id) => workspace.stakeholder(id).is_some(),
        RecordId::Account(id) => workspace.account(id).is_some(),
        RecordId::Candidate(id) => workspace.candidate(id).is_some(),
        RecordId::Meeting(id) => workspace.meeting(id).is_some(),
        RecordId::Strategy => true,
    }
}

fn of_signal(signal: &Signal) -> impl Iterator<Item = RecordId> {
    let survivor = match signal.verdict {
        Verdict::Merged { into } => Some(into),
        _ => None,
    };
    let signals = survivor.into_iter().chain(signal.because_of.iter().copied()).chain(signal.split_from);
    (signal.links.iter().map(|link| RecordId::Candidate(link.to)))
        .chain(signal.who.map(RecordId::Stakeholder))
        .chain(signal.account.map(RecordId::Account))
        .chain(signals.map(RecordId::Signal))
}

fn mend_signal(signal: &mut Signal, workspace: &Workspace) {
    signal.links.retain(|link| workspace.candidate(link.to).is_some());
    signal.who = signal.who.filter(|id| workspace.stakeholder(*id).is_some());
    signal.account = signal.account.filter(|id| workspace.account(*id).is_some());
    signal.because_of.retain(|id| workspace.signal(*id).is_some());
    signal.split_from = signal.split_from.filter(|id| workspace.signal(*id).is_some());
    if matches!(signal.verdict, Verdict::Merged { into } if workspace.signal(into).is_none()) {
        signal.verdict = Verdict::Inbox;
        signal.decided = None;
        signal.woke = "the signal it was merged into is gone".into();
    }
}

fn of_person(person: &Stakeholder) -> impl Iterator<Item = RecordId> {
    (person.account.into_iter().map(RecordId::Account))
        .chain(person.influences.iter().map(|edge| RecordId::Stakeholder(edge.on)))
        .chain(person.reports_to.map(RecordId::Stakeholder))
}

fn mend_person(person: &mut Stakeholder, workspace: &Workspace) {
    person.account = person.account.filter(|id| workspace.account(*id).is_some());
    person.influences.retain(|edge| workspace.stakeholder(edge.on).is_some());
    person.reports_to = person.reports_to.filter(|id| workspace.stakeholder(*id).is_some());
}

fn of_candidate(candidate: &Candidate) -> impl Iterator<Item = RecordId> {
    let people = candidate.owner.into_iter().chain(candidate.sponsor).map(RecordId::Stakeholder);
    people.chain(candidate.depends_on.iter().filter_map(|edge| edge.on).map(RecordId::Candidate))
}

fn mend_candidate(candidate: &mut Candidate, workspace: &Workspace) {
    candidate.owner = candidate.owner.filter(|id| workspace.stakeholder(*id).is_some());
    candidate.sponsor = candidate.sponsor.filter(|id| workspace.stakeholder(*id).is_some());
    candidate.depends_on.retain(|edge| edge.on.is_none_or(|on| workspace.candidate(on).is_some()));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::rules::testing::{TODAY, now, workspace};
    use crate::domain::candidate::Dependency;
    use crate::domain::channel::Channel;
    use crate::domain::id::{AccountId, CandidateId, SignalId, StakeholderId};
    use crate::domain::signal::Link;
    use crate::domain::stakeholder::Influence;

    /// Returns the findings, and those that are left after every fix was made.
    fn before_and_after(mut workspace: Workspace) -> (Vec<String>, usize) {
        let found = check(&Facts::new(&workspace, now(), TODAY));
        let messages = found.iter().map(|finding| finding.message.clone()).collect();
        for edit in found.into_iter().filter_map(|finding| finding.fix).flat_map(|(_, edits)| edits) {
            workspace.apply(edit).unwrap();
        }
        (messages, check(&Facts::new(&workspace, now(), TODAY)).len())
    }

    #[test]
    fn every_pointer_of_a_signal_is_mended() {
        let mut signal = Signal::new(SignalId::derived("a"), "A", Channel::Sales, now());
        let to = CandidateId::derived("gone");
        signal.links.push(Link { to, importance: 1, against: false, note: String::new() });
        signal.who = Some(StakeholderId::derived("gone"));
        signal.account = Some(AccountId::derived("gone"));
        signal.because_of = vec![SignalId::derived("gone")];
        signal.split_from = Some(SignalId::derived("gone"));
        signal.verdict = Verdict::Merged { into: SignalId::derived("gone") };
        let (messages, left) = before_and_after(workspace(vec![signal.into()]));
        let first = SignalId::derived("gone");
        assert_eq!(messages, [format!("Points to the signal {first} and 3 more, which does not exist.")]);
        assert_eq!(left, 0);
    }

    #[test]
    fn people_and_candidates_too() {
        let mut person = Stakeholder::new(StakeholderId::derived("a"), "A");
        person.reports_to = Some(StakeholderId::derived("gone"));
        person.influences.push(Influence { on: person.id, seen: None, note: String::new() });
        let mut candidate = Candidate::new(CandidateId::derived("b"), "B");
        candidate.owner = Some(person.id);
        let on = Some(CandidateId::derived("gone"));
        candidate.depends_on.push(Dependency { on, what: String::new(), technical: true, done: false });
        let (messages, left) = before_and_after(workspace(vec![person.into(), candidate.into()]));
        assert_eq!((messages.len(), left), (2, 0));
        assert!(messages[1].starts_with("Points to the candidate c-"));
    }
}
