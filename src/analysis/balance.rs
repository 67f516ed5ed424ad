//! The faster-horse meter (METHODS 4.1): how balanced the input is, honest about small numbers. A verdict
//! carries every number it was reached by; nothing here reads a workspace.

use super::stats::{self, Counts};
use crate::domain::channel::Family;
use crate::domain::strategy::Strategy;

/// The input of one candidate or one week.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mix {
    /// Voices by family, in the order of `Family::ALL`.
    pub counts: Counts,
    /// The share of market and engineering in it, 0 to 1: those who look ahead.
    pub ahead: f64,
}

impl Mix {
    /// Returns the mix of which only families are known: all internal voices pass for engineering.
    pub fn of_counts(counts: Counts) -> Self {
        let voices = counts.iter().sum::<u32>().max(1);
        Self { counts, ahead: f64::from(counts[1] + counts[2]) / f64::from(voices) }
    }
}

/// What the meter says of a mix.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MixVerdict {
    /// Too few voices for any other verdict.
    Thin,
    /// Customers alone: what they ask for, not what they need.
    FasterHorse,
    /// Ourselves alone.
    InsideOut,
    NoCustomer,
    SkewedTo(Family),
    Balanced,
}

impl MixVerdict {
    /// Returns the verdict in the words of the status bar.
    pub fn words(self) -> String {
        match self {
            Self::Thin => "thin".into(),
            Self::FasterHorse => "faster horse".into(),
            Self::InsideOut => "inside-out".into(),
            Self::NoCustomer => "no customer".into(),
            Self::SkewedTo(family) => format!("skewed to {family}"),
            Self::Balanced => "balanced".into(),
        }
    }
}

/// A verdict with its numbers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reading {
    pub verdict: MixVerdict,
    pub mix: Mix,
    /// Lower bound of the customers' share.
    pub customer_bound: f64,
    /// Lower bound of our own share.
    pub internal_bound: f64,
    /// Pielou's J.
    pub evenness: f64,
    /// Families in effect.
    pub families: f64,
    /// Probability of a mix this uneven under the target; reckoned only where the verdict hangs on it.
    pub probability: Option<f64>,
}

/// Judges a mix by the limits and the target mix in force.
pub fn read(mix: Mix, strategy: &Strategy) -> Reading {
    let limits = strategy.limits();
    let voices = mix.counts.iter().sum::<u32>();
    let mut reading = Reading {
        verdict: MixVerdict::Balanced,
        mix,
        customer_bound: stats::wilson_lower(mix.counts[0], voices, limits.z),
        internal_bound: stats::wilson_lower(mix.counts[2], voices, limits.z),
        evenness: stats::evenness(mix.counts),
        families: stats::effective(mix.counts),
        probability: None,
    };
    reading.verdict = if voices < limits.thin_voices {
        MixVerdict::Thin
    } else if limits.faster_horse < reading.customer_bound && mix.ahead < limits.faster_horse_market {
        MixVerdict::FasterHorse
    } else if limits.faster_horse < reading.internal_bound {
        MixVerdict::InsideOut
    } else if mix.counts[0] == 0 {
        MixVerdict::NoCustomer
    } else {
        let probability = stats::probability_this_uneven(mix.counts, strategy.target_mix.shares());
        reading.probability = Some(probability);
        if probability < limits.skewed {
            MixVerdict::SkewedTo(reading.leading())
        } else {
            MixVerdict::Balanced
        }
    };
    reading
}

impl Reading {
    pub fn voices(&self) -> u32 {
        self.mix.counts.iter().sum()
    }

    /// Returns the family with most voices, the earlier of equals.
    pub fn leading(&self) -> Family {
        let most = self.mix.counts.iter().max().copied().unwrap_or_default();
        let place = self.mix.counts.iter().position(|count| *count == most).unwrap_or_default();
        Family::ALL[place]
    }

    /// Returns a family's share of the voices, 0 to 1.
    pub fn share(&self, family: Family) -> f64 {
        f64::from(self.mix.counts[family as usize]) / f64::from(self.voices().max(1))
    }

    /// Says the verdict with its numbers, without a full stop.
    pub fn sentence(&self) -> String {
        let voices = self.voices();
        match self.verdict {
            MixVerdict::Thin if voices == 1 => "thin: only one voice".into(),
            MixVerdict::Thin => format!("thin: only {voices} voices"),
            MixVerdict::FasterHorse => {
                format!(
                    "faster horse: at least {} of {voices} voices are customers",
                    percent(self.customer_bound)
                )
            }
            MixVerdict::InsideOut => {
                format!(
                    "inside-out: at least {} of {voices} voices are our own",
                    percent(self.internal_bound)
                )
            }
            MixVerdict::NoCustomer => format!("no customer: none of {voices} voices is a customer"),
            MixVerdict::SkewedTo(family) => format!(
                "skewed to {family}: {} of {voices} voices, by chance in {} of mixes",
                self.mix.counts[family as usize],
                percent(self.probability.unwrap_or_default())
            ),
            MixVerdict::Balanced => format!(
                "balanced: {} of {voices} voices are customers, {:.1} families in effect",
                self.mix.counts[0], self.families
            ),
        }
    }
}

/// Returns a share as whole per cent: `70 %`.
pub fn percent(share: f64) -> String {
    // A sum of nothing is -0; adding 0 takes the sign away.
    format!("{:.0} %", share * 100.0 + 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(counts: Counts) -> Reading {
        read(Mix::of_counts(counts), &Strategy::default())
    }

    #[test]
    fn the_table_of_the_method() {
        use MixVerdict::{Balanced, FasterHorse, Thin};
        let rows = [
            ([11, 0, 1, 0], 0.207, 1.18, 0.699, 0.003, FasterHorse),
            ([5, 0, 0, 0], 0.0, 1.00, 0.649, 0.032, FasterHorse),
            ([4, 0, 0, 0], 0.0, 1.00, 0.596, 0.066, Thin),
            ([5, 3, 3, 1], 0.913, 3.27, 0.220, 0.85, Balanced),
            ([8, 1, 2, 1], 0.709, 2.06, 0.431, 0.31, Balanced),
            ([2, 0, 1, 5], 0.649, 2.13, 0.087, 0.35, Balanced),
        ];
        for (counts, evenness, families, bound, probability, verdict) in rows {
            let reading = of(counts);
            assert_eq!(reading.verdict, verdict, "{counts:?}");
            assert!((reading.evenness - evenness).abs() < 0.001, "{counts:?}");
            assert!((reading.families - families).abs() < 0.005, "{counts:?}");
            assert!((reading.customer_bound - bound).abs() < 0.001, "{counts:?}");
            let exact = stats::probability_this_uneven(counts, Strategy::default().target_mix.shares());
            assert!((exact - probability).abs() < 0.005, "{counts:?} {exact}");
        }
    }

    #[test]
    fn the_other_verdicts() {
        assert_eq!(of([0, 0, 6, 0]).verdict, MixVerdict::InsideOut);
        assert_eq!(of([0, 3, 1, 3]).verdict, MixVerdict::NoCustomer);
        assert_eq!(of([1, 0, 0, 11]).verdict, MixVerdict::SkewedTo(Family::Competitive));
        assert_eq!(of([0; 4]).verdict, MixVerdict::Thin);
    }

    #[test]
    fn voices_that_look_ahead_keep_a_mix_from_being_a_horse() {
        let mut mix = Mix::of_counts([12, 1, 0, 0]);
        assert_eq!(read(mix, &Strategy::default()).verdict, MixVerdict::FasterHorse);
        mix.ahead = 0.15;
        assert_ne!(read(mix, &Strategy::default()).verdict, MixVerdict::FasterHorse);
    }

    #[test]
    fn limits_of_the_strategy_count() {
        let mut strategy = Strategy::default();
        strategy.thresholds.faster_horse = 0.72;
        assert_ne!(read(Mix::of_counts([11, 0, 1, 0]), &strategy).verdict, MixVerdict::FasterHorse);
        strategy.thresholds.thin_voices = 13;
        assert_eq!(read(Mix::of_counts([11, 0, 1, 0]), &strategy).verdict, MixVerdict::Thin);
    }

    #[test]
    fn sentences_hold_the_numbers() {
        for (counts, sentence) in [
            ([11, 0, 1, 0], "faster horse: at least 70 % of 12 voices are customers"),
            ([4, 0, 0, 0], "thin: only 4 voices"),
            ([0, 0, 1, 0], "thin: only one voice"),
            ([0, 0, 6, 0], "inside-out: at least 69 % of 6 voices are our own"),
            ([0, 3, 1, 3], "no customer: none of 7 voices is a customer"),
            ([5, 3, 3, 1], "balanced: 5 of 12 voices are customers, 3.3 families in effect"),
            ([1, 0, 0, 11], "skewed to competitive: 11 of 12 voices, by chance in 0 % of mixes"),
        ] {
            assert_eq!(of(counts).sentence(), sentence);
        }
    }
}
