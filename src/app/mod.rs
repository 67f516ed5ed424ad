//! The pure core of the screen program: [`update`] takes a message, changes the model, and returns what the
//! outside is to do. No files, no clock, no terminal, no randomness but the model's own seeded generator.

pub mod board;
pub mod chord;
pub mod commands;
pub mod commit;
pub mod effect;
pub mod field;
pub mod files;
pub mod form;
pub mod guide;
pub mod keymap;
pub mod layout;
pub mod lists;
pub mod menu;
pub mod message;
pub mod model;
pub mod notice;
pub mod overlay;
pub mod page;
pub mod picker;
pub mod ranking;
pub mod rows;
pub mod scope;
pub mod update;

pub use effect::{Effect, Effects};
pub use message::Message;
pub use model::{Model, Pane};
pub use update::{settle, update};
