//! Fifty concurrent calls of an action that allows twenty a second: the client queues them, and the
//! service refuses none. It calls a simulator in this process, which enforces the documented rate.
#![allow(clippy::print_stdout, reason = "a program for people")]

use std::time::Instant;

use anyhow::Result;
use teo_api::teo::{DescribePrefetchTasksFilter, DescribePrefetchTasksRequest};
use teo_api::{Client, Credentials};
use teo_simulator::Simulator;

#[tokio::main]
async fn main() -> Result<()> {
    let simulator = Simulator::start().await?;
    let client = Client::builder()
        .credentials(Credentials::new(simulator.secret_id(), simulator.secret_key()))
        .endpoint(simulator.url())
        .build()?;
    let begun = Instant::now();
    let calls: Vec<_> = (0..50)
        .map(|number| {
            let job = [DescribePrefetchTasksFilter::job_id(format!("job{number}"))];
            let request = DescribePrefetchTasksRequest::new().filters(job);
            tokio::spawn(client.describe_prefetch_tasks(request))
        })
        .collect();
    for call in calls {
        call.await??;
    }
    let refused = simulator.received().iter().filter(|request| !request.executed()).count();
    println!("50 calls in {:.1?}, {refused} refused", begun.elapsed());
    Ok(())
}
