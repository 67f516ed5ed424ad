//! What others did to the files of an open workspace, as messages: changed records, removed ones, files that can no
//! longer be read. Compares, reads again what an editor had, and changes nothing by itself.

use super::session::Session;
use crate::app::notice::Notice;
use crate::app::{Message, Model};
use crate::domain::merge::Outside;
use crate::domain::record::{Record, RecordId};
use crate::domain::shown::shown;
use crate::domain::workspace::Workspace;
use crate::store::{self, FileRead, Foreign, Scan, month_file};
use std::collections::HashSet;

impl Session {
    /// Looks again at what could not be compared, when it can be by now.
    pub fn catch_up(&mut self, model: &Model) {
        if self.has_to_scan_again && !model.is_loading && model.is_saved() {
            self.has_to_scan_again = false;
            self.scan();
            if let Some(writer) = self.writer.as_ref().filter(|_| !self.gone_again.is_empty()) {
                writer.confirm_gone(std::mem::take(&mut self.gone_again));
            }
        }
    }

    /// Compares what changed files show with what is open. While an edit made since the files were read is on
    /// its way, they cannot be compared: then they are read again.
    pub fn scanned(&mut self, model: &Model, scan: Scan) -> Vec<Message> {
        if model.is_loading || model.next_number != scan.number + 1 {
            self.scan_again.extend(scan.paths);
            self.has_to_scan_again = true;
            return Vec::new();
        }
        if let Some(writer) = &self.writer {
            let missing = missing(&model.workspace, &scan);
            if !missing.is_empty() {
                writer.confirm_gone(missing);
            }
        }
        let Scan { records, problems, paths, .. } = scan;
        let (back, others): (Vec<_>, Vec<_>) =
            records.into_iter().partition(|record| model.is_set_apart(record.id(), &paths));
        let is_news = !back.is_empty()
            || !problems.is_empty()
            || model.problems.iter().any(|problem| paths.contains(&problem.path));
        let reread = is_news.then_some(Message::Reread { paths, records: back, problems });
        reread.into_iter().chain(changed(&model.workspace, others)).collect()
    }

    /// Takes the news that somebody else removed records, when nothing was done to them meanwhile.
    pub fn gone(&mut self, model: &Model, ids: Vec<RecordId>, number: u64) -> Vec<Message> {
        if model.next_number == number + 1 {
            return removed(&model.workspace, ids).into_iter().collect();
        }
        self.gone_again.extend(ids);
        self.has_to_scan_again = true;
        Vec::new()
    }

    /// Reads a file again, after the user had it in an editor or a conflict in it was settled.
    pub fn read_again(&mut self, path: String) -> Message {
        let paths = vec![path];
        let FileRead { records, problems } = store::read_files(&self.options.dir, &paths);
        // What changed in records that are open is merged on the usual way.
        self.scan_again.extend(paths.clone());
        self.scan();
        Message::Reread { paths, records, problems }
    }

    /// Takes the marks of git out of a file. Returns what the file says then.
    pub fn settle_file(&mut self, path: String, record: &Record) -> Message {
        match store::settle_file(&self.options.dir, &path, record) {
            Ok(()) => self.read_again(path),
            Err(error) => Message::Notice(Notice::error(error.to_string())),
        }
    }
}

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
