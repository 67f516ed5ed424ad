//! Hears of files that others change, so that nobody has to look without a reason. Where the system cannot watch
//! any more there is none, and the files are looked at when the user comes back. Reads no file and decides nothing.

use super::git;
use super::layout::{DOCUMENTS, SIGNALS};
use notify::event::{AccessKind, AccessMode, ModifyKind};
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};
use std::path::{Path, PathBuf};

/// What may have changed.
#[derive(Clone, Debug, PartialEq)]
pub enum Heard {
    /// A file, relative to the workspace.
    File(String),
    /// Anything: events were lost, a folder came or went, or git has finished.
    Anything,
}

/// What listens; dropping it ends that.
#[derive(Debug)]
pub struct Notifier {
    watcher: RecommendedWatcher,
    dir: PathBuf,
    git: Option<PathBuf>,
}

impl Notifier {
    /// Starts to listen, or returns nothing where that cannot be done. What is heard is told on a thread of its own.
    pub fn start(
        dir: &Path,
        git: Option<&Path>,
        mut tell: impl FnMut(Heard) + Send + 'static,
    ) -> Option<Self> {
        let (root, inner) = (dir.to_path_buf(), git.map(Path::to_path_buf));
        let handler = move |event: notify::Result<Event>| {
            heard(&root, inner.as_deref(), event).into_iter().for_each(&mut tell);
        };
        let watcher = notify::recommended_watcher(handler).ok()?;
        let mut notifier = Self { watcher, dir: dir.into(), git: git.map(Path::to_path_buf) };
        notifier.watch_all().then_some(notifier)
    }

    /// Listens to folders that were made since, too. Returns whether all there are could be listened to.
    pub fn watch_all(&mut self) -> bool {
        let folders = DOCUMENTS.into_iter().chain([SIGNALS]).map(|name| self.dir.join(name));
        let folders = folders.filter(|folder| folder.is_dir() && !folder.is_symlink());
        let all: Vec<_> = folders.chain(self.git.clone()).chain([self.dir.clone()]).collect();
        all.iter().all(|folder| self.watcher.watch(folder, RecursiveMode::NonRecursive).is_ok())
    }
}

/// Returns what an event says about the files of a workspace.
fn heard(dir: &Path, git: Option<&Path>, event: notify::Result<Event>) -> Vec<Heard> {
    let Ok(event) = event else { return vec![Heard::Anything] };
    if event.need_rescan() {
        return vec![Heard::Anything];
    }
    let is_change = match event.kind {
        EventKind::Access(access) => access == AccessKind::Close(AccessMode::Write),
        EventKind::Modify(ModifyKind::Metadata(_)) => false,
        _ => true,
    };
    let paths = event.paths.iter().filter(|_| is_change);
    paths.filter_map(|path| told_by(dir, git, path, event.kind)).collect()
}

fn told_by(dir: &Path, git: Option<&Path>, path: &Path, kind: EventKind) -> Option<Heard> {
    let name = path.file_name()?.to_str()?;
    if git.is_some() && path.parent() == git {
        // Its end, not its beginning.
        let ends = matches!(kind, EventKind::Remove(_) | EventKind::Modify(ModifyKind::Name(_)));
        return (ends && git::announces(name)).then_some(Heard::Anything);
    }
    let inner = path.strip_prefix(dir).ok()?.to_str()?;
    if inner == SIGNALS || DOCUMENTS.contains(&inner) {
        return Some(Heard::Anything);
    }
    (name.ends_with(".ron") && !name.starts_with('.')).then(|| Heard::File(inner.replace('\\', "/")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use notify::event::{CreateKind, Flag, MetadataKind, RemoveKind};
    use std::sync::mpsc::channel;

    fn of(kind: EventKind, path: &str) -> Vec<Heard> {
        heard(Path::new("/w"), Some(Path::new("/w/.git")), Ok(Event::new(kind).add_path(path.into())))
    }

    #[test]
    fn only_what_may_be_a_change_of_a_record_is_told() {
        let (made, gone) = (EventKind::Create(CreateKind::File), EventKind::Remove(RemoveKind::File));
        let file = vec![Heard::File("candidates/c-1.ron".into())];
        assert_eq!(of(made, "/w/candidates/c-1.ron"), file);
        assert_eq!(of(gone, "/w/candidates/c-1.ron"), file);
        assert_eq!(
            of(EventKind::Access(AccessKind::Close(AccessMode::Write)), "/w/candidates/c-1.ron"),
            file
        );
        assert_eq!(of(made, "/w/candidates"), [Heard::Anything]);
        assert_eq!(of(gone, "/w/.git/index.lock"), [Heard::Anything]);
        for (kind, path) in [
            (EventKind::Access(AccessKind::Open(AccessMode::Any)), "/w/candidates/c-1.ron"),
            (EventKind::Modify(ModifyKind::Metadata(MetadataKind::Any)), "/w/candidates/c-1.ron"),
            (made, "/w/candidates/.northstar-tmp-1.ron"),
            (made, "/w/candidates/c-1.ron~"),
            (made, "/w/.git/index.lock"),
            (gone, "/w/.git/index"),
        ] {
            assert_eq!(of(kind, path), [], "{path}");
        }
    }

    #[test]
    fn lost_events_mean_that_anything_may_have_changed() {
        let overflow = Event::new(EventKind::Other).set_flag(Flag::Rescan);
        assert_eq!(heard(Path::new("/w"), None, Ok(overflow)), [Heard::Anything]);
        let error = notify::Error::new(notify::ErrorKind::MaxFilesWatch);
        assert_eq!(heard(Path::new("/w"), None, Err(error)), [Heard::Anything]);
    }

    #[test]
    fn a_change_is_heard_and_where_nothing_can_be_watched_nobody_listens() {
        let dir = tempfile::tempdir().unwrap();
        let dir = dir.path().canonicalize().unwrap();
        std::fs::create_dir(dir.join("candidates")).unwrap();
        let (tell, told) = channel();
        let notifier = Notifier::start(&dir, None, move |heard| drop(tell.send(heard))).unwrap();
        std::fs::write(dir.join("candidates/c-1.ron"), "x").unwrap();
        assert_eq!(told.recv().unwrap(), Heard::File("candidates/c-1.ron".into()));
        drop(notifier);
        assert!(Notifier::start(&dir.join("nowhere"), None, |_| ()).is_none());
    }
}
