//! What the tests of rules share: a day, a workspace from records, the messages of one rule.

use crate::analysis::finding::{Facts, Rule};
use crate::domain::candidate::{Candidate, Horizon};
use crate::domain::channel::Channel;
use crate::domain::edit::Edit;
use crate::domain::id::{CandidateId, SignalId};
use crate::domain::record::Record;
use crate::domain::signal::{Link, Signal};
use crate::domain::verdict::Verdict;
use crate::domain::workspace::Workspace;
use jiff::{Timestamp, civil::Date, civil::date};

pub const TODAY: Date = date(2026, 11, 21);

pub fn now() -> Timestamp {
    days_ago(0)
}

pub fn days_ago(days: i64) -> Timestamp {
    let noon: Timestamp = "2026-11-21T12:00:00Z".parse().unwrap();
    Timestamp::from_second(noon.as_second() - days * 86_400).unwrap()
}

pub fn workspace(records: Vec<Record>) -> Workspace {
    let mut workspace = Workspace::default();
    for record in records {
        workspace.apply(Edit::Put(record)).unwrap();
    }
    workspace
}

/// Returns a candidate and one kept signal for it through every channel, each from a stranger.
pub fn candidate_heard_through(channels: &[Channel]) -> Vec<Record> {
    heard_through("heard", channels)
}

/// The same for another candidate.
pub fn another_heard_through(channels: &[Channel]) -> Vec<Record> {
    heard_through("another", channels)
}

fn heard_through(key: &str, channels: &[Channel]) -> Vec<Record> {
    let id = CandidateId::derived(key);
    let mut records = vec![Candidate::new(id, key).into()];
    for (place, channel) in channels.iter().enumerate() {
        let mut signal = Signal::new(SignalId::derived(&format!("{key}{place}")), "Words", *channel, now());
        signal.links.push(Link { to: id, importance: 1, against: false, note: String::new() });
        signal.verdict = Verdict::Kept;
        signal.decided = Some(now());
        records.push(signal.into());
    }
    records
}

/// The same for a candidate in `now`.
pub fn now_heard_through(channels: &[Channel]) -> Vec<Record> {
    let mut records = candidate_heard_through(channels);
    if let Some(Record::Candidate(candidate)) = records.first_mut() {
        std::sync::Arc::make_mut(candidate).horizon = Horizon::Now;
    }
    records
}

/// Returns a candidate in `now` of which nothing else is known.
pub fn in_now() -> Candidate {
    let mut candidate = Candidate::new(CandidateId::derived("in now"), "A");
    candidate.horizon = Horizon::Now;
    candidate
}

/// Returns the messages of one rule, and checks that it offers edits which silence it.
pub fn mended(rule: &Rule, records: Vec<Record>) -> Vec<String> {
    let mut workspace = workspace(records);
    let found = (rule.check)(&Facts::new(&workspace, now(), TODAY));
    for (_, edits) in found.iter().map(|finding| finding.fix.clone().expect("an edit that mends it")) {
        edits.into_iter().for_each(|edit| drop(workspace.apply(edit).unwrap()));
    }
    assert_eq!((rule.check)(&Facts::new(&workspace, now(), TODAY)), []);
    found.into_iter().map(|finding| finding.message).collect()
}

/// Returns the messages of one rule over these records.
pub fn messages(rule: &Rule, records: Vec<Record>) -> Vec<String> {
    let workspace = workspace(records);
    let findings = (rule.check)(&Facts::new(&workspace, now(), TODAY));
    findings.into_iter().map(|finding| finding.message).collect()
}
