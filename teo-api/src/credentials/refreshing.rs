//! Caches temporary credentials and refreshes them before they expire, for providers that are costly
//! to ask. A refresh runs in a task of its own, so no caller depends on the future of another one.
//! `cache` decides what each caller does, `task` runs a refresh, and `progress` says whether it runs.

mod cache;
mod progress;
mod task;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use futures_core::future::BoxFuture;
use tokio::runtime::Handle;

use self::cache::{Cache, Step};
use crate::runtime::{Credentials, CredentialsError, ProvideCredentials};

/// How many refreshes one caller starts, if all of them are abandoned.
const MAX_STARTS: u32 = 3;

/// Caches the credentials of a provider until shortly before they expire: five minutes before, or a
/// tenth of their lifetime if that is less. It caches credentials without an expiry for good.
///
/// The first call asks the provider. If several callers wait for new credentials, one refresh serves
/// all; a caller that comes while the old credentials are still valid does not wait. If a refresh
/// fails, the old credentials are used as long as they are valid, and a `tracing` event with the
/// target `teo_api::credentials` says so. A failure is cached for five seconds, so that not every call
/// waits for it.
///
/// A refresh is a task on the Tokio runtime of the caller that starts it; without a runtime, `provide`
/// returns an error unless valid credentials are cached. The refresh goes on if that caller goes away,
/// and ends if the `Refreshing` is dropped. If its runtime ends, or does not run for two seconds,
/// another caller starts a new one. A refresh that runs is awaited for as long as its provider takes,
/// so a provider limits its own time.
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
    /// Shared with the task that refreshes.
    provider: Arc<P>,
    /// Everything but the type of the provider, so that the code is compiled once.
    cache: Arc<Cache>,
}

impl<P> Refreshing<P> {
    /// Caches what this provider returns.
    #[must_use]
    pub fn new(provider: P) -> Self {
        Self { provider: Arc::new(provider), cache: Arc::new(Cache::new()) }
    }

    /// Caches what this provider returns, a failure and the absence of credentials for these times.
    pub(super) fn with_failure_ttl(provider: P, failed: Duration, not_found: Duration) -> Self {
        let mut cache = Cache::new();
        (cache.failure_ttl, cache.not_found_ttl) = (failed, not_found);
        Self { provider: Arc::new(provider), cache: Arc::new(cache) }
    }

    /// The provider, for setters that are called before the first fetch.
    pub(super) fn provider_mut(&mut self) -> &mut P
    where
        P: Clone,
    {
        Arc::make_mut(&mut self.provider)
    }
}

impl<P: ProvideCredentials + 'static> ProvideCredentials for Refreshing<P> {
    fn provide(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
        let provider: Arc<dyn ProvideCredentials> = Arc::clone(&self.provider) as _;
        Box::pin(current(&self.cache, provider, std::any::type_name::<P>()))
    }
}

impl<P: fmt::Debug> fmt::Debug for Refreshing<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Refreshing").field(&self.provider).finish()
    }
}

/// Returns the current credentials: those that are cached, or those of a refresh, which it starts
/// unless one is alive.
async fn current(
    cache: &Arc<Cache>,
    provider: Arc<dyn ProvideCredentials>,
    name: &'static str,
) -> Result<Credentials, CredentialsError> {
    let mut abandoned = None;
    let mut starts = 0;
    loop {
        let refresh = match (cache.next_step(abandoned), Handle::try_current()) {
            (Step::Return(result), _) => return result,
            (Step::Start { old: Some(old), .. }, Err(_)) => return Ok(old),
            (_, Err(_)) => {
                let message = "a task refreshes the credentials, which needs a Tokio runtime";
                return Err(CredentialsError::new(message));
            }
            (Step::Wait(refresh), Ok(_)) => refresh,
            (Step::Start { .. }, Ok(_)) if starts == MAX_STARTS => {
                let message = "the refresh of the credentials was abandoned: its runtime has ended";
                return Err(CredentialsError::new(message));
            }
            (Step::Start { refresh, progress, old }, Ok(runtime)) => {
                starts += 1;
                let (cache, provider) = (Arc::downgrade(cache), Arc::clone(&provider));
                runtime.spawn(task::refresh(cache, provider, name, progress));
                match old {
                    Some(old) => return Ok(old),
                    None => refresh,
                }
            }
        };
        abandoned = Some(refresh.id());
        if let Some(result) = refresh.outcome().await {
            return result;
        }
    }
}

#[cfg(test)]
mod tests;
