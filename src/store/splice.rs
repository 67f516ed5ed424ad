//! Writes a changed record into the text it had, so that comments, order, layout and fields only a newer
//! program knows survive: at the top, and inside of what changed.

use super::read::{parse_record, with_line_ends};
use super::scan::{self, Field};
use super::text::{Style, print_record};
use crate::domain::record::Record;
use std::ops::Range;

/// Returns `text`, which reads as `old`, changed in the fields in which `new` differs. Nothing when that does
/// not read as `new`; then the caller prints the record afresh.
pub fn splice(text: &str, old: &Record, new: &Record, style: Style) -> Option<String> {
    let (old_text, new_text) = (print_record(old, style).ok()?, print_record(new, style).ok()?);
    if text.trim_end() == old_text {
        return Some(new_text);
    }
    let text = with_line_ends(text);
    let ends = text.matches('\n').count();
    let is_of_windows = 0 < ends && text.matches("\r\n").count() == ends;
    let spliced = value(&text, &old_text, &new_text, style == Style::Pretty)?;
    let spliced = if is_of_windows { of_windows(&spliced) } else { spliced };
    let reads_as_new = parse_record(new.id(), &spliced).is_ok_and(|record| record == *new);
    reads_as_new.then_some(spliced)
}

/// Ends every line as the rest of the text does.
fn of_windows(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\n', "\r\n")
}

/// Returns the text of a value that was printed as `was` and is to say what `becomes` says; nothing when the
/// present text is laid out in a way that cannot be followed.
fn value(present: &str, was: &str, becomes: &str, on_lines: bool) -> Option<String> {
    if was == becomes {
        return Some(present.into());
    }
    if let (Some(present_parts), Some(was_parts), Some(becomes_parts)) =
        (Parts::of(present), Parts::of(was), Parts::of(becomes))
    {
        let has_one_name = was_parts.name() == becomes_parts.name()
            && (present_parts.name() == was_parts.name() || was_parts.name().is_empty());
        let splicer = Splicer { on_lines, present: present_parts, was: was_parts, becomes: becomes_parts };
        return has_one_name.then(|| splicer.run());
    }
    list(present, was, becomes)
}

/// A struct or a map by its fields.
struct Parts<'a> {
    text: &'a str,
    open: usize,
    fields: Vec<Field<'a>>,
}

impl<'a> Parts<'a> {
    fn of(text: &'a str) -> Option<Self> {
        let (fields, bracket) = match scan::fields(text) {
            Some(fields) => (fields, '('),
            None => (scan::entries_as_fields(text)?, '{'),
        };
        let before = fields.first().map_or(text.len(), |first| first.start);
        let open = scan::opening(text, bracket).filter(|open| *open < before)?;
        Some(Self { text, open, fields })
    }

    /// What stands before the bracket, as in `snoozed(until: …)`.
    fn name(&self) -> &'a str {
        self.text[..self.open].rsplit(['/', '\n']).next().unwrap_or_default().trim()
    }

    fn value(&self, name: &str) -> Option<&'a str> {
        let field = self.fields.iter().find(|field| field.name == name)?;
        Some(&self.text[field.value.clone()])
    }
}

struct Splicer<'a> {
    /// Fields stand on lines of their own unless the text shows otherwise.
    on_lines: bool,
    present: Parts<'a>,
    was: Parts<'a>,
    becomes: Parts<'a>,
}

impl Splicer<'_> {
    fn run(&self) -> String {
        let text = self.present.text;
        let mut out = String::with_capacity(text.len() + 64);
        let mut at = self.present.open + 1;
        out.push_str(&text[..at]);
        let mut lacks_comma = false;
        self.insert_after(None, &mut lacks_comma, &mut out);
        for field in &self.present.fields {
            let lead = &text[at..field.start];
            let end = behind_comma(text, field.value.end);
            match self.fate(field.name, &text[field.value.clone()]) {
                Some(value) => {
                    out.push_str(lead);
                    out.push_str(&text[field.start..field.value.start]);
                    out.push_str(&value);
                    out.push_str(&text[field.value.end..end]);
                    lacks_comma = end == field.value.end;
                }
                None => out.push_str(comments(lead)),
            }
            at = end;
            self.insert_after(Some(field.name), &mut lacks_comma, &mut out);
        }
        out.push_str(&text[at..]);
        out
    }

    /// Returns the value a present field gets, or nothing when the field goes.
    fn fate(&self, name: &str, present: &str) -> Option<String> {
        match (self.was.value(name), self.becomes.value(name)) {
            (was, becomes) if was == becomes => Some(present.into()),
            (Some(was), Some(becomes)) => {
                Some(value(present, was, becomes, false).unwrap_or_else(|| becomes.into()))
            }
            (None, Some(becomes)) => Some(becomes.into()),
            (_, None) => None,
        }
    }

    /// Inserts the fields that are new and, in the printed order, follow the named one.
    fn insert_after(&self, name: Option<&str>, lacks_comma: &mut bool, out: &mut String) {
        let is_present = |name: &str| self.present.fields.iter().any(|field| field.name == name);
        let start = match name {
            None => 0,
            Some(name) => match self.becomes.fields.iter().position(|field| field.name == name) {
                Some(place) => place + 1,
                None => return,
            },
        };
        for field in self.becomes.fields[start..].iter().take_while(|field| !is_present(field.name)) {
            let value = &self.becomes.text[field.value.clone()];
            if std::mem::take(lacks_comma) {
                out.push(',');
            }
            match self.indent() {
                Some(indent) => out.push_str(&format!("\n{indent}{}: {value},", field.name)),
                None => out.push_str(&format!("{}:{value},", field.name)),
            }
        }
    }

    /// The blanks before fields when each stands on a line of its own.
    fn indent(&self) -> Option<String> {
        let text = self.present.text;
        let usual = self.on_lines.then(|| "    ".to_string());
        let Some(first) = self.present.fields.first() else { return usual };
        let line = text[..first.start].rfind('\n').filter(|newline| self.present.open < *newline);
        let blanks = |newline: usize| {
            text[newline + 1..].chars().take_while(|c| matches!(c, ' ' | '\t')).collect::<String>()
        };
        line.map(blanks).or(usual)
    }
}

/// Returns the index behind the comma that follows a value, or behind the value when none does.
fn behind_comma(text: &str, value_end: usize) -> usize {
    let bytes = text.as_bytes();
    let at = scan::skip_trivia(bytes, value_end).unwrap_or(value_end);
    if bytes.get(at) == Some(&b',') { at + 1 } else { value_end }
}

/// Returns the part of the text before a field that must stay when the field goes: up to its last comment.
fn comments(lead: &str) -> &str {
    if lead.contains("//") || lead.contains("/*") { lead.trim_end() } else { "" }
}

/// Splices a list: elements at both ends that stay keep their text, those between are changed one by one.
fn list(present: &str, was: &str, becomes: &str) -> Option<String> {
    let items = |text| scan::items(text, b'[');
    let (here, old, new) = (items(present)?, items(was)?, items(becomes)?);
    if here.len() != old.len() || here.is_empty() {
        return None;
    }
    let (old, new): (Vec<&str>, Vec<&str>) = (
        old.into_iter().map(|item| &was[item]).collect(),
        new.into_iter().map(|item| &becomes[item]).collect(),
    );
    let head = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let rest = old.len().min(new.len()) - head;
    let tail = old.iter().rev().zip(new.iter().rev()).take(rest).take_while(|(a, b)| a == b).count();
    let (old_end, new_end) = (old.len() - tail, new.len() - tail);
    let both = old_end.min(new_end);
    let mut edits: Vec<(Range<usize>, String)> = Vec::new();
    for at in head..both {
        let changed = value(&present[here[at].clone()], old[at], new[at], false);
        edits.push((here[at].clone(), changed.unwrap_or_else(|| new[at].into())));
    }
    edits.extend(here[both..old_end].iter().map(|item| (with_its_line(present, item), String::new())));
    edits.extend(insertion(present, &here, both, &new[both..new_end]));
    let mut out = present.to_string();
    for (range, text) in edits.into_iter().rev() {
        out.replace_range(range, &text);
    }
    Some(out)
}

/// New elements before the one at `place`, laid out like those there.
fn insertion(
    present: &str,
    here: &[Range<usize>],
    place: usize,
    new: &[&str],
) -> Option<(Range<usize>, String)> {
    if new.is_empty() {
        return None;
    }
    let at = match place.checked_sub(1) {
        Some(before) => behind_comma(present, here[before].end),
        None => scan::opening(present, '[')? + 1,
    };
    let lacks_comma = 0 < place && at == here[place - 1].end;
    let blank = present[..here[0].start].rfind(|c: char| !c.is_whitespace()).map_or(0, |last| last + 1);
    let lead = &present[blank..here[0].start];
    let lead = if lead.is_empty() && 0 < place { " " } else { lead };
    let mut text = String::from(if lacks_comma { "," } else { "" });
    new.iter().for_each(|item| text.push_str(&format!("{lead}{item},")));
    Some((at..at, text))
}

/// An element with its comma, and with its line when it stands alone on one.
fn with_its_line(present: &str, item: &Range<usize>) -> Range<usize> {
    let end = behind_comma(present, item.end);
    let before = present[..item.start].trim_end_matches([' ', '\t']);
    let is_alone =
        before.ends_with('\n') && present[end..].trim_start_matches([' ', '\t']).starts_with(['\n', '\r']);
    let start = if is_alone { before.trim_end_matches(['\n', '\r']).len() } else { item.start };
    start..end
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::candidate::Candidate;
    use crate::domain::id::CandidateId;
    use crate::domain::record::RecordId;
    use crate::store::samples::{candidate, signal};
    use crate::store::text::parse;
    use proptest::prelude::*;

    fn change(text: &str, edit: impl Fn(&mut Candidate)) -> String {
        let old: Candidate = parse(text).unwrap();
        let mut new = old.clone();
        edit(&mut new);
        splice(text, &old.into(), &new.into(), Style::Pretty).unwrap()
    }

    const BY_HAND: &str = "// mine\n(\n    title: \"Audit\", // short\n    mood: Calm(3), // of a newer program\n\n    \
                           /* the id */ id: \"c-0000000001\",\n    // why\n    problem: \"p\"\n)\n";

    #[test]
    fn comments_order_and_unknown_fields_stay() {
        assert_eq!(change(BY_HAND, |_| ()), BY_HAND);
        assert_eq!(
            change(BY_HAND, |candidate| candidate.title = "Export".into()),
            BY_HAND.replace("Audit", "Export")
        );
        assert_eq!(
            change(BY_HAND, |candidate| candidate.problem.clear()),
            BY_HAND.replace("\n    problem: \"p\"", "")
        );
        let more = change(BY_HAND, |candidate| candidate.value = "v".into());
        assert_eq!(more, BY_HAND.replace("\"p\"\n", "\"p\",\n    value: \"v\",\n"));
    }

    #[test]
    fn inside_of_what_changed_the_rest_stays() {
        let text = BY_HAND.replace(
            "    problem: \"p\"\n",
            "    scope_in: [\n        \"a\", // first\n        \"b\",\n        // more\n    ],\n    economics: ( //              guesses\n        mood: Sad,\n        capture: 0.5, // half\n    ),\n    skills: {\"rust\": 1.0, /* one */              \"c\": 2.0},\n",
        );
        assert_eq!(
            change(&text, |one| one.economics.capture = Some(0.25)),
            text.replace("capture: 0.5,", "capture: 0.25,")
        );
        let more = change(&text, |one| one.economics.do_nothing = Some(3.0));
        assert_eq!(
            more,
            text.replace("half\n", "half\n        do_nothing: 3.0,\n")
                .replace("0.5, // half\n        do_nothing: 3.0,", "0.5,\n        do_nothing: 3.0, // half")
        );
        let skilled = change(&text, |one| {
            one.skills.insert("c".into(), 5.0);
        });
        assert_eq!(skilled, text.replace("2.0", "5.0"));
        let unskilled = change(&text, |one| {
            one.skills.remove("rust");
        });
        assert_eq!(unskilled, text.replace("\"rust\": 1.0,", ""));
        assert_eq!(change(&text, |one| one.scope_in[1] = "B".into()), text.replace("\"b\"", "\"B\""));
        assert_eq!(
            change(&text, |one| one.scope_in.push("c".into())),
            text.replace("\"b\",", "\"b\",\n        \"c\",")
        );
        assert_eq!(change(&text, |one| drop(one.scope_in.remove(1))), text.replace("\n        \"b\",", ""));
    }

    #[test]
    fn a_value_that_cannot_be_read_stays_until_its_field_is_set() {
        use crate::domain::candidate::Horizon;
        let text = BY_HAND
            .replace("    // why\n", "    horizon: Nova(x: 1), /* new */\n    alignment: (value: 999),\n");
        let old = parse_record(RecordId::Candidate(CandidateId::from_bits(1)), &text).unwrap();
        let Record::Candidate(old) = old else { panic!("a candidate") };
        let mut new = (*old).clone();
        new.title = "Export".into();
        let spliced = |new: &Candidate| {
            splice(&text, &Record::Candidate(old.clone()), &new.clone().into(), Style::Pretty).unwrap()
        };
        assert_eq!(spliced(&new), text.replace("Audit", "Export"));
        new.horizon = Horizon::Now;
        assert_eq!(spliced(&new), text.replace("Audit", "Export").replace("Nova(x: 1)", "now"));
    }

    #[test]
    fn line_ends_stay_what_they_are() {
        let windows = BY_HAND.replace('\n', "\r\n");
        let edit = |one: &mut Candidate| one.value = "v".into();
        let spliced = |text: &str| {
            let old = parse_record(RecordId::Candidate(CandidateId::from_bits(1)), text).unwrap();
            let Record::Candidate(mut new) = old.clone() else { panic!("a candidate") };
            edit(std::sync::Arc::make_mut(&mut new));
            splice(text, &old, &Record::Candidate(new), Style::Pretty).unwrap()
        };
        let unix = change(BY_HAND, edit);
        assert_eq!(spliced(&windows), unix.replace('\n', "\r\n"));
        assert_eq!(spliced(&BY_HAND.replace('\n', "\r")), unix, "lone carriage returns become line ends");
        assert_eq!(spliced(&format!("\u{feff}{BY_HAND}")), format!("\u{feff}{unix}"));
    }

    #[test]
    fn text_of_ours_becomes_text_of_ours() {
        let (old, new) = (signal(1, "a"), signal(1, "b"));
        let text = print_record(&old, Style::Compact).unwrap();
        assert_eq!(splice(&text, &old, &new, Style::Compact), print_record(&new, Style::Compact).ok());
    }

    #[test]
    fn a_default_written_out_stays_until_it_changes() {
        let text = "(id:\"c-0000000001\",problem:\"\",title:\"t\")";
        let id = CandidateId::from_bits(1);
        let old: Record = Candidate::new(id, "t").into();
        let mut new = Candidate::new(id, "t");
        new.problem = "p".into();
        let new = new.into();
        assert_eq!(
            splice(text, &old, &new, Style::Compact).unwrap(),
            "(id:\"c-0000000001\",problem:\"p\",title:\"t\")"
        );
    }

    proptest! {
        #[test]
        fn any_change_reads_as_the_new_record(
            title in "[ -~]{1,12}", problem in "\\PC{0,12}", value in "\\PC{0,12}", tail in "[ -~\n]{0,20}",
        ) {
            let old = candidate(1, "old title");
            let mut new = Candidate::new(CandidateId::from_bits(1), title);
            (new.problem, new.value) = (problem, value);
            let new: Record = new.into();
            let comment = tail.replace("*/", "");
            let text = print_record(&old, Style::Pretty).unwrap().replace("title", &format!("/*{comment}*/ x: 1, title"));
            if let (true, Some(out)) = (parse_record(old.id(), &text).is_ok(), splice(&text, &old, &new, Style::Pretty)) {
                prop_assert_eq!(parse_record(new.id(), &out).unwrap(), new);
                prop_assert!(out.contains(&comment) && out.contains("x: 1"));
            }
        }
    }
}
