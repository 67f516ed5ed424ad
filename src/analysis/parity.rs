//! Load-bearing input (METHODS 4.3): every family or channel is left out in turn, and what moves a candidate
//! below the line of `now` bears its rank. What only rivals bear is a chase after parity.

use super::voices::Voices;
use crate::domain::channel::Family;

/// What a candidate's evidence is worth without each of its `N` groups. Places count from 0.
#[derive(Clone, Debug, PartialEq)]
pub struct Jackknife<const N: usize> {
    /// Its place by all evidence.
    pub place: usize,
    /// Its place when a group is left out of all candidates.
    pub without: [usize; N],
    /// The evidence it has left then.
    pub left: [f64; N],
}

impl<const N: usize> Jackknife<N> {
    /// Returns the group without which the candidate falls deepest below the line, if it is above it at all
    /// and any does. A candidate without evidence is below every line.
    pub fn load_bearing(&self, line: usize) -> Option<usize> {
        let falls = (0..N).filter(|group| line <= self.without[*group] || self.left[*group] <= 0.0);
        let deepest = falls.rev().max_by_key(|group| self.without[*group]);
        deepest.filter(|_| self.place < line)
    }

    /// Returns the most places a group's removal moves the candidate, up or down.
    pub fn most_moved(&self, group: usize) -> usize {
        self.without[group].abs_diff(self.place)
    }
}

/// Ranks rows of evidence by their sums, with all groups and without each of them.
pub fn jackknife<const N: usize>(rows: &[[f64; N]]) -> Vec<Jackknife<N>> {
    let sum = |row: &[f64; N]| row.iter().sum::<f64>();
    let rest = |row: &[f64; N], group: usize| (0..N).filter(|k| *k != group).map(|k| row[k]).sum::<f64>();
    let all = places(&rows.iter().map(sum).collect::<Vec<_>>());
    let without: [Vec<usize>; N] =
        std::array::from_fn(|group| places(&rows.iter().map(|row| rest(row, group)).collect::<Vec<_>>()));
    let one = |(item, row): (usize, &[f64; N])| Jackknife {
        place: all[item],
        without: std::array::from_fn(|group| without[group][item]),
        left: std::array::from_fn(|group| rest(row, group)),
    };
    rows.iter().enumerate().map(one).collect()
}

/// Returns the place of every value, the largest first; equals keep their order.
fn places(values: &[f64]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|a, b| values[*b].total_cmp(&values[*a]));
    let mut places = vec![0; values.len()];
    for (place, item) in order.into_iter().enumerate() {
        places[item] = place;
    }
    places
}

/// Returns how much of the competitive evidence counts, so that it is never more than `cap` of all of it.
pub fn capped(competitive: f64, others: f64, cap: f64) -> f64 {
    let cap = cap.clamp(0.0, 1.0);
    if cap < 1.0 { competitive.min(cap / (1.0 - cap) * others) } else { competitive }
}

/// Tells whether only rivals bear a rank: competitive is load-bearing, and fewer than two customers agree.
pub fn is_parity_only(families: &Jackknife<4>, line: usize, customers: usize) -> bool {
    families.load_bearing(line) == Some(Family::Competitive as usize) && customers < 2
}

/// Returns the weight of the voices for a candidate by family, in the order of `Family::ALL`.
pub fn by_family(voices: &Voices) -> [f64; 4] {
    sums(voices, |voice| voice.family as usize)
}

/// Returns the weight of the voices for a candidate by channel, in the order of `Channel::ALL`.
pub fn by_channel(voices: &Voices) -> [f64; 10] {
    sums(voices, |voice| voice.channel as usize)
}

fn sums<const N: usize>(voices: &Voices, group: impl Fn(&super::voices::Voice) -> usize) -> [f64; N] {
    let mut sums = [0.0; N];
    for voice in voices.voices.iter().filter(|voice| !voice.against) {
        sums[group(voice)] += voice.weight;
    }
    sums
}

/// Returns how many customers speak for a candidate.
pub fn customers_for(voices: &Voices) -> usize {
    let customers = voices.voices.iter().filter(|voice| voice.family == Family::Customer);
    customers.filter(|voice| !voice.against).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PARITY: usize = 0;
    const COMPETITIVE: usize = Family::Competitive as usize;
    const NAMES: [&str; 4] = ["Parity", "SSO", "Edge", "Export"];
    const ROWS: [[f64; 4]; 4] =
        [[1.0, 0.0, 0.5, 4.0], [3.0, 0.5, 1.0, 0.5], [1.0, 2.0, 1.0, 0.0], [2.5, 0.0, 0.5, 0.2]];

    fn order(place: impl Fn(&Jackknife<4>) -> usize) -> Vec<&'static str> {
        let rows = jackknife(&ROWS);
        let mut names: Vec<usize> = (0..4).collect();
        names.sort_by_key(|item| place(&rows[*item]));
        names.into_iter().map(|item| NAMES[item]).collect()
    }

    #[test]
    fn parity_falls_three_places_without_rivals_and_nothing_else_moves() {
        assert_eq!(order(|row| row.place), ["Parity", "SSO", "Edge", "Export"]);
        assert_eq!(order(|row| row.without[COMPETITIVE]), ["SSO", "Edge", "Export", "Parity"]);
        let rows = jackknife(&ROWS);
        assert_eq!(rows[PARITY].most_moved(COMPETITIVE), 3);
        for (item, row) in rows.iter().enumerate() {
            for family in (0..4).filter(|family| (item, *family) != (PARITY, COMPETITIVE)) {
                assert!(row.most_moved(family) <= 1, "{} {}", NAMES[item], Family::ALL[family]);
            }
        }
    }

    #[test]
    fn competitive_bears_parity_and_two_customers_lift_the_charge() {
        let rows = jackknife(&ROWS);
        assert_eq!(rows[PARITY].load_bearing(2), Some(COMPETITIVE));
        assert!(is_parity_only(&rows[PARITY], 2, 1) && !is_parity_only(&rows[PARITY], 2, 2));
        assert_eq!(rows[1].load_bearing(2), Some(Family::Customer as usize), "it changes places with Edge");
        assert_eq!(rows[3].load_bearing(2), None, "what is below the line is borne by nothing");
        assert_eq!(rows[PARITY].load_bearing(4), None, "all have room");
    }

    #[test]
    fn evidence_of_one_family_is_below_every_line_without_it() {
        let rows = jackknife(&[[0.0, 0.0, 0.0, 2.0], [1.0, 0.0, 0.0, 0.0]]);
        assert_eq!(rows[0].load_bearing(9), Some(COMPETITIVE));
        assert_eq!(jackknife::<4>(&[]), []);
    }

    #[test]
    fn more_of_the_same_rivals_cannot_lift_a_candidate() {
        for competitive in [4.0, 40.0] {
            let counted = capped(competitive, 1.5, 0.15);
            assert!((counted / (counted + 1.5) - 0.15).abs() < 1e-9);
        }
        assert_eq!(capped(0.1, 1.5, 0.15), 0.1);
        assert_eq!((capped(4.0, 0.0, 0.15), capped(4.0, 0.0, 1.0)), (0.0, 4.0));
    }
}
