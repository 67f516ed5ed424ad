//! What triage can do to a signal, as values: one list serves keys, marks, repeat and the command line.
//!
//! A verb turns one signal into its next state and says itself in words; it never touches a workspace.

use super::channel::Channel;
use super::edit::Edit;
use super::id::{AccountId, CandidateId, SignalId, StakeholderId};
use super::record::RecordId;
use super::shown::shortened;
use super::signal::{Link, Signal};
use super::stage::Stage;
use super::tag::Tag;
use super::verdict::{Route, Verdict};
use super::workspace::Workspace;
use jiff::{Timestamp, civil::Date};

/// One thing triage does to a signal.
#[derive(Clone, Debug, PartialEq)]
pub enum Verb {
    /// Keep as context, without a candidate.
    Keep,
    /// Link to a candidate and keep. Without an importance the signal's own is taken.
    Link {
        to: CandidateId,
        importance: Option<u8>,
        against: bool,
        note: String,
    },
    Unlink {
        from: CandidateId,
    },
    Snooze {
        until: Option<Date>,
        on_activity: bool,
    },
    Route {
        to: Route,
    },
    Decline {
        reason: String,
    },
    Merge {
        into: SignalId,
    },
    Unmerge,
    /// Back to the inbox, verdict withdrawn.
    Reopen,
    Tag {
        add: Vec<Tag>,
        remove: Vec<Tag>,
    },
    Channel(Channel),
    Who {
        person: Option<StakeholderId>,
        account: Option<AccountId>,
    },
    Stage(Option<Stage>),
    Importance(u8),
    /// Adds a step to our reading.
    SoWhat(String),
    Hops(u8),
}

impl Verb {
    /// Tells whether the verb decides, so that the cursor moves on.
    pub const fn is_verdict(&self) -> bool {
        matches!(
            self,
            Self::Keep
                | Self::Link { .. }
                | Self::Snooze { .. }
                | Self::Route { .. }
                | Self::Decline { .. }
                | Self::Merge { .. }
        )
    }

    /// Returns the signal as it is after the verb, or why it cannot be done to it.
    pub fn change(&self, signal: &Signal, now: Timestamp) -> Result<Signal, String> {
        let mut next = signal.clone();
        match self {
            Self::Keep => decide(&mut next, Verdict::Kept, now),
            Self::Link { to, importance, against, note } => {
                let link = Link {
                    to: *to,
                    importance: importance.unwrap_or(signal.importance),
                    against: *against,
                    note: note.clone(),
                };
                next.links.retain(|old| old.to != *to);
                next.links.push(link);
                decide(&mut next, Verdict::Kept, now);
            }
            Self::Unlink { from } => {
                if signal.link_to(*from).is_none() {
                    return Err("This signal has no link to that candidate.".into());
                }
                next.links.retain(|link| link.to != *from);
            }
            Self::Snooze { until, on_activity } => {
                next.snoozes = signal.snoozes.saturating_add(1);
                decide(&mut next, Verdict::Snoozed { until: *until, on_activity: *on_activity }, now);
            }
            Self::Route { to } => decide(&mut next, Verdict::Routed { to: *to }, now),
            Self::Decline { reason } => {
                if reason.trim().is_empty() {
                    return Err("A decline needs a reason.".into());
                }
                decide(&mut next, Verdict::Declined { reason: reason.trim().into() }, now);
            }
            Self::Merge { into } if *into == signal.id => {
                return Err("A signal cannot be merged into itself.".into());
            }
            Self::Merge { into } => decide(&mut next, Verdict::Merged { into: *into }, now),
            Self::Unmerge if !matches!(signal.verdict, Verdict::Merged { .. }) => {
                return Err("This signal is not merged into another.".into());
            }
            Self::Unmerge | Self::Reopen => reopen(&mut next),
            Self::Tag { add, remove } => {
                next.tags.retain(|tag| !remove.contains(tag));
                let new = add.iter().filter(|tag| !signal.tags.contains(tag)).cloned();
                next.tags.extend(new);
            }
            Self::Channel(channel) => next.channel = *channel,
            Self::Who { person, account } => {
                next.who = *person;
                next.account = account.or(signal.account);
            }
            Self::Stage(stage) => next.stage = *stage,
            Self::Importance(importance) => {
                next.importance = *importance;
                for link in &mut next.links {
                    link.importance = *importance;
                }
            }
            Self::SoWhat(step) => next.so_what.push(step.clone()),
            Self::Hops(hops) => next.hops = *hops,
        }
        Ok(next)
    }

    /// Says the verb in words for one or several signals: "link SSO login loops to Passkeys". `with` are
    /// records made in the same step, which the workspace does not hold yet.
    pub fn label(&self, signals: &[SignalId], workspace: &Workspace, with: &[Edit]) -> String {
        let name = |id: RecordId| {
            let made = with.iter().find_map(|edit| match edit {
                Edit::Put(record) if record.id() == id => Some(record.clone()),
                _ => None,
            });
            let known = made.or_else(|| workspace.get(id));
            known.map_or_else(|| id.to_string(), |record| short(record.title()))
        };
        let what = match signals {
            [one] => name(RecordId::Signal(*one)),
            many => format!("{} signals", many.len()),
        };
        let candidate = |id: CandidateId| name(RecordId::Candidate(id));
        match self {
            Self::Keep => format!("keep {what}"),
            Self::Link { to, against: true, .. } => format!("link {what} against {}", candidate(*to)),
            Self::Link { to, .. } => format!("link {what} to {}", candidate(*to)),
            Self::Unlink { from } => format!("unlink {what} from {}", candidate(*from)),
            Self::Snooze { until: Some(day), on_activity: true } => {
                format!("snooze {what} until {day} or new activity")
            }
            Self::Snooze { until: Some(day), .. } => format!("snooze {what} until {day}"),
            Self::Snooze { until: None, .. } => format!("snooze {what} until new activity"),
            Self::Route { to } => format!("route {what} to {}", to.name()),
            Self::Decline { reason } => format!("decline {what}: {}", short(reason)),
            Self::Merge { into } => format!("merge {what} into {}", name(RecordId::Signal(*into))),
            Self::Unmerge => format!("unmerge {what}"),
            Self::Reopen => format!("put {what} back into the inbox"),
            Self::Tag { add, remove } => {
                let signs = add.iter().map(|tag| format!("+{tag}"));
                let signs = signs.chain(remove.iter().map(|tag| format!("-{tag}"))).collect::<Vec<_>>();
                format!("tag {what} {}", signs.join(" "))
            }
            Self::Channel(channel) => format!("set channel of {what} to {channel}"),
            Self::Who { person, .. } => {
                let who = person.map_or_else(|| "nobody".into(), |id| name(RecordId::Stakeholder(id)));
                format!("set who said {what} to {who}")
            }
            Self::Stage(stage) => {
                let name = stage.map_or("none", |stage| workspace.strategy().stage_name(stage));
                format!("set stage of {what} to {name}")
            }
            Self::Importance(value) => format!("set importance of {what} to {value}"),
            Self::SoWhat(_) => format!("note what {what} means"),
            Self::Hops(hops) => format!("set {what} to {hops} hops"),
        }
    }
}

fn decide(signal: &mut Signal, verdict: Verdict, now: Timestamp) {
    signal.verdict = verdict;
    signal.decided = Some(now);
    signal.woke.clear();
}

/// Back to where it was before the verdict: linked signals stay kept.
fn reopen(signal: &mut Signal) {
    let was_merged = matches!(signal.verdict, Verdict::Merged { .. });
    if was_merged && !signal.links.is_empty() {
        signal.verdict = Verdict::Kept;
        return;
    }
    signal.verdict = Verdict::Inbox;
    signal.decided = None;
}

/// The first words of a title, enough to recognise it in a sentence.
fn short(title: &str) -> String {
    const LONGEST: usize = 40;
    shortened(title, LONGEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signal() -> Signal {
        Signal::new(SignalId::from_bits(1), "SSO loops", Channel::Support, Timestamp::UNIX_EPOCH)
    }

    #[test]
    fn verdicts_set_the_day_and_clear_why_it_woke() {
        let now = Timestamp::from_second(5).unwrap();
        let mut woken = signal();
        woken.woke = "new activity".into();
        let kept = Verb::Keep.change(&woken, now).unwrap();
        assert_eq!((kept.verdict, kept.decided, kept.woke.as_str()), (Verdict::Kept, Some(now), ""));
    }

    #[test]
    fn a_link_replaces_the_one_to_the_same_candidate() {
        let to = CandidateId::from_bits(7);
        let link = |importance| Verb::Link { to, importance, against: false, note: String::new() };
        let once = link(None).change(&signal(), Timestamp::UNIX_EPOCH).unwrap();
        let twice = link(Some(3)).change(&once, Timestamp::UNIX_EPOCH).unwrap();
        assert_eq!((once.links[0].importance, twice.links.len(), twice.links[0].importance), (1, 1, 3));
    }

    #[test]
    fn refusals_say_why() {
        let none = Verb::Decline { reason: " ".into() }.change(&signal(), Timestamp::UNIX_EPOCH);
        assert_eq!(none.unwrap_err(), "A decline needs a reason.");
        assert!(Verb::Merge { into: signal().id }.change(&signal(), Timestamp::UNIX_EPOCH).is_err());
        assert!(Verb::Unmerge.change(&signal(), Timestamp::UNIX_EPOCH).is_err());
    }

    #[test]
    fn unmerge_gives_back_what_was_there() {
        let merged =
            Verb::Merge { into: SignalId::from_bits(2) }.change(&signal(), Timestamp::UNIX_EPOCH).unwrap();
        let back = Verb::Unmerge.change(&merged, Timestamp::UNIX_EPOCH).unwrap();
        assert_eq!(back, signal());
    }
}
