//! What a later import may change of a record: what the source tells of itself, and texts nobody here touched.

use super::draft::Draft;
use crate::domain::id::stable_hash;
use crate::domain::record::Conflict;
use crate::domain::signal::Source;
use std::collections::BTreeMap;

/// Returns what `Source::seen` holds for a text: two hashes of half its width.
pub fn seen(title: &str, body: &str) -> u64 {
    u64::from(half(title)) << 32 | u64::from(half(body))
}

/// Returns a hash of half the width of an id's.
pub fn half(text: &str) -> u32 {
    (stable_hash(text.as_bytes()) >> 32) as u32
}

/// Takes over url, status and columns; empty ones tell nothing.
pub fn refresh_source(source: &mut Source, extra: &mut BTreeMap<String, String>, draft: &Draft) {
    for (ours, theirs) in [(&mut source.url, &draft.url), (&mut source.status, &draft.status)] {
        if !theirs.is_empty() {
            ours.clone_from(theirs);
        }
    }
    extra.extend(draft.extra.clone());
}

/// A text of a record and what the source says it is now.
pub struct Told<'a> {
    pub field: &'static str,
    pub ours: &'a mut String,
    pub theirs: &'a str,
}

/// Takes over texts the source has changed and the user has not; where both did, keeps both as a conflict.
pub fn refresh_texts(seen: &mut u64, conflicts: &mut Vec<Conflict>, title: Told<'_>, body: Told<'_>) {
    if *seen == 0 {
        return;
    }
    let title = refresh_text((*seen >> 32) as u32, conflicts, title);
    let body = refresh_text(*seen as u32, conflicts, body);
    *seen = u64::from(title) << 32 | u64::from(body);
}

fn refresh_text(seen: u32, conflicts: &mut Vec<Conflict>, Told { field, ours, theirs }: Told<'_>) -> u32 {
    let now = half(theirs);
    if theirs.is_empty() || now == seen {
        return seen;
    }
    if half(ours) == seen {
        *ours = theirs.to_string();
    } else if ours != theirs {
        conflicts.retain(|conflict| conflict.field != field);
        conflicts.push(Conflict {
            field: field.into(),
            base: String::new(),
            ours: ours.clone(),
            theirs: theirs.to_string(),
        });
    }
    now
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refreshed(
        seen_before: (&str, &str),
        ours: (&str, &str),
        theirs: (&str, &str),
    ) -> (String, String, usize) {
        let (mut title, mut body) = (ours.0.to_string(), ours.1.to_string());
        let (mut seen, mut conflicts) = (seen(seen_before.0, seen_before.1), Vec::new());
        let told = Told { field: "title", ours: &mut title, theirs: theirs.0 };
        refresh_texts(
            &mut seen,
            &mut conflicts,
            told,
            Told { field: "body", ours: &mut body, theirs: theirs.1 },
        );
        (title, body, conflicts.len())
    }

    #[test]
    fn each_text_follows_whoever_changed_it() {
        let old = ("a", "b");
        assert_eq!(refreshed(old, old, ("A", "b")), ("A".into(), "b".into(), 0));
        assert_eq!(refreshed(old, ("mine", "b"), old), ("mine".into(), "b".into(), 0));
        assert_eq!(refreshed(old, ("mine", "b"), ("a", "B")), ("mine".into(), "B".into(), 0));
        assert_eq!(refreshed(old, ("mine", "b"), ("A", "b")), ("mine".into(), "b".into(), 1));
        assert_eq!(refreshed(old, ("A", "b"), ("A", "b")), ("A".into(), "b".into(), 0));
    }

    #[test]
    fn an_empty_text_tells_nothing() {
        assert_eq!(refreshed(("a", "b"), ("a", "b"), ("a", "")), ("a".into(), "b".into(), 0));
    }
}
