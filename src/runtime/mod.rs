//! The edge: input, effects, threads, the clock.

pub mod clipboard;
pub mod clock;
pub mod crash;
pub mod external;
pub mod input;
pub mod restore;
pub mod signals;
pub mod terminal;
