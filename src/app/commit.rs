//! The one path by which the screen changes data: edits become a transaction, the workspace, the history,
//! the indexes and the lists follow, and the transaction goes out to be saved.

use super::effect::{Effect, Effects};
use super::model::Model;
use super::notice::{Notice, sentence};
use crate::domain::edit::{Change, Edit, Transaction, TransactionKind};
use crate::domain::history::{self, Step};
use crate::domain::merge::{Outside, external_label, merge};
use crate::domain::record::{Record, RecordId};
use crate::domain::signal::Signal;
use std::sync::Arc;

impl Model {
    /// Does the edits as one user action and saves them. Refuses all of them when one is refused.
    pub fn commit(&mut self, label: impl Into<String>, edits: Vec<Edit>) -> Effects {
        self.commit_as(TransactionKind::Edit, label.into(), edits)
    }

    /// The same for an action of another kind.
    pub fn commit_as(&mut self, kind: TransactionKind, label: String, edits: Vec<Edit>) -> Effects {
        if let Some(why) = &self.read_only {
            self.notice = Some(Notice::error(format!("Nothing was changed: {why}")));
            return Vec::new();
        }
        let changes = match self.apply_all(edits) {
            Ok(changes) => changes,
            Err(notice) => {
                self.say(notice);
                return Vec::new();
            }
        };
        if changes.is_empty() {
            self.say(Notice::info("Nothing to change."));
            return Vec::new();
        }
        let done = sentence(&label);
        let (effect, consequences) = self.transact(kind, label, changes);
        // What an edit displaced is said at once, beside what it did.
        let consequences = consequences.map(|said| format!(" {said}.")).unwrap_or_default();
        self.say(Notice::done(format!("{done}{consequences}")));
        vec![effect]
    }

    /// Makes a transaction of changes that are in the workspace already.
    fn transact(
        &mut self,
        kind: TransactionKind,
        label: String,
        changes: Vec<Change>,
    ) -> (Effect, Option<String>) {
        let transaction = Arc::new(Transaction {
            number: self.next_number,
            label,
            at: self.now,
            device: self.device.clone(),
            kind,
            changes,
        });
        self.next_number += 1;
        self.history.record(&transaction);
        let consequences = self.follow(&transaction.changes);
        (Effect::Save(transaction), consequences)
    }

    /// Merges what somebody else wrote into files into the records, as a step that can be undone. What others
    /// wrote is not refused: it is there.
    pub fn take_outside(&mut self, outside: &[Outside], removed: &[RecordId], text: String) -> Effects {
        let mut changes = Vec::new();
        for one in outside {
            let (id, before) = (one.id(), self.workspace.get(one.id()));
            let after = one.merge_into(before.as_ref()).record;
            if let Some(record) = after.clone().filter(|_| before != after) {
                self.workspace.load(record);
                changes.push(Change { id, before, after });
            }
        }
        changes.extend(removed.iter().filter_map(|id| self.workspace.apply(Edit::Remove(*id)).ok()));
        let mut effects = Vec::new();
        if !changes.is_empty() {
            effects.push(self.transact(TransactionKind::External, external_label(&changes), changes).0);
        }
        self.say(Notice::warning(text));
        effects
    }

    /// Joins versions of one signal, as a merge by union leaves them in a file, into one that has what both have.
    pub fn join(&mut self, again: Vec<Arc<Signal>>) -> Effects {
        let again = again.into_iter().map(|theirs| Outside { base: None, theirs: Record::Signal(theirs) });
        let is_new = |one: &Outside| {
            let ours = self.workspace.get(one.id());
            one.merge_into(ours.as_ref()).record != ours
        };
        let again: Vec<Outside> = again.filter(is_new).collect();
        let text = match again.len() {
            0 => return Vec::new(),
            1 => "1 signal had two versions in its file; what both say is kept.".into(),
            count => format!("{count} signals had several versions in their files; what all say is kept."),
        };
        if self.read_only.is_none() {
            return self.take_outside(&again, &[], text);
        }
        // Without the right to save it is joined in memory only, at every start.
        for one in again {
            let merged = one.merge_into(self.workspace.get(one.id()).as_ref()).record;
            merged.into_iter().for_each(|record| self.workspace.load(record));
        }
        self.say(Notice::warning(text));
        Vec::new()
    }

    /// Takes in what a sync brought, as one step that can be undone. Edits made here meanwhile stay.
    pub fn take_synced(&mut self, changes: &[Change], label: String, notice: Notice) -> Effects {
        let mut taken = Vec::new();
        for change in changes {
            let (id, before) = (change.id, self.workspace.get(change.id));
            let after = merge(change.before.as_ref(), before.as_ref(), change.after.as_ref()).record;
            match &after {
                _ if before == after => continue,
                Some(record) => self.workspace.load(record.clone()),
                // It is there, since it was before.
                None => drop(self.workspace.apply(Edit::Remove(id))),
            }
            taken.push(Change { id, before, after });
        }
        let mut effects = Vec::new();
        if !taken.is_empty() {
            effects.push(self.transact(TransactionKind::Merge, label, taken).0);
        }
        self.say(notice);
        effects
    }

    /// Goes back to the records of a backup, as a step that can be undone. As with what is read from a file,
    /// nothing of it is refused.
    pub fn take_restored(&mut self, label: String, changes: Vec<Change>, stayed: usize) -> Effects {
        if let Some(why) = &self.read_only {
            self.notice = Some(Notice::error(format!("Nothing was changed: {why}")));
            return Vec::new();
        }
        if changes.is_empty() {
            self.say(Notice::info("Everything is as in that backup."));
            return Vec::new();
        }
        for change in &changes {
            match change.after.clone() {
                Some(record) => self.workspace.load(record),
                None => drop(self.workspace.apply(Edit::Remove(change.id))),
            }
        }
        let mut done = format!("{}; u takes it back.", sentence(&label).trim_end_matches('.'));
        if 0 < stayed {
            done = format!("{done} {stayed} newer records stay: a part of the backup cannot be read.");
        }
        let (effect, _) = self.transact(TransactionKind::Edit, label, changes);
        self.say(Notice::done(done));
        vec![effect]
    }

    /// Applies edits in order; on a refusal turns back those done. Edits that change nothing are left out.
    fn apply_all(&mut self, edits: Vec<Edit>) -> Result<Vec<Change>, Notice> {
        let mut changes: Vec<Change> = Vec::with_capacity(edits.len());
        for edit in edits {
            match self.workspace.apply(edit) {
                Ok(change) if change.before == change.after => {}
                Ok(change) => changes.push(change),
                Err(error) => {
                    self.turn_back(&changes);
                    return Err(Notice::error(error.to_string()));
                }
            }
        }
        Ok(changes)
    }

    fn turn_back(&mut self, changes: &[Change]) {
        for change in changes.iter().rev() {
            match change.before.clone() {
                Some(record) => self.workspace.load(record),
                None => drop(self.workspace.apply(Edit::Remove(change.id))),
            }
        }
    }

    /// Lets everything derived follow a set of changes.
    pub(super) fn follow(&mut self, changes: &[Change]) -> Option<String> {
        for change in changes {
            match (&change.after, change.id) {
                (Some(Record::Signal(signal)), _) => self.search.put(signal),
                (None, RecordId::Signal(id)) => self.search.remove(id),
                _ => {}
            }
        }
        self.profiles.follow(changes, &self.workspace);
        let consequences = self.follow_ranking(changes);
        self.follow_lists(changes);
        self.follow_pages();
        consequences
    }

    /// Turns round the last step, or asks for it when it is no longer in memory.
    pub fn undo(&mut self) -> Effects {
        let Some(step) = self.history.next_undo().cloned() else {
            if !self.knows_past {
                self.turns.push_back(true);
            }
            let text = if self.knows_past {
                "There is nothing to undo."
            } else {
                "Reading what was done before …"
            };
            self.say(Notice::info(text));
            return Vec::new();
        };
        self.turn(&step, true)
    }

    /// Makes the last undone step again.
    pub fn redo(&mut self) -> Effects {
        let Some(step) = self.history.next_redo().cloned() else {
            self.say(Notice::info("Nothing to redo."));
            return Vec::new();
        };
        self.turn(&step, false)
    }

    fn turn(&mut self, step: &Step, back: bool) -> Effects {
        if let Some(why) = &self.read_only {
            self.notice = Some(Notice::error(format!("Nothing was changed: {why}")));
            return Vec::new();
        }
        if self.fetching.is_some() || (self.is_loading && step.transaction.is_none()) {
            self.turns.push_back(back);
            return Vec::new();
        }
        match &step.transaction {
            Some(transaction) => self.turn_round(&transaction.clone(), back),
            None => {
                self.fetching = Some(step.number);
                vec![Effect::Fetch(step.number)]
            }
        }
    }

    /// Goes on with an undo or redo whose transaction has arrived.
    pub fn turn_fetched(&mut self, transaction: &Arc<Transaction>) -> Effects {
        if self.fetching != Some(transaction.number) {
            return Vec::new();
        }
        self.fetching = None;
        let is_next = |step: Option<&Step>| step.is_some_and(|step| step.number == transaction.number);
        let mut effects = if is_next(self.history.next_undo()) {
            self.turn_round(transaction, true)
        } else if is_next(self.history.next_redo()) {
            self.turn_round(transaction, false)
        } else {
            Vec::new()
        };
        effects.extend(self.turn_waiting());
        effects
    }

    /// Does the undos and redos that were pressed while the journal was being read.
    pub fn turn_waiting(&mut self) -> Effects {
        let mut effects = Vec::new();
        while self.knows_past
            && !self.is_loading
            && self.fetching.is_none()
            && let Some(back) = self.turns.pop_front()
        {
            effects.extend(if back { self.undo() } else { self.redo() });
        }
        effects
    }

    /// Gives up on a transaction that cannot be fetched, and on what was to follow it.
    pub fn forget_fetch(&mut self, why: String) {
        self.fetching = None;
        self.turns.clear();
        self.say(Notice::error(why));
    }

    fn turn_round(&mut self, transaction: &Arc<Transaction>, back: bool) -> Effects {
        let edits = if back {
            history::backward(transaction, &self.workspace)
        } else {
            history::forward(transaction, &self.workspace)
        };
        let (kind, verb, done) = if back {
            (TransactionKind::Undo(transaction.number), "undo", "Undone")
        } else {
            (TransactionKind::Redo(transaction.number), "redo", "Redone")
        };
        match edits {
            Ok(edits) => {
                let effects = self.commit_as(kind, format!("{verb}: {}", transaction.label), edits);
                self.go_to_changed(transaction);
                if !effects.is_empty() {
                    self.say(Notice::done(format!("{done}: {}", transaction.label)));
                }
                effects
            }
            Err(title) => {
                let title = crate::domain::shown::shown(&title).into_owned();
                self.say(Notice::error(format!(
                    "Cannot {verb} “{}”: {title} was changed since.",
                    transaction.label
                )));
                Vec::new()
            }
        }
    }

    /// Puts the cursor on what an undo or redo was about.
    fn go_to_changed(&mut self, transaction: &Transaction) {
        for change in &transaction.changes {
            if self.reveal(change.id) {
                return;
            }
        }
    }
}
