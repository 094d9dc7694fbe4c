//! Calls from programs without a runtime, and from inside any.

use std::pin::Pin;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::task::{Context, Waker};
use std::thread;
use std::time::Duration;

use serde_json::json;
use teo_api::teo::{CreatePrefetchTaskRequest, DescribeZonesRequest};
use teo_api::{Client, Credentials, ErrorKind, RetryPolicy};
use teo_simulator::Simulator;
use tokio::sync::oneshot;

/// Far above what a call on loopback takes, and below the timeout of an attempt.
const LIMIT: Duration = Duration::from_secs(20);

/// A simulator on a thread of its own, which runs while the thread of a test waits.
struct Hosted {
    client: Client,
    _running: oneshot::Sender<()>,
}

fn hosted() -> Hosted {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let builder = Simulator::builder().zone("zone-1", ["a.example"]);
            let simulator = builder.zone("zone-2", ["b.example"]).start().await.unwrap();
            let (running, dropped) = oneshot::channel();
            let credentials = Credentials::new(simulator.secret_id(), simulator.secret_key());
            let builder = Client::builder().credentials(credentials).endpoint(simulator.url());
            let client = builder.timeout(LIMIT).retry(RetryPolicy::none()).build().unwrap();
            sender.send(Hosted { client, _running: running }).unwrap();
            let _ = dropped.await;
        });
    });
    receiver.recv().unwrap()
}

fn list() -> DescribeZonesRequest {
    DescribeZonesRequest::new()
}

#[test]
fn a_call_can_be_sent_without_a_runtime() {
    let Hosted { client, .. } = &hosted();
    let zones = client.describe_zones(list()).send_blocking().unwrap();
    let named = client.call_json("DescribeZones", json!({})).send_blocking().unwrap();
    assert_eq!(named.value["TotalCount"], zones.total_count);
    let request = CreatePrefetchTaskRequest::new();
    let error = client.create_prefetch_task(request).send_blocking().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    let error = client.call_json("Describe Zones", json!({})).send_blocking().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration);
}

#[test]
fn a_list_can_be_read_without_a_runtime() {
    let Hosted { client, .. } = &hosted();
    let zones = client.block_on(client.describe_zones(list()).items().all()).unwrap();
    let response = client.describe_zones(list()).send_blocking().unwrap();
    assert_eq!((zones.len(), zones), (2, response.zones));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_can_be_sent_inside_a_runtime_with_many_threads() {
    let Hosted { client, .. } = &hosted();
    let before = client.describe_zones(list()).await.unwrap();
    let blocking = client.describe_zones(list()).send_blocking().unwrap();
    let after = client.describe_zones(list()).await.unwrap();
    assert_eq!([before.total_count, after.total_count], [blocking.total_count; 2]);
}

#[tokio::test]
async fn a_call_can_be_sent_inside_a_runtime_with_one_thread() {
    let Hosted { client, .. } = &hosted();
    // The connection of this call stays open, and stands still during the next one.
    let before = client.describe_zones(list()).await.unwrap();
    let blocking = client.describe_zones(list()).send_blocking().unwrap();
    let after = client.describe_zones(list()).await.unwrap();
    assert_eq!([before.total_count, after.total_count], [blocking.total_count; 2]);
}

#[test]
fn many_threads_send_calls_at_once() {
    let Hosted { client, .. } = &hosted();
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| client.describe_zones(list()).send_blocking().unwrap());
        }
    });
    // A future that waits for another one shares the thread with it.
    let (sender, receiver) = oneshot::channel();
    thread::scope(|scope| {
        let waiting = scope.spawn(|| client.block_on(receiver));
        client.block_on(async move { sender.send(7) }).unwrap();
        assert_eq!(waiting.join().unwrap(), Ok(7));
    });
}

#[test]
fn a_panic_of_the_future_is_passed_on_and_stops_no_later_one() {
    let Hosted { client, .. } = &hosted();
    let panicking = thread::scope(|scope| {
        scope.spawn(|| client.block_on(async { panic!("as the test wants") })).join()
    });
    let panic: Result<(), _> = panicking;
    assert_eq!(panic.unwrap_err().downcast_ref(), Some(&"as the test wants"));
    client.describe_zones(list()).send_blocking().unwrap();
}

#[test]
fn a_future_that_would_wait_for_itself_is_an_error() {
    let Hosted { client, .. } = &hosted();
    let inner = client.clone();
    let result = client.block_on(async move { inner.describe_zones(list()).send_blocking() });
    let error = result.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration);
    assert!(error.to_string().contains("await it"), "{error}");
}

#[test]
fn a_future_that_would_stop_the_thread_of_another_client_is_an_error() {
    let (Hosted { client, .. }, Hosted { client: other, .. }) = (&hosted(), &hosted());
    let inner = other.clone();
    let result = client.block_on(async move { inner.describe_zones(list()).send_blocking() });
    assert_eq!(result.unwrap_err().kind(), ErrorKind::Configuration);
    let inner = other.clone();
    let nested = thread::scope(|scope| {
        scope.spawn(|| client.block_on(async move { inner.block_on(async {}) })).join()
    });
    assert!(nested.is_err());
}

#[tokio::test]
async fn a_client_on_the_thread_of_another_uses_no_connection_of_a_runtime_that_stands_still() {
    let (Hosted { client, .. }, Hosted { client: other, .. }) = (&hosted(), &hosted());
    // This connection stays open, and its runtime stands still during the next two calls.
    let before = other.describe_zones(list()).await.unwrap();
    let inner = other.clone();
    let on_foreign = client.block_on(async move { inner.describe_zones(list()).await }).unwrap();
    let on_own = other.describe_zones(list()).send_blocking().unwrap();
    // Nor does one need the connection of a thread that has ended.
    let third = hosted();
    let inner = other.clone();
    third.client.block_on(async move { inner.describe_zones(list()).await }).unwrap();
    drop(third);
    let after = other.describe_zones(list()).await.unwrap();
    let counts = [on_foreign, on_own, after].map(|response| response.total_count);
    assert_eq!(counts, [before.total_count; 3]);
}

#[test]
fn a_call_that_was_polled_is_not_sent_again() {
    let Hosted { client, .. } = &hosted();
    let mut call = client.describe_zones(list());
    let mut context = Context::from_waker(Waker::noop());
    // Outside a runtime, the first poll is an error.
    assert!(Pin::new(&mut call).poll(&mut context).is_ready());
    assert_eq!(call.send_blocking().unwrap_err().kind(), ErrorKind::Configuration);
}

#[test]
fn the_background_thread_ends_with_the_last_client() {
    let Hosted { client, _running } = hosted();
    let (sender, receiver) = mpsc::channel::<()>();
    // A task that never ends is dropped with the runtime of the thread.
    client.block_on(async move {
        tokio::spawn(async move {
            let _sender = sender;
            std::future::pending::<()>().await;
        });
    });
    let clone = client.clone();
    drop(client);
    clone.describe_zones(list()).send_blocking().unwrap();
    assert_eq!(receiver.try_recv(), Err(mpsc::TryRecvError::Empty));
    drop(clone);
    assert_eq!(receiver.recv_timeout(LIMIT), Err(RecvTimeoutError::Disconnected));
}
