//! Where the workspace is, and the two ways to open it: to read, which never creates or changes a file, and to
//! write, which creates what is missing and takes the lock.

use super::args::Options;
use super::failure::Failure;
use super::out::{say, say_more};
use crate::domain::edit::{Change, Edit, Transaction, TransactionKind};
use crate::domain::record::RecordId;
use crate::domain::shown::shown;
use crate::domain::workspace::Workspace;
use crate::runtime::clock;
use crate::runtime::session::open_options;
use crate::store::backup::{Order, Reason};
use crate::store::check::Mend;
use crate::store::{self, Access, Log, Opened, StoreError, paths};
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The folder of a workspace, there or not.
#[derive(Clone, Debug)]
pub struct Place {
    pub dir: PathBuf,
    /// What named it.
    pub chosen_by: &'static str,
    read_only: bool,
}

impl Place {
    /// Finds the folder: the option, the variable, else the platform's.
    pub fn of(options: &Options) -> Result<Self, Failure> {
        let dir = paths::workspace_dir(options.workspace.as_deref(), &variable)?;
        let chosen_by = match (&options.workspace, variable("NORTHSTAR_HOME")) {
            (Some(_), _) => "--workspace",
            (None, Some(home)) if !home.is_empty() => "$NORTHSTAR_HOME",
            (None, _) => "the platform's data folder",
        };
        Ok(Self { dir, chosen_by, read_only: options.read_only })
    }

    /// Opens for reading, with everything loaded. Says how many records could not be read.
    pub fn read(&self) -> Result<Opened, Failure> {
        let mut opened = store::open(&self.dir, &open_options(true)).map_err(not_found_is_nothing)?;
        opened.load_all();
        tell_problems(&opened);
        Ok(opened)
    }

    /// Opens for writing. A workspace that is not there is made.
    pub fn write(&self) -> Result<Desk, Failure> {
        self.check_writable()?;
        if !store::exists(&self.dir) {
            match store::create(&self.dir, &self.name(), fastrand::u64(..)) {
                // Somebody else was quicker, which serves as well.
                Ok(()) | Err(StoreError::Exists { .. }) => {}
                Err(error) => return Err(error.into()),
            }
        }
        self.write_existing()
    }

    /// Opens a workspace that is there for writing.
    pub fn write_existing(&self) -> Result<Desk, Failure> {
        self.check_writable()?;
        let options = open_options(false);
        let mut opened = store::open(&self.dir, &options).map_err(not_found_is_nothing)?;
        opened.load_all();
        tell_problems(&opened);
        match (opened.log, opened.access) {
            (Some(log), Access::Writable) => {
                let (workspace, number) = (opened.workspace, opened.next_number);
                Ok(Desk { workspace, log, number, device: options.device, now: clock::now() })
            }
            (_, Access::ReadOnly { why }) => Err(self.refused(&why)),
            (None, Access::Writable) => Err(self.refused("the journal could not be opened")),
        }
    }

    /// Refuses when nothing may be changed.
    pub fn check_writable(&self) -> Result<(), Failure> {
        if self.read_only {
            return Err(Failure::usage("This command changes the workspace, so --read-only cannot be kept."));
        }
        Ok(())
    }

    fn refused(&self, why: &str) -> Failure {
        let sentence = format!("Nothing was saved in {}: {}.", shown_path(&self.dir), shown(why));
        if store::format_of(&self.dir).is_ok_and(|format| store::FORMAT < format) {
            return Failure::new(6, sentence).with_hint("Install a newer northstar.");
        }
        match store::holder(&self.dir) {
            Some(_) => Failure::new(3, sentence).with_hint("Quit it, then try again."),
            None => Failure::new(5, sentence).with_hint("`northstar doctor` looks for the cause."),
        }
    }

    /// Returns what a new workspace is called: as its folder.
    fn name(&self) -> String {
        let folder = std::path::absolute(&self.dir).unwrap_or_else(|_| self.dir.clone());
        folder.file_name().map_or_else(|| "northstar".into(), |name| name.to_string_lossy().into_owned())
    }
}

/// An open workspace with the right to change it.
pub struct Desk {
    pub workspace: Workspace,
    pub now: Timestamp,
    log: Log,
    number: u64,
    device: String,
}

impl Desk {
    /// Saves edits as one transaction and brings the files up to date. Returns whether anything changed.
    pub fn save(&mut self, label: String, kind: TransactionKind, edits: Vec<Edit>) -> Result<bool, Failure> {
        let changes = self.apply(edits)?;
        self.save_changes(label, kind, changes)
    }

    /// Mends something in the files.
    pub fn mend(&self, mend: &Mend) -> Result<(), StoreError> {
        self.log.mend(mend)
    }

    /// Makes a backup before something large, unless nothing changed since the last one. One that cannot be made
    /// is told, and refuses what was to follow unless the user goes on `without` it.
    pub fn back_up(&mut self, reason: Reason, without: bool) -> Result<(), Failure> {
        match self.log.back_up(&Order::new(reason, self.now)) {
            Ok(_) => Ok(()),
            Err(error) if without => {
                say(&error.to_string());
                Ok(())
            }
            Err(error) => Err(Failure::from(error).with_hint(
                "Make room or restore access to .northstar/backups; --no-backup goes on without one.",
            )),
        }
    }

    /// Applies edits without saving them.
    pub fn apply(&mut self, edits: Vec<Edit>) -> Result<Vec<Change>, Failure> {
        Ok(edits.into_iter().map(|edit| self.workspace.apply(edit)).collect::<Result<_, _>>()?)
    }

    /// Takes changes as they are, without the checks of an edit.
    pub fn take(&mut self, changes: &[Change]) -> Result<(), Failure> {
        for change in changes {
            match (&change.before, &change.after) {
                (_, Some(after)) => self.workspace.load(after.clone()),
                (Some(_), None) => drop(self.workspace.apply(Edit::Remove(change.id))?),
                (None, None) => {}
            }
        }
        Ok(())
    }

    /// Brings the files up to date with what was saved before.
    pub fn checkpoint(&mut self) -> Result<(), Failure> {
        Ok(self.log.checkpoint()?)
    }

    /// Saves changes that were applied as one transaction.
    pub fn save_changes(
        &mut self,
        label: String,
        kind: TransactionKind,
        changes: Vec<Change>,
    ) -> Result<bool, Failure> {
        let changes = joined(changes);
        if changes.is_empty() {
            return Ok(false);
        }
        let (number, at, device) = (self.number, self.now, self.device.clone());
        self.log.append(&Transaction { number, label, at, device, kind, changes })?;
        // From here on it is saved; what is left can only be told.
        if let Err(error) = self.log.checkpoint() {
            say(&error.to_string());
            say_more(error.hint());
        }
        for foreign in self.log.take_foreign() {
            say(&format!("{} was changed by hand meanwhile.", shown(&foreign.path)));
            if let Some(outside) = &foreign.outside {
                let merged = outside.merge_into(self.workspace.get(outside.id()).as_ref());
                merged.record.into_iter().for_each(|record| self.workspace.load(record));
                say_more("What was changed there is merged with this.");
            }
            if let Some(kept_as) = &foreign.kept_as {
                say_more(&format!("Those bytes are kept in {}", shown(kept_as)));
            }
        }
        self.number = self.log.next_number();
        Ok(true)
    }
}

/// Makes one change of several of one record, and none of those that came to nothing.
fn joined(changes: Vec<Change>) -> Vec<Change> {
    let mut places: BTreeMap<RecordId, usize> = BTreeMap::new();
    let mut joined: Vec<Change> = Vec::with_capacity(changes.len());
    for change in changes {
        match places.get(&change.id) {
            Some(place) => joined[*place].after = change.after,
            None => {
                places.insert(change.id, joined.len());
                joined.push(change);
            }
        }
    }
    joined.retain(|change| change.before != change.after);
    joined
}

/// Returns the failure of a workspace that could not be opened; one that is not there holds nothing.
pub fn not_found_is_nothing(error: StoreError) -> Failure {
    let is_missing = matches!(error, StoreError::NotFound { .. });
    let failure = Failure::from(error);
    if is_missing { Failure { exit: 1, ..failure } } else { failure }
}

fn tell_problems(opened: &Opened) {
    let count = opened.problems.iter().filter(|problem| problem.sets_apart()).count();
    if 0 < count {
        let what = if count == 1 { "1 record" } else { &format!("{count} records") };
        say(&format!("{what} could not be read and stays as it is on the disk."));
        say_more("`northstar doctor` tells where.");
    }
    if 0 < opened.joined {
        let what = if opened.joined == 1 { "1 signal" } else { &format!("{} signals", opened.joined) };
        say(&format!("{what} had several versions in the files; what all of them say is kept."));
        say_more("`northstar check` shows where they disagree.");
    }
}

/// Looks up a variable of the environment.
pub fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// Returns a path made safe to show.
pub fn shown_path(path: &Path) -> String {
    shown(&path.to_string_lossy()).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::candidate::Candidate;
    use crate::domain::id::CandidateId;

    fn candidate(title: &str) -> crate::domain::record::Record {
        Candidate::new(CandidateId::from_bits(1), title).into()
    }

    #[test]
    fn changes_of_one_record_become_one() {
        let change = |before: Option<&str>, after: Option<&str>| Change {
            id: candidate("x").id(),
            before: before.map(candidate),
            after: after.map(candidate),
        };
        let twice = vec![change(None, Some("a")), change(Some("a"), Some("b"))];
        assert_eq!(joined(twice), [change(None, Some("b"))]);
        let round = vec![change(Some("a"), Some("b")), change(Some("b"), Some("a"))];
        assert_eq!(joined(round), []);
    }
}
