//! The screen, from the command line: on the user's workspace, or on a sample that is gone afterwards.

use super::args::Options;
use super::failure::Failure;
use super::out::Out;
use super::place::{Place, variable};
use super::views;
use crate::runtime::{self, session};
use crate::store::paths;
use std::path::PathBuf;

/// Runs the screen on a workspace.
pub fn run(place: Place, options: &Options) -> Result<(), Failure> {
    start(place.dir, false, options)
}

/// Runs the screen on a copy of the sample.
pub fn demo(options: &Options, out: &mut Out) -> Result<(), Failure> {
    if options.workspace.is_some() {
        return Err(Failure::usage("The demo has a workspace of its own, so --workspace cannot be kept."));
    }
    // Removed when it goes out of scope, however the screen ends.
    let (folder, _) = session::make_demo()?;
    start(folder.path().into(), true, options)?;
    out.line("That was the demo; nothing of it is kept. To begin for real, run `northstar`.")?;
    Ok(())
}

/// The one place the command line starts the screen from.
fn start(dir: PathBuf, is_demo: bool, options: &Options) -> Result<(), Failure> {
    let view =
        options.view.as_deref().and_then(views::command).and_then(|command| command.id.split_once('.'));
    let code = runtime::run(runtime::Options {
        dir,
        is_demo,
        read_only: options.read_only,
        view: view.map(|(_, name)| name.into()),
        settings: paths::settings_file(&variable),
    })?;
    if code == 0 { Ok(()) } else { Err(Failure::silent(code)) }
}
