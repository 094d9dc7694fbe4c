//! Keeps temporary credentials and renews them ahead of their end: what a costly provider is wrapped
//! in. However many callers wait, one renewal is in flight; it runs in the caller that began it, so
//! it dies with no runtime but that caller's, and the next in line takes over.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use crate::core::clock::Clock;

use super::{BoxFuture, Credentials, CredentialsError, ProvideCredentials, shown};

/// Longest time before their end at which credentials are renewed: signatures are good for as long.
const AHEAD: Duration = Duration::from_secs(300);
/// How long a failure is remembered before the provider is asked again.
const PAUSE: Duration = Duration::from_secs(5);

/// Keeps the credentials of a provider until shortly before they expire: five minutes, or a tenth of
/// their life if that is less. Those without an expiry are kept for good.
///
/// The first call asks the provider. However many callers wait for new credentials, one asks on
/// behalf of all; those who come while the old ones are still valid do not wait. If a renewal fails,
/// the old ones are kept as long as they are valid, and an event of `tracing` with the target
/// `teo_api::credentials` tells. A failure is remembered for five seconds, so that it is not paid for
/// by every call.
///
/// ```
/// use std::time::{Duration, SystemTime};
/// use teo_api::{BoxFuture, Client, Credentials, CredentialsError, ProvideCredentials, Renewing};
///
/// #[derive(Debug)]
/// struct Vault;
///
/// impl ProvideCredentials for Vault {
///     fn provide(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
///         Box::pin(async {
///             let in_an_hour = SystemTime::now() + Duration::from_secs(3600);
///             Ok(Credentials::new("id", "key").with_token("token").with_expiry(in_an_hour))
///         })
///     }
/// }
///
/// let client = Client::builder().credentials(Renewing::new(Vault)).build()?;
/// # Ok::<(), teo_api::Error>(())
/// ```
pub struct Renewing<P> {
    provider: P,
    keeper: Keeper,
}

/// All but the provider's type, so that it is compiled once.
struct Keeper {
    state: Mutex<State>,
    /// Held by who renews. Dropped with the caller, and so never by a runtime that is gone.
    renewal: tokio::sync::Mutex<()>,
    clock: Clock,
    pause: Duration,
    pause_without: Duration,
}

#[derive(Default)]
struct State {
    held: Option<Held>,
    failure: Option<Failure>,
}

#[derive(Clone)]
struct Held {
    credentials: Credentials,
    renew_at: Option<SystemTime>,
}

struct Failure {
    error: CredentialsError,
    /// There was a valid pair to fall back on. When that ends, a new try is due at once.
    kept: bool,
    at: SystemTime,
    until: SystemTime,
}

/// What a look at the state says.
enum Look {
    /// Nothing to be done.
    Answer(Result<Credentials, CredentialsError>),
    /// These are valid, and it is time to renew them.
    RenewAhead(Credentials),
    /// There is nothing to answer with.
    Fetch,
}

impl<P> Renewing<P> {
    /// Keeps what this provider answers.
    #[must_use]
    pub fn new(provider: P) -> Self {
        let keeper = Keeper {
            state: Mutex::default(),
            renewal: tokio::sync::Mutex::new(()),
            clock: Arc::new(SystemTime::now),
            pause: PAUSE,
            pause_without: PAUSE,
        };
        Self { provider, keeper }
    }

    /// How long a failure is remembered, and how long that nothing was found.
    pub(super) fn pausing(mut self, failed: Duration, not_found: Duration) -> Self {
        self.keeper.pause = failed;
        self.keeper.pause_without = not_found;
        self
    }

    #[cfg(test)]
    pub(crate) fn clock(mut self, clock: Clock) -> Self {
        self.keeper.clock = clock;
        self
    }

    /// For setters, before anything was fetched.
    pub(super) fn provider_mut(&mut self) -> &mut P {
        &mut self.provider
    }
}

impl Keeper {
    /// The state, even if a thread panicked with it open: it changes in one step.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn look(&self, now: SystemTime) -> Look {
        let state = self.state();
        // A clock that was set back does not make a failure last.
        let failure =
            state.failure.as_ref().filter(|failure| (failure.at..failure.until).contains(&now));
        let valid = state.held.as_ref().filter(|held| is_valid(&held.credentials, now));
        match (valid, failure) {
            (Some(held), None) if held.renew_at.is_some_and(|time| now >= time) => {
                Look::RenewAhead(held.credentials.clone())
            }
            (Some(held), _) => Look::Answer(Ok(held.credentials.clone())),
            (None, Some(failure)) if !failure.kept => Look::Answer(Err(failure.error.clone())),
            (None, _) => Look::Fetch,
        }
    }

    fn provide<'a>(
        &'a self,
        provider: &'a dyn ProvideCredentials,
        name: &'static str,
    ) -> BoxFuture<'a, Result<Credentials, CredentialsError>> {
        Box::pin(self.current(provider, name))
    }

    async fn current(
        &self,
        provider: &dyn ProvideCredentials,
        name: &'static str,
    ) -> Result<Credentials, CredentialsError> {
        let _renewal = match self.look((self.clock)()) {
            Look::Answer(answer) => return answer,
            Look::RenewAhead(old) => match self.renewal.try_lock() {
                Ok(renewal) => renewal,
                // Someone is at it, and these will do.
                Err(_) => return Ok(old),
            },
            Look::Fetch => self.renewal.lock().await,
        };
        // Who waited finds what the one before did.
        match self.look((self.clock)()) {
            Look::Answer(answer) => answer,
            Look::RenewAhead(_) | Look::Fetch => self.renew(provider, name).await,
        }
    }

    async fn renew(
        &self,
        provider: &dyn ProvideCredentials,
        name: &'static str,
    ) -> Result<Credentials, CredentialsError> {
        self.begin();
        let answer = provider.provide().await;
        let now = (self.clock)();
        let error = match answer {
            Ok(credentials) if is_valid(&credentials, now) => {
                tracing::debug!(
                    target: "teo_api::credentials",
                    provider = name,
                    expires = credentials.expires().map(shown),
                    "fetched"
                );
                let renew_at = credentials.expires().map(|end| end - ahead(end, now));
                let held = Held { credentials: credentials.clone(), renew_at };
                *self.state() = State { held: Some(held), failure: None };
                return Ok(credentials);
            }
            Ok(credentials) => expired(&credentials, now),
            Err(error) => error,
        };
        let mut state = self.state();
        let valid = state
            .held
            .as_ref()
            .map(|held| held.credentials.clone())
            .filter(|credentials| is_valid(credentials, now));
        // What was there before is not taken to be gone for good.
        let absent = error.is_not_found() && state.held.is_none();
        let pause = if absent { self.pause_without } else { self.pause };
        // With credentials at hand there is no hurry, and each try is a report.
        let kept = valid.is_some();
        let pause = if kept { pause.max(PAUSE) } else { pause };
        state.failure = Some(Failure { error: error.clone(), kept, at: now, until: now + pause });
        drop(state);
        let Some(old) = valid else {
            return Err(error);
        };
        tracing::warn!(
            target: "teo_api::credentials",
            provider = name,
            error = old.scrub(&error.to_string()),
            valid_until = old.expires().map(shown),
            "renewal failed; the old credentials are kept"
        );
        Ok(old)
    }

    /// A caller may give up while it renews. Those with the old pair then go on with it for a while,
    /// and do not give up one after the other.
    fn begin(&self) {
        let now = (self.clock)();
        let mut state = self.state();
        if state.held.as_ref().is_some_and(|held| is_valid(&held.credentials, now)) {
            let error = CredentialsError::new("the renewal was given up");
            state.failure = Some(Failure { error, kept: true, at: now, until: now + PAUSE });
        }
    }
}

impl<P: ProvideCredentials> ProvideCredentials for Renewing<P> {
    fn provide(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
        self.keeper.provide(&self.provider, std::any::type_name::<P>())
    }
}

impl<P: fmt::Debug> fmt::Debug for Renewing<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Renewing").field(&self.provider).finish()
    }
}

fn is_valid(credentials: &Credentials, now: SystemTime) -> bool {
    credentials.expires().is_none_or(|end| now < end)
}

/// How long before their end credentials that came now are renewed.
fn ahead(end: SystemTime, now: SystemTime) -> Duration {
    let lifetime = end.duration_since(now).unwrap_or_default();
    AHEAD.min(lifetime / 10)
}

fn expired(credentials: &Credentials, now: SystemTime) -> CredentialsError {
    let end = credentials.expires().map(shown).unwrap_or_default();
    CredentialsError::new(format!(
        "the credentials expired at {end}, and it is {} now by the clock of this machine",
        shown(now)
    ))
}

#[cfg(test)]
mod tests;
