//! JSON for programs that is also safe to look at: whatever could steer a terminal or turn the direction of
//! text, and what is heaped on one letter, is written as `\u` escapes, which read back as the same text.

use crate::domain::shown::{MARKS, is_invisible, is_mark};
use serde::Serialize;
use serde_json::ser::{Formatter, Serializer};
use std::io::{self, Write};

/// Writes one value on a line.
pub fn write<T: Serialize + ?Sized>(out: &mut impl Write, value: &T) -> io::Result<()> {
    put(out, value)?;
    out.write_all(b"\n")
}

/// Writes an array with one element a line; `[]` when there is none.
pub fn write_all<T: Serialize>(out: &mut impl Write, values: impl IntoIterator<Item = T>) -> io::Result<()> {
    let mut is_first = true;
    out.write_all(b"[")?;
    for value in values {
        out.write_all(if is_first { b"\n" } else { b",\n" })?;
        is_first = false;
        put(out, &value)?;
    }
    out.write_all(if is_first { b"]\n" } else { b"\n]\n" })
}

fn put<T: Serialize + ?Sized>(out: &mut impl Write, value: &T) -> io::Result<()> {
    Ok(value.serialize(&mut Serializer::with_formatter(out, Harmless))?)
}

/// Compact, with more escapes than JSON asks for.
struct Harmless;

impl Formatter for Harmless {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, out: &mut W, fragment: &str) -> io::Result<()> {
        let (mut written, mut marks) = (0, 0);
        for (place, c) in fragment.char_indices() {
            marks = if is_mark(c) { marks + 1 } else { 0 };
            if c != '\x7f' && !is_invisible(c) && marks <= MARKS {
                continue;
            }
            out.write_all(&fragment.as_bytes()[written..place])?;
            for unit in c.encode_utf16(&mut [0; 2]) {
                write!(out, "\\u{unit:04x}")?;
            }
            written = place + c.len_utf8();
        }
        out.write_all(&fragment.as_bytes()[written..])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_text_is_escaped_and_reads_back() {
        let text = format!("a\x1b[2J\u{202e}b\u{9b}\x7f\u{e0001} é東\"\\\te{}", "\u{301}".repeat(50));
        let mut out = Vec::new();
        write(&mut out, &text).unwrap();
        let json = String::from_utf8(out).unwrap();
        assert!(json.trim_end().chars().all(|c| !c.is_control() && !is_invisible(c)), "{json:?}");
        assert_eq!(json.matches('\u{301}').count(), MARKS);
        assert_eq!(serde_json::from_str::<String>(&json).unwrap(), text);
    }

    #[test]
    fn arrays_have_one_element_a_line() {
        let mut out = Vec::new();
        write_all(&mut out, [1, 2]).unwrap();
        write_all(&mut out, [0; 0]).unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), "[\n1,\n2\n]\n[]\n");
    }
}
