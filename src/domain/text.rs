//! Records as text: one dialect of RON for files, journal, demo and editor, and what a reader forgives. Knows
//! no file.
//!
//! Compact text never holds a raw line end, so one record or one transaction is one line.

use super::record::{Record, RecordId};
use ron::extensions::Extensions;
use ron::ser::PrettyConfig;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::sync::Arc;

/// How a record is laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// One line: signals, journal.
    Compact,
    /// One field a line: documents a person may open in an editor.
    Pretty,
}

/// `who: "p-…"` instead of `who: Some("p-…")`. The limit on nesting stays: without it a hostile file ends the
/// process.
fn options() -> ron::Options {
    ron::Options::default().with_default_extension(Extensions::IMPLICIT_SOME)
}

/// Reads one value, byte order mark or not.
pub fn parse<T: DeserializeOwned>(text: &str) -> Result<T, ron::error::SpannedError> {
    options().from_str(text.strip_prefix('\u{feff}').unwrap_or(text))
}

/// Prints a value in one of the two styles, without a line end behind it.
pub fn print<T: Serialize>(value: &T, style: Style) -> Result<String, ron::Error> {
    match style {
        Style::Compact => options().to_string(value),
        Style::Pretty => options().to_string_pretty(value, PrettyConfig::new().new_line("\n")),
    }
}

/// Reads a record of the kind its id names.
pub fn parse_record(id: RecordId, text: &str) -> Result<Record, ron::error::SpannedError> {
    Ok(match id {
        RecordId::Signal(_) => Record::Signal(Arc::new(parse(text)?)),
        RecordId::Stakeholder(_) => Record::Stakeholder(Arc::new(parse(text)?)),
        RecordId::Account(_) => Record::Account(Arc::new(parse(text)?)),
        RecordId::Candidate(_) => Record::Candidate(Arc::new(parse(text)?)),
        RecordId::Meeting(_) => Record::Meeting(Arc::new(parse(text)?)),
        RecordId::Strategy => Record::Strategy(Arc::new(parse(text)?)),
    })
}

/// Prints a record.
pub fn print_record(record: &Record, style: Style) -> Result<String, ron::Error> {
    match record {
        Record::Signal(record) => print(&**record, style),
        Record::Stakeholder(record) => print(&**record, style),
        Record::Account(record) => print(&**record, style),
        Record::Candidate(record) => print(&**record, style),
        Record::Meeting(record) => print(&**record, style),
        Record::Strategy(record) => print(&**record, style),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::channel::Channel;
    use crate::domain::id::{SignalId, StakeholderId};
    use crate::domain::signal::Signal;

    fn signal() -> Signal {
        let at = "2026-11-21T08:00:00Z".parse().unwrap();
        let mut signal = Signal::new(SignalId::from_bits(7), "a \"b\"\nc \u{1b}[2J", Channel::Support, at);
        signal.who = Some(StakeholderId::from_bits(1));
        signal
    }

    #[test]
    fn compact_text_is_one_line_without_some_and_without_names() {
        let text = print(&signal(), Style::Compact).unwrap();
        assert!(text.starts_with("(id:\"s-0000000007\",title:\"a \\\"b\\\"\\nc "), "{text}");
        assert!(text.contains("who:\"p-0000000001\"") && !text.contains('\n') && !text.contains('\u{1b}'));
        assert_eq!(parse::<Signal>(&text).unwrap(), signal());
    }

    #[test]
    fn pretty_text_has_a_field_a_line() {
        let text = print(&signal(), Style::Pretty).unwrap();
        assert!(text.starts_with("(\n    id: \"s-0000000007\",\n    title: "), "{text}");
        assert_eq!(parse::<Signal>(&text).unwrap(), signal());
    }

    #[test]
    fn byte_order_mark_line_ends_of_windows_and_some_are_accepted() {
        let text = print(&signal(), Style::Pretty).unwrap().replace('\n', "\r\n");
        let text = format!("\u{feff}{}", text.replace("\"p-0000000001\"", "Some(\"p-0000000001\")"));
        assert_eq!(parse::<Signal>(&text).unwrap(), signal());
    }

    #[test]
    fn the_dialect_of_the_parser_is_the_one_we_know() {
        for (text, value) in [
            ("1_000", "1000"),
            ("0x1f", "31"),
            ("-0b11", "-3"),
            ("1e3", "1000.0"),
            ("inf", "inf"),
            ("true", "true"),
            ("r#\"a\"b\"#", "\"a\\\"b\""),
            ("'x'", "'x'"),
            ("\"a\\u{e9}\\n\"", "\"a\u{e9}\\n\""),
            ("/* a /* b */ */ [1, 2,] // end", "[1,2]"),
            ("Some(1)", "1"),
            ("None", "None"),
            ("()", "()"),
            ("{1: 2}", "{1:2}"),
        ] {
            let read = parse::<ron::Value>(text).unwrap_or_else(|error| panic!("{text}: {error}"));
            assert_eq!(print(&read, Style::Compact).unwrap(), value, "{text}");
        }
        for text in ["\u{a0}x:", "[1 2]", "\"a", "'ab'", "{1, 2}", "01x", "nil;", "#[x] 1", "<a>"] {
            assert!(parse::<ron::Value>(text).is_err(), "{text}");
        }
        assert!(parse::<f64>("1..2").is_err(), "a range is no number");
    }

    #[test]
    fn a_megabyte_of_brackets_is_an_error_with_a_place() {
        assert!(parse::<Signal>(&format!("(id:{}", "[".repeat(1 << 20))).is_err());
    }
}
