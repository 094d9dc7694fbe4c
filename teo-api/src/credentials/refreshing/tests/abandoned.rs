//! Callers and runtimes that start a refresh and leave it alone. The runtimes are real, and every
//! other caller is served within a few seconds.

use std::sync::Arc;
use std::time::Duration;

use tokio::runtime::{Builder, Runtime};

use super::{HOUR, Issuer, Refreshing, id, let_tasks_run, refreshing, wait_for_id};
use crate::runtime::{Credentials, CredentialsError, ProvideCredentials as _};
use futures_core::future::BoxFuture;

type Caller<'p> = BoxFuture<'p, Result<Credentials, CredentialsError>>;

/// A runtime that runs only while the test blocks on it.
fn runtime() -> Runtime {
    Builder::new_current_thread().enable_all().build().unwrap()
}

/// Polls a caller once; it has to wait.
async fn poll_once(caller: &mut Caller<'_>) {
    std::future::poll_fn(|context| {
        assert!(caller.as_mut().poll(context).is_pending());
        std::task::Poll::Ready(())
    })
    .await;
}

/// Starts ten callers, and returns the ids that they get within a few seconds.
async fn ten_ids(provider: &Arc<Refreshing<Issuer>>) -> Vec<String> {
    let callers: Vec<_> = (0..10)
        .map(|_| {
            let provider = Arc::clone(provider);
            tokio::spawn(async move { id(&provider).await })
        })
        .collect();
    let mut ids = Vec::new();
    for caller in callers {
        let served = tokio::time::timeout(Duration::from_secs(8), caller).await;
        ids.push(served.expect("a caller is stranded").unwrap());
    }
    ids
}

#[tokio::test]
async fn a_first_caller_that_is_polled_once_and_left_alone_delays_nobody() {
    let issuer = Issuer { delay: Some(Duration::from_millis(100)), ..Issuer::default() };
    let provider = refreshing(&issuer);
    let mut first = provider.provide();
    poll_once(&mut first).await;
    assert_eq!(ten_ids(&provider).await, ["0"; 10]);
    assert_eq!(issuer.calls(), 1);
    assert_eq!(first.await.unwrap().secret_id(), "0", "the first caller is served as well");
    assert_eq!(issuer.calls(), 1);
}

#[test]
fn a_first_caller_on_a_runtime_that_is_left_alone_strands_nobody() {
    // Its refresh has not begun, or waits within the provider.
    for begun in [false, true] {
        let issuer = Issuer { delay: Some(Duration::from_millis(100)), ..Issuer::default() };
        let provider = refreshing(&issuer);
        let (idle, mut first) = (runtime(), provider.provide());
        idle.block_on(async {
            poll_once(&mut first).await;
            if begun {
                let_tasks_run().await;
            }
        });
        assert_eq!(issuer.calls(), usize::from(begun));
        let expected = if begun { "1" } else { "0" };
        assert_eq!(runtime().block_on(ten_ids(&provider)), [expected; 10]);

        // The first refresh comes back to life, and its own result comes too late.
        let served = idle.block_on(async {
            tokio::time::sleep(Duration::from_millis(200)).await;
            first.await
        });
        assert_eq!(served.unwrap().secret_id(), expected);
        assert_eq!(runtime().block_on(id(&provider)), expected);
        assert_eq!(issuer.calls(), 1 + usize::from(begun));
    }
}

#[test]
fn a_first_caller_on_a_runtime_that_is_dropped_strands_nobody() {
    for begun in [false, true] {
        let issuer = Issuer { hanging: usize::from(begun), ..Issuer::default() };
        let provider = refreshing(&issuer);
        let (first, mut caller) = (runtime(), provider.provide());
        first.block_on(async {
            poll_once(&mut caller).await;
            if begun {
                let_tasks_run().await;
            }
        });
        assert_eq!(issuer.calls(), usize::from(begun));
        let expected = if begun { "1" } else { "0" };
        // Some callers wait already when the runtime is dropped, and the others come later.
        runtime().block_on(async {
            let waiting = tokio::spawn({
                let provider = Arc::clone(&provider);
                async move { ten_ids(&provider).await }
            });
            let_tasks_run().await;
            first.shutdown_background();
            assert_eq!(ten_ids(&provider).await, [expected; 10]);
            assert_eq!(waiting.await.unwrap(), [expected; 10]);
        });
        assert_eq!(issuer.calls(), 1 + usize::from(begun));
        drop(caller);
    }
}

#[test]
fn a_refresh_that_takes_long_is_awaited_and_not_doubled() {
    // The provider waits, or it blocks one of the threads.
    for blocks in [false, true] {
        let issuer = Issuer { delay: Some(Duration::from_secs(3)), blocks, ..Issuer::default() };
        let provider = refreshing(&issuer);
        let first = Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let caller = first.spawn({
            let provider = Arc::clone(&provider);
            async move { id(&provider).await }
        });
        while issuer.calls() == 0 {
            std::thread::sleep(Duration::from_millis(5));
        }
        runtime().block_on(async {
            assert_eq!(ten_ids(&provider).await, ["0"; 10]);
            assert_eq!(caller.await.unwrap(), "0");
        });
        assert_eq!(issuer.calls(), 1);
    }
}

#[test]
fn a_runtime_that_pauses_for_long_does_not_double_its_refresh() {
    let issuer = Issuer { delay: Some(Duration::from_secs(3)), ..Issuer::default() };
    let provider = refreshing(&issuer);
    runtime().block_on(async {
        let callers = tokio::spawn({
            let provider = Arc::clone(&provider);
            async move { ten_ids(&provider).await }
        });
        let_tasks_run().await;
        assert_eq!(issuer.calls(), 1);
        // The program computes, and nothing else runs on its one thread.
        std::thread::sleep(Duration::from_millis(2500));
        assert_eq!(ten_ids(&provider).await, ["0"; 10]);
        assert_eq!(callers.await.unwrap(), ["0"; 10]);
    });
    assert_eq!(issuer.calls(), 1);
}

#[test]
fn a_refresh_that_is_left_alone_is_started_anew_while_the_old_credentials_are_valid() {
    let issuer = Issuer::default();
    let provider = refreshing(&issuer);
    let (idle, other) = (runtime(), runtime());
    assert_eq!(other.block_on(id(&provider)), "0");
    issuer.clock.set(HOUR - 100);
    // The caller does not wait, so the refresh that it starts does not begin.
    assert_eq!(idle.block_on(id(&provider)), "0");
    other.block_on(async {
        for _ in 0..10 {
            assert_eq!(id(&provider).await, "0");
            let_tasks_run().await;
        }
        assert_eq!(issuer.calls(), 1, "the refresh has no time to begin");
        wait_for_id(&provider, "1").await;
    });
    assert_eq!(issuer.calls(), 2);
    idle.block_on(let_tasks_run());
    assert_eq!(other.block_on(id(&provider)), "1");
    assert_eq!(issuer.calls(), 2, "the first refresh is not needed any more");
}
