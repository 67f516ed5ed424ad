//! A set of rows as bits, so that terms are joined a word at a time.

/// A set of small numbers.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Bits(Vec<u64>);

impl Bits {
    /// Returns the empty set of numbers below `length`.
    pub fn none(length: usize) -> Self {
        Self(vec![0; length.div_ceil(64)])
    }

    /// Returns the set of all numbers below `length`, and perhaps a few behind it.
    pub fn all(length: usize) -> Self {
        Self(vec![u64::MAX; length.div_ceil(64)])
    }

    pub fn insert(&mut self, number: usize) {
        if let Some(word) = self.0.get_mut(number / 64) {
            *word |= 1 << (number % 64);
        }
    }

    pub fn contains(&self, number: usize) -> bool {
        self.0.get(number / 64).is_some_and(|word| word & (1 << (number % 64)) != 0)
    }

    /// Keeps what both hold.
    pub fn keep(&mut self, other: &Self) {
        self.join(other, |mine, theirs| mine & theirs);
    }

    /// Drops what the other holds.
    pub fn drop(&mut self, other: &Self) {
        self.join(other, |mine, theirs| mine & !theirs);
    }

    /// Takes in what the other holds.
    pub fn add(&mut self, other: &Self) {
        self.join(other, |mine, theirs| mine | theirs);
    }

    fn join(&mut self, other: &Self, with: impl Fn(u64, u64) -> u64) {
        for (mine, theirs) in self.0.iter_mut().zip(&other.0) {
            *mine = with(*mine, *theirs);
        }
    }

    /// Returns the numbers, smallest first.
    pub fn iter(&self) -> impl Iterator<Item = usize> {
        self.0.iter().enumerate().flat_map(|(place, word)| {
            let mut rest = *word;
            std::iter::from_fn(move || {
                let bit = (rest != 0).then(|| rest.trailing_zeros() as usize)?;
                rest &= rest - 1;
                Some(place * 64 + bit)
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(numbers: &[usize]) -> Bits {
        let mut bits = Bits::none(200);
        numbers.iter().for_each(|number| bits.insert(*number));
        bits
    }

    #[test]
    fn joins_sets() {
        let (a, b) = (set(&[0, 63, 64, 199]), set(&[63, 100]));
        let joined = |join: fn(&mut Bits, &Bits)| {
            let mut bits = a.clone();
            join(&mut bits, &b);
            bits.iter().collect::<Vec<_>>()
        };
        assert_eq!(joined(Bits::keep), [63]);
        assert_eq!(joined(Bits::drop), [0, 64, 199]);
        assert_eq!(joined(Bits::add), [0, 63, 64, 100, 199]);
    }

    #[test]
    fn what_lies_outside_is_not_there() {
        let mut bits = Bits::none(10);
        bits.insert(1000);
        assert!(!bits.contains(1000) && bits.iter().next().is_none() && Bits::all(10).contains(9));
    }
}
