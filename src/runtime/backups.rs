//! Backups for the screen: listing and reading them on a thread of their own, and what a restore changes.

use super::clock;
use super::session::{Event, Session};
use crate::app::message::{BackupRow, Message};
use crate::app::notice::Notice;
use crate::domain::shown::shown;
use crate::domain::workspace::Workspace;
use crate::store::StoreError;
use crate::store::backup::{self, Backup, Contents, Order, Reason};
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::mpsc::Sender;
use std::thread;

/// Asks for the backup of the day; it is made while nothing else is to be saved.
pub fn daily(session: &Session) {
    if let Some(writer) = session.writer.as_ref().filter(|_| !session.options.is_demo) {
        writer.back_up(Order::daily(clock::now(), clock::zone()));
    }
}

/// Asks for a backup of what is there before a restore replaces it.
pub fn before_restore(session: &Session) {
    if let Some(writer) = &session.writer {
        writer.back_up(Order::new(Reason::Restore, clock::now()));
    }
}

/// Lists the backups of a workspace; answered by `Message::Backups`.
pub fn list(dir: PathBuf, sender: Sender<Event>) {
    let _ = thread::Builder::new().name("backups".into()).spawn(move || {
        let rows = backup::list(&dir).iter().map(row).collect();
        drop(sender.send(Event::Message(Message::Backups(rows))));
    });
}

fn row(backup: &Backup) -> BackupRow {
    let damage = backup.verify().err().map(|why| format!("It is damaged: {}.", shown(&why)));
    let (label, detail) = match &backup.manifest {
        Ok(manifest) => {
            let at = manifest.at.to_zoned(clock::zone()).strftime("%a %Y-%m-%d %H:%M").to_string();
            let before = if manifest.reason == Reason::Daily { "daily" } else { "before" };
            let reason = if manifest.reason == Reason::Daily { "" } else { manifest.reason.name() };
            let detail = format!("{before} {reason}").trim().to_string();
            (at, format!("{detail} · {} records", manifest.records))
        }
        Err(_) => (shown(&backup.name).into_owned(), String::new()),
    };
    BackupRow { name: backup.name.clone(), label, detail, damage }
}

/// Reads a backup; answered by `Event::BackupRead`.
pub fn read(dir: PathBuf, name: String, sender: Sender<Event>) {
    let _ = thread::Builder::new().name("backups".into()).spawn(move || {
        let found = backup::list(&dir).into_iter().find(|backup| backup.name == name);
        let result = found.map(|backup| backup.open(&dir).map(Box::new));
        drop(sender.send(Event::BackupRead { name, result }));
    });
}

/// Returns what going back to a backup changes.
pub fn restored(
    workspace: &Workspace,
    name: &str,
    result: Option<Result<Box<Contents>, StoreError>>,
) -> Message {
    match result {
        Some(Ok(contents)) => {
            let restored = contents.changes(workspace, &BTreeSet::new());
            let label = backup::label(restored.changes.len(), name);
            Message::Restored { label, changes: restored.changes, stayed: restored.stayed }
        }
        Some(Err(error)) => Message::Notice(Notice::error(format!("{error} Nothing was changed."))),
        None => Message::Notice(Notice::error("The backup is no longer there. Nothing was changed.")),
    }
}
