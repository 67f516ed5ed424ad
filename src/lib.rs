//! northstar: a keyboard-driven terminal program for technical product strategists.

pub mod domain;

pub mod analysis;

pub mod exchange;

pub mod store;

pub mod app;

pub mod ui;

pub mod runtime;

pub mod cli;

#[doc(hidden)]
pub mod probe;
