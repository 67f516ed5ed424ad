//! Writes a changed record into the text it had, so that comments, order, layout and fields only a newer
//! program knows survive.

use super::scan::{self, Field};
use super::text::{Style, parse_record, print_record};
use crate::domain::record::Record;

/// Returns `text`, which reads as `old`, changed in the fields in which `new` differs. Nothing when that does
/// not read as `new`; then the caller prints the record afresh.
pub fn splice(text: &str, old: &Record, new: &Record, style: Style) -> Option<String> {
    let (old_text, new_text) = (print_record(old, style).ok()?, print_record(new, style).ok()?);
    if text.trim_end() == old_text {
        return Some(new_text);
    }
    let (was, becomes) = (Printed::new(&old_text)?, Printed::new(&new_text)?);
    let spliced = Splicer { text, style, was: &was, becomes: &becomes }.run()?;
    let reads_as_new = parse_record(new.id(), &spliced).is_ok_and(|record| record == *new);
    reads_as_new.then_some(spliced)
}

/// A record as this program prints it, by field.
struct Printed<'a> {
    text: &'a str,
    fields: Vec<Field<'a>>,
}

impl<'a> Printed<'a> {
    fn new(text: &'a str) -> Option<Self> {
        Some(Self { text, fields: scan::fields(text)? })
    }

    fn value(&self, name: &str) -> Option<&'a str> {
        let field = self.fields.iter().find(|field| field.name == name)?;
        Some(&self.text[field.value.clone()])
    }
}

struct Splicer<'a> {
    text: &'a str,
    style: Style,
    was: &'a Printed<'a>,
    becomes: &'a Printed<'a>,
}

impl Splicer<'_> {
    fn run(&self) -> Option<String> {
        let present = scan::fields(self.text)?;
        let mut out = String::with_capacity(self.text.len() + 64);
        let mut at = self.text[..present.first().map_or(self.text.len(), |first| first.start)].find('(')? + 1;
        out.push_str(&self.text[..at]);
        let mut lacks_comma = false;
        self.insert_after(None, &present, &mut lacks_comma, &mut out);
        for field in &present {
            let lead = &self.text[at..field.start];
            let end = self.behind_comma(field.value.end);
            match self.fate(field.name, &self.text[field.value.clone()]) {
                Some(value) => {
                    out.push_str(lead);
                    out.push_str(&self.text[field.start..field.value.start]);
                    out.push_str(value);
                    out.push_str(&self.text[field.value.end..end]);
                    lacks_comma = end == field.value.end;
                }
                None => out.push_str(comments(lead)),
            }
            at = end;
            self.insert_after(Some(field.name), &present, &mut lacks_comma, &mut out);
        }
        out.push_str(&self.text[at..]);
        Some(out)
    }

    /// Returns the value a present field gets, or nothing when the field goes.
    fn fate<'b>(&'b self, name: &str, present: &'b str) -> Option<&'b str> {
        match (self.was.value(name), self.becomes.value(name)) {
            (was, becomes) if was == becomes => Some(present),
            (_, Some(becomes)) => Some(becomes),
            (_, None) => None,
        }
    }

    /// Returns the index behind the comma that follows a value, or behind the value when none does.
    fn behind_comma(&self, value_end: usize) -> usize {
        let bytes = self.text.as_bytes();
        let at = scan::skip_trivia(bytes, value_end).unwrap_or(value_end);
        if bytes.get(at) == Some(&b',') { at + 1 } else { value_end }
    }

    /// Inserts the fields that are new and, in the printed order, follow the named one.
    fn insert_after(
        &self,
        name: Option<&str>,
        present: &[Field<'_>],
        lacks_comma: &mut bool,
        out: &mut String,
    ) {
        let is_present = |name: &str| present.iter().any(|field| field.name == name);
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
            match self.style {
                Style::Compact => out.push_str(&format!("{}:{value},", field.name)),
                Style::Pretty => out.push_str(&format!("\n    {}: {value},", field.name)),
            }
        }
    }
}

/// Returns the part of the text before a field that must stay when the field goes: up to its last comment.
fn comments(lead: &str) -> &str {
    if lead.contains("//") || lead.contains("/*") { lead.trim_end() } else { "" }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::candidate::Candidate;
    use crate::domain::id::CandidateId;
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
