//! Signals as inputs. They have a thread of their own, asleep until one comes, so that the program still
//! ends when the keyboard's thread or the main loop hangs. Faults are not here but in `restore`.

use super::input::Input;
use super::restore;
use crossterm::terminal;
use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGTERM, SIGTSTP, SIGWINCH, SIGXFSZ};
use signal_hook::iterator::Signals;
use signal_hook::low_level::emulate_default_handler;
use std::io;
use std::sync::Arc;
use std::sync::mpsc::Sender;
use std::thread;
use std::time::Duration;

/// How long the main loop may take to save and leave after it was asked to.
const PATIENCE: Duration = Duration::from_secs(5);

/// Starts listening: resizes, stop and continue, and the polite ways of ending a program become inputs.
pub fn spawn<T: Send + 'static>(
    sender: Sender<T>,
    wrap: impl Fn(Input) -> T + Send + 'static,
) -> io::Result<()> {
    let mut signals = Signals::new([SIGTERM, SIGHUP, SIGINT, SIGTSTP, SIGCONT, SIGWINCH])?;
    thread::Builder::new().name("signals".into()).spawn(move || {
        let mut asked_to_end = false;
        for signal in signals.forever() {
            let Some(input) = input_of(signal) else { continue };
            let ends = matches!(input, Input::Terminate(_));
            if ends && asked_to_end {
                die(signal);
            }
            let heard = sender.send(wrap(input)).is_ok();
            if ends {
                asked_to_end = true;
                watch(signal, heard);
            }
        }
    })?;
    Ok(())
}

/// Lets a write beyond the largest file size allowed fail, which is told, instead of ending the program.
pub fn survive_file_size_limit() {
    // Without the handler such a write ends the program, after which all that was saved is there.
    let _ = signal_hook::flag::register(SIGXFSZ, Arc::default());
}

fn input_of(signal: i32) -> Option<Input> {
    // What the keyboard sends while an editor runs is the editor's: stop along with it, survive its Ctrl-C.
    let lent = restore::is_lent();
    match signal {
        SIGWINCH => terminal::size().ok().map(|(columns, rows)| Input::Resize(columns, rows)),
        SIGCONT => Some(Input::Continued),
        SIGINT if lent => None,
        SIGTSTP if lent => {
            let _ = emulate_default_handler(SIGTSTP);
            None
        }
        SIGTSTP => Some(Input::Suspend),
        _ => Some(Input::Terminate(signal)),
    }
}

/// Ends the program by force when the main loop does not.
fn watch(signal: i32, heard: bool) {
    let patience = if heard { PATIENCE } else { Duration::ZERO };
    let watcher = thread::Builder::new().name("watchdog".into()).spawn(move || {
        thread::sleep(patience);
        die(signal);
    });
    if watcher.is_err() {
        die(signal);
    }
}

/// Gives the terminal back and dies of the signal, so that the shell sees the true cause.
fn die(signal: i32) {
    restore::restore_now();
    let _ = emulate_default_handler(signal);
}
