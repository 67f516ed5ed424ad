//! How much of what arrives is tactical work that belongs to others, and who asks for it.

use crate::domain::channel::Channel;
use crate::domain::id::StakeholderId;
use crate::domain::shown::shown;
use crate::domain::verdict::Verdict;
use crate::domain::workspace::Workspace;
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;

/// Who asked: a person where one is known, else a channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Asker {
    Person(StakeholderId),
    Channel(Channel),
}

/// Verdicts over a span of days.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Load {
    /// All but snoozes, which put off.
    pub decided: u32,
    /// Tactical ones.
    pub routed: u32,
    /// Who asked for the tactical ones, and how often.
    pub askers: BTreeMap<Asker, u32>,
}

/// Counts the verdicts of the last so many days up to `now`.
pub fn over_days(workspace: &Workspace, now: Timestamp, days: u32) -> Load {
    let since = now.checked_sub(SignedDuration::from_hours(i64::from(days) * 24)).unwrap_or(Timestamp::MIN);
    let mut load = Load::default();
    for signal in workspace.index().decided_since(since).filter_map(|id| workspace.signal(id)) {
        if matches!(signal.verdict, Verdict::Snoozed { .. } | Verdict::Inbox) {
            continue;
        }
        load.decided += 1;
        if matches!(signal.verdict, Verdict::Routed { .. }) {
            load.routed += 1;
            let asker = signal.who.map_or(Asker::Channel(signal.channel), Asker::Person);
            *load.askers.entry(asker).or_default() += 1;
        }
    }
    load
}

impl Load {
    /// Returns the tactical share, 0 to 1.
    pub fn share(&self) -> f64 {
        f64::from(self.routed) / f64::from(self.decided.max(1))
    }

    /// Returns who asked most for tactical work, by name, and how often; the first of equals.
    pub fn leading(&self, workspace: &Workspace) -> Option<(String, u32)> {
        let (asker, count) = self.askers.iter().rev().max_by_key(|(_, count)| **count)?;
        let name = match asker {
            Asker::Channel(channel) => channel.name().to_string(),
            Asker::Person(id) => workspace
                .stakeholder(*id)
                .map_or_else(|| id.to_string(), |person| shown(&person.name).into_owned()),
        };
        Some((name, *count))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::edit::Edit;
    use crate::domain::id::SignalId;
    use crate::domain::signal::Signal;
    use crate::domain::verdict::Route;

    #[test]
    fn seven_of_ten_are_70_per_cent_and_last_month_does_not_count() {
        let now: Timestamp = "2026-11-21T12:00:00Z".parse().unwrap();
        let mut workspace = Workspace::default();
        for place in 0..12_i64 {
            let mut signal = Signal::new(SignalId::derived(&place.to_string()), "W", Channel::Sales, now);
            signal.verdict = if place < 7 { Verdict::Routed { to: Route::Bug } } else { Verdict::Kept };
            let hours = if place < 10 { place } else { 24 * 30 };
            signal.decided = now.checked_sub(SignedDuration::from_hours(hours)).ok();
            workspace.apply(Edit::from(signal)).unwrap();
        }
        let load = over_days(&workspace, now, 7);
        assert_eq!((load.decided, load.routed), (10, 7));
        assert_eq!(crate::analysis::balance::percent(load.share()), "70 %");
        assert_eq!(load.leading(&workspace), Some(("sales".into(), 7)));
    }
}
