//! What searching needs of every signal, side by side: folded title, letters of the title, words of the
//! longer texts. Kept up to date one signal at a time; must be told of every change.

use super::bits::Bits;
use super::matcher::capped;
use crate::domain::id::{SignalId, stable_hash};
use crate::domain::query::filter::Ask;
use crate::domain::query::fold::fold_into;
use crate::domain::query::needle;
use crate::domain::query::signal_texts;
use crate::domain::signal::Signal;
use jiff::Timestamp;
use std::cmp::Reverse;
use std::collections::HashMap;
use std::sync::Arc;

/// Titles left behind before they are swept, in bytes, and no less than half of all.
const SWEEP: usize = 64 * 1024;

/// Letters a text has, a bit each; letters outside a–z and 0–9 share bits.
pub type Letters = u64;
/// Words a text has, two bits of 256 each: tells that a word is missing, never that it is there.
pub type Words = [u64; 4];

/// The searchable side of all signals. A slot is a row's number; it stays a signal's as long as it is here.
#[derive(Clone, Debug, Default)]
pub struct SearchIndex {
    rows: Vec<Row>,
    ids: Vec<SignalId>,
    letters: Vec<Letters>,
    words: Vec<Words>,
    /// All folded titles, one behind the other.
    titles: String,
    /// Bytes of titles nobody owns any more.
    waste: usize,
    slots: HashMap<SignalId, u32>,
    free: Vec<u32>,
    /// Slots in the order of lists.
    order: Vec<u32>,
    version: u64,
}

#[derive(Clone, Debug, Default)]
struct Row {
    signal: Option<Arc<Signal>>,
    /// Where its title stands.
    start: u32,
    length: u32,
}

impl SearchIndex {
    /// Returns how many signals are known.
    pub fn len(&self) -> usize {
        self.order.len()
    }

    /// Tells whether no signal is known.
    pub fn is_empty(&self) -> bool {
        self.order.is_empty()
    }

    /// Takes a signal's new state in. For many at once use [`Self::extend`].
    pub fn put(&mut self, signal: &Arc<Signal>) {
        if let Some(slot) = self.replace(signal) {
            let place = place(signal);
            let at = self.order.partition_point(|other| self.place_of(*other) < Some(place));
            self.order.insert(at, slot);
        }
    }

    /// Takes many signals in, in any order, and puts them in order once. Cheap when they are older than
    /// those known, as they are while months are read from the newest on.
    pub fn extend<'a>(&mut self, signals: impl IntoIterator<Item = &'a Arc<Signal>>) {
        let mut fresh: Vec<u32> = Vec::new();
        for signal in signals {
            let slot = self.replace(signal);
            fresh.extend(slot);
        }
        fresh.sort_by_cached_key(|slot| self.place_of(*slot));
        let Some(first) = fresh.first().and_then(|slot| self.place_of(*slot)) else { return };
        let from = self.order.partition_point(|slot| self.place_of(*slot) < Some(first));
        let mixed = self.order.len() - from;
        self.order.extend(fresh);
        if 0 < mixed {
            let mut tail = self.order.split_off(from);
            tail.sort_by_cached_key(|slot| self.place_of(*slot));
            self.order.extend(tail);
        }
    }

    /// Forgets a signal.
    pub fn remove(&mut self, id: SignalId) {
        let Some(slot) = self.slots.remove(&id) else { return };
        self.take_from_order(slot);
        self.clear(slot);
        self.free.push(slot);
        self.version += 1;
    }

    /// Stores the row. Returns its slot when it has yet to be put in order.
    fn replace(&mut self, signal: &Arc<Signal>) -> Option<u32> {
        self.version += 1;
        if let Some(&slot) = self.slots.get(&signal.id) {
            let before = self.signal(slot as usize).cloned();
            let same = |is: fn(&Signal, &Signal) -> bool| before.as_ref().is_some_and(|old| is(old, signal));
            let is_placed = same(|old, new| old.at == new.at);
            if !is_placed {
                self.take_from_order(slot);
            }
            if same(|old, new| old.title == new.title && old.body == new.body && old.so_what == new.so_what) {
                self.rows[slot as usize].signal = Some(signal.clone());
            } else {
                self.clear(slot);
                self.fill(slot, signal);
            }
            return (!is_placed).then_some(slot);
        }
        let slot = self.free.pop().unwrap_or_else(|| self.grow());
        self.slots.insert(signal.id, slot);
        self.fill(slot, signal);
        Some(slot)
    }

    fn grow(&mut self) -> u32 {
        self.rows.push(Row::default());
        self.ids.push(SignalId::from_bits(0));
        self.letters.push(0);
        self.words.push([0; 4]);
        (self.rows.len() - 1) as u32
    }

    fn fill(&mut self, slot: u32, signal: &Arc<Signal>) {
        self.sweep();
        let start = self.titles.len();
        fold_into(capped(&signal.title), &mut self.titles);
        let slot = slot as usize;
        self.ids[slot] = signal.id;
        self.letters[slot] = letters_of(&self.titles[start..]);
        self.words[slot] = words_of_signal(signal);
        let length = (self.titles.len() - start) as u32;
        self.rows[slot] = Row { signal: Some(signal.clone()), start: start as u32, length };
    }

    fn clear(&mut self, slot: u32) {
        let slot = slot as usize;
        self.waste += self.rows[slot].length as usize;
        self.rows[slot] = Row::default();
        self.letters[slot] = 0;
        self.words[slot] = [0; 4];
    }

    /// Drops titles nobody owns once they are most of the text.
    fn sweep(&mut self) {
        if self.waste < SWEEP.max(self.titles.len() / 2) {
            return;
        }
        let mut titles = String::with_capacity(self.titles.len() - self.waste);
        for row in &mut self.rows {
            let start = titles.len() as u32;
            titles.push_str(&self.titles[row.start as usize..(row.start + row.length) as usize]);
            row.start = start;
        }
        (self.titles, self.waste) = (titles, 0);
    }

    fn take_from_order(&mut self, slot: u32) {
        let place = self.place_of(slot);
        let at = self.order.partition_point(|other| self.place_of(*other) < place);
        if self.order.get(at) == Some(&slot) {
            self.order.remove(at);
        }
    }

    fn place_of(&self, slot: u32) -> Option<Place> {
        self.signal(slot as usize).map(|signal| place(signal))
    }

    /// Returns a number that changes with every change.
    pub(super) fn version(&self) -> u64 {
        self.version
    }

    /// Returns how many slots there are, empty ones included.
    pub(super) fn slots(&self) -> usize {
        self.rows.len()
    }

    /// Returns the signal in a slot.
    pub(super) fn signal(&self, slot: usize) -> Option<&Arc<Signal>> {
        self.rows.get(slot)?.signal.as_ref()
    }

    /// Returns the folded title in a slot.
    pub(super) fn title(&self, slot: usize) -> &str {
        let row = &self.rows[slot];
        &self.titles[row.start as usize..(row.start + row.length) as usize]
    }

    /// Returns the letters of every slot's title.
    pub(super) fn letters(&self) -> &[Letters] {
        &self.letters
    }

    /// Returns the words of every slot's longer texts.
    pub(super) fn words(&self) -> &[Words] {
        &self.words
    }

    /// Returns the slots whose signals pass all checks.
    pub(super) fn passing(&self, asks: &[Ask]) -> Bits {
        if asks.is_empty() {
            return Bits::all(self.slots());
        }
        let mut bits = Bits::none(self.slots());
        for (slot, row) in self.rows.iter().enumerate() {
            let Some(signal) = &row.signal else { continue };
            if asks.iter().all(|ask| ask.check.holds_for_signal(signal) != ask.negated) {
                bits.insert(slot);
            }
        }
        bits
    }

    /// Returns all ids in the order of lists: quicker to walk than a tree.
    pub fn ids(&self) -> impl Iterator<Item = SignalId> {
        self.order.iter().map(|slot| self.ids[*slot as usize])
    }

    /// Returns the ids of some slots in the order of lists: newest first, ties by id.
    pub(super) fn in_order(&self, bits: &Bits) -> Vec<SignalId> {
        let slots = self.order.iter().map(|slot| *slot as usize);
        slots.filter(|slot| bits.contains(*slot)).map(|slot| self.ids[slot]).collect()
    }
}

type Place = (Reverse<Timestamp>, SignalId);

fn place(signal: &Signal) -> Place {
    (Reverse(signal.at), signal.id)
}

/// Returns the letters of a folded text; spaces do not count.
pub fn letters_of(folded: &str) -> Letters {
    folded.chars().filter(|c| !c.is_whitespace()).fold(0, |letters, c| letters | 1 << letter_bit(c))
}

fn letter_bit(c: char) -> u32 {
    match c {
        'a'..='z' => c as u32 - 'a' as u32,
        '0'..='9' => c as u32 - '0' as u32 + 26,
        _ => 36 + c as u32 % 28,
    }
}

/// Returns the words of a folded text.
pub fn words_of(folded: &str) -> Words {
    let mut bits = [0; 4];
    for word in needle::words(folded) {
        let hash = stable_hash(word.as_bytes());
        for bit in [hash & 255, hash >> 8 & 255] {
            bits[(bit / 64) as usize] |= 1 << (bit % 64);
        }
    }
    bits
}

fn words_of_signal(signal: &Signal) -> Words {
    let mut folded = String::new();
    for text in signal_texts(signal) {
        fold_into(text, &mut folded);
        folded.push('\n');
    }
    words_of(&folded)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::channel::Channel;

    fn signal(number: u64, title: &str, second: i64) -> Arc<Signal> {
        let at = Timestamp::from_second(second).unwrap();
        Arc::new(Signal::new(SignalId::from_bits(number), title, Channel::Sales, at))
    }

    fn titles(index: &SearchIndex) -> Vec<&str> {
        let ids = index.in_order(&Bits::all(index.slots()));
        ids.iter().map(|id| index.title(index.slots[id] as usize)).collect()
    }

    #[test]
    fn newest_first_whatever_the_order_of_changes() {
        let mut index = SearchIndex::default();
        index.extend(&[signal(1, "One", 10), signal(2, "Two", 30), signal(3, "Three", 20)]);
        assert_eq!(titles(&index), ["two", "three", "one"]);
        index.put(&signal(1, "Óne again", 10));
        index.put(&signal(2, "Two", 5));
        assert_eq!(titles(&index), ["three", "one again", "two"]);
        index.remove(SignalId::from_bits(3));
        index.remove(SignalId::from_bits(3));
        index.put(&signal(4, "Four", 10));
        assert_eq!(titles(&index), ["one again", "four", "two"]);
        assert_eq!((index.len(), index.slots()), (3, 3));
    }

    #[test]
    fn batches_in_any_order_are_put_in_order() {
        let mut index = SearchIndex::default();
        for batch in [&[5, 9][..], &[4, 1], &[7, 3, 8], &[2], &[], &[6]] {
            let batch: Vec<_> = batch.iter().map(|at| signal(*at, &format!("{at}"), *at as i64)).collect();
            index.extend(&batch);
        }
        assert_eq!(titles(&index), ["9", "8", "7", "6", "5", "4", "3", "2", "1"]);
    }

    #[test]
    fn old_titles_are_swept() {
        let mut index = SearchIndex::default();
        index.put(&signal(1, "stays", 1));
        for round in 0..200 {
            index.put(&signal(2, &format!("{round} {}", "x".repeat(2000)), 2));
        }
        assert!(index.titles.len() < SWEEP + 3 * 2000);
        assert_eq!(titles(&index)[1], "stays");
        assert!(titles(&index)[0].starts_with("199 "));
    }

    #[test]
    fn masks_are_supersets() {
        let (title, body) = (letters_of("sso login-2"), words_of("the sso login, 東京"));
        for part in ["sso", "2", "-", "lo gin"] {
            let letters = letters_of(part);
            assert_eq!(title & letters, letters, "{part}");
        }
        let may_have = |part| words_of(part).iter().zip(body).all(|(part, body)| part & body == *part);
        assert!(["sso", "sso login", "京", "the"].into_iter().all(may_have));
        assert!(!may_have("export") && !may_have("sso export"));
    }
}
