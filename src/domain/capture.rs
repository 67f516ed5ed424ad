//! Quick capture: `#tag` and `@person` inside a title become fields of the signal.

use super::signal::Signal;
use super::tag::Tag;
use super::workspace::Workspace;

/// Takes the marks out of a signal's title: `#sso` becomes a tag; `@ada` the person whose name or first
/// name it is, when exactly one is; other words stay. A title of nothing but marks stays as it is.
pub fn read_marks(mut signal: Signal, workspace: &Workspace) -> Signal {
    let mut words = Vec::new();
    let mut tags = Vec::new();
    let mut who = None;
    for word in signal.title.split_whitespace() {
        let tag = word.strip_prefix('#').filter(|text| starts_with_letter(text)).and_then(Tag::new);
        let person =
            word.strip_prefix('@').filter(|_| who.is_none()).and_then(|name| person(name, workspace));
        match (tag, person) {
            (Some(tag), _) => tags.push(tag),
            (None, Some(id)) => who = Some(id),
            (None, None) => words.push(word),
        }
    }
    if words.is_empty() || (tags.is_empty() && who.is_none()) {
        return signal;
    }
    signal.title = words.join(" ");
    for tag in tags {
        if !signal.tags.contains(&tag) {
            signal.tags.push(tag);
        }
    }
    if let Some(person) = who.and_then(|id| workspace.stakeholder(id)) {
        signal.who = Some(person.id);
        signal.account = signal.account.or(person.account);
    }
    signal
}

/// `#12` is a number in a tracker, not a tag.
fn starts_with_letter(text: &str) -> bool {
    text.chars().next().is_some_and(char::is_alphabetic)
}

/// Finds the one person a mark means: `@ada`, `@ada-obi`, `@ada.obi`.
pub fn person(mark: &str, workspace: &Workspace) -> Option<super::id::StakeholderId> {
    let wanted = mark.trim_start_matches('@').trim_end_matches([',', '.', ';', ':']).to_lowercase();
    let wanted = wanted.replace(['-', '.', '_'], " ");
    let found = |exact: bool| {
        let mut people = workspace.stakeholders().filter(|person| {
            let name = person.name.to_lowercase();
            if exact { name == wanted } else { name.split_whitespace().any(|part| part == wanted) }
        });
        let first = people.next().map(|person| person.id);
        if people.next().is_some() { None } else { first }
    };
    found(true).or_else(|| found(false))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::channel::Channel;
    use crate::domain::id::{SignalId, StakeholderId};
    use crate::domain::record::Record;
    use crate::domain::stakeholder::Stakeholder;
    use jiff::Timestamp;

    fn captured(title: &str) -> Signal {
        let mut workspace = Workspace::default();
        workspace.load(Record::from(Stakeholder::new(StakeholderId::from_bits(1), "Ada Obi")));
        let signal = Signal::new(SignalId::from_bits(2), title, Channel::Customer, Timestamp::UNIX_EPOCH);
        read_marks(signal, &workspace)
    }

    #[test]
    fn marks_become_fields() {
        let signal = captured("Login loops #SSO @ada on Safari");
        assert_eq!(signal.title, "Login loops on Safari");
        assert_eq!(signal.tags[0].as_str(), "sso");
        assert_eq!(signal.who, Some(StakeholderId::from_bits(1)));
    }

    #[test]
    fn numbers_unknown_people_and_bare_marks_stay() {
        for title in ["Fix #12 for @nobody", "#sso @ada", "a @ b # c"] {
            assert_eq!(captured(title).title, title);
        }
    }
}
