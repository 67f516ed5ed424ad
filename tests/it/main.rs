//! One integration binary; one module a feature.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on should say where")]

mod harness;

mod backups;
mod board;
mod check;
mod cli;
mod corpus;
mod docs;
mod form;
mod git;
mod import;
mod lifecycle;
mod numbers;
mod oracle;
mod outside;
mod problems;
mod properties;
mod pty;
mod rank;
mod reader;
mod safety;
mod screens;
mod store_backup;
mod store_crash;
mod store_damage;
mod store_open;
mod store_outside;
mod store_world;
mod tables;
mod tidy;
#[cfg(unix)]
mod torture;
mod triage;
