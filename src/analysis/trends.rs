//! Themes over time: how many signals a week bear a tag, and whether they grow. A slope is that of the straight
//! line through the weeks, in signals a week per week.

use super::weight::age_days;
use crate::domain::channel::Family;
use crate::domain::signal::Signal;
use crate::domain::tag::Tag;
use crate::domain::verdict::Verdict;
use crate::domain::workspace::Workspace;
use jiff::Timestamp;
use std::collections::BTreeMap;

/// Signals a week that bear a tag.
#[derive(Clone, Debug, PartialEq)]
pub struct Trend {
    pub tag: Tag,
    /// The oldest week first; the last one ends now.
    pub weeks: Vec<u32>,
    pub slope: f64,
}

/// Returns the trend of every tag heard in the last so many weeks, the steepest rise first.
pub fn trends(workspace: &Workspace, now: Timestamp, weeks: usize) -> Vec<Trend> {
    let mut counts: BTreeMap<&Tag, Vec<u32>> = BTreeMap::new();
    for signal in workspace.signals().filter(|signal| is_told(signal)) {
        let back = (age_days(signal.at, now) / 7.0) as usize;
        let is_ahead = now < signal.at;
        for tag in signal.tags.iter().filter(|_| back < weeks && !is_ahead) {
            counts.entry(tag).or_insert_with(|| vec![0; weeks])[weeks - 1 - back] += 1;
        }
    }
    let trend = |(tag, weeks): (&Tag, Vec<u32>)| Trend { tag: tag.clone(), slope: slope(&weeks), weeks };
    let mut trends: Vec<Trend> = counts.into_iter().map(trend).collect();
    trends.sort_by(|a, b| b.slope.total_cmp(&a.slope));
    trends
}

/// Returns the slope of the straight line through counts, by least squares; 0 below two of them.
pub fn slope(counts: &[u32]) -> f64 {
    let n = counts.len() as f64;
    if counts.len() < 2 {
        return 0.0;
    }
    let (middle, mean) = ((n - 1.0) / 2.0, counts.iter().map(|count| f64::from(*count)).sum::<f64>() / n);
    let points =
        || counts.iter().enumerate().map(|(place, count)| (place as f64 - middle, f64::from(*count) - mean));
    points().map(|(x, y)| x * y).sum::<f64>() / points().map(|(x, _)| x * x).sum::<f64>()
}

/// A tag that many kept signals bear.
#[derive(Clone, Debug, PartialEq)]
pub struct Theme {
    pub tag: Tag,
    pub signals: u32,
    /// The newest signal of the industry that bears it.
    pub industry: Option<Timestamp>,
}

/// Returns the tags that at least so many kept signals bear.
pub fn themes(workspace: &Workspace, least: u32) -> Vec<Theme> {
    let strategy = workspace.strategy();
    let mut themes: BTreeMap<&Tag, Theme> = BTreeMap::new();
    for signal in workspace.signals().filter(|signal| signal.verdict.counts()) {
        let is_market = strategy.family(signal.channel) == Family::Market;
        for tag in &signal.tags {
            let empty = || Theme { tag: tag.clone(), signals: 0, industry: None };
            let theme = themes.entry(tag).or_insert_with(empty);
            theme.signals += 1;
            theme.industry = theme.industry.max(is_market.then_some(signal.at));
        }
    }
    themes.into_values().filter(|theme| least <= theme.signals).collect()
}

impl Theme {
    /// Returns the days since the industry last spoke about it.
    pub fn industry_days(&self, now: Timestamp) -> Option<f64> {
        self.industry.map(|at| age_days(at, now))
    }
}

/// Tells whether a signal tells something of its own that is not somebody else's work.
fn is_told(signal: &Signal) -> bool {
    matches!(signal.verdict, Verdict::Inbox | Verdict::Kept | Verdict::Snoozed { .. })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::channel::Channel;
    use crate::domain::edit::Edit;
    use crate::domain::id::SignalId;
    use jiff::SignedDuration;
    use proptest::prelude::*;

    fn series(counts: &[u32]) -> Workspace {
        let mut workspace = Workspace::default();
        for (week, count) in counts.iter().rev().enumerate() {
            for place in 0..*count {
                let at = now() - SignedDuration::from_hours(week as i64 * 168 + 1);
                let mut signal =
                    Signal::new(SignalId::derived(&format!("{week} {place}")), "W", Channel::Sales, at);
                signal.tags.extend(Tag::new("sso"));
                workspace.apply(Edit::from(signal)).unwrap();
            }
        }
        workspace
    }

    fn now() -> Timestamp {
        "2026-11-21T12:00:00Z".parse().unwrap()
    }

    #[test]
    fn the_sign_of_a_synthetic_series_is_right() {
        for (counts, expected) in [([1, 2, 3, 4], 1.0), ([4, 3, 2, 1], -1.0), ([2, 2, 2, 2], 0.0)] {
            let trend = &trends(&series(&counts), now(), 4)[0];
            assert_eq!((trend.weeks.as_slice(), trend.slope), (&counts[..], expected));
        }
        assert_eq!(trends(&series(&[0, 0]), now(), 4), []);
        assert_eq!((slope(&[]), slope(&[9])), (0.0, 0.0));
    }

    proptest! {
        #[test]
        fn a_series_turned_round_falls_as_it_rose(counts in proptest::collection::vec(0_u32..50, 2..20)) {
            let back: Vec<u32> = counts.iter().rev().copied().collect();
            prop_assert!((slope(&counts) + slope(&back)).abs() < 1e-9);
        }
    }
}
