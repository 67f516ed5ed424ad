//! Text made safe to show. Titles come from strangers' mail: an escape sequence or a bidi override in one
//! must become visible and harmless before it reaches a terminal, a log or an error message.

use std::borrow::Cow;

/// Combining marks one base may carry on the screen.
pub const MARKS: usize = 8;

/// Returns the text in one line with everything that could steer a terminal made visible: control
/// characters as their pictures, invisible ones as `⟦U+202E⟧`, tabs and line ends as a space.
pub fn shown(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|byte| (0x20..0x7f).contains(&byte)) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut marks = 0;
    for c in text.chars() {
        marks = match c {
            // It is left out, so the marks on both sides of it meet.
            '\r' => marks,
            _ if is_mark(c) => marks + 1,
            _ => 0,
        };
        match c {
            '\t' | '\n' => out.push(' '),
            '\r' => {}
            '\0'..='\x1f' => out.push(char::from_u32(0x2400 + c as u32).unwrap_or('␀')),
            '\x7f' => out.push('␡'),
            _ if is_invisible(c) => out.push_str(&format!("⟦U+{:04X}⟧", c as u32)),
            _ if MARKS < marks => {}
            _ => out.push(c),
        }
    }
    Cow::Owned(out)
}

/// Returns a text of at most so many characters; what was cut off the end is an ellipsis.
pub fn shortened(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.into();
    }
    let cut: String = text.chars().take(most.saturating_sub(1)).collect();
    format!("{}…", cut.trim_end())
}

/// Returns the lines of a text, each made safe by [`shown`].
pub fn shown_lines(text: &str) -> impl Iterator<Item = Cow<'_, str>> {
    text.lines().map(shown)
}

/// Tells whether a character takes no room or turns the direction of text. The joiner of emoji families stays.
pub fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{80}'..='\u{9f}' | '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}'
        | '\u{17b4}' | '\u{17b5}' | '\u{180e}'
        | '\u{200b}' | '\u{200c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}'
        | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}'
        | '\u{e0000}'..='\u{e007f}')
}

/// Tells whether a character is drawn over the one before it.
pub fn is_mark(c: char) -> bool {
    unicode_width::UnicodeWidthChar::width(c) == Some(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_text_is_borrowed() {
        assert!(matches!(shown("Audit export"), Cow::Borrowed(_)));
    }

    #[test]
    fn hostile_text_becomes_visible() {
        assert_eq!(shown("a\x1b[2Jb\x07"), "a␛[2Jb␇");
        assert_eq!(shown("x\u{202e}y\u{9b}z"), "x⟦U+202E⟧y⟦U+009B⟧z");
        assert_eq!(shown("a\tb\r\nc"), "a b c");
    }

    #[test]
    fn floods_of_marks_are_capped_and_scripts_stay() {
        let flood = format!("e{}", "\u{301}".repeat(100));
        assert_eq!(shown(&flood).chars().count(), 9);
        assert_eq!(shown(&flood.replace("\u{301}\u{301}", "\u{301}\r")).chars().count(), 9);
        assert_eq!(shown("東京 👩‍💻 é"), "東京 👩‍💻 é");
    }
}
