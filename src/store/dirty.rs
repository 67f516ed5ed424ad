//! What the journal holds and the files do not yet: the latest state of each touched record, and the states
//! its file may show without anybody else having written it.

use super::journal::{Replayed, Tail};
use super::month::are_two;
use super::read::{loses, parse_record};
use super::splice::splice;
use super::text::{Style, is_blank, print_record};
use crate::domain::edit::Change;
use crate::domain::id::SignalId;
use crate::domain::merge::Outside;
use crate::domain::record::{Record, RecordId};
use std::collections::BTreeMap;

/// The records that must be published at the next checkpoint.
#[derive(Debug, Default)]
pub struct Dirty {
    records: BTreeMap<RecordId, Touched>,
}

/// One of them.
#[derive(Debug, Default)]
pub struct Touched {
    /// Every state it had since the last checkpoint, the one before included.
    pub known: Vec<Record>,
    /// The one before: what somebody else who changes the file has changed.
    base: Option<Record>,
    /// What its file must show; nothing when the record is gone.
    pub latest: Option<Record>,
}

impl Dirty {
    pub fn clear(&mut self) {
        self.records.clear();
    }

    /// Tells whether a record must be published.
    pub fn has(&self, id: RecordId) -> bool {
        self.records.contains_key(&id)
    }

    /// Returns what the file of a record must show, when it was touched.
    pub fn latest(&self, id: RecordId) -> Option<&Record> {
        self.records.get(&id)?.latest.as_ref()
    }

    pub fn iter(&self) -> impl Iterator<Item = (RecordId, &Touched)> {
        self.records.iter().map(|(id, touched)| (*id, touched))
    }

    /// Takes a change that was just saved.
    pub fn take(&mut self, change: &Change) {
        self.touch(change.id, change.before.clone(), change.after.clone());
    }

    /// Takes a version of somebody else that is part of ours by now for what their next one is made from, so that
    /// only what they change then counts as changed.
    pub fn rebase(&mut self, theirs: &Record) {
        let Some(touched) = self.records.get_mut(&theirs.id()) else { return };
        let outside = Outside { base: touched.base.take(), theirs: theirs.clone() };
        let is_part = outside.merge_into(touched.latest.as_ref()).record == touched.latest;
        touched.base = if is_part { Some(outside.theirs) } else { outside.base };
    }

    /// Returns what the end of a journal leaves to publish.
    pub fn of(tail: &Tail) -> Self {
        let mut dirty = Self::default();
        tail.transactions.iter().flat_map(|(_, changes)| changes).for_each(|change| dirty.replay(change));
        dirty
    }

    /// Takes a change that recovery found. One whose record cannot be read stays in the journal.
    fn replay(&mut self, change: &Replayed) {
        if let Ok(after) = &change.after {
            self.touch(change.id, change.before.clone(), after.clone());
        }
    }

    fn touch(&mut self, id: RecordId, before: Option<Record>, after: Option<Record>) {
        let touched =
            self.records.entry(id).or_insert_with(|| Touched { base: before.clone(), ..Touched::default() });
        for record in [before, after.clone()].into_iter().flatten() {
            if !touched.known.contains(&record) {
                touched.known.push(record);
            }
        }
        touched.latest = after;
    }
}

/// What becomes of the text a record has on the disk.
#[derive(Debug, PartialEq)]
pub enum Fate {
    /// It says what it should.
    Leave,
    Write(String),
    Remove,
    /// Somebody else changed it, and what they did must be in the journal first.
    Merge(Outside),
}

/// What a file is to a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// The one it belongs in.
    Own,
    /// One it was in.
    Former,
    /// One it has no business in: whatever is there goes.
    Stray,
}

/// What to do, and whether the present text must be kept in quarantine before.
#[derive(Debug, PartialEq)]
pub struct Decision {
    pub fate: Fate,
    pub keep: bool,
    /// Somebody else wrote the present text.
    pub is_foreign: bool,
}

impl Touched {
    /// Tells whether the files had a version of it before, and one that satisfies a condition.
    pub fn was_in(&self, condition: impl Fn(&Record) -> bool) -> bool {
        self.base.as_ref().is_some_and(condition)
    }

    /// Tells whether a text with the id of a signal is another signal, which has the id by mistake.
    pub fn is_other(&self, id: SignalId, text: &[u8]) -> bool {
        let text = std::str::from_utf8(text).ok();
        let shown = text.and_then(|text| parse_record(RecordId::Signal(id), text).ok());
        let Some(Record::Signal(shown)) = shown else { return false };
        let mut known = self.known.iter().chain(&self.latest);
        known.all(|record| matches!(record, Record::Signal(signal) if are_two(signal, &shown)))
    }

    /// Decides by the text that is there now.
    pub fn decide(
        &self,
        id: RecordId,
        present: Option<&[u8]>,
        style: Style,
        place: Place,
    ) -> Result<Decision, ron::Error> {
        let simply = |fate| Decision { fate, keep: false, is_foreign: false };
        let wanted = self.latest.as_ref().filter(|_| place == Place::Own);
        let Some(bytes) = present.filter(|bytes| !is_blank(bytes)) else {
            return Ok(simply(match wanted {
                Some(wanted) => Fate::Write(print_record(wanted, style)?),
                None if present.is_some() => Fate::Remove,
                None => Fate::Leave,
            }));
        };
        let text = std::str::from_utf8(bytes).ok();
        let shown = text.and_then(|text| Some((text, parse_record(id, text).ok()?)));
        match shown {
            Some((text, shown)) if self.known.contains(&shown) => follow(text, &shown, wanted, style),
            Some((text, theirs)) if theirs.id() == id && place != Place::Stray => {
                let outside = Outside { base: self.base.clone(), theirs };
                let merged = outside.merge_into(self.latest.as_ref());
                if merged.record == self.latest {
                    return follow(text, &outside.theirs, wanted, style);
                }
                let keep = 0 < merged.conflicts;
                Ok(Decision { fate: Fate::Merge(outside), keep, is_foreign: true })
            }
            _ => {
                let fate = match wanted {
                    Some(wanted) => Fate::Write(print_record(wanted, style)?),
                    None => Fate::Remove,
                };
                Ok(Decision { fate, keep: true, is_foreign: true })
            }
        }
    }

    /// Decides about a further line of a record in the file it belongs in: it goes once the record has what it
    /// says. Nothing when it cannot be read.
    pub fn decide_again(&self, id: RecordId, present: Option<&[u8]>) -> Option<Fate> {
        let theirs =
            parse_record(id, std::str::from_utf8(present?).ok()?).ok().filter(|shown| shown.id() == id)?;
        let outside = Outside { base: None, theirs };
        let is_part = self.known.contains(&outside.theirs)
            || outside.merge_into(self.latest.as_ref()).record == self.latest;
        Some(if is_part { Fate::Remove } else { Fate::Merge(outside) })
    }
}

/// Decides about a text that says nothing the journal does not have.
fn follow(text: &str, shown: &Record, wanted: Option<&Record>, style: Style) -> Result<Decision, ron::Error> {
    let (fate, keep) = match wanted {
        Some(wanted) if shown == wanted => (Fate::Leave, false),
        Some(wanted) => match splice(text, shown, wanted, style) {
            Some(spliced) => {
                let keep = loses(shown.id(), text, &spliced);
                (Fate::Write(spliced), keep)
            }
            None => (Fate::Write(print_record(wanted, style)?), true),
        },
        None => {
            let is_plain = print_record(shown, style).is_ok_and(|plain| plain == text.trim_end());
            (Fate::Remove, !is_plain)
        }
    };
    Ok(Decision { fate, keep, is_foreign: false })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::samples::candidate;

    fn touched(latest: Option<Record>) -> Touched {
        let mut dirty = Dirty::default();
        dirty.touch(candidate(1, "a").id(), Some(candidate(1, "a")), latest);
        dirty.records.into_values().next().unwrap()
    }

    fn decide_at(place: Place, latest: Option<Record>, present: Option<&str>) -> Decision {
        let id = candidate(1, "a").id();
        touched(latest).decide(id, present.map(str::as_bytes), Style::Compact, place).unwrap()
    }

    fn decide(latest: Option<Record>, present: Option<&str>) -> Decision {
        decide_at(Place::Own, latest, present)
    }

    fn text(record: &Record) -> String {
        print_record(record, Style::Compact).unwrap()
    }

    fn plain(fate: Fate) -> Decision {
        Decision { fate, keep: false, is_foreign: false }
    }

    #[test]
    fn what_we_know_follows_the_journal() {
        let (a, b) = (candidate(1, "a"), candidate(1, "b"));
        assert_eq!(decide(Some(b.clone()), None), plain(Fate::Write(text(&b))));
        assert_eq!(decide(Some(b.clone()), Some("\0\0")), plain(Fate::Write(text(&b))));
        assert_eq!(decide(Some(b.clone()), Some(&text(&a))), plain(Fate::Write(text(&b))));
        assert_eq!(decide(Some(b.clone()), Some(&text(&b))), plain(Fate::Leave));
        assert_eq!(decide(None, Some(&text(&a))), plain(Fate::Remove));
        assert_eq!(decide(None, None), plain(Fate::Leave));
        let commented = format!("/* why */ {}", text(&a));
        assert_eq!(
            decide(None, Some(&commented)),
            Decision { fate: Fate::Remove, keep: true, is_foreign: false }
        );
    }

    #[test]
    fn what_somebody_else_wrote_is_merged_or_kept() {
        let (a, b, c) = (candidate(1, "a"), candidate(1, "b"), candidate(1, "c"));
        let foreign = |fate| Decision { fate, keep: true, is_foreign: true };
        assert_eq!(decide(Some(b.clone()), Some("(id:")), foreign(Fate::Write(text(&b))));
        assert_eq!(decide_at(Place::Stray, Some(b.clone()), Some(&text(&c))), foreign(Fate::Remove));
        let outside = Outside { base: Some(a), theirs: c.clone() };
        let merge = |is_disputed| Decision {
            fate: Fate::Merge(outside.clone()),
            keep: is_disputed,
            is_foreign: true,
        };
        assert_eq!(decide(Some(b.clone()), Some(&text(&c))), merge(true));
        assert_eq!(decide_at(Place::Former, Some(b.clone()), Some(&text(&c))), merge(true));
        assert_eq!(decide(None, Some(&text(&c))), merge(false));
        let merged = outside.merge_into(Some(&b)).record;
        assert_eq!(decide(merged.clone(), Some(&text(&c))), plain(Fate::Write(text(&merged.unwrap()))));
    }
}
