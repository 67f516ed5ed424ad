//! Signals from drafts. The user's verdict, tags, links, importance, reading, channel, sender and stage are
//! given once and never touched again.

use super::draft::Draft;
use super::merge::{Context, Target};
use super::refresh::{Told, refresh_source, refresh_texts, seen};
use crate::domain::edit::Edit;
use crate::domain::id::SignalId;
use crate::domain::record::Record;
use crate::domain::shown::shown;
use crate::domain::signal::{Signal, Source};
use crate::domain::tag::Tag;
use crate::domain::verdict::Verdict;
use crate::domain::wake::{wakes, woken};
use crate::domain::workspace::Workspace;

/// Letters a word must have for two titles to share it.
const WORD: usize = 4;

impl Target for Signal {
    type Id = SignalId;

    fn derived(key: &str) -> SignalId {
        SignalId::derived(key)
    }

    fn next(id: SignalId) -> SignalId {
        id.next()
    }

    fn id(&self) -> SignalId {
        self.id
    }

    fn stored(workspace: &Workspace, id: SignalId) -> Option<&Self> {
        workspace.signal(id).map(AsRef::as_ref)
    }

    fn source(&self) -> Option<&Source> {
        self.source.as_ref()
    }

    fn create(id: SignalId, mut source: Source, draft: &Draft, context: &Context<'_>) -> Self {
        let options = context.options;
        let who = context.people.sender(draft);
        let person = who.and_then(|id| context.workspace.stakeholder(id));
        let by_person = person.and_then(|person| person.channel);
        let channel = options.channel.or(draft.channel).or(by_person).unwrap_or(context.channel);
        let mut signal = Self::new(id, &draft.title, channel, draft.at.unwrap_or(options.now));
        source.seen = seen(&draft.title, &draft.body);
        signal.added = options.now;
        signal.body.clone_from(&draft.body);
        signal.who = who;
        signal.said_by = if who.is_some() { String::new() } else { sender(draft) };
        signal.account = context.people.account(draft);
        signal.stage = draft.stage;
        signal.tags = tags(draft, context);
        signal.votes = draft.votes.unwrap_or(0);
        signal.extra.clone_from(&draft.extra);
        if let Some(name) = draft.account.as_ref().filter(|_| signal.account.is_none()) {
            signal.extra.entry("account".into()).or_insert_with(|| name.clone());
        }
        signal.source = Some(source);
        signal
    }

    fn refresh(&mut self, draft: &Draft) {
        let Some(source) = &mut self.source else { return };
        let title = Told { field: "title", ours: &mut self.title, theirs: &draft.title };
        let body = Told { field: "body", ours: &mut self.body, theirs: &draft.body };
        refresh_texts(&mut source.seen, &mut self.conflicts, title, body);
        refresh_source(source, &mut self.extra, draft);
        self.votes = draft.votes.unwrap_or(self.votes);
    }

    fn is_related(&self, draft: &Draft) -> bool {
        let is_seen =
            self.source.as_ref().is_some_and(|source| source.seen == seen(&draft.title, &draft.body));
        let same_text = !self.body.is_empty() && self.body == draft.body;
        let words = |text: &str| -> Vec<String> {
            let words =
                text.split(|c: char| !c.is_alphanumeric()).filter(|word| WORD <= word.chars().count());
            words.map(str::to_lowercase).collect()
        };
        let ours = words(&self.title);
        let same_word = words(&draft.title).iter().any(|word| ours.contains(word));
        is_seen || same_text || same_word || draft.title == self.title || draft.at == Some(self.at)
    }

    fn settle(&mut self) {
        if matches!(self.verdict, Verdict::Snoozed { on_activity: true, .. }) {
            *self = woken(self, &format!("new activity at the source: {}", shown(&self.title)));
        }
    }

    fn echoes(&self, workspace: &Workspace) -> Vec<Self> {
        let signal = |edit| match edit {
            Edit::Put(Record::Signal(signal)) => Some(signal.as_ref().clone()),
            _ => None,
        };
        wakes(workspace, self).into_iter().filter_map(signal).collect()
    }
}

fn sender(draft: &Draft) -> String {
    if draft.said_by.is_empty() { draft.email.clone().unwrap_or_default() } else { draft.said_by.clone() }
}

/// Returns the tags the user wishes and those of the source, each once.
pub fn tags(draft: &Draft, context: &Context<'_>) -> Vec<Tag> {
    let mut tags = context.options.tags.clone();
    tags.extend(draft.tags.iter().filter(|tag| !context.options.tags.contains(tag)).cloned());
    tags
}
