//! Gives a record another id, and every record that names it the new one.

use super::edit::Edit;
use super::record::{Record, RecordId};
use super::text::{Style, parse_record, print_record};
use super::workspace::Workspace;

/// Returns the edits that move a record to a new id of its kind, or nothing when one of them cannot be written.
pub fn renamed(workspace: &Workspace, old: RecordId, new: RecordId) -> Option<Vec<Edit>> {
    let (from, to) = (format!("\"{old}\""), format!("\"{new}\""));
    let mut edits = Vec::new();
    for record in workspace.records() {
        let text = print_record(&record, Style::Compact).ok()?;
        // Within a text a quote has a backslash before it, so only whole values are found.
        if text.contains(&from) {
            let id = if record.id() == old { new } else { record.id() };
            edits.push(Edit::Put(parse_record(id, &text.replace(&from, &to)).ok()?));
        }
    }
    // The new one is there before others name it, the old one goes when none does.
    edits.sort_by_key(|edit| edit.id() != new);
    edits.push(Edit::Remove(old));
    Some(edits)
}

/// Returns an id of the same kind made of random bits.
pub fn another(id: RecordId, bits: u64) -> RecordId {
    use super::id::Id;
    match id {
        RecordId::Signal(_) => RecordId::Signal(Id::from_bits(bits)),
        RecordId::Stakeholder(_) => RecordId::Stakeholder(Id::from_bits(bits)),
        RecordId::Account(_) => RecordId::Account(Id::from_bits(bits)),
        RecordId::Candidate(_) => RecordId::Candidate(Id::from_bits(bits)),
        RecordId::Meeting(_) => RecordId::Meeting(Id::from_bits(bits)),
        RecordId::Strategy => RecordId::Strategy,
    }
}

impl Workspace {
    /// All records, the strategy first.
    pub fn records(&self) -> impl Iterator<Item = Record> {
        let strategy = std::iter::once(Record::Strategy(self.strategy().clone()));
        strategy
            .chain(self.accounts().cloned().map(Record::Account))
            .chain(self.stakeholders().cloned().map(Record::Stakeholder))
            .chain(self.candidates().cloned().map(Record::Candidate))
            .chain(self.meetings().cloned().map(Record::Meeting))
            .chain(self.signals().cloned().map(Record::Signal))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::candidate::Candidate;
    use crate::domain::channel::Channel;
    use crate::domain::id::{CandidateId, SignalId};
    use crate::domain::signal::{Link, Signal};
    use jiff::Timestamp;

    #[test]
    fn links_follow_and_texts_do_not() {
        let mut workspace = Workspace::default();
        let (old, new) = (CandidateId::from_bits(1), CandidateId::from_bits(9));
        workspace.apply(Candidate::new(old, "Export").into()).unwrap();
        let mut signal = Signal::new(SignalId::from_bits(1), "a", Channel::Sales, Timestamp::UNIX_EPOCH);
        signal.body = format!("see \"{old}\"");
        signal.links.push(Link { to: old, importance: 1, against: false, note: String::new() });
        workspace.apply(signal.clone().into()).unwrap();
        for edit in renamed(&workspace, RecordId::Candidate(old), RecordId::Candidate(new)).unwrap() {
            workspace.apply(edit).unwrap();
        }
        assert!(workspace.candidate(old).is_none() && workspace.candidate(new).is_some());
        let signal = workspace.signal(signal.id).unwrap();
        assert_eq!((signal.links[0].to, signal.body.as_str()), (new, "see \"c-0000000001\""));
        assert_eq!(another(RecordId::Candidate(old), 7).to_string(), "c-0000000007");
    }
}
