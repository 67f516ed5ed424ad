//! A workspace in memory to be judged: 2,000 candidates, 50,000 links, 500 people, 200 accounts.

use crate::generator::end;
use jiff::SignedDuration;
use northstar::domain::account::Account;
use northstar::domain::candidate::{Candidate, Horizon};
use northstar::domain::channel::Channel;
use northstar::domain::evidence::{Range, Score};
use northstar::domain::id::{AccountId, CandidateId, SignalId, StakeholderId};
use northstar::domain::record::Record;
use northstar::domain::signal::{Link, Signal};
use northstar::domain::stakeholder::Stakeholder;
use northstar::domain::verdict::Verdict;
use northstar::domain::workspace::Workspace;
use northstar::exchange::demo;

const CANDIDATES: u64 = 2_000;
const SIGNALS: u64 = 25_000;
const PEOPLE: u64 = 500;
const ACCOUNTS: u64 = 200;

/// Returns the workspace; every signal has two links, a person and an account. Forty candidates are in `now`.
pub fn workspace() -> Workspace {
    let mut workspace = Workspace::default();
    let sample = demo::records(jiff::civil::date(2026, 11, 21)).unwrap();
    sample
        .into_iter()
        .filter(|record| matches!(record, Record::Strategy(_)))
        .for_each(|one| workspace.load(one));
    for place in 0..ACCOUNTS {
        let mut account = Account::new(AccountId::from_bits(place), format!("Account {place}"));
        account.value = 1000.0;
        workspace.load(account.into());
    }
    for place in 0..PEOPLE {
        let mut person = Stakeholder::new(StakeholderId::from_bits(place), format!("Person {place}"));
        person.account = Some(AccountId::from_bits(place % ACCOUNTS));
        workspace.load(person.into());
    }
    let mut draws = fastrand::Rng::with_seed(7);
    for place in 0..CANDIDATES {
        let mut one = Candidate::new(CandidateId::from_bits(place), format!("Candidate {place}"));
        one.horizon = if place < 40 { Horizon::Now } else { Horizon::Later };
        for key in ["reach", "impact", "alignment", "confidence", "effort"] {
            let range = Range::point(draws.f64());
            one.scores.insert(key.into(), Score { range, from: String::new(), by: None, on: None });
        }
        workspace.load(one.into());
    }
    for place in 0..SIGNALS {
        let at = end() - SignedDuration::from_hours(draws.i64(0..8_000));
        let channel = Channel::ALL[draws.usize(0..Channel::ALL.len())];
        let mut signal = Signal::new(SignalId::from_bits(place), format!("Signal {place}"), channel, at);
        let who = draws.u64(0..PEOPLE);
        (signal.who, signal.account) =
            (Some(StakeholderId::from_bits(who)), Some(AccountId::from_bits(who % ACCOUNTS)));
        for _ in 0..2 {
            let to = CandidateId::from_bits(draws.u64(0..CANDIDATES));
            signal.links.push(Link { to, importance: 2, against: false, note: String::new() });
        }
        (signal.verdict, signal.decided) = (Verdict::Kept, Some(at));
        workspace.load(signal.into());
    }
    workspace
}
