//! 400 concurrent calls of an action with 20 requests a second, against both ways in which a
//! service can count them: none is refused, they are sent in order, and no time is wasted. And fewer
//! calls beside one that nobody polls, whose thread is blocked, whose clock is paused, or that is
//! dropped: none of them holds up the others.
//!
//! A binary of its own: it measures real time, and other tests would delay the calls.
#![allow(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

use std::future::{poll_fn, ready};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::Poll;
use std::thread;
use std::time::{Duration, Instant};

use bytes::Bytes;
use futures_util::StreamExt;
use teo_api::teo::{DescribePrefetchTasksFilter, DescribePrefetchTasksRequest};
use teo_api::{
    BoxFuture, Client, ClientBuilder, Credentials, ErrorKind, RateLimit, ResponseBody, RetryPolicy,
    SendProgress, Transport, TransportError,
};
use teo_simulator::{Simulator, SimulatorBuilder};

fn client_for(simulator: &Simulator, set: impl FnOnce(ClientBuilder) -> ClientBuilder) -> Client {
    let credentials = Credentials::new(simulator.secret_id(), simulator.secret_key());
    let builder = Client::builder().credentials(credentials).endpoint(simulator.url());
    set(builder.retry(RetryPolicy::none())).build().unwrap()
}

fn query(number: usize) -> DescribePrefetchTasksRequest {
    let job = DescribePrefetchTasksFilter::job_id(format!("job{number:03}"));
    DescribePrefetchTasksRequest::new().filters([job])
}

/// The job ids of the requests that the simulator received. It has refused none.
fn received_in_order(simulator: &Simulator) -> Vec<String> {
    let received = simulator.received();
    assert!(received.iter().all(|request| request.error.is_none()));
    received
        .iter()
        .map(|request| {
            let body: serde_json::Value = serde_json::from_slice(&request.body).unwrap();
            body["Filters"][0]["Values"][0].as_str().unwrap().to_owned()
        })
        .collect()
}

async fn assert_400_calls_are_in_order_and_in_time(simulator: SimulatorBuilder) {
    let simulator = simulator.start().await.unwrap();
    let client = client_for(&simulator, |builder| builder.timeout(Duration::from_secs(60)));
    let begun = Instant::now();
    let mut calls = Vec::new();
    for number in 0..400 {
        let call = client.clone().describe_prefetch_tasks(query(number));
        calls.push(tokio::spawn(call));
        // The call joins the queue before the next one starts.
        tokio::task::yield_now().await;
    }
    for call in calls {
        call.await.unwrap().unwrap();
    }
    let took = begun.elapsed().as_secs_f64();
    // Calls that leave the queue together may arrive in another order.
    for (index, batch) in received_in_order(&simulator).chunks(20).enumerate() {
        let batch: std::collections::BTreeSet<_> = batch.iter().cloned().collect();
        let expected: std::collections::BTreeSet<_> =
            (index * 20..index * 20 + 20).map(|number| format!("job{number:03}")).collect();
        assert_eq!(batch, expected, "batch {index}");
    }
    assert!((20.0..24.0).contains(&took), "{took} s");
}

#[tokio::test]
async fn a_service_with_a_sliding_window_refuses_no_call() {
    assert_400_calls_are_in_order_and_in_time(Simulator::builder()).await;
}

#[tokio::test]
async fn a_service_with_fixed_windows_refuses_no_call() {
    assert_400_calls_are_in_order_and_in_time(Simulator::builder().fixed_window()).await;
}

#[tokio::test]
async fn a_call_that_is_queued_for_too_long_fails_with_queue_timeout() {
    let simulator = Simulator::start().await.unwrap();
    let client = client_for(&simulator, |builder| builder.rate_limit(RateLimit::PerSecond(1)));
    client.describe_prefetch_tasks(query(0)).await.unwrap();
    let second = client.describe_prefetch_tasks(query(1)).timeout(Duration::from_millis(100));
    let error = second.await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::QueueTimeout, 0));
    assert!(!error.may_have_executed());
    assert!(error.to_string().contains("still queued after 100ms"), "{error}");
    assert_eq!(simulator.received().len(), 1);
}

#[tokio::test]
async fn calls_without_a_rate_limit_are_sent_immediately() {
    let simulator = Simulator::builder().rate(1000, Duration::from_secs(1)).start().await.unwrap();
    let client = client_for(&simulator, |builder| builder.rate_limit(RateLimit::Off));
    let begun = Instant::now();
    for number in 0..60 {
        client.describe_prefetch_tasks(query(number)).await.unwrap();
    }
    assert!(begun.elapsed() < Duration::from_secs(2), "{:?}", begun.elapsed());
}

/// A simulator that accepts `rate` calls a second, and a client that makes as many.
async fn simulator_and_client(rate: u32) -> (Simulator, Client) {
    let simulator = Simulator::builder().rate(rate, Duration::from_secs(1)).start().await.unwrap();
    let client = client_for(&simulator, |builder| builder.rate_limit(RateLimit::PerSecond(rate)));
    (simulator, client)
}

/// Polls a call once, which is not over yet.
async fn poll_once(call: &mut (impl Future + Unpin)) {
    poll_fn(|context| {
        assert!(Pin::new(&mut *call).poll(context).is_pending());
        Poll::Ready(())
    })
    .await;
}

#[tokio::test]
async fn a_loop_that_makes_calls_between_those_of_a_stream_gets_every_response() {
    let (simulator, client) = simulator_and_client(5).await;
    let begun = Instant::now();
    let calls = (0..12).map(|number| client.describe_prefetch_tasks(query(number)));
    let mut responses = futures_util::stream::iter(calls).buffer_unordered(12);
    // While the call in the loop waits, nobody polls the stream.
    let mut number = 100;
    while let Some(response) = responses.next().await {
        response.unwrap();
        client.describe_prefetch_tasks(query(number)).await.unwrap();
        number += 1;
    }
    let took = begun.elapsed().as_secs_f64();
    assert_eq!(received_in_order(&simulator).len(), 24);
    assert!((4.0..7.0).contains(&took), "{took} s");
}

/// Uses up the rate of 5 a second, and returns a call that is first in the queue.
async fn head_of_the_queue(client: &Client) -> impl Future<Output = ()> + Unpin + use<> {
    for number in 0..5 {
        client.describe_prefetch_tasks(query(number)).await.unwrap();
    }
    let call = client.describe_prefetch_tasks(query(5));
    Box::pin(async { drop(call.await.unwrap()) })
}

/// Eleven more calls, with one ahead of them that nobody polls. There is room for 5 of the 12 in each
/// window, so the last starts in the third from now.
async fn assert_eleven_others_keep_going(client: &Client) {
    let begun = Instant::now();
    let others = (6..17).map(|number| client.describe_prefetch_tasks(query(number)));
    let mut responses = futures_util::stream::iter(others).buffer_unordered(11);
    while let Some(response) = responses.next().await {
        response.unwrap();
    }
    let took = begun.elapsed().as_secs_f64();
    assert!((2.9..4.3).contains(&took), "{took} s");
}

#[tokio::test]
async fn a_call_that_select_leaves_unpolled_holds_up_no_other() {
    let (simulator, client) = simulator_and_client(5).await;
    let mut first = head_of_the_queue(&client).await;
    tokio::select! {
        biased;
        () = &mut first => panic!("the rate was used up"),
        () = ready(()) => assert_eleven_others_keep_going(&client).await,
    }
    first.await;
    assert_eq!(received_in_order(&simulator).len(), 17);
}

#[tokio::test]
async fn a_call_whose_thread_is_blocked_holds_up_no_other() {
    let (simulator, client) = simulator_and_client(5).await;
    let mut first = head_of_the_queue(&client).await;
    let (polled, was_polled) = tokio::sync::oneshot::channel();
    let blocked = tokio::task::spawn_blocking(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            poll_once(&mut first).await;
            polled.send(()).unwrap();
            thread::sleep(Duration::from_secs(5));
            first.await;
        });
    });
    was_polled.await.unwrap();
    assert_eleven_others_keep_going(&client).await;
    assert_eq!(received_in_order(&simulator).len(), 16);
    blocked.await.unwrap();
    assert_eq!(received_in_order(&simulator).len(), 17);
}

#[tokio::test]
async fn a_dropped_call_leaves_its_place_to_the_next_newcomer() {
    let (simulator, client) = simulator_and_client(1).await;
    client.describe_prefetch_tasks(query(0)).await.unwrap();
    let begun = Instant::now();
    let mut dropped = client.describe_prefetch_tasks(query(1));
    poll_once(&mut dropped).await;
    let mut waiting = client.describe_prefetch_tasks(query(2));
    poll_once(&mut waiting).await;
    drop(dropped);
    let newcomer = client.describe_prefetch_tasks(query(3));
    let (waiting, newcomer) = tokio::join!(waiting, newcomer);
    waiting.unwrap();
    newcomer.unwrap();
    assert_eq!(received_in_order(&simulator), ["job000", "job003", "job002"]);
    let took = begun.elapsed().as_secs_f64();
    assert!((2.0..3.2).contains(&took), "{took} s");
}

/// Returns an empty page at once. With a paused clock, timeouts are over before a socket is ready.
#[derive(Debug)]
struct Immediate;

impl Transport for Immediate {
    fn send(
        &self,
        _: http::Request<Bytes>,
        _: SendProgress,
    ) -> BoxFuture<'_, Result<http::Response<ResponseBody>, TransportError>> {
        let body = r#"{"Response": {"TotalCount": 0, "Tasks": [], "RequestId": "r"}}"#;
        Box::pin(ready(Ok(http::Response::new(body.into()))))
    }
}

/// Makes calls in a runtime with a paused clock until told to stop, and for half a minute at most.
/// Returns how many, and the greatest number of polls of any.
fn call_with_a_paused_clock(client: &Client, stop: &AtomicBool) -> (usize, usize) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .start_paused(true)
        .build()
        .unwrap();
    let (mut calls, mut most_polls) = (0, 0);
    let begun = Instant::now();
    while !stop.load(Ordering::Relaxed) && begun.elapsed() < Duration::from_secs(30) {
        let mut call = client.describe_prefetch_tasks(query(calls));
        let mut polls = 0;
        let counting = poll_fn(|context| {
            polls += 1;
            Pin::new(&mut call).poll(context)
        });
        runtime.block_on(counting).unwrap();
        calls += 1;
        most_polls = most_polls.max(polls);
        // The other tests need the processor, too.
        thread::sleep(Duration::from_millis(1));
    }
    (calls, most_polls)
}

#[tokio::test]
async fn a_runtime_whose_clock_is_paused_holds_up_no_other_and_does_not_spin() {
    let client = Client::builder()
        .credentials(Credentials::new("AKIDexample", "key"))
        .transport(Immediate)
        .rate_limit(RateLimit::PerSecond(1))
        .build()
        .unwrap();
    let stop = Arc::new(AtomicBool::new(false));
    let paused = tokio::task::spawn_blocking({
        let (client, stop) = (client.clone(), Arc::clone(&stop));
        move || call_with_a_paused_clock(&client, &stop)
    });
    let mut started = Vec::new();
    for number in 0..4 {
        let begun = Instant::now();
        client.describe_prefetch_tasks(query(number)).await.unwrap();
        let waited = begun.elapsed().as_secs_f64();
        started.push(Instant::now());
        // Ahead there is one call that has started, and one place of the other runtime at most.
        assert!(waited < 3.2, "{waited} s");
    }
    stop.store(true, Ordering::Relaxed);
    let (calls, most_polls) = paused.await.unwrap();
    assert!(started.windows(2).all(|pair| pair[1] - pair[0] > Duration::from_secs(1)));
    assert!(calls > 20 && most_polls < 10, "{calls} calls, {most_polls} polls");
}
