//! What the journal holds and the files do not yet: the latest state of each touched record, and the states
//! its file may show without anybody else having written it.

use super::journal::Replayed;
use super::splice::splice;
use super::text::{Style, is_blank, parse_record, print_record};
use crate::domain::edit::Change;
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
    /// What its file must show; nothing when the record is gone.
    pub latest: Option<Record>,
}

impl Dirty {
    pub fn clear(&mut self) {
        self.records.clear();
    }

    pub fn iter(&self) -> impl Iterator<Item = (RecordId, &Touched)> {
        self.records.iter().map(|(id, touched)| (*id, touched))
    }

    /// Takes a change that was just saved.
    pub fn take(&mut self, change: &Change) {
        self.touch(change.id, change.before.clone(), change.after.clone());
    }

    /// Takes a change that recovery found. One whose record cannot be read stays in the journal.
    pub fn replay(&mut self, change: &Replayed) {
        if let Ok(after) = &change.after {
            self.touch(change.id, change.before.clone(), after.clone());
        }
    }

    fn touch(&mut self, id: RecordId, before: Option<Record>, after: Option<Record>) {
        let touched = self.records.entry(id).or_default();
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
    /// Decides by the text that is there now.
    pub fn decide(&self, id: RecordId, present: Option<&[u8]>, style: Style) -> Result<Decision, ron::Error> {
        let simply = |fate| Decision { fate, keep: false, is_foreign: false };
        let Some(bytes) = present.filter(|bytes| !is_blank(bytes)) else {
            return Ok(simply(match &self.latest {
                Some(latest) => Fate::Write(print_record(latest, style)?),
                None if present.is_some() => Fate::Remove,
                None => Fate::Leave,
            }));
        };
        let text = std::str::from_utf8(bytes).ok();
        let shown = text.and_then(|text| parse_record(id, text).ok());
        let ours = shown.filter(|record| self.known.contains(record));
        Ok(match (ours, &self.latest) {
            (Some(shown), Some(latest)) if shown == *latest => simply(Fate::Leave),
            (Some(shown), Some(latest)) => {
                let spliced = text.and_then(|text| splice(text, &shown, latest, style));
                let keep = spliced.is_none();
                let text = spliced.map_or_else(|| print_record(latest, style), Ok)?;
                Decision { fate: Fate::Write(text), keep, is_foreign: false }
            }
            (Some(shown), None) => {
                let is_plain = text.map(str::trim_end) == print_record(&shown, style).ok().as_deref();
                Decision { fate: Fate::Remove, keep: !is_plain, is_foreign: false }
            }
            (None, Some(latest)) => {
                Decision { fate: Fate::Write(print_record(latest, style)?), keep: true, is_foreign: true }
            }
            (None, None) => Decision { fate: Fate::Remove, keep: true, is_foreign: true },
        })
    }
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

    fn decide(latest: Option<Record>, present: Option<&str>) -> Decision {
        let id = candidate(1, "a").id();
        touched(latest).decide(id, present.map(str::as_bytes), Style::Compact).unwrap()
    }

    #[test]
    fn what_somebody_else_wrote_is_kept() {
        let text = |record: &Record| print_record(record, Style::Compact).unwrap();
        let (a, b, c) = (candidate(1, "a"), candidate(1, "b"), candidate(1, "c"));
        let plain = |fate| Decision { fate, keep: false, is_foreign: false };
        let foreign = |fate| Decision { fate, keep: true, is_foreign: true };
        assert_eq!(decide(Some(b.clone()), None), plain(Fate::Write(text(&b))));
        assert_eq!(decide(Some(b.clone()), Some("\0\0")), plain(Fate::Write(text(&b))));
        assert_eq!(decide(Some(b.clone()), Some(&text(&a))), plain(Fate::Write(text(&b))));
        assert_eq!(decide(Some(b.clone()), Some(&text(&b))), plain(Fate::Leave));
        assert_eq!(decide(Some(b.clone()), Some(&text(&c))), foreign(Fate::Write(text(&b))));
        assert_eq!(decide(Some(b.clone()), Some("(id:")), foreign(Fate::Write(text(&b))));
        assert_eq!(decide(None, Some(&text(&a))), plain(Fate::Remove));
        assert_eq!(decide(None, Some(&text(&c))), foreign(Fate::Remove));
        assert_eq!(decide(None, None), plain(Fate::Leave));
        let commented = format!("/* why */ {}", text(&a));
        assert_eq!(
            decide(None, Some(&commented)),
            Decision { fate: Fate::Remove, keep: true, is_foreign: false }
        );
    }
}
