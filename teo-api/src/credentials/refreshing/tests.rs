//! Refreshing with a clock and a provider that the tests control.

mod abandoned;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, SystemTime};

use tokio::sync::Notify;

use super::Refreshing;
use super::cache::{Cache, lead};
use crate::runtime::{Clock, Credentials, CredentialsError, ProvideCredentials};
use futures_core::future::BoxFuture;

/// Provides credentials that are numbered and live for an hour, or fails.
#[derive(Clone, Default)]
struct Issuer {
    calls: Arc<AtomicUsize>,
    clock: Time,
    broken: Arc<AtomicUsize>,
    /// If set, each call waits for it.
    gate: Option<Arc<Notify>>,
    /// So many calls, the first ones, never return.
    hanging: usize,
    /// How long each call takes.
    delay: Option<Duration>,
    /// Whether it blocks the thread meanwhile.
    blocks: bool,
}

impl Issuer {
    fn calls(&self) -> usize {
        self.calls.load(Ordering::SeqCst)
    }
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
            if number < self.hanging {
                std::future::pending::<()>().await;
            }
            match self.delay {
                Some(delay) if self.blocks => std::thread::sleep(delay),
                Some(delay) => tokio::time::sleep(delay).await,
                None => {}
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

/// Caches what a provider returns, by the clock of the test.
fn by_clock<P>(provider: P, time: &Time) -> Arc<Refreshing<P>> {
    let mut cache = Cache::new();
    cache.clock = time.clock();
    Arc::new(Refreshing { provider: Arc::new(provider), cache: Arc::new(cache) })
}

fn refreshing(issuer: &Issuer) -> Arc<Refreshing<Issuer>> {
    by_clock(issuer.clone(), &issuer.clock)
}

async fn id(provider: &Refreshing<Issuer>) -> String {
    provider.provide().await.unwrap().secret_id().to_owned()
}

/// Waits until a refresh has brought the credentials of this number.
async fn wait_for_id(provider: &Refreshing<Issuer>, expected: &str) {
    let brought = async {
        while id(provider).await != expected {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(10), brought).await.expect("no new credentials");
}

/// Lets the tasks of this runtime run until all of them wait.
async fn let_tasks_run() {
    for _ in 0..20 {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn credentials_are_fetched_at_the_first_call_and_refreshed_five_minutes_before_they_expire() {
    let issuer = Issuer::default();
    let provider = refreshing(&issuer);
    assert_eq!(issuer.calls(), 0);
    for time in [0, HOUR - 301] {
        issuer.clock.set(time);
        assert_eq!(id(&provider).await, "0", "at {time}");
        let_tasks_run().await;
        assert_eq!(issuer.calls(), 1, "at {time}");
    }
    issuer.clock.set(HOUR - 300);
    assert_eq!(id(&provider).await, "0", "the old credentials are valid");
    wait_for_id(&provider, "1").await;
    issuer.clock.set(HOUR);
    assert_eq!(id(&provider).await, "1");
    assert_eq!(issuer.calls(), 2);
}

#[tokio::test]
async fn short_lived_credentials_are_refreshed_a_tenth_of_their_lifetime_before_they_expire() {
    let now = SystemTime::UNIX_EPOCH;
    let seconds = |lifetime| lead(now + Duration::from_secs(lifetime), now).as_secs();
    assert_eq!((seconds(100), seconds(3000), seconds(7200)), (10, 300, 300));
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
    assert_eq!(issuer.calls(), 1);
}

#[tokio::test]
async fn callers_do_not_wait_for_a_refresh_while_the_old_credentials_are_valid() {
    let gate = Arc::new(Notify::new());
    let issuer = Issuer { gate: Some(Arc::clone(&gate)), ..Issuer::default() };
    let provider = refreshing(&issuer);
    gate.notify_one();
    assert_eq!(id(&provider).await, "0");
    issuer.clock.set(HOUR - 1);
    for _ in 0..10 {
        assert_eq!(id(&provider).await, "0");
        let_tasks_run().await;
    }
    assert_eq!(issuer.calls(), 2, "one refresh for all of them");
    gate.notify_one();
    wait_for_id(&provider, "1").await;
    assert_eq!(issuer.calls(), 2);
}

#[tokio::test]
async fn a_refresh_goes_on_when_the_caller_that_started_it_is_dropped() {
    let gate = Arc::new(Notify::new());
    let issuer = Issuer { gate: Some(Arc::clone(&gate)), ..Issuer::default() };
    let provider = refreshing(&issuer);
    let start = |provider: &Arc<Refreshing<Issuer>>| {
        let provider = Arc::clone(provider);
        tokio::spawn(async move { id(&provider).await })
    };
    let (first, second) = (start(&provider), start(&provider));
    let_tasks_run().await;
    first.abort();
    assert!(first.await.unwrap_err().is_cancelled());
    gate.notify_one();
    assert_eq!(second.await.unwrap(), "0");
    assert_eq!(issuer.calls(), 1);
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
        let_tasks_run().await;
    }
    assert_eq!(issuer.calls(), 2, "the provider was called again during the pause");
    issuer.clock.set(HOUR - 95);
    assert_eq!(id(&provider).await, "0");
    let_tasks_run().await;
    assert_eq!(issuer.calls(), 3, "the provider was not called again after the pause");

    issuer.clock.set(HOUR);
    for _ in 0..10 {
        let error = provider.provide().await.unwrap_err().to_string();
        assert_eq!(error, "the issuer is broken");
    }
    assert_eq!(issuer.calls(), 4);
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
    assert_eq!(issuer.calls(), 1);
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
    let provider = by_clock(ExpiredIssuer, &time);
    let error = provider.provide().await.unwrap_err().to_string();
    assert!(error.contains("expired at 1970-01-01T00:00:00Z"), "{error}");
    assert!(error.contains("it is 2023-11-14T22:13:20Z now"), "{error}");
    assert!(!error.contains("hidden"), "{error}");
}

#[tokio::test]
async fn a_refresh_ends_when_the_cache_is_dropped() {
    let gate = Arc::new(Notify::new());
    let issuer = Issuer { gate: Some(Arc::clone(&gate)), ..Issuer::default() };
    let provider = refreshing(&issuer);
    let caller = tokio::spawn({
        let provider = Arc::clone(&provider);
        async move { id(&provider).await }
    });
    let_tasks_run().await;
    assert_eq!(Arc::strong_count(&gate), 3, "the test, its issuer and the provider hold it");
    caller.abort();
    assert!(caller.await.unwrap_err().is_cancelled());
    drop(provider);
    let ended = async {
        while Arc::strong_count(&gate) > 2 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(10), ended).await.expect("the refresh goes on");
}

#[tokio::test]
async fn a_provider_that_panics_gives_its_callers_an_error_that_says_so() {
    #[derive(Debug)]
    struct Panicking(Arc<AtomicUsize>);
    impl ProvideCredentials for Panicking {
        fn provide(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
            Box::pin(async {
                tokio::task::yield_now().await;
                self.0.fetch_add(1, Ordering::SeqCst);
                panic!("hidden")
            })
        }
    }
    let (calls, time) = (Arc::new(AtomicUsize::new(0)), Time::default());
    let provider = by_clock(Panicking(Arc::clone(&calls)), &time);
    let callers: Vec<_> = (0..10)
        .map(|_| {
            let provider = Arc::clone(&provider);
            tokio::spawn(async move { provider.provide().await.unwrap_err() })
        })
        .collect();
    for caller in callers {
        let error = caller.await.unwrap();
        let shown = format!("{error} {error:?}");
        assert!(shown.contains("Panicking panicked") && !shown.contains("hidden"), "{shown}");
    }
    assert_eq!(calls.load(Ordering::SeqCst), 1);
}

#[test]
fn without_a_runtime_valid_credentials_are_returned_and_a_refresh_is_an_error() {
    let issuer = Issuer::default();
    let provider = refreshing(&issuer);
    let poll = |provider: &Refreshing<Issuer>| {
        let mut context = std::task::Context::from_waker(std::task::Waker::noop());
        match provider.provide().as_mut().poll(&mut context) {
            std::task::Poll::Ready(result) => result.map(|found| found.secret_id().to_owned()),
            std::task::Poll::Pending => panic!("it waits for a runtime that does not exist"),
        }
    };
    let error = poll(&provider).unwrap_err().to_string();
    assert!(error.contains("needs a Tokio runtime"), "{error}");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    assert_eq!(runtime.block_on(id(&provider)), "0");
    for time in [0, HOUR - 1] {
        issuer.clock.set(time);
        assert_eq!(poll(&provider).unwrap(), "0");
    }
    issuer.clock.set(HOUR);
    assert!(poll(&provider).is_err());
    assert_eq!(runtime.block_on(id(&provider)), "1");
}
