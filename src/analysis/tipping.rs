//! How far one weight must move until two candidates change places (METHODS 4.4): exact and instant, since a
//! weighted sum is a straight line in each weight. The other weights keep their proportions.

use super::balance::percent;
use super::score::Total;

/// The weight of one driver at which an order flips.
#[derive(Clone, Debug, PartialEq)]
pub struct Tip {
    /// The driver's key.
    pub driver: String,
    /// The weight it has, 0 to 1.
    pub from: f64,
    /// The weight at which the order flips, 0 to 1.
    pub to: f64,
}

/// Returns the weight of criterion `c` at which `a` and `b` score the same, or nothing when no weight of it
/// alone flips them. Weights add to 1.
pub fn tipping_weight(weights: &[f64], a: &[f64], b: &[f64], c: usize) -> Option<f64> {
    let differences: Vec<f64> = a.iter().zip(b).map(|(a, b)| a - b).collect();
    let (own, weight) = (*differences.get(c)?, *weights.get(c)?);
    let all: f64 = weights.iter().zip(&differences).map(|(weight, difference)| weight * difference).sum();
    let rest = (all - weight * own) / (1.0 - weight);
    let at = rest / (rest - own);
    (at.is_finite() && (0.0..=1.0).contains(&at)).then_some(at)
}

/// Returns every single weight that could flip two scores, the smallest move first. Nothing when a driver of
/// the lens is missing in either: then the line is not straight.
pub fn tips(a: &Total, b: &Total) -> Vec<Tip> {
    if !a.missing.is_empty() || !b.missing.is_empty() || a.terms.len() != b.terms.len() {
        return Vec::new();
    }
    let weights: Vec<f64> = a.terms.iter().map(|term| term.weight).collect();
    let values = |total: &Total| -> Vec<f64> { total.terms.iter().map(|term| term.value).collect() };
    let (values_a, values_b) = (values(a), values(b));
    let tip = |(c, from): (usize, &f64)| {
        let to = tipping_weight(&weights, &values_a, &values_b, c)?;
        Some(Tip { driver: a.terms[c].driver.clone(), from: *from, to })
    };
    let mut tips: Vec<Tip> = weights.iter().enumerate().filter_map(tip).collect();
    tips.sort_by(|one, other| one.distance().total_cmp(&other.distance()));
    tips
}

impl Tip {
    /// Returns how far the weight would have to move, 0 to 1.
    pub fn distance(&self) -> f64 {
        (self.to - self.from).abs()
    }

    /// Says the move, without a full stop: `alignment would have to fall from 25 % to 9 %`.
    pub fn sentence(&self) -> String {
        let way = if self.to < self.from { "fall" } else { "rise" };
        format!("{} would have to {way} from {} to {}", self.driver, percent(self.from), percent(self.to))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::score::Term;

    const KEYS: [&str; 5] = ["reach", "impact", "alignment", "confidence", "ease"];
    const WEIGHTS: [f64; 5] = [0.25, 0.25, 0.25, 0.15, 0.10];
    const A: [f64; 5] = [0.8, 0.6, 0.7, 0.9, 0.5];
    const B: [f64; 5] = [0.9, 0.5, 0.5, 0.8, 0.8];

    fn total(values: [f64; 5]) -> Total {
        let term = |place: usize| Term {
            driver: KEYS[place].into(),
            value: values[place],
            weight: WEIGHTS[place],
            term: WEIGHTS[place] * values[place],
        };
        Total { terms: (0..5).map(term).collect(), ..Total::default() }
    }

    #[test]
    fn the_weights_of_the_method() {
        let expected = [Some(0.444), None, Some(0.091), None, Some(0.194)];
        for (c, expected) in expected.into_iter().enumerate() {
            match (tipping_weight(&WEIGHTS, &A, &B, c), expected) {
                (Some(at), Some(expected)) => assert!((at - expected).abs() < 0.001, "{}: {at}", KEYS[c]),
                (at, expected) => assert_eq!(at, expected, "{}", KEYS[c]),
            }
        }
    }

    #[test]
    fn at_the_tipping_weight_both_score_the_same() {
        let at = tipping_weight(&WEIGHTS, &A, &B, 2).unwrap();
        let score = |values: [f64; 5]| -> f64 {
            let scale = (1.0 - at) / (1.0 - WEIGHTS[2]);
            let weight = |c: usize| if c == 2 { at } else { WEIGHTS[c] * scale };
            (0..5).map(|c| weight(c) * values[c]).sum()
        };
        assert!((score(A) - score(B)).abs() < 1e-12);
    }

    #[test]
    fn the_nearest_tip_comes_first_and_is_easy_to_say() {
        let tips = tips(&total(A), &total(B));
        let drivers: Vec<&str> = tips.iter().map(|tip| tip.driver.as_str()).collect();
        assert_eq!(drivers, ["ease", "alignment", "reach"]);
        assert_eq!(tips[1].sentence(), "alignment would have to fall from 25 % to 9 %");
        assert_eq!(tips[2].sentence(), "reach would have to rise from 25 % to 44 %");
    }

    #[test]
    fn equal_candidates_single_weights_and_gaps_have_no_tip() {
        assert_eq!(tipping_weight(&WEIGHTS, &A, &A, 0), None);
        assert_eq!(tipping_weight(&[1.0], &[0.3], &[0.2], 0), None);
        assert_eq!(tipping_weight(&WEIGHTS, &A, &B, 9), None);
        let mut gap = total(B);
        gap.missing.push("ease".into());
        assert_eq!(tips(&total(A), &gap), []);
    }
}
