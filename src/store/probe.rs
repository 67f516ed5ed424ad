//! What the fuzzers ask of the files' readers; see `crate::probe`. Holds no logic of its own.

use super::journal::probe_lines;
use super::scan;
use super::splice::splice;
use super::text::{Style, parse_record, print_record};
use crate::domain::id::{AccountId, CandidateId, MeetingId, SignalId, StakeholderId};
use crate::domain::record::RecordId;

/// Reads a text as a record of every kind. What reads must print to what reads alike, and a change of nothing
/// must change nothing.
pub fn record(text: &str) {
    let ids = [
        RecordId::Signal(SignalId::from_bits(1)),
        RecordId::Stakeholder(StakeholderId::from_bits(1)),
        RecordId::Account(AccountId::from_bits(1)),
        RecordId::Candidate(CandidateId::from_bits(1)),
        RecordId::Meeting(MeetingId::from_bits(1)),
        RecordId::Strategy,
    ];
    if let Some(fields) = scan::fields(text) {
        assert!(fields.len() <= text.len());
    }
    for id in ids {
        let Ok(record) = parse_record(id, text) else { continue };
        for style in [Style::Compact, Style::Pretty] {
            let Ok(printed) = print_record(&record, style) else { continue };
            assert!(parse_record(id, &printed).is_ok_and(|again| again == record), "{printed}");
            if let Some(spliced) = splice(text, &record, &record, style) {
                assert!(parse_record(id, &spliced).is_ok_and(|again| again == record), "{spliced}");
            }
        }
    }
}

/// Splits bytes into the lines of a journal: they follow each other, cover everything, and their payloads are
/// read or not without harm.
pub fn journal(bytes: &[u8]) {
    probe_lines(bytes);
}
