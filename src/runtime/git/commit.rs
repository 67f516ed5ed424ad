//! Commits the files of a workspace and nothing else, whatever else lies in the repository or its index.

use super::runner::{Git, GitError};
use crate::store;
use std::collections::BTreeSet;
use std::path::Path;

/// Commits what changed in the files of a workspace. Returns how many did.
pub fn commit(git: &Git, dir: &Path, message: &str) -> Result<usize, GitError> {
    let mut paths: BTreeSet<String> = store::shared_files(dir).into_iter().collect();
    paths.extend(gone(git, dir)?);
    if paths.is_empty() {
        return Ok(0);
    }
    // Ours by name: a `.gitignore` that hides a record hides it from nobody.
    with_paths(git, &["add", "--all", "--force"], &paths)?;
    let staged = git.ask(&[
        "diff",
        "--cached",
        "--name-only",
        "--relative",
        "--no-renames",
        "--no-ext-diff",
        "--no-textconv",
        "-z",
    ])?;
    let changed: BTreeSet<String> = split(&staged).filter(|path| paths.contains(path)).collect();
    if !changed.is_empty() {
        with_paths(git, &["commit", "--quiet", "--no-verify", "--only", "-m", message], &changed)?;
    }
    Ok(changed.len())
}

/// Files of ours that git has and the folder has not.
fn gone(git: &Git, dir: &Path) -> Result<Vec<String>, GitError> {
    let known = git.ask(&[&["ls-files", "-z", "--"], &store::SHARED[..]].concat())?;
    let is_gone = |path: &String| {
        store::is_shared(path)
            && dir
                .join(path)
                .symlink_metadata()
                .is_err_and(|error| error.kind() == std::io::ErrorKind::NotFound)
    };
    Ok(split(&known).filter(is_gone).collect())
}

fn with_paths(git: &Git, arguments: &[&str], paths: &BTreeSet<String>) -> Result<(), GitError> {
    let named: String = paths.iter().map(|path| format!("{path}\0")).collect();
    let arguments = [arguments, &["--pathspec-from-file=-", "--pathspec-file-nul"]].concat();
    git.call(&arguments, named.as_bytes(), &mut |_| ())?.done().map(drop)
}

/// Splits an answer that parts its lines by zeros.
pub fn split(answer: &[u8]) -> impl Iterator<Item = String> {
    let parts = answer.split(|byte| *byte == 0).filter(|part| !part.is_empty());
    parts.filter_map(|part| String::from_utf8(part.to_vec()).ok())
}
