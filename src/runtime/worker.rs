//! The process that reads a file to import. It limits itself before it looks at a single byte, so that a file
//! made to harm can at most end this process: it has no more descriptors to open a file or a socket with, and
//! only so much memory and time. Must not be given the workspace, the terminal, or a network.
//!
//! No Landlock and no seccomp: a descriptor limit of none left already refuses every `open` and `socket`, on
//! every Unix and without another library.

use super::clock;
use crate::domain::channel::Channel;
use crate::domain::tag::Tag;
use crate::exchange::import::{self, Kind, LARGEST_FILE, Options, wire};
use jiff::Timestamp;
use rustix::process::{Resource, Rlimit, setrlimit};
use serde::{Deserialize, Serialize};
use std::io::{self, BufWriter, Read, Write};

/// The hidden command that this is.
pub const COMMAND: &str = "import-worker";

/// The most a reader may use: memory in bytes, processor in seconds, the number of the next descriptor,
/// bytes written to files, bytes of a core dump.
const LIMITS: [(Resource, u64); 5] = [
    (Resource::As, 1 << 30),
    (Resource::Cpu, 30),
    (Resource::Nofile, 3),
    (Resource::Fsize, 0),
    (Resource::Core, 0),
];

/// What to read and how; the file itself is the standard input.
#[derive(Debug, Serialize, Deserialize)]
pub struct Job {
    name: String,
    format: Option<String>,
    kind: Kind,
    map: Vec<(String, String)>,
    channel: Option<Channel>,
    tags: Vec<Tag>,
    now: Timestamp,
}

impl Job {
    /// The job of reading a file; the zone is found by the process itself.
    pub fn new(name: &str, options: &Options) -> Self {
        Self {
            name: name.into(),
            format: options.format.clone(),
            kind: options.kind,
            map: options.map.clone(),
            channel: options.channel,
            tags: options.tags.clone(),
            now: options.now,
        }
    }

    /// Returns the job as an argument.
    pub fn encoded(&self) -> io::Result<String> {
        Ok(serde_json::to_string(self)?)
    }
}

/// Reads the standard input as the job says and writes what became of it to the standard output.
pub fn serve(job: &str) -> io::Result<()> {
    // What needs a file of its own is looked up before the door is shut.
    let zone = clock::zone();
    confine();
    let Job { name, format, kind, map, channel, tags, now } = serde_json::from_str(job)?;
    let options = Options { format, kind, map, channel, tags, ..Options::new(now, zone) };
    let mut bytes = Vec::new();
    io::stdin().take(LARGEST_FILE as u64 + 1).read_to_end(&mut bytes)?;
    let read = import::read(&name, &bytes, &options);
    let mut out = BufWriter::with_capacity(1 << 16, io::stdout().lock());
    wire::write(&mut out, &read)?;
    out.flush()
}

/// Gives up what reading a file does not need. A limit a system does not know leaves the others.
fn confine() {
    for (resource, most) in LIMITS {
        let _ = setrlimit(resource, Rlimit { current: Some(most), maximum: Some(most) });
    }
}
