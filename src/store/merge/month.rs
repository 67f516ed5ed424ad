//! Merges month files by signal: order, neighbours and the lines of others do not matter. Two lines of one id,
//! as a merge by union leaves them, become one.

use super::record;
use super::{MergedFile, Versions};
use crate::domain::id::SignalId;
use crate::domain::record::RecordId;
use crate::store::month::{Chunks, Update, id_in, update};
use crate::store::text::Style;
use std::collections::{BTreeMap, BTreeSet};

/// Merges three versions of a month file, or returns nothing when something in one cannot be understood that
/// only that one has.
pub fn merge(versions: Versions<&[u8]>) -> Option<MergedFile> {
    let [base, ours, theirs] = [Month::of(versions[0])?, Month::of(versions[1])?, Month::of(versions[2])?];
    if theirs.others != base.others && theirs.others != ours.others {
        return None;
    }
    let ids: BTreeSet<SignalId> =
        [&base, &ours, &theirs].iter().flat_map(|month| month.signals.keys()).copied().collect();
    let (mut wanted, mut conflicts) = (BTreeMap::new(), 0);
    for id in ids {
        let texts = [&base, &ours, &theirs].map(|month| month.signals.get(&id).map(String::as_str));
        let merged = record::merge(RecordId::Signal(id), texts, Style::Compact)?;
        conflicts += merged.conflicts;
        wanted.insert(id, merged.text);
    }
    let is_theirs = base.frame == ours.frame && ours.frame != theirs.frame && ours.others == theirs.others;
    let host = if is_theirs { 2 } else { 1 };
    Some(MergedFile { bytes: rewritten(versions[host], &wanted), conflicts })
}

/// Returns a file with these signals and no others.
fn rewritten(bytes: &[u8], wanted: &BTreeMap<SignalId, Option<String>>) -> Vec<u8> {
    let ids = wanted.keys().copied().collect();
    let updated = update(bytes, &ids, &mut |id, present, is_again| match (&wanted[&id], present) {
        _ if is_again => Update::Remove,
        (Some(text), Some(present)) if present == text.as_bytes() => Update::Leave,
        (Some(text), _) => Update::Replace(text.clone()),
        (None, Some(_)) => Update::Remove,
        (None, None) => Update::Leave,
    });
    updated.unwrap_or_else(|| bytes.to_vec())
}

/// What a month file holds.
struct Month {
    signals: BTreeMap<SignalId, String>,
    /// What should be a signal and names none.
    others: Vec<Vec<u8>>,
    /// The text between the signals.
    frame: Vec<u8>,
}

impl Month {
    fn of(bytes: &[u8]) -> Option<Self> {
        let mut month = Self { signals: BTreeMap::new(), others: Vec::new(), frame: Vec::new() };
        let (mut chunks, mut at) = (Chunks::new(bytes, 0), 0);
        while chunks.seek() {
            let line = chunks.line().filter(|line| chunks.is_whole(line));
            let value = line.unwrap_or_else(|| chunks.any());
            month.frame.extend_from_slice(&bytes[at..value.start]);
            at = value.end;
            month.take(&bytes[value.clone()])?;
            chunks.take(&value);
        }
        month.frame.extend_from_slice(&bytes[at..]);
        month.frame.retain(|byte| !byte.is_ascii_whitespace() && *byte != b',');
        Some(month)
    }

    fn take(&mut self, value: &[u8]) -> Option<()> {
        let Some(id) = id_in(value) else {
            self.others.push(value.to_vec());
            return Some(());
        };
        let text = std::str::from_utf8(value).ok()?;
        let joined = match self.signals.get(&id) {
            Some(first) => {
                record::merge(RecordId::Signal(id), [None, Some(first), Some(text)], Style::Compact)?.text?
            }
            None => text.into(),
        };
        self.signals.insert(id, joined);
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::samples::signal;
    use crate::store::text::{parse, print_record};

    fn line(id: u64, title: &str) -> String {
        print_record(&signal(id, title), Style::Compact).unwrap()
    }

    fn of(lines: &[(u64, &str)]) -> String {
        let lines = lines.iter().map(|(id, title)| line(*id, title) + ",\n");
        format!("[\n{}]\n", lines.collect::<String>())
    }

    fn merged(base: &str, ours: &str, theirs: &str) -> (String, usize) {
        let merged = merge([base, ours, theirs].map(str::as_bytes)).unwrap();
        (String::from_utf8(merged.bytes).unwrap(), merged.conflicts)
    }

    #[test]
    fn additions_changes_and_removals_of_both_are_done() {
        let base = of(&[(2, "b"), (4, "d"), (6, "f")]);
        let ours = of(&[(1, "a"), (2, "b2"), (6, "f")]);
        let theirs = of(&[(2, "b"), (3, "c"), (4, "d")]);
        let expected = of(&[(1, "a"), (2, "b2"), (3, "c")]);
        assert_eq!(merged(&base, &ours, &theirs), (expected.clone(), 0));
        assert_eq!(merged(&base, &theirs, &ours), (expected, 0));
        assert_eq!(merged("", &of(&[(1, "a")]), &of(&[(2, "b")])), (of(&[(1, "a"), (2, "b")]), 0));
    }

    #[test]
    fn a_disagreement_stays_one_line_that_reads() {
        let (text, conflicts) = merged(&of(&[(1, "a")]), &of(&[(1, "b")]), &of(&[(1, "c")]));
        assert_eq!(conflicts, 1);
        let signals: Vec<crate::domain::signal::Signal> = parse(&text).unwrap();
        assert_eq!((signals[0].title.as_str(), signals[0].conflicts[0].theirs.as_str()), ("b", "c"));
        assert_eq!(text.lines().count(), 3);
    }

    #[test]
    fn what_only_one_side_changed_is_marked_when_the_other_removed_it() {
        let (text, conflicts) = merged(&of(&[(1, "a")]), &of(&[(1, "b")]), "[\n]\n");
        let signals: Vec<crate::domain::signal::Signal> = parse(&text).unwrap();
        assert_eq!((conflicts, signals[0].conflicts[0].theirs.as_str()), (1, "removed"));
    }

    #[test]
    fn two_lines_of_one_id_become_one() {
        let twice = format!("[\n{},\n{},\n]\n", line(1, "a"), line(1, "b"));
        let (text, _) = merged(&of(&[(1, "a")]), &twice, &of(&[(1, "a"), (2, "x")]));
        let signals: Vec<crate::domain::signal::Signal> = parse(&text).unwrap();
        assert_eq!((signals.len(), signals[0].conflicts[0].theirs.as_str()), (2, "b"));
    }

    #[test]
    fn comments_and_broken_lines_stay() {
        let base = of(&[(1, "a"), (2, "b")]);
        let ours = base.replace("[\n", "[\n// mine\n").replace("]\n", "oops\n]\n");
        let theirs = of(&[(1, "a"), (2, "c")]);
        let (text, _) = merged(&base, &ours, &theirs);
        assert_eq!(text, ours.replace(&line(2, "b"), &line(2, "c")).replace("oops", "oops,"));
        assert_eq!(
            merge([base.as_bytes(), theirs.as_bytes(), ours.as_bytes()]),
            None,
            "their slip is for lines"
        );
        let commented = base.replace("[\n", "[\n// theirs\n");
        assert!(merged(&base, &theirs, &commented).0.contains("// theirs"));
        assert!(merged(&base, &theirs, &commented).0.contains("\"c\""));
    }
}
