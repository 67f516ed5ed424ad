//! The mix meter of the status bar: which families the signals kept since a moment came from. Counts
//! signals, not voices: it tells how the listening went, not how sound a candidate is.

use super::balance::{self, Mix, Reading};
use super::{capacity, voices};
use crate::domain::candidate::Horizon;
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

/// Returns the reading over all of `now`, each candidate's mix weighted by its weeks of effort; those without
/// an effort weigh as one week. Nothing when nobody was heard.
pub fn of_now(workspace: &Workspace, now: Timestamp) -> Option<Reading> {
    let (mut shares, mut ahead, mut weeks, mut voices) = ([0.0; 4], 0.0, 0.0, 0);
    for candidate in workspace.candidates().filter(|one| one.horizon == Horizon::Now) {
        let mix = voices::of_candidate(candidate.id, workspace, now).mix();
        let count: u32 = mix.counts.iter().sum();
        if count == 0 {
            continue;
        }
        let own = match capacity::weeks(candidate) {
            known if 0.0 < known => known,
            _ => 1.0,
        };
        for (share, heard) in shares.iter_mut().zip(mix.counts) {
            *share += own * f64::from(heard) / f64::from(count);
        }
        (ahead, weeks, voices) = (ahead + own * mix.ahead, weeks + own, voices + count);
    }
    let counts = apportioned(shares.map(|share| share / weeks), voices);
    (0 < voices).then(|| balance::read(Mix { counts, ahead: ahead / weeks }, workspace.strategy()))
}

/// Returns shares as whole voices that add up to all, the largest remainders rounded up.
fn apportioned(shares: [f64; 4], voices: u32) -> [u32; 4] {
    let exact = shares.map(|share| share * f64::from(voices));
    let mut counts = exact.map(|exact| exact.floor() as u32);
    let mut order = [0, 1, 2, 3];
    order.sort_by(|a, b| exact[*b].fract().total_cmp(&exact[*a].fract()));
    let missing = voices.saturating_sub(counts.iter().sum());
    order.into_iter().take(missing as usize).for_each(|place| counts[place] += 1);
    counts
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

    #[test]
    fn all_of_now_is_weighted_by_effort() {
        use crate::domain::candidate::Candidate;
        use crate::domain::evidence::Range;
        use crate::domain::id::CandidateId;
        use crate::domain::signal::Link;
        use Channel::{Engineering, Sales};
        let mut workspace = Workspace::default();
        assert_eq!(of_now(&workspace, Timestamp::UNIX_EPOCH), None);
        for (key, weeks, channel) in [("long", 9.0, Sales), ("short", 1.0, Engineering)] {
            let mut one = Candidate::new(CandidateId::derived(key), key);
            (one.horizon, one.effort_weeks) = (Horizon::Now, Some(Range::point(weeks)));
            for place in 0..5 {
                let id = SignalId::derived(&format!("{key}{place}"));
                let mut signal = Signal::new(id, "Words", channel, Timestamp::UNIX_EPOCH);
                signal.links.push(Link { to: one.id, importance: 1, against: false, note: String::new() });
                signal.verdict = Verdict::Kept;
                workspace.apply(Edit::from(signal)).unwrap();
            }
            workspace.apply(Edit::from(one)).unwrap();
        }
        let reading = of_now(&workspace, Timestamp::UNIX_EPOCH).unwrap();
        assert_eq!(reading.mix.counts, [9, 0, 1, 0]);
        assert!((reading.mix.ahead - 0.1).abs() < 1e-9);
        assert_eq!(reading.verdict, MixVerdict::FasterHorse);
    }
}
