//! `northstar git setup`: tells git how the records of a workspace merge.

use super::args::GitCommand;
use super::failure::Failure;
use super::out::Out;
use super::place::Place;
use crate::runtime::git::{self, GitError};
use crate::store::{self, StoreError};

/// Runs a command about git.
pub fn run(place: &Place, command: &GitCommand, out: &mut Out) -> Result<(), Failure> {
    match command {
        GitCommand::Setup => setup(place, out),
    }
}

fn setup(place: &Place, out: &mut Out) -> Result<(), Failure> {
    place.check_writable()?;
    if !store::exists(&place.dir) {
        return Err(StoreError::NotFound { dir: place.dir.clone() }.into());
    }
    let done = git::setup(&place.dir)?;
    if done.is_empty() {
        out.line("Everything was set up already.")?;
    }
    done.iter().try_for_each(|sentence| out.line(sentence))?;
    Ok(())
}

impl From<GitError> for Failure {
    fn from(error: GitError) -> Self {
        Self::new(1, error.to_string())
    }
}
