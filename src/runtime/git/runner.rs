//! Calls git: found once by its absolute path, without a shell, without what the environment or a repository
//! could slip in, never waiting for an answer nobody can give, and never longer than it makes progress.

use crate::domain::shown::shown;
use crate::runtime::clipboard::find_program;
use std::ffi::OsString;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::Duration;

/// How long git may say nothing.
const PATIENCE: Duration = Duration::from_secs(120);
/// How long a git that was told to end may take.
const GRACE: Duration = Duration::from_secs(3);
/// The most that is taken of its answer, and of what it says besides, in bytes.
const LARGEST_ANSWER: usize = 1 << 30;
const LARGEST_TALK: usize = 64 << 10;

/// Settings that stand above those of the repository.
const OVERRIDES: [&str; 14] = [
    "core.fsmonitor=false",
    "core.hooksPath=/dev/null",
    "core.fsync=all",
    "core.pager=cat",
    "core.quotePath=false",
    "diff.external=",
    "fetch.recurseSubmodules=no",
    "gc.auto=0",
    "maintenance.auto=false",
    "merge.renames=false",
    "protocol.ext.allow=never",
    "rerere.enabled=false",
    "safe.bareRepository=explicit",
    "submodule.recurse=false",
];

/// Variables of git that say who the user is and how they reach others; all other ones are left behind.
const KEPT: [&str; 14] = [
    "GIT_ASKPASS",
    "GIT_AUTHOR_DATE",
    "GIT_AUTHOR_EMAIL",
    "GIT_AUTHOR_NAME",
    "GIT_COMMITTER_DATE",
    "GIT_COMMITTER_EMAIL",
    "GIT_COMMITTER_NAME",
    "GIT_CONFIG_GLOBAL",
    "GIT_CONFIG_NOSYSTEM",
    "GIT_CONFIG_SYSTEM",
    "GIT_EXEC_PATH",
    "GIT_SSH",
    "GIT_SSH_COMMAND",
    "GIT_SSH_VARIANT",
];

/// Why git did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum GitError {
    #[error("Git is not installed: no folder of $PATH holds it. Install git, then try again.")]
    Missing,
    #[error("Git could not be run: {0}.")]
    Start(#[from] io::Error),
    #[error("`git {what}` said nothing for {} seconds and was stopped.", PATIENCE.as_secs())]
    Silent { what: String },
    #[error("`git {what}` failed: {said}")]
    Failed { what: String, said: String },
}

/// What a call came to.
#[derive(Debug)]
pub struct Ran {
    what: String,
    pub code: i32,
    pub out: Vec<u8>,
    said: String,
}

impl Ran {
    /// Returns the answer of a call that must have worked.
    pub fn done(self) -> Result<Vec<u8>, GitError> {
        if self.code == 0 { Ok(self.out) } else { Err(self.failed()) }
    }

    /// Returns the call as an error, with the last of what git said.
    pub fn failed(self) -> GitError {
        GitError::Failed { said: self.said(), what: self.what }
    }

    /// Returns the sentences in what git said, safe to show.
    pub fn said(&self) -> String {
        let lines = self.said.lines().map(str::trim).filter(|line| !line.is_empty());
        let is_told = |line: &&str| ["fatal:", "error:", "! "].iter().any(|start| line.starts_with(start));
        let told: Vec<&str> = lines.clone().filter(is_told).take(3).collect();
        let told = if told.is_empty() { lines.clone().next_back().into_iter().collect() } else { told };
        if told.is_empty() { format!("it ended with {}", self.code) } else { shown(&told.join(" ")).into() }
    }

    /// Returns the answer as text without the line end behind it.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.out).trim_end().to_string()
    }
}

/// Git in a folder.
#[derive(Clone, Debug)]
pub struct Git {
    program: PathBuf,
    dir: PathBuf,
    /// Settings of this program for every call, such as its merge driver.
    pub settings: Vec<String>,
    /// Nobody can answer a question of ssh.
    pub is_unattended: bool,
}

/// What a running git says.
enum Heard {
    Talk(Vec<u8>),
    Answer(Vec<u8>),
    End,
}

impl Git {
    /// Finds git, once, in the folders of `$PATH` that are named in full.
    pub fn find(dir: &Path) -> Result<Self, GitError> {
        static PROGRAM: OnceLock<Option<PathBuf>> = OnceLock::new();
        let program = PROGRAM.get_or_init(|| {
            let path = std::env::var_os("PATH")?;
            let folders = std::env::split_paths(&path).filter(|folder| folder.is_absolute());
            find_program(&std::env::join_paths(folders).ok()?, "git")
        });
        let program = program.clone().ok_or(GitError::Missing)?;
        Ok(Self { program, dir: dir.into(), settings: Vec::new(), is_unattended: false })
    }

    /// Returns the same git in another folder.
    pub fn within(&self, dir: &Path) -> Self {
        Self { dir: dir.into(), ..self.clone() }
    }

    /// Calls git and waits for its end.
    pub fn run(&self, arguments: &[&str]) -> Result<Ran, GitError> {
        self.call(arguments, &[], &mut |_| ())
    }

    /// Calls git, which must work, and returns what it answers.
    pub fn ask(&self, arguments: &[&str]) -> Result<Vec<u8>, GitError> {
        self.run(arguments)?.done()
    }

    /// Calls git with something to read, and tells its progress line by line.
    pub fn call(
        &self,
        arguments: &[&str],
        input: &[u8],
        on_progress: &mut dyn FnMut(&str),
    ) -> Result<Ran, GitError> {
        let what = arguments.iter().find(|word| !word.starts_with('-')).unwrap_or(&"").to_string();
        let mut child = self.command(arguments, !input.is_empty()).spawn()?;
        let (sender, heard) = channel();
        feed(&mut child, input.to_vec());
        listen(child.stdout.take(), sender.clone(), LARGEST_ANSWER, Heard::Answer);
        listen(child.stderr.take(), sender, LARGEST_TALK, Heard::Talk);
        let mut ran = Ran { what, code: 0, out: Vec::new(), said: String::new() };
        if hear(&heard, &mut ran, on_progress).is_err() {
            stop(&mut child);
            return Err(GitError::Silent { what: ran.what });
        }
        ran.code = child.wait()?.code().unwrap_or(-1);
        Ok(ran)
    }

    fn command(&self, arguments: &[&str], reads: bool) -> Command {
        let mut command = Command::new(&self.program);
        command.current_dir(&self.dir);
        let is_left = |name: &OsString| {
            let name = name.to_string_lossy();
            name.starts_with("GIT_") && !KEPT.contains(&&*name)
        };
        for name in std::env::vars_os().map(|(name, _)| name).filter(is_left) {
            command.env_remove(name);
        }
        command.env("GIT_TERMINAL_PROMPT", "0").env("GIT_EDITOR", "true").env("LC_ALL", "C");
        if self.is_unattended && std::env::var_os("GIT_SSH_COMMAND").is_none() {
            command.env("GIT_SSH_COMMAND", "ssh -oBatchMode=yes");
        }
        command.arg("--literal-pathspecs");
        for setting in OVERRIDES.iter().copied().chain(self.settings.iter().map(String::as_str)) {
            command.args(["-c", setting]);
        }
        let stdin = if reads { Stdio::piped() } else { Stdio::null() };
        command.args(arguments).stdin(stdin).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }
}

/// Merges three versions of a file by lines into the second, with marks where they disagree. Returns whether
/// there were none.
pub fn merge_lines(base: &Path, ours: &Path, theirs: &Path) -> Result<bool, GitError> {
    let folder = ours.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let absolute = |path: &Path| std::path::absolute(path).map(|path| path.to_string_lossy().into_owned());
    let (base, ours, theirs) = (absolute(base)?, absolute(ours)?, absolute(theirs)?);
    let labels = ["merge-file", "-L", "ours", "-L", "base", "-L", "theirs"];
    let arguments = [&labels[..], &[ours.as_str(), base.as_str(), theirs.as_str()]].concat();
    let ran = Git::find(folder)?.run(&arguments)?;
    if (0..=127).contains(&ran.code) { Ok(ran.code == 0) } else { Err(ran.failed()) }
}

/// Gives git its input from a thread of its own: it may talk before it has read all.
fn feed(child: &mut Child, input: Vec<u8>) {
    if let Some(mut stdin) = child.stdin.take() {
        // A git that does not want to read on says why.
        std::thread::spawn(move || drop(stdin.write_all(&input)));
    }
}

fn listen(
    from: Option<impl Read + Send + 'static>,
    to: Sender<Heard>,
    most: usize,
    heard: fn(Vec<u8>) -> Heard,
) {
    std::thread::spawn(move || {
        let (mut piece, mut taken) = (vec![0; 64 << 10], 0);
        if let Some(mut from) = from {
            while let Ok(length @ 1..) = from.read(&mut piece) {
                let length_taken = length.min(most - taken);
                taken += length_taken;
                if to.send(heard(piece[..length_taken].to_vec())).is_err() {
                    return;
                }
            }
        }
        drop(to.send(Heard::End));
    });
}

/// Takes in what git says until it has no more to say; an error when it is silent for too long.
fn hear(
    heard: &Receiver<Heard>,
    ran: &mut Ran,
    on_progress: &mut dyn FnMut(&str),
) -> Result<(), RecvTimeoutError> {
    let (mut ended, mut talk) = (0, Vec::new());
    while ended < 2 {
        match heard.recv_timeout(PATIENCE)? {
            Heard::Answer(bytes) => ran.out.extend(bytes),
            Heard::Talk(bytes) => {
                talk.extend(bytes);
                let text = String::from_utf8_lossy(&talk);
                if let Some(line) = text.split(['\r', '\n']).rfind(|line| !line.trim().is_empty()) {
                    on_progress(&shown(line.trim()));
                }
            }
            Heard::End => ended += 1,
        }
    }
    ran.said = String::from_utf8_lossy(&talk).replace('\r', "\n");
    Ok(())
}

/// Ends a git that does not go on: first so that it can tidy up its locks.
fn stop(child: &mut Child) {
    #[cfg(unix)]
    if let Some(pid) = i32::try_from(child.id()).ok().and_then(rustix::process::Pid::from_raw) {
        let _ = rustix::process::kill_process(pid, rustix::process::Signal::TERM);
        std::thread::sleep(GRACE);
    }
    let _ = child.kill();
    let _ = child.wait();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_and_a_failure_are_told_apart() {
        let dir = tempfile::tempdir().unwrap();
        let git = Git::find(dir.path()).unwrap();
        assert!(git.run(&["version"]).unwrap().text().starts_with("git version"));
        git.ask(&["init", "-q"]).unwrap();
        let failed = git.ask(&["rev-parse", "--verify", "nothing\u{1b}[2J"]).unwrap_err().to_string();
        assert!(failed.starts_with("`git rev-parse` failed: fatal:"), "{failed}");
        assert!(!failed.contains('\u{1b}'));
        let echoed = git.call(&["hash-object", "--stdin"], b"x", &mut |_| ()).unwrap();
        assert_eq!(echoed.text().len(), 40);
    }

    #[test]
    fn lines_are_merged_with_marks() {
        let dir = tempfile::tempdir().unwrap();
        let file = |name: &str, text: &str| {
            std::fs::write(dir.path().join(name), text).unwrap();
            dir.path().join(name)
        };
        let (base, ours, theirs) = (file("b", "1\n2\n3\n"), file("o", "1\n2\n4\n"), file("t", "0\n2\n5\n"));
        assert!(!merge_lines(&base, &ours, &theirs).unwrap());
        let merged = std::fs::read_to_string(&ours).unwrap();
        assert!(merged.contains("<<<<<<< ours\n4\n") && merged.starts_with("0\n"), "{merged}");
    }
}
