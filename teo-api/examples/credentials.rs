//! Temporary credentials from a vault: fetched once for all callers, and refreshed before they
//! expire. It calls a simulator in this process, which knows the credentials.
#![allow(clippy::print_stdout, reason = "a program for people")]

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, SystemTime};

use anyhow::Result;
use teo_api::teo::{DescribePrefetchTasksFilter, DescribePrefetchTasksRequest};
use teo_api::{
    BoxFuture, Client, Credentials, CredentialsError, ProvideCredentials, RateLimit, Refreshing,
};
use teo_simulator::Simulator;

/// Provides credentials that expire after three seconds, and counts its calls.
#[derive(Debug)]
struct Vault {
    pair: Credentials,
    fetches: Arc<AtomicU32>,
}

impl ProvideCredentials for Vault {
    fn provide(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
        Box::pin(async {
            self.fetches.fetch_add(1, Ordering::Relaxed);
            Ok(self.pair.clone().with_expiry(SystemTime::now() + Duration::from_secs(3)))
        })
    }
}

#[tokio::main]
async fn main() -> Result<()> {
    let simulator = Simulator::builder().rate(1000, Duration::from_secs(1)).start().await?;
    let fetches = Arc::new(AtomicU32::new(0));
    let pair = Credentials::new(simulator.secret_id(), simulator.secret_key());
    let client = Client::builder()
        .credentials(Refreshing::new(Vault { pair, fetches: Arc::clone(&fetches) }))
        .endpoint(simulator.url())
        .rate_limit(RateLimit::Off)
        .build()?;
    let job = [DescribePrefetchTasksFilter::job_id("1379afjk91u32h")];
    let request = DescribePrefetchTasksRequest::new().filters(job);

    let calls: Vec<_> =
        (0..100).map(|_| tokio::spawn(client.describe_prefetch_tasks(request.clone()))).collect();
    for call in calls {
        call.await??;
    }
    println!("100 concurrent calls: fetched {} time", fetches.load(Ordering::Relaxed));
    tokio::time::sleep(Duration::from_secs(3)).await;
    client.describe_prefetch_tasks(request).await?;
    println!("after they expired: fetched {} times", fetches.load(Ordering::Relaxed));
    Ok(())
}
