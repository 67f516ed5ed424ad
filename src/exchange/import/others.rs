//! Stakeholders, candidates and meetings from drafts. What the user has written is never overwritten.

use super::draft::Draft;
use super::merge::{Context, Target};
use super::refresh::{Told, refresh_source, refresh_texts, seen};
use super::signals::tags;
use crate::domain::candidate::Candidate;
use crate::domain::id::{CandidateId, MeetingId, StakeholderId};
use crate::domain::meeting::Meeting;
use crate::domain::signal::Source;
use crate::domain::stakeholder::Stakeholder;
use crate::domain::when::day_of;
use crate::domain::workspace::Workspace;

impl Target for Stakeholder {
    type Id = StakeholderId;

    fn derived(key: &str) -> StakeholderId {
        StakeholderId::derived(key)
    }

    fn next(id: StakeholderId) -> StakeholderId {
        id.next()
    }

    fn id(&self) -> StakeholderId {
        self.id
    }

    fn stored(workspace: &Workspace, id: StakeholderId) -> Option<&Self> {
        workspace.stakeholder(id).map(AsRef::as_ref)
    }

    fn source(&self) -> Option<&Source> {
        self.source.as_ref()
    }

    fn create(id: StakeholderId, mut source: Source, draft: &Draft, context: &Context<'_>) -> Self {
        let mut person = Self::new(id, &draft.title);
        source.seen = seen(&draft.title, &draft.position);
        person.emails.extend(draft.email.clone());
        person.title.clone_from(&draft.position);
        person.account = context.people.account(draft);
        person.channel = context.options.channel.or(draft.channel);
        person.tags = tags(draft, context);
        person.private_notes.clone_from(&draft.body);
        person.extra.clone_from(&draft.extra);
        if let Some(name) = draft.account.as_ref().filter(|_| person.account.is_none()) {
            person.extra.entry("company".into()).or_insert_with(|| name.clone());
        }
        person.source = Some(source);
        person
    }

    /// A person the user entered by hand has no source: only a missing job title is filled in.
    fn refresh(&mut self, draft: &Draft) {
        let Some(source) = &mut self.source else {
            if self.title.is_empty() {
                self.title.clone_from(&draft.position);
            }
            return;
        };
        let name = Told { field: "name", ours: &mut self.name, theirs: &draft.title };
        let title = Told { field: "title", ours: &mut self.title, theirs: &draft.position };
        refresh_texts(&mut source.seen, &mut self.conflicts, name, title);
        refresh_source(source, &mut self.extra, draft);
    }

    /// The same mail address; or the only one of that name, entered by hand and without another address.
    fn namesake(draft: &Draft, context: &Context<'_>) -> Option<StakeholderId> {
        let by_hand = |id: &StakeholderId| {
            let person = context.workspace.stakeholder(*id);
            person.is_some_and(|person| {
                person.source.is_none() && (person.emails.is_empty() || draft.email.is_none())
            })
        };
        let people = &context.people;
        people.by_email(draft.email.as_deref()).or_else(|| people.by_name(&draft.title).filter(by_hand))
    }
}

impl Target for Candidate {
    type Id = CandidateId;

    fn derived(key: &str) -> CandidateId {
        CandidateId::derived(key)
    }

    fn next(id: CandidateId) -> CandidateId {
        id.next()
    }

    fn id(&self) -> CandidateId {
        self.id
    }

    fn stored(workspace: &Workspace, id: CandidateId) -> Option<&Self> {
        workspace.candidate(id).map(AsRef::as_ref)
    }

    fn source(&self) -> Option<&Source> {
        self.source.as_ref()
    }

    fn create(id: CandidateId, mut source: Source, draft: &Draft, context: &Context<'_>) -> Self {
        let mut candidate = Self::new(id, &draft.title);
        source.seen = seen(&draft.title, &draft.body);
        candidate.problem.clone_from(&draft.body);
        candidate.tags = tags(draft, context);
        candidate.extra.clone_from(&draft.extra);
        keep_votes(&mut candidate, draft);
        candidate.source = Some(source);
        candidate
    }

    fn refresh(&mut self, draft: &Draft) {
        let Some(source) = &mut self.source else { return };
        let title = Told { field: "title", ours: &mut self.title, theirs: &draft.title };
        let problem = Told { field: "problem", ours: &mut self.problem, theirs: &draft.body };
        refresh_texts(&mut source.seen, &mut self.conflicts, title, problem);
        refresh_source(source, &mut self.extra, draft);
        keep_votes(self, draft);
    }
}

/// A candidate has no field for votes: its demand is counted from its signals.
fn keep_votes(candidate: &mut Candidate, draft: &Draft) {
    candidate.extra.extend(draft.votes.map(|votes| ("votes".to_string(), votes.to_string())));
}

impl Target for Meeting {
    type Id = MeetingId;

    fn derived(key: &str) -> MeetingId {
        MeetingId::derived(key)
    }

    fn next(id: MeetingId) -> MeetingId {
        id.next()
    }

    fn id(&self) -> MeetingId {
        self.id
    }

    fn stored(workspace: &Workspace, id: MeetingId) -> Option<&Self> {
        workspace.meeting(id).map(AsRef::as_ref)
    }

    fn source(&self) -> Option<&Source> {
        self.source.as_ref()
    }

    fn create(id: MeetingId, mut source: Source, draft: &Draft, context: &Context<'_>) -> Self {
        let options = context.options;
        let on = day_of(draft.at.unwrap_or(options.now), &options.zone);
        let mut meeting = Self::new(id, &draft.title, on);
        source.seen = seen(&draft.title, &draft.body);
        meeting.with.extend(context.people.sender(draft));
        meeting.notes.clone_from(&draft.body);
        meeting.tags = tags(draft, context);
        meeting.extra.clone_from(&draft.extra);
        meeting.source = Some(source);
        meeting
    }

    fn refresh(&mut self, draft: &Draft) {
        let Some(source) = &mut self.source else { return };
        let title = Told { field: "title", ours: &mut self.title, theirs: &draft.title };
        let notes = Told { field: "notes", ours: &mut self.notes, theirs: &draft.body };
        refresh_texts(&mut source.seen, &mut self.conflicts, title, notes);
        refresh_source(source, &mut self.extra, draft);
    }
}
