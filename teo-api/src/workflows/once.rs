//! The retry policy of calls that workflows promise to send once. The policy of a client may send a
//! mutating call again that may have been executed, and these calls must not depend on that.

use crate::{Client, Error, RetryPolicy};

/// Returns the policy of the client, without what may send a mutating call twice: it is sent again only
/// if it certainly had no effect.
pub(super) fn once(client: &Client) -> RetryPolicy {
    let never_twice = |error: &Error| error.may_have_executed().then_some(false);
    client.config().retry.clone().retry_mutating(false).classifier(never_twice)
}
