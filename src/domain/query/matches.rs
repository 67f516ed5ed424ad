//! What each check means for each kind of record. A check that has no meaning for a kind fails, so its
//! negation holds. Private notes are never searched.

use super::filter::{Check, Filter};
use super::test::{Part, Status};
use crate::domain::account::Account;
use crate::domain::candidate::Candidate;
use crate::domain::id::StakeholderId;
use crate::domain::meeting::Meeting;
use crate::domain::signal::Signal;
use crate::domain::stakeholder::Stakeholder;
use crate::domain::verdict::Verdict;
use jiff::civil::Date;
use std::collections::BTreeSet;

impl Filter<'_> {
    /// Tells whether a signal passes.
    pub fn signal(&self, signal: &Signal) -> bool {
        self.asks.iter().all(|ask| {
            let holds = match &ask.check {
                Check::Text { needle, fuzzy } => {
                    self.has_text(needle, *fuzzy, &[&signal.title], signal_texts(signal))
                }
                check => check.holds_for_signal(signal),
            };
            holds != ask.negated
        })
    }

    /// Tells whether a person passes.
    pub fn stakeholder(&self, person: &Stakeholder) -> bool {
        self.asks.iter().all(|ask| self.person_passes(&ask.check, person) != ask.negated)
    }

    /// Tells whether an organisation passes.
    pub fn account(&self, account: &Account) -> bool {
        self.asks.iter().all(|ask| self.account_passes(&ask.check, account) != ask.negated)
    }

    /// Tells whether a candidate passes.
    pub fn candidate(&self, candidate: &Candidate) -> bool {
        self.asks.iter().all(|ask| self.candidate_passes(&ask.check, candidate) != ask.negated)
    }

    /// Tells whether a meeting passes.
    pub fn meeting(&self, meeting: &Meeting) -> bool {
        self.asks.iter().all(|ask| self.meeting_passes(&ask.check, meeting) != ask.negated)
    }

    fn person_passes(&self, check: &Check, person: &Stakeholder) -> bool {
        match check {
            Check::Text { needle, fuzzy } => {
                let account = person.account.and_then(|id| self.context.workspace.account(id));
                let name = account.map_or("", |account| account.name.as_str());
                let texts = [&person.concern, &person.perspective, &person.decides, &person.schedule];
                let lists = person.emails.iter().chain(&person.constraints);
                let texts = texts.into_iter().chain(lists).map(String::as_str);
                self.has_text(needle, *fuzzy, &[&person.name, &person.title, name], texts)
            }
            Check::Channels(channels) => person.channel.is_some_and(|channel| channels.contains(&channel)),
            Check::Tag(tag) => person.tags.contains(tag),
            Check::People { ids, .. } => ids.contains(&person.id),
            Check::Accounts { people, .. } => people.contains(&person.id),
            Check::Has(Part::Tag) => !person.tags.is_empty(),
            Check::Has(Part::Account) => person.account.is_some(),
            Check::Has(Part::Body) => !person.concern.is_empty(),
            Check::Has(Part::Source) => person.source.is_some(),
            Check::Age(age) => {
                person.last_contact.map_or_else(|| age.accepts_never(), |day| age.accepts_day(day))
            }
            Check::Has(Part::Link | Part::Who | Part::Stage | Part::SoWhat)
            | Check::Status(..)
            | Check::Candidates(_)
            | Check::Stage(_)
            | Check::Importance(..) => false,
        }
    }

    fn account_passes(&self, check: &Check, account: &Account) -> bool {
        match check {
            Check::Text { needle, fuzzy } => {
                let lists = account.domains.iter().chain(&account.pains).chain(&account.constraints);
                let texts = [&account.segment, &account.notes].into_iter().chain(lists).map(String::as_str);
                self.has_text(needle, *fuzzy, &[&account.name], texts)
            }
            Check::Tag(tag) => account.tags.contains(tag),
            Check::Accounts { ids, .. } => ids.contains(&account.id),
            Check::Has(Part::Tag) => !account.tags.is_empty(),
            Check::Has(Part::Body) => !account.notes.is_empty(),
            Check::Has(Part::Source) => account.source.is_some(),
            _ => false,
        }
    }

    fn candidate_passes(&self, check: &Check, one: &Candidate) -> bool {
        match check {
            Check::Text { needle, fuzzy } => {
                let texts = [
                    &one.problem,
                    &one.value,
                    &one.approach,
                    &one.business_text,
                    &one.technical_text,
                    &one.root_problem,
                ];
                let texts = texts.into_iter().chain(&one.use_cases).map(String::as_str);
                self.has_text(needle, *fuzzy, &[&one.title], texts)
            }
            Check::Channels(channels) => one.touches.iter().any(|channel| channels.contains(channel)),
            Check::Tag(tag) => one.tags.contains(tag),
            Check::People { ids, .. } => is_any(ids, one.owner.iter().chain(&one.sponsor)),
            Check::Candidates(ids) => ids.contains(&one.id),
            Check::Stage(stage) => one.moves.is_some_and(|(from, to)| from == *stage || to == *stage),
            Check::Has(Part::Link) => self.context.workspace.index().of_candidate(one.id).next().is_some(),
            Check::Has(Part::Tag) => !one.tags.is_empty(),
            Check::Has(Part::Who) => one.owner.is_some() || one.sponsor.is_some(),
            Check::Has(Part::Stage) => one.moves.is_some(),
            Check::Has(Part::Body) => !one.problem.is_empty(),
            Check::Has(Part::SoWhat) => !one.value.is_empty(),
            Check::Has(Part::Source) => one.source.is_some(),
            Check::Has(Part::Account)
            | Check::Status(..)
            | Check::Accounts { .. }
            | Check::Age(_)
            | Check::Importance(..) => false,
        }
    }

    fn meeting_passes(&self, check: &Check, meeting: &Meeting) -> bool {
        match check {
            Check::Text { needle, fuzzy } => {
                let notes = [&meeting.notes, &meeting.recap].into_iter();
                let texts = notes.chain(&meeting.agenda).map(String::as_str);
                let names = meeting.with.iter().filter_map(|id| self.context.workspace.stakeholder(*id));
                let titles: Vec<_> =
                    names.map(|person| person.name.as_str()).chain([meeting.title.as_str()]).collect();
                self.has_text(needle, *fuzzy, &titles, texts)
            }
            Check::Tag(tag) => meeting.tags.contains(tag),
            Check::People { ids, .. } => is_any(ids, &meeting.with),
            Check::Accounts { people, .. } => is_any(people, &meeting.with),
            Check::Age(age) => age.accepts_day(meeting.on),
            Check::Has(Part::Tag) => !meeting.tags.is_empty(),
            Check::Has(Part::Who) => !meeting.with.is_empty(),
            Check::Has(Part::Body) => !meeting.notes.is_empty(),
            Check::Has(Part::Source) => meeting.source.is_some(),
            _ => false,
        }
    }
}

impl Check {
    /// Tells whether the check holds for a signal. Words are for the caller to look for: they fail here.
    pub fn holds_for_signal(&self, signal: &Signal) -> bool {
        match self {
            Self::Text { .. } => false,
            Self::Channels(channels) => channels.contains(&signal.channel),
            Self::Status(status, today) => has_status(signal, *status, *today),
            Self::Tag(tag) => signal.tags.contains(tag),
            Self::People { ids, name } => {
                signal.who.is_some_and(|who| ids.contains(&who))
                    || !signal.said_by.is_empty()
                        && name.as_ref().is_some_and(|name| name.is_in(&signal.said_by))
            }
            Self::Accounts { ids, people } => {
                signal.account.is_some_and(|id| ids.contains(&id))
                    || signal.who.is_some_and(|who| people.contains(&who))
            }
            Self::Candidates(ids) => signal.links.iter().any(|link| ids.contains(&link.to)),
            Self::Stage(stage) => signal.stage == Some(*stage),
            Self::Has(part) => has_part(signal, *part),
            Self::Age(age) => age.accepts(signal.at),
            Self::Importance(compare, number) => compare.accepts(signal.importance.cmp(number)),
        }
    }
}

/// Returns the longer texts of a signal, in which words count whole.
pub fn signal_texts(signal: &Signal) -> impl Iterator<Item = &str> {
    std::iter::once(&signal.body).chain(&signal.so_what).map(String::as_str)
}

fn has_status(signal: &Signal, status: Status, today: Date) -> bool {
    match status {
        Status::Inbox => signal.is_in_inbox(today),
        Status::Snoozed => matches!(signal.verdict, Verdict::Snoozed { .. }) && !signal.is_in_inbox(today),
        Status::Woken => signal.woken_because(today).is_some(),
        Status::Linked => signal.verdict == Verdict::Kept && !signal.links.is_empty(),
        Status::Kept | Status::Routed | Status::Declined | Status::Merged => {
            signal.verdict.name() == status.name()
        }
    }
}

fn has_part(signal: &Signal, part: Part) -> bool {
    match part {
        Part::Link => !signal.links.is_empty(),
        Part::Tag => !signal.tags.is_empty(),
        Part::Who => signal.who.is_some(),
        Part::Account => signal.account.is_some(),
        Part::Stage => signal.stage.is_some(),
        Part::Body => !signal.body.is_empty(),
        Part::SoWhat => !signal.so_what.is_empty(),
        Part::Source => signal.source.is_some(),
    }
}

fn is_any<'a>(ids: &BTreeSet<StakeholderId>, people: impl IntoIterator<Item = &'a StakeholderId>) -> bool {
    people.into_iter().any(|id| ids.contains(id))
}

#[cfg(test)]
mod tests {
    use super::super::{Context, KEYS, Query, Term, matches_signal, parse};
    use super::*;
    use crate::domain::account::AccountKind;
    use crate::domain::candidate::Horizon;
    use crate::domain::channel::Channel;
    use crate::domain::id::{AccountId, CandidateId, MeetingId, SignalId};
    use crate::domain::record::Record;
    use crate::domain::signal::Link;
    use crate::domain::stage::Stage;
    use crate::domain::stakeholder::{DealRole, Level};
    use crate::domain::tag::Tag;
    use crate::domain::workspace::Workspace;
    use jiff::{Timestamp, civil::date, tz::TimeZone};
    use proptest::prelude::*;
    use std::sync::Arc;

    const TODAY: Date = date(2026, 11, 21);
    static ZONE: TimeZone = TimeZone::UTC;

    /// Ada, an executive champion at Acme, asked for the audit export ten days ago.
    fn acme() -> (Workspace, Signal) {
        let mut workspace = Workspace::default();
        let mut account = Account::new(AccountId::derived("acme"), "Acme Corp");
        account.kind = AccountKind::Prospect;
        let mut ada = Stakeholder::new(StakeholderId::derived("ada"), "Ada Obi");
        (ada.account, ada.level, ada.roles) = (Some(account.id), Level::Executive, vec![DealRole::Champion]);
        ada.last_contact = Some(date(2026, 11, 1));
        let id = CandidateId::parse("c-7k2m0q4x1z").unwrap();
        let mut candidate = Candidate::new(id, "Audit export");
        (candidate.horizon, candidate.owner) = (Horizon::Now, Some(ada.id));
        let mut meeting = Meeting::new(MeetingId::derived("m"), "Quarterly", date(2026, 11, 20));
        meeting.with = vec![ada.id];
        let at: Timestamp = "2026-11-11T12:00:00Z".parse().unwrap();
        let mut signal = Signal::new(SignalId::derived("s"), "Audit export for SOC 2", Channel::Sales, at);
        signal.body = "Müller cannot export the trail.".into();
        signal.so_what = vec!["fewer auditor days".into()];
        (signal.who, signal.stage, signal.importance) = (Some(ada.id), Some(Stage::Lead), 2);
        signal.tags = vec![Tag::new("audit").unwrap()];
        signal.verdict = Verdict::Kept;
        signal.links = vec![Link { to: id, importance: 2, against: false, note: String::new() }];
        let records = [
            Record::Account(Arc::new(account)),
            Record::Stakeholder(Arc::new(ada)),
            Record::Candidate(Arc::new(candidate)),
            Record::Meeting(Arc::new(meeting)),
            Record::Signal(Arc::new(signal.clone())),
        ];
        records.into_iter().for_each(|record| workspace.load(record));
        (workspace, signal)
    }

    fn context(workspace: &Workspace) -> Context<'_> {
        Context { workspace, today: TODAY, zone: &ZONE }
    }

    #[test]
    fn every_key_finds_and_misses_a_signal() {
        let (workspace, signal) = acme();
        let context = context(&workspace);
        let passes = |text: &str| matches_signal(&parse(text).unwrap(), &signal, &context);
        for (hit, miss) in [
            ("audit", "invoice"),
            ("xpor", "ort2"),
            ("so", "oc"),
            ("muller", "mull"),
            ("\"auditor days\"", "\"auditor day\""),
            ("channel:sales", "channel:support"),
            ("family:customer", "family:market"),
            ("status:kept", "status:inbox"),
            ("status:linked", "status:woken"),
            ("tag:Audit", "tag:aud"),
            ("from:ada", "from:ben"),
            ("account:\"acme corp\"", "account:globex"),
            ("stage:lead", "stage:renewal"),
            ("to:c-7k2", "to:c-7k3"),
            ("to:export", "to:import"),
            ("has:link", "has:source"),
            ("has:sowhat", "has:account"),
            ("age>9d", "age>10d"),
            ("age=10d", "age<10d"),
            ("age<=10d", "age>=11d"),
            ("age<2w", "age>1m"),
            ("importance>=2", "importance<2"),
            ("horizon:now", "horizon:next"),
            ("level:executive", "level:engineer"),
            ("side:outside", "side:inside"),
            ("role:champion", "role:buyer"),
            ("kind:prospect", "kind:own"),
            ("audit channel:sales", "audit channel:support"),
        ] {
            assert!(passes(hit) && !passes(miss), "{hit} / {miss}");
        }
        assert!(passes("") && passes("!invoice !tag:sso"));
    }

    #[test]
    fn a_snooze_that_ran_out_is_in_the_inbox() {
        let (workspace, mut signal) = acme();
        let context = context(&workspace);
        for (until, inbox) in [(TODAY, true), (date(2026, 11, 22), false)] {
            signal.verdict = Verdict::Snoozed { until: Some(until), on_activity: false };
            let passes = |text: &str| matches_signal(&parse(text).unwrap(), &signal, &context);
            assert_eq!(passes("status:inbox"), inbox);
            assert_eq!((passes("status:woken"), passes("status:snoozed")), (inbox, !inbox));
        }
    }

    #[test]
    fn who_said_it_may_have_no_record() {
        let (workspace, mut signal) = acme();
        (signal.who, signal.said_by) = (None, "José Ruiz <jose@example.test>".into());
        let context = context(&workspace);
        assert!(matches_signal(&parse("from:\"jose r\"").unwrap(), &signal, &context));
        assert!(!matches_signal(&parse("from:ada").unwrap(), &signal, &context));
    }

    #[test]
    fn a_day_begins_where_the_reader_is() {
        let (workspace, mut signal) = acme();
        signal.at = "2026-11-20T23:30:00Z".parse().unwrap();
        let zone = TimeZone::fixed(jiff::tz::offset(1));
        let today = parse("age=0d").unwrap();
        assert!(matches_signal(&today, &signal, &Context { zone: &zone, ..context(&workspace) }));
        assert!(!matches_signal(&today, &signal, &context(&workspace)));
    }

    #[test]
    fn other_records_answer_too() {
        let (workspace, _) = acme();
        let context = context(&workspace);
        let count = |text: &str| {
            let query = parse(text).unwrap();
            let filter = Filter::new(&query, &context);
            [
                workspace.stakeholders().filter(|one| filter.stakeholder(one)).count(),
                workspace.accounts().filter(|one| filter.account(one)).count(),
                workspace.candidates().filter(|one| filter.candidate(one)).count(),
                workspace.meetings().filter(|one| filter.meeting(one)).count(),
            ]
        };
        assert_eq!(count(""), [1, 1, 1, 1]);
        assert_eq!(count("acme"), [1, 1, 0, 0]);
        assert_eq!(count("ada"), [1, 0, 0, 1]);
        assert_eq!(count("level:executive"), [1, 0, 1, 1]);
        assert_eq!(count("kind:prospect"), [1, 1, 0, 1]);
        assert_eq!(count("horizon:now"), [0, 0, 1, 0]);
        assert_eq!(count("has:link"), [0, 0, 1, 0]);
        assert_eq!(count("age>14d"), [1, 0, 0, 0]);
        assert_eq!(count("!age>14d"), [0, 1, 1, 1]);
    }

    #[test]
    fn private_notes_are_never_searched() {
        let mut ada = Stakeholder::new(StakeholderId::derived("ada"), "Ada");
        ada.private_notes = "secret".into();
        let workspace = Workspace::default();
        let context = context(&workspace);
        assert!(!super::super::matches_stakeholder(&parse("secret").unwrap(), &ada, &context));
    }

    #[test]
    fn a_looser_title_test_can_be_handed_in_but_not_for_phrases() {
        let (workspace, signal) = acme();
        let context = context(&workspace);
        let fits = |word: &str, title: &str| word == "adt" && title.starts_with("audit");
        let passes =
            |text| Filter::new(&parse(text).unwrap(), &context).with_fuzzy(Box::new(fits)).signal(&signal);
        assert!(passes("adt") && !passes("\"adt\"") && !passes("!adt"));
    }

    proptest! {
        #[test]
        fn negation_turns_every_answer_round(key in 0..KEYS.len(), word in "[a-z]{1,3}|\"[a-z ]{1,5}\"") {
            let (workspace, signal) = acme();
            let context = context(&workspace);
            for text in [KEYS[key].example, word.as_str()] {
                let query = parse(text).unwrap();
                let negated = query.terms.iter().map(|term| Term { negated: true, ..term.clone() });
                let negated = Query { terms: negated.collect() };
                prop_assert_ne!(
                    matches_signal(&query, &signal, &context),
                    matches_signal(&negated, &signal, &context)
                );
            }
        }
    }
}
