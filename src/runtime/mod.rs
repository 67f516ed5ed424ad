//! The edge: input, effects, threads, the clock.
