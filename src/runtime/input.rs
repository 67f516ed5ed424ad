//! The keyboard: terminal events become our own few inputs, on a thread that sleeps until a byte comes. It
//! reads only bytes that are there, so it can be paused while an editor owns the terminal, and it ends when
//! the terminal is gone instead of asking it forever. Knows nothing of commands.

use crate::app::chord::{Chord, Key};
use crossterm::event::{self, Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use rustix::event::{PollFd, PollFlags, poll};
use rustix::fd::OwnedFd;
use rustix::fs::{Mode, OFlags};
use rustix::stdio::{dup2_stdin, stdin};
use std::io;
use std::os::unix::net::UnixStream;
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;
use std::time::Duration;

/// Everything the terminal and the system can tell the running program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    Key(Chord),
    /// A pasted text, as one piece.
    Paste(String),
    /// The new size in columns and rows.
    Resize(u16, u16),
    /// The user came back to this window; files may have changed meanwhile.
    FocusGained,
    /// Somebody asked us to stop for a while.
    Suspend,
    /// We run again; the screen must be set up and drawn anew.
    Continued,
    /// The signal that asks us to save and end.
    Terminate(i32),
    /// The terminal no longer exists.
    Gone,
}

/// How long the terminal library may look for bytes. It spins below a millisecond, so this is kept short;
/// zero would make it not look at all.
const GLANCE: Duration = Duration::from_micros(50);
/// Wake-ups in a row without a byte or an event after which the terminal counts as gone.
const EMPTY_LIMIT: u32 = 100;
/// How long a pause waits for the thread to let go.
const PAUSE_LIMIT: Duration = Duration::from_millis(200);

/// The keyboard's thread, seen from the main loop. Dropping it ends the thread.
pub struct Keyboard {
    /// A byte in it asks for a pause; its end asks for the end.
    wake: UnixStream,
    paused: Receiver<()>,
    resume: Sender<()>,
    stdin: Option<Stdin>,
}

/// Standard input twice: as it was given to us, and opened again without blocking, so that half an escape
/// sequence cannot hold the thread and the shell's own descriptor keeps its flags.
struct Stdin {
    given: OwnedFd,
    ours: OwnedFd,
}

/// While this lives, nobody but the program we run reads the terminal.
pub struct Paused<'a>(&'a Keyboard);

impl Keyboard {
    /// Starts reading. Every input is wrapped and sent; the thread ends when nobody listens any more.
    pub fn spawn<T: Send + 'static>(
        sender: Sender<T>,
        wrap: impl Fn(Input) -> T + Send + 'static,
    ) -> io::Result<Self> {
        let (wake, woken) = UnixStream::pair()?;
        let (acknowledge, paused) = mpsc::channel();
        let (resume, resumed) = mpsc::channel();
        let stdin = Stdin::reopen().ok();
        if let Some(stdin) = &stdin {
            dup2_stdin(&stdin.ours)?;
        }
        let reader = Reader { woken, acknowledge, resumed, empty: 0 };
        thread::Builder::new()
            .name("keyboard".into())
            .spawn(move || reader.run(|input| sender.send(wrap(input)).is_ok()))?;
        Ok(Self { wake, paused, resume, stdin })
    }

    /// Keeps the thread away from the terminal until the guard is dropped. Keys pressed before are already
    /// sent; keys pressed from now on are left where they are.
    pub fn pause(&self) -> Paused<'_> {
        use std::io::Write;
        // A thread that has ended reads nothing, and one that is stuck must not hold up the editor.
        if (&self.wake).write_all(&[1]).is_ok() {
            let _ = self.paused.recv_timeout(PAUSE_LIMIT);
        }
        if let Some(stdin) = &self.stdin {
            let _ = dup2_stdin(&stdin.given);
        }
        Paused(self)
    }
}

impl Drop for Paused<'_> {
    fn drop(&mut self) {
        if let Some(stdin) = &self.0.stdin {
            let _ = dup2_stdin(&stdin.ours);
        }
        let _ = self.0.resume.send(());
    }
}

impl Drop for Keyboard {
    fn drop(&mut self) {
        if let Some(stdin) = &self.stdin {
            let _ = dup2_stdin(&stdin.given);
        }
    }
}

impl Stdin {
    fn reopen() -> rustix::io::Result<Self> {
        let name = rustix::termios::ttyname(stdin(), Vec::new())?;
        let flags = OFlags::RDWR | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC;
        let ours = rustix::fs::open(name, flags, Mode::empty())?;
        let given = rustix::io::fcntl_dupfd_cloexec(stdin(), 3)?;
        Ok(Self { given, ours })
    }
}

/// The thread's own side.
struct Reader {
    woken: UnixStream,
    acknowledge: Sender<()>,
    resumed: Receiver<()>,
    /// Wake-ups in a row that brought nothing.
    empty: u32,
}

/// What the thread was woken by.
enum Wake {
    Bytes,
    Pause,
    End,
    Gone,
}

impl Reader {
    fn run(mut self, send: impl Fn(Input) -> bool) {
        loop {
            let goes_on = match self.sleep() {
                Wake::Bytes => self.read_all(&send),
                Wake::Pause => self.acknowledge.send(()).is_ok() && self.resumed.recv().is_ok(),
                Wake::End => false,
                Wake::Gone => {
                    send(Input::Gone);
                    false
                }
            };
            if !goes_on {
                return;
            }
        }
    }

    /// Sleeps until there are bytes or somebody wants something.
    fn sleep(&mut self) -> Wake {
        use std::io::Read;
        let over = PollFlags::HUP | PollFlags::ERR | PollFlags::NVAL;
        let terminal = stdin();
        let mut both = [PollFd::new(&terminal, PollFlags::IN), PollFd::new(&self.woken, PollFlags::IN)];
        match poll(&mut both, None) {
            Err(rustix::io::Errno::INTR) => return self.sleep(),
            Err(_) => return Wake::Gone,
            Ok(_) => {}
        }
        let (keys, wake) = (both[0].revents(), both[1].revents());
        if !wake.is_empty() {
            return match (&self.woken).read(&mut [0]) {
                Ok(1) => Wake::Pause,
                _ => Wake::End,
            };
        }
        // A long paste comes in many pieces before it is one event; a terminal that is gone has no bytes at all.
        if rustix::io::ioctl_fionread(terminal).is_ok_and(|waiting| 0 < waiting) {
            self.empty = 0;
        }
        if keys.intersects(over) || EMPTY_LIMIT < self.empty { Wake::Gone } else { Wake::Bytes }
    }

    /// Sends every event that is complete and tells whether to go on.
    fn read_all(&mut self, send: &impl Fn(Input) -> bool) -> bool {
        self.empty += 1;
        loop {
            match event::poll(GLANCE).and_then(|ready| ready.then(event::read).transpose()) {
                Ok(Some(event)) => {
                    self.empty = 0;
                    if input_of(event).is_some_and(|input| !send(input)) {
                        return false;
                    }
                }
                Ok(None) => return true,
                Err(_) => {
                    send(Input::Gone);
                    return false;
                }
            }
        }
    }
}

/// Our input for an event of the terminal library. Sizes come through `signals`, which cannot miss one.
fn input_of(event: Event) -> Option<Input> {
    match event {
        Event::Key(key) => chord_of(key).map(Input::Key),
        Event::Paste(text) => Some(Input::Paste(text)),
        Event::FocusGained => Some(Input::FocusGained),
        Event::FocusLost | Event::Mouse(_) | Event::Resize(..) => None,
    }
}

/// The chord of a key press or repeat; releases, lone modifiers and system keys are none.
fn chord_of(event: KeyEvent) -> Option<Chord> {
    let unheard = KeyModifiers::SUPER | KeyModifiers::HYPER | KeyModifiers::META;
    if event.kind == KeyEventKind::Release || event.modifiers.intersects(unheard) {
        return None;
    }
    let key = match event.code {
        KeyCode::Char(c) => Key::Char(c),
        KeyCode::Enter => Key::Enter,
        KeyCode::Esc => Key::Esc,
        KeyCode::Tab => Key::Tab,
        KeyCode::BackTab => Key::BackTab,
        KeyCode::Backspace => Key::Backspace,
        KeyCode::Delete => Key::Delete,
        KeyCode::Up => Key::Up,
        KeyCode::Down => Key::Down,
        KeyCode::Left => Key::Left,
        KeyCode::Right => Key::Right,
        KeyCode::Home => Key::Home,
        KeyCode::End => Key::End,
        KeyCode::PageUp => Key::PageUp,
        KeyCode::PageDown => Key::PageDown,
        KeyCode::Insert => Key::Insert,
        KeyCode::F(number) => Key::F(number),
        _ => return None,
    };
    let held = |modifier| event.modifiers.contains(modifier);
    Some(Chord::new(key, held(KeyModifiers::CONTROL), held(KeyModifiers::ALT), held(KeyModifiers::SHIFT)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(code: KeyCode, modifiers: KeyModifiers) -> Option<String> {
        chord_of(KeyEvent::new(code, modifiers)).map(|chord| chord.to_string())
    }

    #[test]
    fn keys_get_their_names() {
        let name = |code, modifiers| key(code, modifiers).unwrap();
        assert_eq!(name(KeyCode::Char('J'), KeyModifiers::SHIFT), "J");
        assert_eq!(name(KeyCode::Char('j'), KeyModifiers::SHIFT), "J");
        assert_eq!(name(KeyCode::Char('d'), KeyModifiers::CONTROL), "ctrl-d");
        assert_eq!(name(KeyCode::BackTab, KeyModifiers::SHIFT), "shift-tab");
        assert_eq!(name(KeyCode::Enter, KeyModifiers::ALT), "alt-enter");
        assert_eq!(name(KeyCode::F(5), KeyModifiers::NONE), "f5");
    }

    #[test]
    fn releases_and_foreign_modifiers_are_dropped() {
        let press = KeyEvent::new(KeyCode::Char('j'), KeyModifiers::NONE);
        assert!(chord_of(KeyEvent { kind: KeyEventKind::Release, ..press }).is_none());
        assert!(chord_of(KeyEvent { kind: KeyEventKind::Repeat, ..press }).is_some());
        assert_eq!(key(KeyCode::Char('j'), KeyModifiers::SUPER), None);
        assert_eq!(key(KeyCode::CapsLock, KeyModifiers::NONE), None);
    }

    #[test]
    fn other_events_are_told_or_dropped() {
        assert_eq!(input_of(Event::Paste("a\nb".into())), Some(Input::Paste("a\nb".into())));
        assert_eq!(input_of(Event::FocusGained), Some(Input::FocusGained));
        assert_eq!(input_of(Event::Resize(80, 24)), None);
    }
}
