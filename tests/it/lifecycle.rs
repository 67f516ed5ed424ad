//! How the program ends and begins in a real terminal: whatever happens, the terminal is given back. Waits for
//! text and for the end, never for time.

use crate::pty::Session;
use std::process::{Command, Stdio};

fn demo(home: &tempfile::TempDir, variables: &[(&str, &str)]) -> Session {
    let mut session = Session::start_with(home.path(), &["demo"], (100, 30), variables);
    session.wait_for("Signals");
    session
}

/// The window gets the focus, which is when a fault that was asked for happens.
const FOCUS: &str = "\x1b[I";

#[test]
fn whatever_kills_it_the_terminal_comes_back() {
    for fault in ["panic", "abort", "overflow", "memory"] {
        let home = tempfile::tempdir().unwrap();
        let mut session = demo(&home, &[("NORTHSTAR_FAULT", fault)]);
        session.keys(FOCUS);
        session.wait(fault, |screen| !screen.alternate_screen() && !screen.hide_cursor());
        if fault == "panic" {
            session.wait_for("fault of its own: asked for ␛[2J");
        }
        assert!(!session.parser.screen().bracketed_paste(), "{fault}");
        let code = session.finish();
        assert!(if fault == "panic" { code == 101 } else { code != 0 }, "{fault}: {code}");
    }
}

#[test]
fn a_task_that_dies_leaves_the_screen_alone() {
    let home = tempfile::tempdir().unwrap();
    let mut session = demo(&home, &[("NORTHSTAR_FAULT", "worker")]);
    session.keys(FOCUS);
    session.wait_for("A background task stopped: asked for");
    assert!(session.parser.screen().alternate_screen());
    session.keys("q");
    assert_eq!(session.finish(), 0);
}

#[test]
fn polite_signals_end_it_with_their_number() {
    use rustix::process::{Pid, Signal, kill_process};
    for (signal, code) in [(Signal::INT, 130), (Signal::HUP, 129), (Signal::TERM, 143)] {
        let home = tempfile::tempdir().unwrap();
        let session = demo(&home, &[]);
        let pid = Pid::from_raw(session.child.process_id().unwrap() as i32).unwrap();
        kill_process(pid, signal).unwrap();
        assert_eq!(session.finish(), code, "{signal:?}");
    }
}

#[test]
fn a_terminal_that_closes_ends_it() {
    let home = tempfile::tempdir().unwrap();
    let Session { mut child, mut writer, .. } = demo(&home, &[]);
    // The thread that reads the screen holds the terminal too; it ends at the next frame, which nobody takes.
    std::io::Write::write_all(&mut writer, b"j").unwrap();
    drop(writer);
    assert_ne!(child.wait().unwrap().exit_code(), 0);
}

#[test]
fn a_stop_that_no_shell_could_continue_only_redraws() {
    let home = tempfile::tempdir().unwrap();
    let mut session = demo(&home, &[]);
    session.keys("\x1a");
    session.wait("the screen again", |screen| {
        screen.alternate_screen() && screen.contents().contains("Signals")
    });
    session.keys("q");
    assert_eq!(session.finish(), 0);
}

#[test]
fn without_a_terminal_the_way_out_is_named() {
    let home = tempfile::tempdir().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_northstar"));
    command.arg("demo").env_clear().env("HOME", home.path()).env("TERM", "xterm").stdin(Stdio::null());
    let refused = command.output().unwrap();
    assert_eq!(refused.status.code(), Some(7));
    assert!(refused.stdout.is_empty() && String::from_utf8_lossy(&refused.stderr).contains("northstar list"));
    for term in ["dumb", ""] {
        let mut session = Session::start_with(home.path(), &["demo"], (100, 30), &[("TERM", term)]);
        session.wait_for("cannot show a screen");
        assert_eq!(session.finish(), 7);
    }
}

#[test]
fn other_letters_and_no_colours_when_the_environment_says_so() {
    let home = tempfile::tempdir().unwrap();
    let mut session = demo(&home, &[("LANG", "C"), ("NO_COLOR", "1")]);
    session.wait_for("inbox");
    let screen = session.parser.screen();
    assert!(screen.contents().is_ascii(), "{}", screen.contents());
    let (rows, columns) = (screen.size().0.get(), screen.size().1.get());
    let mut cells = (0..rows).flat_map(|row| (0..columns).filter_map(move |column| screen.cell(row, column)));
    assert!(
        cells.all(|cell| (cell.fgcolor(), cell.bgcolor()) == (vt100::Color::Default, vt100::Color::Default))
    );
    session.keys("q");
    assert_eq!(session.finish(), 0);
}

#[test]
fn a_paste_of_megabytes_and_one_that_ends_itself_are_only_text() {
    let home = tempfile::tempdir().unwrap();
    let mut session = demo(&home, &[]);
    session.keys(&format!("\x1b[200~{}\x1b[201~", "words and more ".repeat(100_000)));
    session.wait_for("The paste was cut at 1 MiB");
    // What follows a forged end of a paste is typed into the form; it does nothing to the records.
    session.keys("\x1b[200~x\x1b[201~qqKx\x1b[201~");
    session.wait_for("qqKx");
    session.child.kill().unwrap();
    session.child.wait().unwrap();
}
