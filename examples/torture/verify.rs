//! What must hold of a workspace after anything: the state is one of the history, nothing acknowledged is
//! missing, and looking again changes nothing.

use super::history::History;
use super::report::Fallible;
use northstar::domain::workspace::Workspace;
use northstar::store::{self, Fuse, OpenOptions, Opened, Problem};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Opens without waiting for the disk, and loads everything.
pub fn open(dir: &Path) -> Fallible<Opened> {
    let options = OpenOptions { fuse: Some(Fuse::stop_after(usize::MAX)), ..OpenOptions::default() };
    let mut opened = store::open(dir, &options)?;
    for _ in 0..2_000 {
        // A process that another thread is just starting holds our locks until it runs its own program.
        if opened.log.is_some() {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(5));
        opened = store::open(dir, &options)?;
    }
    opened.load_all();
    Ok(opened)
}

/// Returns after which transaction of the history a workspace is, or in what it differs from all.
pub fn place(opened: &Opened, history: &History) -> Fallible<u64> {
    let last = opened.next_number - 1;
    let expected = history.state(last).ok_or_else(|| format!("transaction {last} was never made"))?;
    if opened.workspace != *expected {
        return Err(format!("after transaction {last}: {}", difference(&opened.workspace, expected)).into());
    }
    opened.workspace.validate()?;
    if let Some(problem) = opened.problems.iter().find(|problem| !is_about_the_tail(problem)) {
        return Err(format!("after transaction {last}: {problem}").into());
    }
    Ok(last)
}

/// A cut line at the very end of the journal was never acknowledged; saying that it was set apart is no loss.
fn is_about_the_tail(problem: &Problem) -> bool {
    problem.what.starts_with("The last line of the journal is damaged")
}

/// Checks a workspace and returns after which transaction it is, which must be one of `acknowledged` and
/// `attempted` or lie between.
pub fn check(dir: &Path, history: &History, acknowledged: u64, attempted: u64) -> Fallible<u64> {
    let found = check_any(dir, history)?;
    if found < acknowledged || attempted < found {
        return Err(format!("state {found}, acknowledged {acknowledged}, attempted {attempted}").into());
    }
    Ok(found)
}

/// Checks a workspace and returns after which transaction it is.
pub fn check_any(dir: &Path, history: &History) -> Fallible<u64> {
    let found = place(&open(dir)?, history)?;
    let before = contents(dir)?;
    let opened = open(dir)?;
    let again = place(&opened, history)?;
    if again != found {
        return Err(format!("state {found} at the first start, {again} at the second").into());
    }
    drop(opened);
    let after = contents(dir)?;
    if let Some(path) = differing(&before, &after) {
        return Err(format!("the second start changed {}", path.display()).into());
    }
    Ok(found)
}

/// Brings the files up to date and checks that they alone, without the journal, say the same.
pub fn check_files(dir: &Path, history: &History) -> Fallible<()> {
    let opened = open(dir)?;
    let found = place(&opened, history)?;
    opened.log.ok_or("read-only")?.checkpoint()?;
    if let Some(path) = contents(dir)?.keys().find(|path| path.to_string_lossy().contains("tmp")) {
        return Err(format!("{} was left behind", path.display()).into());
    }
    let (private, aside) = (dir.join(".northstar"), dir.with_extension("aside"));
    fs::rename(&private, &aside)?;
    let mut alone = store::open(dir, &OpenOptions { read_only: true, ..OpenOptions::default() })?;
    alone.load_all();
    fs::rename(&aside, &private)?;
    let expected = history.state(found).ok_or("no such state")?;
    if alone.workspace != *expected {
        let difference = difference(&alone.workspace, expected);
        return Err(format!("the files without the journal, after {found}: {difference}").into());
    }
    Ok(())
}

/// Returns every file below a folder with its bytes, but for the lock, which names whoever opened last.
pub fn contents(dir: &Path) -> Fallible<BTreeMap<PathBuf, Vec<u8>>> {
    let (mut found, mut folders) = (BTreeMap::new(), vec![dir.to_path_buf()]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if !path.ends_with(".northstar/lock") {
                let bytes = fs::read(&path)?;
                found.insert(path.strip_prefix(dir)?.to_path_buf(), bytes);
            }
        }
    }
    Ok(found)
}

/// Returns the first file that is not the same.
fn differing<'a>(
    one: &'a BTreeMap<PathBuf, Vec<u8>>,
    other: &'a BTreeMap<PathBuf, Vec<u8>>,
) -> Option<&'a PathBuf> {
    one.keys().chain(other.keys()).find(|path| one.get(*path) != other.get(*path))
}

/// Says in which records two workspaces differ.
pub fn difference(found: &Workspace, expected: &Workspace) -> String {
    let ids = |one: &Workspace| {
        let signals = one.signals().map(|signal| (signal.id.to_string(), format!("{signal:?}")));
        let candidates = one.candidates().map(|it| (it.id.to_string(), format!("{it:?}")));
        let people = one.stakeholders().map(|it| (it.id.to_string(), format!("{it:?}")));
        signals.chain(candidates).chain(people).collect::<BTreeMap<_, _>>()
    };
    let (found, expected) = (ids(found), ids(expected));
    let differs = |id: &&String| found.get(*id) != expected.get(*id);
    let mut names: Vec<_> = expected.keys().chain(found.keys()).filter(differs).collect();
    names.sort();
    names.dedup();
    let say = |id: &String| match (found.contains_key(id), expected.contains_key(id)) {
        (false, _) => format!("{id} is missing"),
        (_, false) => format!("{id} should be gone"),
        _ => format!("{id} differs"),
    };
    names.into_iter().take(5).map(say).collect::<Vec<_>>().join(", ")
}
