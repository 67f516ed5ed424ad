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

/// Returns the index behind the bracket that closes the one at `at`; nothing when there is none, or something in
/// between is never closed.
pub fn skip_group(text: &[u8], at: usize) -> Option<usize> {
    let mut open: Vec<u8> = Vec::new();
    let mut at = at;
    loop {
        at = skip_trivia(text, at)?;
        match *text.get(at)? {
            byte @ (b'(' | b'[' | b'{') if open.len() < DEEPEST => {
                open.push(closing(byte));
                at += 1;
            }
            byte @ (b')' | b']' | b'}') => {
                at += 1;
                if open.pop() != Some(byte) {
                    return None;
                }
            }
            _ if open.is_empty() || open.len() == DEEPEST => return None,
            _ => at = skip_token(text, at)?,
        }
        if open.is_empty() {
            return Some(at);
        }
    }
}

/// Returns where, before `until`, the first round bracket opens that a word follows; strings and comments do not
/// count. An error with the place where a string or comment starts that is never closed before.
pub fn find_group(text: &[u8], from: usize, until: usize, word: &[u8]) -> Result<Option<usize>, usize> {
    let (line, mut at) = (&text[..until], from);
    loop {
        at = skip_trivia(line, at).ok_or(at)?;
        match line.get(at) {
            None => return Ok(None),
            Some(b'(') if text[at + 1..].trim_ascii_start().starts_with(word) => return Ok(Some(at)),
            Some(b'\'') => at += 1,
            Some(_) => at = skip_token(line, at).ok_or(at)?,
        }
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

/// Returns the entries of `{k: v}` as the range of the key and that of the value, or nothing when the text is no
/// such thing.
pub fn entries(text: &str) -> Option<Vec<(Range<usize>, Range<usize>)>> {
    let bytes = text.as_bytes();
    let mut at = open_bracket(bytes, b'{')?;
    let mut found = Vec::new();
    loop {
        at = skip_trivia(bytes, at)?;
        if *bytes.get(at)? == b'}' {
            return Some(found);
        }
        let key = at..skip_key(bytes, at)?;
        let value = skip_trivia(bytes, skip_trivia(bytes, key.end)? + 1)?;
        let end = skip_value(bytes, value).filter(|end| value < *end)?;
        found.push((key, value..end));
        at = skip_comma(bytes, end)?;
    }
}

/// Returns the entries of a map as fields that are named by the text of their keys.
pub fn entries_as_fields(text: &str) -> Option<Vec<Field<'_>>> {
    let field =
        |(key, value): (Range<usize>, Range<usize>)| Field { start: key.start, name: &text[key], value };
    Some(entries(text)?.into_iter().map(field).collect())
}

/// Returns where the bracket that opens a value stands.
pub fn opening(text: &str, bracket: char) -> Option<usize> {
    Some(open_bracket(text.as_bytes(), bracket as u8)? - 1)
}

/// Returns the index behind a key, whose colon follows.
fn skip_key(bytes: &[u8], at: usize) -> Option<usize> {
    let end = if matches!(bytes.get(at)?, b'(' | b'[' | b'{') {
        skip_value(bytes, at)?
    } else {
        skip_token(bytes, at)?
    };
    (bytes.get(skip_trivia(bytes, end)?) == Some(&b':')).then_some(end)
}

/// Returns the place and the text of a key that a map in a value has twice.
pub fn key_twice(value: &str) -> Option<(usize, &str)> {
    let mut places = brackets(value.as_bytes(), b'{');
    places.find_map(|start| {
        let end = skip_value(value.as_bytes(), start)?;
        let map = &value[start..end];
        let mut seen = std::collections::HashSet::new();
        let keys = entries(map)?;
        let (key, _) = keys.into_iter().find(|(key, _)| !seen.insert(&map[key.clone()]))?;
        Some((start + key.start, &value[start..][key]))
    })
}

/// Returns the place of a number in a value that is infinite, or not a number at all.
pub fn no_number(value: &str) -> Option<usize> {
    let mut behind = 0;
    tokens(value.as_bytes()).find_map(|(start, end)| {
        let word = value.get(start..end).filter(|_| behind <= start)?;
        let is_number = word.starts_with(|c: char| c.is_ascii_digit());
        let is_named = matches!(word, "inf" | "NaN" | "inff32" | "inff64" | "NaNf32" | "NaNf64");
        if !is_number {
            return is_named.then_some(start);
        }
        let number = number_at(value, start);
        behind = start + number.len();
        let is_none = number.parse::<f64>().is_ok_and(f64::is_infinite);
        is_none.then_some(start)
    })
}

/// The number that starts at a byte, with its fraction and exponent.
fn number_at(value: &str, start: usize) -> &str {
    let bytes = &value.as_bytes()[start..];
    let is_part = |at: usize| {
        let is_sign = matches!(bytes[at], b'+' | b'-') && 0 < at && matches!(bytes[at - 1], b'e' | b'E');
        is_sign || bytes[at] == b'.' || bytes[at].is_ascii_alphanumeric()
    };
    let end = (0..bytes.len()).find(|at| !is_part(*at)).unwrap_or(bytes.len());
    &value[start..start + end]
}

/// The places of an opening bracket outside of strings and comments.
fn brackets(bytes: &[u8], bracket: u8) -> impl Iterator<Item = usize> {
    tokens(bytes).filter(move |(start, _)| bytes[*start] == bracket).map(|(start, _)| start)
}

/// Walks over strings, words and single bytes; ends where one is never closed.
fn tokens(bytes: &[u8]) -> impl Iterator<Item = (usize, usize)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = skip_trivia(bytes, at).filter(|start| *start < bytes.len())?;
        at = skip_token(bytes, start)?;
        Some((start, at))
    })
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

    #[test]
    fn keys_that_are_there_twice_and_numbers_that_are_none() {
        assert_eq!(key_twice(r#"(a: {"x": 1, "y": {"x": 2}}, b: "{x:1,x:2}")"#), None);
        assert_eq!(key_twice(r#"({"y": {"x": [1], /* { */ "x": 2}})"#), Some((26, "\"x\"")));
        for none in ["inf", "(lo: 1, hi: -inf)", "[NaN]", "1e999", "-1.5E+400", &"9".repeat(100_000)] {
            assert!(no_number(none).is_some(), "{none:.20}");
        }
        for number in ["1e5", "0.5", "-3", "\"inf\"", "(lo: 0, hi: 1) // inf", "infinite", "[1e-400]"] {
            assert_eq!(no_number(number), None, "{number}");
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_survived(bytes in prop::collection::vec(prop::sample::select(b"\"'\\/*()[]{},:rb#a\n \xff".to_vec()), 0..40)) {
            if let Some(end) = skip_value(&bytes, 0) {
                prop_assert!(end <= bytes.len());
            }
            let text = String::from_utf8_lossy(&bytes);
            let _ = (fields(&text), items(&text, b'['), entries(&text), key_twice(&text), no_number(&text));
        }

        #[test]
        fn printed_values_end_where_they_end(values in prop::collection::vec((any::<String>(), any::<char>()), 0..5)) {
            let text = crate::store::text::print(&values, crate::store::text::Style::Compact).unwrap();
            prop_assert_eq!(skip_value(text.as_bytes(), 0), Some(text.len()));
        }
    }
}
