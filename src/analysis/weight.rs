//! How much one link weighs: importance, times what is left after every mouth, times what is left after
//! every half-life (METHODS 4). For display and shares; tests of balance count voices instead.

use crate::domain::signal::{Link, Signal};
use crate::domain::thresholds::Thresholds;
use jiff::Timestamp;

const SECONDS_A_DAY: f64 = 86_400.0;

/// Returns the weight of a signal's link on `now`, 0 to 3.
pub fn of_link(signal: &Signal, link: &Link, now: Timestamp, limits: &Thresholds) -> f64 {
    weight(link.importance, signal.hops, age_days(signal.at, now), limits)
}

/// Returns `importance × fidelity^hops × 0.5^(age / half-life)`. Without a half-life nothing ages.
pub fn weight(importance: u8, hops: u8, age_days: f64, limits: &Thresholds) -> f64 {
    let ageing =
        if limits.half_life_days > 0.0 { 0.5_f64.powf(age_days / limits.half_life_days) } else { 1.0 };
    f64::from(importance) * limits.fidelity.powi(i32::from(hops)) * ageing
}

/// Returns the days between an instant and `now`; the future is 0 days old.
pub fn age_days(at: Timestamp, now: Timestamp) -> f64 {
    (now.as_second().saturating_sub(at.as_second()).max(0)) as f64 / SECONDS_A_DAY
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn falls_by_mouth_and_by_age() {
        let limits = Thresholds::default();
        for (hops, expected) in [(0, 1.0), (1, 0.6), (2, 0.36)] {
            assert!((weight(1, hops, 0.0, &limits) - expected).abs() < 1e-9);
        }
        for (age, expected) in [(90.0, 0.50), (180.0, 0.25), (365.0, 0.06)] {
            assert!((weight(1, 0, age, &limits) - expected).abs() < 0.001);
        }
        assert!((weight(3, 1, 90.0, &limits) - 0.9).abs() < 1e-9);
        assert_eq!(weight(0, 0, 0.0, &limits), 0.0);
    }

    #[test]
    fn nothing_ages_without_a_half_life_or_before_its_time() {
        let limits = Thresholds { half_life_days: 0.0, ..Thresholds::default() };
        assert_eq!(weight(2, 0, 1000.0, &limits), 2.0);
        let now = Timestamp::from_second(1_000_000).unwrap();
        assert_eq!(age_days(Timestamp::from_second(2_000_000).unwrap(), now), 0.0);
        assert_eq!(age_days(Timestamp::from_second(1_000_000 - 86_400).unwrap(), now), 1.0);
    }
}
