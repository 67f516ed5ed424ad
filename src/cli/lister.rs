//! Which records a list holds, in which order: as on the screen. Only reads.

use super::rows::{PromiseRow, SignalRow};
use crate::analysis::score;
use crate::analysis::search::{self, SearchIndex};
use crate::domain::account::Account;
use crate::domain::candidate::Candidate;
use crate::domain::id::{SignalId, StakeholderId};
use crate::domain::meeting::Meeting;
use crate::domain::query::{Context, Query};
use crate::domain::record::RecordId;
use crate::domain::signal::Signal;
use crate::domain::stakeholder::Stakeholder;
use crate::domain::when::day_of;
use crate::domain::workspace::Workspace;
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use std::cmp::Reverse;

/// Picks records of a workspace as of an instant.
pub struct Lister<'a> {
    pub workspace: &'a Workspace,
    today: Date,
    pub zone: TimeZone,
}

impl<'a> Lister<'a> {
    pub fn new(workspace: &'a Workspace, now: Timestamp, zone: TimeZone) -> Self {
        Self { workspace, today: day_of(now, &zone), zone }
    }

    fn context(&self) -> Context<'_> {
        Context { workspace: self.workspace, today: self.today, zone: &self.zone }
    }

    /// Signals, newest first.
    pub fn signals(&self, query: &Query) -> Vec<SignalRow<'a>> {
        let ids: Vec<SignalId> = if query.is_empty() {
            self.workspace.index().by_time().collect()
        } else {
            let mut index = SearchIndex::default();
            index.extend(self.workspace.signals());
            search::filter(&index, query, &self.context(), None).ids
        };
        let signals = ids.into_iter().filter_map(|id| self.workspace.signal(id));
        signals.map(|signal| SignalRow { signal, status: self.status(signal) }).collect()
    }

    /// Returns the word for a signal's state on this day: a snooze that ran out is back in the inbox.
    pub fn status(&self, signal: &Signal) -> &'static str {
        if signal.is_in_inbox(self.today) { "inbox" } else { signal.verdict.name() }
    }

    /// People, by name.
    pub fn stakeholders(&self, query: &Query) -> Vec<&'a Stakeholder> {
        let context = self.context();
        let filter = search::prepare(query, &context);
        let people = self.workspace.stakeholders().map(AsRef::as_ref);
        let mut people: Vec<&Stakeholder> = people.filter(|person| filter.stakeholder(person)).collect();
        people.sort_by_cached_key(|person| (person.name.to_lowercase(), person.id));
        people
    }

    /// Organisations, by kind and name.
    pub fn accounts(&self, query: &Query) -> Vec<&'a Account> {
        let context = self.context();
        let filter = search::prepare(query, &context);
        let accounts = self.workspace.accounts().map(AsRef::as_ref);
        let mut accounts: Vec<&Account> = accounts.filter(|account| filter.account(account)).collect();
        accounts.sort_by_cached_key(|account| (account.kind as u8, account.name.to_lowercase(), account.id));
        accounts
    }

    /// Candidates, by horizon and score.
    pub fn candidates(&self, query: &Query) -> Vec<&'a Candidate> {
        let context = self.context();
        let filter = search::prepare(query, &context);
        let order = score::order(self.workspace, score::lens(self.workspace.strategy(), ""));
        let candidates = order.into_iter().filter_map(|id| self.workspace.candidate(id)).map(AsRef::as_ref);
        candidates.filter(|candidate| filter.candidate(candidate)).collect()
    }

    /// Meetings, latest first.
    pub fn meetings(&self, query: &Query) -> Vec<&'a Meeting> {
        let context = self.context();
        let filter = search::prepare(query, &context);
        let meetings = self.workspace.meetings().map(AsRef::as_ref);
        let mut meetings: Vec<&Meeting> = meetings.filter(|meeting| filter.meeting(meeting)).collect();
        meetings.sort_by_key(|meeting| (Reverse(meeting.on), meeting.id));
        meetings
    }

    /// Promises of the people that pass, by person; within one as they were made.
    pub fn promises(&self, query: &Query) -> Vec<PromiseRow<'a>> {
        let row =
            |person: &'a Stakeholder, promise| PromiseRow { person: person.id, name: &person.name, promise };
        let people = self.stakeholders(query).into_iter();
        people.flat_map(|person| person.promises.iter().map(move |promise| row(person, promise))).collect()
    }

    /// Returns an id, for people as short as it may be.
    pub fn id(&self, id: RecordId, is_short: bool) -> String {
        if is_short { self.workspace.short_id(id) } else { id.to_string() }
    }

    /// Returns the name of a person.
    pub fn person(&self, id: StakeholderId) -> String {
        self.workspace.stakeholder(id).map_or_else(|| id.to_string(), |person| person.name.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::super::rows::Row;
    use super::*;
    use crate::domain::query::parse;
    use crate::exchange::demo;
    use jiff::civil::date;

    const TODAY: Date = date(2026, 11, 21);

    fn with_demo(check: impl Fn(&Lister<'_>)) {
        let mut workspace = Workspace::default();
        demo::records(TODAY).unwrap().into_iter().for_each(|record| workspace.load(record));
        let now = TODAY.at(9, 0, 0, 0).to_zoned(TimeZone::UTC).unwrap().timestamp();
        check(&Lister::new(&workspace, now, TimeZone::UTC));
    }

    #[test]
    fn signals_are_newest_first_with_and_without_a_filter() {
        with_demo(|lister| {
            for query in ["", "!tag:nothing"] {
                let rows = lister.signals(&parse(query).unwrap());
                assert_eq!(rows.len(), 50);
                assert!(rows.is_sorted_by_key(|row| Reverse(row.signal.at)));
            }
            let inbox = lister.signals(&parse("status:inbox").unwrap());
            assert!(inbox.len() == 24 && inbox.iter().all(|row| row.status == "inbox"));
        });
    }

    #[test]
    fn promises_come_with_their_person() {
        with_demo(|lister| {
            let all = lister.promises(&Query::default());
            assert!(!all.is_empty());
            let of_one = lister.promises(&parse("from:dana").unwrap());
            assert!(of_one.len() < all.len() && of_one.iter().all(|row| row.name.starts_with("Dana")));
        });
    }

    fn check_cells<T: Row>(rows: &[T], lister: &Lister<'_>) {
        assert!(!rows.is_empty());
        assert!(rows.iter().all(|row| row.cells(lister, true).len() == T::COLUMNS.len()));
    }

    #[test]
    fn every_cell_has_its_column() {
        with_demo(|lister| {
            let all = Query::default();
            check_cells(&lister.signals(&all), lister);
            check_cells(&lister.stakeholders(&all), lister);
            check_cells(&lister.accounts(&all), lister);
            check_cells(&lister.candidates(&all), lister);
            check_cells(&lister.meetings(&all), lister);
            check_cells(&lister.promises(&all), lister);
        });
    }
}
