//! How a client retries transient failures, and what its error says when they last: a wrong clock,
//! a throttled call, an outage. It calls a simulator in this process, which fails when it is told.
#![allow(clippy::print_stdout, reason = "a program for people")]

use std::time::{Duration, SystemTime};

use anyhow::Result;
use teo_api::teo::{
    CreatePrefetchTaskRequest, DescribePrefetchTasksFilter, DescribePrefetchTasksRequest,
};
use teo_api::{Client, Credentials, RetryPolicy};
use teo_simulator::{Rule, Simulator};

#[tokio::main]
async fn main() -> Result<()> {
    let simulator = Simulator::builder().zone("zone-1", ["example.com"]).start().await?;
    let hour = Duration::from_secs(3600);
    let client = Client::builder()
        .credentials(Credentials::new(simulator.secret_id(), simulator.secret_key()))
        .endpoint(simulator.url())
        .retry(RetryPolicy::new().backoff(Duration::from_millis(100), Duration::from_secs(1)))
        // The clock of this machine is an hour ahead; the first response corrects it.
        .clock(move || SystemTime::now() + hour)
        .build()?;
    let job = [DescribePrefetchTasksFilter::job_id("1379afjk91u32h")];
    let query = DescribePrefetchTasksRequest::new().filters(job);

    client.describe_prefetch_tasks(query.clone()).await?;
    println!("an hour ahead: succeeded after {} requests", simulator.received().len());

    let before = simulator.received().len();
    simulator.add_rule(Rule::throttle());
    simulator.add_rule(Rule::error("InternalError", "failed inside"));
    client.describe_prefetch_tasks(query.clone()).await?;
    println!("throttled, then failed: succeeded after {}", simulator.received().len() - before);

    simulator.add_rule(Rule::status(502, "<h1>Bad Gateway</h1>").times(3));
    if let Err(error) = client.describe_prefetch_tasks(query).await {
        println!("an outage: {error}");
    }

    // A mutating action is not retried when it may have been executed.
    simulator.add_rule(Rule::close().after_execution());
    let request = CreatePrefetchTaskRequest::new()
        .zone_id("zone-1")
        .targets(["http://www.example.com/index.html"]);
    if let Err(error) = client.create_prefetch_task(request).await {
        println!("a job whose connection was closed: {error}");
    }
    Ok(())
}
