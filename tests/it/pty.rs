//! The real binary in a real terminal: a few sessions only, to prove the wiring. Waits for text, never for
//! time.

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::path::Path;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

/// How long a machine under load may take before a test counts as failed.
const PATIENCE: Duration = Duration::from_secs(30);

pub struct Session {
    pub parser: vt100::Parser,
    bytes: Receiver<Vec<u8>>,
    pub writer: Box<dyn Write + Send>,
    pub child: Box<dyn Child + Send + Sync>,
    master: Box<dyn MasterPty + Send>,
}

impl Session {
    pub fn start(home: &Path, arguments: &[&str], size: (u16, u16)) -> Self {
        Self::start_with(home, arguments, size, &[])
    }

    /// Starts with more variables in the environment, over the usual ones.
    pub fn start_with(
        home: &Path,
        arguments: &[&str],
        (columns, rows): (u16, u16),
        variables: &[(&str, &str)],
    ) -> Self {
        let size = PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).unwrap();
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_northstar"));
        command.args(arguments);
        command.env_clear();
        for (name, value) in
            [("TERM", "xterm-256color"), ("LANG", "C.UTF-8"), ("TZ", "UTC"), ("PATH", "/usr/bin:/bin")]
        {
            command.env(name, value);
        }
        command.env("HOME", home);
        command.env("TMPDIR", home);
        variables.iter().for_each(|(name, value)| command.env(name, value));
        let child = pair.slave.spawn_command(command).unwrap();
        let mut reader = pair.master.try_clone_reader().unwrap();
        let (sender, bytes) = channel();
        std::thread::spawn(move || {
            let mut buffer = [0; 8192];
            while let Ok(count) = reader.read(&mut buffer) {
                if count == 0 || sender.send(buffer[..count].to_vec()).is_err() {
                    return;
                }
            }
        });
        let writer = pair.master.take_writer().unwrap();
        Self {
            parser: vt100::Parser::new(cells(rows), cells(columns), 0),
            bytes,
            writer,
            child,
            master: pair.master,
        }
    }

    fn screen(&self) -> String {
        self.parser.screen().contents()
    }

    /// Takes in output until the screen satisfies the condition.
    pub fn wait(&mut self, what: &str, holds: impl Fn(&vt100::Screen) -> bool) {
        let deadline = Instant::now() + PATIENCE;
        while !holds(self.parser.screen()) {
            let left = deadline.saturating_duration_since(Instant::now());
            match self.bytes.recv_timeout(left) {
                Ok(bytes) => self.parser.process(&bytes),
                Err(_) => panic!("{what} never came:\n{}", self.screen()),
            }
        }
    }

    pub fn wait_for(&mut self, text: &str) {
        self.wait(text, |screen| screen.contents().contains(text));
    }

    pub fn keys(&mut self, keys: &str) {
        self.writer.write_all(keys.as_bytes()).unwrap();
        self.writer.flush().unwrap();
    }

    /// Waits for the end. Returns the exit code; the terminal must have been given back.
    pub fn finish(mut self) -> u32 {
        let code = self.child.wait().unwrap().exit_code();
        while let Ok(bytes) = self.bytes.recv_timeout(PATIENCE) {
            self.parser.process(&bytes);
        }
        assert!(!self.parser.screen().alternate_screen(), "the terminal was given back");
        assert!(!self.parser.screen().hide_cursor(), "the cursor is back");
        code
    }
}

fn cells(count: u16) -> NonZeroU16 {
    NonZeroU16::new(count).unwrap()
}

fn northstar(home: &Path, arguments: &[&str]) -> std::process::Output {
    std::process::Command::new(env!("CARGO_BIN_EXE_northstar"))
        .args(arguments)
        .env_clear()
        .env("HOME", home)
        .env("TZ", "UTC")
        .output()
        .unwrap()
}

#[test]
fn the_demo_opens_three_panes_and_quits() {
    let home = tempfile::tempdir().unwrap();
    let mut session = Session::start(home.path(), &["demo"], (120, 40));
    for pane in ["Signals", "Stakeholders", "Candidates", "DEMO"] {
        session.wait_for(pane);
    }
    session.keys("q");
    assert_eq!(session.finish(), 0);
}

#[test]
fn any_size_is_survived_and_the_screen_comes_back() {
    let home = tempfile::tempdir().unwrap();
    let mut session = Session::start(home.path(), &["demo"], (120, 40));
    session.wait_for("Candidates");
    for (columns, rows) in [(1, 1), (20, 5), (500, 2), (60, 20), (120, 40)] {
        let size = PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 };
        session.master.resize(size).unwrap();
        session.parser.screen_mut().set_size(cells(rows), cells(columns));
    }
    session.wait("the home screen at its size", |screen| {
        screen.contents().contains("Stakeholders") && screen.contents().contains("Candidates")
    });
    session.keys("\x03");
    assert_eq!(session.finish(), 0);
}

#[test]
fn sigterm_gives_the_terminal_back() {
    let home = tempfile::tempdir().unwrap();
    let mut session = Session::start(home.path(), &["demo"], (100, 30));
    session.wait_for("Candidates");
    let pid = rustix::process::Pid::from_raw(session.child.process_id().unwrap() as i32).unwrap();
    rustix::process::kill_process(pid, rustix::process::Signal::TERM).unwrap();
    assert_eq!(session.finish(), 143);
}

#[test]
fn kill_nine_after_saved_loses_nothing() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("work");
    let folder_text = folder.to_string_lossy().into_owned();
    let workspace = ["--workspace", folder_text.as_str()];
    for title in ["first ask", "second ask", "third ask"] {
        let made = northstar(home.path(), &[workspace[0], workspace[1], "add", title, "--channel", "sales"]);
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    }
    for left in (0..3).rev() {
        let mut session = Session::start(home.path(), &workspace, (120, 40));
        session.wait_for(&format!("{} left", left + 1));
        session.keys("K");
        session.wait("the verdict to be saved", |screen| {
            screen.contents().contains(&format!("{left} left")) && screen.contents().contains("saved")
        });
        session.child.kill().unwrap();
        session.child.wait().unwrap();
        let listed = northstar(
            home.path(),
            &[workspace[0], workspace[1], "list", "signals", "--filter", "status:kept", "--json"],
        );
        let kept: serde_json::Value = serde_json::from_slice(&listed.stdout).unwrap();
        assert_eq!(kept.as_array().unwrap().len(), 3 - left);
    }
    let mut session = Session::start(home.path(), &workspace, (120, 40));
    session.wait_for("0 left");
    for left in 1..=3 {
        session.wait_for("saved");
        session.keys("u");
        session.wait_for(&format!("{left} left"));
    }
    session.keys("q");
    assert_eq!(session.finish(), 0);
}

#[test]
fn a_stopped_holder_keeps_its_lock_and_a_dead_one_does_not() {
    use rustix::process::{Pid, Signal, kill_process};
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("work").to_string_lossy().into_owned();
    let add = |title| northstar(home.path(), &["--workspace", &folder, "add", title]);
    assert!(add("first").status.success());
    let mut session = Session::start(home.path(), &["--workspace", &folder], (120, 40));
    session.wait_for("1 left");
    let number = session.child.process_id().unwrap();
    let pid = Pid::from_raw(number as i32).unwrap();
    kill_process(pid, Signal::STOP).unwrap();
    let refused = add("second");
    let said = String::from_utf8(refused.stderr).unwrap();
    assert_eq!(refused.status.code(), Some(3), "{said}");
    assert!(said.contains(&format!("process {number} since 20")) && said.contains(" on "), "{said}");
    session.child.kill().unwrap();
    session.child.wait().unwrap();
    assert!(add("third").status.success());
}
