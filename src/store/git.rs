//! Tells whether git is at work on the files of a workspace: then they are left to it. Only looks for the files git
//! itself announces that by; never runs it, and reads no setting of it.

use super::disk;
use std::path::{Path, PathBuf};

/// What stands in git's folder while it works, and in words what it does.
const AT_WORK: [(&str, &str); 4] = [
    ("index.lock", "git is at work (index.lock)"),
    ("MERGE_HEAD", "a merge of git is not finished"),
    ("rebase-merge", "a rebase of git is not finished"),
    ("rebase-apply", "a rebase of git is not finished"),
];

/// Returns git's own folder for the one a workspace lies in, if there is one.
pub fn folder(dir: &Path) -> Option<PathBuf> {
    dir.ancestors().find_map(|folder| {
        let git = folder.join(".git");
        if git.is_dir() {
            return Some(git);
        }
        // A second working tree has a file there that names the folder.
        let text = disk::read(&git, 4096).ok()??;
        let named = std::str::from_utf8(&text).ok()?.strip_prefix("gitdir:")?.trim();
        Some(folder.join(named)).filter(|git| git.is_dir())
    })
}

/// Returns what git is doing, or nothing when it does nothing.
pub fn at_work(git: &Path) -> Option<&'static str> {
    AT_WORK.iter().find(|(name, _)| git.join(name).exists()).map(|(_, what)| *what)
}

/// Tells whether a file in git's folder is one that says what git does.
pub fn announces(name: &str) -> bool {
    AT_WORK.iter().any(|(known, _)| *known == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn git_says_itself_what_it_is_doing() {
        let dir = tempfile::tempdir().unwrap();
        let workspace = dir.path().join("deep/w");
        std::fs::create_dir_all(&workspace).unwrap();
        let git = dir.path().join(".git");
        std::fs::create_dir(&git).unwrap();
        assert_eq!(folder(&workspace), Some(git.clone()));
        assert_eq!(at_work(&git), None);
        std::fs::write(git.join("MERGE_HEAD"), "").unwrap();
        assert_eq!(at_work(&git), Some("a merge of git is not finished"));
        let tree = dir.path().join("tree");
        std::fs::create_dir(&tree).unwrap();
        std::fs::write(tree.join(".git"), format!("gitdir: {}\n", git.display())).unwrap();
        assert_eq!(folder(&tree), Some(git));
    }
}
