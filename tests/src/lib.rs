//! What several tests share: a server that responds as it is told, one that misbehaves, a service in
//! memory, a recorder of events, a comparison of JSON, and code generated from hostile specs.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot be set up has failed"
)]

mod differences;
mod event_recorder;
pub mod hostile_server;
pub mod resource_walk;
mod scripted_service;
mod server;

// The golden code made from hostile specs, compiled as it stands, examples and all.
#[rustfmt::skip]
#[path = "../golden/hostile/generated/mod.rs"]
pub mod hostile;

pub use differences::{below, differences};
pub use event_recorder::{Event, EventRecorder};
pub use scripted_service::ScriptedService;
pub use server::{Response, Server};

/// Records the events of this thread, and what crates log through `log`. It installs the logger of
/// the process, which other tests may have installed already.
#[must_use]
pub fn record_everything() -> EventRecorder {
    let _ = tracing_log::LogTracer::init();
    EventRecorder::start()
}

/// README's programs, compiled.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
mod readme {}
