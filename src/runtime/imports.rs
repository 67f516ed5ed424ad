//! Imports on the screen: reading the files on a thread of its own, and saying what taking them in would do.
//! Changes nothing.

use super::clock;
use super::files::{InputError, read_path};
use super::session::{Event, Session};
use crate::app::message::ImportPlan;
use crate::app::notice::Notice;
use crate::app::{Message, Model};
use crate::exchange::import::{self, Parsed, merge};
use std::path::PathBuf;
use std::thread;

impl Session {
    /// Reads and parses files on a thread of its own.
    pub fn parse(&self, path: String) {
        let (sender, options) = (self.sender.clone(), import_options());
        let _ = thread::Builder::new().name("import".into()).spawn(move || {
            let result = read_path(&expand(&path), &options);
            drop(sender.send(Event::Parsed { path, result }));
        });
    }

    /// Says what an import would do to the workspace as it is now.
    pub fn plan(&self, model: &Model, path: &str, result: Result<Vec<Parsed>, InputError>) -> Message {
        let parsed = match result {
            Ok(parsed) => parsed,
            Err(refused) => return Message::Notice(Notice::error(refused.to_string())),
        };
        let mapping = parsed.first().map(|first| first.mapping.clone()).unwrap_or_default();
        let sample = parsed.iter().flat_map(|one| one.drafts.iter()).take(8).map(|draft| draft.title.clone());
        let sample = sample.collect();
        let plan = merge::plan(parsed, &model.workspace, &import_options());
        Message::Planned(Box::new(ImportPlan {
            path: path.to_string(),
            format: plan.format.to_string(),
            new: plan.new,
            updated: plan.updated,
            same: plan.same,
            skipped: plan.skipped.into_iter().map(|skipped| (skipped.place, skipped.why)).collect(),
            mapping,
            sample,
            edits: plan.edits,
        }))
    }
}

fn import_options() -> import::Options {
    import::Options::new(clock::now(), clock::zone())
}

/// Returns the path a user typed, with `~/` for the home folder.
pub fn expand(typed: &str) -> PathBuf {
    let home = std::env::var_os("HOME").map(PathBuf::from);
    match (typed.strip_prefix("~/"), home) {
        (Some(rest), Some(home)) => home.join(rest),
        _ => PathBuf::from(typed),
    }
}
