//! Where everything lies in a workspace. Part of the file format.

use crate::domain::record::RecordId;
use crate::domain::signal::Signal;
use jiff::{Timestamp, tz::TimeZone};

pub const HEADER: &str = "workspace.ron";
pub const STRATEGY: &str = "strategy.ron";
pub const SIGNALS: &str = "signals";
/// What belongs to this machine only.
pub const PRIVATE: &str = ".northstar";
pub const LOCK: &str = ".northstar/lock";
pub const JOURNAL: &str = ".northstar/journal";
pub const QUARANTINE: &str = ".northstar/quarantine";
pub const DRAFTS: &str = ".northstar/drafts";
pub const BACKUPS: &str = ".northstar/backups";

/// The folders of a workspace that hold one record a file.
pub const DOCUMENTS: [&str; 4] = ["candidates", "stakeholders", "accounts", "meetings"];

/// The folders under `.northstar` without which nothing is saved.
pub const PRIVATE_FOLDERS: [&str; 3] = [JOURNAL, QUARANTINE, DRAFTS];

/// Returns the folder of a record that has a file of its own, or nothing for signals and the strategy.
pub const fn folder(id: RecordId) -> Option<&'static str> {
    match id {
        RecordId::Candidate(_) => Some(DOCUMENTS[0]),
        RecordId::Stakeholder(_) => Some(DOCUMENTS[1]),
        RecordId::Account(_) => Some(DOCUMENTS[2]),
        RecordId::Meeting(_) => Some(DOCUMENTS[3]),
        RecordId::Signal(_) | RecordId::Strategy => None,
    }
}

/// Returns the file of a record that has one, relative to the workspace; signals share theirs.
pub fn document(id: RecordId) -> Option<String> {
    match id {
        RecordId::Signal(_) => None,
        RecordId::Strategy => Some(STRATEGY.into()),
        id => folder(id).map(|folder| format!("{folder}/{id}.ron")),
    }
}

/// Returns the file a signal belongs in, relative to the workspace: by the month of its arrival, UTC.
pub fn month(signal: &Signal) -> String {
    month_of(signal.at)
}

fn month_of(at: Timestamp) -> String {
    let day = at.to_zoned(TimeZone::UTC).date();
    format!("{SIGNALS}/{:04}-{:02}.ron", day.year(), day.month())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::record::Record;
    use crate::store::samples::{candidate, signal_at};

    #[test]
    fn records_have_their_places() {
        let Record::Signal(signal) = signal_at(1, "x", "2026-11-30T23:30:00-02:00") else {
            panic!("a signal")
        };
        assert_eq!(month(&signal), "signals/2026-12.ron");
        assert_eq!(document(candidate(1, "x").id()).unwrap(), "candidates/c-0000000001.ron");
        assert_eq!(document(RecordId::Signal(signal.id)), None);
        assert_eq!(document(RecordId::Strategy).unwrap(), "strategy.ron");
    }
}
