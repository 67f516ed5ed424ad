//! What the roadmap is made of: whose ideas, how new, how far towards the North Star, how long. Shares are of
//! candidates in `now`; those that say nothing are counted as such, so that shares add to 100 %.

use super::capacity::weeks;
use crate::domain::candidate::{Candidate, Horizon, Novelty, Origin};
use crate::domain::workspace::Workspace;

/// Candidates in `now` by origin and by novelty.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Composition {
    /// Demand, clone, thesis, not said.
    pub origins: [u32; 4],
    /// Parity, iteration, capability, bet, not said.
    pub novelty: [u32; 5],
}

pub const ORIGINS: [&str; 4] = ["demand", "clone", "thesis", "not said"];
pub const NOVELTY: [&str; 5] = ["parity", "iteration", "capability", "bet", "not said"];

fn in_now(workspace: &Workspace) -> impl Iterator<Item = &Candidate> {
    workspace.candidates().map(AsRef::as_ref).filter(|one| one.horizon == Horizon::Now)
}

/// Counts what `now` is made of.
pub fn of_now(workspace: &Workspace) -> Composition {
    let mut made = Composition::default();
    for candidate in in_now(workspace) {
        made.origins[match candidate.origin {
            Some(Origin::Demand) => 0,
            Some(Origin::Clone) => 1,
            Some(Origin::Thesis) => 2,
            None => 3,
        }] += 1;
        made.novelty[match candidate.novelty {
            Some(Novelty::Parity) => 0,
            Some(Novelty::Iteration) => 1,
            Some(Novelty::Capability) => 2,
            Some(Novelty::Bet) => 3,
            None => 4,
        }] += 1;
    }
    made
}

impl Composition {
    /// Returns the share of our own thesis, 0 to 1; nothing when `now` is empty.
    pub fn thesis(&self) -> Option<f64> {
        let all: u32 = self.origins.iter().sum();
        (0 < all).then(|| f64::from(self.origins[2]) / f64::from(all))
    }

    /// Says the origins: `demand 67 %, clone 0 %, thesis 33 %, not said 0 %`.
    pub fn sentence(&self) -> String {
        let shares = ORIGINS.iter().zip(whole_percents(&self.origins));
        shares.map(|(name, share)| format!("{name} {share} %")).collect::<Vec<_>>().join(", ")
    }
}

/// Returns shares in whole per cent that add to 100, the largest remainders rounded up; all 0 for nothing.
pub fn whole_percents(counts: &[u32]) -> Vec<u32> {
    let all: u32 = counts.iter().sum();
    if all == 0 {
        return vec![0; counts.len()];
    }
    let scaled = |count: u32| u64::from(count) * 100;
    let mut shares: Vec<u32> = counts.iter().map(|count| (scaled(*count) / u64::from(all)) as u32).collect();
    let mut order: Vec<usize> = (0..counts.len()).collect();
    order.sort_by_key(|place| std::cmp::Reverse(scaled(counts[*place]) % u64::from(all)));
    let missing = 100 - shares.iter().sum::<u32>();
    order.into_iter().take(missing as usize).for_each(|place| shares[place] += 1);
    shares
}

/// Returns how many in `now` are aligned at +1 and more, and how many there are; nothing when it is empty.
pub fn aligned(workspace: &Workspace) -> Option<(usize, usize)> {
    let all = in_now(workspace).count();
    let leading = |one: &&Candidate| one.alignment.as_ref().is_some_and(|opinion| 1 <= opinion.value);
    (0 < all).then(|| (in_now(workspace).filter(leading).count(), all))
}

/// Returns the share of effort in `now` and `next` that is short-term, 0 to 1; nothing without effort.
pub fn short_share(workspace: &Workspace) -> Option<f64> {
    let most = workspace.strategy().limits().short_weeks;
    let planned = workspace.candidates().filter(|one| matches!(one.horizon, Horizon::Now | Horizon::Next));
    let efforts: Vec<f64> = planned.map(|one| weeks(one)).collect();
    let all: f64 = efforts.iter().sum();
    (0.0 < all).then(|| efforts.iter().filter(|weeks| **weeks < most).sum::<f64>() / all)
}

/// Returns the middle age in years of the assumptions `now` rests on in `year`; nothing when none is dated.
pub fn assumption_age(workspace: &Workspace, year: i16) -> Option<f64> {
    let mut ages: Vec<i16> = in_now(workspace).filter_map(|one| Some(year - one.assumption_year?)).collect();
    ages.sort_unstable();
    let middle = (ages.len().checked_sub(1)?) as f64 / 2.0;
    let (low, high) = (ages.get(middle.floor() as usize)?, ages.get(middle.ceil() as usize)?);
    Some(f64::midpoint(f64::from(*low), f64::from(*high)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::edit::Edit;
    use crate::domain::evidence::{Opinion, Range};
    use crate::domain::id::CandidateId;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn shares_add_to_100(counts in proptest::collection::vec(0_u32..1000, 1..8)) {
            let sum: u32 = whole_percents(&counts).iter().sum();
            prop_assert_eq!(sum, if counts.iter().all(|count| *count == 0) { 0 } else { 100 });
        }
    }

    #[test]
    fn thirds_are_rounded_to_100() {
        assert_eq!(whole_percents(&[1, 1, 1]), [34, 33, 33]);
        assert_eq!(whole_percents(&[0, 0]), [0, 0]);
    }

    #[test]
    fn now_is_counted_by_origin_novelty_alignment_length_and_age() {
        let mut workspace = Workspace::default();
        let rows = [
            (Horizon::Now, Some(Origin::Demand), 1, 2.0, Some(2020)),
            (Horizon::Now, Some(Origin::Thesis), -1, 2.0, Some(2025)),
            (Horizon::Now, None, 0, 0.0, None),
            (Horizon::Next, Some(Origin::Clone), 2, 16.0, None),
        ];
        for (place, (horizon, origin, value, weeks, year)) in rows.into_iter().enumerate() {
            let mut one = Candidate::new(CandidateId::derived(&place.to_string()), "A");
            (one.horizon, one.origin, one.assumption_year) = (horizon, origin, year);
            one.alignment = Some(Opinion { value, why: String::new() });
            one.effort_weeks = Some(Range::point(weeks));
            workspace.apply(Edit::from(one)).unwrap();
        }
        let made = of_now(&workspace);
        assert_eq!((made.origins, made.novelty), ([1, 0, 1, 1], [0, 0, 0, 0, 3]));
        assert_eq!(made.sentence(), "demand 34 %, clone 0 %, thesis 33 %, not said 33 %");
        assert_eq!(aligned(&workspace), Some((1, 3)));
        assert_eq!(short_share(&workspace), Some(0.2));
        assert_eq!(assumption_age(&workspace, 2026), Some(3.5));
        assert_eq!((made.thesis(), Composition::default().thesis()), (Some(1.0 / 3.0), None));
    }
}
