//! The nearest known name to a misspelt one, for error messages.

/// Returns the known name closest to `wrong`, when it is close enough to be meant.
pub fn nearest<'a>(wrong: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wrong = wrong.to_lowercase();
    known
        .into_iter()
        .map(|name| (strsim::damerau_levenshtein(&wrong, name), name))
        .filter(|(distance, name)| *distance <= 1 + name.len() / 3 || name.starts_with(&wrong))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

/// Returns ` Did you mean `name`?` or an empty text, to be put behind a sentence.
pub fn did_you_mean<'a>(wrong: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    nearest(wrong, known).map(|name| format!(" Did you mean `{name}`?")).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_the_nearest_or_none() {
        assert_eq!(nearest("chanel", ["channel", "family"]), Some("channel"));
        assert_eq!(nearest("zzzzzz", ["channel", "family"]), None);
        assert_eq!(did_you_mean("taag", ["tag"]), " Did you mean `tag`?");
    }
}
