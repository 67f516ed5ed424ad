//! Tags: short words the user joins records by. One spelling each: lower case, no spaces.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// A normalised tag: lower case, words joined by `-`, at most 40 characters, never empty.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Tag(Box<str>);

impl Tag {
    /// Normalises the text: a leading `#` goes, white space and commas become `-`, control characters go.
    /// Returns nothing when nothing is left.
    pub fn new(text: &str) -> Option<Self> {
        let words = text.trim().trim_start_matches('#').to_lowercase();
        let joined = words
            .split(|c: char| c.is_whitespace() || c == ',' || c == ';')
            .filter(|word| !word.is_empty())
            .collect::<Vec<_>>()
            .join("-");
        let clean: String = joined.chars().filter(|c| !c.is_control()).take(40).collect();
        (!clean.is_empty()).then(|| Self(clean.into_boxed_str()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Tag {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(&self.0)
    }
}

impl Serialize for Tag {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Tag {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(from)?;
        Self::new(&text).ok_or_else(|| serde::de::Error::custom("a tag must not be empty"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_spelling() {
        assert_eq!(Tag::new(" #SSO Login ").unwrap().as_str(), "sso-login");
        assert_eq!(Tag::new("a, b").unwrap().as_str(), "a-b");
        assert_eq!(Tag::new(" # "), None);
        let again = Tag::new("x").unwrap();
        assert_eq!(Tag::new(again.as_str()), Some(again));
    }
}
