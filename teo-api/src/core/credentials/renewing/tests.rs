//! Renewing with a clock and a provider that do as they are told.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, SystemTime};

use tokio::sync::Notify;

use super::{Clock, Renewing};
use crate::core::credentials::{BoxFuture, Credentials, CredentialsError, ProvideCredentials};

/// Answers credentials that live for an hour, named by number, once it is let; or fails.
#[derive(Clone, Default)]
struct Issuer {
    asked: Arc<AtomicUsize>,
    clock: Time,
    broken: Arc<AtomicUsize>,
    /// Where it waits before it answers, if it waits.
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
            let number = self.asked.fetch_add(1, Ordering::SeqCst);
            if let Some(gate) = &self.gate {
                gate.notified().await;
            }
            if self.broken.load(Ordering::SeqCst) > 0 {
                return Err(CredentialsError::new("the issuer is on strike"));
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

fn renewing(issuer: &Issuer) -> Arc<Renewing<Issuer>> {
    Arc::new(Renewing::new(issuer.clone()).clock(issuer.clock.clock()))
}

async fn id(provider: &Renewing<Issuer>) -> String {
    provider.provide().await.unwrap().secret_id().to_owned()
}

#[tokio::test]
async fn they_are_fetched_at_the_first_call_and_renewed_five_minutes_ahead() {
    let issuer = Issuer::default();
    let provider = renewing(&issuer);
    assert_eq!(issuer.asked.load(Ordering::SeqCst), 0);
    for (time, expected) in [(0, "0"), (HOUR - 301, "0"), (HOUR - 300, "1"), (HOUR, "1")] {
        issuer.clock.set(time);
        assert_eq!(id(&provider).await, expected, "at {time}");
    }
}

#[tokio::test]
async fn of_a_short_life_a_tenth_is_ahead() {
    let now = SystemTime::UNIX_EPOCH;
    let ahead = |seconds| super::ahead(now + Duration::from_secs(seconds), now).as_secs();
    assert_eq!((ahead(100), ahead(3000), ahead(7200)), (10, 300, 300));
}

#[tokio::test]
async fn many_who_wait_share_one_renewal() {
    let gate = Arc::new(Notify::new());
    let issuer = Issuer { gate: Some(Arc::clone(&gate)), ..Issuer::default() };
    let provider = renewing(&issuer);
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
    assert_eq!(issuer.asked.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn while_the_old_are_valid_nobody_waits_for_who_renews() {
    let gate = Arc::new(Notify::new());
    let issuer = Issuer { gate: Some(Arc::clone(&gate)), ..Issuer::default() };
    let provider = renewing(&issuer);
    gate.notify_one();
    assert_eq!(id(&provider).await, "0");
    issuer.clock.set(HOUR - 1);
    let renewer = tokio::spawn({
        let provider = Arc::clone(&provider);
        async move { id(&provider).await }
    });
    tokio::task::yield_now().await;
    assert_eq!(issuer.asked.load(Ordering::SeqCst), 2);
    assert_eq!(id(&provider).await, "0");
    gate.notify_one();
    assert_eq!(renewer.await.unwrap(), "1");
    assert_eq!(id(&provider).await, "1");
}

#[tokio::test]
async fn who_gives_up_while_renewing_leaves_it_to_the_next() {
    let gate = Arc::new(Notify::new());
    let issuer = Issuer { gate: Some(Arc::clone(&gate)), ..Issuer::default() };
    let provider = renewing(&issuer);
    let start = |provider: &Arc<Renewing<Issuer>>| {
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
async fn who_gives_up_with_the_old_still_valid_costs_the_others_nothing() {
    let gate = Arc::new(Notify::new());
    let issuer = Issuer { gate: Some(Arc::clone(&gate)), ..Issuer::default() };
    let provider = renewing(&issuer);
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
    assert_eq!(id(&provider).await, "2", "it is tried again after the pause");
}

#[tokio::test]
async fn a_failed_renewal_keeps_the_old_as_long_as_they_are_valid() {
    let issuer = Issuer::default();
    let provider = renewing(&issuer);
    assert_eq!(id(&provider).await, "0");
    issuer.broken.store(1, Ordering::SeqCst);
    issuer.clock.set(HOUR - 100);
    for _ in 0..10 {
        assert_eq!(id(&provider).await, "0");
    }
    assert_eq!(issuer.asked.load(Ordering::SeqCst), 2, "it was not left in peace");
    issuer.clock.set(HOUR - 95);
    assert_eq!(id(&provider).await, "0");
    assert_eq!(issuer.asked.load(Ordering::SeqCst), 3, "it was not asked again after the pause");

    issuer.clock.set(HOUR);
    for _ in 0..10 {
        let error = provider.provide().await.unwrap_err().to_string();
        assert_eq!(error, "the issuer is on strike");
    }
    assert_eq!(issuer.asked.load(Ordering::SeqCst), 4);
    issuer.broken.store(0, Ordering::SeqCst);
    issuer.clock.set(HOUR + 5);
    assert_eq!(id(&provider).await, "4");
}

#[tokio::test]
async fn callers_who_waited_for_a_failure_share_it() {
    let gate = Arc::new(Notify::new());
    let issuer = Issuer { gate: Some(Arc::clone(&gate)), ..Issuer::default() };
    issuer.broken.store(1, Ordering::SeqCst);
    let provider = renewing(&issuer);
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
    assert_eq!(issuer.asked.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn what_has_expired_when_it_comes_is_refused_with_both_times() {
    #[derive(Debug)]
    struct Late;
    impl ProvideCredentials for Late {
        fn provide(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
            let credentials =
                Credentials::new("hidden", "hidden").with_expiry(SystemTime::UNIX_EPOCH);
            Box::pin(std::future::ready(Ok(credentials)))
        }
    }
    let time = Time::default();
    let error = Renewing::new(Late).clock(time.clock()).provide().await.unwrap_err().to_string();
    assert!(error.contains("expired at 1970-01-01T00:00:00Z"), "{error}");
    assert!(error.contains("it is 2023-11-14T22:13:20Z now"), "{error}");
    assert!(!error.contains("hidden"), "{error}");
}

#[test]
fn a_runtime_that_ends_while_it_renews_leaves_it_to_the_next_runtime() {
    let gate = Arc::new(Notify::new());
    let issuer = Issuer { gate: Some(Arc::clone(&gate)), ..Issuer::default() };
    let provider = renewing(&issuer);
    let runtime = || tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let first = runtime();
    let renewer = Arc::clone(&provider);
    first.spawn(async move { id(&renewer).await });
    first.block_on(tokio::task::yield_now());
    assert_eq!(issuer.asked.load(Ordering::SeqCst), 1);
    drop(first);
    gate.notify_one();
    assert_eq!(runtime().block_on(id(&provider)), "1");
}
