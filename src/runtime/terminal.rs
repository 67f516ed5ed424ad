//! The terminal as our screen: taken over, drawn on with one write a frame, given back, stopped and
//! continued. Whatever is switched on here is undone by `restore::SEQUENCE`, the only list of it.

use super::input::Keyboard;
use super::restore;
use crate::domain::shown::shown;
use crossterm::event::{EnableBracketedPaste, EnableFocusChange};
use crossterm::execute;
use crossterm::terminal::{EnterAlternateScreen, disable_raw_mode, enable_raw_mode};
use ratatui::backend::CrosstermBackend;
use ratatui::{Frame, Terminal};
use rustix::event::{PollFd, PollFlags, poll};
use std::cell::Cell;
use std::env;
use std::fs::File;
use std::io::{self, IsTerminal, Write};
use std::rc::Rc;

/// The exit code when there is no terminal to draw on.
pub const NO_TERMINAL: u8 = 7;
/// Room for a whole frame of a large screen, in bytes.
const FRAME_BYTES: usize = 64 << 10;

/// Why there is no screen.
#[derive(Debug, thiserror::Error)]
pub enum TerminalError {
    #[error(
        "The screen needs a terminal, but {what} is none. Use the command line, for example `northstar list signals`; `northstar --help` names the rest."
    )]
    None { what: &'static str },
    #[error(
        "The terminal says it is `{}`, which cannot show a screen. Set TERM to what it is, or use the command line, for example `northstar list signals`.",
        shown(term)
    )]
    Dumb { term: String },
    #[error("The terminal could not be set up: {0}.")]
    Failed(#[from] io::Error),
}

/// Refuses where a screen would only spill control sequences.
fn check(stdin: bool, stdout: bool, term: Option<&str>) -> Result<(), TerminalError> {
    match (stdin, stdout, term) {
        (false, ..) => Err(TerminalError::None { what: "standard input" }),
        (_, false, _) => Err(TerminalError::None { what: "standard output" }),
        (.., None | Some("" | "dumb")) => Err(TerminalError::Dumb { term: term.unwrap_or_default().into() }),
        _ => Ok(()),
    }
}

/// Tells whether the locale speaks UTF-8; where it does not, frames are drawn in ASCII.
pub fn speaks_utf8() -> bool {
    let set = |name| env::var(name).ok().filter(|value| !value.is_empty());
    is_utf8(set("LC_ALL").or_else(|| set("LC_CTYPE")).or_else(|| set("LANG")).as_deref())
}

/// Without any locale the terminal most likely speaks UTF-8 all the same: few still do not.
fn is_utf8(locale: Option<&str>) -> bool {
    locale.is_none_or(|locale| {
        let lower = locale.to_ascii_lowercase();
        lower.contains("utf-8") || lower.contains("utf8")
    })
}

/// The terminal while the program runs. Gives it back when dropped.
pub struct Screen {
    terminal: Terminal<CrosstermBackend<FrameWriter>>,
    held: Rc<Cell<bool>>,
    /// The terminal does not speak UTF-8.
    ascii: bool,
}

impl Screen {
    /// Takes the terminal over, or says why it cannot.
    pub fn open() -> Result<Self, TerminalError> {
        check(io::stdin().is_terminal(), io::stdout().is_terminal(), env::var("TERM").ok().as_deref())?;
        let out =
            File::from(rustix::io::fcntl_dupfd_cloexec(rustix::stdio::stdout(), 3).map_err(io::Error::from)?);
        let held = Rc::new(Cell::new(false));
        let writer = FrameWriter { pending: Vec::with_capacity(FRAME_BYTES), held: Rc::clone(&held), out };
        let mut screen =
            Self { terminal: Terminal::new(CrosstermBackend::new(writer))?, held, ascii: !speaks_utf8() };
        screen.take_over()?;
        Ok(screen)
    }

    /// Draws a frame; all of it reaches the terminal in one write.
    pub fn draw(&mut self, render: impl FnOnce(&mut Frame<'_>)) -> io::Result<()> {
        self.held.set(true);
        let ascii = self.ascii;
        let drawn = self.terminal.draw(|frame| {
            render(frame);
            if ascii {
                super::ascii::reduce(frame.buffer_mut());
            }
        });
        let drawn = drawn.map(|_| ());
        self.held.set(false);
        drawn.and(self.terminal.backend_mut().flush())
    }

    /// Returns the size in columns and rows.
    pub fn size(&self) -> io::Result<(u16, u16)> {
        self.terminal.size().map(|size| (size.width, size.height))
    }

    /// Lets the next frame be drawn whole: a terminal that was resized may have forgotten what it showed,
    /// even when it is as large as before.
    pub fn invalidate(&mut self) -> io::Result<()> {
        let size = self.terminal.size()?;
        self.terminal.resize(size.into())
    }

    /// Gives the terminal back as it was. Harmless when it already is.
    pub fn leave(&mut self) -> io::Result<()> {
        if !restore::disarm() {
            return Ok(());
        }
        let writer = self.terminal.backend_mut();
        let left = writer.write_all(restore::SEQUENCE.as_bytes()).and_then(|()| writer.flush());
        disable_raw_mode().and(left)
    }

    /// Takes the terminal over again; the next frame is drawn whole. Also right after somebody else changed
    /// its modes behind our back.
    pub fn enter(&mut self) -> io::Result<()> {
        self.leave()?;
        self.take_over()?;
        // Not `clear`: that asks the terminal where its cursor is, and the keyboard's thread has the answer.
        let size = self.terminal.size()?;
        self.terminal.resize(size.into())
    }

    /// Stops the program as Ctrl-Z is expected to, and comes back when it is continued.
    pub fn suspend(&mut self) -> io::Result<()> {
        self.leave()?;
        restore::stop_group();
        self.enter()
    }

    /// Runs something that needs the real terminal, such as an editor, with the keyboard out of its way.
    pub fn outside<R>(&mut self, keyboard: &Keyboard, work: impl FnOnce() -> R) -> io::Result<R> {
        let paused = keyboard.pause();
        self.leave()?;
        let result = work();
        self.enter()?;
        drop(paused);
        Ok(result)
    }

    /// Returns the way to the terminal for sequences that draw nothing, such as the clipboard's.
    pub fn writer(&mut self) -> &mut impl Write {
        self.terminal.backend_mut()
    }

    fn take_over(&mut self) -> io::Result<()> {
        restore::arm()?;
        enable_raw_mode()?;
        execute!(self.terminal.backend_mut(), EnterAlternateScreen, EnableBracketedPaste, EnableFocusChange)
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        // The terminal may be gone; there is nobody left to tell.
        let _ = self.leave();
    }
}

/// Collects what the drawing library writes in many pieces and flushes on the way.
struct FrameWriter {
    pending: Vec<u8>,
    held: Rc<Cell<bool>>,
    out: File,
}

impl Write for FrameWriter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.pending.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.held.get() || self.pending.is_empty() {
            return Ok(());
        }
        let written = write_all(&mut self.out, &self.pending);
        self.pending.clear();
        written
    }
}

/// Writes everything, also to a terminal that somebody left in non-blocking mode.
fn write_all(out: &mut File, mut bytes: &[u8]) -> io::Result<()> {
    while !bytes.is_empty() {
        match out.write(bytes) {
            Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
            Ok(count) => bytes = bytes.get(count..).unwrap_or_default(),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                poll(&mut [PollFd::new(out, PollFlags::OUT)], None)?;
            }
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    #[test]
    fn what_is_no_screen_is_refused_with_a_way_out() {
        let said = |stdin, stdout, term| check(stdin, stdout, term).unwrap_err().to_string();
        assert!(said(false, true, Some("xterm")).contains("standard input is none"));
        assert!(said(true, false, Some("xterm")).contains("`northstar list signals`"));
        assert!(said(true, true, Some("dumb")).contains("says it is `dumb`"));
        assert!(check(true, true, None).is_err() && check(true, true, Some("")).is_err());
        assert!(check(true, true, Some("xterm-256color")).is_ok());
    }

    #[test]
    fn locales_are_read_for_utf8() {
        assert!(is_utf8(None) && is_utf8(Some("de_DE.UTF-8")) && is_utf8(Some("C.utf8")));
        assert!(!is_utf8(Some("C")) && !is_utf8(Some("de_DE.ISO-8859-1")));
    }

    #[test]
    fn a_held_frame_is_written_once_and_whole() {
        let (read, write) = std::io::pipe().unwrap();
        let held = Rc::new(Cell::new(true));
        let out = File::from(std::os::fd::OwnedFd::from(write));
        let mut writer = FrameWriter { pending: Vec::new(), held: Rc::clone(&held), out };
        writer.write_all(b"one ").unwrap();
        writer.flush().unwrap();
        writer.write_all(b"two").unwrap();
        held.set(false);
        writer.flush().unwrap();
        drop(writer);
        let mut bytes = [0; 16];
        let mut read = read;
        let count = read.read(&mut bytes).unwrap();
        assert_eq!(&bytes[..count], b"one two");
    }
}
