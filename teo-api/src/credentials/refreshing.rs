//! Caches temporary credentials and refreshes them before they expire, for providers that are costly
//! to ask. At most one refresh is in flight. It runs in the future of the caller that started it, so
//! it needs no runtime but that caller's; if that caller is dropped, the next one takes over.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use futures_core::future::BoxFuture;

use super::time::format_time;
use crate::runtime::{Clock, Credentials, CredentialsError, ProvideCredentials};

/// The longest time before their expiry at which credentials are refreshed: a signature is valid for
/// as long.
const MAX_LEAD: Duration = Duration::from_secs(300);
/// How long a failure is cached before the provider is asked again.
const FAILURE_TTL: Duration = Duration::from_secs(5);

/// Caches the credentials of a provider until shortly before they expire: five minutes before, or a
/// tenth of their lifetime if that is less. It caches credentials without an expiry for good.
///
/// The first call asks the provider. If several callers wait for new credentials, one of them asks for
/// all; a caller that comes while the old credentials are still valid does not wait. If a refresh
/// fails, the old credentials are used as long as they are valid, and a `tracing` event with the
/// target `teo_api::credentials` says so. A failure is cached for five seconds, so that not every call
/// waits for it.
///
/// ```
/// use std::time::{Duration, SystemTime};
/// use teo_api::{BoxFuture, Client, Credentials, CredentialsError, ProvideCredentials, Refreshing};
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
/// let client = Client::builder().credentials(Refreshing::new(Vault)).build()?;
/// # Ok::<(), teo_api::Error>(())
/// ```
pub struct Refreshing<P> {
    provider: P,
    cache: Cache,
}

/// Everything but the type of the provider, so that the code is compiled once.
struct Cache {
    state: Mutex<State>,
    /// Locked by the caller that refreshes, and unlocked when its future is dropped.
    refresh: tokio::sync::Mutex<()>,
    clock: Clock,
    failure_ttl: Duration,
    not_found_ttl: Duration,
}

#[derive(Default)]
struct State {
    entry: Option<Entry>,
    failure: Option<Failure>,
}

#[derive(Clone)]
struct Entry {
    credentials: Credentials,
    refresh_at: Option<SystemTime>,
}

struct Failure {
    error: CredentialsError,
    /// Valid credentials were cached at the time. When they expire, the next refresh is due
    /// immediately.
    entry_was_valid: bool,
    at: SystemTime,
    until: SystemTime,
}

/// What the cache says to a caller.
enum Lookup {
    /// Return this.
    Fresh(Result<Credentials, CredentialsError>),
    /// These are valid, and due for a refresh.
    Expiring(Credentials),
    /// Nothing is cached.
    Missing,
}

impl<P> Refreshing<P> {
    /// Caches what this provider returns.
    #[must_use]
    pub fn new(provider: P) -> Self {
        let cache = Cache {
            state: Mutex::default(),
            refresh: tokio::sync::Mutex::new(()),
            clock: Arc::new(SystemTime::now),
            failure_ttl: FAILURE_TTL,
            not_found_ttl: FAILURE_TTL,
        };
        Self { provider, cache }
    }

    /// Sets how long a failure is cached, and how long the absence of credentials.
    pub(super) fn with_failure_ttl(mut self, failed: Duration, not_found: Duration) -> Self {
        self.cache.failure_ttl = failed;
        self.cache.not_found_ttl = not_found;
        self
    }

    #[cfg(test)]
    pub(crate) fn clock(mut self, clock: Clock) -> Self {
        self.cache.clock = clock;
        self
    }

    /// The provider, for setters that are called before the first fetch.
    pub(super) fn provider_mut(&mut self) -> &mut P {
        &mut self.provider
    }
}

impl Cache {
    /// Locks the state. A thread that panicked with the lock has left it sound, since every change is
    /// one assignment.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn look_up(&self, now: SystemTime) -> Lookup {
        let state = self.state();
        // The lower bound keeps a failure from lasting when the clock is set back.
        let failure =
            state.failure.as_ref().filter(|failure| (failure.at..failure.until).contains(&now));
        let valid = state.entry.as_ref().filter(|entry| is_valid(&entry.credentials, now));
        match (valid, failure) {
            (Some(entry), None) if entry.refresh_at.is_some_and(|time| now >= time) => {
                Lookup::Expiring(entry.credentials.clone())
            }
            (Some(entry), _) => Lookup::Fresh(Ok(entry.credentials.clone())),
            (None, Some(failure)) if !failure.entry_was_valid => {
                Lookup::Fresh(Err(failure.error.clone()))
            }
            (None, _) => Lookup::Missing,
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
        let _refreshing = match self.look_up((self.clock)()) {
            Lookup::Fresh(result) => return result,
            Lookup::Expiring(old) => match self.refresh.try_lock() {
                Ok(lock) => lock,
                // Another caller refreshes the credentials, and the old ones are still valid.
                Err(_) => return Ok(old),
            },
            Lookup::Missing => self.refresh.lock().await,
        };
        // Another caller may have refreshed the credentials while this one waited for the lock.
        match self.look_up((self.clock)()) {
            Lookup::Fresh(result) => result,
            Lookup::Expiring(_) | Lookup::Missing => self.refresh(provider, name).await,
        }
    }

    async fn refresh(
        &self,
        provider: &dyn ProvideCredentials,
        name: &'static str,
    ) -> Result<Credentials, CredentialsError> {
        self.expect_abandonment();
        let fetched = provider.provide().await;
        let now = (self.clock)();
        let error = match fetched {
            Ok(credentials) if is_valid(&credentials, now) => {
                tracing::debug!(
                    target: "teo_api::credentials",
                    provider = name,
                    expires = credentials.expires().map(format_time),
                    "fetched"
                );
                let refresh_at = credentials.expires().map(|end| end - lead(end, now));
                let entry = Entry { credentials: credentials.clone(), refresh_at };
                *self.state() = State { entry: Some(entry), failure: None };
                return Ok(credentials);
            }
            Ok(credentials) => expired(&credentials, now),
            Err(error) => error,
        };
        let mut state = self.state();
        let valid = state
            .entry
            .as_ref()
            .map(|entry| entry.credentials.clone())
            .filter(|credentials| is_valid(credentials, now));
        // Credentials that were found before count as failed, not as absent.
        let absent = error.is_not_found() && state.entry.is_none();
        let ttl = if absent { self.not_found_ttl } else { self.failure_ttl };
        // With valid credentials there is no hurry, and each attempt logs a warning.
        let entry_was_valid = valid.is_some();
        let ttl = if entry_was_valid { ttl.max(FAILURE_TTL) } else { ttl };
        state.failure =
            Some(Failure { error: error.clone(), entry_was_valid, at: now, until: now + ttl });
        drop(state);
        let Some(old) = valid else {
            return Err(error);
        };
        tracing::warn!(
            target: "teo_api::credentials",
            provider = name,
            error = old.scrub(&error.to_string()),
            valid_until = old.expires().map(format_time),
            "the refresh failed; the old credentials are still used"
        );
        Ok(old)
    }

    /// Caches a failure in case the caller that refreshes is dropped. The callers that come then use
    /// the old credentials for a while, instead of waiting and giving up one after the other.
    fn expect_abandonment(&self) {
        let now = (self.clock)();
        let mut state = self.state();
        if state.entry.as_ref().is_some_and(|entry| is_valid(&entry.credentials, now)) {
            let error = CredentialsError::new("the refresh was abandoned");
            let until = now + FAILURE_TTL;
            state.failure = Some(Failure { error, entry_was_valid: true, at: now, until });
        }
    }
}

impl<P: ProvideCredentials> ProvideCredentials for Refreshing<P> {
    fn provide(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
        self.cache.provide(&self.provider, std::any::type_name::<P>())
    }
}

impl<P: fmt::Debug> fmt::Debug for Refreshing<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Refreshing").field(&self.provider).finish()
    }
}

fn is_valid(credentials: &Credentials, now: SystemTime) -> bool {
    credentials.expires().is_none_or(|end| now < end)
}

/// How long before their expiry credentials that were fetched now are refreshed.
fn lead(end: SystemTime, now: SystemTime) -> Duration {
    let lifetime = end.duration_since(now).unwrap_or_default();
    MAX_LEAD.min(lifetime / 10)
}

fn expired(credentials: &Credentials, now: SystemTime) -> CredentialsError {
    let end = credentials.expires().map(format_time).unwrap_or_default();
    CredentialsError::new(format!(
        "the credentials expired at {end}, and it is {} now by the clock of this machine",
        format_time(now)
    ))
}

#[cfg(test)]
mod tests;
