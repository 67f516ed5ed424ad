//! Gives the terminal back when the program dies without being asked: abort, fault, stack overflow, quit.
//! The handlers may only call what is safe inside a signal (write, tcsetattr, sigaction, raise); no locks,
//! no allocation. The only module that may hold unsafe code.
#![allow(unsafe_code, reason = "signal actions need pointers and C structures that no safe library offers")]

use libc::{c_int, c_void, siginfo_t};
use std::io;
use std::mem::MaybeUninit;
use std::ptr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Once, OnceLock};

/// Undoes everything [`super::terminal`] switched on, and what a terminal may have been left with: keyboard
/// flags, focus reports, bracketed paste, mouse, half a frame, colours, the other screen, the hidden cursor.
pub const SEQUENCE: &str = concat!(
    "\x1b[<u",
    "\x1b[?1004l",
    "\x1b[?2004l",
    "\x1b[?1006l\x1b[?1003l\x1b[?1002l\x1b[?1000l",
    "\x1b[?2026l",
    "\x1b[0m",
    "\x1b[?1049l",
    "\x1b[?25h",
);

/// Signals that end the program on the spot. A stack overflow arrives as a fault, then as an abort.
const FATAL: [c_int; 4] = [libc::SIGABRT, libc::SIGQUIT, libc::SIGSEGV, libc::SIGBUS];

/// How long a terminal that takes no bytes is waited for, in milliseconds.
const PATIENCE_MS: c_int = 200;

/// The screen is ours at present.
static ARMED: AtomicBool = AtomicBool::new(false);
/// The terminal is lent to a program we started; its keys are not meant for us.
static LENT: AtomicBool = AtomicBool::new(false);
/// The terminal's modes as we found them.
static MODES: OnceLock<libc::termios> = OnceLock::new();
/// What the language runtime does on a fault: it says that the stack overflowed.
static ON_FAULT: OnceLock<[libc::sigaction; FATAL.len()]> = OnceLock::new();
static HANDLERS: Once = Once::new();

/// Remembers the terminal's modes and watches over them. To be called before raw mode is entered.
pub fn arm() -> io::Result<()> {
    if MODES.get().is_none() {
        let modes = read_modes()?;
        MODES.get_or_init(|| modes);
    }
    HANDLERS.call_once(|| {
        let previous = FATAL.map(|signal| set_action(signal, &our_action()));
        ON_FAULT.get_or_init(|| previous);
    });
    ARMED.store(true, Ordering::SeqCst);
    Ok(())
}

/// Stops watching and tells whether the screen was ours until now.
pub fn disarm() -> bool {
    ARMED.swap(false, Ordering::SeqCst)
}

/// Gives the terminal back at once, if the screen is ours. Safe inside a signal handler.
pub fn restore_now() {
    if !disarm() {
        return;
    }
    write_all(SEQUENCE.as_bytes());
    if let Some(modes) = MODES.get() {
        // SAFETY: `modes` points to a whole structure that lives as long as the program.
        unsafe { libc::tcsetattr(libc::STDIN_FILENO, libc::TCSANOW, modes) };
    }
}

/// The terminal is in other hands until this is dropped: Ctrl-C and Ctrl-\ are theirs.
pub struct Lent(());

/// Lends the terminal to a program about to be started.
pub fn lend_terminal() -> Lent {
    LENT.store(true, Ordering::SeqCst);
    Lent(())
}

/// Tells whether a program we started holds the terminal.
pub fn is_lent() -> bool {
    LENT.load(Ordering::SeqCst)
}

impl Drop for Lent {
    fn drop(&mut self) {
        LENT.store(false, Ordering::SeqCst);
    }
}

/// Stops the program and those started with it, as Ctrl-Z would, and returns when it is continued. The
/// system refuses, and this returns at once, where no shell could continue it.
pub fn stop_group() {
    let ours = set_action(libc::SIGTSTP, &default_action());
    // SAFETY: plain system call; 0 means the own group.
    unsafe { libc::kill(0, libc::SIGTSTP) };
    set_action(libc::SIGTSTP, &ours);
}

fn read_modes() -> io::Result<libc::termios> {
    let mut modes = MaybeUninit::<libc::termios>::uninit();
    // SAFETY: the call fills the structure it is pointed to, and it is read only when it says so.
    unsafe {
        if libc::tcgetattr(libc::STDIN_FILENO, modes.as_mut_ptr()) == 0 {
            return Ok(modes.assume_init());
        }
    }
    Err(io::Error::last_os_error())
}

fn default_action() -> libc::sigaction {
    // SAFETY: all-zero is the default action with an empty mask.
    unsafe { MaybeUninit::zeroed().assume_init() }
}

/// Our handler, on the stack that the language runtime keeps for faults.
fn our_action() -> libc::sigaction {
    let mut action = default_action();
    action.sa_sigaction = on_fatal as *const () as usize;
    action.sa_flags = libc::SA_SIGINFO | libc::SA_ONSTACK;
    action
}

/// Sets what a signal does and returns what it did before.
fn set_action(signal: c_int, action: &libc::sigaction) -> libc::sigaction {
    let mut before = default_action();
    // SAFETY: both point to whole structures; the handlers we pass live as long as the program.
    unsafe { libc::sigaction(signal, action, &raw mut before) };
    before
}

extern "C" fn on_fatal(signal: c_int, info: *mut siginfo_t, _context: *mut c_void) {
    if signal == libc::SIGQUIT && is_lent() {
        return;
    }
    restore_now();
    // A real fault happens again on return and then meets the runtime's handler, which names a stack
    // overflow. A signal sent by somebody would not: it takes its default course now.
    if let Some(previous) = fault_action(signal, info) {
        set_action(signal, &previous);
        return;
    }
    set_action(signal, &default_action());
    // SAFETY: plain system call.
    unsafe { libc::raise(signal) };
}

/// The runtime's own action, when the signal is a fault of the program itself.
fn fault_action(signal: c_int, info: *const siginfo_t) -> Option<libc::sigaction> {
    // SAFETY: with SA_SIGINFO the system passes a valid structure.
    let sent_by_system = !info.is_null() && 0 < unsafe { (*info).si_code };
    let is_fault = sent_by_system && matches!(signal, libc::SIGSEGV | libc::SIGBUS);
    let place = FATAL.iter().position(|known| *known == signal)?;
    ON_FAULT.get().filter(|_| is_fault).map(|actions| actions[place])
}

/// Writes what the terminal takes; one that has stopped reading must not keep a dying program alive.
fn write_all(mut bytes: &[u8]) {
    while !bytes.is_empty() && is_writable() {
        // SAFETY: pointer and length are those of a live slice.
        let written = unsafe { libc::write(libc::STDOUT_FILENO, ptr::from_ref(bytes).cast(), bytes.len()) };
        match usize::try_from(written) {
            Ok(count) if 0 < count => bytes = bytes.get(count..).unwrap_or_default(),
            _ => return,
        }
    }
}

fn is_writable() -> bool {
    let mut terminal = libc::pollfd { fd: libc::STDOUT_FILENO, events: libc::POLLOUT, revents: 0 };
    // SAFETY: one structure is passed, and its count says so.
    0 < unsafe { libc::poll(&raw mut terminal, 1, PATIENCE_MS) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sequence_undoes_all_that_a_terminal_can_be_left_in() {
        let mut terminal = vt100::Parser::new(10.try_into().unwrap(), 40.try_into().unwrap(), 0);
        terminal.process(b"shell\x1b[?1049h\x1b[?25l\x1b[?2004h\x1b[?1002h\x1b[?1006h\x1b[1;31mframe");
        assert!(terminal.screen().alternate_screen() && terminal.screen().bracketed_paste());
        terminal.process(SEQUENCE.as_bytes());
        terminal.process(b"x");
        let screen = terminal.screen();
        assert!(!screen.alternate_screen() && !screen.bracketed_paste() && !screen.hide_cursor());
        assert_eq!(screen.mouse_protocol_mode(), vt100::MouseProtocolMode::None);
        assert_eq!(screen.contents(), "shellx");
        let cell = screen.cell(0, 5).unwrap();
        assert_eq!((cell.fgcolor(), cell.bold()), (vt100::Color::Default, false));
    }
}
