//! The screen, from the command line: on the user's workspace, or on a sample that is gone afterwards.

use super::args::Options;
use super::failure::Failure;
use super::out::Out;
use super::place::{Place, variable};
use super::views;
use crate::runtime;
use crate::store::paths;
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
    let (folder, _) = runtime::demo::make()?;
    start(folder.path(), true, options)?;
    out.line("That was the demo; nothing of it is kept. To begin for real, run `northstar`.")?;
    Ok(())
}

/// The one place the command line starts the screen from.
fn start(dir: &Path, is_demo: bool, options: &Options) -> Result<(), Failure> {
    let code = runtime::run(runtime::Options {
        dir: dir.to_path_buf(),
        is_demo,
        read_only: options.read_only,
        view: view(options),
        settings: paths::settings_file(&variable),
    })?;
    if code == 0 { Ok(()) } else { Err(Failure::silent(code)) }
}

/// Returns the view as the runtime knows it: the part of its command's id behind the dot.
fn view(options: &Options) -> Option<String> {
    let command = options.view.as_deref().and_then(views::command)?;
    command.id.split_once('.').map(|(_, verb)| verb.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_view_is_known_to_the_runtime_by_its_command() {
        for name in views::names() {
            let options = Options { workspace: None, read_only: false, view: Some(name.clone()) };
            let verb = view(&options).unwrap();
            let command = crate::app::commands::all().find(|one| one.id.split('.').nth(1) == Some(&verb));
            assert_eq!(command.map(|one| one.id), views::command(&name).map(|one| one.id), "{name}");
        }
    }
}
