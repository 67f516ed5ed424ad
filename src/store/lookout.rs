//! When to look at files others may have changed, and what to make of one that is gone or half written: editors
//! leave such for moments, so it is looked at again before anything is made of it. Sleeps while nothing is heard,
//! and leaves the files alone while git is at work.

use super::git;
use super::notifier::{Heard, Notifier};
use super::problem::Problem;
use super::publish::Written;
use super::watch::{Seen, Watch};
use crate::domain::record::{Record, RecordId};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How long nothing must be heard before the files are looked at.
const SETTLE: Duration = Duration::from_millis(150);
/// How long until a file that was gone or half written is looked at again, and how often: two seconds in all.
const AGAIN: Duration = Duration::from_millis(500);
const LOOKS: u32 = 5;

/// What files show that changed since they were last looked at.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scan {
    /// Without those that wait to be published: these are merged then.
    pub records: Vec<Record>,
    /// The files, relative to the workspace.
    pub paths: Vec<String>,
    /// The month files of which every line was read, or that are gone: what they do not show is not there.
    pub months: Vec<String>,
    /// Records whose files are gone.
    pub gone: Vec<RecordId>,
    /// What stays unreadable.
    pub problems: Vec<Problem>,
    /// The last transaction the files were compared after.
    pub number: u64,
}

/// The watch over the files of a workspace.
#[derive(Debug)]
pub struct Lookout {
    dir: PathBuf,
    git: Option<PathBuf>,
    watch: Watch,
    notifier: Option<Notifier>,
    /// Files to look at.
    due: BTreeSet<String>,
    is_all_due: bool,
    /// What is left of the wait, when something is due.
    wait: Option<Duration>,
    /// Files that were gone or could not be read, with how often.
    unsettled: BTreeMap<String, u32>,
}

impl Lookout {
    /// Takes the files as they are now for known, and listens to changes.
    pub fn start(dir: &Path, tell: impl FnMut(Heard) + Send + 'static) -> Self {
        let git = git::folder(dir);
        // First listen, then look: nothing falls between the two.
        let notifier = Notifier::start(dir, git.as_deref(), tell);
        let (watch, due) = (Watch::start(dir), BTreeSet::new());
        let (dir, unsettled) = (dir.to_path_buf(), BTreeMap::new());
        Self { dir, git, watch, notifier, due, is_all_due: false, wait: None, unsettled }
    }

    /// Takes in what was heard; the files are looked at when it has become quiet.
    pub fn hear(&mut self, heard: Heard) {
        match heard {
            Heard::File(path) => drop(self.due.insert(path)),
            Heard::Anything => self.is_all_due = true,
        }
        self.wait = Some(SETTLE);
    }

    /// Asks for a look at everything, now, and at some files whether they changed or not.
    pub fn ask(&mut self, again: &[String]) {
        self.watch.forget(again);
        self.is_all_due = true;
        self.wait = Some(Duration::ZERO);
    }

    /// Returns how long to wait for the next look; nothing when none is due.
    pub const fn wait(&self) -> Option<Duration> {
        self.wait
    }

    /// Lets time pass. Returns whether the look is due now.
    pub fn pass(&mut self, time: Duration) -> bool {
        self.wait = self.wait.map(|wait| wait.saturating_sub(time));
        self.wait.is_some_and(|wait| wait.is_zero())
    }

    /// Looks at what is due. `written` are files we wrote since, which are known. Returns nothing when nothing
    /// is to be told.
    pub fn look(&mut self, written: Vec<Written>) -> Option<Scan> {
        self.watch.note(written);
        self.wait = None;
        if self.git.as_deref().and_then(git::at_work).is_some() {
            self.is_all_due = true; // git's end is heard
            return None;
        }
        let mut scan = Scan::default();
        for path in self.take_due() {
            self.look_at(path, &mut scan);
        }
        self.due.extend(self.unsettled.keys().cloned());
        if !self.due.is_empty() {
            self.wait = Some(AGAIN);
        }
        (!scan.paths.is_empty()).then_some(scan)
    }

    fn take_due(&mut self) -> BTreeSet<String> {
        let heard = std::mem::take(&mut self.due);
        let is_unsettled = |path: &String| self.unsettled.contains_key(path);
        let mut due: BTreeSet<String> = heard.iter().filter(|path| is_unsettled(path)).cloned().collect();
        if std::mem::take(&mut self.is_all_due) {
            if let Some(notifier) = &mut self.notifier {
                notifier.watch_all();
            }
            due.extend(self.watch.changed());
            due.extend(self.watch.missing());
        } else {
            due.extend(heard.into_iter().filter(|path| self.watch.has_changed(path)));
        }
        due
    }

    fn look_at(&mut self, path: String, scan: &mut Scan) {
        let seen = self.watch.see(&path);
        let is_whole = |problems: &[Problem]| !problems.iter().any(Problem::sets_apart);
        let is_settled = matches!(&seen, Seen::Records(_, problems) if is_whole(problems));
        if !is_settled {
            let looks = self.unsettled.entry(path.clone()).or_default();
            *looks += 1;
            if *looks < LOOKS {
                return;
            }
        }
        self.unsettled.remove(&path);
        let id = document_of(&path);
        match seen {
            Seen::Records(records, problems) => {
                if id.is_none() && is_settled {
                    scan.months.push(path.clone());
                }
                scan.records.extend(records);
                scan.problems.extend(problems);
            }
            Seen::Gone => {
                self.watch.drop_gone(&path);
                if has_twin(&self.dir.join(&path)) {
                    return;
                }
                match id {
                    Some(RecordId::Strategy) => {} // a workspace always has one
                    Some(id) => scan.gone.push(id),
                    None => scan.months.push(path.clone()),
                }
            }
        }
        scan.paths.push(path);
    }
}

fn document_of(path: &str) -> Option<RecordId> {
    let stem = path.rsplit('/').next()?.strip_suffix(".ron")?;
    if path == super::layout::STRATEGY { Some(RecordId::Strategy) } else { RecordId::parse(stem) }
}

/// Tells whether an editor keeps the file under another name meanwhile: `x.ron.bck`, `x.ron~`.
pub fn has_twin(path: &Path) -> bool {
    let (Some(folder), Some(name)) = (path.parent(), path.file_name().and_then(|name| name.to_str())) else {
        return false;
    };
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries
        .filter_map(|entry| entry.file_name().into_string().ok())
        .any(|other| other.len() > name.len() && other.starts_with(name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::create;
    use crate::store::samples::{candidate, signal};
    use crate::store::text::{Style, print_record};

    const FILE: &str = "candidates/c-0000000001.ron";

    fn workspace() -> (tempfile::TempDir, PathBuf, Lookout) {
        let folder = tempfile::tempdir().unwrap();
        let dir = folder.path().join("w");
        create(&dir, "w", 1).unwrap();
        std::fs::create_dir_all(dir.join("candidates")).unwrap();
        write(&dir, FILE, "old");
        let lookout = Lookout { notifier: None, ..Lookout::start(&dir, |_| ()) };
        (folder, dir, lookout)
    }

    fn write(dir: &Path, path: &str, title: &str) {
        let text = print_record(&candidate(1, title), Style::Pretty).unwrap();
        std::fs::write(dir.join(path), text).unwrap();
    }

    /// Lets time pass until something is told or nothing is due any more; returns how long it took.
    fn told(lookout: &mut Lookout) -> (Option<Scan>, Duration) {
        let mut time = Duration::ZERO;
        while let Some(wait) = lookout.wait() {
            time += wait;
            assert!(lookout.pass(wait));
            if let Some(scan) = lookout.look(Vec::new()) {
                return (Some(scan), time);
            }
        }
        (None, time)
    }

    #[test]
    fn a_change_is_told_once_it_is_quiet_and_what_we_wrote_is_not() {
        let (_folder, dir, mut lookout) = workspace();
        lookout.hear(Heard::File(FILE.into()));
        assert_eq!(told(&mut lookout), (None, SETTLE));
        write(&dir, FILE, "by hand");
        lookout.hear(Heard::File(FILE.into()));
        let (scan, time) = told(&mut lookout);
        assert_eq!((scan.unwrap().records, time), (vec![candidate(1, "by hand")], SETTLE));
        assert_eq!(lookout.wait(), None);
        write(&dir, FILE, "ours");
        let metadata = std::fs::metadata(dir.join(FILE)).unwrap();
        let written = vec![(FILE.to_string(), Some(crate::store::watch::Stamp::of(&metadata)))];
        lookout.hear(Heard::Anything);
        assert_eq!(lookout.look(written), None);
    }

    #[test]
    fn half_a_file_is_waited_for() {
        let (_folder, dir, mut lookout) = workspace();
        std::fs::write(dir.join(FILE), "(id: \"c-00").unwrap();
        lookout.hear(Heard::File(FILE.into()));
        lookout.pass(SETTLE);
        assert_eq!((lookout.look(Vec::new()), lookout.wait()), (None, Some(AGAIN)));
        write(&dir, FILE, "whole");
        let (scan, time) = told(&mut lookout);
        assert_eq!((scan.unwrap().records, time), (vec![candidate(1, "whole")], AGAIN));
        std::fs::write(dir.join(FILE), "(id: \"c-00").unwrap();
        lookout.hear(Heard::File(FILE.into()));
        let scan = told(&mut lookout).0.unwrap();
        assert_eq!((scan.problems.len(), scan.records.len(), lookout.wait()), (1, 0, None));
    }

    #[test]
    fn a_missing_file_is_gone_after_two_seconds_and_not_while_an_editor_keeps_its_twin() {
        let (_folder, dir, mut lookout) = workspace();
        std::fs::rename(dir.join(FILE), dir.join(format!("{FILE}.bck"))).unwrap();
        lookout.hear(Heard::File(FILE.into()));
        assert_eq!(told(&mut lookout).0, None);
        std::fs::rename(dir.join(format!("{FILE}.bck")), dir.join(FILE)).unwrap();
        lookout.hear(Heard::File(FILE.into()));
        assert_eq!(told(&mut lookout).0.unwrap().records, [candidate(1, "old")]);
        std::fs::remove_file(dir.join(FILE)).unwrap();
        lookout.hear(Heard::File(FILE.into()));
        let (scan, time) = told(&mut lookout);
        assert_eq!(scan.unwrap().gone, [candidate(1, "old").id()]);
        assert_eq!(time, SETTLE + AGAIN * 4);
        assert_eq!(told(&mut lookout), (None, Duration::ZERO));
    }

    #[test]
    fn a_month_that_was_read_whole_says_what_is_not_in_it() {
        let (_folder, dir, mut lookout) = workspace();
        let november = "signals/2026-11.ron";
        let line = print_record(&signal(1, "one"), Style::Compact).unwrap();
        std::fs::write(dir.join(november), format!("[\n{line},\n]\n")).unwrap();
        lookout.ask(&[]);
        assert_eq!(told(&mut lookout).0.unwrap().months, [november]);
        std::fs::write(dir.join(november), format!("[\n{line},\n(broken,\n]\n")).unwrap();
        lookout.ask(&[]);
        let scan = told(&mut lookout).0.unwrap();
        assert_eq!((scan.months, scan.records), (vec![], vec![signal(1, "one")]));
    }

    #[test]
    fn while_git_is_at_work_nothing_is_looked_at_and_then_everything() {
        let (_folder, dir, mut lookout) = workspace();
        std::fs::create_dir(dir.join(".git")).unwrap();
        lookout.git = Some(dir.join(".git"));
        std::fs::write(dir.join(".git/index.lock"), "").unwrap();
        std::fs::remove_file(dir.join(FILE)).unwrap();
        lookout.hear(Heard::File(FILE.into()));
        assert_eq!(told(&mut lookout), (None, SETTLE), "nobody wakes up to look again");
        write(&dir, FILE, "of the other branch");
        std::fs::remove_file(dir.join(".git/index.lock")).unwrap();
        lookout.hear(Heard::Anything);
        assert_eq!(told(&mut lookout).0.unwrap().records, [candidate(1, "of the other branch")]);
    }
}
