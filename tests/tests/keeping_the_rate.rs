//! 400 calls at once of an action with 20 requests a second, against both ways in which a service can
//! count them: none is refused, they go in the order in which they came, and no time is wasted.
#![allow(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

use std::time::{Duration, Instant};

use teo_api::teo::{DescribePrefetchTasksFilter, DescribePrefetchTasksRequest};
use teo_api::{Client, ClientBuilder, Credentials, ErrorKind, RateLimit, RetryPolicy};
use teo_simulator::{Simulator, SimulatorBuilder};

fn client(simulator: &Simulator, set: impl FnOnce(ClientBuilder) -> ClientBuilder) -> Client {
    let credentials = Credentials::new(simulator.secret_id(), simulator.secret_key());
    let builder = Client::builder().credentials(credentials).endpoint(simulator.url());
    set(builder.retry(RetryPolicy::none())).build().unwrap()
}

fn query(number: usize) -> DescribePrefetchTasksRequest {
    let job = DescribePrefetchTasksFilter::job_id(format!("job{number:03}"));
    DescribePrefetchTasksRequest::new().filters([job])
}

async fn four_hundred(simulator: SimulatorBuilder) {
    let simulator = simulator.start().await.unwrap();
    let client = client(&simulator, |builder| builder.timeout(Duration::from_secs(60)));
    let begun = Instant::now();
    let mut calls = Vec::new();
    for number in 0..400 {
        let call = client.clone().describe_prefetch_tasks(query(number));
        calls.push(tokio::spawn(std::future::IntoFuture::into_future(call)));
        // Lets the call take its place in the line before the next one comes.
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
    // Those that begin together may overtake one another on the way.
    for (index, batch) in order.chunks(20).enumerate() {
        let batch: std::collections::BTreeSet<_> = batch.iter().cloned().collect();
        let expected: std::collections::BTreeSet<_> =
            (index * 20..index * 20 + 20).map(|number| format!("job{number:03}")).collect();
        assert_eq!(batch, expected, "batch {index}");
    }
    assert!((20.0..24.0).contains(&took), "{took} s");
}

#[tokio::test]
async fn a_service_that_counts_in_a_sliding_window_refuses_none() {
    four_hundred(Simulator::builder()).await;
}

#[tokio::test]
async fn a_service_that_counts_in_fixed_windows_refuses_none() {
    four_hundred(Simulator::builder().fixed_window()).await;
}

#[tokio::test]
async fn time_in_the_line_counts_and_has_an_error_of_its_own() {
    let simulator = Simulator::start().await.unwrap();
    let client = client(&simulator, |builder| builder.rate_limit(RateLimit::PerSecond(1)));
    client.describe_prefetch_tasks(query(0)).await.unwrap();
    let second = client.describe_prefetch_tasks(query(1)).timeout(Duration::from_millis(100));
    let error = second.await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::RateLimited, 0));
    assert!(!error.may_have_executed());
    assert!(error.to_string().contains("not its turn within 100ms"), "{error}");
    assert_eq!(simulator.received().len(), 1);
}

#[tokio::test]
async fn without_a_limit_calls_go_as_they_come() {
    let simulator = Simulator::builder().rate(1000, Duration::from_secs(1)).start().await.unwrap();
    let client = client(&simulator, |builder| builder.rate_limit(RateLimit::Off));
    let begun = Instant::now();
    for number in 0..60 {
        client.describe_prefetch_tasks(query(number)).await.unwrap();
    }
    assert!(begun.elapsed() < Duration::from_secs(2), "{:?}", begun.elapsed());
}
