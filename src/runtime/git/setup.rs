//! `git setup`: makes a repository where there is none and tells git how records merge. Doing it again changes
//! nothing.

use super::repository::{DRIVER, Repository, UNION_DRIVER};
use super::runner::{Git, GitError};
use crate::store;
use std::path::Path;

/// What was done, as sentences; none when everything was there.
pub type Done = Vec<String>;

/// Prepares the repository of a workspace.
pub fn setup(dir: &Path) -> Result<Done, GitError> {
    let git = Git::find(dir)?;
    let mut done = Done::new();
    if Repository::of(dir).is_none() {
        git.ask(&["init", "-q"])?;
        done.push("Made a repository. Nothing is committed yet; `northstar sync` does that.".into());
    }
    let repository =
        Repository::of(dir).ok_or_else(|| std::io::Error::other("its repository was not found"))?;
    for name in store::prepare_for_git(dir)? {
        done.push(format!("Wrote {name}"));
    }
    let program = std::env::current_exe()?;
    let mut is_changed = false;
    for (name, value) in driver_settings(&program) {
        let present = git.run(&["config", "--local", "--get", &name])?;
        if present.code != 0 || present.text() != value {
            git.ask(&["config", "--local", &name, &value])?;
            is_changed = true;
        }
    }
    let lines = repository.wanted_attributes();
    is_changed |= store::add_lines(&repository.attributes(), &lines)?;
    if is_changed {
        done.push("Told git to merge by record and field.".into());
    }
    Ok(done)
}

/// Returns the settings of our merge drivers.
pub fn driver_settings(program: &Path) -> [(String, String); 4] {
    let named = |driver: &str, name: &str| format!("merge.{driver}.{name}");
    [
        (named(DRIVER, "name"), "northstar, by record and field".into()),
        (named(DRIVER, "driver"), driver(program, "")),
        (named(UNION_DRIVER, "name"), "northstar, by signal and field".into()),
        (named(UNION_DRIVER, "driver"), driver(program, "--union ")),
    ]
}

/// Returns the command git runs in a shell for a file both sides changed. A program that is not there would
/// leave our version without a mark, so then git merges lines itself.
fn driver(program: &Path, fallback: &str) -> String {
    let program = in_shell(&program.to_string_lossy());
    format!(
        "for n in {program} northstar; do if command -v \"$n\" >/dev/null 2>&1; then \
         exec \"$n\" merge-file %O %A %B %P; fi; done; \
         exec git merge-file {fallback}-L ours -L base -L theirs %A %O %B"
    )
}

/// Returns a word as a shell takes it literally; git would take a percent sign for itself.
fn in_shell(word: &str) -> String {
    format!("'{}'", word.replace('\'', "'\\''").replace('%', "%%"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::runtime::git::{SetupState, setup_state};

    #[test]
    fn a_workspace_is_prepared_once() {
        let dir = tempfile::tempdir().unwrap();
        let dir = dir.path().join("w");
        store::create(&dir, "w", 1).unwrap();
        let done = setup(&dir).unwrap();
        assert!(done[0].starts_with("Made a repository."), "{done:?}");
        assert_eq!(setup_state(&dir), SetupState::Ready);
        assert_eq!(setup(&dir).unwrap(), [""; 0]);
    }

    #[test]
    fn a_folder_with_a_quote_is_no_command() {
        assert_eq!(in_shell("/o'neil 100%/northstar"), "'/o'\\''neil 100%%/northstar'");
    }
}
