//! What can be concluded from the records. Pure: no files, no clock, no terminal.

pub mod search;
