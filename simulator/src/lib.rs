//! A stand-in for the API of Tencent Cloud EdgeOne that listens on loopback, so that programs can be
//! tried without an account and tested without the network.
//!
//! It stands on the specs of [`teo_specs`] alone and shares no code with the client: it verifies
//! signatures, keeps the rate of each action, checks parameters as the specs say, carries out purge
//! and prefetch jobs, and keeps zones and acceleration domains. Any other action is answered by what
//! its spec tells. It can be told to fail: [`Simulator::fail_next`].
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
//!
//! # Zones and domains
//!
//! They are created, listed, changed and deleted, and every change takes as long as a task:
//!
//! | after | state | from → to |
//! |---|---|---|
//! | `CreateZone` | `Status` | `pending` → `active` |
//! | | `CnameStatus` | `pending` → `finished` |
//! | | `ActiveStatus` | `inactive` → `active` |
//! | `ModifyZoneStatus` | `ActiveStatus` | as it was → `paused` or `active` |
//! | `CreateAccelerationDomain` | `DomainStatus` | `process` → `online`; `init` while the zone is not active |
//! | `ModifyAccelerationDomainStatuses` | `DomainStatus` | `process` → `online` or `offline` |
//!
//! A zone is deleted once its `ActiveStatus` is `paused`, a domain once it is `offline`. Without
//! [`zone`](SimulatorBuilder::zone) the account is open: what is asked of a zone that it does not know
//! is taken to be right.
//!
//! # Answers that are made up
//!
//! An action without behaviour is answered with every member of its response, each of its type and
//! within its limits: out of the known values, else the spec's example. Ids are those that the
//! request names, or new ones; times lie in the week before the start. A list that comes in pages has
//! from 3 to 25 items for each action and zone, cut by `Offset` and `Limit` or by the cursor, so that
//! a pager comes to the end. The [seed](SimulatorBuilder::seed) decides the rest: two runs with one
//! seed, one clock and the same calls are answered alike.
//!
//! [`example_request`] and [`example_response`] make up either side of any action without a server.

mod account;
mod body;
mod builder;
mod constraints;
mod content;
mod domains;
mod failure;
mod fault;
mod filters;
mod head;
mod ids;
mod jobs;
mod listing;
mod pages;
mod parameters;
mod random;
mod rate;
mod received;
mod scalars;
mod server;
mod signature;
mod simulator;
#[cfg(test)]
mod stage;
mod synthesis;
mod targets;
mod tasks;
mod times;
mod transition;
mod zones;

pub use builder::{SECRET_ID, SECRET_KEY, SimulatorBuilder, StartError};
pub use failure::Failure;
pub use received::Received;
pub use simulator::Simulator;
pub use synthesis::{example_request, example_response};

/// The programs in README, compiled.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
mod readme {}
