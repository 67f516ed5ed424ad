//! What others did to the files of an open workspace, as messages: changed records, removed ones, files that can no
//! longer be read. Compares; reads and changes nothing.

use crate::app::Message;
use crate::domain::merge::Outside;
use crate::domain::record::{Record, RecordId};
use crate::domain::shown::shown;
use crate::domain::workspace::Workspace;
use crate::store::{Foreign, Scan, month_file};
use std::collections::HashSet;

/// Says what changed files show that is not in the workspace.
pub fn changed(workspace: &Workspace, records: Vec<Record>) -> Option<Message> {
    let outside = records.into_iter().filter_map(|theirs| {
        let base = workspace.get(theirs.id());
        (base.as_ref() != Some(&theirs)).then_some(Outside { base, theirs })
    });
    let outside: Vec<Outside> = outside.collect();
    let text = match outside.as_slice() {
        [] => return None,
        [one] => format!("{} was changed outside; the change is in.", shown(one.theirs.title())),
        many => format!("{} records were changed outside; the changes are in.", many.len()),
    };
    Some(Message::Foreign { outside, removed: Vec::new(), text })
}

/// Returns the records of the workspace that the files of a scan should show and do not.
pub fn missing(workspace: &Workspace, scan: &Scan) -> Vec<RecordId> {
    let mut missing: Vec<RecordId> =
        scan.gone.iter().copied().filter(|id| workspace.get(*id).is_some()).collect();
    if !scan.months.is_empty() {
        let shown: HashSet<RecordId> = scan.records.iter().map(Record::id).collect();
        let of_months = workspace.signals().filter(|signal| scan.months.contains(&month_file(signal)));
        let ids = of_months.map(|signal| RecordId::Signal(signal.id));
        missing.extend(ids.filter(|id| !shown.contains(id)));
    }
    missing
}

/// Says that somebody else removed records.
pub fn removed(workspace: &Workspace, ids: Vec<RecordId>) -> Option<Message> {
    let records: Vec<Record> = ids.iter().filter_map(|id| workspace.get(*id)).collect();
    let text = match records.as_slice() {
        [] => return None,
        [one] => format!("{} was removed outside, so it is gone here; u brings it back.", shown(one.title())),
        many => {
            format!("{} records were removed outside, so they are gone here; u brings them back.", many.len())
        }
    };
    Some(Message::Foreign { outside: Vec::new(), removed: ids, text })
}

/// Says what somebody else did to a file, and hands over their version of the record.
pub fn foreign(foreign: Foreign) -> Message {
    let path = shown(&foreign.path);
    let text = match (&foreign.outside, &foreign.kept_as) {
        _ if foreign.was_removed => {
            format!("{path}: a record removed outside was changed here since; it is written again.")
        }
        (Some(_), None) => format!("{path} was changed outside; both changes are in."),
        (Some(_), Some(_)) => {
            format!("{path} was changed outside in the same place; g p shows both values to choose from.")
        }
        (None, kept_as) => {
            let kept_as = kept_as.as_deref().unwrap_or("nothing");
            format!("{path} was changed outside meanwhile; that version is kept as {}.", shown(kept_as))
        }
    };
    Message::Foreign { outside: foreign.outside.into_iter().collect(), removed: Vec::new(), text }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::channel::Channel;
    use crate::domain::id::SignalId;
    use crate::domain::signal::Signal;

    fn signal(id: u64, day: &str) -> Record {
        let at = format!("{day}T08:00:00Z").parse().unwrap();
        Signal::new(SignalId::from_bits(id), format!("signal {id}"), Channel::Support, at).into()
    }

    #[test]
    fn what_a_whole_month_does_not_show_is_missing_and_nothing_else() {
        let mut workspace = Workspace::default();
        let all = [signal(1, "2026-11-01"), signal(2, "2026-11-02"), signal(3, "2026-10-01")];
        all.iter().for_each(|record| workspace.load(record.clone()));
        let november = "signals/2026-11.ron".to_string();
        let scan = Scan { records: vec![all[0].clone()], months: vec![november], ..Scan::default() };
        assert_eq!(missing(&workspace, &scan), [all[1].id()]);
        assert_eq!(missing(&workspace, &Scan { records: scan.records, ..Scan::default() }), []);
        let Some(Message::Foreign { removed, text, .. }) = removed(&workspace, vec![all[1].id()]) else {
            panic!("a message")
        };
        assert_eq!(removed, [all[1].id()]);
        assert_eq!(text, "signal 2 was removed outside, so it is gone here; u brings it back.");
    }
}
