//! Identities of records: ten characters of Crockford base 32 behind a kind letter, such as `c-7k2m0q4x1z`.
//!
//! An id is made once and never reused. Randomness comes from outside (`from_bits`); an imported record
//! derives its id from its source key (`derived`), so the same mail imported on two laptops is one record.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use std::fmt;

const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
const LENGTH: u32 = 10;
const MASK: u64 = (1 << (5 * LENGTH)) - 1;

/// The fewest characters after the letter that name a record.
pub const SHORTEST_PREFIX: usize = 3;

/// An id of one kind; the letter is part of the type, so a candidate's id cannot be handed in for a signal's.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Id<const LETTER: char>(u64);

pub type SignalId = Id<'s'>;
pub type StakeholderId = Id<'p'>;
pub type AccountId = Id<'a'>;
pub type CandidateId = Id<'c'>;
pub type MeetingId = Id<'m'>;

impl<const LETTER: char> Id<LETTER> {
    /// Takes the low 50 bits.
    pub const fn from_bits(bits: u64) -> Self {
        Self(bits & MASK)
    }

    /// Returns the 50 bits, for hashing and ordering.
    pub const fn bits(self) -> u64 {
        self.0
    }

    /// Derives an id from a source key such as `gh:owner/repo#12`; the same key always gives the same id.
    pub fn derived(key: &str) -> Self {
        Self::from_bits(stable_hash(key.as_bytes()))
    }

    /// Returns the next id, for the rare case that a derived or drawn one is taken.
    pub const fn next(self) -> Self {
        Self::from_bits(self.0.wrapping_add(1))
    }

    /// Reads `c-7k2m0q4x1z`, in any case, with the letters Crockford's alphabet forgives (`i`, `l`, `o`).
    pub fn parse(text: &str) -> Option<Self> {
        let (letter, digits) = split(text)?;
        (letter == LETTER && digits.len() == LENGTH as usize).then(|| value_of(digits).map(Self))?
    }

    /// Tells whether the id starts with the digits of `prefix` (letter included, `c-7k2`).
    pub fn has_prefix(self, prefix: &str) -> bool {
        let Some((letter, digits)) = split(prefix) else { return false };
        let digits_len = digits.len() as u32;
        if letter != LETTER || digits.is_empty() || LENGTH < digits_len {
            return false;
        }
        value_of(digits).is_some_and(|value| self.0 >> (5 * (LENGTH - digits_len)) == value)
    }
}

/// Splits `c-7k2` into its letter and digits; the dash may be left out of nothing, it is what marks an id.
fn split(text: &str) -> Option<(char, &str)> {
    let mut chars = text.chars();
    let letter = chars.next()?.to_ascii_lowercase();
    chars.next().filter(|dash| *dash == '-')?;
    Some((letter, chars.as_str()))
}

fn value_of(digits: &str) -> Option<u64> {
    digits.bytes().try_fold(0u64, |value, byte| {
        let byte = match byte.to_ascii_lowercase() {
            b'o' => b'0',
            b'i' | b'l' => b'1',
            other => other,
        };
        let digit = ALPHABET.iter().position(|known| *known == byte)?;
        Some((value << 5) | digit as u64)
    })
}

/// FNV-1a over the bytes with a final mix (the 64-bit finaliser of MurmurHash3). Its output is part of the
/// file format: it must never change.
pub fn stable_hash(bytes: &[u8]) -> u64 {
    let fnv = bytes.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    });
    let mixed = (fnv ^ (fnv >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    let mixed = (mixed ^ (mixed >> 33)).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    mixed ^ (mixed >> 33)
}

impl<const LETTER: char> fmt::Display for Id<LETTER> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = [0u8; LENGTH as usize];
        for (place, byte) in text.iter_mut().enumerate() {
            *byte = ALPHABET[(self.0 >> (5 * (LENGTH as usize - 1 - place))) as usize & 31];
        }
        write!(out, "{LETTER}-{}", std::str::from_utf8(&text).unwrap_or_default())
    }
}

impl<const LETTER: char> fmt::Debug for Id<LETTER> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, out)
    }
}

impl<const LETTER: char> Serialize for Id<LETTER> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de, const LETTER: char> Deserialize<'de> for Id<LETTER> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(from)?;
        Self::parse(&text).ok_or_else(|| {
            D::Error::custom(format!("`{text}` is not an id: expected `{LETTER}-` and {LENGTH} characters"))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prints_and_parses_back() {
        for bits in [0, 1, 31, 32, MASK, 0x1_2345_6789_abcd & MASK] {
            let id = SignalId::from_bits(bits);
            assert_eq!(SignalId::parse(&id.to_string()), Some(id));
        }
        assert_eq!(SignalId::from_bits(0).to_string(), "s-0000000000");
        assert_eq!(SignalId::parse("S-OOOOOOOOIL"), Some(SignalId::from_bits(33)));
        assert_eq!(SignalId::parse("c-0000000000"), None);
        assert_eq!(SignalId::parse("s-000000000"), None);
        assert_eq!(SignalId::parse("s-000000000u"), None);
    }

    #[test]
    fn prefix_matches_leading_digits() {
        let id = CandidateId::parse("c-7k2m0q4x1z").unwrap();
        assert!(id.has_prefix("c-7k2") && id.has_prefix("C-7K2M") && id.has_prefix("c-7k2m0q4x1z"));
        assert!(!id.has_prefix("c-7k3") && !id.has_prefix("s-7k2") && !id.has_prefix("c-"));
    }

    #[test]
    fn derived_ids_are_frozen() {
        assert_eq!(
            SignalId::derived("gh:octo/app#12").to_string(),
            SignalId::derived("gh:octo/app#12").to_string()
        );
        assert_eq!(stable_hash(b""), 0xefd0_1f60_ba99_2926);
    }
}
