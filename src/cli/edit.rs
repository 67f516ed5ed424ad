//! `northstar edit`: one record as RON in the user's own editor. A text with a mistake in it is kept as a draft,
//! from which the next edit of the record goes on.

use super::args::Edit as Args;
use super::failure::Failure;
use super::out::{Out, say};
use super::place::{Place, shown_path};
use crate::app::commands::records::{from_ron, to_ron};
use crate::domain::edit::TransactionKind;
use crate::domain::shown::shown;
use crate::runtime::external::{self, Draft};
use crate::store::drafts;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Lets the user edit a record and saves what came back.
pub fn run(place: &Place, args: &Args, out: &mut Out) -> Result<(), Failure> {
    let mut desk = place.write_existing()?;
    let id = desk.workspace.resolve(&args.id)?;
    let gone = || Failure::nothing(format!("No record has the id {id}"));
    let old = desk.workspace.get(id).ok_or_else(gone)?;
    let name = format!("{id}-ron");
    let now = to_ron(&old).ok_or_else(|| Failure::new(5, format!("{id} cannot be printed as text.")))?;
    let draft = drafts::load(&place.dir).into_iter().find(|(known, _)| *known == name).map(|(_, text)| text);
    if draft.is_some() {
        say("An earlier edit of this record was kept as a draft; here it is again.");
    }
    let before = draft.clone().unwrap_or(now);
    let text = match ask(place, &before)? {
        Some(text) => text,
        None if draft.is_some() => before,
        None => return Ok(out.line("Nothing was changed.")?),
    };
    let keep = |why: String| {
        let kept = match drafts::save(&place.dir, &name, &text) {
            Ok(()) => format!("Your text is in {}", shown_path(&drafts::path(&place.dir, &name))),
            Err(error) => error.to_string(),
        };
        Failure::usage(format!("Nothing was changed: {}.", why.trim_end_matches('.')))
            .with_hint(format!("{kept}; `northstar edit {id}` goes on from it."))
    };
    let new = from_ron(&old, &text).map_err(&keep)?;
    if new.id() != id {
        return Err(keep("The id must stay what it is".into()));
    }
    let label = format!("edit {}", shown(new.title()));
    let changes = desk.apply(vec![new.into()]).map_err(|failure| keep(failure.sentence))?;
    let is_changed = desk
        .save_changes(label, TransactionKind::Edit, changes)
        .map_err(|failure| Failure { hint: keep(String::new()).hint, ..failure })?;
    // A draft that stays does no more than offer itself again.
    let _ = drafts::remove(&place.dir, &name);
    out.line(&if is_changed { format!("Saved {id}") } else { "Nothing was changed.".into() })?;
    Ok(())
}

/// Runs the editor. An interrupt is meant for it, not for us; when it dies of one, so do we.
fn ask(place: &Place, text: &str) -> Result<Option<String>, Failure> {
    let interrupted = Arc::new(AtomicBool::new(false));
    let caught = signal_hook::flag::register(signal_hook::consts::SIGINT, interrupted.clone());
    let folder = drafts::path(&place.dir, "x").parent().map_or_else(std::env::temp_dir, Into::into);
    let edited = external::edit(text, Draft::Record, &folder, &external::editor());
    if let Ok(id) = caught {
        signal_hook::low_level::unregister(id);
    }
    edited.map_err(|error| {
        let is_killed = interrupted.load(Ordering::Relaxed);
        let failure = Failure::from(error);
        if is_killed { Failure { exit: 130, ..failure } } else { failure }
    })
}
