//! What git makes of the files of a workspace: whether it hides records, follows what belongs to one machine, or
//! would mix up line ends. Asks git only where there is a repository, and lets nothing in it run.

use crate::domain::shown::shown;
use crate::runtime::git::{Git, SetupState, setup_state};
use crate::store::check::{Damage, Grade};
use std::path::Path;

/// The folders whose files git should follow.
const RECORDS: [&str; 7] =
    ["workspace.ron", "strategy.ron", "candidates", "stakeholders", "accounts", "meetings", "signals"];

/// Looks at the repository a workspace is in, if it is in one.
pub fn look(dir: &Path) -> Vec<Damage> {
    if !super::surroundings::in_git(dir) {
        return Vec::new();
    }
    let mut found = settings(dir);
    if let SetupState::Missing(missing) = setup_state(dir) {
        let what = format!(
            "Git does not merge by record yet, for lack of {}: `northstar git setup`.",
            missing.join(", ")
        );
        found.push(Damage::new("git-setup", Grade::Note, ".gitattributes", what));
    }
    let all = ["--others", "--ignored", "--exclude-standard", "-z", "--"];
    let hidden = ask(dir, &[&["ls-files"], &all[..], &RECORDS[..]].concat());
    found.extend(hidden.into_iter().filter(|path| path.ends_with(".ron")).map(|path| {
        let what = "Git ignores this file, so it is in no commit: look for a pattern in .gitignore or .git/info/exclude.";
        Damage::new("git-hidden", Grade::Warning, &shown(&path), what)
    }));
    let private = ask(dir, &["ls-files", "-z", "--", ".northstar"]);
    if !private.is_empty() {
        let what = format!(
            "Git follows {} files of .northstar, which belong to this machine: `git rm -r --cached .northstar`.",
            private.len()
        );
        found.push(Damage::new("git-private", Grade::Error, ".northstar", what));
    }
    found
}

/// Looks for the lines that keep git from doing harm.
fn settings(dir: &Path) -> Vec<Damage> {
    let text = |name: &str| std::fs::read_to_string(dir.join(name)).unwrap_or_default();
    let has = |text: &str, is: fn(&str) -> bool| text.lines().map(str::trim).any(is);
    let mut found = Vec::new();
    if !has(&text(".gitignore"), |line| matches!(line.trim_matches('/'), ".northstar")) {
        let what = "Nothing keeps git from following .northstar, which belongs to this machine: add the line `/.northstar/`.";
        found.push(Damage::new("git-ignore", Grade::Warning, ".gitignore", what));
    }
    if !has(&text(".gitattributes"), |line| line.starts_with("*.ron") && line.contains("eol=lf")) {
        let what = "Git may change line ends: add the line `*.ron text eol=lf`.";
        found.push(Damage::new("git-attributes", Grade::Note, ".gitattributes", what));
    }
    found
}

/// Returns what git says its version is.
pub fn version() -> Option<String> {
    let answer = call(&std::env::temp_dir(), &["version"])?;
    Some(String::from_utf8_lossy(&answer).trim().to_string())
}

/// Asks git for a list of files; none when it does not answer.
fn ask(dir: &Path, arguments: &[&str]) -> Vec<String> {
    let answer = call(dir, arguments).unwrap_or_default();
    let names = answer.split(|byte| *byte == 0).filter(|name| !name.is_empty());
    names.map(|name| String::from_utf8_lossy(name).into_owned()).collect()
}

fn call(dir: &Path, arguments: &[&str]) -> Option<Vec<u8>> {
    Git::find(dir).ok()?.ask(arguments).ok()
}
