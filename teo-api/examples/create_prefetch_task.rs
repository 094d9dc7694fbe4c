//! Prefetches URLs into the cache of a site, with the credentials in TENCENTCLOUD_SECRET_ID and
//! TENCENTCLOUD_SECRET_KEY, and prints the id of the job. `describe_prefetch_tasks` shows its
//! tasks.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program for people")]

use anyhow::Result;
use clap::Parser;
use teo_api::teo::CreatePrefetchTaskRequest;
use teo_api::{Client, Credentials};

/// Prefetches URLs into the cache of a site.
#[derive(Parser)]
struct Arguments {
    /// Address of the service, such as teo.tencentcloudapi.com or http://127.0.0.1:8000
    /// [default: the international site]
    #[arg(long, value_name = "URL")]
    endpoint: Option<String>,
    /// Site (zone) of the URLs
    #[arg(long, value_name = "ID")]
    zone_id: String,
    /// What to prefetch: whole URLs with their scheme
    #[arg(required = true)]
    targets: Vec<String>,
}

#[tokio::main]
async fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let mut builder = Client::builder().credentials(Credentials::from_env()?);
    if let Some(endpoint) = arguments.endpoint {
        builder = builder.endpoint(endpoint);
    }
    let request =
        CreatePrefetchTaskRequest::new().zone_id(arguments.zone_id).targets(arguments.targets);
    let response = builder.build()?.create_prefetch_task(request).await?;
    for refused in &response.failed_list {
        let reason = refused.reason.as_deref().unwrap_or("no reason given");
        eprintln!("refused: {} ({reason})", refused.targets.join(", "));
    }
    println!("{}", response.job_id);
    Ok(())
}
