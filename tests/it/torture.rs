//! A bounded part of the campaigns of `examples/torture`, with the same code: what needs neither root nor other
//! tools.

#[path = "../../examples/torture/bytes.rs"]
mod bytes;
#[path = "../../examples/torture/controls.rs"]
mod controls;
#[path = "../../examples/torture/disk.rs"]
mod disk;
#[path = "../../examples/torture/history.rs"]
mod history;
#[path = "../../examples/torture/kill.rs"]
mod kill;
#[allow(dead_code, reason = "some campaigns are not run here")]
#[path = "../../examples/torture/report.rs"]
mod report;
#[path = "../../examples/torture/simulated.rs"]
mod simulated;
#[path = "../../examples/torture/verify.rs"]
mod verify;
#[path = "../../examples/torture/worker.rs"]
mod worker;

use report::{Outcome, Settings};

const fn settings(rounds: u64) -> Settings {
    Settings { rounds, seed: 1, jobs: 2 }
}

fn assert_none_failed(outcome: &Outcome, least: u64) {
    assert_eq!(outcome.failures, Vec::<String>::new());
    assert!(least <= outcome.cases, "only {} cases", outcome.cases);
}

/// Not a test of its own: the process that the others kill.
#[test]
fn the_worker() {
    worker::run_if_worker();
}

#[test]
fn killed_at_any_instant_nothing_acknowledged_is_lost() {
    assert_none_failed(&kill::run(settings(100)), 50);
}

#[test]
fn whatever_a_power_cut_leaves_nothing_acknowledged_is_lost() {
    assert_none_failed(&disk::run(settings(2), None), 1_000);
}

#[test]
fn a_store_that_does_not_sync_is_noticed() {
    assert_none_failed(&controls::run(settings(3)), 5);
}

#[test]
fn no_damaged_byte_hides_another_record() {
    assert_none_failed(&bytes::run(settings(400)), 400);
}
