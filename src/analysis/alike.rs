//! Signals that may tell the same thing (METHODS, notes on duplicates): shared character trigrams or shared
//! words. Suggests and gives its reason; never merges by itself.

use super::words::{is_stop_word, words};
use crate::domain::id::{SignalId, stable_hash};
use crate::domain::signal::Signal;
use crate::domain::verdict::Verdict;
use crate::domain::workspace::Workspace;
use std::collections::BTreeSet;

/// The newest signals a title is compared with; older ones only when person, account or tag is the same.
const NEWEST: usize = 2_000;

/// The most signals of one person and of one account that are compared.
const OF_ONE: usize = 500;

/// A signal that may be the same.
#[derive(Clone, Debug, PartialEq)]
pub struct Alike {
    pub signal: SignalId,
    /// The larger of the two likenesses, 0 to 1.
    pub likeness: f64,
    /// The words both titles share: the reason.
    pub words: Vec<String>,
}

/// A title, taken apart for comparison. Built for thousands of titles at one key press, so it can be refilled.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Shape {
    /// Three characters a number, in order.
    trigrams: Vec<u64>,
    /// Hashes of words without stop words, in order.
    words: Vec<u64>,
    clean: String,
}

impl Shape {
    pub fn of(title: &str) -> Self {
        let mut shape = Self::default();
        shape.fill(title);
        shape
    }

    /// Takes another title apart in the same memory.
    fn fill(&mut self, title: &str) {
        self.clean.clear();
        for c in title.chars() {
            if c.is_ascii_alphanumeric() {
                self.clean.push(c.to_ascii_lowercase());
            } else if c.is_alphanumeric() {
                self.clean.extend(c.to_lowercase());
            } else if !self.clean.ends_with(' ') && !self.clean.is_empty() {
                self.clean.push(' ');
            }
        }
        let clean = self.clean.trim_end();
        self.trigrams.clear();
        if !clean.is_empty() {
            trigrams(clean, &mut self.trigrams);
        }
        self.words.clear();
        let words = clean.split(' ').filter(|word| !word.is_empty() && !is_stop_word(word));
        self.words.extend(words.map(|word| stable_hash(word.as_bytes())));
        for set in [&mut self.trigrams, &mut self.words] {
            set.sort_unstable();
            set.dedup();
        }
    }

    /// Returns the share of trigrams two titles have in common, 0 to 1.
    pub fn trigram_likeness(&self, other: &Self) -> f64 {
        jaccard(&self.trigrams, &other.trigrams)
    }

    /// Returns the share of words two titles have in common, 0 to 1.
    pub fn word_likeness(&self, other: &Self) -> f64 {
        jaccard(&self.words, &other.words)
    }

    /// Returns the larger of both likenesses.
    pub fn likeness(&self, other: &Self) -> f64 {
        self.trigram_likeness(other).max(self.word_likeness(other))
    }
}

/// Returns at most `limit` signals that may tell the same as this one, most alike first.
pub fn likely_duplicates(signal: &Signal, workspace: &Workspace, limit: usize) -> Vec<Alike> {
    let least = workspace.strategy().limits().alike;
    let (shape, mut shape_of_other) = (Shape::of(&signal.title), Shape::default());
    let mut found: Vec<Alike> = near(signal, workspace)
        .into_iter()
        .filter_map(|id| workspace.signal(id))
        .filter(|other| !matches!(other.verdict, Verdict::Merged { .. }))
        .filter_map(|other| {
            shape_of_other.fill(&other.title);
            let likeness = shape.likeness(&shape_of_other);
            let alike =
                || Alike { signal: other.id, likeness, words: shared_words(&signal.title, &other.title) };
            (least <= likeness).then(alike)
        })
        .collect();
    found.sort_by(|a, b| b.likeness.total_cmp(&a.likeness).then_with(|| a.signal.cmp(&b.signal)));
    found.truncate(limit);
    found
}

/// The signals worth comparing: the same person's, the same account's, and the newest.
fn near(signal: &Signal, workspace: &Workspace) -> BTreeSet<SignalId> {
    let index = workspace.index();
    let of_person = signal.who.into_iter().flat_map(|who| index.of_person(who).take(OF_ONE));
    let of_account = signal.account.into_iter().flat_map(|account| index.of_account(account).take(OF_ONE));
    let mut near: BTreeSet<SignalId> =
        of_person.chain(of_account).chain(index.by_time().take(NEWEST)).collect();
    near.remove(&signal.id);
    near
}

fn shared_words(one: &str, other: &str) -> Vec<String> {
    let one: BTreeSet<String> = words(one).collect();
    one.intersection(&words(other).collect()).cloned().collect()
}

/// Adds the trigrams of a clean text, two blanks before it and one behind, so that beginnings count more.
fn trigrams(clean: &str, out: &mut Vec<u64>) {
    const BITS: u32 = 21;
    let chars = clean.chars().chain([' ']).map(|c| u64::from(u32::from(c)));
    let mut last = [u64::from(b' '); 2];
    for c in chars {
        out.push(last[0] << (2 * BITS) | last[1] << BITS | c);
        last = [last[1], c];
    }
}

/// The share two sorted sets have in common; nothing is like nothing.
fn jaccard<T: Ord>(a: &[T], b: &[T]) -> f64 {
    let mut common = 0;
    let (mut left, mut right) = (a.iter().peekable(), b.iter().peekable());
    while let (Some(one), Some(other)) = (left.peek(), right.peek()) {
        let order = one.cmp(other);
        common += usize::from(order.is_eq());
        if order.is_le() {
            left.next();
        }
        if order.is_ge() {
            right.next();
        }
    }
    let either = a.len() + b.len() - common;
    if either == 0 { 0.0 } else { common as f64 / either as f64 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::channel::Channel;
    use crate::domain::edit::Edit;
    use jiff::Timestamp;

    #[test]
    fn numbers_of_the_method() {
        let [one, other] = ["Export audit log to CSV", "CSV export of the audit log"].map(Shape::of);
        assert!((one.trigram_likeness(&other) - 0.53).abs() < 0.005);
        assert_eq!(one.word_likeness(&other), 1.0);
        let [dark, night] = ["Dark mode please", "Night theme"].map(Shape::of);
        assert_eq!((dark.trigram_likeness(&night), dark.word_likeness(&night)), (0.0, 0.0));
    }

    #[test]
    fn nothing_is_like_nothing() {
        assert_eq!(Shape::of("").likeness(&Shape::of("!!")), 0.0);
        assert_eq!(Shape::of("SSO").likeness(&Shape::of("sso")), 1.0);
    }

    fn workspace(titles: &[&str]) -> Workspace {
        let mut workspace = Workspace::default();
        for title in titles {
            let signal =
                Signal::new(SignalId::derived(title), *title, Channel::Support, Timestamp::UNIX_EPOCH);
            workspace.apply(Edit::from(signal)).unwrap();
        }
        workspace
    }

    #[test]
    fn suggests_with_reasons_and_never_the_signal_itself() {
        let titles =
            ["CSV export of the audit log", "Audit log export", "Night theme", "Export audit log to CSV"];
        let workspace = workspace(&titles);
        let signal = workspace.signal(SignalId::derived("Export audit log to CSV")).unwrap();
        let found = likely_duplicates(signal, &workspace, 9);
        let ids: Vec<SignalId> = found.iter().map(|alike| alike.signal).collect();
        assert_eq!(ids, [SignalId::derived(titles[0]), SignalId::derived(titles[1])]);
        assert_eq!(found[0].words, ["audit", "csv", "export", "log"]);
        assert_eq!(likely_duplicates(signal, &workspace, 1).len(), 1);
    }

    #[test]
    fn merged_signals_are_not_suggested_again() {
        let mut workspace = workspace(&["Audit export", "Audit export!"]);
        let signal = workspace.signal(SignalId::derived("Audit export")).unwrap().clone();
        let mut merged = Signal::clone(workspace.signal(SignalId::derived("Audit export!")).unwrap());
        assert_eq!(likely_duplicates(&signal, &workspace, 9).len(), 1);
        merged.verdict = Verdict::Merged { into: signal.id };
        workspace.apply(Edit::from(merged)).unwrap();
        assert!(likely_duplicates(&signal, &workspace, 9).is_empty());
    }
}
