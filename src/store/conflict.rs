//! Files in which git left marks because it could not join two versions: both are read, and nothing is written
//! until one is chosen. What only one side has, or both say alike, is open meanwhile.

use super::disk::{self, Disk};
use super::error::StoreError;
use super::layout::month;
use super::month::{Chunks, Loaded, leading_id, load};
use super::problem::{Problem, ProblemKind};
use super::publish::{LARGEST_MONTH, quarantine};
use super::read::parse_record;
use super::splice::splice;
use super::text::{Style, print_record};
use crate::domain::id::SignalId;
use crate::domain::problem::Sides;
use crate::domain::record::{Record, RecordId};
use crate::domain::signal::Signal;
use std::collections::BTreeMap;
use std::io;
use std::path::Path;
use std::sync::Arc;

/// What to do about it, on the page that lists it.
const HINT: &str =
    "o joins both and keeps what is here where they differ, t what the other says; enter opens the file.";

/// A stretch of a text: said alike, or in two ways.
#[derive(Debug, PartialEq)]
enum Part<'a> {
    Both(&'a str),
    Hunk { ours: &'a str, base: Option<&'a str>, theirs: &'a str, whole: &'a str },
}

/// Tells whether a file seems to hold marks, without reading it.
pub fn has_marks(bytes: &[u8]) -> bool {
    bytes.starts_with(b"<<<<<<<") || memchr::memmem::find(bytes, b"\n<<<<<<<").is_some()
}

/// Splits a text at its marks; nothing when it has none, or one without the others.
fn parts(text: &str) -> Option<Vec<Part<'_>>> {
    let (mut found, mut at, mut both) = (Vec::new(), 0, 0);
    while let Some(start) = mark(text, at, "<<<<<<<") {
        let ours = line_end(text, start);
        let middle = mark(text, ours, "=======")?;
        let end = mark(text, middle, ">>>>>>>")?;
        if mark(text, ours, "<<<<<<<").is_some_and(|nested| nested < end) {
            return None;
        }
        let old = mark(text, ours, "|||||||").filter(|old| *old < middle);
        found.push(Part::Both(&text[both..start]));
        both = line_end(text, end);
        found.push(Part::Hunk {
            ours: &text[ours..old.unwrap_or(middle)],
            base: old.map(|old| &text[line_end(text, old)..middle]),
            theirs: &text[line_end(text, middle)..end],
            whole: &text[start..both],
        });
        at = both;
    }
    found.push(Part::Both(&text[both..]));
    (1 < found.len()).then_some(found)
}

/// Returns where the next line with a mark starts.
fn mark(text: &str, from: usize, mark: &str) -> Option<usize> {
    let mut at = from;
    while at < text.len() {
        if text[at..].starts_with(mark) && !text[at + 7..].starts_with(&mark[..1]) {
            return Some(at);
        }
        at = line_end(text, at);
    }
    None
}

fn line_end(text: &str, at: usize) -> usize {
    memchr::memchr(b'\n', &text.as_bytes()[at..]).map_or(text.len(), |newline| at + newline + 1)
}

/// The versions of the whole text: base if git wrote it down, ours, theirs.
fn versions(parts: &[Part<'_>]) -> (Option<String>, String, String) {
    let (mut base, mut ours, mut theirs) = (Some(String::new()), String::new(), String::new());
    for part in parts {
        let (in_base, in_ours, in_theirs) = match part {
            Part::Both(text) => (Some(*text), *text, *text),
            Part::Hunk { ours, base, theirs, .. } => (*base, *ours, *theirs),
        };
        base = base.zip(in_base).map(|(text, more)| text + more);
        ours.push_str(in_ours);
        theirs.push_str(in_theirs);
    }
    (base, ours, theirs)
}

/// Returns the conflict of a file that holds one record, when git left one there.
pub fn of_document(path: &str, id: RecordId, text: &str) -> Option<Problem> {
    let (base, ours, theirs) = versions(&parts(text)?);
    let read = |text: &str| parse_record(id, text).ok().filter(|record| record.id() == id);
    let sides = Sides { base: base.and_then(|base| read(&base)), ours: read(&ours), theirs: read(&theirs) };
    let place = mark(text, 0, "<<<<<<<").unwrap_or_default();
    Some(problem(path, text.as_bytes(), place, id, sides))
}

fn problem(path: &str, bytes: &[u8], place: usize, id: RecordId, sides: Sides) -> Problem {
    let hint = match (&sides.ours, &sides.theirs) {
        (None, None) => "Neither can be read as it stands; enter opens the file.",
        (None, _) | (_, None) => "Only one of them can be read: o and t take it; enter opens the file.",
        _ => HINT,
    };
    Problem::at(path, bytes, place, "Git left two versions of this record.")
        .with_hint(hint)
        .with_id(id)
        .with_kind(ProblemKind::GitConflict(Box::new(sides)))
}

type Signals = BTreeMap<SignalId, Arc<Signal>>;

/// Returns what can be open of a month file with marks, and what cannot; nothing for one without.
pub fn of_month(path: &str, bytes: &[u8]) -> Option<(Vec<Arc<Signal>>, Vec<Problem>)> {
    let text = String::from_utf8_lossy(bytes);
    let parts = parts(&text)?;
    let (base, ours, theirs) = versions(&parts);
    let base = base.map(|text| signals(path, &text).0).unwrap_or_default();
    let ((ours, mut problems), (mut theirs, more)) = (signals(path, &ours), signals(path, &theirs));
    problems.extend(
        more.into_iter()
            .filter(|one| problems.iter().all(|known| known.what != one.what))
            .collect::<Vec<_>>(),
    );
    let first = mark(&text, 0, "<<<<<<<").unwrap_or_default();
    let mut open = Vec::new();
    for (id, ours) in ours {
        match theirs.remove(&id) {
            Some(theirs) if theirs != ours => {
                let place = memchr::memmem::find(&text.as_bytes()[first..], id.to_string().as_bytes());
                let base = base.get(&id).cloned().map(Record::Signal);
                let (ours, theirs) = (Some(Record::Signal(ours)), Some(Record::Signal(theirs)));
                let place = place.map_or(first, |place| first + place);
                let sides = Sides { base, ours, theirs };
                problems.push(problem(path, text.as_bytes(), place, RecordId::Signal(id), sides));
            }
            _ => open.push(ours),
        }
    }
    open.extend(theirs.into_values());
    if problems.is_empty() {
        let what = "Git left its marks here; what is between them does not contradict.";
        let problem = Problem::at(path, bytes, first, what).with_kind(ProblemKind::Note);
        problems.push(problem.with_hint("Take the marks out; enter opens the file."));
    }
    Some((open, problems))
}

fn signals(path: &str, text: &str) -> (Signals, Vec<Problem>) {
    let (mut chunks, mut found, mut problems) = (Chunks::new(text.as_bytes(), 0), Signals::new(), Vec::new());
    while let Some(loaded) = load(path, text.as_bytes(), &mut chunks, |_| false) {
        match loaded {
            Loaded::Signal { signal, .. } if month(&signal) == path => {
                found.entry(signal.id).or_insert(signal);
            }
            Loaded::Problem(problem) => problems.push(problem),
            Loaded::Signal { .. } | Loaded::Skipped => {}
        }
    }
    (found, problems)
}

/// Takes the marks of git out of a file as far as they are about a record, which says what it is given as. The
/// bytes there were before are in quarantine.
pub fn settle_file(dir: &Path, path: &str, record: &Record) -> Result<(), StoreError> {
    let full = dir.join(path);
    let done = settle(dir, path, record);
    done.map_err(|error| StoreError::lagging(&full, &error))
}

fn settle(dir: &Path, path: &str, record: &Record) -> io::Result<()> {
    let (full, disk) = (dir.join(path), Disk::default());
    let bytes = disk::read(&full, LARGEST_MONTH)?.unwrap_or_default();
    let Ok(text) = std::str::from_utf8(&bytes) else { return Ok(()) };
    let Some(parts) = parts(text) else { return Ok(()) };
    let settled = match record {
        Record::Signal(signal) => settled_month(&parts, signal.id, record),
        _ => settled_document(&parts, record),
    };
    let settled = settled.map_err(io::Error::other)?;
    quarantine(&disk, dir, path, &bytes)?;
    disk.replace(&full, settled.as_bytes())?;
    full.parent().map_or(Ok(()), |folder| disk.sync_dir(folder))
}

/// The version here with what was settled written into it, so that its comments stay.
fn settled_document(parts: &[Part<'_>], record: &Record) -> Result<String, ron::Error> {
    let (_, ours, theirs) = versions(parts);
    let spliced = [ours, theirs].iter().find_map(|text| {
        let old = parse_record(record.id(), text).ok()?;
        splice(text, &old, record, Style::Pretty)
    });
    let text = spliced.map_or_else(|| print_record(record, Style::Pretty), Ok)?;
    Ok(format!("{}\n", text.trim_end()))
}

/// The lines of a month with one record settled. A stretch in which nothing else is said in two ways loses its
/// marks.
fn settled_month(parts: &[Part<'_>], id: SignalId, record: &Record) -> Result<String, ron::Error> {
    let line = print_record(record, Style::Compact)? + ",\n";
    let mut out = String::new();
    for part in parts {
        match part {
            Part::Both(text) => out.push_str(text),
            Part::Hunk { ours, theirs, whole, .. } => {
                out.push_str(&settled_hunk(ours, theirs, whole, id, &line));
            }
        }
    }
    Ok(out)
}

fn settled_hunk(ours: &str, theirs: &str, whole: &str, id: SignalId, settled: &str) -> String {
    let of = |line: &str| leading_id(line.trim_start().as_bytes());
    let mut mine: Vec<&str> = ours.split_inclusive('\n').collect();
    let mut other: Vec<&str> = theirs.split_inclusive('\n').collect();
    let had_it = mine.iter().chain(&other).any(|line| of(line) == Some(id));
    if had_it {
        mine.retain(|line| of(line) != Some(id));
        other.retain(|line| of(line) != Some(id));
        mine.push(settled);
    }
    other.retain(|line| !mine.contains(line));
    let is_open =
        other.iter().any(|line| of(line).is_none_or(|id| mine.iter().any(|one| of(one) == Some(id))));
    if !is_open {
        mine.extend(other);
        mine.sort_by_key(|line| of(line));
        return mine.concat();
    }
    if !had_it {
        return whole.into();
    }
    format!("<<<<<<< ours\n{}=======\n{}>>>>>>> theirs\n", mine.concat(), other.concat())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::candidate::Candidate;
    use crate::domain::id::CandidateId;
    use crate::domain::merge::{Side, join};
    use crate::store::samples::signal;

    const MARKED: &str = "(\n    id: \"c-0000000001\",\n    // mine\n<<<<<<< HEAD\n    title: \"Ours\",\n    problem: \
                          \"p\",\n||||||| base\n    title: \"Old\",\n=======\n    title: \"Theirs\",\n>>>>>>> other\n    \
                          mood: 7,\n)\n";

    fn line(record: &Record) -> String {
        print_record(record, Style::Compact).unwrap() + ",\n"
    }

    fn sides(problem: &Problem) -> &Sides {
        match &problem.kind {
            ProblemKind::GitConflict(sides) => sides,
            kind => panic!("{kind:?}"),
        }
    }

    #[test]
    fn both_versions_of_a_document_are_read_and_settled() {
        let id = RecordId::Candidate(CandidateId::from_bits(1));
        let path = "candidates/c-0000000001.ron";
        let problem = of_document(path, id, MARKED).unwrap();
        assert_eq!(problem.line, Some(4));
        let Sides { base, ours, theirs } = sides(&problem);
        let title = |record: &Option<Record>| record.as_ref().unwrap().title().to_string();
        assert_eq!((title(base), title(ours), title(theirs)), ("Old".into(), "Ours".into(), "Theirs".into()));
        let joined = join(base.as_ref(), ours.as_ref(), theirs.as_ref(), Side::Theirs).unwrap();
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(folder.path().join("candidates")).unwrap();
        std::fs::write(folder.path().join(path), MARKED).unwrap();
        settle_file(folder.path(), path, &joined).unwrap();
        let text = std::fs::read_to_string(folder.path().join(path)).unwrap();
        assert_eq!(
            text,
            "(\n    id: \"c-0000000001\",\n    // mine\n    title: \"Theirs\",\n    problem: \"p\",\n    mood: 7,\n)\n"
        );
        let kept = std::fs::read_dir(folder.path().join(".northstar/quarantine")).unwrap().next().unwrap();
        assert_eq!(std::fs::read_to_string(kept.unwrap().path()).unwrap(), MARKED);
        assert_eq!(of_document(path, id, &text), None);
    }

    #[test]
    fn of_a_month_only_what_differs_is_set_apart() {
        let [a, b, b2, c, d] =
            [signal(1, "a"), signal(2, "b"), signal(2, "b2"), signal(3, "c"), signal(4, "d")];
        let text = format!(
            "[\n{}<<<<<<< HEAD\n{}{}=======\n{}{}>>>>>>> x\n]\n",
            line(&a),
            line(&b),
            line(&c),
            line(&b2),
            line(&d)
        );
        let path = "signals/2026-11.ron";
        let (open, problems) = of_month(path, text.as_bytes()).unwrap();
        let titles: Vec<_> = open.iter().map(|signal| signal.title.as_str()).collect();
        assert_eq!(titles, ["a", "c", "d"]);
        let [problem] = problems.as_slice() else { panic!("{problems:?}") };
        assert_eq!((problem.id, problem.line), (Some(b.id()), Some(4)));
        assert_eq!(sides(problem).theirs.as_ref(), Some(&b2));
        let settled = settled_month(&parts(&text).unwrap(), SignalId::from_bits(2), &b2).unwrap();
        assert_eq!(settled, format!("[\n{}{}{}{}]\n", line(&a), line(&b2), line(&c), line(&d)));
    }

    #[test]
    fn a_stretch_with_another_conflict_keeps_its_marks() {
        let [a, a2, b, b2] = [signal(1, "a"), signal(1, "a2"), signal(2, "b"), signal(2, "b2")];
        let text = format!(
            "[\n<<<<<<< x\n{}{}=======\n{}{}>>>>>>> y\n]\n",
            line(&a),
            line(&b),
            line(&a2),
            line(&b2)
        );
        let one = settled_month(&parts(&text).unwrap(), SignalId::from_bits(1), &a2).unwrap();
        let (open, problems) = of_month("signals/2026-11.ron", one.as_bytes()).unwrap();
        assert_eq!((open[0].title.as_str(), problems.len()), ("a2", 1));
        let both = settled_month(&parts(&one).unwrap(), SignalId::from_bits(2), &b).unwrap();
        assert_eq!(both, format!("[\n{}{}]\n", line(&a2), line(&b)));
    }

    #[test]
    fn marks_that_make_no_sense_are_no_conflict() {
        for text in [
            "<<<<<<< a\n",
            "<<<<<<< a\n=======\n",
            "<<<<<<< a\n<<<<<<< b\n=======\n>>>>>>> c\n",
            "(a: \"<<<<<<<\")",
        ] {
            assert_eq!(parts(text), None, "{text}");
        }
        let candidate: Record = Candidate::new(CandidateId::from_bits(1), "t").into();
        assert_eq!(of_document("x", candidate.id(), &line(&candidate)), None);
    }
}
