//! A stand-in for the API of Tencent Cloud EdgeOne that listens on loopback, so that programs can be
//! tried without an account and tested without the network.
//!
//! It stands on the specs of [`teo_specs`] alone and shares no code with the client: it verifies
//! signatures, keeps the rate of each action, checks parameters as the specs say, and carries out
//! purge and prefetch jobs whose tasks end after a while. What it holds no behaviour for, it answers
//! with the example of the action's spec.
//!
//! ```
//! use std::time::Duration;
//! use teo_simulator::Simulator;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), teo_simulator::StartError> {
//! let simulator = Simulator::builder()
//!     .zone("zone-z8m9mgx", ["example.com"])
//!     .task_duration(Duration::from_secs(1))
//!     .start()
//!     .await?;
//! // Point a client at `simulator.url()`, with `simulator.secret_id()` and `secret_key()`.
//! assert!(simulator.url().starts_with("http://127.0.0.1:"));
//! assert!(simulator.received().is_empty());
//! simulator.stop().await;
//! # Ok(())
//! # }
//! ```
//!
//! # How a task ends
//!
//! A task is `processing` until its time is over, then `success`. A target that is a URL can ask for
//! another end in its query:
//!
//! | query | end |
//! |---|---|
//! | `?simulate=failed` | `failed`, because the origin did not deliver |
//! | `?simulate=failed:accessDenied` | `failed`, with that fail type |
//! | `?simulate=timeout`, `canceled`, `invalid` | the status of that name |
//! | `?simulate=processing` | none |

mod body;
mod builder;
mod constraints;
mod content;
mod fault;
mod filters;
mod head;
mod ids;
mod jobs;
mod parameters;
mod rate;
mod received;
mod scalars;
mod server;
mod signature;
mod simulator;
mod targets;
mod tasks;
mod times;
mod zones;

pub use builder::{SECRET_ID, SECRET_KEY, SimulatorBuilder, StartError};
pub use received::Received;
pub use simulator::Simulator;

/// The programs in README, compiled.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
mod readme {}
