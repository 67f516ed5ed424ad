//! Fuzzy matching behind one trait, so that the library can be changed in one place.

use fuzzy_matcher::{FuzzyMatcher, skim::SkimMatcherV2};

/// Most of a title that is looked at, in bytes; the cost grows with it times the word.
pub const TITLE_CAP: usize = 4096;
/// Longest word that is matched fuzzily, in characters; longer ones must be part of the title.
pub const WORD_CAP: usize = 32;

/// Tells how well the letters of a word stand in a text in their order. Both are folded.
pub trait Matcher {
    /// Returns a score, higher for a closer fit, or nothing when a letter is missing.
    fn score(&self, text: &str, word: &str) -> Option<i64>;

    /// Returns the places of the letters, in characters of the text; none when a letter is missing.
    fn positions(&self, text: &str, word: &str) -> Vec<usize>;

    /// Tells whether the fit is close enough to be meant.
    fn fits(&self, text: &str, word: &str) -> bool {
        let chars = word.chars().count();
        (3..=WORD_CAP).contains(&chars) && self.score(text, word).is_some_and(|score| cutoff(chars) <= score)
    }
}

/// Returns the lowest score that counts for a word of so many characters.
///
/// A letter is worth 16, a neighbour 4 more, the start of a word 7; a gap costs 3 and 1 for every further
/// letter in it. So a word may miss letters (`exprt`, `dshbrd`) or hold the first letters of neighbouring
/// words (`sso`), but not be strewn over a sentence.
fn cutoff(chars: usize) -> i64 {
    15 * chars as i64 + 11
}

/// The matcher of skim.
pub struct Skim(SkimMatcherV2);

impl Default for Skim {
    fn default() -> Self {
        Self(SkimMatcherV2::default().respect_case())
    }
}

impl Matcher for Skim {
    fn score(&self, text: &str, word: &str) -> Option<i64> {
        self.0.fuzzy_match(capped(text), word)
    }

    fn positions(&self, text: &str, word: &str) -> Vec<usize> {
        self.0.fuzzy_indices(capped(text), word).map(|(_, places)| places).unwrap_or_default()
    }
}

/// Returns the start of a text, as much as is looked at.
pub fn capped(text: &str) -> &str {
    if text.len() <= TITLE_CAP {
        return text;
    }
    let end = (0..=TITLE_CAP).rev().find(|at| text.is_char_boundary(*at));
    end.map_or("", |end| &text[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn missing_letters_fit_and_strewn_ones_do_not() {
        let skim = Skim::default();
        for (word, title, fits) in [
            ("exprt", "audit export for soc 2", true),
            ("dshbrd", "share a dashboard", true),
            ("webhok", "pause a webhook", true),
            ("onbrding", "during onboarding", true),
            ("sso", "single sign on", true),
            ("sso", "change the invoice address on slow networks", false),
            ("tag", "support agents keep asking", false),
            ("export", "rotate the keys", false),
            ("ex", "export", false),
        ] {
            assert_eq!(skim.fits(title, word), fits, "{word} in {title}");
        }
    }

    #[test]
    fn the_end_of_a_huge_title_is_not_looked_at() {
        let title = "é".repeat(1 << 19) + "export";
        assert_eq!(capped(&title).len(), TITLE_CAP);
        assert!(!Skim::default().fits(&title, "exprt"));
        assert!(!Skim::default().fits(&title, &"é".repeat(WORD_CAP + 1)));
    }

    #[test]
    fn places_are_characters() {
        assert_eq!(Skim::default().positions("東京 export", "exprt"), [3, 4, 5, 7, 8]);
        assert!(Skim::default().positions("abc", "x").is_empty());
    }
}
