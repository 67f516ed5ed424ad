//! The integration tests, one module a feature.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on should stop there")]

mod store_crash;
mod store_open;
mod store_world;
