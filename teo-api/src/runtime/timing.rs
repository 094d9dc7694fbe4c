//! When a call is sent and sent again: its place in the queue of its action, the retry policy, and
//! the clock by which it is signed.

mod clock;
mod queue;
mod retry;

pub(crate) use clock::{Clock, ClockOffset, signed_time};
pub(crate) use queue::Queues;
pub use queue::RateLimit;
pub(crate) use retry::RetryBudget;
pub use retry::RetryPolicy;
