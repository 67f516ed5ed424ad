//! Reads a file to import in a process of its own, this same program: what a hostile file does to a parser is
//! over when that process is. Nobody's terminal, folder or workspace is in its reach; its answer is checked.

use super::files::InputError;
use super::worker::Job;
use crate::exchange::import::{Options, Parsed, wire};
use std::ffi::OsString;
use std::io::{self, BufReader};
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

/// How long a file that is there may take; one that somebody is still writing into a pipe may take longer.
const PATIENCE: Duration = Duration::from_secs(60);
/// The variables the process keeps: those that tell the time zone.
const KEPT: [&str; 2] = ["TZ", "TZDIR"];

/// How to start the reading process.
pub struct Reader {
    program: PathBuf,
    arguments: Vec<OsString>,
    patience: Option<Duration>,
}

impl Reader {
    /// This program, for a file on disk.
    pub fn new() -> io::Result<Self> {
        // The link still leads to this program when an update has replaced the file.
        let link = Path::new("/proc/self/exe");
        let program = if link.exists() { link.to_path_buf() } else { std::env::current_exe()? };
        Ok(Self { program, arguments: vec![super::worker::COMMAND.into()], patience: Some(PATIENCE) })
    }

    /// Waits as long as the other end of a pipe takes.
    pub fn patient(self) -> Self {
        Self { patience: None, ..self }
    }

    /// Reads what `input` holds; `name` is what messages call it.
    pub fn read(&self, name: &str, input: impl Into<Stdio>, options: &Options) -> Result<Parsed, InputError> {
        let stopped = |how: String| InputError::Stopped { path: name.into(), how };
        let job = Job::new(name, options).encoded().map_err(|error| stopped(error.to_string()))?;
        let mut command = Command::new(&self.program);
        command.arg0("northstar").args(&self.arguments).arg(job).env_clear().current_dir("/");
        command.envs(KEPT.iter().filter_map(|name| Some((name, std::env::var_os(name)?))));
        command.stdin(input).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().map_err(|error| stopped(error.to_string()))?;
        let Some(answer) = child.stdout.take() else { return Err(stopped("it does not answer".into())) };
        let (done, waiting) = channel::<()>();
        let patience = self.patience;
        let keeper = thread::Builder::new().name("reader".into());
        let keeper = keeper
            .spawn(move || keep(child, &waiting, patience))
            .map_err(|error| stopped(error.to_string()))?;
        let read = wire::read(&mut BufReader::new(answer));
        drop(done);
        let ended = keeper.join().unwrap_or_else(|_| Err(io::ErrorKind::Other.into()));
        match (read, ended) {
            (Ok(read), _) => read.map_err(InputError::Told),
            (Err(_), Ok(Ended { late: true, .. })) => Err(stopped("it took too long".into())),
            (Err(error), Ok(Ended { status, .. })) => Err(stopped(how(status, &error))),
            (Err(_), Err(error)) => Err(stopped(error.to_string())),
        }
    }
}

/// How the process ended.
struct Ended {
    status: ExitStatus,
    /// We put an end to it.
    late: bool,
}

/// Waits for the answer to be read, no longer than patience lasts, and takes the process down.
fn keep(mut child: Child, answered: &Receiver<()>, patience: Option<Duration>) -> io::Result<Ended> {
    let late = match patience {
        Some(patience) => answered.recv_timeout(patience) == Err(RecvTimeoutError::Timeout),
        None => {
            let _ = answered.recv();
            false
        }
    };
    // One that has answered, or will not any more, has nothing left to do; one that has ended is beyond it.
    child.kill()?;
    child.wait().map(|status| Ended { status, late })
}

fn how(status: ExitStatus, error: &io::Error) -> String {
    match (error.kind(), status.signal(), status.code()) {
        (io::ErrorKind::UnexpectedEof, Some(signal), _) => format!("signal {signal}"),
        (io::ErrorKind::UnexpectedEof, _, Some(code)) => format!("status {code}"),
        _ => format!("its answer made no sense: {error}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::shown::shown;
    use jiff::{Timestamp, tz::TimeZone};

    fn read_with(script: &str, patience: Option<Duration>) -> String {
        let arguments = ["-c", script].map(OsString::from).to_vec();
        let reader = Reader { program: "/bin/sh".into(), arguments, patience };
        let options = Options::new(Timestamp::UNIX_EPOCH, TimeZone::UTC);
        reader.read("mails.mbox", Stdio::null(), &options).unwrap_err().to_string()
    }

    #[test]
    fn a_reader_that_dies_is_told_in_a_sentence() {
        let told = |how: &str| format!("mails.mbox could not be read: the reader stopped ({how}).");
        assert_eq!(read_with("kill -ABRT $$", None), told("signal 6"));
        assert_eq!(read_with("kill -SEGV $$", None), told("signal 11"));
        assert_eq!(read_with("printf '\\040\\000\\000\\000\"E'; kill -9 $$", None), told("signal 9"));
        assert_eq!(read_with("exit 101", None), told("status 101"));
        assert!(read_with("echo 'Hello, I am no reader.'", None).contains("its answer made no sense"));
    }

    #[test]
    fn a_reader_that_never_ends_is_ended() {
        let told = read_with("exec sleep 600", Some(Duration::from_millis(50)));
        assert_eq!(told, "mails.mbox could not be read: the reader stopped (it took too long).");
    }

    #[test]
    fn what_the_reader_says_is_made_safe() {
        let script = "printf '\\032\\000\\000\\000{\"Refused\":\"no \\\\u001b[2J\"}'";
        assert_eq!(read_with(script, None), shown("no \x1b[2J"));
    }
}
