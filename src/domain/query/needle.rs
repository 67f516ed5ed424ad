//! A needle: one word or phrase to look for, folded once, and the three ways of finding it. Reading a text
//! allocates nothing unless it holds more than ASCII.

use super::fold::{fold, fold_into};
use memchr::{memchr2_iter, memmem};

/// Letters by how often English uses them, rarest last; what is not listed is rarer still.
const FREQUENT: &[u8] = b" etaoinsrhldcumfpgwybvkxjqz";

/// A folded word or phrase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Needle {
    folded: String,
    chars: usize,
    /// Where its rarest byte stands; that is what a text is scanned for.
    rare: usize,
}

impl Needle {
    /// Folds the text into a needle.
    pub fn new(text: &str) -> Self {
        let folded = fold(text);
        let rarity = |byte: u8| FREQUENT.iter().position(|known| *known == byte).unwrap_or(FREQUENT.len());
        let rare = (0..folded.len()).max_by_key(|at| rarity(folded.as_bytes()[*at])).unwrap_or(0);
        Self { chars: folded.chars().count(), folded, rare }
    }

    /// Returns the folded text.
    pub fn as_str(&self) -> &str {
        &self.folded
    }

    /// Returns its length in characters, after folding.
    pub fn chars(&self) -> usize {
        self.chars
    }

    /// Tells whether it is so short that a title must start a word with it.
    pub fn is_short(&self) -> bool {
        self.chars < 3
    }

    /// Tells whether a text as written contains it anywhere.
    pub fn is_in(&self, text: &str) -> bool {
        self.any(text, |_, _| true)
    }

    /// Tells whether a text as written contains it as a whole word or words. A single letter or digit is in
    /// too many texts to be looked for.
    pub fn is_word_of(&self, text: &str) -> bool {
        if self.chars == 1 && self.folded.is_ascii() {
            return false;
        }
        self.any(text, |text, at| is_bounded(text, at, at + self.folded.len()))
    }

    /// Tells whether a **folded** title contains it: anywhere, or where a word starts when it is short.
    pub fn is_in_title(&self, title: &str) -> bool {
        self.title_finder().find(title).is_some()
    }

    /// Returns the same made ready for many titles.
    pub fn title_finder(&self) -> TitleFinder<'_> {
        TitleFinder { finder: memmem::Finder::new(&self.folded), is_short: self.is_short() }
    }

    /// Hands every hit to `accepts` until one is taken, with the text it lies in: the text itself, or its
    /// folded form.
    fn any(&self, text: &str, accepts: impl Fn(&str, usize) -> bool) -> bool {
        if self.folded.is_empty() {
            return true;
        }
        if text.is_ascii() {
            return self.folded.is_ascii() && self.any_ascii(text, accepts);
        }
        let mut folded = String::with_capacity(text.len());
        fold_into(text, &mut folded);
        memmem::find_iter(folded.as_bytes(), &self.folded).any(|at| accepts(&folded, at))
    }

    fn any_ascii(&self, text: &str, accepts: impl Fn(&str, usize) -> bool) -> bool {
        let (bytes, wanted) = (text.as_bytes(), self.folded.as_bytes());
        let Some(rare) = wanted.get(self.rare) else { return true };
        memchr2_iter(*rare, rare.to_ascii_uppercase(), bytes).any(|at| {
            let Some(start) = at.checked_sub(self.rare) else { return false };
            let window = bytes.get(start..start + wanted.len());
            window.is_some_and(|window| window.eq_ignore_ascii_case(wanted)) && accepts(text, start)
        })
    }
}

/// Finds a needle in folded titles.
pub struct TitleFinder<'a> {
    finder: memmem::Finder<'a>,
    is_short: bool,
}

impl TitleFinder<'_> {
    /// Returns the byte of a folded title where the needle counts as found.
    pub fn find(&self, title: &str) -> Option<usize> {
        if self.is_short {
            self.finder.find_iter(title.as_bytes()).find(|at| is_start(title, *at))
        } else {
            self.finder.find(title.as_bytes())
        }
    }
}

/// Returns the words of a folded text. Scripts that put no space between words give one word a character.
pub fn words(folded: &str) -> impl Iterator<Item = &str> {
    let mut rest = folded;
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches(|c: char| !c.is_alphanumeric());
        let first = rest.chars().next()?;
        let end = if is_unspaced(first) {
            first.len_utf8()
        } else {
            rest.find(|c: char| !c.is_alphanumeric() || is_unspaced(c)).unwrap_or(rest.len())
        };
        let (word, after) = rest.split_at(end);
        rest = after;
        Some(word)
    })
}

/// Tells whether a word starts at a byte of the text.
pub fn is_start(text: &str, at: usize) -> bool {
    // Most titles are plain, and the first letters typed hit nearly all of them.
    if let Some(&[before, after]) = at.checked_sub(1).and_then(|start| text.as_bytes().get(start..=at))
        && before.is_ascii()
        && after.is_ascii()
    {
        return !(before.is_ascii_alphanumeric() && after.is_ascii_alphanumeric());
    }
    let (Some(before), Some(after)) = (text.get(..at), text.get(at..)) else { return false };
    is_seam(before.chars().next_back(), after.chars().next())
}

fn is_bounded(text: &str, start: usize, end: usize) -> bool {
    let after = text.get(end..).and_then(|rest| rest.chars().next());
    let last = text.get(..end).and_then(|head| head.chars().next_back());
    is_start(text, start) && is_seam(last, after)
}

/// Two neighbours belong to one word when both are letters or digits of a script that spaces its words.
fn is_seam(left: Option<char>, right: Option<char>) -> bool {
    let joins = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() && !is_unspaced(c));
    !(joins(left) && joins(right))
}

/// Chinese, Japanese, Korean (whose words carry endings), Thai, Lao, Burmese, Khmer.
fn is_unspaced(c: char) -> bool {
    matches!(c,
        '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{2e80}'..='\u{9fff}'
        | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn whole_words_only() {
        for (word, text, found) in [
            ("sso", "The SSO login loops", true),
            ("sso", "lesson learnt", false),
            ("login loops", "SSO login loops.", true),
            ("login loop", "SSO login loops.", false),
            ("muller", "Ask Müller", true),
            ("müller", "ask MULLER!", true),
            ("東京", "東京リージョンで遅い", true),
            ("a", "a text", false),
            ("ai", "AI, they say", true),
        ] {
            assert_eq!(Needle::new(word).is_word_of(text), found, "{word} in {text}");
        }
    }

    #[test]
    fn short_words_start_a_word_of_the_title() {
        let title = "regexp export";
        assert!(Needle::new("ex").is_in_title(title) && Needle::new("exp").is_in_title("regexp"));
        assert!(!Needle::new("ex").is_in_title("regexp"));
    }

    #[test]
    fn words_of_a_text() {
        let found: Vec<_> = words("— two-factor login, 東京x 2nd!").collect();
        assert_eq!(found, ["two", "factor", "login", "東", "京", "x", "2nd"]);
    }

    proptest! {
        #[test]
        fn both_paths_agree(text in "[ -~]{0,40}", word in "[a-cA-C .]{1,3}") {
            let needle = Needle::new(&word);
            prop_assert_eq!(needle.is_in(&text), fold(&text).contains(needle.as_str()));
            // A mark after the text sends it down the folding path and is no part of any word.
            prop_assert_eq!(needle.is_word_of(&text), needle.is_word_of(&format!("{text}…")));
        }

        #[test]
        fn any_text_is_searched_without_a_panic(text: String, word: String) {
            let needle = Needle::new(&word);
            let _ = (needle.is_word_of(&text), needle.is_in_title(&fold(&text)));
            let joined = format!("{text}{word}");
            prop_assert!(needle.is_in(&joined));
        }
    }
}
