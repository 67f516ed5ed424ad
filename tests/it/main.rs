//! One integration binary; one module a feature.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on should say where")]

mod harness;

mod cli;
mod import;
mod screens;
mod store_crash;
mod store_open;
mod store_world;
mod tables;
mod triage;
