//! The three lists: which records they show, which row is selected, what is marked.
//!
//! A list follows single edits without being made anew; it never reorders under the cursor. Only a new
//! filter, another view or a bulk change reads all records.

use crate::domain::id::SignalId;
use crate::domain::query::Query;
use crate::domain::record::RecordId;
use std::collections::BTreeSet;

/// One list of records.
#[derive(Clone, Debug, Default)]
pub struct List {
    /// What is shown, in order.
    pub rows: Vec<RecordId>,
    /// Index into `rows`; meaningless while there are none.
    pub selected: usize,
    /// Index of the first row on the screen.
    pub top: usize,
    pub marks: BTreeSet<RecordId>,
    /// The filter as typed; the query is what it means, or what it meant when it was last right.
    pub filter: String,
    pub query: Query,
    /// Only records that belong to this one.
    pub narrowed: Option<RecordId>,
    pub view: View,
}

/// What a list shows before it is filtered; each pane has two.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum View {
    /// Signals: the inbox. Stakeholders: people. Candidates: now, next and later.
    #[default]
    Usual,
    /// Signals: all. Stakeholders: accounts. Candidates: parked, shipped and rejected too.
    Other,
}

impl View {
    pub const fn turned(self) -> Self {
        match self {
            Self::Usual => Self::Other,
            Self::Other => Self::Usual,
        }
    }
}

impl List {
    /// The record under the cursor.
    pub fn current(&self) -> Option<RecordId> {
        self.rows.get(self.selected).copied()
    }

    /// What an action is about: the marked rows in order, else the one under the cursor.
    pub fn targets(&self) -> Vec<RecordId> {
        if self.marks.is_empty() {
            return self.current().into_iter().collect();
        }
        let mut targets: Vec<_> = self.rows.iter().filter(|id| self.marks.contains(id)).copied().collect();
        if targets.len() < self.marks.len() {
            let shown: BTreeSet<_> = targets.iter().copied().collect();
            targets.extend(self.marks.difference(&shown));
        }
        targets
    }

    /// Whether an action would be about anything.
    pub fn has_targets(&self) -> bool {
        !self.marks.is_empty() || self.current().is_some()
    }

    /// Replaces the rows and stays on the record that was selected, or near it.
    pub fn show(&mut self, rows: Vec<RecordId>, height: usize) {
        let current = self.current();
        self.rows = rows;
        match current.and_then(|id| self.rows.iter().position(|row| *row == id)) {
            Some(place) => self.selected = place,
            None => self.selected = self.selected.min(self.rows.len().saturating_sub(1)),
        }
        self.keep_in_window(height);
    }

    /// Moves by rows, stopping at the ends. Returns whether anything moved.
    pub fn step(&mut self, rows: isize, height: usize) -> bool {
        let last = self.rows.len().saturating_sub(1);
        let to = self.selected.saturating_add_signed(rows).min(last);
        let moved = to != self.selected;
        self.selected = to;
        self.keep_in_window(height);
        moved
    }

    /// Goes to a record if the list shows it. Returns whether it does.
    pub fn go_to(&mut self, id: RecordId, height: usize) -> bool {
        let found = self.rows.iter().position(|row| *row == id);
        if let Some(place) = found {
            self.selected = place;
            self.keep_in_window(height);
        }
        found.is_some()
    }

    /// Scrolls so that the selected row is on the screen.
    pub fn keep_in_window(&mut self, height: usize) {
        let height = height.max(1);
        if self.selected < self.top {
            self.top = self.selected;
        } else if self.top + height <= self.selected {
            self.top = self.selected + 1 - height;
        }
        self.top = self.top.min(self.rows.len().saturating_sub(height));
    }

    /// Takes a row out; what was below the cursor moves up to it.
    pub fn take_out(&mut self, place: usize) {
        self.rows.remove(place);
        if place < self.selected {
            self.selected -= 1;
        }
        self.selected = self.selected.min(self.rows.len().saturating_sub(1));
    }

    /// Puts a row in; the cursor stays on its record.
    pub fn put_in(&mut self, place: usize, id: RecordId) {
        let was_empty = self.rows.is_empty();
        self.rows.insert(place, id);
        if place <= self.selected && !was_empty {
            self.selected += 1;
        }
    }

    /// The selected signal, when this is the list of signals.
    pub fn signal(&self) -> Option<SignalId> {
        match self.current()? {
            RecordId::Signal(id) => Some(id),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(count: u64) -> List {
        let rows = (0..count).map(|bits| RecordId::Signal(SignalId::from_bits(bits))).collect();
        List { rows, ..List::default() }
    }

    #[test]
    fn taking_out_the_selected_row_moves_on_to_the_next() {
        let mut list = list(3);
        list.selected = 1;
        list.take_out(1);
        assert_eq!(list.current(), Some(RecordId::Signal(SignalId::from_bits(2))));
        list.take_out(1);
        list.take_out(0);
        assert_eq!(list.current(), None);
    }

    #[test]
    fn the_cursor_stays_on_its_record_when_rows_come_in_above() {
        let mut list = list(3);
        list.selected = 1;
        let before = list.current();
        list.put_in(0, RecordId::Signal(SignalId::from_bits(9)));
        assert_eq!(list.current(), before);
    }

    #[test]
    fn the_window_follows_the_cursor() {
        let mut list = list(100);
        list.step(50, 10);
        assert_eq!((list.top, list.selected), (41, 50));
        list.step(-200, 10);
        assert_eq!((list.top, list.selected), (0, 0));
    }

    #[test]
    fn marks_outlive_the_filter_that_hides_them() {
        let mut list = list(3);
        list.marks = list.rows.iter().copied().collect();
        let first = list.rows[0];
        list.show(vec![list.rows[2]], 10);
        assert_eq!(list.targets().len(), 3);
        assert!(list.targets().contains(&first));
    }
}
