//! Copies text: through the terminal itself (OSC 52, which also works over SSH), then through a clipboard
//! program where one is found, because not every terminal listens. Never reads the clipboard.

use crossterm::{clipboard::CopyToClipboard, execute};
use std::env;
use std::ffi::{OsStr, OsString};
use std::fmt;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;

/// Terminals drop longer sequences: xterm and tmux stop near 100,000 bytes of base 64.
const TERMINAL_LIMIT: usize = 74_000;

/// A clipboard program and what must be set for it to reach a clipboard.
struct Tool {
    program: &'static str,
    arguments: &'static [&'static str],
    needs: Option<&'static str>,
}

const TOOLS: [Tool; 3] = [
    Tool { program: "wl-copy", arguments: &[], needs: Some("WAYLAND_DISPLAY") },
    Tool { program: "xclip", arguments: &["-selection", "clipboard"], needs: Some("DISPLAY") },
    Tool { program: "pbcopy", arguments: &[], needs: None },
];

/// The ways a text took to the clipboard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ways {
    /// The sequence went to the terminal; whether it obeys is not told.
    pub terminal: bool,
    /// The program that took the text.
    pub tool: Option<&'static str>,
}

impl fmt::Display for Ways {
    /// Says the ways for the notice: "copied through the terminal and xclip".
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.terminal, self.tool) {
            (true, Some(tool)) => write!(out, "copied through the terminal and {tool}"),
            (true, None) => write!(out, "copied through the terminal"),
            (false, Some(tool)) => write!(out, "copied through {tool}"),
            (false, None) => write!(
                out,
                "not copied: the text is too long for the terminal and neither wl-copy, xclip nor pbcopy was found"
            ),
        }
    }
}

/// Copies a text by every way there is and returns those taken.
pub fn copy(text: &str, terminal: &mut impl Write) -> io::Result<Ways> {
    let path = env::var_os("PATH").unwrap_or_default();
    copy_by(text, terminal, find_tool(&path, |name| env::var_os(name)))
}

fn copy_by(
    text: &str,
    terminal: &mut impl Write,
    tool: Option<(&'static Tool, PathBuf)>,
) -> io::Result<Ways> {
    let fits = text.len() <= TERMINAL_LIMIT;
    if fits {
        execute!(terminal, CopyToClipboard::to_clipboard_from(text))?;
    }
    let taken = tool.filter(|(tool, program)| hand_over(text, tool, program).is_ok());
    Ok(Ways { terminal: fits, tool: taken.map(|(tool, _)| tool.program) })
}

/// The first tool that is installed and has a display to talk to.
fn find_tool(path: &OsStr, variable: impl Fn(&str) -> Option<OsString>) -> Option<(&'static Tool, PathBuf)> {
    let is_set = |name| variable(name).is_some_and(|value| !value.is_empty());
    TOOLS
        .iter()
        .filter(|tool| tool.needs.is_none_or(is_set))
        .find_map(|tool| Some((tool, find_program(path, tool.program)?)))
}

/// Returns the clipboard program that would be used here, if there is one.
pub fn tool() -> Option<&'static str> {
    let path = env::var_os("PATH").unwrap_or_default();
    find_tool(&path, |name| env::var_os(name)).map(|(tool, _)| tool.program)
}

/// Returns the first file of a search path that can be run under a name.
pub fn find_program(path: &OsStr, program: &str) -> Option<PathBuf> {
    env::split_paths(path).map(|folder| folder.join(program)).find(|file| is_program(file))
}

fn is_program(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    file.metadata().is_ok_and(|found| found.is_file() && found.permissions().mode() & 0o111 != 0)
}

/// Starts the tool and feeds it from a thread of its own: a display that hangs must not stop the screen.
fn hand_over(text: &str, tool: &Tool, program: &Path) -> io::Result<()> {
    let mut child = Command::new(program)
        .args(tool.arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?;
    let text = text.to_owned();
    thread::Builder::new().name("clipboard".into()).spawn(move || {
        if let Some(mut pipe) = child.stdin.take() {
            // A tool that quits early has said no; there is nobody left to tell.
            let _ = pipe.write_all(text.as_bytes());
        }
        let _ = child.wait();
    })?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::os::unix::fs::PermissionsExt;

    fn folder_with(programs: &[(&str, u32)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (name, mode) in programs {
            fs::write(folder.path().join(name), "#!/bin/sh\n").unwrap();
            fs::set_permissions(folder.path().join(name), fs::Permissions::from_mode(*mode)).unwrap();
        }
        folder
    }

    fn found(folder: &tempfile::TempDir, set: &[&str]) -> Option<&'static str> {
        let variable = |name: &str| set.contains(&name).then(|| OsString::from(":0"));
        find_tool(folder.path().as_os_str(), variable).map(|(tool, _)| tool.program)
    }

    #[test]
    fn a_tool_needs_its_display_and_its_mode() {
        let folder = folder_with(&[("wl-copy", 0o755), ("xclip", 0o755)]);
        assert_eq!(found(&folder, &["WAYLAND_DISPLAY", "DISPLAY"]), Some("wl-copy"));
        assert_eq!(found(&folder, &["DISPLAY"]), Some("xclip"));
        assert_eq!(found(&folder, &[]), None);
        assert_eq!(found(&folder_with(&[("pbcopy", 0o644)]), &[]), None);
        assert_eq!(found(&folder_with(&[("pbcopy", 0o755)]), &[]), Some("pbcopy"));
    }

    #[test]
    fn the_terminal_gets_base_64_and_no_more_than_it_takes() {
        let mut out = Vec::new();
        assert!(copy_by("hi\x1b]0;x", &mut out, None).unwrap().terminal);
        assert_eq!(out, b"\x1b]52;c;aGkbXTA7eA==\x1b\\");
        out.clear();
        assert!(!copy_by(&"x".repeat(TERMINAL_LIMIT + 1), &mut out, None).unwrap().terminal);
        assert_eq!(out, b"");
    }

    #[test]
    fn ways_are_said_in_words() {
        let words = |terminal, tool| Ways { terminal, tool }.to_string();
        assert_eq!(words(true, None), "copied through the terminal");
        assert_eq!(words(true, Some("xclip")), "copied through the terminal and xclip");
        assert!(words(false, None).starts_with("not copied"));
    }
}
