//! What can be told of a repository by looking at its files, without running git: where it is, whether merges
//! know our records, and whether something else is under way.

use std::fs;
use std::path::{Path, PathBuf};

/// The section of the repository's settings that names our merge driver.
pub const DRIVER: &str = "northstar";
/// The same for files that merge by union where our program is not there.
pub const UNION_DRIVER: &str = "northstar-signals";

/// The largest settings or attributes that are read, in bytes.
const LARGEST: u64 = 1 << 20;

/// The repository a workspace is in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repository {
    /// Its folder of work.
    pub top: PathBuf,
    /// The workspace in it: empty, or a path with a slash behind it.
    pub prefix: String,
    /// Where git keeps what belongs to this folder of work, and what several share.
    private: PathBuf,
    shared: PathBuf,
}

/// Whether git knows how to merge our records.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SetupState {
    NoRepository,
    /// What is missing, in words.
    Missing(Vec<&'static str>),
    Ready,
}

impl Repository {
    /// Finds the repository a folder lies in.
    pub fn of(dir: &Path) -> Option<Self> {
        let dir = fs::canonicalize(dir).ok()?;
        let top = dir.ancestors().find(|folder| folder.join(".git").symlink_metadata().is_ok())?;
        let private = git_dir(&top.join(".git"))?;
        let shared = match read(&private.join("commondir")) {
            Some(path) => private.join(path.trim()),
            None => private.clone(),
        };
        let inside = dir.strip_prefix(top).ok()?.to_str()?;
        let prefix = if inside.is_empty() { String::new() } else { format!("{inside}/") };
        Some(Self { top: top.into(), prefix, private, shared })
    }

    /// Returns what is under way that must end before anything else begins, in words.
    pub fn under_way(&self) -> Option<&'static str> {
        const SIGNS: [(&str, &str); 7] = [
            ("MERGE_HEAD", "a merge"),
            ("rebase-merge", "a rebase"),
            ("rebase-apply", "a rebase"),
            ("CHERRY_PICK_HEAD", "a cherry-pick"),
            ("REVERT_HEAD", "a revert"),
            ("BISECT_LOG", "a bisection"),
            ("index.lock", "another git command"),
        ];
        SIGNS.iter().find(|(file, _)| self.private.join(file).exists()).map(|(_, what)| *what)
    }

    /// Returns the file of attributes that stands above those of the work.
    pub fn attributes(&self) -> PathBuf {
        self.shared.join("info/attributes")
    }

    /// Returns the lines those attributes need.
    pub fn wanted_attributes(&self) -> Vec<String> {
        let line = |path: &str, driver: &str| {
            let pattern = format!("/{}{path}", escaped(&self.prefix));
            let pattern = if pattern.contains([' ', '"', '\\']) { quoted(&pattern) } else { pattern };
            format!("{pattern} merge={driver}")
        };
        let documents = ["candidates", "stakeholders", "accounts", "meetings"];
        let mut lines = vec![line("signals/*.ron", UNION_DRIVER), line("strategy.ron", DRIVER)];
        lines.extend(documents.map(|folder| line(&format!("{folder}/*.ron"), DRIVER)));
        lines
    }

    fn missing(&self) -> Vec<&'static str> {
        let settings = read(&self.shared.join("config")).unwrap_or_default();
        let attributes = read(&self.attributes()).unwrap_or_default();
        let mut missing = Vec::new();
        if ![DRIVER, UNION_DRIVER].iter().all(|name| has_driver(&settings, name)) {
            missing.push("the merge driver");
        }
        if !self.wanted_attributes().iter().all(|line| attributes.lines().any(|known| known == line)) {
            missing.push("the attributes that name it");
        }
        missing
    }
}

/// Tells whether git knows how to merge the records of a workspace. Runs no program.
pub fn setup_state(dir: &Path) -> SetupState {
    match Repository::of(dir).map(|repository| repository.missing()) {
        None => SetupState::NoRepository,
        Some(missing) if missing.is_empty() => SetupState::Ready,
        Some(missing) => SetupState::Missing(missing),
    }
}

fn git_dir(dot_git: &Path) -> Option<PathBuf> {
    if dot_git.is_dir() {
        return Some(dot_git.into());
    }
    let named = read(dot_git)?.strip_prefix("gitdir:")?.trim().to_string();
    Some(dot_git.parent()?.join(named))
}

fn read(path: &Path) -> Option<String> {
    let length = fs::metadata(path).ok().filter(fs::Metadata::is_file)?.len();
    if LARGEST < length { None } else { fs::read_to_string(path).ok() }
}

fn has_driver(settings: &str, name: &str) -> bool {
    let head = format!("[merge \"{name}\"]");
    let lines = settings.lines().map(str::trim).skip_while(|line| *line != head).skip(1);
    lines.take_while(|line| !line.starts_with('[')).any(|line| line.starts_with("driver"))
}

/// Returns a path as a pattern that matches it alone.
fn escaped(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for c in path.chars() {
        if matches!(c, '*' | '?' | '[' | '\\') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

fn quoted(pattern: &str) -> String {
    format!("\"{}\"", pattern.replace('\\', "\\\\").replace('"', "\\\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_repository_is_found_from_a_folder_in_it() {
        let dir = tempfile::tempdir().unwrap();
        let top = fs::canonicalize(dir.path()).unwrap();
        assert_eq!((Repository::of(&top), setup_state(&top)), (None, SetupState::NoRepository));
        fs::create_dir_all(top.join(".git/info")).unwrap();
        fs::create_dir_all(top.join("my plans/w")).unwrap();
        let found = Repository::of(&top.join("my plans/w")).unwrap();
        assert_eq!(
            (found.top.as_path(), found.prefix.as_str(), found.under_way()),
            (top.as_path(), "my plans/w/", None)
        );
        assert_eq!(found.wanted_attributes()[0], "\"/my plans/w/signals/*.ron\" merge=northstar-signals");
        fs::write(top.join(".git/MERGE_HEAD"), "").unwrap();
        assert_eq!(found.under_way(), Some("a merge"));
    }

    #[test]
    fn what_is_missing_is_named() {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir_all(dir.path().join(".git/info")).unwrap();
        let both = vec!["the merge driver", "the attributes that name it"];
        assert_eq!(setup_state(dir.path()), SetupState::Missing(both));
        let settings = "[core]\n[merge \"northstar\"]\n\tname = x\n\tdriver = y\n[merge \"northstar-signals\"]\n\tdriver=z\n";
        fs::write(dir.path().join(".git/config"), settings).unwrap();
        assert_eq!(setup_state(dir.path()), SetupState::Missing(vec!["the attributes that name it"]));
        let lines = Repository::of(dir.path()).unwrap().wanted_attributes().join("\n");
        fs::write(dir.path().join(".git/info/attributes"), lines).unwrap();
        assert_eq!(setup_state(dir.path()), SetupState::Ready);
    }

    #[test]
    fn a_folder_of_work_beside_its_repository_shares_settings() {
        let dir = tempfile::tempdir().unwrap();
        let (work, private) = (dir.path().join("work"), dir.path().join("main/.git/worktrees/work"));
        fs::create_dir_all(&private).unwrap();
        fs::create_dir_all(&work).unwrap();
        fs::write(private.join("commondir"), "../..\n").unwrap();
        fs::write(work.join(".git"), format!("gitdir: {}\n", private.display())).unwrap();
        let found = Repository::of(&work).unwrap();
        assert_eq!(found.attributes(), private.join("../../info/attributes"));
    }
}
