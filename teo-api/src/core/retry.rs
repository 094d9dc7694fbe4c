//! Whether a failed attempt is worth another, and how long to wait before it.
//!
//! The policy is plain data that a client or a call holds. What it decides follows from the error,
//! from whether the action only reads, and from what the specs say of a code: nothing here knows a
//! service. A budget shared by all clones of a client keeps retries from making an outage worse.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use super::action::ActionFacts;
use super::error::{Error, ErrorKind};

/// When a call is tried again: 3 attempts unless set, with exponential backoff and full jitter.
///
/// An attempt that failed in passing is repeated if the action only reads, or if the failed attempt
/// surely had no effect: it was not sent, was throttled, or the service answered a code that says
/// so. `Retry-After` is honoured, each attempt is signed anew, and no retry outlives the call's
/// timeout.
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
    first: Duration,
    longest: Duration,
    repeat_effects: bool,
    classifier: Option<Classifier>,
}

/// A caller's own judgement of an error; `None` leaves it to the policy.
type Classifier = Arc<dyn Fn(&Error) -> Option<bool> + Send + Sync>;

impl RetryPolicy {
    /// 3 attempts, and between them a random time of up to half a second, then up to a second.
    #[must_use]
    pub fn new() -> Self {
        Self {
            attempts: 3,
            first: Duration::from_millis(500),
            longest: Duration::from_secs(20),
            repeat_effects: false,
            classifier: None,
        }
    }

    /// One attempt.
    #[must_use]
    pub fn none() -> Self {
        Self::new().attempts(1)
    }

    /// How many attempts at most, the first included.
    #[must_use]
    pub fn attempts(mut self, attempts: u32) -> Self {
        self.attempts = attempts.max(1);
        self
    }

    /// The longest time before the second attempt, doubled before each further one up to a longest
    /// of all. The time waited is random between nothing and that.
    #[must_use]
    pub fn backoff(mut self, first: Duration, longest: Duration) -> Self {
        self.first = first;
        self.longest = longest;
        self
    }

    /// Repeats actions that change something as well, even if the failed attempt may have been
    /// carried out. Only for actions that may be carried out twice.
    #[must_use]
    pub fn repeat_effects(mut self, repeat: bool) -> Self {
        self.repeat_effects = repeat;
        self
    }

    /// Judges errors first: `Some(true)` is worth another attempt, `Some(false)` is not, and `None`
    /// leaves it to the policy. It decides for actions that change something too.
    #[must_use]
    pub fn classifier(
        mut self,
        classifier: impl Fn(&Error) -> Option<bool> + Send + Sync + 'static,
    ) -> Self {
        self.classifier = Some(Arc::new(classifier));
        self
    }

    /// Whether the error of this attempt is worth another.
    pub(crate) fn is_worth_another(
        &self,
        error: &Error,
        facts: &ActionFacts,
        attempts: u32,
    ) -> bool {
        if attempts >= self.attempts {
            return false;
        }
        if let Some(decided) = self.classifier.as_ref().and_then(|classifier| classifier(error)) {
            return decided;
        }
        let harmless = facts.reads_only || self.repeat_effects || !error.may_have_executed();
        harmless && is_passing(error, facts)
    }

    /// How long to wait after this many attempts; `random` is at least 0 and below 1.
    pub(crate) fn delay(&self, attempts: u32, random: f64) -> Duration {
        let doubled = 2_u32.saturating_pow(attempts.saturating_sub(1));
        self.first.saturating_mul(doubled).min(self.longest).mul_f64(random)
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
            .field("first", &self.first)
            .field("longest", &self.longest)
            .field("repeat_effects", &self.repeat_effects)
            .finish_non_exhaustive()
    }
}

/// Whether the fault may be gone the next time. What a service means by a code is in its specs; of a
/// code that they do not know only the class is known.
fn is_passing(error: &Error, facts: &ActionFacts) -> bool {
    match (error.kind(), error.code()) {
        (ErrorKind::Throttled, _) => true,
        (ErrorKind::Api, Some(code)) => match facts.error(code.as_str()) {
            Some(known) if known.transient => true,
            _ => ["InternalError", "ServiceUnavailable"].contains(&code.class()),
        },
        _ => error.is_passing_fault(),
    }
}

/// What all clones of a client may spend on retries. Each costs; calls that succeed pay back.
#[derive(Debug)]
pub(crate) struct RetryBudget(Mutex<u32>);

impl RetryBudget {
    const FULL: u32 = 500;
    const COST: u32 = 5;

    pub(crate) fn new() -> Self {
        Self(Mutex::new(Self::FULL))
    }

    /// Takes what a retry costs; false if there is not enough.
    pub(crate) fn spend(&self) -> bool {
        let mut left = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let enough = *left >= Self::COST;
        if enough {
            *left -= Self::COST;
        }
        enough
    }

    /// A call has succeeded, at its first attempt or at a later one.
    pub(crate) fn succeeded(&self, attempts: u32) {
        let mut left = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let back = if attempts > 1 { Self::COST } else { 1 };
        *left = Self::FULL.min(*left + back);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_doubles_up_to_the_longest_and_is_random_below() {
        let policy = RetryPolicy::new().backoff(Duration::from_secs(1), Duration::from_secs(3));
        let most = |attempts| policy.delay(attempts, 1.0);
        assert_eq!((most(1), most(2), most(3), most(40)).0, Duration::from_secs(1));
        assert_eq!(most(2), Duration::from_secs(2));
        assert_eq!((most(3), most(40)), (Duration::from_secs(3), Duration::from_secs(3)));
        assert_eq!(policy.delay(2, 0.0), Duration::ZERO);
        assert_eq!(policy.delay(2, 0.25), Duration::from_millis(500));
    }

    #[test]
    fn the_budget_runs_out_and_comes_back_with_successes() {
        let budget = RetryBudget::new();
        assert_eq!((0..1000).filter(|_| budget.spend()).count(), 100);
        (0..4).for_each(|_| budget.succeeded(1));
        assert!(!budget.spend());
        budget.succeeded(2);
        assert!(budget.spend());
        (0..1000).for_each(|_| budget.succeeded(1));
        assert_eq!((0..1000).filter(|_| budget.spend()).count(), 100);
    }
}
