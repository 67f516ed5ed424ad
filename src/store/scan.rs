//! Finds where RON values start and end without reading them: strings, raw strings, characters, nested
//! comments and brackets. It works on bytes, never fails on what a value means, and takes linear time.

use std::ops::Range;

/// Brackets open at once; more is no record of ours.
const DEEPEST: usize = 128;

/// Returns the index behind white space and comments; nothing when a comment is never closed.
pub fn skip_trivia(text: &[u8], mut at: usize) -> Option<usize> {
    loop {
        match text.get(at) {
            Some(byte) if byte.is_ascii_whitespace() => at += 1,
            Some(b'/') if text.get(at + 1) == Some(&b'/') => {
                at = memchr::memchr(b'\n', &text[at..]).map_or(text.len(), |newline| at + newline);
            }
            Some(b'/') if text.get(at + 1) == Some(&b'*') => at = skip_block_comment(text, at)?,
            _ => return Some(at),
        }
    }
}

fn skip_block_comment(text: &[u8], start: usize) -> Option<usize> {
    let (mut at, mut depth) = (start, 0usize);
    loop {
        at += memchr::memchr2(b'*', b'/', text.get(at..)?)?;
        match text.get(at..at + 2)? {
            b"/*" => (at, depth) = (at + 2, depth + 1),
            b"*/" => (at, depth) = (at + 2, depth - 1),
            _ => at += 1,
        }
        if depth == 0 {
            return Some(at);
        }
    }
}

/// Returns the index behind the value at `at`: up to the `,` or bracket that ends it, trailing blanks left out.
/// Nothing when a string, comment or bracket in it is never closed.
pub fn skip_value(text: &[u8], mut at: usize) -> Option<usize> {
    let mut open: Vec<u8> = Vec::new();
    let mut end = at;
    loop {
        at = skip_trivia(text, at)?;
        let Some(&byte) = text.get(at) else { return open.is_empty().then_some(end) };
        match byte {
            b',' | b')' | b']' | b'}' if open.is_empty() => return Some(end),
            b'(' | b'[' | b'{' => {
                open.push(closing(byte));
                at += 1;
                if DEEPEST < open.len() {
                    return None;
                }
            }
            b')' | b']' | b'}' => {
                if open.pop() != Some(byte) {
                    return None;
                }
                at += 1;
            }
            _ => at = skip_token(text, at)?,
        }
        end = at;
    }
}

const fn closing(bracket: u8) -> u8 {
    match bracket {
        b'(' => b')',
        b'[' => b']',
        _ => b'}',
    }
}

/// Skips a string, a character, a word with the string it may introduce (`r#"…"#`, `b"…"`), or one byte.
fn skip_token(text: &[u8], at: usize) -> Option<usize> {
    match text[at] {
        b'"' => skip_string(text, at),
        b'\'' => skip_char(text, at),
        byte if is_word(byte) => {
            let end = at + text[at..].iter().take_while(|byte| is_word(**byte)).count();
            match (&text[at..end], text.get(end)) {
                (b"b", Some(b'"')) => skip_string(text, end),
                (b"b", Some(b'\'')) => skip_char(text, end),
                (b"r" | b"br" | b"rb", Some(b'"' | b'#')) => skip_raw_string(text, end),
                _ => Some(end),
            }
        }
        _ => Some(at + 1),
    }
}

const fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

fn skip_string(text: &[u8], quote: usize) -> Option<usize> {
    let mut at = quote + 1;
    loop {
        at += memchr::memchr2(b'"', b'\\', text.get(at..)?)?;
        if text[at] == b'"' {
            return Some(at + 1);
        }
        at += 2;
    }
}

fn skip_raw_string(text: &[u8], start: usize) -> Option<usize> {
    let hashes = text[start..].iter().take_while(|byte| **byte == b'#').count();
    if text.get(start + hashes) != Some(&b'"') {
        return Some(start + hashes); // a raw identifier: r#type
    }
    let mut at = start + hashes + 1;
    loop {
        at += memchr::memchr(b'"', text.get(at..)?)? + 1;
        let found = text[at..].iter().take(hashes).take_while(|byte| **byte == b'#').count();
        if found == hashes {
            return Some(at + hashes);
        }
        at += found;
    }
}

fn skip_char(text: &[u8], quote: usize) -> Option<usize> {
    let after = quote + if text.get(quote + 1) == Some(&b'\\') { 3 } else { 2 };
    let close = memchr::memchr(b'\'', text.get(after..text.len().min(after + 12))?)?;
    Some(after + close + 1)
}

/// One `name: value` of a struct.
#[derive(Clone, Debug, PartialEq)]
pub struct Field<'a> {
    pub name: &'a str,
    /// Where the name starts.
    pub start: usize,
    pub value: Range<usize>,
}

/// Returns the fields of `(a: 1, b: 2)` in order, or nothing when the text is no such thing.
pub fn fields(text: &str) -> Option<Vec<Field<'_>>> {
    let bytes = text.as_bytes();
    let mut at = open_bracket(bytes, b'(')?;
    let mut found = Vec::new();
    loop {
        at = skip_trivia(bytes, at)?;
        if bytes.get(at)? == &b')' {
            return Some(found);
        }
        let start = at;
        at += bytes[at..].iter().take_while(|byte| is_word(**byte)).count();
        let name = text.get(start..at).filter(|name| !name.is_empty())?;
        at = skip_trivia(bytes, at)?;
        if bytes.get(at)? != &b':' {
            return None;
        }
        let value = skip_trivia(bytes, at + 1)?;
        at = skip_value(bytes, value)?;
        found.push(Field { name, start, value: value..at });
        at = skip_comma(bytes, at)?;
    }
}

/// Returns the elements of `[a, b]` (or of a tuple, with `(`), or nothing when the text is no such thing.
pub fn items(text: &str, bracket: u8) -> Option<Vec<Range<usize>>> {
    let bytes = text.as_bytes();
    let mut at = open_bracket(bytes, bracket)?;
    let mut found = Vec::new();
    loop {
        at = skip_trivia(bytes, at)?;
        if *bytes.get(at)? == closing(bracket) {
            return Some(found);
        }
        let end = skip_value(bytes, at).filter(|end| at < *end)?;
        found.push(at..end);
        at = skip_comma(bytes, end)?;
    }
}

fn open_bracket(bytes: &[u8], bracket: u8) -> Option<usize> {
    let start = if bytes.starts_with("\u{feff}".as_bytes()) { 3 } else { 0 };
    let mut at = skip_trivia(bytes, start)?;
    at += bytes[at..].iter().take_while(|byte| is_word(**byte)).count();
    at = skip_trivia(bytes, at)?;
    (bytes.get(at) == Some(&bracket)).then_some(at + 1)
}

fn skip_comma(bytes: &[u8], at: usize) -> Option<usize> {
    let at = skip_trivia(bytes, at)?;
    Some(if bytes.get(at) == Some(&b',') { at + 1 } else { at })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_value_ends_where_ron_says() {
        for (text, value) in [
            (r#""a\"),]" , x"#, r#""a\"),]""#),
            (r##"r#"a"),"#, x"##, r##"r#"a"),"#"##),
            (r"')', x", r"')'"),
            (r"'\'' , x", r"'\''"),
            (
                "(a: [1, {2: ')'}], /* ( /* [ */ ) */ b: r#type) // , \n, x",
                "(a: [1, {2: ')'}], /* ( /* [ */ ) */ b: r#type)",
            ),
            ("Some(\"é,\") ]", "Some(\"é,\")"),
            ("-1.5}", "-1.5"),
            ("", ""),
        ] {
            assert_eq!(skip_value(text.as_bytes(), 0), Some(value.len()), "{text}");
        }
        for text in ["\"a", "(1", "(1]", "/* x", "r#\"a\"", "'", "(\"a)"] {
            assert_eq!(skip_value(text.as_bytes(), 0), None, "{text}");
        }
        assert_eq!(skip_value("[".repeat(1 << 20).as_bytes(), 0), None);
    }

    #[test]
    fn fields_and_items_have_their_slices() {
        let text = "Foo( /* a: 0 */ a: 1, b : [2, (3)] // end\n)";
        let found: Vec<_> = fields(text).unwrap().iter().map(|f| (f.name, &text[f.value.clone()])).collect();
        assert_eq!(found, [("a", "1"), ("b", "[2, (3)]")]);
        let text = "[1, \"a,b\", (c),]";
        let found: Vec<_> = items(text, b'[').unwrap().into_iter().map(|item| &text[item]).collect();
        assert_eq!(found, ["1", "\"a,b\"", "(c)"]);
        assert_eq!((fields("(a, b)"), fields("(a: 1"), items("[,]", b'[')), (None, None, None));
    }

    proptest! {
        #[test]
        fn any_bytes_are_survived(bytes in prop::collection::vec(prop::sample::select(b"\"'\\/*()[]{},:rb#a\n \xff".to_vec()), 0..40)) {
            if let Some(end) = skip_value(&bytes, 0) {
                prop_assert!(end <= bytes.len());
            }
            let text = String::from_utf8_lossy(&bytes);
            let _ = (fields(&text), items(&text, b'['));
        }

        #[test]
        fn printed_values_end_where_they_end(values in prop::collection::vec((any::<String>(), any::<char>()), 0..5)) {
            let text = crate::store::text::print(&values, crate::store::text::Style::Compact).unwrap();
            prop_assert_eq!(skip_value(text.as_bytes(), 0), Some(text.len()));
        }
    }
}
