//! What lists show: the columns of each kind of record and the cells in them. Only reads.

use super::lister::Lister;
use super::table::{Column, fixed, flexible};
use crate::domain::account::Account;
use crate::domain::candidate::Candidate;
use crate::domain::id::StakeholderId;
use crate::domain::meeting::Meeting;
use crate::domain::promise::{OwedBy, Promise};
use crate::domain::record::RecordId;
use crate::domain::signal::Signal;
use crate::domain::stakeholder::Stakeholder;
use crate::domain::when::day_of;
use jiff::civil::Date;
use serde::Serialize;

/// What a list shows of one record.
pub trait Row: Serialize {
    const COLUMNS: &'static [Column];

    /// Returns a cell for each column. People get short ids, programs whole ones.
    fn cells(&self, lister: &Lister<'_>, is_short: bool) -> Vec<String>;
}

/// A signal, and the word `status:` filters by, which depends on the day.
#[derive(Serialize)]
pub struct SignalRow<'a> {
    #[serde(flatten)]
    pub signal: &'a Signal,
    pub status: &'static str,
}

/// A promise, and whose ledger it is in.
#[derive(Serialize)]
pub struct PromiseRow<'a> {
    pub person: StakeholderId,
    pub name: &'a str,
    #[serde(flatten)]
    pub promise: &'a Promise,
}

impl Row for SignalRow<'_> {
    const COLUMNS: &'static [Column] =
        &[fixed("id"), fixed("day"), fixed("channel"), fixed("status"), flexible("from"), flexible("title")];

    fn cells(&self, lister: &Lister<'_>, is_short: bool) -> Vec<String> {
        let signal = self.signal;
        vec![
            lister.id(RecordId::Signal(signal.id), is_short),
            day_of(signal.at, &lister.zone).to_string(),
            signal.channel.name().into(),
            self.status.into(),
            signal.who.map_or_else(|| signal.said_by.clone(), |id| lister.person(id)),
            signal.title.clone(),
        ]
    }
}

impl Row for &Stakeholder {
    const COLUMNS: &'static [Column] = &[
        fixed("id"),
        flexible("name"),
        flexible("title"),
        flexible("account"),
        fixed("level"),
        fixed("roles"),
        fixed("last contact"),
    ];

    fn cells(&self, lister: &Lister<'_>, is_short: bool) -> Vec<String> {
        let person = *self;
        let account = person.account.and_then(|id| lister.workspace.account(id));
        vec![
            lister.id(RecordId::Stakeholder(person.id), is_short),
            person.name.clone(),
            person.title.clone(),
            account.map_or_else(String::new, |account| account.name.clone()),
            person.level.name().into(),
            person.roles.iter().map(|role| role.name()).collect::<Vec<_>>().join(","),
            told(person.last_contact),
        ]
    }
}

impl Row for &Account {
    const COLUMNS: &'static [Column] = &[
        fixed("id"),
        flexible("name"),
        fixed("kind"),
        fixed("value"),
        flexible("segment"),
        fixed("renewal"),
    ];

    fn cells(&self, lister: &Lister<'_>, is_short: bool) -> Vec<String> {
        let account = *self;
        vec![
            lister.id(RecordId::Account(account.id), is_short),
            account.name.clone(),
            account.kind.name().into(),
            account.value.to_string(),
            account.segment.clone(),
            told(account.renewal),
        ]
    }
}

impl Row for &Candidate {
    const COLUMNS: &'static [Column] =
        &[fixed("id"), fixed("horizon"), fixed("signals"), flexible("title"), flexible("problem")];

    fn cells(&self, lister: &Lister<'_>, is_short: bool) -> Vec<String> {
        let candidate = *self;
        vec![
            lister.id(RecordId::Candidate(candidate.id), is_short),
            candidate.horizon.name().into(),
            lister.workspace.index().of_candidate(candidate.id).count().to_string(),
            candidate.title.clone(),
            candidate.problem.clone(),
        ]
    }
}

impl Row for &Meeting {
    const COLUMNS: &'static [Column] = &[fixed("id"), fixed("on"), flexible("with"), flexible("title")];

    fn cells(&self, lister: &Lister<'_>, is_short: bool) -> Vec<String> {
        let meeting = *self;
        let with = meeting.with.iter().map(|id| lister.person(*id)).collect::<Vec<_>>();
        vec![
            lister.id(RecordId::Meeting(meeting.id), is_short),
            meeting.on.to_string(),
            with.join(", "),
            meeting.title.clone(),
        ]
    }
}

impl Row for PromiseRow<'_> {
    const COLUMNS: &'static [Column] = &[
        fixed("person"),
        flexible("name"),
        fixed("owed by"),
        fixed("state"),
        fixed("due"),
        flexible("text"),
    ];

    fn cells(&self, lister: &Lister<'_>, is_short: bool) -> Vec<String> {
        let promise = self.promise;
        vec![
            lister.id(RecordId::Stakeholder(self.person), is_short),
            self.name.into(),
            if promise.owed_by == OwedBy::Us { "us" } else { "them" }.into(),
            promise.state.name().into(),
            told(promise.due),
            promise.text.clone(),
        ]
    }
}

fn told(day: Option<Date>) -> String {
    day.map_or_else(String::new, |day| day.to_string())
}
