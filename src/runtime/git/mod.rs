//! The user's own git: how it is called, what is set up for a workspace, and `sync`.
//!
//! Git runs only when the user asks for it. A folder that came from elsewhere can hold settings that run
//! programs; none of them is to run because of us.

mod commit;
mod incoming;
mod repository;
mod runner;
mod settings;
mod setup;
mod sync;

pub use repository::{Repository, SetupState, setup_state};
pub use runner::{Git, GitError, Ran, merge_lines};
pub use setup::{Done, driver_settings, setup};
pub use sync::{Collision, Host, Plan, Report, Step, sync};
