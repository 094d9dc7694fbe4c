//! What a client does when the service fails in passing, and what its error tells when it does not
//! pass: the clock that is wrong, the throttled call, the outage. Against a simulator that is told to
//! fail.
#![allow(clippy::print_stdout, reason = "a program for people")]

use std::time::{Duration, SystemTime};

use anyhow::Result;
use teo_api::teo::{
    CreatePrefetchTaskRequest, DescribePrefetchTasksFilter, DescribePrefetchTasksRequest,
};
use teo_api::{Client, Credentials, RetryPolicy};
use teo_simulator::{Failure, Simulator};

#[tokio::main]
async fn main() -> Result<()> {
    let simulator = Simulator::start().await?;
    let hour = Duration::from_secs(3600);
    let client = Client::builder()
        .credentials(Credentials::new(simulator.secret_id(), simulator.secret_key()))
        .endpoint(simulator.url())
        .retry(RetryPolicy::new().backoff(Duration::from_millis(100), Duration::from_secs(1)))
        // This machine's clock is an hour ahead; the first answer puts it right.
        .clock(move || SystemTime::now() + hour)
        .build()?;
    let job = [DescribePrefetchTasksFilter::job_id("1379afjk91u32h")];
    let query = DescribePrefetchTasksRequest::new().filters(job);

    client.describe_prefetch_tasks(query.clone()).await?;
    println!("an hour ahead: answered after {} requests", simulator.received().len());

    let before = simulator.received().len();
    simulator.fail_next(Failure::code("RequestLimitExceeded", "too often"));
    simulator.fail_next(Failure::code("InternalError", "failed inside"));
    client.describe_prefetch_tasks(query.clone()).await?;
    println!("throttled, then failed: answered after {}", simulator.received().len() - before);

    for _ in 0..3 {
        simulator.fail_next(Failure::status(502, "<h1>Bad Gateway</h1>"));
    }
    if let Err(error) = client.describe_prefetch_tasks(query).await {
        println!("an outage: {error}");
    }

    // An action that changes something is not repeated when the first may have been carried out.
    simulator.fail_next(Failure::CloseAfterRead);
    let request = CreatePrefetchTaskRequest::new()
        .zone_id("zone-1")
        .targets(["http://www.example.com/index.html"]);
    if let Err(error) = client.create_prefetch_task(request).await {
        println!("a job whose connection broke: {error}");
    }
    Ok(())
}
