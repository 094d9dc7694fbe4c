//! A worked example: a program that generates the bindings of two actions in its own build script,
//! calls them by the runtime of teo-api, and prints a page of tasks. It calls a simulator in its
//! own process.
#![allow(clippy::print_stdout, reason = "a program for people")]

use core::fmt;
use std::error::Error;

use teo_api::Credentials;
use teo_simulator::Simulator;

include!(concat!(env!("OUT_DIR"), "/edgeone.rs"));

use edgeone::{
    CreatePrefetchTaskRequest, DescribePrefetchTasksFilter, DescribePrefetchTasksRequest,
    DescribePrefetchTasksResponse,
};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let page = prefetch(&["http://www.example.com/a.txt", "http://www.example.com/b.txt"]).await?;
    println!("{}", Table(&page));
    Ok(())
}

/// A page of tasks, a line each.
struct Table<'a>(&'a DescribePrefetchTasksResponse);

impl fmt::Display for Table<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let page = self.0;
        for task in &page.tasks {
            writeln!(f, "{}  {}  {}", task.job_id, task.status, task.target)?;
        }
        write!(f, "{} of {} tasks", page.tasks.len(), page.total_count)
    }
}

/// Loads URLs into the cache and lists the tasks of the job.
async fn prefetch(urls: &[&str]) -> Result<DescribePrefetchTasksResponse, Box<dyn Error>> {
    let simulator = Simulator::builder().zone("zone-1", ["example.com"]).start().await?;
    let credentials = Credentials::new(simulator.secret_id(), simulator.secret_key());
    let client =
        teo_api::Client::builder().credentials(credentials).endpoint(simulator.url()).build()?;
    let client = edgeone::Client::new(&client);

    let targets = urls.iter().copied();
    let request = CreatePrefetchTaskRequest::new().zone_id("zone-1").targets(targets);
    let job = client.create_prefetch_task(request).await?.job_id;
    let filters = [DescribePrefetchTasksFilter::job_id(job)];
    let request = DescribePrefetchTasksRequest::new().filters(filters);
    Ok(client.describe_prefetch_tasks(request).await?)
}

#[cfg(test)]
mod tests {
    #[tokio::test]
    async fn generated_bindings_call_the_service() -> Result<(), Box<dyn std::error::Error>> {
        let page = super::prefetch(&["http://www.example.com/a.txt"]).await?;
        assert_eq!(page.total_count, 1);
        assert_eq!(page.tasks[0].target, "http://www.example.com/a.txt");
        Ok(())
    }
}
