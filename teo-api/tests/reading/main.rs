//! The reader and the writer on the bindings of EdgeOne: responses that differ from the specs are
//! read, nothing of them is lost, and each difference is a drift event.
#![cfg(feature = "teo")]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod any_json;
#[allow(dead_code, unreachable_pub, reason = "the file is a public module of another package")]
#[path = "../../../tests/src/event_recorder.rs"]
mod event_recorder;
mod lenient;
mod lossless;
mod mismatches;
mod numbers;
mod recorded;
mod repeated_keys;
