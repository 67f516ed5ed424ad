//! Reads a query. Any text gives a query or an error that says where it stands; none panics.
//!
//! A quote opens a phrase where a term or a value starts and nowhere else, so `5"` is a word. Inside one,
//! `\"` and `\\` stand for the character; a quote that is still open runs to the end of the text.

use super::key::{KEYS, Key, Values};
use super::test::{Compare, Test};
use super::{Query, Term};
use crate::domain::nearest::nearest;
use crate::domain::shown::shown;
use std::ops::Range;

/// More is no filter but a text pasted by mistake.
const MOST_TERMS: usize = 64;
/// Longest value repeated in an error, in characters.
const QUOTED: usize = 30;

/// Why a text is no query. `span` is the term at fault, in bytes of the text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{what} {hint}")]
pub struct QueryError {
    pub span: Range<usize>,
    /// What is wrong, as a sentence.
    pub what: String,
    /// What to do about it, as a sentence.
    pub hint: String,
    /// The term ends the text and could still become right: no reason to complain while it is typed.
    pub is_unfinished: bool,
}

/// Reads a query: terms between white space, all of which must hold.
pub fn parse(text: &str) -> Result<Query, QueryError> {
    let mut terms = Vec::new();
    let mut at = 0;
    loop {
        at += leading(&text[at..], char::is_whitespace);
        if at == text.len() {
            return Ok(Query { terms });
        }
        let (test, end) = read_term(text, at)?;
        if let Some((negated, test)) = test {
            terms.push(Term { negated, test, span: at..end });
        }
        if MOST_TERMS < terms.len() {
            return Err(too_many(at..text.len()));
        }
        at = end;
    }
}

/// Reads the term that starts at a byte; nothing for a lone `!` or an empty phrase, which are being typed.
fn read_term(text: &str, start: usize) -> Result<(Option<(bool, Test)>, usize), QueryError> {
    let bangs = leading(&text[start..], |c| c == '!');
    let negated = bangs % 2 == 1;
    let at = start + bangs;
    let rest = &text[at..];
    if rest.starts_with('"') {
        let (phrase, length) = read_quoted(rest);
        let test = (!phrase.is_empty()).then_some((negated, Test::Phrase(phrase)));
        return Ok((test, at + length));
    }
    let length = bare_length(rest);
    let bare = &rest[..length];
    let Some((name, sign)) = split_key(bare) else {
        let test = (!bare.is_empty()).then(|| (negated, Test::Word(bare.into())));
        return Ok((test, at + length));
    };
    let value_at = at + name.len() + sign.len();
    let (value, value_length) = match &text[value_at..] {
        quoted if quoted.starts_with('"') => read_quoted(quoted),
        rest => (rest[..bare_length(rest)].to_string(), bare_length(rest)),
    };
    let end = value_at + value_length;
    let told = Told { name, sign, value: &value, span: start..end, is_last: end == text.len() };
    Ok((Some((negated, told.test()?)), end))
}

/// A term with a key, as told by the user.
struct Told<'a> {
    name: &'a str,
    sign: &'a str,
    value: &'a str,
    span: Range<usize>,
    is_last: bool,
}

impl Told<'_> {
    fn test(&self) -> Result<Test, QueryError> {
        let key = Key::find(self.name).ok_or_else(|| self.unknown_key())?;
        let compare = match self.sign {
            ":" => Compare::Equal,
            sign => Compare::ALL.into_iter().find(|known| known.sign() == sign).unwrap_or(Compare::Equal),
        };
        if compare != Compare::Equal && !key.values.is_compared() {
            return Err(self.wrong_sign(key));
        }
        if self.value.trim().is_empty() {
            return Err(self.no_value(key));
        }
        (key.read)(compare, self.value).ok_or_else(|| self.unknown_value(key))
    }

    fn unknown_key(&self) -> QueryError {
        let hint = match nearest(start_of(self.name), KEYS.iter().map(|key| key.name)) {
            Some(name) => format!("Did you mean `{name}`?"),
            None => "Put it in quotes to search for the text.".into(),
        };
        self.error(format!("There is no filter called `{}`.", brief(self.name)), hint, false)
    }

    fn wrong_sign(&self, key: &Key) -> QueryError {
        let what = format!("`{}` cannot be compared with `{}`.", key.name, self.sign);
        self.error(what, format!("Use `:` as in {}", key.example), false)
    }

    fn no_value(&self, key: &Key) -> QueryError {
        let what = format!("`{}` has no value yet.", key.name);
        self.error(what, format!("It filters by {}, as in {}", key.help, key.example), true)
    }

    fn unknown_value(&self, key: &Key) -> QueryError {
        let value = brief(self.value);
        let usual = || format!("It filters by {}, as in {}", key.help, key.example);
        match &key.values {
            Values::OneOf(names) => {
                let hint = match nearest(start_of(self.value), names()) {
                    Some(name) => format!("Did you mean `{name}`?"),
                    None => usual(),
                };
                let typed = self.value.to_lowercase();
                let is_start = names().iter().any(|name| name.starts_with(&typed));
                self.error(format!("`{}` knows no `{value}`.", key.name), hint, is_start)
            }
            Values::Text => self.error(format!("`{value}` is no {}.", key.name), usual(), true),
            Values::Number(most) => {
                self.error(format!("`{value}` is not a number from 0 to {most}."), usual(), false)
            }
            Values::Age => self.error(format!("`{value}` is not a length of time."), usual(), false),
        }
    }

    fn error(&self, what: String, hint: String, could_grow: bool) -> QueryError {
        QueryError { span: self.span.clone(), what, hint, is_unfinished: could_grow && self.is_last }
    }
}

fn too_many(span: Range<usize>) -> QueryError {
    QueryError {
        span,
        what: format!("A filter has at most {MOST_TERMS} terms."),
        hint: "Put a long text in quotes to search for it whole.".into(),
        is_unfinished: false,
    }
}

/// Splits `age>=14d` into key and sign. Only letters make a key, so `12:30` and `a->b` are words; so is a
/// pasted address.
fn split_key(bare: &str) -> Option<(&str, &str)> {
    let end = leading(bare, |c| c.is_ascii_alphabetic());
    let rest = &bare[end..];
    let sign = ["<=", ">=", "<", ">", "=", ":"].into_iter().find(|sign| rest.starts_with(sign))?;
    (end != 0 && !rest.starts_with("://")).then_some((&bare[..end], sign))
}

/// Reads a quoted text and returns it with the bytes it takes, quotes included.
fn read_quoted(text: &str) -> (String, usize) {
    let mut out = String::new();
    let mut chars = text.char_indices().skip(1).peekable();
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => return (out, at + 1),
            '\\' => match chars.next_if(|(_, next)| matches!(*next, '"' | '\\')) {
                Some((_, escaped)) => out.push(escaped),
                None => out.push(c),
            },
            _ => out.push(c),
        }
    }
    (out, text.len())
}

fn bare_length(text: &str) -> usize {
    leading(text, |c| !c.is_whitespace())
}

/// Returns how many bytes at the start belong to characters that pass.
fn leading(text: &str, passes: impl Fn(char) -> bool) -> usize {
    text.find(|c| !passes(c)).unwrap_or(text.len())
}

fn brief(text: &str) -> String {
    let start = start_of(text);
    let dots = if start.len() < text.len() { "…" } else { "" };
    format!("{}{dots}", shown(start))
}

fn start_of(text: &str) -> &str {
    text.char_indices().nth(QUOTED).map_or(text, |(end, _)| &text[..end])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::query::test::{Age, Part, Status, Unit};
    use crate::domain::tag::Tag;
    use proptest::prelude::*;

    fn tests_of(text: &str) -> Vec<(bool, Test)> {
        parse(text).unwrap().terms.into_iter().map(|term| (term.negated, term.test)).collect()
    }

    #[test]
    fn words_keys_negation_and_phrases() {
        let sso = Tag::new("sso").unwrap();
        let two_weeks = Age { count: 14, unit: Unit::Days };
        assert_eq!(
            tests_of(r#"login !tag:SSO "exact phrase" account:"acme corp" age>14d STATUS:Inbox !!has:link"#),
            [
                (false, Test::Word("login".into())),
                (true, Test::Tag(sso)),
                (false, Test::Phrase("exact phrase".into())),
                (false, Test::Account("acme corp".into())),
                (false, Test::Age(Compare::More, two_weeks)),
                (false, Test::Status(Status::Inbox)),
                (false, Test::Has(Part::Link)),
            ]
        );
    }

    #[test]
    fn every_key_is_accepted_as_its_example_says() {
        for key in KEYS {
            assert_eq!(parse(key.example).unwrap().terms.len(), 1, "{}", key.name);
            for value in key.values.names() {
                let text = format!("{}:{value}", key.name);
                assert_eq!(parse(&text).unwrap().to_string(), text);
            }
        }
    }

    #[test]
    fn what_is_being_typed_is_no_error() {
        assert_eq!(tests_of("! \"\" !\"").len(), 0);
        assert_eq!(tests_of("\"half a phr"), [(false, Test::Phrase("half a phr".into()))]);
        assert_eq!(tests_of("from:\"ada o"), [(false, Test::From("ada o".into()))]);
        for text in ["from:", "channel:sa", "age>", "x has:", "channel:\""] {
            assert!(parse(text).unwrap_err().is_unfinished, "{text}");
        }
        for text in ["from: x", "channel:sa x", "channel:sx", "chanel:sales", "age>1x"] {
            assert!(!parse(text).unwrap_err().is_unfinished, "{text}");
        }
    }

    #[test]
    fn punctuation_is_no_key() {
        for text in ["12:30", "a->b", ":x", "5\"", "wow!", "c++", "<b>", "https://a.test/?x=1"] {
            assert_eq!(tests_of(text), [(false, Test::Word(text.into()))], "{text}");
        }
    }

    #[test]
    fn errors_name_the_nearest_and_point_at_the_term() {
        for (text, span, message) in [
            ("a !chanel:x b", 2..11, "There is no filter called `chanel`. Did you mean `channel`?"),
            (
                "zzzzzz:x",
                0..8,
                "There is no filter called `zzzzzz`. Put it in quotes to search for the text.",
            ),
            ("é channel:salse", 3..16, "`channel` knows no `salse`. Did you mean `sales`?"),
            (
                "status:zzzz",
                0..11,
                "`status` knows no `zzzz`. It filters by what triage decided, as in status:inbox",
            ),
            ("tag>3", 0..5, "`tag` cannot be compared with `>`. Use `:` as in tag:sso"),
            (
                "age>soon",
                0..8,
                "`soon` is not a length of time. It filters by how long ago it was said, met or last in touch, in d, w, m or y, as in age>14d",
            ),
            (
                "importance:9",
                0..12,
                "`9` is not a number from 0 to 3. It filters by its importance, 0 to 3, as in importance>=2",
            ),
        ] {
            let error = parse(text).unwrap_err();
            assert_eq!((error.span.clone(), error.to_string().as_str()), (span, message));
        }
    }

    #[test]
    fn hostile_values_are_shown_harmless_and_short() {
        let error = parse(&format!("channel:\x1b[2J{}", "x".repeat(500))).unwrap_err();
        assert!(!error.what.contains('\x1b') && error.what.chars().count() < 80);
        assert!(parse(&"x ".repeat(65)).is_err());
    }

    /// Texts that look like queries, so that every branch is reached.
    fn query_text() -> impl Strategy<Value = String> {
        let key = prop::sample::select(KEYS).prop_map(|key| key.example.to_string());
        let name = prop::sample::select(KEYS).prop_map(|key| key.name.to_string());
        let sign = prop::sample::select(vec![":", "<", "<=", "=", ">=", ">", "!", "\"", "\\", " "]);
        let piece = prop_oneof![key, name, sign.prop_map(String::from), "[a-z0-9é東]{1,4}", any::<String>()];
        prop::collection::vec(piece, 0..8).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn any_text_parses_or_points_into_itself(text in query_text()) {
            match parse(&text) {
                Ok(query) => for term in query.terms {
                    prop_assert!(!text[term.span].is_empty());
                },
                Err(error) => {
                    prop_assert!(!text[error.span.clone()].is_empty());
                    prop_assert!(!error.what.is_empty() && !error.hint.is_empty());
                }
            }
        }

        #[test]
        fn printing_and_parsing_back_gives_the_same_query(text in query_text()) {
            if let Ok(query) = parse(&text) {
                prop_assert_eq!(parse(&query.to_string()), Ok(query));
            }
        }

        #[test]
        fn values_of_any_kind_print_and_parse_back(values in prop::collection::vec(any::<(String, bool)>(), 1..4)) {
            let terms = values.into_iter().filter(|(value, _)| !value.trim().is_empty()).flat_map(|(value, negated)| {
                [Test::From(value.clone()), Test::To(value.clone()), Test::Phrase(value)]
                    .map(|test| Term { negated, test, span: 0..0 })
            });
            let query = Query { terms: terms.collect() };
            prop_assert_eq!(parse(&query.to_string()), Ok(query));
        }
    }
}
