//! The laws of merging, on random records of three kinds, and examples that read well.

use super::*;
use crate::domain::candidate::{Candidate, Horizon};
use crate::domain::channel::Channel;
use crate::domain::id::{CandidateId, SignalId, StakeholderId};
use crate::domain::promise::{OwedBy, Promise, PromiseState};
use crate::domain::signal::{Link, Signal};
use crate::domain::stakeholder::Stakeholder;
use crate::domain::tag::Tag;
use crate::domain::verdict::Verdict;
use jiff::Timestamp;
use jiff::civil::date;
use proptest::prelude::*;
use std::collections::BTreeSet;

fn three(base: &Record, ours: &Record, theirs: &Record) -> Merged {
    merge(Some(base), Some(ours), Some(theirs))
}

fn link(to: u64, importance: u8, note: &str) -> Link {
    Link { to: CandidateId::from_bits(to), importance, against: false, note: note.into() }
}

fn sample() -> Signal {
    let mut signal = Signal::new(SignalId::from_bits(1), "SSO", Channel::Support, Timestamp::UNIX_EPOCH);
    signal.body = "one\ntwo\nthree".into();
    signal.tags = ["a", "b"].map(|tag| Tag::new(tag).unwrap()).into();
    signal.links = vec![link(1, 1, "")];
    signal
}

fn changed(edit: impl Fn(&mut Signal)) -> Record {
    let mut signal = sample();
    edit(&mut signal);
    signal.into()
}

#[test]
fn what_each_side_changed_is_taken() {
    let ours = changed(|signal| {
        signal.title = "Login".into();
        signal.body = "ONE\ntwo\nthree".into();
        signal.tags = ["b", "c"].map(|tag| Tag::new(tag).unwrap()).into();
        signal.links = vec![link(1, 3, "")];
    });
    let theirs = changed(|signal| {
        signal.votes = 7;
        signal.body = "one\ntwo\nthree\nfour".into();
        signal.tags = ["a", "b", "d"].map(|tag| Tag::new(tag).unwrap()).into();
        signal.links = vec![link(1, 1, "why"), link(2, 1, "")];
    });
    let expected = changed(|signal| {
        (signal.title, signal.votes) = ("Login".into(), 7);
        signal.body = "ONE\ntwo\nthree\nfour".into();
        signal.tags = ["b", "c", "d"].map(|tag| Tag::new(tag).unwrap()).into();
        signal.links = vec![link(1, 3, "why"), link(2, 1, "")];
    });
    let merged = three(&sample().into(), &ours, &theirs);
    assert_eq!(merged.conflicts, 0);
    let (mut found, mut expected) = (merged.record.unwrap(), expected);
    for record in [&mut found, &mut expected] {
        let Record::Signal(signal) = record else { panic!("a signal") };
        Arc::make_mut(signal).tags.sort();
    }
    assert_eq!(found, expected);
}

#[test]
fn a_disagreement_keeps_ours_and_tells_both() {
    let ours = changed(|signal| signal.verdict = Verdict::Kept);
    let theirs = changed(|signal| signal.verdict = Verdict::Declined { reason: "spam".into() });
    let merged = three(&sample().into(), &ours, &theirs);
    let record = merged.record.unwrap();
    let conflict = Conflict {
        field: "verdict".into(),
        base: String::new(),
        ours: "kept".into(),
        theirs: "{\"declined\":{\"reason\":\"spam\"}}".into(),
    };
    assert_eq!((merged.conflicts, record.conflicts()), (1, &[conflict][..]));
    let again = three(&sample().into(), &record, &theirs);
    assert_eq!(again, Merged { record: Some(record.clone()), conflicts: 0 });
    let mirrored = three(&sample().into(), &theirs, &ours).record.unwrap();
    let both = three(&sample().into(), &record, &mirrored).record.unwrap();
    assert_eq!(both.conflicts().len(), 2, "each laptop's own entry, and no third");
}

#[test]
fn a_promise_settled_here_and_dated_there_is_both() {
    let promise = Promise {
        text: "a demo".into(),
        made: date(2026, 11, 1),
        owed_by: OwedBy::Us,
        due: None,
        state: PromiseState::Open,
        settled: None,
        about: None,
        meeting: None,
    };
    let person = |promise: Promise| {
        let mut person = Stakeholder::new(StakeholderId::from_bits(1), "Kay");
        person.promises = vec![promise];
        Record::from(person)
    };
    let kept = Promise { state: PromiseState::Kept, ..promise.clone() };
    let due = Promise { due: Some(date(2026, 12, 1)), ..promise.clone() };
    let both = Promise { state: PromiseState::Kept, ..due.clone() };
    let merged = three(&person(promise), &person(kept), &person(due));
    assert_eq!(merged, Merged { record: Some(person(both)), conflicts: 0 });
}

#[test]
fn what_was_changed_survives_its_removal() {
    let (base, changed) = (sample().into(), changed(|signal| signal.votes = 1));
    assert_eq!(merge(Some(&base), None, Some(&changed)).record, Some(changed.clone()));
    assert_eq!(merge(Some(&base), Some(&changed), None).record, Some(changed.clone()));
    assert_eq!(merge(Some(&base), None, Some(&base)).record, None);
    assert_eq!(merge(None, None, Some(&changed)).record, Some(changed));
}

#[test]
fn a_record_without_an_exact_form_in_fields_is_a_conflict_as_a_whole() {
    let account = |value: f64, notes: &str| {
        let id = crate::domain::id::AccountId::from_bits(1);
        let mut account = crate::domain::account::Account::new(id, "Acme");
        (account.value, account.notes) = (value, notes.into());
        Record::from(account)
    };
    let merged = three(&account(1.0, ""), &account(f64::INFINITY, ""), &account(1.0, "by hand"));
    let record = merged.record.unwrap();
    assert!(merged.conflicts == 1 && record.conflicts()[0].theirs.contains("by hand"));
}

#[test]
fn every_kind_has_an_exact_form_in_fields() {
    let mut candidate = Candidate::new(CandidateId::from_bits(1), "Export");
    candidate.moves = Some((crate::domain::stage::Stage::ALL[0], crate::domain::stage::Stage::ALL[1]));
    candidate.effort_weeks = Some(crate::domain::evidence::Range { lo: 0.1, hi: 1e300 });
    let strategy = crate::domain::strategy::Strategy {
        families: [(Channel::Sales, crate::domain::channel::Family::Internal)].into(),
        ..Default::default()
    };
    let id = crate::domain::id::MeetingId::from_bits(1);
    let meeting = crate::domain::meeting::Meeting::new(id, "1:1", date(2026, 11, 1));
    for record in [candidate.into(), strategy.into(), meeting.into(), Record::from(sample())] {
        assert!(to_fields(&record).is_some(), "{record:?}");
    }
}

fn any_signal() -> impl Strategy<Value = Record> {
    let words = prop::collection::vec("[ab]{0,2}", 0..5);
    let tags = prop::collection::vec("[a-e]", 0..5);
    let links = prop::collection::btree_map(0..4u64, (0..3u8, "[xy]?"), 0..4);
    let verdict = prop_oneof![
        Just(Verdict::Inbox),
        Just(Verdict::Kept),
        "[rs]".prop_map(|reason| Verdict::Declined { reason })
    ];
    let extra = prop::collection::btree_map("[kl]", "[vw]", 0..3);
    ("[tu]", words, tags, links, verdict, 0..3u32, extra).prop_map(
        |(title, words, tags, links, verdict, votes, extra)| {
            let mut signal =
                Signal::new(SignalId::from_bits(1), title, Channel::Support, Timestamp::UNIX_EPOCH);
            signal.body = words.join("\n");
            let mut seen = BTreeSet::new();
            signal.tags =
                tags.iter().filter(|tag| seen.insert(*tag)).filter_map(|tag| Tag::new(tag)).collect();
            signal.links =
                links.into_iter().map(|(to, (importance, note))| link(to, importance, &note)).collect();
            (signal.verdict, signal.votes, signal.extra) = (verdict, votes, extra);
            signal.into()
        },
    )
}

fn any_candidate() -> impl Strategy<Value = Record> {
    let horizon = prop::sample::select(Horizon::ALL.to_vec());
    let cost = prop::option::of((0..3u8).prop_map(f64::from));
    ("[tu]", "[pq]{0,1}", horizon, cost.clone(), cost, prop::collection::vec("[a-c]", 0..4)).prop_map(
        |(title, problem, horizon, actual, nothing, uses)| {
            let mut candidate = Candidate::new(CandidateId::from_bits(1), title);
            (candidate.problem, candidate.horizon, candidate.use_cases) = (problem, horizon, uses);
            candidate.economics.actual_cost = actual;
            candidate.economics.do_nothing = nothing;
            candidate.into()
        },
    )
}

fn versions() -> impl Strategy<Value = [Option<Record>; 3]> {
    fn three<S: Strategy<Value = Record>>(one: fn() -> S) -> impl Strategy<Value = [Option<Record>; 3]> {
        let maybe = || prop::option::weighted(0.9, one());
        [maybe(), maybe(), maybe()]
    }
    prop_oneof![three(any_signal), three(any_candidate)]
}

/// The record in a form in which who was called ours, and the order within a list, do not matter.
fn plain(record: Option<&Record>) -> Option<Map<String, Value>> {
    let mut fields = to_fields(record?)?;
    let disputed: Vec<String> = record?.conflicts().iter().map(|conflict| conflict.field.clone()).collect();
    fields.retain(|name, _| !disputed.iter().any(|field| field.split(['.', '[']).next() == Some(name)));
    fields.remove("conflicts");
    Some(fields)
}

fn disputes(record: Option<&Record>) -> BTreeSet<(String, BTreeSet<String>)> {
    let conflicts = record.map_or(&[][..], Record::conflicts).iter();
    conflicts.map(|one| (one.field.clone(), [one.ours.clone(), one.theirs.clone()].into())).collect()
}

/// Returns the first field in which something a side wrote since is neither in the result nor in a conflict.
fn lost(base: Option<&Record>, side: &Record, merged: &Record) -> Option<String> {
    let fields = |record: Option<&Record>| record.and_then(to_fields).unwrap_or_default();
    let (base, side, found) = (fields(base), fields(Some(side)), fields(Some(merged)));
    let is_told = |text: &str| {
        merged.conflicts().iter().any(|one| one.ours.contains(text) || one.theirs.contains(text))
    };
    let is_lost = |name: &&String| {
        let contains = |fields: &Map<String, Value>, part: &str| {
            fields.get(*name).is_some_and(|value| value.to_string().contains(part))
        };
        let written = parts(&side[*name]).into_iter().filter(|part| !contains(&base, part));
        written.into_iter().any(|part| !contains(&found, &part) && !is_told(part.trim_matches('"')))
    };
    side.keys().find(is_lost).cloned()
}

/// The smallest things a value is made of: lines of texts, and whatever else has no parts.
fn parts(value: &Value) -> Vec<String> {
    match value {
        Value::Array(elements) => elements.iter().flat_map(parts).collect(),
        Value::Object(fields) => fields.values().flat_map(parts).collect(),
        Value::String(text) => text.lines().map(Into::into).collect(),
        single => vec![single.to_string()],
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn one_side_alone_is_taken_as_it_is([base, one, _] in versions()) {
        let (base, one) = (base.as_ref(), one.as_ref());
        for (a, b, c) in [(base, one, one), (base, base, one), (base, one, base)] {
            prop_assert_eq!(merge(a, b, c), Merged { record: one.cloned(), conflicts: 0 });
        }
    }

    #[test]
    fn it_does_not_matter_who_is_called_ours([base, ours, theirs] in versions()) {
        let (base, ours, theirs) = (base.as_ref(), ours.as_ref(), theirs.as_ref());
        let (here, there) = (merge(base, ours, theirs), merge(base, theirs, ours));
        prop_assert_eq!(here.conflicts, there.conflicts);
        prop_assert_eq!(plain(here.record.as_ref()), plain(there.record.as_ref()));
        prop_assert_eq!(disputes(here.record.as_ref()), disputes(there.record.as_ref()));
    }

    #[test]
    fn merging_the_same_again_changes_nothing([base, ours, theirs] in versions()) {
        let (base, theirs) = (base.as_ref(), theirs.as_ref());
        let once = merge(base, ours.as_ref(), theirs).record;
        // A removal that a change outlived is no version to merge with again.
        prop_assume!(theirs.is_some());
        prop_assert_eq!(merge(base, once.as_ref(), theirs), Merged { record: once, conflicts: 0 });
    }

    #[test]
    fn no_value_is_lost([base, ours, theirs] in versions()) {
        let merged = merge(base.as_ref(), ours.as_ref(), theirs.as_ref());
        for side in [&ours, &theirs].into_iter().flatten().filter(|side| Some(*side) != base.as_ref()) {
            let record = merged.record.as_ref().expect("a change survives");
            prop_assert_eq!(lost(base.as_ref(), side, record), None);
        }
    }

    #[test]
    fn ids_never_change([base, ours, theirs] in versions()) {
        let merged = merge(base.as_ref(), ours.as_ref(), theirs.as_ref()).record;
        let ids: Vec<RecordId> = [&ours, &theirs].into_iter().flatten().map(Record::id).collect();
        prop_assert!(merged.is_none_or(|merged| ids.contains(&merged.id())));
    }
}
