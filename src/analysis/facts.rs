//! What rules may look at: the records, the moment, and what several rules need worked out once. Facts about
//! one record show rules only that record, so that it is judged anew without reading the others.

use super::balance::{self, Reading};
use super::champions::{self, Map};
use super::voices::{self, Voices};
use crate::domain::account::{Account, AccountKind};
use crate::domain::candidate::{Candidate, Horizon};
use crate::domain::id::{AccountId, CandidateId};
use crate::domain::meeting::Meeting;
use crate::domain::record::RecordId;
use crate::domain::signal::Signal;
use crate::domain::stakeholder::Stakeholder;
use crate::domain::strategy::Strategy;
use crate::domain::thresholds::Thresholds;
use crate::domain::workspace::Workspace;
use jiff::{Timestamp, civil::Date};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;

/// How the evidence of one open candidate stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Standing {
    pub voices: Voices,
    pub reading: Reading,
    /// The accounts that speak for it, each once.
    pub accounts: Vec<AccountId>,
}

/// What rules may look at.
pub struct Facts<'a> {
    pub workspace: &'a Workspace,
    pub now: Timestamp,
    pub today: Date,
    /// Of every candidate that is not shipped or rejected; of one alone, only its own.
    pub standings: BTreeMap<CandidateId, Standing>,
    only: Option<RecordId>,
    /// Whether a fresh chain covers an account, worked out when first asked for.
    covered: RefCell<BTreeMap<AccountId, bool>>,
}

impl<'a> Facts<'a> {
    /// Works out what several rules need about all records.
    pub fn new(workspace: &'a Workspace, now: Timestamp, today: Date) -> Self {
        let mut facts = Self::bare(workspace, now, today);
        let open = workspace.candidates().filter(|candidate| is_open(candidate));
        facts.standings = open.map(|candidate| (candidate.id, standing(candidate, workspace, now))).collect();
        facts
    }

    /// The same about one record: rules that look at records one by one see no other.
    pub fn of(id: RecordId, workspace: &'a Workspace, now: Timestamp, today: Date) -> Self {
        let mut facts = Self { only: Some(id), ..Self::bare(workspace, now, today) };
        if let RecordId::Candidate(id) = id
            && let Some(candidate) = workspace.candidate(id).filter(|candidate| is_open(candidate))
        {
            facts.standings.insert(id, standing(candidate, workspace, now));
        }
        facts
    }

    fn bare(workspace: &'a Workspace, now: Timestamp, today: Date) -> Self {
        Self { workspace, now, today, standings: BTreeMap::new(), only: None, covered: RefCell::default() }
    }

    /// Returns the limits in force.
    pub fn limits(&self) -> &'a Thresholds {
        self.workspace.strategy().limits()
    }

    /// Candidates that are not shipped or rejected.
    pub fn open_candidates(&self) -> impl Iterator<Item = &'a Candidate> + use<'a> {
        let one = match self.only {
            Some(RecordId::Candidate(id)) => self.workspace.candidate(id),
            _ => None,
        };
        scoped(self.only.is_none(), one, self.workspace.candidates()).filter(|candidate| is_open(candidate))
    }

    /// Candidates in `now`.
    pub fn in_now(&self) -> impl Iterator<Item = &'a Candidate> + use<'a> {
        self.open_candidates().filter(|candidate| candidate.horizon == Horizon::Now)
    }

    pub fn signals(&self) -> impl Iterator<Item = &'a Signal> + use<'a> {
        let one = match self.only {
            Some(RecordId::Signal(id)) => self.workspace.signal(id),
            _ => None,
        };
        scoped(self.only.is_none(), one, self.workspace.signals())
    }

    pub fn people(&self) -> impl Iterator<Item = &'a Stakeholder> + use<'a> {
        let one = match self.only {
            Some(RecordId::Stakeholder(id)) => self.workspace.stakeholder(id),
            _ => None,
        };
        scoped(self.only.is_none(), one, self.workspace.stakeholders())
    }

    pub fn accounts(&self) -> impl Iterator<Item = &'a Account> + use<'a> {
        let one = match self.only {
            Some(RecordId::Account(id)) => self.workspace.account(id),
            _ => None,
        };
        scoped(self.only.is_none(), one, self.workspace.accounts())
    }

    pub fn meetings(&self) -> impl Iterator<Item = &'a Meeting> + use<'a> {
        let one = match self.only {
            Some(RecordId::Meeting(id)) => self.workspace.meeting(id),
            _ => None,
        };
        scoped(self.only.is_none(), one, self.workspace.meetings())
    }

    /// Tells whether a record is judged.
    pub fn is_about(&self, id: RecordId) -> bool {
        self.only.is_none_or(|only| only == id)
    }

    /// Returns the strategy, unless another record is judged.
    pub fn strategy(&self) -> Option<&'a Strategy> {
        let is_judged = self.only.is_none_or(|id| id == RecordId::Strategy);
        is_judged.then(|| self.workspace.strategy().as_ref())
    }

    /// Accounts that buy or might, which are not put away.
    pub fn buying_accounts(&self) -> impl Iterator<Item = &'a Account> + use<'a> {
        self.accounts().filter(|account| {
            !account.archived && matches!(account.kind, AccountKind::Customer | AccountKind::Prospect)
        })
    }

    /// The people of an account who are not put away.
    pub fn people_of(&self, account: AccountId) -> impl Iterator<Item = &'a Stakeholder> + use<'a> {
        let people = self.workspace.stakeholders().map(AsRef::as_ref);
        people.filter(move |person| person.account == Some(account) && !person.archived)
    }

    /// Kept signals that speak for a candidate.
    pub fn backing(&self, id: CandidateId) -> impl Iterator<Item = &'a Signal> + use<'a> {
        backing(id, self.workspace)
    }

    /// The accounts that speak for an open candidate.
    pub fn accounts_behind(&self, id: CandidateId) -> impl Iterator<Item = &'a Account> + use<'a> {
        let ids = self.standings.get(&id).map(|standing| standing.accounts.clone()).unwrap_or_default();
        let workspace = self.workspace;
        ids.into_iter().filter_map(|id| workspace.account(id)).map(AsRef::as_ref)
    }

    /// Returns the share of the value behind an open candidate that fresh chains cover, 0 to 1; nothing where
    /// no account with a value is behind it.
    pub fn covered(&self, id: CandidateId) -> Option<f64> {
        let (mut covered, mut all) = (0.0, 0.0);
        for account in self.accounts_behind(id) {
            let value = account.value.max(0.0);
            covered += if self.is_covered(account.id) { value } else { 0.0 };
            all += value;
        }
        (0.0 < all).then(|| covered / all)
    }

    fn is_covered(&self, account: AccountId) -> bool {
        *self.covered.borrow_mut().entry(account).or_insert_with(|| {
            let coverage = Map::of_account(account, self.workspace, self.today).coverage();
            coverage.is_covered(self.limits().champion_fresh_days)
        })
    }
}

fn scoped<'a, T: 'a>(
    is_whole: bool,
    one: Option<&'a Arc<T>>,
    all: impl Iterator<Item = &'a Arc<T>>,
) -> impl Iterator<Item = &'a T> {
    one.into_iter().chain(all.take_while(move |_| is_whole)).map(AsRef::as_ref)
}

/// Kept signals that speak for a candidate.
pub fn backing(id: CandidateId, workspace: &Workspace) -> impl Iterator<Item = &Signal> {
    let linked = workspace.index().of_candidate(id).filter_map(|signal| workspace.signal(signal));
    let kept = linked.map(AsRef::as_ref).filter(|signal| signal.verdict.counts());
    kept.filter(move |signal| signal.link_to(id).is_some_and(|link| !link.against))
}

fn standing(candidate: &Candidate, workspace: &Workspace, now: Timestamp) -> Standing {
    let voices = voices::of_candidate(candidate.id, workspace, now);
    let reading = balance::read(voices.mix(), workspace.strategy());
    let accounts = champions::interested(candidate, workspace).into_iter().map(|account| account.id);
    Standing { voices, reading, accounts: accounts.collect() }
}

/// Tells whether a candidate is not shipped or rejected.
pub fn is_open(candidate: &Candidate) -> bool {
    !matches!(candidate.horizon, Horizon::Shipped | Horizon::Rejected)
}
