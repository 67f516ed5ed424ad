//! Reads one record as people and newer programs leave it: a field whose value makes no sense costs itself, not
//! the record, and fields nobody knows are told. What was left out stays in the text; [`super::splice`] keeps it.
//!
//! A slip in the syntax costs the record: nobody can say where a field ends then.

use super::fields_of::fields_of;
use super::scan::{self, Field};
use super::text;
use super::unsound::unsound;
use crate::domain::nearest::did_you_mean;
use crate::domain::problem::{Problem, ProblemKind};
use crate::domain::record::{Record, RecordId};
use ron::error::{Error, SpannedError};
use std::borrow::Cow;

/// A record, and what of its text could not be taken.
#[derive(Debug, PartialEq)]
pub struct Read {
    pub record: Record,
    pub flaws: Vec<Flaw>,
}

/// What is wrong with a text, and at which byte of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Flaw {
    pub place: usize,
    pub what: String,
    pub hint: String,
    pub kind: ProblemKind,
}

impl Flaw {
    /// Returns the problem of a text that starts at a byte of a file.
    pub fn in_file(self, path: &str, bytes: &[u8], start: usize) -> Problem {
        Problem::at(path, bytes, start + self.place, self.what).with_hint(self.hint).with_kind(self.kind)
    }
}

/// Reads a record of the kind its id names. The flaw is what keeps it from being one.
pub fn read_record(id: RecordId, text: &str) -> Result<Read, Flaw> {
    let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let moved = |flaw: Flaw| Flaw { place: flaw.place + start, ..flaw };
    let text = with_line_ends(&text[start..]);
    let read = Reader::new(id, &text).read().map_err(moved)?;
    Ok(Read { flaws: read.flaws.into_iter().map(moved).collect(), ..read })
}

/// The same without what is wrong with it.
pub fn parse_record(id: RecordId, text: &str) -> Result<Record, Flaw> {
    read_record(id, text).map(|read| read.record)
}

/// Tells whether a text lacks a value that could not be read in the text before: its field was set since.
pub fn loses(id: RecordId, before: &str, after: &str) -> bool {
    let fields = |text| {
        let flaws = read_record(id, text).map(|read| read.flaws).unwrap_or_default().into_iter();
        flaws.map(|flaw| flaw.kind).filter(|kind| *kind != ProblemKind::Note).collect::<Vec<_>>()
    };
    let left = fields(after);
    fields(before).iter().any(|kind| !left.contains(kind))
}

/// Makes line ends of the lone carriage returns of old programs; every byte keeps its place.
pub fn with_line_ends(text: &str) -> Cow<'_, str> {
    let is_old = text.contains('\r') && !text.contains('\n');
    if is_old { text.replace('\r', "\n").into() } else { text.into() }
}

struct Reader<'a> {
    id: RecordId,
    text: &'a str,
    fields: Vec<Field<'a>>,
    /// Fields left out, and why.
    dropped: Vec<(usize, Flaw)>,
}

impl<'a> Reader<'a> {
    fn new(id: RecordId, text: &'a str) -> Self {
        Self { id, text, fields: scan::fields(text).unwrap_or_default(), dropped: Vec::new() }
    }

    fn read(mut self) -> Result<Read, Flaw> {
        let record = match text::parse_record(self.id, self.text) {
            Ok(record) => record,
            Err(error) => self.without_bad_fields(&error)?,
        };
        let record = self.without_unsound_fields(record)?;
        let mut flaws = self.unknown();
        flaws.extend(self.dropped.into_iter().map(|(_, flaw)| flaw));
        flaws.sort_by_key(|flaw| flaw.place);
        Ok(Read { record, flaws })
    }

    /// Leaves out one field after the other that cannot be read.
    fn without_bad_fields(&mut self, first: &SpannedError) -> Result<Record, Flaw> {
        let set_apart = flaw_of(first, self.text);
        let mut error = first.clone();
        for _ in 0..self.fields.len() {
            if let Error::MissingStructField { field, .. } = &error.code
                && let Some((_, flaw)) = self.dropped.iter().find(|(at, _)| self.fields[*at].name == *field)
            {
                return Err(Flaw { kind: ProblemKind::SetApart, ..flaw.clone() });
            }
            let work = self.rest();
            let flaw = flaw_of(&error, &work);
            let Some(at) = self.field_at(flaw.place).filter(|at| self.is_value(*at) && self.is_once(*at))
            else {
                return Err(set_apart);
            };
            self.drop_field(at, flaw);
            match text::parse_record(self.id, &self.rest()) {
                Ok(record) => return Ok(self.with_innocent_fields(record)),
                Err(next) => error = next,
            }
        }
        Err(set_apart)
    }

    /// Takes back fields that were suspected wrongly.
    fn with_innocent_fields(&mut self, mut record: Record) -> Record {
        for place in (0..self.dropped.len().saturating_sub(1)).rev() {
            let suspect = self.dropped.remove(place);
            match text::parse_record(self.id, &self.rest()) {
                Ok(whole) => record = whole,
                Err(_) => self.dropped.insert(place, suspect),
            }
        }
        record
    }

    /// Leaves out fields whose values can be read and mean nothing: out of range, no number, a key twice.
    fn without_unsound_fields(&mut self, mut record: Record) -> Result<Record, Flaw> {
        for (at, place, what, hint) in unsound(&record, self.text, &self.fields) {
            if self.dropped.iter().any(|(known, _)| *known == at) {
                continue;
            }
            let kind = ProblemKind::Field(self.fields[at].name.into());
            let what = format!("`{}` cannot be used: {what}.", self.fields[at].name);
            self.drop_field(at, Flaw { place, what, hint, kind });
            record = text::parse_record(self.id, &self.rest()).map_err(|_| {
                let (_, flaw) = self.dropped.last().cloned().unwrap_or_else(|| (at, self.nothing()));
                Flaw { kind: ProblemKind::SetApart, ..flaw }
            })?;
        }
        Ok(record)
    }

    fn nothing(&self) -> Flaw {
        Flaw { place: 0, what: String::new(), hint: String::new(), kind: ProblemKind::SetApart }
    }

    /// The last field still there that starts at or before a byte; none when the byte is behind all of them.
    fn field_at(&self, place: usize) -> Option<usize> {
        let end = self.fields.last().map_or(0, |last| last.value.end);
        let close = memchr::memchr(b')', &self.text.as_bytes()[end..]).map_or(end, |close| end + close);
        if close < place {
            return None;
        }
        let is_there = |at: &usize| self.dropped.iter().all(|(known, _)| known != at);
        (0..self.fields.len()).rev().filter(is_there).find(|at| self.fields[*at].start <= place)
    }

    /// Tells whether a field's text is one value, of whatever kind: then the field has an end.
    fn is_value(&self, at: usize) -> bool {
        let slice = &self.text[self.fields[at].value.clone()];
        match text::parse::<serde::de::IgnoredAny>(slice) {
            Ok(_) => true,
            Err(error) => matches!(error.code, Error::IntegerOutOfBounds),
        }
    }

    fn is_once(&self, at: usize) -> bool {
        self.fields.iter().filter(|field| field.name == self.fields[at].name).count() == 1
    }

    fn drop_field(&mut self, at: usize, flaw: Flaw) {
        let field = &self.fields[at];
        let value = &self.text[field.value.clone()];
        let is_named = flaw.what.starts_with('`');
        let what =
            if is_named { flaw.what } else { format!("`{}` cannot be read: {}", field.name, flaw.what) };
        let place = if field.value.contains(&flaw.place) { flaw.place } else { field.value.start };
        let kept = crate::domain::shown::shortened(value.trim(), 40);
        let hint = format!("{} It counts as not set; its text `{kept}` stays in the file.", flaw.hint);
        let kind = ProblemKind::Field(field.name.into());
        self.dropped.push((at, Flaw { place, what, hint: hint.trim_start().into(), kind }));
    }

    /// The text with blanks in place of the fields left out, so that every byte keeps its place.
    fn rest(&self) -> String {
        let mut bytes = self.text.as_bytes().to_vec();
        for (at, _) in &self.dropped {
            let field = &self.fields[*at];
            let behind = scan::skip_trivia(&bytes, field.value.end).unwrap_or(field.value.end);
            let end = if bytes.get(behind) == Some(&b',') { behind + 1 } else { field.value.end };
            bytes[field.start..end].iter_mut().filter(|byte| **byte != b'\n').for_each(|byte| *byte = b' ');
        }
        String::from_utf8(bytes).unwrap_or_default()
    }

    /// Fields no record of this kind has.
    fn unknown(&self) -> Vec<Flaw> {
        let known = fields_of(self.id);
        let unknown = self.fields.iter().filter(|field| !known.contains(&field.name));
        let flaw = |field: &Field<'_>| Flaw {
            place: field.start,
            what: format!("Unknown field `{}`, kept as it is.", field.name),
            hint: did_you_mean(field.name, known.iter().copied()).trim().into(),
            kind: ProblemKind::Note,
        };
        unknown.map(flaw).collect()
    }
}

/// Returns a parser's complaint about a text in our words.
pub fn flaw_of(error: &SpannedError, text: &str) -> Flaw {
    let place = offset_of(text, error.span.start.line, error.span.start.col);
    Flaw { place, what: words(&error.code), hint: hint(&error.code), kind: ProblemKind::SetApart }
}

/// Returns the byte at a line and column that count from 1, the column in characters.
fn offset_of(text: &str, line: usize, column: usize) -> usize {
    let start = match line {
        0 | 1 => 0,
        line => memchr::memchr_iter(b'\n', text.as_bytes()).nth(line - 2).map_or(text.len(), |at| at + 1),
    };
    let mut characters = text[start..].char_indices();
    characters.nth(column.saturating_sub(1)).map_or(text.len(), |(at, _)| start + at)
}

/// The parser's words as a sentence.
fn words(code: &Error) -> String {
    let text = match code {
        Error::NoSuchEnumVariant { found, .. } => format!("{found} (unknown)"),
        Error::DuplicateStructField { field, .. } => format!("The field `{field}` is there twice"),
        code => code.to_string(),
    };
    format!("{}.", text.trim_end_matches('.'))
}

/// What to do about it.
fn hint(code: &Error) -> String {
    match code {
        Error::ExpectedComma | Error::ExpectedStructLikeEnd => {
            "A comma is missing before this, or a quote above is not closed.".into()
        }
        Error::ExpectedStringEnd => "A quote is opened and never closed.".into(),
        Error::Eof | Error::ExpectedArrayEnd | Error::ExpectedMapEnd | Error::ExpectedOptionEnd => {
            "The text ends early, or a bracket or quote is not closed.".into()
        }
        Error::UnclosedBlockComment => "Close the comment with `*/`.".into(),
        Error::ExpectedMapColon => "A name and its value are parted by a colon, `name: value`.".into(),
        Error::TrailingCharacters => {
            "One bracket too many is closed above, or something is left over.".into()
        }
        Error::ExpectedStructLike | Error::ExpectedNamedStructLike(_) => {
            "A record starts with `(` and ends with `)`.".into()
        }
        Error::ExpectedString => "A text stands in quotes: `\"…\"`.".into(),
        Error::ExceededRecursionLimit => "Brackets are nested too deep for any record.".into(),
        Error::DuplicateStructField { .. } => "Keep one of the two.".into(),
        Error::MissingStructField { field, .. } => format!("Add `{field}: …`."),
        Error::NoSuchEnumVariant { expected, found, .. } => {
            let near = did_you_mean(found, expected.iter().copied());
            if near.is_empty() { format!("It may be {}.", expected.join(", ")) } else { near.trim().into() }
        }
        Error::NoSuchStructField { expected, found, .. } => {
            did_you_mean(found, expected.iter().copied()).trim().into()
        }
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::candidate::Horizon;
    use crate::domain::id::{CandidateId, SignalId};

    fn candidate(fields: &str) -> Result<Read, Flaw> {
        let id = RecordId::Candidate(CandidateId::from_bits(1));
        read_record(id, &format!("(\n    id: \"c-0000000001\",\n    title: \"Audit\",\n{fields}\n)\n"))
    }

    /// The one flaw of a candidate that opens, with the record.
    fn flawed(fields: &str) -> (Record, Flaw) {
        let read = candidate(fields).unwrap();
        let [flaw] = read.flaws.try_into().unwrap();
        (read.record, flaw)
    }

    fn set_apart(fields: &str) -> Flaw {
        candidate(fields).unwrap_err()
    }

    #[test]
    fn an_unknown_field_is_told_with_the_nearest_name() {
        let (_, flaw) = flawed("scroes: {},");
        assert_eq!(flaw.what, "Unknown field `scroes`, kept as it is.");
        assert_eq!((flaw.hint.as_str(), flaw.kind), ("Did you mean `scores`?", ProblemKind::Note));
        assert_eq!(flawed("mood: Calm(3, (x: 1)),").1.hint, "");
    }

    #[test]
    fn a_value_nobody_knows_costs_its_field() {
        for value in ["Nova", "Nova(3)", "Nova(x: 1)", "7", "\"now\"", "[]"] {
            let (record, flaw) = flawed(&format!("problem: \"p\", horizon: {value}, value: \"v\""));
            let Record::Candidate(candidate) = record else { panic!("a candidate") };
            assert_eq!((candidate.horizon, candidate.problem.as_str()), (Horizon::default(), "p"), "{value}");
            assert_eq!(candidate.value, "v", "{value}");
            assert_eq!(flaw.kind, ProblemKind::Field("horizon".into()), "{value}: {flaw:?}");
        }
        let (_, flaw) = flawed("horizon: nwo,");
        assert_eq!(flaw.what, "`horizon` cannot be read: nwo (unknown).");
        let text =
            |horizon: &str| format!("(id: \"c-0000000001\", title: \"t\", mood: 1, horizon: {horizon})");
        let id = RecordId::Candidate(CandidateId::from_bits(1));
        assert!(loses(id, &text("nwo"), &text("now")) && !loses(id, &text("now"), &text("next")));
        assert!(!loses(id, &text("nwo"), &text("nwo").replace("\"t\"", "\"s\"")));
        assert!(
            flaw.hint.starts_with("Did you mean `now`? It counts as not set; its text `nwo`"),
            "{flaw:?}"
        );
    }

    #[test]
    fn numbers_that_are_none_or_out_of_range_cost_their_field() {
        for (field, value) in [
            ("skills", "{\"rust\": inf}".to_string()),
            ("skills", "{\"rust\": -NaN}".into()),
            ("skills", "{\"rust\": 1e999}".into()),
            ("skills", format!("{{\"rust\": {}}}", "9".repeat(100_000))),
            ("skills", "{\"rust\": 1, \"rust\": 2}".into()),
            ("effort_weeks", "(lo: 5, hi: 2)".into()),
            ("alignment", "(value: 3)".into()),
            ("alignment", "(value: 999)".into()),
            ("assumption_year", "99999999".into()),
            ("assumption_year", "9".repeat(100_000)),
        ] {
            let (_, flaw) = flawed(&format!("{field}: {value},"));
            assert_eq!(flaw.kind, ProblemKind::Field(field.into()), "{value:.40}: {flaw:?}");
            assert!(flaw.hint.chars().count() < 200);
        }
        let text = "(id:\"s-0000000001\",title:\"t\",channel:sales,at:\"2026-11-21T08:00:00Z\",\
                    added:\"2026-11-21T08:00:00Z\",importance:9)";
        let read = read_record(RecordId::Signal(SignalId::from_bits(1)), text).unwrap();
        assert_eq!(read.flaws[0].what, "`importance` cannot be used: it must be 0 to 3.");
        let Record::Signal(signal) = read.record else { panic!("a signal") };
        assert_eq!(signal.importance, 1);
    }

    #[test]
    fn several_bad_fields_cost_themselves() {
        let read = candidate("horizon: Nova, problem: 7, value: \"v\", kind: X, scope_in: \"x\",").unwrap();
        let kinds: Vec<_> = read.flaws.into_iter().map(|flaw| flaw.kind).collect();
        let field = |name: &str| ProblemKind::Field(name.into());
        assert_eq!(kinds, [field("horizon"), field("problem"), field("kind"), field("scope_in")]);
    }

    #[test]
    fn a_slip_in_the_syntax_sets_the_record_apart_with_a_hint() {
        for (fields, hint) in [
            ("problem: \"p\"\n    value: \"v\"", "A comma is missing before this"),
            ("problem: \"p,\n    value: \"v\"", "A comma is missing before this"),
            ("problem: \"p", "A quote is opened and never closed."),
            ("problem: \"p\", /* why", "Close the comment"),
            ("scope_in: [\"a\",", ""),
            ("problem: \"p\", problem: \"q\"", "Keep one of the two."),
            ("problem \"p\"", "A name and its value are parted by a colon"),
        ] {
            let flaw = set_apart(fields);
            assert!(flaw.hint.starts_with(hint), "{fields}: {flaw:?}");
            assert_eq!(flaw.kind, ProblemKind::SetApart);
        }
    }

    #[test]
    fn a_bad_value_a_record_cannot_do_without_sets_it_apart() {
        let text = "(id:\"s-0000000001\",title:\"t\",channel:salse,at:\"2026-11-21T08:00:00Z\",\
                    added:\"2026-11-21T08:00:00Z\")";
        let flaw = read_record(RecordId::Signal(SignalId::from_bits(1)), text).unwrap_err();
        assert_eq!(flaw.kind, ProblemKind::SetApart);
        assert!(flaw.hint.starts_with("Did you mean `sales`?"), "{flaw:?}");
        assert_eq!(&text[flaw.place..flaw.place + 5], "salse");
    }

    #[test]
    fn byte_order_marks_and_line_ends_of_any_kind_are_accepted() {
        let text = "(\n    // why\n    id: \"c-0000000001\",\n    title: \"Audit\",\n    scroe: 1,\n)\n";
        let id = RecordId::Candidate(CandidateId::from_bits(1));
        for text in [text.replace('\n', "\r\n"), text.replace('\n', "\r"), format!("\u{feff}{text}")] {
            let read = read_record(id, &text).unwrap();
            assert_eq!(&text[read.flaws[0].place..][..5], "scroe");
        }
    }

    #[test]
    fn hostile_texts_are_refused_in_linear_time() {
        let many = 1 << 20;
        for text in [
            "[".repeat(many),
            "/*".repeat(many),
            format!("r{}\"", "#".repeat(many)),
            format!("r#\"{}", "\"##".repeat(many)),
            "\\\"'".repeat(many),
            "1.".repeat(many),
        ] {
            let value = format!("(id: \"c-0000000001\", title: \"t\", x: {text}");
            assert!(read_record(RecordId::Candidate(CandidateId::from_bits(1)), &value).is_err());
            assert!(candidate(&format!("x: {text}")).is_err());
        }
    }
}
