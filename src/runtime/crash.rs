//! What happens when the program panics: the terminal comes back, one sentence says so, a private note keeps
//! the details. A panic in a worker thread leaves the running screen alone and is told to it instead. Never
//! prints or stores text of records, only the panic's own message, made safe to show.

use super::restore;
use crate::domain::shown::shown;
use std::backtrace::Backtrace;
use std::fs::OpenOptions;
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::panic::{self, PanicHookInfo};
use std::path::{Path, PathBuf};
use std::thread;

/// The longest panic message repeated to the user, in characters.
const LONGEST: usize = 300;

/// Installs the panic hook; to be called on the main thread. A panic of that thread restores the terminal;
/// one of another thread is passed to `on_worker` as a sentence. `note` is the file that keeps the details.
pub fn install_panic_hook(note: Option<PathBuf>, on_worker: impl Fn(String) + Send + Sync + 'static) {
    let main = thread::current().id();
    panic::set_hook(Box::new(move |info| {
        let is_main = thread::current().id() == main;
        if is_main {
            restore::restore_now();
        }
        let said = describe(info);
        let kept = note.as_deref().filter(|path| write_note(path, &said).is_ok());
        if is_main {
            // Standard error may be closed; there is nobody left to tell.
            let _ = writeln!(io::stderr(), "{}", farewell(&said, kept));
        } else {
            on_worker(format!("A background task stopped: {said}."));
        }
    }));
}

/// Lets no crash leave an image of the memory, with every note in it, in a folder others may read.
pub fn leave_no_core() {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let maximum = getrlimit(Resource::Core).maximum;
    // Where it cannot be limited the system decides, as for any program.
    let _ = setrlimit(Resource::Core, Rlimit { current: Some(0), maximum });
}

/// The panic's message and place on one safe line.
fn describe(info: &PanicHookInfo<'_>) -> String {
    let payload = info.payload();
    let message = payload.downcast_ref::<&str>().copied();
    let message =
        message.or_else(|| payload.downcast_ref::<String>().map(String::as_str)).unwrap_or("no message");
    let place = info.location().map(|at| format!(" ({}:{})", at.file(), at.line())).unwrap_or_default();
    safe_line(message) + &place
}

fn safe_line(message: &str) -> String {
    let line = shown(message);
    match line.char_indices().nth(LONGEST) {
        Some((cut, _)) => format!("{}…", &line[..cut]),
        None => line.into_owned(),
    }
}

fn farewell(said: &str, note: Option<&Path>) -> String {
    let kept = note.map(|path| format!(" Details are in {}.", shown(&path.to_string_lossy())));
    format!(
        "northstar stopped because of a fault of its own: {said}. What was shown as saved is safe.{}",
        kept.unwrap_or_default()
    )
}

/// Adds the panic to the note, which only its owner may read.
fn write_note(path: &Path, said: &str) -> io::Result<()> {
    let mut file = OpenOptions::new().append(true).create(true).mode(0o600).open(path)?;
    let thread = thread::current();
    writeln!(
        file,
        "northstar {}\nthread {}\n{said}\n{}",
        env!("CARGO_PKG_VERSION"),
        thread.name().unwrap_or("without a name"),
        Backtrace::force_capture()
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn messages_are_made_safe_and_short() {
        assert_eq!(safe_line("a\x1b[2J\nb"), "a␛[2J b");
        assert_eq!(safe_line(&"é".repeat(LONGEST + 1)), format!("{}…", "é".repeat(LONGEST)));
    }

    #[test]
    fn the_farewell_is_a_sentence_that_says_where_to_look() {
        assert_eq!(
            farewell("index 3 (src/x.rs:7)", Some(Path::new("/n/crash.txt"))),
            "northstar stopped because of a fault of its own: index 3 (src/x.rs:7). What was shown as saved is \
             safe. Details are in /n/crash.txt."
        );
        assert!(farewell("x", None).ends_with("is safe."));
    }

    #[test]
    fn the_note_is_private_and_grows() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("crash.txt");
        write_note(&path, "first").unwrap();
        write_note(&path, "second").unwrap();
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text.contains("first") && text.contains("second") && text.contains("write_note"));
        assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    }
}
