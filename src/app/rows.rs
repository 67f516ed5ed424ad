//! Which records each list shows, and how lists follow single edits. Reading all records happens here and
//! only for a new filter, view or day, or a bulk change.

use super::lists::{List, View};
use super::model::{Model, Pane};
use super::overlay::Overlay;
use crate::analysis::{meter, search, voices};
use crate::domain::candidate::{Candidate, Horizon};
use crate::domain::edit::Change;
use crate::domain::id::SignalId;
use crate::domain::query::Context;
use crate::domain::record::{Record, RecordId};
use crate::domain::signal::Signal;
use crate::domain::stakeholder::Stakeholder;
use crate::domain::when;
use crate::domain::workspace::Workspace;
use jiff::Timestamp;
use std::cmp::Reverse;
use std::collections::BTreeSet;

/// From this many changed records on, a list is made anew rather than mended.
const BULK: usize = 256;

impl Model {
    /// Fills all three lists anew.
    pub fn refresh_lists(&mut self) {
        for pane in Pane::ALL {
            self.refresh_list(pane);
        }
        self.refresh_mix();
    }

    /// Fills one list anew: after another filter, view, narrowing or day.
    pub fn refresh_list(&mut self, pane: Pane) {
        let rows = match pane {
            Pane::Signals => {
                self.search_signals();
                self.signal_rows()
            }
            Pane::Stakeholders => self.stakeholder_rows(),
            Pane::Candidates => self.candidate_rows(),
        };
        let height = self.layout().rows(pane);
        self.list_mut(pane).show(rows, height);
    }

    /// Counts the week's mix and today's verdicts.
    pub fn refresh_mix(&mut self) {
        let week = when::start_of(self.today.saturating_sub(jiff::Span::new().days(6)), &self.zone);
        let day = when::start_of(self.today, &self.zone);
        self.mix = meter::since(&self.workspace, week);
        self.done_today = self.workspace.index().decided_since(day).count();
    }

    fn context(&self) -> Context<'_> {
        Context { workspace: &self.workspace, today: self.today, zone: &self.zone }
    }

    /// Runs the filter of signals, building on what it found before.
    fn search_signals(&mut self) {
        let previous = self.found.take();
        if !self.signals.query.is_empty() {
            let context = Context { workspace: &self.workspace, today: self.today, zone: &self.zone };
            let found = search::filter(&self.search, &self.signals.query, &context, previous.as_ref());
            self.found = Some(found);
        }
    }

    /// Answers from the indexes where they can: a look at each of a hundred thousand signals is many frames.
    fn signal_rows(&self) -> Vec<RecordId> {
        let (list, index) = (&self.signals, self.workspace.index());
        let is_usual = list.view == View::Usual;
        let mut ids: Vec<SignalId> = match list.narrowed {
            _ if !list.query.is_empty() => self.found.as_ref().map_or(Vec::new(), |found| found.ids.clone()),
            Some(to) => belonging(&self.workspace, to),
            None if is_usual => index.inbox(self.today).collect(),
            None => return self.search.ids().map(RecordId::Signal).collect(),
        };
        if is_usual && !list.query.is_empty() {
            let inbox: BTreeSet<SignalId> = index.inbox(self.today).collect();
            ids.retain(|id| inbox.contains(id));
        }
        if list.narrowed.is_some() {
            ids.retain(|id| self.workspace.signal(*id).is_some_and(|signal| self.shows(list, signal, true)));
        }
        let is_mixed = list.narrowed.is_some() || (is_usual && index.woken(self.today).next().is_some());
        if is_mixed && list.query.is_empty() {
            ids.sort_by_cached_key(|id| place_of(&self.workspace, *id));
        }
        ids.into_iter().map(RecordId::Signal).collect()
    }

    /// Tells whether the list of signals shows a signal; `matched` when the query is known to match.
    fn shows(&self, list: &List, signal: &Signal, matched: bool) -> bool {
        (list.view == View::Other || signal.is_in_inbox(self.today))
            && list.narrowed.is_none_or(|to| signal_belongs(&self.workspace, signal, to))
            && (matched
                || list.query.is_empty()
                || search::prepare(&list.query, &self.context()).signal(signal))
    }

    fn stakeholder_rows(&self) -> Vec<RecordId> {
        let (list, context) = (&self.stakeholders, self.context());
        let filter = search::prepare(&list.query, &context);
        if list.view == View::Other {
            let mut accounts: Vec<_> = self
                .workspace
                .accounts()
                .filter(|account| !account.archived)
                .filter(|account| {
                    list.narrowed.is_none_or(|to| account_belongs(&self.workspace, account.id, to))
                })
                .filter(|account| filter.account(account))
                .collect();
            accounts.sort_by_key(|account| (account.kind as u8, account.name.to_lowercase(), account.id));
            return accounts.iter().map(|account| RecordId::Account(account.id)).collect();
        }
        let mut people: Vec<_> = self
            .workspace
            .stakeholders()
            .filter(|person| !person.archived)
            .filter(|person| list.narrowed.is_none_or(|to| person_belongs(&self.workspace, person, to)))
            .filter(|person| filter.stakeholder(person))
            .collect();
        people.sort_by_cached_key(|person| (person.name.to_lowercase(), person.id));
        people.iter().map(|person| RecordId::Stakeholder(person.id)).collect()
    }

    fn candidate_rows(&self) -> Vec<RecordId> {
        let (list, context) = (&self.candidates, self.context());
        let filter = search::prepare(&list.query, &context);
        let shown = |candidate: &Candidate| {
            (list.view == View::Other || candidate.horizon <= Horizon::Later)
                && list.narrowed.is_none_or(|to| candidate_belongs(&self.workspace, candidate, to))
                && filter.candidate(candidate)
        };
        let order = self.ranking.order.iter().copied();
        order
            .filter(|id| self.workspace.candidate(*id).is_some_and(|candidate| shown(candidate)))
            .map(RecordId::Candidate)
            .collect()
    }

    /// Lets the lists follow a set of changes; few changes mend them, many make them anew.
    pub(super) fn follow_lists(&mut self, changes: &[Change]) {
        let is_signal = |change: &Change| matches!(change.id, RecordId::Signal(_));
        let others = changes.iter().any(|change| !is_signal(change));
        let was_empty = self.signals.rows.is_empty();
        if BULK < changes.len() {
            self.refresh_list(Pane::Signals);
        } else {
            changes.iter().filter(|change| is_signal(change)).for_each(|change| self.mend_signals(change));
        }
        if others {
            self.refresh_list(Pane::Stakeholders);
            self.refresh_list(Pane::Candidates);
        }
        self.refresh_mix();
        if was_empty {
            self.signals.selected = 0;
        }
        let height = self.layout().rows(Pane::Signals);
        self.signals.keep_in_window(height);
    }

    fn mend_signals(&mut self, change: &Change) {
        let before = match &change.before {
            Some(Record::Signal(before)) => Some(before.clone()),
            _ => None,
        };
        let place = before.as_ref().and_then(|old| self.find_row((Reverse(old.at), old.id)).ok());
        let after = match &change.after {
            Some(Record::Signal(after)) if self.shows(&self.signals, after, false) => Some(after.clone()),
            _ => None,
        };
        let was_current = self.signals.current() == Some(change.id);
        match (place, &after) {
            (Some(_), Some(new)) if before.is_some_and(|old| old.at == new.at) => return,
            (Some(place), _) => self.signals.take_out(place),
            (None, _) => {}
        }
        if change.after.is_none() {
            self.signals.marks.remove(&change.id);
        }
        if let Some(new) = after
            && let Err(place) = self.find_row((Reverse(new.at), new.id))
        {
            self.signals.put_in(place, change.id);
            if was_current {
                self.signals.selected = place;
            }
        }
    }

    fn find_row(&self, key: (Reverse<Timestamp>, SignalId)) -> Result<usize, usize> {
        self.signals.rows.binary_search_by_key(&key, |row| match row {
            RecordId::Signal(id) if *id == key.1 => key,
            RecordId::Signal(id) => place_of(&self.workspace, *id),
            _ => key,
        })
    }

    /// Puts the cursor on a record: in its list if the list shows it, else with filters taken off.
    pub fn reveal(&mut self, id: RecordId) -> bool {
        let (pane, view) = match id {
            RecordId::Signal(_) => (Pane::Signals, None),
            RecordId::Stakeholder(_) => (Pane::Stakeholders, Some(View::Usual)),
            RecordId::Account(_) => (Pane::Stakeholders, Some(View::Other)),
            RecordId::Candidate(_) => (Pane::Candidates, None),
            RecordId::Meeting(_) | RecordId::Strategy => return false,
        };
        let height = self.layout().rows(pane);
        if !self.list_mut(pane).go_to(id, height) {
            if let Some(view) = view.filter(|view| self.list(pane).view != *view) {
                self.list_mut(pane).view = view;
                self.refresh_list(pane);
            }
            if !self.list_mut(pane).go_to(id, height) {
                return false;
            }
        }
        self.focus = pane;
        self.detail_scroll = 0;
        true
    }

    /// Makes the page on the screen anew after a change.
    pub(super) fn follow_pages(&mut self) {
        for place in 0..self.overlays.len() {
            if let Overlay::Board(board) = &self.overlays[place] {
                let mut board = board.clone();
                board.follow(self);
                self.overlays[place] = Overlay::Board(board);
            }
            if let Overlay::Page(page) = &self.overlays[place] {
                let lines = page.kind.lines(self);
                if let Some(Overlay::Page(page)) = self.overlays.get_mut(place) {
                    page.show(lines);
                }
            }
        }
    }
}

/// Where a signal stands in the order of lists.
pub(super) fn place_of(workspace: &Workspace, id: SignalId) -> (Reverse<Timestamp>, SignalId) {
    let at = workspace.signal(id).map_or(Timestamp::MIN, |signal| signal.at);
    (Reverse(at), id)
}

/// The signals that may belong to a record, each once, in no particular order.
fn belonging(workspace: &Workspace, to: RecordId) -> Vec<SignalId> {
    let index = workspace.index();
    match to {
        RecordId::Stakeholder(id) => index.of_person(id).collect(),
        RecordId::Candidate(id) => index.of_candidate(id).collect(),
        RecordId::Account(id) => {
            let people = workspace.stakeholders().filter(|person| person.account == Some(id));
            let said = people.flat_map(|person| index.of_person(person.id));
            said.chain(index.of_account(id)).collect::<BTreeSet<_>>().into_iter().collect()
        }
        _ => index.by_time().collect(),
    }
}

fn signal_belongs(workspace: &Workspace, signal: &Signal, to: RecordId) -> bool {
    match to {
        RecordId::Stakeholder(id) => signal.who == Some(id),
        RecordId::Account(id) => voices::account_of(signal, workspace) == Some(id),
        RecordId::Candidate(id) => signal.link_to(id).is_some(),
        _ => true,
    }
}

fn person_belongs(workspace: &Workspace, person: &Stakeholder, to: RecordId) -> bool {
    match to {
        RecordId::Signal(id) => workspace.signal(id).is_some_and(|signal| {
            signal.who == Some(person.id) || (signal.account.is_some() && signal.account == person.account)
        }),
        RecordId::Account(id) => person.account == Some(id),
        RecordId::Candidate(id) => {
            let mut signals =
                workspace.index().of_candidate(id).filter_map(|signal| workspace.signal(signal));
            signals.any(|signal| signal.who == Some(person.id))
                || workspace.candidate(id).is_some_and(|candidate| candidate.sponsor == Some(person.id))
        }
        _ => true,
    }
}

fn account_belongs(workspace: &Workspace, account: crate::domain::id::AccountId, to: RecordId) -> bool {
    match to {
        RecordId::Signal(id) => workspace
            .signal(id)
            .is_some_and(|signal| signal_belongs(workspace, signal, RecordId::Account(account))),
        RecordId::Candidate(id) => workspace
            .index()
            .of_candidate(id)
            .filter_map(|signal| workspace.signal(signal))
            .any(|signal| signal_belongs(workspace, signal, RecordId::Account(account))),
        _ => true,
    }
}

fn candidate_belongs(workspace: &Workspace, candidate: &Candidate, to: RecordId) -> bool {
    let mut signals =
        workspace.index().of_candidate(candidate.id).filter_map(|signal| workspace.signal(signal));
    match to {
        RecordId::Signal(id) => signals.any(|signal| signal.id == id),
        RecordId::Stakeholder(id) => {
            candidate.sponsor == Some(id) || signals.any(|signal| signal.who == Some(id))
        }
        RecordId::Account(_) => signals.any(|signal| signal_belongs(workspace, signal, to)),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::keymap::Keymap;
    use crate::app::model::Beginnings;
    use crate::domain::query;
    use jiff::{civil::date, tz::TimeZone};

    fn demo() -> Model {
        let today = date(2026, 11, 21);
        let mut workspace = Workspace::default();
        for record in crate::exchange::demo::records(today).unwrap() {
            workspace.load(record);
        }
        Model::new(Beginnings {
            workspace,
            now: today.at(9, 0, 0, 0).to_zoned(TimeZone::UTC).unwrap().timestamp(),
            zone: TimeZone::UTC,
            size: (120, 40),
            next_number: 1,
            seed: 7,
            device: String::new(),
            name: String::new(),
            keymap: Keymap::default(),
        })
    }

    #[test]
    fn indexes_answer_what_a_look_at_every_signal_would() {
        let mut model = demo();
        let people = model.workspace.stakeholders().map(|one| RecordId::Stakeholder(one.id));
        let accounts = model.workspace.accounts().map(|one| RecordId::Account(one.id));
        let candidates = model.workspace.candidates().map(|one| RecordId::Candidate(one.id));
        let narrowings = people.chain(accounts).chain(candidates).map(Some).chain([None]);
        // Long enough for snoozes of the demo to have run out.
        model.today = date(2027, 6, 1);
        assert!(model.workspace.index().woken(model.today).next().is_some());
        for narrowed in narrowings.collect::<Vec<_>>() {
            for (view, filter) in
                [(View::Usual, ""), (View::Other, ""), (View::Usual, "login"), (View::Other, "a !sso")]
            {
                model.signals.query = query::parse(filter).unwrap();
                (model.signals.narrowed, model.signals.view) = (narrowed, view);
                model.refresh_list(Pane::Signals);
                let signals = model.workspace.index().by_time().filter_map(|id| model.workspace.signal(id));
                let shown = signals.filter(|signal| model.shows(&model.signals, signal, false));
                let expected: Vec<_> = shown.map(|signal| RecordId::Signal(signal.id)).collect();
                assert_eq!(model.signals.rows, expected, "{narrowed:?} {view:?} {filter}");
            }
        }
    }
}
