//! Drafts and a workspace become edits: what is new, what the source has changed, what is the same.
//!
//! A record that is there already keeps everything the user gave it; only what the source tells of itself is
//! refreshed. Applies nothing: the edits are one transaction of the caller's.

use super::draft::{Draft, Kind, Options, Parsed, Skipped};
use super::people::People;
use super::refresh::half;
use super::table::hashed;
use crate::domain::candidate::Candidate;
use crate::domain::channel::Channel;
use crate::domain::edit::Edit;
use crate::domain::meeting::Meeting;
use crate::domain::record::Record;
use crate::domain::signal::{Signal, Source};
use crate::domain::stakeholder::Stakeholder;
use crate::domain::workspace::Workspace;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// What an import would do.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Plan {
    pub format: String,
    pub new: usize,
    pub updated: usize,
    pub same: usize,
    pub skipped: Vec<Skipped>,
    /// Rows that only repeated the header.
    pub repeats: usize,
    /// To be applied together, as one step of undo.
    pub edits: Vec<Edit>,
}

/// The answer of `import --json`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Report {
    pub format: String,
    pub new: usize,
    pub updated: usize,
    pub same: usize,
    pub skipped: Vec<ReportedSkip>,
}

/// One line of the answer's `skipped`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ReportedSkip {
    #[serde(rename = "where")]
    pub place: String,
    pub why: String,
}

impl Plan {
    /// Returns the plan without its edits, for programs.
    pub fn report(&self) -> Report {
        let skip =
            |skipped: &Skipped| ReportedSkip { place: skipped.place.clone(), why: skipped.why.clone() };
        Report {
            format: self.format.clone(),
            new: self.new,
            updated: self.updated,
            same: self.same,
            skipped: self.skipped.iter().map(skip).collect(),
        }
    }
}

/// Plans the import of files that were read. Of two drafts with one key the first makes the record and the
/// second refreshes it, as in two imports one after the other.
pub fn plan(parsed: Vec<Parsed>, workspace: &Workspace, options: &Options) -> Plan {
    let mut plan = Plan { format: formats(&parsed), ..Plan::default() };
    match options.kind {
        Kind::Signals => merge::<Signal>(parsed, workspace, options, &mut plan),
        Kind::Stakeholders => merge::<Stakeholder>(parsed, workspace, options, &mut plan),
        Kind::Candidates => merge::<Candidate>(parsed, workspace, options, &mut plan),
        Kind::Meetings => merge::<Meeting>(parsed, workspace, options, &mut plan),
    }
    plan
}

fn formats(parsed: &[Parsed]) -> String {
    let names: BTreeSet<&str> = parsed.iter().map(|file| file.format).collect();
    names.into_iter().collect::<Vec<_>>().join(", ")
}

/// What making a record needs to know.
pub struct Context<'a> {
    pub workspace: &'a Workspace,
    pub options: &'a Options,
    pub people: People,
    /// The channel when nobody names one.
    pub channel: Channel,
}

/// A kind of record that drafts become.
pub trait Target: Clone + PartialEq + Into<Record> {
    type Id: Copy + Ord;

    fn derived(key: &str) -> Self::Id;
    fn next(id: Self::Id) -> Self::Id;
    fn id(&self) -> Self::Id;
    fn stored(workspace: &Workspace, id: Self::Id) -> Option<&Self>;
    fn source(&self) -> Option<&Source>;
    fn create(id: Self::Id, source: Source, draft: &Draft, context: &Context<'_>) -> Self;

    /// Takes over what the source may change.
    fn refresh(&mut self, draft: &Draft);

    /// Returns a record without this source key that is the same one nevertheless.
    fn namesake(_: &Draft, _: &Context<'_>) -> Option<Self::Id> {
        None
    }

    /// Tells whether the record may be the draft's, when the key is a mere number.
    fn is_related(&self, _: &Draft) -> bool {
        true
    }

    /// Does what follows from the source having changed the record.
    fn settle(&mut self) {}

    /// Returns records that change because this one is new.
    fn echoes(&self, _: &Workspace) -> Vec<Self> {
        Vec::new()
    }
}

/// The records as they will be, over those that are.
struct Staged<'a, T: Target> {
    workspace: &'a Workspace,
    records: BTreeMap<T::Id, T>,
    /// The ids of `records` as they came up.
    order: Vec<T::Id>,
    /// What the new records change besides.
    echoes: BTreeMap<T::Id, T>,
}

impl<T: Target> Staged<'_, T> {
    fn get(&self, id: T::Id) -> Option<&T> {
        self.records.get(&id).or_else(|| T::stored(self.workspace, id))
    }

    fn put(&mut self, record: T) {
        let id = record.id();
        if self.records.insert(id, record).is_none() {
            self.order.push(id);
        }
    }

    /// Returns the record of a key, or the id it will have.
    fn find(&self, key: &str) -> (T::Id, Option<&T>) {
        let mut id = T::derived(key);
        loop {
            match self.get(id) {
                None => return (id, None),
                Some(found) if found.source().is_some_and(|source| source.key == key) => {
                    return (id, Some(found));
                }
                Some(_) => id = T::next(id),
            }
        }
    }

    /// Counts records, not rows: two rows that change one record back and forth leave it the same.
    fn finish(mut self, plan: &mut Plan, drafts: usize) {
        for id in std::mem::take(&mut self.order) {
            let Some(mut record) = self.records.remove(&id) else { continue };
            match T::stored(self.workspace, id) {
                None => plan.new += 1,
                Some(stored) if *stored == record => continue,
                Some(_) => {
                    plan.updated += 1;
                    record.settle();
                }
            }
            self.echoes.remove(&id);
            plan.edits.push(Edit::Put(record.into()));
        }
        plan.edits.extend(self.echoes.into_values().map(|record| Edit::Put(record.into())));
        plan.same = drafts.saturating_sub(plan.new + plan.updated);
    }
}

fn merge<T: Target>(parsed: Vec<Parsed>, workspace: &Workspace, options: &Options, plan: &mut Plan) {
    let people = People::new(workspace);
    let mut context = Context { workspace, options, people, channel: Channel::Customer };
    let mut staged =
        Staged::<T> { workspace, records: BTreeMap::new(), order: Vec::new(), echoes: BTreeMap::new() };
    let mut drafts = 0;
    for file in parsed {
        let format = super::FORMATS.iter().find(|format| format.name == file.format);
        context.channel = format.map_or(Channel::Customer, |format| format.channel);
        plan.skipped.extend(file.skipped);
        plan.repeats += file.repeats;
        drafts += file.drafts.len();
        for draft in &file.drafts {
            take(&mut staged, draft, file.format, &context);
        }
    }
    staged.finish(plan, drafts);
}

fn take<T: Target>(staged: &mut Staged<'_, T>, draft: &Draft, format: &str, context: &Context<'_>) {
    let key = key_for(staged, draft, format);
    let (id, found) = staged.find(&key);
    let namesake = || T::namesake(draft, context).and_then(|id| staged.get(id));
    if let Some(old) = found.or_else(namesake) {
        let mut new = old.clone();
        new.refresh(draft);
        if new != *old {
            staged.put(new);
        }
        return;
    }
    let source = Source { key, url: draft.url.clone(), status: draft.status.clone(), seen: 0 };
    let new = T::create(id, source, draft, context);
    for echo in new.echoes(context.workspace) {
        staged.echoes.entry(echo.id()).or_insert(echo);
    }
    staged.put(new);
}

/// The key of a draft. A mere number counts anew in every table, so that one that meets a record of nothing
/// in common gets a key of its own instead of overwriting that record.
fn key_for<T: Target>(staged: &Staged<'_, T>, draft: &Draft, format: &str) -> String {
    let key = draft.key.clone().unwrap_or_else(|| hashed(format, &[&draft.title, &draft.body]));
    let is_number = key.starts_with(&format!("{format}:")) && !key.contains(":#");
    match staged.find(&key) {
        (_, Some(found)) if is_number && !found.is_related(draft) => {
            format!("{key}~{:08x}", half(&draft.title))
        }
        _ => key,
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::options;
    use super::*;
    use crate::domain::account::Account;
    use crate::domain::id::{AccountId, CandidateId, SignalId, StakeholderId};
    use crate::domain::signal::Link;
    use crate::domain::tag::Tag;
    use crate::domain::verdict::Verdict;
    use proptest::prelude::*;

    fn import_as(kind: Kind, text: &str, workspace: &mut Workspace) -> Plan {
        let options = Options { kind, ..options() };
        let parsed = super::super::read("f.csv", text.as_bytes(), &options).unwrap();
        let plan = plan(vec![parsed], workspace, &options);
        for edit in plan.edits.clone() {
            workspace.apply(edit).unwrap();
        }
        workspace.validate().unwrap();
        plan
    }

    fn import(text: &str, workspace: &mut Workspace) -> (usize, usize, usize) {
        let plan = import_as(Kind::Signals, text, workspace);
        (plan.new, plan.updated, plan.same)
    }

    fn only(workspace: &Workspace) -> Signal {
        assert_eq!(workspace.signals().len(), 1);
        workspace.signals().next().unwrap().as_ref().clone()
    }

    #[test]
    fn a_second_import_is_the_same_and_a_changed_source_an_update() {
        let mut workspace = Workspace::default();
        let text = "id,title,body,votes,status\n1,Login loops,long,3,open\n";
        assert_eq!(import(text, &mut workspace), (1, 0, 0));
        assert_eq!(import(text, &mut workspace), (0, 0, 1));
        let text = "id,title,body,votes,status\n1,Login loops on Safari,longer,4,closed\n";
        assert_eq!(import(text, &mut workspace), (0, 1, 0));
        let signal = only(&workspace);
        assert_eq!((signal.title.as_str(), signal.body.as_str()), ("Login loops on Safari", "longer"));
        assert_eq!((signal.votes, signal.source.unwrap().status.as_str()), (4, "closed"));
    }

    #[test]
    fn what_the_user_gave_survives() {
        let mut workspace = Workspace::default();
        import("id,title,body,votes\n1,Login loops,long,3\n", &mut workspace);
        let mut mine = only(&workspace);
        mine.title = "SSO: login loops".into();
        mine.verdict = Verdict::Kept;
        mine.tags = vec![Tag::new("mine").unwrap()];
        mine.links =
            vec![Link { to: CandidateId::from_bits(1), importance: 3, against: false, note: String::new() }];
        mine.importance = 3;
        mine.so_what = vec!["they leave".into()];
        mine.channel = Channel::Sales;
        workspace.apply(mine.clone().into()).unwrap();
        assert_eq!(import("id,title,body,votes\n1,Login loops,long,3\n", &mut workspace), (0, 0, 1));
        assert_eq!(import("id,title,body,votes\n1,Login loops,more,9\n", &mut workspace), (0, 1, 0));
        let mut expected = Signal { votes: 9, body: "more".into(), ..mine };
        expected.source = only(&workspace).source;
        assert_eq!(only(&workspace), expected);
    }

    #[test]
    fn a_text_both_changed_is_kept_twice() {
        let mut workspace = Workspace::default();
        import("id,title\n1,Login loops\n", &mut workspace);
        let mine = Signal { title: "My login words".into(), ..only(&workspace) };
        workspace.apply(mine.into()).unwrap();
        assert_eq!(import("id,title\n1,Their login words\n", &mut workspace), (0, 1, 0));
        let signal = only(&workspace);
        assert_eq!((signal.title.as_str(), signal.conflicts.len()), ("My login words", 1));
        assert_eq!(signal.conflicts[0].theirs, "Their login words");
        assert_eq!(import("id,title\n1,Their login words\n", &mut workspace), (0, 0, 1));
    }

    #[test]
    fn a_taken_id_is_walked_past() {
        let key = "csv:id.title:1";
        let mut workspace = Workspace::default();
        let taken = SignalId::derived(key);
        workspace.load(Signal::new(taken, "by hand", Channel::Sales, jiff::Timestamp::UNIX_EPOCH).into());
        for expected in [(1, 0, 0), (0, 0, 1)] {
            assert_eq!(import("id,title\n1,Login loops\n", &mut workspace), expected);
        }
        assert_eq!(workspace.signal(taken.next()).unwrap().source.as_ref().unwrap().key, key);
    }

    #[test]
    fn one_number_of_two_tables_is_two_records() {
        let mut workspace = Workspace::default();
        for expected in [(1, 0, 0), (0, 0, 1)] {
            assert_eq!(import("id,title\n1,Login loops\n", &mut workspace), expected);
            assert_eq!(import("id,title\n1,Dark mode\n", &mut workspace), expected);
        }
        assert_eq!(workspace.signals().len(), 2);
    }

    #[test]
    fn two_rows_of_one_key_are_one_record() {
        let mut workspace = Workspace::default();
        let text = "id,title,votes\n1,Login loops,1\n1,Login loops,1\n1,Login loops,2\n";
        assert_eq!(import(text, &mut workspace), (1, 0, 2));
        assert_eq!(only(&workspace).votes, 2);
        assert_eq!(import(text, &mut workspace), (0, 0, 3));
    }

    #[test]
    fn senders_bring_their_channel_and_account() {
        let mut workspace = Workspace::default();
        let mut ada = Stakeholder::new(StakeholderId::from_bits(1), "Ada Obi");
        ada.emails = vec!["ada@acme.com".into()];
        ada.channel = Some(Channel::Executive);
        workspace.load(ada.into());
        let mut acme = Account::new(AccountId::from_bits(2), "Acme");
        acme.domains = vec!["acme.com".into()];
        workspace.load(acme.into());
        import("title,author,email,company\nA,A. Obi,ADA@acme.com,\nB,Zed,z@b.io,Beta\n", &mut workspace);
        let by_title =
            |title: &str| workspace.signals().find(|signal| signal.title == title).unwrap().clone();
        let (a, b) = (by_title("A"), by_title("B"));
        assert_eq!((a.who.map(StakeholderId::bits), a.account.map(AccountId::bits)), (Some(1), Some(2)));
        assert_eq!((a.channel, a.said_by.as_str()), (Channel::Executive, ""));
        assert_eq!(
            (b.channel, b.said_by.as_str(), b.extra["account"].as_str()),
            (Channel::Customer, "Zed", "Beta")
        );
    }

    #[test]
    fn activity_wakes_what_waits_for_it() {
        let mut workspace = Workspace::default();
        let snooze = |workspace: &mut Workspace| {
            let mut signal = workspace.signals().next().unwrap().as_ref().clone();
            signal.verdict = Verdict::Snoozed { until: None, on_activity: true };
            let id = signal.id;
            workspace.apply(signal.into()).unwrap();
            id
        };
        import("id,title,author,votes\n1,Login loops,Ben,1\n", &mut workspace);
        let id = snooze(&mut workspace);
        assert_eq!(import("id,title,author,votes\n1,Login loops,Ben,1\n", &mut workspace), (0, 0, 1));
        assert!(matches!(workspace.signal(id).unwrap().verdict, Verdict::Snoozed { .. }));
        import("id,title,author,votes\n1,Login loops,Ben,5\n", &mut workspace);
        assert_eq!(workspace.signal(id).unwrap().woke, "new activity at the source: Login loops");
        snooze(&mut workspace);
        assert_eq!(import("id,title,author,votes\n2,Once more,Ben,5\n", &mut workspace), (1, 0, 0));
        let woken = workspace.signal(id).unwrap();
        assert_eq!(
            (&woken.verdict, woken.woke.as_str()),
            (&Verdict::Inbox, "new activity from Ben: Once more")
        );
    }

    #[test]
    fn people_entered_by_hand_are_recognised() {
        let mut workspace = Workspace::default();
        let mut ada = Stakeholder::new(StakeholderId::from_bits(1), "Ada Obi");
        ada.emails = vec!["ada@acme.com".into()];
        ada.concern = "audits".into();
        workspace.load(ada.into());
        let text = "First Name,Last Name,Email Address,Position\nA.,Obi,ada@acme.com,CIO\nBen,Roth,,SRE\n";
        let first = import_as(Kind::Stakeholders, text, &mut workspace);
        assert_eq!((first.new, first.updated, first.same), (1, 1, 0));
        let ada = workspace.stakeholder(StakeholderId::from_bits(1)).unwrap();
        assert_eq!(
            (ada.name.as_str(), ada.title.as_str(), ada.concern.as_str()),
            ("Ada Obi", "CIO", "audits")
        );
        let again = import_as(Kind::Stakeholders, text, &mut workspace);
        assert_eq!((again.new, again.updated, again.same), (0, 0, 2));
    }

    #[test]
    fn candidates_and_meetings_come_from_tables_too() {
        for kind in [Kind::Candidates, Kind::Meetings] {
            let mut workspace = Workspace::default();
            let text = "key,title,description,story points\nPAY-1,Login,It loops,3\n";
            let first = import_as(kind, text, &mut workspace);
            let again = import_as(kind, text, &mut workspace);
            assert_eq!((first.new, again.new, again.same), (1, 0, 1));
            assert!(again.edits.is_empty());
        }
    }

    #[test]
    fn the_report_has_the_documented_shape() {
        let mut workspace = Workspace::default();
        let plan = import_as(Kind::Signals, "title,channel\nA,\nB,nowhere\n", &mut workspace);
        let json = serde_json::to_string(&plan.report()).unwrap();
        assert_eq!(
            json,
            r#"{"format":"csv","new":1,"updated":0,"same":0,"skipped":[{"where":"f.csv:3","why":"`nowhere` is no channel."}]}"#
        );
    }

    proptest! {
        #[test]
        fn importing_twice_changes_nothing(
            rows in prop::collection::vec(prop::collection::vec("[a-c\"\n ,é=]{0,6}", 5), 0..20),
            kind in prop::sample::select(Kind::ALL.to_vec()),
        ) {
            let mut writer = csv::Writer::from_writer(Vec::new());
            writer.write_record(["id", "title", "body", "author", "name"]).unwrap();
            rows.iter().for_each(|row| writer.write_record(row).unwrap());
            let text = String::from_utf8(writer.into_inner().unwrap()).unwrap();
            let mut workspace = Workspace::default();
            let first = import_as(kind, &text, &mut workspace);
            let again = import_as(kind, &text, &mut workspace);
            prop_assert_eq!((again.new, again.updated, again.same), (0, 0, first.new + first.same));
            prop_assert!(again.edits.is_empty());
        }
    }
}
