//! Reads what other tools export: bytes to drafts, drafts to edits. Never opens a file, never asks the time.
//!
//! [`FORMATS`] is the one list of formats, one file each; `table.rs` turns the rows of any of them into
//! [`Draft`]s, and `merge.rs` turns drafts into edits of a workspace.

mod csv;
mod dates;
mod draft;
mod eml;
mod fields;
mod json;
mod mail;
mod mbox;
pub mod merge;
mod others;
mod people;
mod refresh;
mod refused;
mod signals;
mod table;
mod text;
mod track;
pub mod wire;

pub use draft::{Draft, Kind, Options, Parsed, Skipped, Source};
pub use refused::Refused;

use crate::domain::channel::Channel;
use crate::domain::nearest::did_you_mean;

/// The largest file that is read, in bytes.
pub const LARGEST_FILE: usize = 100 * 1024 * 1024;

/// How much of a file is looked at to tell its format, in bytes.
const HEAD: usize = 64 * 1024;

/// One format: how it is recognised and read.
pub struct Format {
    pub name: &'static str,
    pub extensions: &'static [&'static str],
    /// One sentence for the help.
    pub help: &'static str,
    /// The channel of its signals when neither the user, the row nor the sender names one.
    pub channel: Channel,
    /// Tells from the first bytes whether the content is of this format.
    pub looks_like: fn(name: &str, head: &[u8]) -> bool,
    pub parse: fn(&Source<'_>) -> Result<Parsed, Refused>,
}

/// All formats, in the order in which content is tried. The last one is the least particular.
pub const FORMATS: &[Format] = &[json::FORMAT, mbox::FORMAT, eml::FORMAT, csv::FORMAT];

/// Reads one file into drafts. The format is told by content; the extension of `name` only decides when the
/// content does not. Refuses what is not what it says; what is merely a bad row is in `skipped`.
pub fn read(name: &str, bytes: &[u8], options: &Options) -> Result<Parsed, Refused> {
    if LARGEST_FILE < bytes.len() {
        return Err(Refused::TooBig { name: name.into() });
    }
    let format = format_of(name, bytes, options)?;
    let mut parsed = (format.parse)(&Source { name, bytes, options })?;
    parsed.drafts.sort_by_key(|draft| draft.line);
    parsed.skipped.sort_by_key(|skipped| skipped.line);
    Ok(parsed)
}

fn format_of(name: &str, bytes: &[u8], options: &Options) -> Result<&'static Format, Refused> {
    if let Some(given) = &options.format {
        return format_named(given);
    }
    let head = &bytes[..bytes.len().min(HEAD)];
    let by_content = FORMATS.iter().find(|format| (format.looks_like)(name, head));
    let by_mapping = || format_named("csv").ok().filter(|_| !options.map.is_empty());
    by_content.or_else(|| by_extension(name)).or_else(by_mapping).ok_or_else(|| match bytes {
        [] => Refused::Empty { name: name.into() },
        _ => Refused::Unknown { name: name.into(), known: names().collect::<Vec<_>>().join(", ") },
    })
}

fn format_named(given: &str) -> Result<&'static Format, Refused> {
    let given = given.trim().to_lowercase();
    let is_named = |format: &&Format| format.name == given || format.extensions.contains(&given.as_str());
    FORMATS.iter().find(is_named).ok_or_else(|| Refused::UnknownFormat {
        hint: did_you_mean(&given, names()),
        known: names().collect::<Vec<_>>().join(", "),
        given,
    })
}

fn by_extension(name: &str) -> Option<&'static Format> {
    let (_, extension) = name.rsplit_once('.')?;
    let extension = extension.to_lowercase();
    FORMATS.iter().find(|format| format.extensions.contains(&extension.as_str()))
}

/// Returns the names of all formats.
pub fn names() -> impl Iterator<Item = &'static str> {
    FORMATS.iter().map(|format| format.name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::{Timestamp, tz::TimeZone};
    use proptest::prelude::*;

    pub(super) fn options() -> Options {
        Options::new("2026-11-21T14:30:00Z".parse::<Timestamp>().unwrap(), TimeZone::UTC)
    }

    fn format(name: &str, text: &str) -> Result<&'static str, String> {
        format_of(name, text.as_bytes(), &options())
            .map(|format| format.name)
            .map_err(|error| error.to_string())
    }

    #[test]
    fn content_tells_the_format_and_the_name_only_helps() {
        assert_eq!(format("-", "[{\"title\": 1}]"), Ok("json"));
        assert_eq!(format("x.csv", "\u{feff} {\"title\": 1}"), Ok("json"));
        assert_eq!(format("-", "Title;Votes\nA;1\n"), Ok("csv"));
        assert_eq!(format("-", "From a@b Sun Dec 25 21:33:37 2011\nSubject: x\n\n"), Ok("mbox"));
        assert_eq!(format("-", "Received: x\n y\nSubject: Title, of\n\ntext"), Ok("eml"));
        assert_eq!(format("a.TSV", "some words"), Ok("csv"));
        assert_eq!(format("empty.mbox", ""), Ok("mbox"));
    }

    #[test]
    fn unknown_content_is_refused_with_a_way_out() {
        let error = format("notes.txt", "Dear diary,\nto-day nothing happened.").unwrap_err();
        assert_eq!(
            error,
            "notes.txt: the content is none of json, mbox, eml, csv. Say which with --format, or name the \
             columns with --map."
        );
        assert_eq!(format("x", "").unwrap_err(), "x: the file is empty. Export it again.");
        let options = Options { format: Some("cvs".into()), ..options() };
        let error = read("x", b"", &options).unwrap_err().to_string();
        assert_eq!(error, "`cvs` is no format. The formats are json, mbox, eml, csv. Did you mean `csv`?");
    }

    #[test]
    fn kinds_have_names() {
        assert_eq!(Kind::parse(" Candidates "), Ok(Kind::Candidates));
        let error = Kind::parse("stakeholder").unwrap_err().to_string();
        assert!(error.ends_with("Did you mean `stakeholders`?"), "{error}");
    }

    fn read_every_way(bytes: &[u8]) {
        let maps = [vec![], vec![("title".to_string(), "a".to_string())]];
        for format in names().map(|name| Some(name.to_string())).chain([None]) {
            for (kind, map) in Kind::ALL.into_iter().flat_map(|kind| maps.clone().map(|map| (kind, map))) {
                let options = Options { format: format.clone(), kind, map, ..options() };
                let Ok(parsed) = read("f.csv", bytes, &options) else { continue };
                assert!(parsed.drafts.iter().all(|draft| !draft.title.trim().is_empty()));
                let plan = merge::plan(vec![parsed], &Default::default(), &options);
                let mut workspace = crate::domain::workspace::Workspace::default();
                plan.edits.into_iter().for_each(|edit| {
                    workspace.apply(edit).unwrap();
                });
            }
        }
    }

    #[test]
    fn nothing_and_one_endless_line_are_read_or_refused() {
        for line in ["", "x", "\"", "[", "{\"a\":", "a,", "From ", "Subject: ", "Subject: \n"] {
            let mib = if line == "x" { 10 } else { 1 };
            let bytes = line.repeat(mib * 1024 * 1024 / line.len().max(1));
            for format in names().map(|name| Some(name.to_string())).chain([None]) {
                let options = Options { format, ..options() };
                let Ok(parsed) = read("f", bytes.as_bytes(), &options) else { continue };
                assert!(parsed.drafts.len() <= 1, "{line}");
            }
        }
    }

    /// Texts made of what the formats are made of, so that most of them get past the first look.
    fn pieces() -> impl Strategy<Value = String> {
        let piece = prop::sample::select(vec![
            "title",
            "Summary",
            "a",
            "b,c",
            ",",
            ";",
            "\t",
            "|",
            "\"",
            "\"\"",
            "\n",
            "\r\n",
            "\n\n",
            "{",
            "}",
            "[",
            "]",
            ":",
            "\"title\":\"x\"",
            "\"url\":\"https://github.com/o/r/issues/1\"",
            "From a b Jan 1 10:00 2020\n",
            "Subject: hi\n",
            "Content-Type: multipart/mixed; boundary=x\n\n--x\n",
            "Content-Type: message/rfc822\n",
            "Date: Fri, 31 Feb 2020 25:61:00 +9900\n",
            "11 days ago",
            "\u{feff}",
            "\u{202e}",
            "é",
            "'=",
            "null",
            "1e9",
        ]);
        prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))] // each is read in 40 ways
        #[test]
        fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            read_every_way(&bytes);
        }

        #[test]
        fn any_text_is_read_or_refused(text in pieces()) {
            read_every_way(text.as_bytes());
        }
    }
}
