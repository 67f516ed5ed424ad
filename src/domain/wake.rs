//! What wakes a signal that was snoozed until it is heard of again. Used by import and by capture alike.
//! Days that wake a snooze are not handled here: the index knows them.

use super::edit::Edit;
use super::shown::shown;
use super::signal::Signal;
use super::verdict::Verdict;
use super::workspace::Workspace;

/// Returns the edits that bring watching signals back to the inbox because `new` was heard from the same
/// person, the same sender or the same source. Nothing but their verdict and its reason changes.
pub fn wakes(workspace: &Workspace, new: &Signal) -> Vec<Edit> {
    let watching = workspace.index().watching().filter(|id| *id != new.id);
    watching
        .filter_map(|id| workspace.signal(id))
        .filter(|watcher| is_same_voice(watcher, new))
        .map(|watcher| woken(watcher, &reason(workspace, new)).into())
        .collect()
}

/// Returns the signal back in the inbox, with the reason in words.
pub fn woken(signal: &Signal, reason: &str) -> Signal {
    Signal { verdict: Verdict::Inbox, decided: None, woke: reason.to_string(), ..signal.clone() }
}

fn is_same_voice(watcher: &Signal, new: &Signal) -> bool {
    let same_person = watcher.who.is_some() && watcher.who == new.who;
    let sender = watcher.said_by.trim();
    let same_sender = !sender.is_empty() && sender.to_lowercase() == new.said_by.trim().to_lowercase();
    same_person || same_sender || (place(watcher).is_some() && place(watcher) == place(new))
}

/// The repository a source key names. Other keys name no place: every mail starts with `mail:`.
fn place(signal: &Signal) -> Option<&str> {
    let key = &signal.source.as_ref()?.key;
    key.starts_with("gh:").then(|| key.rsplit_once('#'))?.map(|(repository, _)| repository)
}

fn reason(workspace: &Workspace, new: &Signal) -> String {
    let person = new.who.and_then(|id| workspace.stakeholder(id)).map(|person| person.name.as_str());
    let name = person.or(Some(new.said_by.trim())).filter(|name| !name.is_empty());
    let name = name.or_else(|| place(new)).unwrap_or("the source");
    format!("new activity from {}: {}", shown(name), shown(&new.title))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::channel::Channel;
    use crate::domain::id::{SignalId, StakeholderId};
    use crate::domain::record::Record;
    use crate::domain::signal::Source;
    use jiff::Timestamp;

    fn signal(bits: u64, on_activity: bool) -> Signal {
        let mut signal =
            Signal::new(SignalId::from_bits(bits), "Login loops", Channel::Support, Timestamp::UNIX_EPOCH);
        signal.verdict = Verdict::Snoozed { until: None, on_activity };
        signal.said_by = "Ben Roth".into();
        signal.decided = Some(Timestamp::UNIX_EPOCH);
        signal
    }

    fn workspace(signals: impl IntoIterator<Item = Signal>) -> Workspace {
        let mut workspace = Workspace::default();
        signals.into_iter().for_each(|signal| workspace.load(signal.into()));
        workspace
    }

    fn new_from(said_by: &str) -> Signal {
        let mut new = signal(9, false);
        new.title = "It is back".into();
        new.said_by = said_by.into();
        new.verdict = Verdict::Inbox;
        new
    }

    #[test]
    fn the_same_sender_wakes_what_watches_and_nothing_else() {
        let workspace = workspace([signal(1, true), signal(2, false)]);
        let edits = wakes(&workspace, &new_from("ben roth "));
        let [Edit::Put(Record::Signal(woken))] = edits.as_slice() else { panic!("one edit, not {edits:?}") };
        assert_eq!((woken.id.bits(), &woken.verdict, woken.decided), (1, &Verdict::Inbox, None));
        assert_eq!(woken.woke, "new activity from ben roth: It is back");
        assert!(wakes(&workspace, &new_from("Ada Obi")).is_empty());
    }

    #[test]
    fn the_same_person_or_repository_wakes() {
        let mut by_person = signal(1, true);
        by_person.who = Some(StakeholderId::from_bits(7));
        let mut by_source = signal(2, true);
        by_source.source = Some(Source { key: "gh:octo/app#1".into(), ..Source::default() });
        let workspace = workspace([by_person, by_source]);
        let mut new = new_from("");
        new.who = Some(StakeholderId::from_bits(7));
        assert_eq!(wakes(&workspace, &new).len(), 1);
        new.source = Some(Source { key: "gh:octo/app#2".into(), ..Source::default() });
        assert_eq!(wakes(&workspace, &new).len(), 2);
        new.source = Some(Source { key: "gh:octo/other#2".into(), ..Source::default() });
        assert_eq!(wakes(&workspace, &new).len(), 1);
    }

    #[test]
    fn unknown_senders_and_mail_keys_do_not_wake_each_other() {
        let mut watcher = signal(1, true);
        watcher.said_by.clear();
        watcher.source = Some(Source { key: "mail:a#1@x".into(), ..Source::default() });
        let mut new = new_from("");
        new.source = Some(Source { key: "mail:a#2@x".into(), ..Source::default() });
        assert!(wakes(&workspace([watcher]), &new).is_empty());
    }
}
