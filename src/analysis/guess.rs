//! The best guess first: which candidate a signal belongs to, by shared words, tags and the account's earlier
//! links. `Profiles` is a cache beside the workspace: it learns from one signal at a time while they are loaded
//! and follows changes, so that neither loading nor guessing holds up a frame.

use super::voices::account_of;
use super::words::{is_stop_word, stem, stems, words};
use crate::domain::candidate::{Candidate, Horizon};
use crate::domain::edit::Change;
use crate::domain::id::{AccountId, CandidateId};
use crate::domain::record::{Record, RecordId};
use crate::domain::signal::Signal;
use crate::domain::tag::Tag;
use crate::domain::workspace::Workspace;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// What a word counts where it stands: in the candidate's title, in the title of a linked signal, in a text.
const IN_TITLE: f64 = 1.0;
const IN_LINKED: f64 = 0.7;
const IN_TEXT: f64 = 0.4;

/// What a word of the signal's body counts beside one of its title.
const IN_BODY: f64 = 0.4;

/// What all tags shared, and the same account, add to a score of words between 0 and 1.
const TAGS: f64 = 0.3;
const ACCOUNT: f64 = 0.1;

/// What is left of the score of a candidate that is shipped or rejected.
const CLOSED: f64 = 0.5;

/// Linked signals of one candidate whose titles are read.
const LINKED: usize = 500;

/// A candidate a signal may belong to.
#[derive(Clone, Debug, PartialEq)]
pub struct Guess {
    pub candidate: CandidateId,
    pub score: f64,
    /// At most four: shared words, then `tag sso`, then `same account`.
    pub reasons: Vec<String>,
}

/// What is known of every candidate, ready to be looked up by word.
#[derive(Clone, Debug, Default)]
pub struct Profiles {
    profiles: BTreeMap<CandidateId, Profile>,
    /// Only ever looked up, so its order does not matter.
    by_word: HashMap<String, BTreeMap<CandidateId, f64>>,
}

#[derive(Clone, Debug, Default)]
struct Profile {
    words: Vec<String>,
    tags: BTreeSet<Tag>,
    accounts: BTreeSet<AccountId>,
    is_closed: bool,
    /// Linked signals it has learnt from.
    linked: usize,
}

impl Profiles {
    /// Reads all candidates and the titles of the signals linked to them.
    pub fn of(workspace: &Workspace) -> Self {
        let mut profiles = Self::default();
        for candidate in workspace.candidates() {
            profiles.refresh(candidate.id, workspace);
        }
        profiles
    }

    /// Reads one candidate again, or forgets it when it is gone.
    pub fn refresh(&mut self, id: CandidateId, workspace: &Workspace) {
        self.forget(id);
        let Some(candidate) = workspace.candidate(id) else { return };
        let profile = Profile {
            tags: candidate.tags.iter().cloned().collect(),
            is_closed: matches!(candidate.horizon, Horizon::Shipped | Horizon::Rejected),
            ..Profile::default()
        };
        self.profiles.insert(id, profile);
        for (word, weight) in weights_of(candidate) {
            self.raise_for(id, word, weight);
        }
        let linked = workspace.index().of_candidate(id).filter_map(|signal| workspace.signal(signal));
        for signal in linked.filter(|signal| signal.verdict.counts()).take(LINKED) {
            self.learn_for(id, signal, workspace);
        }
    }

    /// Learns from a signal that came in, for every candidate it is linked to.
    pub fn learn(&mut self, signal: &Signal, workspace: &Workspace) {
        for id in taught(Some(signal)) {
            self.learn_for(id, signal, workspace);
        }
    }

    /// Follows changes the workspace has gone through: reads the candidates again that changed or lost a
    /// link, and learns from new links.
    pub fn follow(&mut self, changes: &[Change], workspace: &Workspace) {
        let mut stale = BTreeSet::new();
        for change in changes {
            if let RecordId::Candidate(id) = change.id {
                stale.insert(id);
                continue;
            }
            let (before, after) = (signal_of(change.before.as_ref()), signal_of(change.after.as_ref()));
            stale.extend(taught(before).filter(|id| taught(after).all(|kept| kept != *id)));
            for id in taught(after).filter(|id| taught(before).all(|known| known != *id)) {
                after.into_iter().for_each(|signal| self.learn_for(id, signal, workspace));
            }
        }
        for id in stale {
            self.refresh(id, workspace);
        }
    }

    fn learn_for(&mut self, id: CandidateId, signal: &Signal, workspace: &Workspace) {
        let Some(profile) = self.profiles.get_mut(&id).filter(|profile| profile.linked < LINKED) else {
            return;
        };
        profile.linked += 1;
        profile.tags.extend(signal.tags.iter().cloned());
        profile.accounts.extend(account_of(signal, workspace));
        for word in stems(&signal.title) {
            self.raise_for(id, word, IN_LINKED);
        }
    }

    /// Gives a word of a candidate at least this weight.
    fn raise_for(&mut self, id: CandidateId, word: String, weight: f64) {
        let holders = self.by_word.entry(word.clone()).or_default();
        match holders.get_mut(&id) {
            Some(held) => *held = held.max(weight),
            None => {
                holders.insert(id, weight);
                if let Some(profile) = self.profiles.get_mut(&id) {
                    profile.words.push(word);
                }
            }
        }
    }

    fn forget(&mut self, id: CandidateId) {
        for word in self.profiles.remove(&id).unwrap_or_default().words {
            if let Some(holders) = self.by_word.get_mut(&word) {
                holders.remove(&id);
                if holders.is_empty() {
                    self.by_word.remove(&word);
                }
            }
        }
    }

    /// Returns at most `limit` candidates the signal may belong to, best first.
    pub fn guess(&self, signal: &Signal, workspace: &Workspace, limit: usize) -> Vec<Guess> {
        let mut shared = self.shared_words(signal);
        let account = account_of(signal, workspace);
        let score = |(id, profile): (&CandidateId, &Profile)| {
            let mut words = shared.remove(id).unwrap_or_default();
            words.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
            let mut score: f64 = words.iter().map(|(_, part)| part).sum();
            let mut reasons: Vec<String> = words.into_iter().take(2).map(|(word, _)| word).collect();
            let tags: Vec<&Tag> = signal.tags.iter().filter(|tag| profile.tags.contains(tag)).collect();
            if let Some(first) = tags.first() {
                score += TAGS * tags.len() as f64 / signal.tags.len() as f64;
                reasons.push(format!("tag {first}"));
            }
            if account.is_some_and(|account| profile.accounts.contains(&account)) {
                score += ACCOUNT;
                reasons.push("same account".into());
            }
            let score = if profile.is_closed { score * CLOSED } else { score };
            (0.0 < score).then_some(Guess { candidate: *id, score, reasons })
        };
        let mut guesses: Vec<Guess> = self.profiles.iter().filter_map(score).collect();
        guesses.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.candidate.cmp(&b.candidate)));
        guesses.truncate(limit);
        guesses
    }

    /// Returns per candidate the words it shares with the signal and their parts of a score from 0 to 1.
    fn shared_words(&self, signal: &Signal) -> BTreeMap<CandidateId, Vec<(String, f64)>> {
        let mut weights = BTreeMap::new();
        raise(&mut weights, &signal.title, 1.0);
        raise(&mut weights, &signal.body, IN_BODY);
        let count = self.profiles.len() as f64;
        let known: Vec<_> = weights
            .into_iter()
            .filter_map(|(word, weight)| {
                let holders = self.by_word.get(&word)?;
                Some((word, weight * (1.0 + count / holders.len() as f64).ln(), holders))
            })
            .collect();
        let total: f64 = known.iter().map(|(_, rarity, _)| rarity).sum();
        let mut shared: BTreeMap<CandidateId, Vec<(String, f64)>> = BTreeMap::new();
        for (word, rarity, holders) in known {
            for (id, weight) in holders {
                shared.entry(*id).or_default().push((word.clone(), rarity * weight / total));
            }
        }
        shared
    }

    /// Returns at most `limit` tags the signal has not got yet: those its text names, often used ones first,
    /// then those of its best candidate.
    pub fn guess_tags(&self, signal: &Signal, workspace: &Workspace, limit: usize) -> Vec<Tag> {
        let text = stems(&format!("{} {}", signal.title, signal.body));
        let says = |tag: &Tag| {
            let mut words = tag.as_str().split('-').filter(|word| !is_stop_word(word)).peekable();
            let stem_of = |word: &str| stem(word.to_string());
            words.peek().is_some() && words.all(|word| text.binary_search(&stem_of(word)).is_ok())
        };
        let mut named: Vec<(&Tag, u32)> = workspace.index().tags().filter(|(tag, _)| says(tag)).collect();
        named.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(b.0)));
        let mut tags: Vec<Tag> = named.into_iter().map(|(tag, _)| tag.clone()).collect();
        let best = self.guess(signal, workspace, 1);
        let profile = best.first().and_then(|best| self.profiles.get(&best.candidate));
        tags.extend(profile.into_iter().flat_map(|profile| profile.tags.iter().cloned()));
        let mut seen: BTreeSet<Tag> = signal.tags.iter().cloned().collect();
        tags.retain(|tag| seen.insert(tag.clone()));
        tags.truncate(limit);
        tags
    }
}

fn signal_of(record: Option<&Record>) -> Option<&Signal> {
    match record {
        Some(Record::Signal(signal)) => Some(signal),
        _ => None,
    }
}

/// Returns the candidates a signal teaches something about.
fn taught(signal: Option<&Signal>) -> impl Iterator<Item = CandidateId> {
    let signal = signal.filter(|signal| signal.verdict.counts());
    signal.into_iter().flat_map(|signal| signal.links.iter().map(|link| link.to))
}

fn weights_of(candidate: &Candidate) -> BTreeMap<String, f64> {
    let mut weights = BTreeMap::new();
    raise(&mut weights, &candidate.title, IN_TITLE);
    let texts = [&candidate.problem, &candidate.value, &candidate.approach];
    let told = [&candidate.business_text, &candidate.technical_text];
    for text in texts.into_iter().chain(told).chain(&candidate.use_cases).chain(&candidate.scope_in) {
        raise(&mut weights, text, IN_TEXT);
    }
    weights
}

/// Gives the words of a text at least this weight.
fn raise(weights: &mut BTreeMap<String, f64>, text: &str, weight: f64) {
    for word in words(text).map(stem).filter(|word| 1 < word.len()) {
        let held = weights.entry(word).or_default();
        *held = held.max(weight);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::channel::Channel;
    use crate::domain::edit::Edit;
    use crate::domain::id::SignalId;
    use crate::domain::signal::Link;
    use crate::domain::verdict::Verdict;
    use jiff::Timestamp;

    fn workspace(titles: &[&str]) -> Workspace {
        let mut workspace = Workspace::default();
        for title in titles {
            workspace.apply(Edit::from(Candidate::new(CandidateId::derived(title), *title))).unwrap();
        }
        workspace
    }

    fn signal(title: &str) -> Signal {
        Signal::new(SignalId::derived(title), title, Channel::Support, Timestamp::UNIX_EPOCH)
    }

    fn link(signal: &mut Signal, to: &str) {
        let to = CandidateId::derived(to);
        signal.links.push(Link { to, importance: 1, against: false, note: String::new() });
        signal.verdict = Verdict::Kept;
    }

    #[test]
    fn rare_words_beat_common_ones() {
        let workspace = workspace(&["Login audit", "Login passkeys", "Login theme"]);
        let guesses = Profiles::of(&workspace).guess(&signal("Login with a passkey"), &workspace, 9);
        assert_eq!(guesses[0].candidate, CandidateId::derived("Login passkeys"));
        assert_eq!(guesses[0].reasons, ["passkey", "login"]);
        assert_eq!(guesses.len(), 3);
        assert_eq!(Profiles::of(&workspace).guess(&signal("Zebra"), &workspace, 9), []);
    }

    #[test]
    fn linked_titles_teach_and_refresh_learns_and_forgets() {
        let mut workspace = workspace(&["Passkeys", "Regions"]);
        let mut profiles = Profiles::of(&workspace);
        let asked = signal("Safari loops again");
        assert_eq!(profiles.guess(&asked, &workspace, 9), []);
        let mut taught = signal("Login loops on Safari");
        link(&mut taught, "Passkeys");
        workspace.apply(Edit::from(taught)).unwrap();
        profiles.refresh(CandidateId::derived("Passkeys"), &workspace);
        assert_eq!(profiles.guess(&asked, &workspace, 9)[0].reasons, ["loop", "safari"]);
        let id = CandidateId::derived("Passkeys");
        workspace.apply(Edit::Remove(crate::domain::record::RecordId::Candidate(id))).unwrap();
        profiles.refresh(id, &workspace);
        assert_eq!(profiles.guess(&asked, &workspace, 9), []);
        assert!(!profiles.by_word.contains_key("safari"));
    }

    #[test]
    fn what_is_learnt_one_by_one_is_what_reading_all_gives() {
        let mut workspace = workspace(&["Passkeys", "Regions"]);
        let (mut loaded, mut followed) = (Profiles::of(&workspace), Profiles::of(&workspace));
        for (title, to) in
            [("Login loops", "Passkeys"), ("Login from Japan", "Regions"), ("Slow", "Passkeys")]
        {
            let mut taught = signal(title);
            link(&mut taught, to);
            let change = workspace.apply(Edit::from(taught.clone())).unwrap();
            loaded.learn(&taught, &workspace);
            followed.follow(&[change], &workspace);
        }
        assert_eq!(told(&loaded), told(&Profiles::of(&workspace)));
        assert_eq!(told(&followed), told(&loaded));
        let change = workspace.apply(Edit::from(signal("Login loops"))).unwrap();
        followed.follow(&[change], &workspace);
        assert_eq!(told(&followed), told(&Profiles::of(&workspace)));
        assert!(!followed.by_word.contains_key("loop"));
    }

    fn told(profiles: &Profiles) -> String {
        let words: BTreeMap<_, _> = profiles.by_word.iter().collect();
        let heads = profiles.profiles.iter();
        let heads: Vec<_> = heads.map(|(id, one)| (id, one.linked, &one.tags, &one.accounts)).collect();
        format!("{words:?} {heads:?}")
    }

    #[test]
    fn tags_and_account_count_and_closed_ones_sink() {
        let mut workspace = workspace(&["Alpha", "Beta", "Gamma"]);
        let mut shipped = Candidate::clone(workspace.candidate(CandidateId::derived("Gamma")).unwrap());
        shipped.horizon = Horizon::Shipped;
        shipped.tags = vec![Tag::new("sso").unwrap()];
        workspace.apply(Edit::from(shipped)).unwrap();
        let mut earlier = signal("Something else");
        earlier.tags = vec![Tag::new("sso").unwrap()];
        earlier.account = Some(AccountId::derived("acme"));
        link(&mut earlier, "Beta");
        workspace.apply(Edit::from(earlier)).unwrap();
        let mut asked = signal("Words unheard");
        asked.tags = vec![Tag::new("sso").unwrap()];
        asked.account = Some(AccountId::derived("acme"));
        let guesses = Profiles::of(&workspace).guess(&asked, &workspace, 9);
        let ids: Vec<CandidateId> = guesses.iter().map(|guess| guess.candidate).collect();
        assert_eq!(ids, [CandidateId::derived("Beta"), CandidateId::derived("Gamma")]);
        assert_eq!(guesses[0].reasons, ["tag sso", "same account"]);
    }

    #[test]
    fn tags_come_from_the_text_then_from_the_candidate() {
        let mut workspace = workspace(&["Passkeys"]);
        let mut taught = signal("Passkeys for all");
        taught.tags = ["audit", "shadow-it", "login"].iter().filter_map(|tag| Tag::new(tag)).collect();
        link(&mut taught, "Passkeys");
        workspace.apply(Edit::from(taught)).unwrap();
        let mut asked = signal("A login with passkeys, no shadow IT");
        asked.body = "Passkeys, please.".into();
        let tags = Profiles::of(&workspace).guess_tags(&asked, &workspace, 9);
        let tags: Vec<&str> = tags.iter().map(Tag::as_str).collect();
        assert_eq!(tags, ["login", "shadow-it", "audit"]);
    }
}
