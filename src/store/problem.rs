//! Names the problems of files: which words and which hint go with what is wrong with bytes.

use super::text::is_blank;
pub use crate::domain::problem::{Problem, ProblemKind};

/// What helps when the bytes themselves are gone.
const BYTES_ARE_GONE: &str =
    "A power cut leaves such files. `northstar doctor` and the backups know what it held; git may too.";

/// Returns what is wrong with a file before any reading: nothing in it, or no text. A file of a month may be
/// blank but for its brackets.
pub fn of_bytes(path: &str, bytes: &[u8]) -> Option<Problem> {
    if is_blank(bytes) {
        let is_zeroed = bytes.contains(&0);
        let what = if is_zeroed { "The file holds only zeros." } else { "The file is empty." };
        return Some(Problem::of_file(path, what).with_hint(BYTES_ARE_GONE));
    }
    if let [0xff, 0xfe, ..] | [0xfe, 0xff, ..] = bytes {
        let problem = Problem::of_file(path, "The text is UTF-16.");
        return Some(problem.with_hint("Save it as UTF-8: iconv -f UTF-16 -t UTF-8."));
    }
    None
}

/// Returns the problem of bytes that are no UTF-8, the first odd one at `offset` of the file.
pub fn not_utf8(path: &str, bytes: &[u8], offset: usize) -> Problem {
    let byte = bytes.get(offset).copied().unwrap_or_default();
    let what = format!("The text is not UTF-8: byte {} is 0x{byte:02x}.", offset + 1);
    let hint = match char::from(byte) {
        c if c.is_alphanumeric() => {
            format!("In Latin-1 it would be `{c}`; convert the file: iconv -f LATIN1 -t UTF-8.")
        }
        _ => "Replace the byte, or bring the file back from a backup or git.".into(),
    };
    Problem::at(path, bytes, offset, what).with_hint(hint)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_that_are_no_text_are_named() {
        let what = |bytes: &[u8]| of_bytes("a.ron", bytes).map(|problem| problem.what);
        assert_eq!(what(b"\0\0\n").unwrap(), "The file holds only zeros.");
        assert_eq!(what(b" \n").unwrap(), "The file is empty.");
        assert_eq!(what(b"\xff\xfe(\0").unwrap(), "The text is UTF-16.");
        assert_eq!(what(b"()"), None);
        let problem = not_utf8("a.ron", b"(\n\"caf\xe9\")", 6);
        assert_eq!(problem.to_string(), "a.ron:2:5: The text is not UTF-8: byte 7 is 0xe9.");
        assert!(problem.hint.contains('é'));
    }
}
