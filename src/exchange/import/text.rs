//! Bytes to text: byte order marks, UTF-16, Windows-1252; and texts cut to size. Loses nothing silently.

use super::refused::Refused;

/// The longest text of one cell, in bytes.
pub const CELL: usize = 64 * 1024;

/// The longest title, in characters.
const TITLE: usize = 300;

/// What a text that was cut ends with.
const MARK: &str = "…[cut]";

/// Returns the text of a file: UTF-8, else UTF-16 by its mark, else Windows-1252. Lone carriage returns
/// become line ends. A NUL byte means that it is no text.
pub fn decode(name: &str, bytes: &[u8]) -> Result<String, Refused> {
    let text = match bytes {
        [0xef, 0xbb, 0xbf, rest @ ..] => utf8_or_windows(rest),
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes),
        _ => utf8_or_windows(bytes),
    };
    match text.find('\0') {
        Some(at) => Err(Refused::NotText { name: name.into(), line: line_at(&text, at) }),
        None if text.contains('\r') && !text.contains('\n') => Ok(text.replace('\r', "\n")),
        None => Ok(text),
    }
}

fn utf8_or_windows(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_string(),
        Err(_) => bytes.iter().map(|byte| windows_1252(*byte)).collect(),
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let units = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
    char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}

/// The characters of 0x80 to 0x9f; bytes without one keep their Latin-1 value.
fn windows_1252(byte: u8) -> char {
    const HIGH: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}',
        '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
    ];
    match byte {
        0x80..=0x9f => HIGH[usize::from(byte - 0x80)],
        _ => char::from(byte),
    }
}

/// Returns the line, from 1, of a byte offset.
pub fn line_at(text: &str, offset: usize) -> usize {
    1 + memchr::memchr_iter(b'\n', &text.as_bytes()[..offset.min(text.len())]).count()
}

/// Returns the text, cut to `most` bytes with a mark when it is longer.
pub fn cut(text: &str, most: usize) -> String {
    if text.len() <= most {
        return text.to_string();
    }
    let mut end = most.saturating_sub(MARK.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    format!("{}{MARK}", &text[..end])
}

/// Returns a title in one line; and whether that lost lines or characters.
pub fn one_line(text: &str) -> (String, bool) {
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let lost_lines = text.trim().contains('\n');
    match words.char_indices().nth(TITLE) {
        Some((end, _)) => (format!("{}…", &words[..end]), true),
        None => (words, lost_lines),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_encoding_gives_the_same_text() {
        let utf16 = |unit: fn(u16) -> [u8; 2]| "Zoë\n".encode_utf16().flat_map(unit).collect::<Vec<u8>>();
        let little = [vec![0xff, 0xfe], utf16(u16::to_le_bytes)].concat();
        let big = [vec![0xfe, 0xff], utf16(u16::to_be_bytes)].concat();
        for bytes in ["Zoë\n".as_bytes(), "\u{feff}Zoë\n".as_bytes(), b"Zo\xeb\n", &little, &big] {
            assert_eq!(decode("f", bytes).unwrap(), "Zoë\n");
        }
        assert_eq!(decode("f", b"\x80\x93x\x94").unwrap(), "€“x”");
        assert_eq!(decode("f", b"a\rb").unwrap(), "a\nb");
    }

    #[test]
    fn nul_is_no_text() {
        let error = decode("x.csv", b"a\nb\0").unwrap_err();
        assert_eq!(error, Refused::NotText { name: "x.csv".into(), line: 2 });
    }

    #[test]
    fn long_texts_are_cut_between_characters_with_a_mark() {
        assert_eq!(cut("kurz", 10), "kurz");
        let long = cut(&"ë".repeat(50_000), CELL);
        assert!(long.ends_with("ë…[cut]") && long.len() <= CELL);
    }

    #[test]
    fn titles_have_one_line() {
        assert_eq!(one_line("  a\n b "), ("a b".into(), true));
        assert_eq!(one_line("a  b"), ("a b".into(), false));
        assert!(one_line(&"x".repeat(400)).1);
    }
}
