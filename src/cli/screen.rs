//! The screen, from the command line: on the user's workspace, or on a sample that is gone afterwards.

use super::args::Options;
use super::failure::Failure;
use super::out::Out;
use super::place::{Place, device};
use crate::domain::edit::{Edit, Transaction, TransactionKind};
use crate::domain::workspace::Workspace;
use crate::exchange::demo;
use crate::runtime::clock;
use crate::store::{self, OpenOptions};
use std::path::Path;

/// Runs the screen on a workspace.
pub fn run(place: &Place, options: &Options) -> Result<(), Failure> {
    start(&place.dir, false, options)
}

/// Runs the screen on a copy of the sample.
pub fn demo(options: &Options, out: &mut Out) -> Result<(), Failure> {
    if options.workspace.is_some() {
        return Err(Failure::usage("The demo has a workspace of its own, so --workspace cannot be kept."));
    }
    let folder = tempfile::Builder::new().prefix("northstar-demo-").tempdir();
    let folder =
        folder.map_err(|error| Failure::new(5, format!("No temporary folder could be made: {error}.")))?;
    let dir = folder.path().join("demo");
    fill(&dir)?;
    start(&dir, true, options)?;
    out.line("That was the demo; nothing of it is kept. To begin for real, run `northstar`.")?;
    Ok(())
}

/// Makes a workspace with the sample in it.
fn fill(dir: &Path) -> Result<(), Failure> {
    let now = clock::now();
    let today = crate::domain::when::day_of(now, &clock::zone());
    let records = demo::records(today).map_err(|error| Failure::new(5, error.to_string()))?;
    store::create(dir, "demo", fastrand::u64(..))?;
    let opened = store::open(dir, &OpenOptions::default())?;
    let mut log = opened.log.ok_or_else(|| Failure::new(5, "The demo could not be written."))?;
    let mut workspace = Workspace::default();
    let changes = records.into_iter().map(|record| workspace.apply(Edit::Put(record)));
    let changes = changes.collect::<Result<_, _>>()?;
    let label = "fill the demo".into();
    let number = opened.next_number;
    log.append(&Transaction {
        number,
        label,
        at: now,
        device: device(),
        kind: TransactionKind::Import,
        changes,
    })?;
    Ok(log.checkpoint()?)
}

/// The one place the command line starts the screen from.
///
/// To be wired: `crate::runtime::run(runtime::Options { dir, is_demo, read_only, view })`.
fn start(_dir: &Path, _is_demo: bool, _options: &Options) -> Result<(), Failure> {
    Err(Failure::new(7, "This build has no screen yet.").with_hint("`northstar --help` names what there is."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_demo_is_a_workspace_like_any_other() {
        let dir = tempfile::tempdir().unwrap();
        let dir = dir.path().join("demo");
        fill(&dir).unwrap();
        let mut opened = store::open(&dir, &OpenOptions::default()).unwrap();
        opened.load_all();
        assert_eq!((opened.workspace.signals().len(), opened.problems.len()), (50, 0));
        opened.workspace.validate().unwrap();
    }
}
