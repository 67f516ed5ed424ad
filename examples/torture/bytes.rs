//! Every byte of every file of a small workspace, cut off there or changed: no start fails but where the header
//! itself is damaged, no other record is hidden, and no byte is overwritten.

use super::report::{Fallible, Outcome, Settings, in_parallel, scratch};
use super::verify::{contents, open};
use super::worker::workspace;
use northstar::domain::candidate::Candidate;
use northstar::domain::channel::Channel;
use northstar::domain::edit::{Edit, Transaction, TransactionKind};
use northstar::domain::id::{CandidateId, SignalId};
use northstar::domain::record::RecordId;
use northstar::domain::signal::Signal;
use northstar::domain::workspace::Workspace;
use northstar::store;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

type Files = BTreeMap<PathBuf, Vec<u8>>;

/// What is changed in a byte, besides cutting the file off before it.
const MASKS: [u8; 4] = [0x01, 0x08, 0x20, 0x80];

/// Damages one byte in `1 / stride` of all, where the stride follows from the rounds.
pub fn run(settings: Settings) -> Outcome {
    let made = make();
    let (files, whole) = match made {
        Ok(made) => made,
        Err(error) => {
            let mut outcome = Outcome::default();
            outcome.take(settings.seed, Err(error));
            return outcome;
        }
    };
    let mut places = Vec::new();
    for (path, bytes) in &files {
        for at in 0..bytes.len() {
            places.push((path, at, None));
            places.extend(MASKS.map(|mask| (path, at, Some(mask))));
        }
    }
    let stride = (places.len() as u64 / settings.rounds.max(1)).max(1);
    let rounds = places.len() as u64 / stride;
    let mut outcome = in_parallel(Settings { rounds, seed: 0, ..settings }, |number| {
        let (path, at, mask) = places[(number * stride) as usize];
        one(&files, &whole, path, at, mask)
            .map_err(|error| format!("{}, byte {at}, {mask:?}: {error}", path.display()).into())
    });
    outcome.note = format!("{} files, {} bytes", files.len(), files.values().map(Vec::len).sum::<usize>());
    outcome
}

fn make() -> Fallible<(Files, Workspace)> {
    let folder = scratch()?;
    let dir = workspace(folder.path(), "w")?;
    let mut log = open(&dir)?.log.ok_or("read-only")?;
    let at: jiff::Timestamp = "2026-11-21T08:00:00Z".parse()?;
    let mut after = Workspace::default();
    for number in 1..=8_u64 {
        let edit: Edit = match number {
            1..=5 => {
                let mut signal = Signal::new(
                    SignalId::from_bits(number),
                    format!("Title {number}"),
                    Channel::Support,
                    at + jiff::SignedDuration::from_mins(i64::try_from(number)?),
                );
                signal.body = format!("so, they said: \"{number}\"");
                signal.into()
            }
            _ => Candidate::new(CandidateId::from_bits(number), "A candidate").into(),
        };
        let changes = vec![after.apply(edit)?];
        let (device, kind) = ("torture".into(), TransactionKind::Edit);
        log.append(&Transaction { number, label: "an edit".into(), at, device, kind, changes })?;
        if number == 7 {
            log.checkpoint()?;
        }
    }
    drop(log);
    Ok((contents(&dir)?, after))
}

/// Opens the damaged workspace twice, with a checkpoint between, and looks for what is not there any more.
fn one(files: &Files, whole: &Workspace, path: &Path, at: usize, mask: Option<u8>) -> Fallible<u64> {
    let folder = scratch()?;
    let dir = workspace(folder.path(), "w")?;
    let mut damaged = files.clone();
    let bytes = damaged.get_mut(path).ok_or("no file")?;
    match mask {
        Some(mask) => bytes[at] ^= mask,
        None => bytes.truncate(at),
    }
    let bytes = bytes.clone();
    for (name, bytes) in &damaged {
        if let Some(parent) = dir.join(name).parent() {
            fs::create_dir_all(parent)?;
        }
        fs::write(dir.join(name), bytes)?;
    }
    let is_header = path == Path::new("workspace.ron");
    let opened = std::panic::catch_unwind(|| store::open(&dir, &store::OpenOptions::default()));
    let mut opened = match opened.map_err(|_| "the start panicked")? {
        Ok(opened) => opened,
        Err(_) if is_header => return same(&dir, path, &bytes).map(|()| 1),
        Err(error) => return Err(error.into()),
    };
    opened.load_all();
    let hurt = hurt(whole, path, &files[path], at, mask.is_none());
    let missing = |id: &RecordId| !is_open(&opened.workspace, whole, *id) && !hurt.contains(id);
    if let Some(id) = ids(whole).find(missing).filter(|_| !is_header) {
        return Err(format!("{id} is hidden by the damage of another").into());
    }
    if let Some(mut log) = opened.log.take() {
        log.checkpoint()?;
    }
    drop(opened);
    same(&dir, path, &bytes)?;
    open(&dir)?;
    Ok(1)
}

/// Tells whether a record is open as it was; a signal whose id became that of two may have another one.
fn is_open(found: &Workspace, whole: &Workspace, id: RecordId) -> bool {
    let RecordId::Signal(id) = id else { return found.get(id) == whole.get(id) };
    let Some(expected) = whole.signal(id) else { return false };
    found.signals().any(|signal| Signal { id, ..Signal::clone(signal) } == **expected)
}

fn ids(whole: &Workspace) -> impl Iterator<Item = RecordId> {
    let signals: Vec<_> = whole.signals().map(|signal| RecordId::Signal(signal.id)).collect();
    signals.into_iter().chain(whole.candidates().map(|one| RecordId::Candidate(one.id)))
}

/// Returns the records whose text the damage reaches.
fn hurt(whole: &Workspace, path: &Path, bytes: &[u8], at: usize, is_cut: bool) -> Vec<RecordId> {
    let start = bytes[..at].iter().rposition(|byte| *byte == b'\n').map_or(0, |newline| newline + 1);
    let end = bytes[at..].iter().position(|byte| *byte == b'\n').map_or(bytes.len(), |newline| at + newline);
    let reached = if is_cut { &bytes[start..] } else { &bytes[start..end] };
    let is_document = path.starts_with("candidates");
    let reached = String::from_utf8_lossy(if is_document { bytes } else { reached });
    ids(whole).filter(|id| reached.contains(&id.to_string())).collect()
}

/// Checks that the damaged bytes are where they were, or in quarantine. The journal may have grown.
fn same(dir: &Path, path: &Path, bytes: &[u8]) -> Fallible<()> {
    let now = fs::read(dir.join(path)).unwrap_or_default();
    let is_there = now.starts_with(bytes);
    let kept = contents(dir)?.into_iter().any(|(name, kept)| {
        name.starts_with(".northstar/quarantine") && !kept.is_empty() && bytes.ends_with(&kept)
    });
    if is_there || kept { Ok(()) } else { Err("its bytes were overwritten".into()) }
}
