//! Records and transactions for the tests of this folder.

use crate::domain::candidate::Candidate;
use crate::domain::channel::Channel;
use crate::domain::edit::{Change, Transaction, TransactionKind};
use crate::domain::id::{CandidateId, SignalId};
use crate::domain::record::Record;
use crate::domain::signal::Signal;

pub fn signal(id: u64, title: &str) -> Record {
    signal_at(id, title, "2026-11-21T08:00:00Z")
}

pub fn signal_at(id: u64, title: &str, at: &str) -> Record {
    Signal::new(SignalId::from_bits(id), title, Channel::Support, at.parse().unwrap()).into()
}

pub fn candidate(id: u64, title: &str) -> Record {
    Candidate::new(CandidateId::from_bits(id), title).into()
}

pub fn transaction(number: u64, changes: Vec<(Option<Record>, Option<Record>)>) -> Transaction {
    let changes = changes.into_iter().map(|(before, after)| {
        let id = before.as_ref().or(after.as_ref()).unwrap().id();
        Change { id, before, after }
    });
    Transaction {
        number,
        label: format!("change {number}"),
        at: "2026-11-21T08:00:00Z".parse().unwrap(),
        device: "here".into(),
        kind: TransactionKind::Edit,
        changes: changes.collect(),
    }
}
