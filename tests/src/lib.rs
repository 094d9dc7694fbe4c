//! What several of the cross-crate tests stand on: a server that answers as it is told, an ear for
//! everything that is logged, and code generated from hostile specs.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot be set up has failed"
)]

mod log;
mod server;

// The golden code made from hostile specs, compiled as it stands, examples and all.
#[rustfmt::skip]
#[path = "../golden/hostile/generated/mod.rs"]
pub mod hostile;

pub use log::Log;
pub use server::{Answer, Server};

/// README's programs, compiled.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
mod readme {}
