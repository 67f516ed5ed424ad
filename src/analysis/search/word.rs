//! One free word looked for in all titles and texts. What is learnt on the way is kept, so that a word that
//! only grew is looked for among the titles it could still be in.

use super::bits::Bits;
use super::index::{SearchIndex, letters_of, words_of};
use super::matcher::Matcher;
use crate::domain::query::needle::{Needle, is_start};
use crate::domain::query::signal_texts;

/// Titles that are matched fuzzily for one word; the best by a cheap look.
pub const FUZZY_CAP: usize = 2000;

/// A word and where it was found.
#[derive(Clone, Debug)]
pub struct Word {
    needle: Needle,
    fuzzy: bool,
    pub negated: bool,
    /// Titles that have its letters, in order if it is long enough to be fuzzy: a superset for longer words.
    reach: Bits,
    /// Titles that contain it, and longer texts that have it as a word.
    sure: Bits,
    /// Titles already matched fuzzily, and those of them that fit.
    judged: Bits,
    fitting: Bits,
}

impl Word {
    /// Looks for a word among the rows of `domain`; `known` are words found before among the same rows.
    pub fn search(
        index: &SearchIndex,
        (needle, fuzzy, negated): (Needle, bool, bool),
        domain: &Bits,
        known: &[Self],
    ) -> Self {
        let fuzzy = fuzzy && !needle.is_short();
        if let Some(same) = known.iter().find(|word| word.needle == needle && word.fuzzy == fuzzy) {
            return Self { negated, ..same.clone() };
        }
        let before = known
            .iter()
            .filter(|word| needle.as_str().starts_with(word.needle.as_str()))
            .max_by_key(|word| word.needle.chars());
        let among = before.map_or(domain, |word| &word.reach);
        let none = || Bits::none(index.slots());
        let mut word =
            Self { needle, fuzzy, negated, reach: none(), sure: none(), judged: none(), fitting: none() };
        word.read_titles(index, among);
        word.read_texts(index, domain);
        word
    }

    fn read_titles(&mut self, index: &SearchIndex, among: &Bits) {
        let letters = letters_of(self.needle.as_str());
        let finder = self.needle.title_finder();
        for slot in among.iter() {
            if index.letters().get(slot).is_none_or(|known| known & letters != letters) {
                continue;
            }
            let title = index.title(slot);
            if finder.find(title).is_some() {
                self.sure.insert(slot);
                self.reach.insert(slot);
            } else if !self.fuzzy || has_in_order(title.as_bytes(), self.needle.as_str().as_bytes()) {
                self.reach.insert(slot);
            }
        }
    }

    fn read_texts(&mut self, index: &SearchIndex, domain: &Bits) {
        let wanted = words_of(self.needle.as_str());
        let has_all = |known: &[u64; 4]| known.iter().zip(&wanted).all(|(known, bit)| known & bit == *bit);
        for slot in domain.iter() {
            if self.sure.contains(slot) || index.words().get(slot).is_none_or(|known| !has_all(known)) {
                continue;
            }
            let Some(signal) = index.signal(slot) else { continue };
            if signal_texts(signal).any(|text| self.needle.is_word_of(text)) {
                self.sure.insert(slot);
            }
        }
    }

    /// Drops rows that cannot have the word, before anything is matched fuzzily.
    pub fn narrow(&self, rows: &mut Bits) {
        let mut wide = self.sure.clone();
        if self.fuzzy {
            wide.add(&self.reach);
        }
        rows.keep(&wide);
    }

    /// Keeps the rows that have the word, or those that have not if it is negated.
    pub fn apply(&mut self, index: &SearchIndex, rows: &mut Bits, matcher: &impl Matcher) {
        let mut hits = self.sure.clone();
        if self.fuzzy {
            let mut open = self.reach.clone();
            open.keep(rows);
            open.drop(&self.sure);
            for slot in self.best(index, &open) {
                if self.fits(index, slot, matcher) {
                    hits.insert(slot);
                }
            }
        }
        if self.negated { rows.drop(&hits) } else { rows.keep(&hits) }
    }

    fn fits(&mut self, index: &SearchIndex, slot: usize, matcher: &impl Matcher) -> bool {
        if !self.judged.contains(slot) {
            self.judged.insert(slot);
            if matcher.fits(index.title(slot), self.needle.as_str()) {
                self.fitting.insert(slot);
            }
        }
        self.fitting.contains(slot)
    }

    /// Returns the rows most worth matching: those whose letters stand closest together.
    fn best(&self, index: &SearchIndex, open: &Bits) -> Vec<usize> {
        let word = self.needle.as_str().as_bytes();
        let mut ranked: Vec<_> = open.iter().map(|slot| (spread(index.title(slot), word), slot)).collect();
        if FUZZY_CAP < ranked.len() {
            ranked.select_nth_unstable(FUZZY_CAP);
            ranked.truncate(FUZZY_CAP);
        }
        ranked.into_iter().map(|(_, slot)| slot).collect()
    }
}

fn has_in_order(title: &[u8], word: &[u8]) -> bool {
    last_in_order(title, word).is_some()
}

/// Returns where the last letter stands when each is taken as early as possible.
fn last_in_order(title: &[u8], word: &[u8]) -> Option<usize> {
    let mut at = 0;
    for byte in word {
        at += memchr::memchr(*byte, title.get(at..)?)? + 1;
    }
    at.checked_sub(1)
}

/// Returns how far the letters are strewn: less is better, the start of a word counts for two.
fn spread(title: &str, word: &[u8]) -> usize {
    let bytes = title.as_bytes();
    let Some(last) = last_in_order(bytes, word) else { return usize::MAX };
    let mut start = last + 1;
    for byte in word.iter().rev() {
        start = memchr::memrchr(*byte, &bytes[..start]).unwrap_or(0);
    }
    2 * (last - start) + if is_start(title, start) { 0 } else { 4 }
}
