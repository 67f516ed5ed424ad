//! What `doctor` tells of the machine: terminal, editor, clipboard, git. Reads the environment, changes nothing.

use super::git_files;
use super::place::variable;
use crate::runtime::{clipboard, external, terminal};
use serde::Serialize;
use std::io::IsTerminal;
use std::path::Path;

/// The terminal as it tells itself.
#[derive(Serialize)]
pub struct Terminal {
    pub term: String,
    pub colorterm: String,
    pub no_color: bool,
    /// Columns and rows, when there is a terminal.
    pub size: Option<(u16, u16)>,
    pub locale: String,
    pub utf8: bool,
}

impl Terminal {
    pub fn look() -> Self {
        let first =
            |names: &[&str]| names.iter().filter_map(|name| variable(name)).find(|value| !value.is_empty());
        Self {
            term: variable("TERM").unwrap_or_default(),
            colorterm: variable("COLORTERM").unwrap_or_default(),
            no_color: variable("NO_COLOR").is_some_and(|value| !value.is_empty()),
            size: std::io::stdout().is_terminal().then(|| crossterm::terminal::size().ok()).flatten(),
            locale: first(&["LC_ALL", "LC_CTYPE", "LANG"]).unwrap_or_default(),
            utf8: terminal::speaks_utf8(),
        }
    }
}

/// Programs northstar may call.
#[derive(Serialize)]
pub struct Programs {
    pub editor: String,
    pub editor_found: bool,
    /// The clipboard program beside the terminal's own way, when one is installed.
    pub clipboard: Option<&'static str>,
    pub git: bool,
    /// What git says its version is.
    pub git_version: Option<String>,
}

impl Programs {
    pub fn look() -> Self {
        let editor = external::editor();
        let program = editor.split_whitespace().next().unwrap_or_default().trim_matches(['"', '\'']);
        let is_there = |program: &str| {
            let path = std::env::var_os("PATH").unwrap_or_default();
            Path::new(program).components().count() != 1 && Path::new(program).exists()
                || clipboard::find_program(&path, program).is_some()
        };
        let git = is_there("git");
        let git_version = git.then(git_files::version).flatten();
        Self { git_version, editor_found: is_there(program), clipboard: clipboard::tool(), git, editor }
    }
}

/// Tells whether a folder lies in a git repository.
pub fn in_git(dir: &Path) -> bool {
    let dir = std::path::absolute(dir).unwrap_or_else(|_| dir.into());
    dir.ancestors().any(|folder| folder.join(".git").exists())
}
