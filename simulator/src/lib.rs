//! A simulator of the API of Tencent Cloud EdgeOne: a server on the loopback interface, for trying
//! programs without an account and testing them without a network.
//!
//! The simulator reads the API from a spec of [`teo_specs`] and shares no code with the client. It
//! verifies signatures, limits the rate of each action, checks parameters against the spec,
//! executes purge and prefetch jobs, and keeps what requests create and change, as the `resources` of
//! the spec describe. Any other action returns a response that is made up from the spec. A [`Rule`]
//! tells it what to do with the next requests instead.
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
//! # Outcome of a task
//!
//! A task is `processing` until its duration is over and then `success`. A URL target can request
//! another outcome in its query:
//!
//! | query | outcome |
//! |---|---|
//! | `?simulate=failed` | `failed`, with the fail type `originPullFailed` |
//! | `?simulate=failed:accessDenied` | `failed`, with the fail type `accessDenied` |
//! | `?simulate=timeout`, `canceled`, `invalid` | the status of that name |
//! | `?simulate=processing` | `processing` for ever |
//!
//! A target with any other value of `simulate`, except `success`, is refused.
//!
//! # Zones and domains
//!
//! Zones and domains can be created, listed, modified and deleted. These changes take as long as a
//! task; a deletion takes effect immediately:
//!
//! | action | member | change |
//! |---|---|---|
//! | `CreateZone` | `Status` | `pending` → `active` |
//! | | `CnameStatus` | `pending` → `finished` |
//! | | `ActiveStatus` | `inactive` → `active` |
//! | `ModifyZoneStatus` | `ActiveStatus` | current status → `paused` or `active` |
//! | `CreateAccelerationDomain` | `DomainStatus` | `process` → `online`; `init` until the `Status` of the zone is `active` |
//! | `ModifyAccelerationDomainStatuses` | `DomainStatus` | `process` → `online` or `offline` |
//!
//! A zone can be deleted once its `ActiveStatus` is `paused`, a domain once its `DomainStatus` is
//! `offline`. A zone of [`SimulatorBuilder::zone`] is active, and its domains are online.
//!
//! # What is kept
//!
//! A created item has the members that its request gave it, and an id in the form of the service's. It
//! is listed by every filter, read, changed and deleted as the spec says; a change that does not send a
//! member keeps it, unless the spec says otherwise. An optional member that nobody gave is absent, and
//! one that is always returned says nothing. An id that does not exist, a missing parent, and a name
//! that is taken are refused with the documented code, and a refused request changes nothing. A state
//! passes as time does, or as the test says with [`Simulator::set_members`]. What is kept does not depend
//! on the seed.
//!
//! An account [that is open](SimulatorBuilder::open) accepts any id of any kind: it makes up what nobody
//! created when a request reads it, and makes it when a request changes it.
//!
//! Purge and prefetch have a quota for each zone and type, of all types
//! [alike](SimulatorBuilder::content_quota) or of [one](SimulatorBuilder::content_quota_of). Targets of
//! no domain of the zone are in `FailedList`.
//!
//! # Checks of parameters
//!
//! The checks refuse only what the spec rules out. Parameters that the vendor has disabled are
//! ignored, a filter may be fuzzy unless the vendor says that it may not, and an older word for a
//! known value counts as that value. The error for an unknown value names the nearest known one.
//!
//! # Forms of requests
//!
//! The simulator takes what the official SDKs send: JSON by POST and a query by GET, signed with
//! TC3-HMAC-SHA256, and a query or form with the older signature, HmacSHA1 or HmacSHA256. README.md has
//! a recipe for each SDK.
//!
//! # Told what to do
//!
//! A [`Rule`] tells the simulator what the client gets in place of the normal response, and for which
//! requests. [`received`](Simulator::received) says which rule was applied to a request, and whether
//! its action was executed.
//!
//! ```
//! use teo_simulator::{Rule, Simulator};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), teo_simulator::StartError> {
//! let simulator = Simulator::start().await?;
//! // Fails twice, then succeeds.
//! simulator.add_rule(Rule::error("InternalError", "told by the test").times(2));
//! // Executed, but the client gets no response.
//! simulator.add_rule(Rule::close().on("CreateZone").after_execution());
//! # Ok(())
//! # }
//! ```
//!
//! # Made-up responses
//!
//! The response of an action in no resource, such as analytics, is made up: it has the header
//! `x-teo-simulator: made-up`, and [`ReceivedRequest::made_up`] is true.
//!
//! A made-up response has every member of the response in the spec. Each value has the type of its
//! member and is within its limits: a known value that is not deprecated if the spec lists any, or
//! else the example in the spec, or else a generated value. An id is taken from the request or newly
//! made, and times lie in the week before the start of the simulator. A list with pages, as the
//! `paging` in the spec says, is a fixed set for each action and all parameters that do not name a page:
//! from 3 to 25 items, or [as many as you say](SimulatorBuilder::list_size), each with an id or a name of
//! its own or, where it has neither, another text or number. So a pager reaches the end and gets every
//! item once. The [seed](SimulatorBuilder::seed) determines all choices: two runs with the same seed,
//! clock and calls get the same responses.
//!
//! [`example_request`] and [`example_response`] make up a request and a response of any action
//! without a server.

mod actions;
mod api_error;
mod builder;
mod ids;
mod parameters;
mod random;
mod rule;
mod rules;
mod server;
mod simulator;
mod state;
mod synthesis;
#[cfg(test)]
mod test_spec;
mod times;

pub use builder::{SECRET_ID, SECRET_KEY, SimulatorBuilder, StartError};
pub use rule::Rule;
pub use simulator::Simulator;
pub use state::received_request::ReceivedRequest;
pub use synthesis::{example_request, example_response};

/// Compiles the examples in README.md.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
mod readme {}
