//! The mix meter of the status bar: which families the signals kept since a moment came from. Counts
//! signals, not voices: it tells how the listening went, not how sound a candidate is.

use super::balance::{self, Mix, Reading};
use crate::domain::channel::{Channel, Family};
use crate::domain::workspace::Workspace;
use jiff::Timestamp;

/// Returns the reading over signals kept at or after `since`, or nothing when there were none.
pub fn since(workspace: &Workspace, since: Timestamp) -> Option<Reading> {
    let strategy = workspace.strategy();
    let mut counts = [0_u32; 4];
    let mut ahead = 0_u32;
    for channel in workspace.index().kept_since(since) {
        let family = strategy.family(channel);
        counts[family as usize] += 1;
        ahead += u32::from(looks_ahead(channel, family));
    }
    let total = counts.iter().sum::<u32>();
    let mix = Mix { counts, ahead: f64::from(ahead) / f64::from(total.max(1)) };
    (0 < total).then(|| balance::read(mix, strategy))
}

/// Tells whether a channel counts as market or engineering, those who keep a mix from being a faster horse.
pub fn looks_ahead(channel: Channel, family: Family) -> bool {
    family == Family::Market || channel == Channel::Engineering
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::balance::MixVerdict;
    use crate::domain::edit::Edit;
    use crate::domain::id::SignalId;
    use crate::domain::signal::Signal;
    use crate::domain::verdict::{Route, Verdict};

    fn decided(channels: &[Channel], verdict: &Verdict, day: i64) -> Vec<Signal> {
        let at = Timestamp::from_second(day * 86_400).unwrap();
        let make = |(place, channel): (usize, &Channel)| {
            let mut signal =
                Signal::new(SignalId::derived(&format!("{day}{place}{verdict:?}")), "Words", *channel, at);
            signal.verdict = verdict.clone();
            signal.decided = Some(at);
            signal
        };
        channels.iter().enumerate().map(make).collect()
    }

    fn workspace(signals: Vec<Signal>) -> Workspace {
        let mut workspace = Workspace::default();
        for signal in signals {
            workspace.apply(Edit::from(signal)).unwrap();
        }
        workspace
    }

    #[test]
    fn counts_what_was_kept_since() {
        use Channel::{Competitive, Engineering, Executive, Sales, Support};
        let mut signals =
            decided(&[Support, Sales, Sales, Support, Sales, Competitive, Executive], &Verdict::Kept, 9);
        signals.extend(decided(&[Engineering; 9], &Verdict::Kept, 1));
        signals.extend(decided(&[Engineering; 9], &Verdict::Routed { to: Route::Bug }, 9));
        let week = since(&workspace(signals), Timestamp::from_second(2 * 86_400).unwrap()).unwrap();
        assert_eq!(week.mix.counts, [5, 0, 1, 1]);
        assert_eq!(week.mix.ahead, 0.0, "an executive does not look ahead");
        assert_eq!(week.leading(), Family::Customer);
        assert_eq!(balance::percent(week.share(Family::Customer)), "71 %");
    }

    #[test]
    fn a_week_of_customers_is_a_faster_horse() {
        let signals = decided(&[Channel::Support; 8], &Verdict::Kept, 9);
        let week = since(&workspace(signals), Timestamp::UNIX_EPOCH).unwrap();
        assert_eq!(week.verdict, MixVerdict::FasterHorse);
        assert_eq!(since(&Workspace::default(), Timestamp::UNIX_EPOCH), None);
    }
}
