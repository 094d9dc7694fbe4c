//! Decides whether a failed attempt is retried, and how long to wait before the next one.
//!
//! The policy is plain data that a client or a call holds. Its decision depends on the error, on
//! whether the action is read-only, and on what the schema says about the code; it knows no service.
//! A budget that all clones of a client share keeps retries from making an outage worse.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use crate::runtime::error::{Error, ErrorKind, Meaning};
use crate::runtime::schema::ActionSchema;

/// When a call is retried. Defaults to 3 attempts with exponential backoff and full jitter.
///
/// An attempt that failed with a transient error is retried if the action is read-only, or if the
/// attempt certainly had no effect: it was not sent, was throttled, or the service returned a code
/// that says so. The client honours `Retry-After`, signs each attempt, and starts no retry that
/// the timeout of the call would end.
///
/// ```
/// use std::time::Duration;
/// use teo_api::{Client, Credentials, RetryPolicy};
///
/// let client = Client::builder()
///     .credentials(Credentials::new("AKIDexample", "key"))
///     .retry(RetryPolicy::new().attempts(5).backoff(Duration::from_millis(200), Duration::from_secs(5)))
///     .build()?;
/// # Ok::<(), teo_api::Error>(())
/// ```
#[derive(Clone)]
pub struct RetryPolicy {
    attempts: u32,
    initial_backoff: Duration,
    max_backoff: Duration,
    retry_mutating: bool,
    classifier: Option<Classifier>,
}

/// The caller's own decision about an error; `None` leaves it to the policy.
type Classifier = Arc<dyn Fn(&Error) -> Option<bool> + Send + Sync>;

impl RetryPolicy {
    /// A policy with 3 attempts. The wait between them is random: at most half a second before the
    /// second, at most a second before the third.
    #[must_use]
    pub fn new() -> Self {
        Self {
            attempts: 3,
            initial_backoff: Duration::from_millis(500),
            max_backoff: Duration::from_secs(20),
            retry_mutating: false,
            classifier: None,
        }
    }

    /// A policy with one attempt: no retries.
    #[must_use]
    pub fn none() -> Self {
        Self::new().attempts(1)
    }

    /// Sets the greatest number of attempts, the first included.
    #[must_use]
    pub fn attempts(mut self, attempts: u32) -> Self {
        self.attempts = attempts.max(1);
        self
    }

    /// Sets the longest wait before the second attempt. It doubles before each further attempt, up to
    /// `max`. The actual wait is random between zero and that.
    #[must_use]
    pub fn backoff(mut self, initial: Duration, max: Duration) -> Self {
        self.initial_backoff = initial;
        self.max_backoff = max;
        self
    }

    /// Retries mutating actions even if the failed attempt may have been executed. Use it only for
    /// actions that may be executed twice.
    #[must_use]
    pub fn retry_mutating(mut self, retry: bool) -> Self {
        self.retry_mutating = retry;
        self
    }

    /// Sets a function that decides before the policy does: `Some(true)` retries, `Some(false)` does
    /// not, and `None` leaves it to the policy. It decides for mutating actions too.
    #[must_use]
    pub fn classifier(
        mut self,
        classifier: impl Fn(&Error) -> Option<bool> + Send + Sync + 'static,
    ) -> Self {
        self.classifier = Some(Arc::new(classifier));
        self
    }

    /// Returns whether a call whose last attempt failed with this error is retried.
    pub(crate) fn should_retry(&self, error: &Error, schema: &ActionSchema, attempts: u32) -> bool {
        if attempts >= self.attempts {
            return false;
        }
        if let Some(decided) = self.classifier.as_ref().and_then(|classifier| classifier(error)) {
            return decided;
        }
        let repeatable = schema.read_only || self.retry_mutating || !error.may_have_executed();
        repeatable && is_transient(error, schema)
    }

    /// The wait after this many attempts; `random` is at least 0 and below 1.
    pub(crate) fn delay(&self, attempts: u32, random: f64) -> Duration {
        let doubled = 2_u32.saturating_pow(attempts.saturating_sub(1));
        self.initial_backoff.saturating_mul(doubled).min(self.max_backoff).mul_f64(random)
    }
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for RetryPolicy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RetryPolicy")
            .field("attempts", &self.attempts)
            .field("initial_backoff", &self.initial_backoff)
            .field("max_backoff", &self.max_backoff)
            .field("retry_mutating", &self.retry_mutating)
            .finish_non_exhaustive()
    }
}

/// Returns whether the fault may be gone at the next attempt.
fn is_transient(error: &Error, schema: &ActionSchema) -> bool {
    match error.code() {
        Some(code) => Meaning::of(code, schema).transient,
        None => error.is_transient_fault(),
    }
}

impl Error {
    /// Returns whether a later look of a wait may succeed where this call of the action failed, although
    /// the call is not retried any more. `has_response` says that the service has responded to the wait
    /// before: until then, the fault may be one of the settings, which a wait must not hide.
    pub(crate) fn may_pass(&self, schema: &ActionSchema, has_response: bool) -> bool {
        match self.kind() {
            ErrorKind::Incomplete | ErrorKind::QueueTimeout => true,
            ErrorKind::Credentials | ErrorKind::UnreadableResponse => has_response,
            _ => is_transient(self, schema),
        }
    }
}

/// The budget for retries that all clones of a client share. A retry costs; a call that succeeds pays
/// back.
#[derive(Debug)]
pub(crate) struct RetryBudget(Mutex<u32>);

impl RetryBudget {
    const FULL: u32 = 500;
    const COST: u32 = 5;

    pub(crate) fn new() -> Self {
        Self(Mutex::new(Self::FULL))
    }

    /// Takes the cost of a retry; returns false if the budget is too small.
    pub(crate) fn spend(&self) -> bool {
        let mut left = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let enough = *left >= Self::COST;
        if enough {
            *left -= Self::COST;
        }
        enough
    }

    /// Pays back after a call that succeeded at this attempt.
    pub(crate) fn restore(&self, attempts: u32) {
        let mut left = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let back = if attempts > 1 { Self::COST } else { 1 };
        *left = Self::FULL.min(*left + back);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_doubles_up_to_its_maximum_and_is_random_below_it() {
        let policy = RetryPolicy::new().backoff(Duration::from_secs(1), Duration::from_secs(3));
        let waits = [1, 2, 3, 40].map(|attempts| policy.delay(attempts, 1.0).as_secs());
        assert_eq!(waits, [1, 2, 3, 3]);
        assert_eq!(policy.delay(2, 0.0), Duration::ZERO);
        assert_eq!(policy.delay(2, 0.25), Duration::from_millis(500));
    }

    #[test]
    fn retries_use_up_the_budget_and_successes_restore_it() {
        let budget = RetryBudget::new();
        assert_eq!((0..1000).filter(|_| budget.spend()).count(), 100);
        (0..4).for_each(|_| budget.restore(1));
        assert!(!budget.spend());
        budget.restore(2);
        assert!(budget.spend());
        (0..1000).for_each(|_| budget.restore(1));
        assert_eq!((0..1000).filter(|_| budget.spend()).count(), 100);
    }
}
