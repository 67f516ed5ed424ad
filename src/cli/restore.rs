//! `northstar restore`: what backups there are, and back to one of them, as one step that can be undone.

use super::args::Restore;
use super::failure::Failure;
use super::json;
use super::out::{Out, say};
use super::place::{Desk, Place};
use super::table::{self, fixed, flexible};
use crate::domain::edit::{Change, TransactionKind};
use crate::domain::record::RecordId;
use crate::domain::shown::shown;
use crate::domain::workspace::Workspace;
use crate::runtime::clock;
use crate::store::backup::{self, Backup, Reason, Restored};
use crate::store::{self, StoreError};
use jiff::Timestamp;
use serde::Serialize;
use std::collections::BTreeSet;

/// One backup as programs see it.
#[derive(Serialize)]
struct Row {
    name: String,
    reason: Option<&'static str>,
    at: Option<Timestamp>,
    records: Option<usize>,
    bytes: u64,
    verified: bool,
    /// Why it is not verified, or what it lacks.
    note: String,
}

/// Lists backups, or restores one, or single records.
pub fn run(place: &Place, args: &Restore, out: &mut Out) -> Result<(), Failure> {
    if !store::exists(&place.dir) {
        return Err(StoreError::NotFound { dir: place.dir.clone() }.into());
    }
    match args.name.as_deref() {
        None if args.only.is_empty() => list(place, args, out),
        Some("list") => list(place, args, out),
        name => restore(place, args, name, out),
    }
}

fn list(place: &Place, args: &Restore, out: &mut Out) -> Result<(), Failure> {
    let rows: Vec<Row> = backup::list(&place.dir).iter().map(row).collect();
    if args.json {
        json::write_all(out, &rows)?;
    } else if !rows.is_empty() {
        let columns = [
            fixed("name"),
            fixed("time"),
            fixed("reason"),
            fixed("records"),
            fixed("bytes"),
            flexible("state"),
        ];
        table::write(out, &columns, &rows.iter().map(cells).collect::<Vec<_>>())?;
    }
    if rows.is_empty() { Err(Failure::nothing("There is no backup yet.")) } else { Ok(()) }
}

fn row(backup: &Backup) -> Row {
    let verified = backup.verify();
    let known = backup.manifest.as_ref().ok();
    Row {
        name: backup.name.clone(),
        reason: known.map(|manifest| manifest.reason.name()),
        at: known.map(|manifest| manifest.at),
        records: known.map(|manifest| manifest.records),
        bytes: backup.bytes(),
        verified: verified.is_ok(),
        note: match &verified {
            Ok(manifest) if manifest.left_out.is_empty() => String::new(),
            Ok(manifest) => format!("without {}", manifest.left_out.join(", ")),
            Err(why) => why.clone(),
        },
    }
}

fn cells(row: &Row) -> Vec<String> {
    let at = row
        .at
        .map_or_else(String::new, |at| at.to_zoned(clock::zone()).strftime("%Y-%m-%d %H:%M").to_string());
    let count = row.records.map_or_else(String::new, |count| count.to_string());
    let state = if row.verified { "verified" } else { "damaged" };
    let state = if row.note.is_empty() { state.into() } else { format!("{state}: {}", row.note) };
    vec![row.name.clone(), at, row.reason.unwrap_or_default().into(), count, row.bytes.to_string(), state]
}

fn restore(place: &Place, args: &Restore, name: Option<&str>, out: &mut Out) -> Result<(), Failure> {
    let chosen = name.map(|name| find(place, name)).transpose()?;
    let compare = |workspace: &Workspace| {
        let only = ids(workspace, &args.only)?;
        match &chosen {
            Some(backup) => compare_with(place, workspace, backup, &only),
            None => last_known(place, workspace, &only),
        }
    };
    let from = chosen.as_ref().map_or("what was last known", |backup| &backup.name).to_string();
    if args.dry_run {
        let opened = place.read()?;
        let done = compare(&opened.workspace)?;
        tell(&done, args, out)?;
        say("Nothing was changed (--dry-run).");
        return Ok(());
    }
    let mut desk = place.write_existing()?;
    // Compared first: making room for the new backup may remove the one that is restored.
    let done = compare(&desk.workspace)?;
    if done.changes.is_empty() {
        return Err(Failure::nothing(format!("Nothing to restore: everything is as in {}.", shown(&from))));
    }
    desk.back_up(Reason::Restore, args.no_backup)?;
    save(&mut desk, &done, &from)?;
    tell(&done, args, out)?;
    say("It is one step; u on the screen takes it back.");
    Ok(())
}

fn save(desk: &mut Desk, done: &Restored, from: &str) -> Result<(), Failure> {
    backup::take(&mut desk.workspace, &done.changes);
    let label = backup::label(done.changes.len(), from);
    desk.save_changes(label, TransactionKind::Edit, done.changes.clone()).map(drop)
}

/// Finds a backup by its name, the unique beginning of it, or `latest`.
fn find(place: &Place, name: &str) -> Result<Backup, Failure> {
    let all = backup::list(&place.dir);
    let hint = "`northstar restore list` names them.";
    if name == "latest" {
        let found = all.into_iter().find(|backup| backup.verify().is_ok());
        return found.ok_or_else(|| Failure::nothing("There is no verified backup."));
    }
    let mut found: Vec<Backup> = all.into_iter().filter(|backup| backup.name.starts_with(name)).collect();
    found.sort_by_key(|backup| backup.name != name);
    match found.as_slice() {
        [] => Err(Failure::nothing(format!("There is no backup `{}`.", shown(name))).with_hint(hint)),
        [one, rest @ ..] if rest.is_empty() || one.name == name => Ok(one.clone()),
        many => {
            let sentence = format!("{} backups begin with `{}`.", many.len(), shown(name));
            Err(Failure::usage(sentence).with_hint(hint))
        }
    }
}

/// Reads ids: of records that are there by a prefix, of others in full.
fn ids(workspace: &Workspace, only: &[String]) -> Result<BTreeSet<RecordId>, Failure> {
    let read = |text: &String| match RecordId::parse(text) {
        Some(id) => Ok(id),
        None => workspace.resolve(text).map_err(Failure::from),
    };
    only.iter().map(read).collect()
}

fn compare_with(
    place: &Place,
    workspace: &Workspace,
    backup: &Backup,
    only: &BTreeSet<RecordId>,
) -> Result<Restored, Failure> {
    let contents = backup.open(&place.dir)?;
    if let Some(missing) = only.iter().find(|id| !contents.has(**id) && workspace.get(**id).is_none()) {
        return Err(Failure::nothing(format!("{missing} is neither in the backup nor in the workspace.")));
    }
    Ok(contents.changes(workspace, only))
}

/// Compares with the last readable version of single records.
fn last_known(place: &Place, workspace: &Workspace, only: &BTreeSet<RecordId>) -> Result<Restored, Failure> {
    let mut done = Restored::default();
    for id in only.iter().copied() {
        let known = backup::last_good(&place.dir, id)?;
        let known = known.ok_or_else(|| {
            let sentence =
                format!("Neither the journal nor a backup knows {id}, or it was removed on purpose.");
            Failure::nothing(sentence).with_hint("`northstar restore NAME --only ID` takes it from a backup.")
        })?;
        say(&format!("{id} as of {}, from {}.", known.at.strftime("%F %H:%M"), shown(&known.source)));
        let before = workspace.get(id);
        if before.as_ref() != Some(&known.record) {
            done.changes.push(Change { id, before, after: Some(known.record) });
        }
    }
    Ok(done)
}

/// One record that changes.
#[derive(Serialize)]
struct Told {
    id: RecordId,
    what: &'static str,
    title: String,
}

fn tell(done: &Restored, args: &Restore, out: &mut Out) -> Result<(), Failure> {
    let told: Vec<Told> = done.changes.iter().map(told).collect();
    if args.json {
        json::write_all(out, &told)?;
    } else if !told.is_empty() {
        let rows: Vec<_> =
            told.iter().map(|one| vec![one.id.to_string(), one.what.into(), one.title.clone()]).collect();
        table::write(out, &[fixed("id"), fixed("what"), flexible("about")], &rows)?;
    }
    if 0 < done.stayed {
        say(&format!("{} newer records stay: a part of the backup cannot be read.", done.stayed));
    }
    Ok(())
}

fn told(change: &Change) -> Told {
    let what = match (&change.before, &change.after) {
        (None, _) => "comes back",
        (_, None) => "goes",
        _ => "as it was",
    };
    let record = change.after.as_ref().or(change.before.as_ref());
    Told { id: change.id, what, title: record.map_or_else(String::new, |record| record.title().into()) }
}
