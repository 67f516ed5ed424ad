//! Words of a text, as the comparisons of titles and texts see them. Not for showing.

/// Words that say nothing about the subject.
const STOP: [&str; 64] = [
    "a", "about", "after", "all", "an", "and", "any", "are", "as", "at", "be", "been", "but", "by", "can",
    "do", "for", "from", "had", "has", "have", "he", "her", "his", "how", "i", "if", "in", "into", "is",
    "it", "its", "me", "my", "no", "not", "of", "on", "one", "or", "our", "she", "so", "than", "that", "the",
    "their", "them", "then", "there", "they", "this", "to", "us", "was", "we", "what", "when", "which",
    "who", "will", "with", "you", "your",
];

/// Returns the words of a text in lower case, stop words left out.
pub fn words(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .filter(|word| !is_stop_word(word))
}

/// Tells whether a word in lower case says nothing about the subject.
pub fn is_stop_word(word: &str) -> bool {
    STOP.binary_search(&word).is_ok()
}

/// Returns the words of a text with the plural's `s` taken off, each at most once, in order.
pub fn stems(text: &str) -> Vec<String> {
    let mut stems: Vec<String> = words(text).map(stem).filter(|word| 1 < word.len()).collect();
    stems.sort_unstable();
    stems.dedup();
    stems
}

/// Returns the word without the plural's `s`; short words and those on `ss`, `us` and `is` stay.
pub fn stem(mut word: String) -> String {
    let keeps = ["ss", "us", "is"].iter().any(|end| word.ends_with(end));
    if word.len() > 3 && word.ends_with('s') && !keeps {
        word.pop();
    }
    word
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stop_words_are_in_order_so_that_they_are_found() {
        assert!(STOP.is_sorted());
    }

    #[test]
    fn words_are_bare() {
        let found: Vec<String> = words("\"Need DARK mode\", to close: 2×!").collect();
        assert_eq!(found, ["need", "dark", "mode", "close", "2"]);
        assert_eq!(words("").count(), 0);
        assert_eq!(words("東京 Übergang").collect::<Vec<_>>(), ["東京", "übergang"]);
    }

    #[test]
    fn stems_join_one_and_many() {
        assert_eq!(
            stems("Passkeys, a passkey; access status SSO exports"),
            ["access", "export", "passkey", "sso", "status"]
        );
    }
}
