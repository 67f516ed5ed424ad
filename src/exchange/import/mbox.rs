//! Many mails in one file (mbox), each behind a `From ` line.
//!
//! Mail programs are meant to write `>From ` in texts and many do not, so a line is a separator only before a
//! header, and only when it carries a date or, in files whose separators carry none, follows a blank line.

use super::Format;
use super::draft::{Parsed, Source};
use super::eml::is_header_name;
use super::mail::{self, Raw};
use super::refused::Refused;
use crate::domain::channel::Channel;

pub(super) const FORMAT: Format = Format {
    name: "mbox",
    extensions: &["mbox", "mbx"],
    help: "Many mails in one file, as Gmail Takeout, Thunderbird and mutt write them.",
    channel: Channel::Customer,
    looks_like,
    parse,
};

const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

fn looks_like(_: &str, head: &[u8]) -> bool {
    let mut lines = head.split_inclusive(|byte| *byte == b'\n');
    let first = lines.next().unwrap_or_default();
    first.starts_with(b"From ") && lines.next().is_some_and(is_header)
}

/// Tells whether a `From ` line carries a month, a time and a year.
fn is_dated(line: &[u8]) -> bool {
    let text = String::from_utf8_lossy(line.get(5..).unwrap_or_default()).to_lowercase();
    let words: Vec<&str> = text.split_whitespace().collect();
    let is_time = |word: &&str| {
        let parts: Vec<&str> = word.split(':').collect();
        2 <= parts.len() && parts.iter().all(|part| part.parse::<u8>().is_ok())
    };
    let is_year = |word: &&str| word.len() == 4 && word.parse::<u16>().is_ok_and(|year| 1900 < year);
    words.iter().any(|word| MONTHS.contains(word)) && words.iter().any(is_time) && words.iter().any(is_year)
}

fn is_header(line: &[u8]) -> bool {
    let text = String::from_utf8_lossy(line);
    text.starts_with(">From ") || text.split_once(':').is_some_and(|(name, _)| is_header_name(name))
}

fn is_blank(line: &[u8]) -> bool {
    line.trim_ascii().is_empty()
}

fn parse(source: &Source<'_>) -> Result<Parsed, Refused> {
    let mut parsed = Parsed::new(FORMAT.name);
    let bytes = source.bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(source.bytes);
    if is_blank(bytes) {
        return Ok(parsed);
    }
    let lines: Vec<&[u8]> = bytes.split_inclusive(|byte| *byte == b'\n').collect();
    let starts = starts(&lines);
    let Some(first) = starts.first() else {
        return Err(Refused::NotMbox { name: source.name.into() });
    };
    if lines[..*first].iter().any(|line| !is_blank(line)) {
        parsed.skipped.push(source.skipped(1, "text before the first `From ` line."));
    }
    let ends = starts.iter().skip(1).copied().chain([lines.len()]);
    let mails: Vec<Raw<'_>> = starts.iter().zip(ends).map(|(start, end)| mail(&lines, *start, end)).collect();
    mail::read(source, &mut parsed, &mails)?;
    Ok(parsed)
}

/// The places of the separators: dated lines before a header; where none is dated, lines between a blank
/// line and a header.
fn starts(lines: &[&[u8]]) -> Vec<usize> {
    let is_after_blank = |place: usize| place.checked_sub(1).is_none_or(|before| is_blank(lines[before]));
    let is_before_header = |place: usize| lines.get(place + 1).is_some_and(|next| is_header(next));
    let is_from = |place: &usize| lines[*place].starts_with(b"From ") && is_before_header(*place);
    let all: Vec<usize> = (0..lines.len()).filter(is_from).collect();
    match all.iter().any(|place| is_dated(lines[*place])) {
        true => all.into_iter().filter(|place| is_dated(lines[*place])).collect(),
        false => all.into_iter().filter(|place| is_after_blank(*place)).collect(),
    }
}

/// The mail behind a separator, with one `>` taken off lines that were escaped.
fn mail<'a>(lines: &[&'a [u8]], start: usize, end: usize) -> Raw<'a> {
    let body = &lines[start + 1..end];
    let is_escaped = |line: &[u8]| {
        let quotes = line.iter().take_while(|byte| **byte == b'>').count();
        0 < quotes && line[quotes..].starts_with(b"From ")
    };
    let mut bytes = Vec::with_capacity(body.iter().map(|line| line.len()).sum());
    for line in body {
        bytes.extend_from_slice(if is_escaped(line) { &line[1..] } else { line });
    }
    Raw { line: start + 1, bytes: bytes.into() }
}

#[cfg(test)]
mod tests {
    use super::super::read;
    use super::super::tests::options;
    use super::*;

    fn parsed(text: &str) -> Parsed {
        read("f.mbox", text.as_bytes(), &options()).unwrap()
    }

    fn titles(parsed: &Parsed) -> Vec<&str> {
        parsed.drafts.iter().map(|draft| draft.title.as_str()).collect()
    }

    const FROM: &str = "From a@b.io Sun Dec 25 21:33:37 2011\n";

    #[test]
    fn every_mail_is_a_draft() {
        let text = format!(
            "{FROM}Subject: =?utf-8?q?Zo=C3=AB?=\nMessage-ID: <1@x>\nFrom: Ada Obi <Ada@X.io>\n\
             Date: Tue, 12 Mar 2024 09:41:00 +0100\n\nHello\n>From here\n\n{FROM}Subject: two\n\n"
        );
        let parsed = parsed(&text);
        assert_eq!(titles(&parsed), ["Zoë", "two"]);
        let first = &parsed.drafts[0];
        assert_eq!((first.key.as_deref(), first.body.as_str()), (Some("mail:1@x"), "Hello\nFrom here"));
        assert_eq!(
            (first.said_by.as_str(), first.email.as_deref()),
            ("Ada Obi <Ada@X.io>", Some("ada@x.io"))
        );
        assert_eq!(first.at.unwrap().to_string(), "2024-03-12T08:41:00Z");
        assert_eq!(parsed.drafts[1].line, 10);
    }

    #[test]
    fn from_in_a_text_is_no_separator() {
        let text =
            format!("{FROM}Subject: one\n\nFrom here on: good\nFrom 12:30 on Mar 3 2024 we saw\nthat\n");
        assert_eq!(titles(&parsed(&text)), ["one"]);
        let undated = "From -\nSubject: one\n\ntext\n\nFrom -\nSubject: two\n\n";
        assert_eq!(titles(&parsed(undated)), ["one", "two"]);
    }

    #[test]
    fn prose_before_the_first_mail_is_listed_and_nothing_is_none() {
        let parsed = parsed(&format!("Some words.\n\n{FROM}Subject: one\n\nx\n"));
        assert_eq!((titles(&parsed), parsed.skipped[0].place.as_str()), (vec!["one"], "f.mbox:1"));
        assert_eq!(read("f.mbox", b"", &options()).unwrap().drafts, []);
        let error = read("f.mbox", b"Some words.", &options()).unwrap_err();
        assert_eq!(error, Refused::NotMbox { name: "f.mbox".into() });
    }

    #[test]
    fn a_broken_mail_costs_only_itself() {
        let bomb = "Content-Type: message/rfc822\n\n".repeat(1_000);
        let text =
            format!("{FROM}Subject: one\n\n{FROM}{bomb}\n{FROM}X-Nothing: 1\n\n\n{FROM}Subject: four\n\n");
        let parsed = parsed(&text);
        assert_eq!(titles(&parsed), ["one", "four"]);
        let whys: Vec<&str> = parsed.skipped.iter().map(|row| row.why.as_str()).collect();
        assert_eq!(
            whys,
            ["the mail is nested deeper than 20 levels.", "the mail has neither a subject nor a text."]
        );
    }
}
