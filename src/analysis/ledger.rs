//! All findings, kept from one change to the next: after an edit only the records it touches are judged anew.
//! Rules that compare records are judged when asked to, which the caller does while nothing is typed.

use super::acceptance;
use super::facts::Facts;
use super::finding::Finding;
use super::rules;
use super::voices::account_of;
use crate::domain::edit::Change;
use crate::domain::id::AccountId;
use crate::domain::record::{Record, RecordId};
use crate::domain::workspace::Workspace;
use jiff::{Timestamp, civil::Date};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// Findings by record, and those that compare records.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ledger {
    records: BTreeMap<RecordId, Vec<Finding>>,
    across: Vec<Finding>,
}

impl Ledger {
    /// Judges everything. Grows with the records: for a start, another strategy, a new day.
    pub fn of(facts: &Facts) -> Self {
        let mut ledger = Self::default();
        for rule in rules::RULES {
            for finding in (rule.check)(facts) {
                match rule.reach {
                    super::finding::Reach::Record => {
                        ledger.records.entry(finding.subject).or_default().push(finding);
                    }
                    super::finding::Reach::Across => ledger.across.push(finding),
                }
            }
        }
        for findings in ledger.records.values_mut().chain([&mut ledger.across]) {
            findings.sort_by_key(|finding| Reverse(finding.severity));
        }
        ledger
    }

    /// Judges what changes touch; with another strategy, every record.
    pub fn refresh(&mut self, changes: &[Change], workspace: &Workspace, now: Timestamp, today: Date) {
        let touched: BTreeSet<RecordId> =
            changes.iter().flat_map(|change| touched(change, workspace)).collect();
        if touched.contains(&RecordId::Strategy) {
            let across = std::mem::take(&mut self.across);
            *self = Self { across, ..Self::of(&Facts::new(workspace, now, today)) };
            return;
        }
        for id in touched {
            let findings = rules::of_record(id, workspace, now, today);
            if findings.is_empty() {
                self.records.remove(&id);
            } else {
                self.records.insert(id, findings);
            }
        }
    }

    /// Judges what compares records. Grows with the records: for moments in which nothing is typed.
    pub fn refresh_across(&mut self, facts: &Facts) {
        self.across = rules::across(facts);
    }

    /// Returns what is said about a record and was not accepted, the worst first.
    pub fn about(&self, id: RecordId, workspace: &Workspace) -> Vec<&Finding> {
        let own = self.records.get(&id).into_iter().flatten();
        let wide = self.across.iter().filter(|finding| finding.subject == id);
        let mut findings: Vec<&Finding> =
            own.chain(wide).filter(|finding| acceptance::of(finding, workspace).is_none()).collect();
        findings.sort_by_key(|finding| Reverse(finding.severity));
        findings
    }

    /// Returns everything that is said, accepted or not, the worst first.
    pub fn all(&self) -> Vec<&Finding> {
        let mut findings: Vec<&Finding> = self.records.values().flatten().chain(&self.across).collect();
        findings.sort_by_key(|finding| (Reverse(finding.severity), finding.rule, finding.subject));
        findings
    }
}

/// Returns the records whose findings a change can have changed.
fn touched(change: &Change, workspace: &Workspace) -> BTreeSet<RecordId> {
    let mut touched = BTreeSet::from([change.id]);
    for record in [&change.before, &change.after].into_iter().flatten() {
        match record {
            Record::Signal(signal) => {
                touched.extend(signal.links.iter().map(|link| RecordId::Candidate(link.to)));
                if let crate::domain::verdict::Verdict::Merged { into } = signal.verdict {
                    touched.extend(linked_by(into, workspace));
                }
                let others = workspace.signals().filter(|other| other.because_of.contains(&signal.id));
                // Pointers to a signal dangle only when it comes or goes.
                let is_there = change.before.is_some() && change.after.is_some();
                if !is_there {
                    touched.extend(others.map(|other| RecordId::Signal(other.id)));
                    touched.extend(workspace.index().merged_into(signal.id).map(RecordId::Signal));
                    let split = workspace.signals().filter(|other| other.split_from == Some(signal.id));
                    touched.extend(split.map(|other| RecordId::Signal(other.id)));
                }
            }
            Record::Stakeholder(person) => {
                touched.extend(person.account.map(RecordId::Account));
                touched.extend(person.account.into_iter().flat_map(|account| wanted_by(account, workspace)));
                touched
                    .extend(workspace.index().of_person(person.id).flat_map(|id| linked_by(id, workspace)));
            }
            Record::Account(account) => touched.extend(wanted_by(account.id, workspace)),
            Record::Candidate(candidate) => {
                let waits = workspace
                    .candidates()
                    .filter(|other| other.depends_on.iter().any(|edge| edge.on == Some(candidate.id)));
                touched.extend(waits.map(|other| RecordId::Candidate(other.id)));
            }
            Record::Meeting(_) | Record::Strategy(_) => {}
        }
    }
    touched.extend(pointing(change, workspace));
    touched
}

/// Returns the records that point to one that came or went: their pointers may dangle now, or no longer do.
fn pointing(change: &Change, workspace: &Workspace) -> Vec<RecordId> {
    if change.before.is_some() && change.after.is_some() {
        return Vec::new();
    }
    let id = change.id;
    let people = workspace.stakeholders().filter(|person| {
        let points = person.influences.iter().map(|edge| edge.on).chain(person.reports_to);
        person.account.map(RecordId::Account) == Some(id)
            || points.map(RecordId::Stakeholder).any(|on| on == id)
    });
    let candidates = workspace
        .candidates()
        .filter(|one| one.owner.into_iter().chain(one.sponsor).map(RecordId::Stakeholder).any(|on| on == id));
    let signals = match id {
        RecordId::Stakeholder(id) => workspace.index().of_person(id).collect(),
        RecordId::Account(id) => workspace.index().of_account(id).collect(),
        RecordId::Candidate(id) => workspace.index().of_candidate(id).collect(),
        _ => Vec::new(),
    };
    (people.map(|person| RecordId::Stakeholder(person.id)))
        .chain(candidates.map(|one| RecordId::Candidate(one.id)))
        .chain(signals.into_iter().map(RecordId::Signal))
        .collect()
}

fn linked_by(signal: crate::domain::id::SignalId, workspace: &Workspace) -> Vec<RecordId> {
    let links = workspace.signal(signal).map(|signal| signal.links.as_slice()).unwrap_or_default();
    links.iter().map(|link| RecordId::Candidate(link.to)).collect()
}

/// Returns the candidates an account's signals are linked to, its people's included.
fn wanted_by(account: AccountId, workspace: &Workspace) -> Vec<RecordId> {
    let people = workspace.stakeholders().filter(|person| person.account == Some(account));
    let theirs = people.flat_map(|person| workspace.index().of_person(person.id));
    let all = workspace.index().of_account(account).chain(theirs);
    let own = all.filter(|id| {
        workspace.signal(*id).is_some_and(|signal| account_of(signal, workspace) == Some(account))
    });
    own.flat_map(|id| linked_by(id, workspace)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::candidate::{Candidate, Horizon};
    use crate::domain::edit::Edit;
    use crate::domain::signal::Signal;
    use crate::domain::stakeholder::Stakeholder;
    use crate::domain::verdict::Verdict;
    use crate::exchange::demo;
    use jiff::civil::date;
    use proptest::prelude::*;

    const TODAY: Date = date(2026, 11, 21);

    fn now() -> Timestamp {
        "2026-11-21T06:00:00Z".parse().unwrap()
    }

    fn records() -> Vec<Record> {
        demo::records(TODAY).unwrap()
    }

    fn workspace(records: impl IntoIterator<Item = Record>) -> Workspace {
        let mut workspace = Workspace::default();
        records.into_iter().for_each(|record| workspace.load(record));
        workspace
    }

    /// Changes a record the `how`-th way.
    fn edit(record: &Record, how: u8) -> Edit {
        match (record, how) {
            (record, 0) if record.id() != RecordId::Strategy => Edit::Remove(record.id()),
            (Record::Candidate(one), 1) => {
                Edit::from(Candidate { horizon: Horizon::Now, ..Candidate::clone(one) })
            }
            (Record::Candidate(one), _) => {
                Edit::from(Candidate { horizon: Horizon::Shipped, ..Candidate::clone(one) })
            }
            (Record::Signal(one), 1) => Edit::from(Signal { verdict: Verdict::Kept, ..Signal::clone(one) }),
            (Record::Signal(one), _) => {
                Edit::from(Signal { links: Vec::new(), account: None, ..Signal::clone(one) })
            }
            (Record::Stakeholder(one), 1) => {
                Edit::from(Stakeholder { account: None, ..Stakeholder::clone(one) })
            }
            (Record::Stakeholder(one), _) => {
                Edit::from(Stakeholder { influences: Vec::new(), ..Stakeholder::clone(one) })
            }
            (record, _) => Edit::Put(record.clone()),
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        #[test]
        fn what_is_kept_up_is_what_a_fresh_look_finds(steps in proptest::collection::vec((any::<usize>(), 0..3_u8), 1..12)) {
            let records = records();
            let mut workspace = workspace(records.clone());
            let mut ledger = Ledger::of(&Facts::new(&workspace, now(), TODAY));
            for (place, how) in steps {
                let Ok(change) = workspace.apply(edit(&records[place % records.len()], how)) else { continue };
                ledger.refresh(&[change], &workspace, now(), TODAY);
            }
            let facts = Facts::new(&workspace, now(), TODAY);
            ledger.refresh_across(&facts);
            prop_assert_eq!(ledger, Ledger::of(&facts));
        }

        #[test]
        fn findings_do_not_depend_on_the_order_of_arrival(seed in any::<u64>()) {
            let mut shuffled = records();
            fastrand::Rng::with_seed(seed).shuffle(&mut shuffled);
            let (one, other) = (workspace(records()), workspace(shuffled));
            let found = |workspace: &Workspace| rules::everything(&Facts::new(workspace, now(), TODAY));
            prop_assert_eq!(found(&one), found(&other));
            prop_assert_eq!(found(&one), found(&one));
        }
    }

    #[test]
    fn about_a_record_are_both_kinds_of_rules() {
        let workspace = workspace(records());
        let ledger = Ledger::of(&Facts::new(&workspace, now(), TODAY));
        let about = |id: &str| -> Vec<&str> {
            ledger.about(RecordId::parse(id).unwrap(), &workspace).iter().map(|one| one.rule).collect()
        };
        let export = about("c-exp0rt0000");
        assert!(export.contains(&"faster-horse") && export.contains(&"one-account"), "{export:?}");
        assert_eq!(ledger.all().len(), rules::everything(&Facts::new(&workspace, now(), TODAY)).len());
    }
}
