//! Echo-corrected voices (METHODS 4.2): one account heard through three linked channels is one voice. The
//! texts all stay; only what is counted shrinks.

use super::balance::{Mix, percent};
use super::meter::looks_ahead;
use super::weight;
use crate::domain::channel::{Channel, Family};
use crate::domain::id::{AccountId, CandidateId, SignalId, StakeholderId};
use crate::domain::signal::Signal;
use crate::domain::workspace::Workspace;
use jiff::Timestamp;
use std::collections::BTreeMap;

/// Signals that count once. Channel, family, account and stand are those of the member that weighs most.
#[derive(Clone, Debug, PartialEq)]
pub struct Voice {
    /// Members, signals merged into them included.
    pub signals: Vec<SignalId>,
    /// The most any member weighs.
    pub weight: f64,
    pub channel: Channel,
    pub family: Family,
    pub account: Option<AccountId>,
    pub against: bool,
}

/// All voices for and against one candidate.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Voices {
    pub voices: Vec<Voice>,
    /// The account with most weight, and its share of all weight.
    pub largest: Option<(AccountId, f64)>,
}

/// One kept signal and what its link weighs.
struct Heard<'a> {
    signal: &'a Signal,
    account: Option<AccountId>,
    weight: f64,
    against: bool,
}

/// Who a signal is joined by.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Speaker {
    Account(AccountId),
    Person(StakeholderId),
}

/// Returns the account of a signal: the one it names, else the one of the person who gave it.
pub fn account_of(signal: &Signal, workspace: &Workspace) -> Option<AccountId> {
    signal.account.or_else(|| workspace.stakeholder(signal.who?)?.account)
}

/// Returns the voices of a candidate: its kept signals, joined where they share account or person and their
/// channels are equal or linked.
pub fn of_candidate(id: CandidateId, workspace: &Workspace, now: Timestamp) -> Voices {
    let heard = hear(id, workspace, now);
    let mut groups: BTreeMap<usize, Vec<&Heard>> = BTreeMap::new();
    for (place, root) in join(&heard).into_iter().enumerate() {
        groups.entry(root).or_default().push(&heard[place]);
    }
    let voices: Vec<Voice> = groups.values().filter_map(|members| voice(members, workspace)).collect();
    let largest = largest_account(&voices);
    Voices { voices, largest }
}

fn hear<'a>(id: CandidateId, workspace: &'a Workspace, now: Timestamp) -> Vec<Heard<'a>> {
    let limits = workspace.strategy().limits();
    let linked = workspace.index().of_candidate(id).filter_map(|signal| workspace.signal(signal));
    linked
        .filter(|signal| signal.verdict.counts())
        .filter_map(|signal| {
            let link = signal.link_to(id)?;
            Some(Heard {
                signal,
                account: account_of(signal, workspace),
                weight: weight::of_link(signal, link, now, limits),
                against: link.against,
            })
        })
        .collect()
}

/// Returns for every signal the first signal of its voice (union-find over who spoke in which channel).
fn join(heard: &[Heard]) -> Vec<usize> {
    let mut parents: Vec<usize> = (0..heard.len()).collect();
    let mut seen: BTreeMap<(Speaker, Channel), usize> = BTreeMap::new();
    for (place, one) in heard.iter().enumerate() {
        let speakers =
            [one.account.map(Speaker::Account), one.signal.who.map(Speaker::Person)].into_iter().flatten();
        for speaker in speakers {
            let channels = Channel::ALL.into_iter().filter(|other| other.is_linked(one.signal.channel));
            for earlier in channels.filter_map(|channel| seen.get(&(speaker, channel)).copied()) {
                let roots = [root_of(&mut parents, place), root_of(&mut parents, earlier)];
                parents[roots[0].max(roots[1])] = roots[0].min(roots[1]);
            }
            seen.entry((speaker, one.signal.channel)).or_insert(place);
        }
    }
    (0..heard.len()).map(|place| root_of(&mut parents, place)).collect()
}

fn root_of(parents: &mut [usize], mut place: usize) -> usize {
    while parents[place] != place {
        parents[place] = parents[parents[place]];
        place = parents[place];
    }
    place
}

fn voice(members: &[&Heard], workspace: &Workspace) -> Option<Voice> {
    let strongest = members.iter().rev().max_by(|a, b| a.weight.total_cmp(&b.weight))?;
    let mut signals: Vec<SignalId> = members.iter().map(|member| member.signal.id).collect();
    let mut next = 0;
    while let Some(survivor) = signals.get(next).copied() {
        let merged = workspace.index().merged_into(survivor).filter(|id| !signals.contains(id));
        let merged: Vec<SignalId> = merged.collect();
        signals.extend(merged);
        next += 1;
    }
    Some(Voice {
        signals,
        weight: strongest.weight,
        channel: strongest.signal.channel,
        family: workspace.strategy().family(strongest.signal.channel),
        account: strongest.account,
        against: strongest.against,
    })
}

fn largest_account(voices: &[Voice]) -> Option<(AccountId, f64)> {
    let total: f64 = voices.iter().map(|voice| voice.weight).sum();
    let mut accounts: BTreeMap<AccountId, f64> = BTreeMap::new();
    for voice in voices {
        if let Some(account) = voice.account {
            *accounts.entry(account).or_default() += voice.weight;
        }
    }
    let (account, weight) = accounts.into_iter().max_by(|a, b| a.1.total_cmp(&b.1))?;
    (0.0 < total).then_some((account, weight / total))
}

impl Voices {
    /// Returns how many signals there are, merged ones included.
    pub fn signals(&self) -> usize {
        self.voices.iter().map(|voice| voice.signals.len()).sum()
    }

    /// Returns the mix the meter reads: voices by family, and the weight of those who look ahead.
    pub fn mix(&self) -> Mix {
        let mut counts = [0_u32; 4];
        for voice in &self.voices {
            counts[voice.family as usize] += 1;
        }
        let weights = |of: &dyn Fn(&Voice) -> bool| -> f64 {
            self.voices.iter().filter(|voice| of(voice)).map(|voice| voice.weight).sum()
        };
        let total = weights(&|_| true);
        let ahead = weights(&|voice| looks_ahead(voice.channel, voice.family));
        if 0.0 < total { Mix { counts, ahead: ahead / total } } else { Mix::of_counts(counts) }
    }

    /// Says the counts: `12 signals, 5 voices, largest account 41 %`.
    pub fn sentence(&self) -> String {
        let plural = |count: usize, word: &str| {
            if count == 1 { format!("1 {word}") } else { format!("{count} {word}s") }
        };
        let mut text =
            format!("{}, {}", plural(self.signals(), "signal"), plural(self.voices.len(), "voice"));
        if let Some((_, share)) = self.largest {
            text.push_str(&format!(", largest account {}", percent(share)));
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::candidate::Candidate;
    use crate::domain::edit::Edit;
    use crate::domain::signal::Link;
    use crate::domain::stakeholder::Stakeholder;
    use crate::domain::verdict::Verdict;

    const NOW: Timestamp = Timestamp::UNIX_EPOCH;

    fn target() -> CandidateId {
        CandidateId::derived("target")
    }

    fn signal(key: &str, channel: Channel, account: &str) -> Signal {
        let mut signal = Signal::new(SignalId::derived(key), key, channel, NOW);
        signal.account = (!account.is_empty()).then(|| AccountId::derived(account));
        signal.links.push(Link { to: target(), importance: 1, against: false, note: String::new() });
        signal.verdict = Verdict::Kept;
        signal
    }

    fn heard(signals: Vec<Signal>) -> Voices {
        let mut workspace = Workspace::default();
        let mut person = Stakeholder::new(StakeholderId::derived("ben"), "Ben");
        person.account = Some(AccountId::derived("acme"));
        workspace.apply(Edit::from(person)).unwrap();
        workspace.apply(Edit::from(Candidate::new(target(), "Target"))).unwrap();
        for signal in signals {
            workspace.apply(Edit::from(signal)).unwrap();
        }
        of_candidate(target(), &workspace, NOW)
    }

    #[test]
    fn one_account_through_three_linked_channels_is_one_voice() {
        let channels = [Channel::Support, Channel::Success, Channel::Customer];
        for turn in 0..3 {
            let signals =
                (0..3).map(|n| signal(&format!("{turn}{n}"), channels[(n + turn) % 3], "acme")).collect();
            let voices = heard(signals);
            assert_eq!((voices.voices.len(), voices.signals()), (1, 3));
        }
    }

    #[test]
    fn other_accounts_other_channels_and_strangers_speak_for_themselves() {
        let voices = heard(vec![
            signal("a", Channel::Support, "acme"),
            signal("b", Channel::Sales, "acme"),
            signal("c", Channel::Support, "bank"),
            signal("d", Channel::Support, ""),
            signal("e", Channel::Support, ""),
            signal("f", Channel::Success, "acme"),
        ]);
        assert_eq!(voices.voices.len(), 6, "support and success are not linked by themselves");
        assert_eq!(voices.mix().counts, [6, 0, 0, 0]);
    }

    #[test]
    fn a_person_stands_for_their_account() {
        let mut by_person = signal("a", Channel::Support, "");
        by_person.who = Some(StakeholderId::derived("ben"));
        let voices = heard(vec![by_person, signal("b", Channel::Customer, "acme")]);
        assert_eq!(voices.voices.len(), 1);
    }

    #[test]
    fn merged_signals_belong_to_their_survivor_and_others_do_not_count() {
        let survivor = signal("a", Channel::Support, "acme");
        let mut merged = signal("b", Channel::Sales, "bank");
        merged.verdict = Verdict::Merged { into: survivor.id };
        let mut twice = signal("c", Channel::Sales, "");
        twice.verdict = Verdict::Merged { into: merged.id };
        let mut declined = signal("d", Channel::Industry, "");
        declined.verdict = Verdict::Declined { reason: "spam".into() };
        let voices = heard(vec![survivor, merged, twice, declined]);
        assert_eq!((voices.voices.len(), voices.signals()), (1, 3));
        assert_eq!(voices.mix().counts, [1, 0, 0, 0]);
    }

    #[test]
    fn the_strongest_member_weighs_and_the_largest_account_is_named() {
        let mut strong = signal("a", Channel::Support, "acme");
        strong.links[0].importance = 3;
        let voices = heard(vec![
            strong,
            signal("b", Channel::Customer, "acme"),
            signal("c", Channel::Sales, "bank"),
            signal("d", Channel::Engineering, ""),
        ]);
        assert_eq!(voices.largest, Some((AccountId::derived("acme"), 0.6)));
        assert_eq!(voices.mix().ahead, 0.2);
        assert_eq!(voices.sentence(), "4 signals, 3 voices, largest account 60 %");
        assert_eq!(heard(Vec::new()).sentence(), "0 signals, 0 voices");
    }
}
