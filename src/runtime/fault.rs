//! Faults on demand, for the tests of how the program ends. Only in builds with debug assertions, and only
//! when `NORTHSTAR_FAULT` names one; the window getting the focus is the moment.

use std::alloc::Layout;
use std::hint::black_box;
use std::thread;

/// Does what the environment asks for; usually nothing.
#[expect(clippy::panic, reason = "a panic is what is asked for")]
pub fn provoke() {
    match std::env::var("NORTHSTAR_FAULT").as_deref() {
        Ok("panic") => panic!("asked for \x1b[2J"),
        Ok("worker") => drop(thread::spawn(|| panic!("asked for \x1b[2J")).join()),
        Ok("abort") => std::process::abort(),
        Ok("overflow") => drop(black_box(deeper(0))),
        Ok("memory") => std::alloc::handle_alloc_error(Layout::new::<u64>()),
        _ => {}
    }
}

fn deeper(depth: u64) -> u64 {
    let room = black_box([depth; 64]);
    if depth == u64::MAX { 0 } else { deeper(depth + 1) + room[0] }
}
