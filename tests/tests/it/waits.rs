//! Waits for a state, with a clock that stands still while something happens: what is polled and when,
//! what ends a wait, and what its error holds.

mod ends;
mod missing;
mod polls;
mod progress;
mod service;
