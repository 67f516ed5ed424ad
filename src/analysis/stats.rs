//! The few statistics the methods share: bounds that are honest about small numbers, evenness, and the exact
//! probability of a mix. Knows nothing of signals.

/// Counts by family, in the order of `Family::ALL`.
pub type Counts = [u32; 4];

/// Counts above this are scaled down to it before all outcomes are walked (39,711 of them): beyond it more
/// voices only make the verdict surer.
const MOST_ENUMERATED: u32 = 60;

/// Returns the one-sided lower bound of a share (Wilson 1927); 0 of nothing.
pub fn wilson_lower(hits: u32, of: u32, z: f64) -> f64 {
    if of == 0 {
        return 0.0;
    }
    let n = f64::from(of);
    let p = f64::from(hits) / n;
    let spread = z * (p * (1.0 - p) / n + z * z / (4.0 * n * n)).sqrt();
    ((p + z * z / (2.0 * n) - spread) / (1.0 + z * z / n)).max(0.0)
}

/// Returns Pielou's evenness J, 0 (all in one) to 1 (all alike).
pub fn evenness(counts: Counts) -> f64 {
    let n: f64 = counts.iter().map(|count| f64::from(*count)).sum();
    let shares = counts.iter().filter(|count| 0 < **count).map(|count| f64::from(*count) / n);
    let entropy: f64 = shares.map(|p| -p * p.ln()).sum();
    (entropy / 4.0_f64.ln()).max(0.0)
}

/// Returns how many families there are in effect (inverse Herfindahl), 1 to 4; 0 of nothing.
pub fn effective(counts: Counts) -> f64 {
    let n: f64 = counts.iter().map(|count| f64::from(*count)).sum();
    let squares: f64 = counts.iter().map(|count| (f64::from(*count)).powi(2)).sum();
    if squares == 0.0 { 0.0 } else { n * n / squares }
}

/// Returns the exact probability that as many draws from the target shares are as uneven as these counts, or
/// more so. Shares need not add to 1.
pub fn probability_this_uneven(counts: Counts, target: [f64; 4]) -> f64 {
    let counts = scaled(counts);
    let n = counts.iter().sum::<u32>() as usize;
    let total: f64 = target.iter().sum();
    if n == 0 || !total.is_finite() || total <= 0.0 {
        return 1.0;
    }
    let tables = Tables::new(n, target.map(|share| share / total));
    // Evenness falls as the sum of k ln k rises, so that sum is all an outcome is compared by.
    let least = counts.iter().map(|count| tables.order[*count as usize]).sum::<f64>() - 1e-9;
    tables.probability_of_order_from(least).min(1.0)
}

fn scaled(counts: Counts) -> Counts {
    let n = counts.iter().map(|count| u64::from(*count)).sum::<u64>();
    if n <= u64::from(MOST_ENUMERATED) {
        return counts;
    }
    let factor = f64::from(MOST_ENUMERATED) / n as f64;
    counts.map(|count| (f64::from(count) * factor).round() as u32)
}

/// Logarithms looked up while walking all outcomes of `n` draws.
struct Tables {
    n: usize,
    /// k ln k.
    order: Vec<f64>,
    /// k ln share − ln k!, by family.
    terms: [Vec<f64>; 4],
    ln_factorial: f64,
}

impl Tables {
    fn new(n: usize, shares: [f64; 4]) -> Self {
        let mut factorials = vec![0.0];
        for k in 1..=n {
            factorials.push(factorials[k - 1] + (k as f64).ln());
        }
        let order = (0..=n).map(|k| if k == 0 { 0.0 } else { k as f64 * (k as f64).ln() }).collect();
        let terms = shares.map(|share| {
            (0..=n)
                .map(|k| if k == 0 { 0.0 } else { k as f64 * share.ln() - factorials[k] })
                .collect::<Vec<f64>>()
        });
        Self { n, order, terms, ln_factorial: factorials[n] }
    }

    fn probability_of_order_from(&self, least: f64) -> f64 {
        let mut sum = 0.0;
        for a in 0..=self.n {
            for b in 0..=self.n - a {
                for c in 0..=self.n - a - b {
                    let d = self.n - a - b - c;
                    if least <= self.order[a] + self.order[b] + self.order[c] + self.order[d] {
                        let logs = self.terms[0][a] + self.terms[1][b] + self.terms[2][c] + self.terms[3][d];
                        sum += (self.ln_factorial + logs).exp();
                    }
                }
            }
        }
        sum
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const Z: f64 = 1.644_853_6;
    const TARGET: [f64; 4] = [0.5, 0.2, 0.2, 0.1];

    #[test]
    fn wilson_bounds_of_follow_through() {
        for (kept, of, bound) in
            [(2, 2, 0.425), (3, 4, 0.356), (9, 10, 0.652), (11, 12, 0.699), (18, 20, 0.738)]
        {
            assert!((wilson_lower(kept, of, Z) - bound).abs() < 0.001, "{kept}/{of}");
        }
        assert_eq!(wilson_lower(0, 0, Z), 0.0);
    }

    #[test]
    fn evenness_has_its_ends() {
        assert_eq!((evenness([7, 0, 0, 0]), effective([7, 0, 0, 0])), (0.0, 1.0));
        assert!((evenness([3, 3, 3, 3]) - 1.0).abs() < 1e-12 && (effective([3; 4]) - 4.0).abs() < 1e-12);
        assert_eq!((evenness([0; 4]), effective([0; 4])), (0.0, 0.0));
    }

    #[test]
    fn an_even_mix_is_the_least_surprising() {
        assert!((probability_this_uneven([3, 3, 3, 3], TARGET) - 1.0).abs() < 1e-9);
        assert_eq!(probability_this_uneven([0; 4], TARGET), 1.0);
        assert_eq!(probability_this_uneven([5, 0, 0, 0], [0.0; 4]), 1.0);
    }

    #[test]
    fn all_in_one_is_the_sum_of_the_powers() {
        let expected: f64 = TARGET.iter().map(|share| share.powi(5)).sum();
        assert!((probability_this_uneven([5, 0, 0, 0], TARGET) - expected).abs() < 1e-12);
        let doubled = TARGET.map(|share| share * 2.0);
        assert!((probability_this_uneven([5, 0, 0, 0], doubled) - expected).abs() < 1e-12);
    }

    #[test]
    fn large_counts_are_scaled_and_stay_sure() {
        assert!(probability_this_uneven([100_000, 10, 10, 10], TARGET) < 0.001);
        assert!(0.05 < probability_this_uneven([50_000, 20_000, 20_000, 10_000], TARGET));
    }

    #[test]
    fn an_even_source_reads_uneven_in_small_numbers() {
        let factorial = |n: u32| (1..=n).map(f64::from).product::<f64>();
        let mean = |n: u32| {
            let mut sum = 0.0;
            for a in 0..=n {
                for b in 0..=n - a {
                    for c in 0..=n - a - b {
                        let counts = [a, b, c, n - a - b - c];
                        let ways = factorial(n) / counts.map(factorial).iter().product::<f64>();
                        sum += ways / 4_f64.powi(n as i32) * evenness(counts);
                    }
                }
            }
            sum
        };
        for (n, expected) in [(3, 0.56), (5, 0.73), (8, 0.84), (12, 0.90), (20, 0.94)] {
            assert!((mean(n) - expected).abs() < 0.005 + 1e-9, "{n}: {}", mean(n));
        }
    }
}
