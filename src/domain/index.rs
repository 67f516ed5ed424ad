//! What the workspace can answer without reading every signal. Kept up to date one signal at a time; equal
//! records give equal indexes, whatever the order of edits.

use super::channel::Channel;
use super::id::{AccountId, CandidateId, SignalId, StakeholderId};
use super::signal::Signal;
use super::tag::Tag;
use super::verdict::Verdict;
use jiff::{Timestamp, civil::Date};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// The order of lists: newest first, ties by id.
pub type ByTime = BTreeSet<(Reverse<Timestamp>, SignalId)>;

type Groups<K> = BTreeMap<K, BTreeSet<SignalId>>;

/// Derived look-ups over signals.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Index {
    by_time: ByTime,
    inbox: ByTime,
    waking: BTreeSet<(Date, SignalId)>,
    watching: BTreeSet<SignalId>,
    /// With the channel of those that count, so that a week is summed up without reading its signals.
    decided: BTreeMap<(Timestamp, SignalId), Option<Channel>>,
    by_candidate: Groups<CandidateId>,
    by_person: Groups<StakeholderId>,
    by_account: Groups<AccountId>,
    merged: Groups<SignalId>,
    tags: BTreeMap<Tag, u32>,
    reasons: BTreeMap<String, u32>,
}

impl Index {
    /// Takes a signal's old state out and its new state in.
    pub fn replace(&mut self, before: Option<&Signal>, after: Option<&Signal>) {
        if let Some(signal) = before {
            self.take_out(signal);
        }
        if let Some(signal) = after {
            self.put_in(signal);
        }
    }

    fn put_in(&mut self, signal: &Signal) {
        let place = (Reverse(signal.at), signal.id);
        self.by_time.insert(place);
        match &signal.verdict {
            Verdict::Inbox => {
                self.inbox.insert(place);
            }
            Verdict::Snoozed { until, on_activity } => {
                self.waking.extend(until.map(|day| (day, signal.id)));
                if *on_activity {
                    self.watching.insert(signal.id);
                }
            }
            Verdict::Merged { into } => add(&mut self.merged, *into, signal.id),
            Verdict::Declined { reason } => *self.reasons.entry(reason.clone()).or_default() += 1,
            Verdict::Kept | Verdict::Routed { .. } => {}
        }
        let channel = signal.verdict.counts().then_some(signal.channel);
        self.decided.extend(signal.decided.map(|at| ((at, signal.id), channel)));
        for link in &signal.links {
            add(&mut self.by_candidate, link.to, signal.id);
        }
        if let Some(person) = signal.who {
            add(&mut self.by_person, person, signal.id);
        }
        if let Some(account) = signal.account {
            add(&mut self.by_account, account, signal.id);
        }
        for tag in &signal.tags {
            *self.tags.entry(tag.clone()).or_default() += 1;
        }
    }

    fn take_out(&mut self, signal: &Signal) {
        let place = (Reverse(signal.at), signal.id);
        self.by_time.remove(&place);
        match &signal.verdict {
            Verdict::Inbox => {
                self.inbox.remove(&place);
            }
            Verdict::Snoozed { until, .. } => {
                if let Some(day) = until {
                    self.waking.remove(&(*day, signal.id));
                }
                self.watching.remove(&signal.id);
            }
            Verdict::Merged { into } => drop_from(&mut self.merged, into, signal.id),
            Verdict::Declined { reason } => count_down(&mut self.reasons, reason),
            Verdict::Kept | Verdict::Routed { .. } => {}
        }
        if let Some(at) = signal.decided {
            self.decided.remove(&(at, signal.id));
        }
        for link in &signal.links {
            drop_from(&mut self.by_candidate, &link.to, signal.id);
        }
        if let Some(person) = signal.who {
            drop_from(&mut self.by_person, &person, signal.id);
        }
        if let Some(account) = signal.account {
            drop_from(&mut self.by_account, &account, signal.id);
        }
        for tag in &signal.tags {
            count_down(&mut self.tags, tag);
        }
    }

    /// All signals, newest first.
    pub fn by_time(&self) -> impl DoubleEndedIterator<Item = SignalId> {
        self.by_time.iter().map(|(_, id)| *id)
    }

    /// Signals that wait for a verdict on `today`: newest first, then snoozes that ran out.
    pub fn inbox(&self, today: Date) -> impl Iterator<Item = SignalId> {
        self.inbox.iter().map(|(_, id)| *id).chain(self.woken(today))
    }

    /// How many wait for a verdict on `today`.
    pub fn inbox_count(&self, today: Date) -> usize {
        self.inbox.len() + self.woken(today).count()
    }

    /// Signals whose snooze has run out by `today`.
    pub fn woken(&self, today: Date) -> impl Iterator<Item = SignalId> {
        self.waking.iter().take_while(move |(day, _)| *day <= today).map(|(_, id)| *id)
    }

    /// Snoozed signals that wake when their source or person is heard again.
    pub fn watching(&self) -> impl Iterator<Item = SignalId> {
        self.watching.iter().copied()
    }

    /// Signals whose verdict was given at or after `since`, oldest first.
    pub fn decided_since(&self, since: Timestamp) -> impl Iterator<Item = SignalId> {
        self.decided.range((since, SignalId::from_bits(0))..).map(|((_, id), _)| *id)
    }

    /// Channels of the signals whose verdict was given at or after `since` and that count.
    pub fn kept_since(&self, since: Timestamp) -> impl Iterator<Item = Channel> {
        self.decided.range((since, SignalId::from_bits(0))..).filter_map(|(_, channel)| *channel)
    }

    /// Signals linked to a candidate, for or against.
    pub fn of_candidate(&self, id: CandidateId) -> impl ExactSizeIterator<Item = SignalId> {
        self.by_candidate.get(&id).map(BTreeSet::iter).unwrap_or_default().copied()
    }

    /// Signals a person gave.
    pub fn of_person(&self, id: StakeholderId) -> impl Iterator<Item = SignalId> {
        self.by_person.get(&id).into_iter().flatten().copied()
    }

    /// Signals that name an account themselves.
    pub fn of_account(&self, id: AccountId) -> impl Iterator<Item = SignalId> {
        self.by_account.get(&id).into_iter().flatten().copied()
    }

    /// Signals merged into one.
    pub fn merged_into(&self, id: SignalId) -> impl Iterator<Item = SignalId> {
        self.merged.get(&id).into_iter().flatten().copied()
    }

    /// Tags of signals with how often each is used.
    pub fn tags(&self) -> impl Iterator<Item = (&Tag, u32)> {
        self.tags.iter().map(|(tag, count)| (tag, *count))
    }

    /// Reasons signals were declined for, with how often.
    pub fn reasons(&self) -> impl Iterator<Item = (&str, u32)> {
        self.reasons.iter().map(|(reason, count)| (reason.as_str(), *count))
    }
}

fn add<K: Ord>(groups: &mut Groups<K>, key: K, id: SignalId) {
    groups.entry(key).or_default().insert(id);
}

fn drop_from<K: Ord>(groups: &mut Groups<K>, key: &K, id: SignalId) {
    if let Some(group) = groups.get_mut(key) {
        group.remove(&id);
        if group.is_empty() {
            groups.remove(key);
        }
    }
}

fn count_down<K: Ord + Clone>(counts: &mut BTreeMap<K, u32>, key: &K) {
    if let Some(count) = counts.get_mut(key) {
        *count -= 1;
        if *count == 0 {
            counts.remove(key);
        }
    }
}
