//! The settings of a repository: what they say, and which of them would run a program. Those of the user and
//! the machine are trusted, those in the folder of a repository are not: it may come from anybody.

use super::repository::{DRIVER, UNION_DRIVER};
use super::runner::{Git, GitError};
use crate::domain::shown::shown;
use std::collections::BTreeMap;

/// Sections and names whose value is run, with any subsection between the two or none.
const RUN: [(&str, &[&str]); 11] = [
    ("core", &["sshcommand", "gitproxy", "askpass", "alternaterefscommand", "worktree"]),
    ("credential", &["helper"]),
    ("filter", &["clean", "smudge", "process"]),
    ("gpg", &["program", "defaultkeycommand"]),
    ("hook", &["command"]),
    ("merge", &["driver"]),
    ("remote", &["uploadpack", "receivepack", "vcs"]),
    ("extensions", &["partialclone"]),
    ("ssh", &["command"]),
    ("submodule", &["update"]),
    ("uploadpack", &["packobjectshook"]),
];

/// Settings by key; of several the last.
#[derive(Debug, Default)]
pub struct Settings {
    values: BTreeMap<String, String>,
    /// Keys of the repository's own settings that would run something.
    pub running: Vec<String>,
}

impl Settings {
    /// Reads the settings that hold in a repository. This runs nothing they name.
    pub fn read(git: &Git) -> Result<Self, GitError> {
        let answer = git.ask(&["config", "--list", "--show-scope", "-z"])?;
        let text = String::from_utf8_lossy(&answer);
        Ok(Self::of(text.split('\0')))
    }

    fn of<'a>(mut parts: impl Iterator<Item = &'a str>) -> Self {
        let mut settings = Self::default();
        while let (Some(scope), Some(entry)) = (parts.next(), parts.next()) {
            let (key, value) = entry.split_once('\n').unwrap_or((entry, ""));
            if matches!(scope, "local" | "worktree") && runs(key) {
                settings.running.push(shown(key).into_owned());
            }
            settings.values.insert(key.into(), value.into());
        }
        settings
    }

    /// Returns a value; the first and last part of the key are written small.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.values.get(key).map(String::as_str).filter(|value| !value.is_empty())
    }
}

fn runs(key: &str) -> bool {
    let (Some((section, _)), Some((rest, name))) = (key.split_once('.'), key.rsplit_once('.')) else {
        return false;
    };
    // Our own driver is named again with every call.
    if [DRIVER, UNION_DRIVER].iter().any(|driver| rest == format!("merge.{driver}")) {
        return false;
    }
    RUN.iter().any(|(known, names)| *known == section && names.contains(&name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_of_the_repository_that_run_something_are_found() {
        let listed = [
            ("global", "filter.lfs.clean\ngit-lfs clean"),
            ("local", "filter.evil.smudge\nsh -c x"),
            ("local", "remote.origin.url\nhttps://example.org"),
            ("local", "merge.northstar.driver\nours"),
            ("worktree", "core.sshcommand\nx"),
            ("local", "remote.a.b.uploadpack\nx"),
            ("local", "bare"),
        ];
        let settings = Settings::of(listed.iter().flat_map(|(scope, entry)| [*scope, *entry]).chain([""]));
        assert_eq!(settings.running, ["filter.evil.smudge", "core.sshcommand", "remote.a.b.uploadpack"]);
        assert_eq!(settings.get("remote.origin.url"), Some("https://example.org"));
        assert_eq!(settings.get("remote.origin.fetch"), None);
    }
}
