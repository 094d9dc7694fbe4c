//! 400 concurrent calls of an action with 20 requests a second, against both ways in which a
//! service can count them: none is refused, they are sent in order, and no time is wasted.
//!
//! A binary of its own: it measures real time, and other tests would delay the calls.
#![allow(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

use std::time::{Duration, Instant};

use teo_api::teo::{DescribePrefetchTasksFilter, DescribePrefetchTasksRequest};
use teo_api::{Client, ClientBuilder, Credentials, ErrorKind, RateLimit, RetryPolicy};
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
    let received = simulator.received();
    assert!(received.iter().all(|request| request.error.is_none()));
    let order: Vec<String> = received
        .iter()
        .map(|request| {
            let body: serde_json::Value = serde_json::from_slice(&request.body).unwrap();
            body["Filters"][0]["Values"][0].as_str().unwrap().to_owned()
        })
        .collect();
    // Calls that leave the queue together may arrive in another order.
    for (index, batch) in order.chunks(20).enumerate() {
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
