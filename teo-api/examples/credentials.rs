//! Temporary credentials from a place of your own: fetched once for all callers, and renewed ahead of
//! their end. Against a simulator that knows the pair.
#![allow(clippy::print_stdout, reason = "a program for people")]

use std::future::IntoFuture as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, SystemTime};

use anyhow::Result;
use teo_api::teo::{DescribePrefetchTasksFilter, DescribePrefetchTasksRequest};
use teo_api::{
    BoxFuture, Client, Credentials, CredentialsError, ProvideCredentials, RateLimit, Renewing,
};
use teo_simulator::Simulator;

/// Hands out a pair that is good for three seconds, and counts how often it was asked.
#[derive(Debug)]
struct Vault {
    pair: Credentials,
    asked: Arc<AtomicU32>,
}

impl ProvideCredentials for Vault {
    fn provide(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
        Box::pin(async {
            self.asked.fetch_add(1, Ordering::Relaxed);
            Ok(self.pair.clone().with_expiry(SystemTime::now() + Duration::from_secs(3)))
        })
    }
}

#[tokio::main]
async fn main() -> Result<()> {
    let simulator = Simulator::builder().rate(1000, Duration::from_secs(1)).start().await?;
    let asked = Arc::new(AtomicU32::new(0));
    let pair = Credentials::new(simulator.secret_id(), simulator.secret_key());
    let client = Client::builder()
        .credentials(Renewing::new(Vault { pair, asked: Arc::clone(&asked) }))
        .endpoint(simulator.url())
        .rate_limit(RateLimit::Off)
        .build()?;
    let job = [DescribePrefetchTasksFilter::job_id("1379afjk91u32h")];
    let request = DescribePrefetchTasksRequest::new().filters(job);

    let calls: Vec<_> = (0..100)
        .map(|_| tokio::spawn(client.describe_prefetch_tasks(request.clone()).into_future()))
        .collect();
    for call in calls {
        call.await??;
    }
    println!("100 calls at once: asked {} time", asked.load(Ordering::Relaxed));
    tokio::time::sleep(Duration::from_secs(3)).await;
    client.describe_prefetch_tasks(request).await?;
    println!("after they had expired: asked {} times", asked.load(Ordering::Relaxed));
    Ok(())
}
