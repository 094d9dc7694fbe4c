//! The task that runs one refresh. It stops when nobody needs its result any more: the cache was
//! dropped, or another refresh took its place while its runtime was left alone.

use std::sync::{Arc, Weak};

use super::cache::Cache;
use super::progress::{BEAT, Progress};
use crate::runtime::{CredentialsError, ProvideCredentials};

/// Fetches credentials from the provider, stores them, and hands them to the callers that wait.
pub(super) async fn refresh(
    cache: Weak<Cache>,
    provider: Arc<dyn ProvideCredentials>,
    name: &'static str,
    progress: Progress,
) {
    let is_needed = || cache.upgrade().is_some_and(|cache| cache.names(progress.id()));
    if !is_needed() {
        return;
    }
    // A task within the task: a panic of the provider ends only this one, and a provider that blocks
    // its thread does not stop the signs of life.
    let mut fetch = tokio::spawn(async move { provider.provide().await });
    let fetched = loop {
        match tokio::time::timeout(BEAT, &mut fetch).await {
            Ok(Ok(fetched)) => break fetched,
            // The message of a panic may hold a secret, so the error does not show it.
            Ok(Err(fault)) if fault.is_panic() => {
                break Err(CredentialsError::new(format!("the provider {name} panicked")));
            }
            // The runtime ends.
            Ok(Err(_)) => return,
            Err(_) if is_needed() => progress.beat(),
            Err(_) => return fetch.abort(),
        }
    };
    if let Some(outcome) =
        cache.upgrade().and_then(|cache| cache.finish(progress.id(), fetched, name))
    {
        progress.end(outcome);
    }
}
