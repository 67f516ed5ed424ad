//! `northstar sync`: commits the workspace, takes in what was done elsewhere as one transaction that can be
//! undone, and sends the result.

use super::args::Sync as Args;
use super::failure::Failure;
use super::out::{Out, say};
use super::place::{Desk, Place};
use crate::domain::edit::{Change, TransactionKind};
use crate::domain::merge::merge;
use crate::domain::rename::{another, renamed};
use crate::domain::shown::shown;
use crate::runtime::git::{self, Collision, GitError, Plan, Report, Step};
use crate::runtime::session::device;
use crate::store::backup::Reason;
use std::io::{self, IsTerminal, Write};

/// Syncs a workspace.
pub fn run(place: &Place, args: &Args, out: &mut Out) -> Result<(), Failure> {
    let desk = place.write_existing().map_err(|failure| match failure.exit {
        3 => failure.with_hint("It can sync by itself: press `g s` there."),
        _ => failure,
    })?;
    let mut host = Host { desk, told: false };
    let plan = Plan {
        dir: place.dir.clone(),
        message: args.message.clone().unwrap_or_else(|| format!("Sync from {}", device())),
        pushes: !args.no_push,
        is_unattended: false,
    };
    let synced = git::sync(&plan, &mut host);
    host.end_line();
    let report = synced?;
    take_in(&mut host.desk, &report)?;
    tell(&report, &host.desk, out)?;
    let is_done = !report.is_partial && report.disputed().is_empty();
    if is_done { Ok(()) } else { Err(Failure::silent(1)) }
}

/// Saves what came in. The files show it already; what is saved here is that it can be undone.
fn take_in(desk: &mut Desk, report: &Report) -> Result<(), Failure> {
    let mut changes = Vec::new();
    for change in &report.changes {
        let before = desk.workspace.get(change.id);
        let after = merge(change.before.as_ref(), before.as_ref(), change.after.as_ref()).record;
        changes.push(Change { id: change.id, before, after });
    }
    desk.take(&changes)?;
    desk.save_changes(report.label(), TransactionKind::Merge, changes)?;
    Ok(())
}

fn tell(report: &Report, desk: &Desk, out: &mut Out) -> Result<(), Failure> {
    report.sentences().iter().try_for_each(|sentence| out.line(sentence))?;
    for id in report.disputed() {
        let title =
            desk.workspace.get(id).map(|record| shown(record.title()).into_owned()).unwrap_or_default();
        out.line(&format!("Both sides changed {id} {title}: `northstar check` shows both values."))?;
    }
    Ok(())
}

/// Holds the workspace open while git works on its files.
struct Host {
    desk: Desk,
    told: bool,
}

impl Host {
    fn end_line(&mut self) {
        if std::mem::take(&mut self.told) {
            let _ = writeln!(io::stderr());
        }
    }
}

impl git::Host for Host {
    fn progress(&mut self, text: &str) {
        if io::stderr().is_terminal() {
            self.told = true;
            let _ = write!(io::stderr(), "\r\u{1b}[K{text}");
        }
    }

    fn quietly(&mut self, step: Step) -> Result<Report, GitError> {
        if let Err(failure) = self.desk.checkpoint() {
            self.end_line();
            say(&failure.sentence);
        }
        step()
    }

    fn back_up(&mut self) -> Result<(), GitError> {
        let done = self.desk.back_up(Reason::Merge, false);
        done.map_err(|failure| GitError::Failed { what: "sync".into(), said: failure.sentence })
    }

    fn rename(&mut self, collisions: &[Collision]) -> Result<(), GitError> {
        for (ours, _) in collisions {
            let new = another(ours.id(), fastrand::u64(..));
            let failed = |said: String| GitError::Failed { what: "sync".into(), said };
            let edits = renamed(&self.desk.workspace, ours.id(), new);
            let edits = edits.ok_or_else(|| failed(format!("{} could not get a new id.", ours.id())))?;
            let label = format!("give {} a new id", shown(ours.title()));
            let saved = self.desk.save(label, TransactionKind::Merge, edits);
            saved.map_err(|failure| failed(failure.sentence))?;
        }
        Ok(())
    }
}
