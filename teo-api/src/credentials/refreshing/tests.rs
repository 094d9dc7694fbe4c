//! Refreshing with a clock and a provider that the tests control.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, SystemTime};

use tokio::sync::Notify;

use super::{Clock, Refreshing};
use crate::runtime::{Credentials, CredentialsError, ProvideCredentials};
use futures_core::future::BoxFuture;

/// Provides credentials that are numbered and live for an hour, or fails.
#[derive(Clone, Default)]
struct Issuer {
    calls: Arc<AtomicUsize>,
    clock: Time,
    broken: Arc<AtomicUsize>,
    /// If set, each call waits for it.
    gate: Option<Arc<Notify>>,
}

impl std::fmt::Debug for Issuer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Issuer")
    }
}

const HOUR: u64 = 3600;

impl ProvideCredentials for Issuer {
    fn provide(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
        Box::pin(async {
            let number = self.calls.fetch_add(1, Ordering::SeqCst);
            if let Some(gate) = &self.gate {
                gate.notified().await;
            }
            if self.broken.load(Ordering::SeqCst) > 0 {
                return Err(CredentialsError::new("the issuer is broken"));
            }
            let end = self.clock.now() + Duration::from_secs(HOUR);
            Ok(Credentials::new(number.to_string(), "key").with_token("t").with_expiry(end))
        })
    }
}

#[derive(Clone, Default)]
struct Time(Arc<AtomicU64>);

impl Time {
    fn now(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000 + self.0.load(Ordering::SeqCst))
    }

    fn set(&self, seconds: u64) {
        self.0.store(seconds, Ordering::SeqCst);
    }

    fn clock(&self) -> Clock {
        let time = self.clone();
        Arc::new(move || time.now())
    }
}

fn refreshing(issuer: &Issuer) -> Arc<Refreshing<Issuer>> {
    Arc::new(Refreshing::new(issuer.clone()).clock(issuer.clock.clock()))
}

async fn id(provider: &Refreshing<Issuer>) -> String {
    provider.provide().await.unwrap().secret_id().to_owned()
}

#[tokio::test]
async fn credentials_are_fetched_at_the_first_call_and_refreshed_five_minutes_before_they_expire() {
    let issuer = Issuer::default();
    let provider = refreshing(&issuer);
    assert_eq!(issuer.calls.load(Ordering::SeqCst), 0);
    for (time, expected) in [(0, "0"), (HOUR - 301, "0"), (HOUR - 300, "1"), (HOUR, "1")] {
        issuer.clock.set(time);
        assert_eq!(id(&provider).await, expected, "at {time}");
    }
}

#[tokio::test]
async fn short_lived_credentials_are_refreshed_a_tenth_of_their_lifetime_before_they_expire() {
    let now = SystemTime::UNIX_EPOCH;
    let lead = |seconds| super::lead(now + Duration::from_secs(seconds), now).as_secs();
    assert_eq!((lead(100), lead(3000), lead(7200)), (10, 300, 300));
}

#[tokio::test]
async fn many_waiting_callers_share_one_refresh() {
    let gate = Arc::new(Notify::new());
    let issuer = Issuer { gate: Some(Arc::clone(&gate)), ..Issuer::default() };
    let provider = refreshing(&issuer);
    let callers: Vec<_> = (0..1000)
        .map(|_| {
            let provider = Arc::clone(&provider);
            tokio::spawn(async move { id(&provider).await })
        })
        .collect();
    tokio::task::yield_now().await;
    gate.notify_one();
    for caller in callers {
        assert_eq!(caller.await.unwrap(), "0");
    }
    assert_eq!(issuer.calls.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn callers_do_not_wait_for_a_refresh_while_the_old_credentials_are_valid() {
    let gate = Arc::new(Notify::new());
    let issuer = Issuer { gate: Some(Arc::clone(&gate)), ..Issuer::default() };
    let provider = refreshing(&issuer);
    gate.notify_one();
    assert_eq!(id(&provider).await, "0");
    issuer.clock.set(HOUR - 1);
    let refresher = tokio::spawn({
        let provider = Arc::clone(&provider);
        async move { id(&provider).await }
    });
    tokio::task::yield_now().await;
    assert_eq!(issuer.calls.load(Ordering::SeqCst), 2);
    assert_eq!(id(&provider).await, "0");
    gate.notify_one();
    assert_eq!(refresher.await.unwrap(), "1");
    assert_eq!(id(&provider).await, "1");
}

#[tokio::test]
async fn the_next_caller_takes_over_the_refresh_of_a_dropped_one() {
    let gate = Arc::new(Notify::new());
    let issuer = Issuer { gate: Some(Arc::clone(&gate)), ..Issuer::default() };
    let provider = refreshing(&issuer);
    let start = |provider: &Arc<Refreshing<Issuer>>| {
        let provider = Arc::clone(provider);
        tokio::spawn(async move { id(&provider).await })
    };
    let (first, second) = (start(&provider), start(&provider));
    tokio::task::yield_now().await;
    first.abort();
    assert!(first.await.unwrap_err().is_cancelled());
    tokio::task::yield_now().await;
    gate.notify_one();
    assert_eq!(second.await.unwrap(), "1");
}

#[tokio::test]
async fn a_dropped_refresh_delays_no_caller_while_the_old_credentials_are_valid() {
    let gate = Arc::new(Notify::new());
    let issuer = Issuer { gate: Some(Arc::clone(&gate)), ..Issuer::default() };
    let provider = refreshing(&issuer);
    gate.notify_one();
    assert_eq!(id(&provider).await, "0");
    issuer.clock.set(HOUR - 100);
    let impatient = tokio::time::timeout(Duration::from_millis(10), id(&provider));
    assert!(impatient.await.is_err());
    for _ in 0..10 {
        assert_eq!(id(&provider).await, "0");
    }
    issuer.clock.set(HOUR - 95);
    gate.notify_one();
    assert_eq!(id(&provider).await, "2", "no new attempt after the pause");
}

#[tokio::test]
async fn a_failed_refresh_keeps_the_old_credentials_while_they_are_valid() {
    let issuer = Issuer::default();
    let provider = refreshing(&issuer);
    assert_eq!(id(&provider).await, "0");
    issuer.broken.store(1, Ordering::SeqCst);
    issuer.clock.set(HOUR - 100);
    for _ in 0..10 {
        assert_eq!(id(&provider).await, "0");
    }
    assert_eq!(
        issuer.calls.load(Ordering::SeqCst),
        2,
        "the provider was called again during the pause"
    );
    issuer.clock.set(HOUR - 95);
    assert_eq!(id(&provider).await, "0");
    assert_eq!(
        issuer.calls.load(Ordering::SeqCst),
        3,
        "the provider was not called again after the pause"
    );

    issuer.clock.set(HOUR);
    for _ in 0..10 {
        let error = provider.provide().await.unwrap_err().to_string();
        assert_eq!(error, "the issuer is broken");
    }
    assert_eq!(issuer.calls.load(Ordering::SeqCst), 4);
    issuer.broken.store(0, Ordering::SeqCst);
    issuer.clock.set(HOUR + 5);
    assert_eq!(id(&provider).await, "4");
}

#[tokio::test]
async fn callers_that_wait_for_a_failed_refresh_share_its_error() {
    let gate = Arc::new(Notify::new());
    let issuer = Issuer { gate: Some(Arc::clone(&gate)), ..Issuer::default() };
    issuer.broken.store(1, Ordering::SeqCst);
    let provider = refreshing(&issuer);
    let callers: Vec<_> = (0..100)
        .map(|_| {
            let provider = Arc::clone(&provider);
            tokio::spawn(async move { provider.provide().await.is_err() })
        })
        .collect();
    tokio::task::yield_now().await;
    gate.notify_one();
    for caller in callers {
        assert!(caller.await.unwrap());
    }
    assert_eq!(issuer.calls.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn credentials_that_have_expired_already_are_refused_with_both_times() {
    #[derive(Debug)]
    struct ExpiredIssuer;
    impl ProvideCredentials for ExpiredIssuer {
        fn provide(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
            let credentials =
                Credentials::new("hidden", "hidden").with_expiry(SystemTime::UNIX_EPOCH);
            Box::pin(std::future::ready(Ok(credentials)))
        }
    }
    let time = Time::default();
    let error =
        Refreshing::new(ExpiredIssuer).clock(time.clock()).provide().await.unwrap_err().to_string();
    assert!(error.contains("expired at 1970-01-01T00:00:00Z"), "{error}");
    assert!(error.contains("it is 2023-11-14T22:13:20Z now"), "{error}");
    assert!(!error.contains("hidden"), "{error}");
}

#[test]
fn another_runtime_takes_over_the_refresh_of_one_that_ended() {
    let gate = Arc::new(Notify::new());
    let issuer = Issuer { gate: Some(Arc::clone(&gate)), ..Issuer::default() };
    let provider = refreshing(&issuer);
    let runtime = || tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let first = runtime();
    let refresher = Arc::clone(&provider);
    first.spawn(async move { id(&refresher).await });
    first.block_on(tokio::task::yield_now());
    assert_eq!(issuer.calls.load(Ordering::SeqCst), 1);
    drop(first);
    gate.notify_one();
    assert_eq!(runtime().block_on(id(&provider)), "1");
}
