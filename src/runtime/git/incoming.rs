//! What one commit makes of the records of another, read from git's own store: the files may be in use.

use super::commit::split;
use super::runner::{Git, GitError};
use crate::domain::edit::Change;
use crate::domain::record::{Record, RecordId};
use crate::store;
use std::collections::{BTreeMap, BTreeSet};

type Records = BTreeMap<RecordId, Record>;

/// Returns what changed in the records of a workspace between two commits. A file that cannot be read at
/// either is left out: it is a problem of its own.
pub fn changes(git: &Git, prefix: &str, before: &str, after: &str) -> Result<Vec<Change>, GitError> {
    let mut paths = changed_paths(git, before, after)?;
    let (mut old, unread) = records(git, prefix, before, &paths)?;
    let (mut new, also_unread) = records(git, prefix, after, &paths)?;
    if !unread.is_empty() || !also_unread.is_empty() {
        paths.retain(|path| !unread.contains(path) && !also_unread.contains(path));
        old = records(git, prefix, before, &paths)?.0;
        new = records(git, prefix, after, &paths)?.0;
    }
    let ids: BTreeSet<RecordId> = old.keys().chain(new.keys()).copied().collect();
    let changes =
        ids.into_iter().map(|id| Change { id, before: old.get(&id).cloned(), after: new.get(&id).cloned() });
    Ok(changes.filter(|change| change.before != change.after && !is_lost(change)).collect())
}

/// The strategy is always there.
fn is_lost(change: &Change) -> bool {
    change.id == RecordId::Strategy && change.after.is_none()
}

/// Returns pairs of records that both sides made since `base` under one id and that have nothing in common.
pub fn collisions(
    git: &Git,
    prefix: &str,
    base: &str,
    ours: &str,
    theirs: &str,
) -> Result<Vec<(Record, Record)>, GitError> {
    let both: BTreeSet<String> = &changed_paths(git, base, ours)? & &changed_paths(git, base, theirs)?;
    if both.is_empty() {
        return Ok(Vec::new());
    }
    let (known, _) = records(git, prefix, base, &both)?;
    let (mine, _) = records(git, prefix, ours, &both)?;
    let (other, _) = records(git, prefix, theirs, &both)?;
    let made = mine.into_iter().filter(|(id, _)| !known.contains_key(id));
    let pairs = made.filter_map(|(id, mine)| Some((mine, other.get(&id)?.clone())));
    Ok(pairs.filter(|(mine, other)| is_unrelated(mine, other)).collect())
}

/// Tells whether two records of one id are two things: no word of their titles in common, and made apart. An
/// imported record has its id from its source, so a common one makes them the same.
fn is_unrelated(mine: &Record, other: &Record) -> bool {
    let words = |record: &Record| -> BTreeSet<String> {
        record.title().to_lowercase().split_whitespace().map(Into::into).collect()
    };
    let is_made_apart = match (mine, other) {
        (Record::Signal(mine), Record::Signal(other)) => {
            mine.added != other.added
                && mine.at != other.at
                && (mine.source.is_none() || mine.source != other.source)
        }
        _ => mine.id() != RecordId::Strategy,
    };
    is_made_apart && words(mine).is_disjoint(&words(other))
}

fn changed_paths(git: &Git, before: &str, after: &str) -> Result<BTreeSet<String>, GitError> {
    let question =
        ["diff", "--name-only", "--relative", "--no-renames", "--no-ext-diff", "--no-textconv", "-z"];
    let answer = git.ask(&[&question[..], &[before, after]].concat())?;
    Ok(split(&answer).filter(|path| store::is_shared(path)).collect())
}

/// Returns the records of files at a commit, and the files that cannot be read.
fn records(
    git: &Git,
    prefix: &str,
    commit: &str,
    paths: &BTreeSet<String>,
) -> Result<(Records, BTreeSet<String>), GitError> {
    let names: Vec<String> = paths.iter().map(|path| format!("{commit}:{prefix}{path}")).collect();
    let (mut records, mut unread) = (Records::new(), BTreeSet::new());
    for (path, bytes) in paths.iter().zip(blobs(git, &names)?) {
        match bytes.map_or(Some(Vec::new()), |bytes| store::records_in(path, &bytes)) {
            Some(found) => {
                for record in found {
                    records.entry(record.id()).or_insert(record);
                }
            }
            None => drop(unread.insert(path.clone())),
        }
    }
    Ok((records, unread))
}

/// Returns the content of things git names, nothing for those it does not know.
pub fn blobs(git: &Git, names: &[String]) -> Result<Vec<Option<Vec<u8>>>, GitError> {
    let input: String = names.iter().map(|name| format!("{name}\n")).collect();
    if input.is_empty() {
        return Ok(Vec::new());
    }
    let answer = git.call(&["cat-file", "--batch"], input.as_bytes(), &mut |_| ())?.done()?;
    let (mut rest, mut found) = (answer.as_slice(), Vec::with_capacity(names.len()));
    for _ in names {
        let end = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
        let head = String::from_utf8_lossy(&rest[..end]).into_owned();
        rest = rest.get(end + 1..).unwrap_or_default();
        let length = head.rsplit_once(" blob ").and_then(|(_, length)| length.parse::<usize>().ok());
        found.push(length.and_then(|length| rest.get(..length)).map(<[u8]>::to_vec));
        rest = length.and_then(|length| rest.get(length + 1..)).unwrap_or(rest);
    }
    Ok(found)
}
