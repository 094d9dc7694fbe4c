//! Shows the history of prefetch tasks.
//!
//! Without arguments and credentials it starts a simulator in this process, creates a few jobs and
//! shows their tasks. With `--zone-id` and a period, or with `--endpoint`, it calls the service
//! itself, with the credentials in TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program for people")]

use std::process::ExitCode;
use std::time::{Duration, SystemTime};

use anyhow::{Result, bail};
use clap::Parser;
use teo_api::teo::{
    AdvancedFilter, CreatePrefetchTaskRequest, DescribePrefetchTasksFilter,
    DescribePrefetchTasksRequest, DescribePrefetchTasksResponse, Task, TaskStatus,
};
use teo_api::{Client, Credentials};
use teo_simulator::Simulator;

/// Shows the history of prefetch tasks: simulated ones without arguments and credentials.
#[derive(Parser)]
struct Arguments {
    /// Address of the service, such as teo.tencentcloudapi.com or http://127.0.0.1:8000
    /// [default: the international site]
    #[arg(long, value_name = "URL")]
    endpoint: Option<String>,
    /// Site (zone) whose tasks are listed
    #[arg(long, value_name = "ID")]
    zone_id: Option<String>,
    /// Start of the period, such as 2022-02-09T00:00:00+08:00
    #[arg(long, value_name = "TIME")]
    start_time: Option<String>,
    /// End of the period, at most 7 days later
    #[arg(long, value_name = "TIME")]
    end_time: Option<String>,
    /// Filter by job-id, target, domains or statuses; may be repeated
    #[arg(long = "filter", value_name = "NAME=VALUE[,VALUE]", value_parser = filter)]
    filters: Vec<AdvancedFilter>,
    /// How many tasks to skip
    #[arg(long, value_name = "N")]
    offset: Option<u64>,
    /// How many tasks to show at most
    #[arg(long, value_name = "N")]
    limit: Option<u64>,
    /// Print the response as JSON, with the names of the API
    #[arg(long)]
    json: bool,
}

fn filter(text: &str) -> Result<AdvancedFilter, String> {
    let (name, values) =
        text.split_once('=').ok_or("write it as name=value or name=value,value")?;
    Ok(AdvancedFilter::new().name(name).values(values.split(',')))
}

#[tokio::main]
async fn main() -> ExitCode {
    match run(Arguments::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            let mut source = error.source();
            while let Some(cause) = source {
                eprintln!("  caused by: {cause}");
                source = cause.source();
            }
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: Arguments) -> Result<()> {
    let wants_service = arguments.endpoint.is_some()
        || arguments.zone_id.is_some()
        || arguments.start_time.is_some()
        || arguments.end_time.is_some()
        || !arguments.filters.is_empty();
    if !wants_service && Credentials::from_env().is_err() {
        return simulated(&arguments).await;
    }
    let mut builder = Client::builder().credentials(Credentials::from_env()?);
    if let Some(endpoint) = &arguments.endpoint {
        builder = builder.endpoint(endpoint);
    }
    let mut request = paged(&arguments);
    request.zone_id = arguments.zone_id;
    request.start_time = arguments.start_time.map(Into::into);
    request.end_time = arguments.end_time.map(Into::into);
    if !arguments.filters.is_empty() {
        request = request.filters(arguments.filters);
    }
    let response = builder.build()?.describe_prefetch_tasks(request).await?;
    show(&response, arguments.json)
}

fn paged(arguments: &Arguments) -> DescribePrefetchTasksRequest {
    let mut request = DescribePrefetchTasksRequest::new();
    request.offset = arguments.offset;
    request.limit = arguments.limit;
    request
}

/// Creates jobs at a simulator in this process and shows their tasks.
async fn simulated(arguments: &Arguments) -> Result<()> {
    const ZONE: &str = "zone-simulated";
    let simulator = Simulator::builder()
        .zone(ZONE, ["example.com"])
        .task_duration(Duration::from_millis(200))
        .start()
        .await?;
    let client = Client::builder()
        .credentials(Credentials::new(simulator.secret_id(), simulator.secret_key()))
        .endpoint(simulator.url())
        .build()?;

    // The query tells the simulator how the task ends.
    for targets in [
        vec!["http://www.example.com/index.html", "http://www.example.com/logo.png"],
        vec!["http://www.example.com/gone.txt?simulate=failed", "not a URL"],
        vec!["http://video.example.com/film.m3u8?simulate=timeout"],
        vec!["http://www.example.com/slow.iso?simulate=processing"],
    ] {
        let request = CreatePrefetchTaskRequest::new().zone_id(ZONE).targets(targets);
        let response = client.create_prefetch_task(request).await?;
        for refused in response.failed_list {
            let reason = refused.reason.unwrap_or_default();
            eprintln!("refused: {} ({reason})", refused.targets.join(", "));
        }
    }

    let now = SystemTime::now();
    let hour = Duration::from_secs(3600);
    let request = paged(arguments).zone_id(ZONE).start_time(now - hour).end_time(now + hour);
    // One task never ends. The others have ended when it alone is processing.
    let processing =
        request.clone().filters([DescribePrefetchTasksFilter::statuses([TaskStatus::Processing])]);
    let deadline = tokio::time::Instant::now() + Duration::from_secs(10);
    while client.describe_prefetch_tasks(processing.clone()).await?.total_count > 1 {
        if tokio::time::Instant::now() > deadline {
            bail!("the simulated tasks did not end within 10 s");
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }

    let response = client.describe_prefetch_tasks(request).await?;
    show(&response, arguments.json)?;
    eprintln!(
        "\nThis was simulated: nothing left this machine. To see your own tasks, set \
         TENCENTCLOUD_SECRET_ID and\nTENCENTCLOUD_SECRET_KEY and name the site and a period:\n  \
         cargo run --example describe_prefetch_tasks -- --zone-id zone-… \\\n    \
         --start-time 2026-01-01T00:00:00Z --end-time 2026-01-02T00:00:00Z\n\
         Accounts of the China site add --endpoint teo.tencentcloudapi.com."
    );
    Ok(())
}

fn show(response: &DescribePrefetchTasksResponse, json: bool) -> Result<()> {
    if json {
        println!("{}", serde_json::to_string_pretty(response)?);
        return Ok(());
    }
    let heading = ["JOB", "STATUS", "CREATED", "UPDATED", "TARGET", "WHY"].map(str::to_owned);
    let rows: Vec<[String; 6]> =
        std::iter::once(heading).chain(response.tasks.iter().map(row)).collect();
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max();
    let widths: [usize; 6] = std::array::from_fn(|column| width(column).unwrap_or_default());
    for row in &rows {
        let cells = row.iter().zip(widths).map(|(cell, width)| format!("{cell:width$}"));
        println!("{}", cells.collect::<Vec<_>>().join("  ").trim_end());
    }
    println!("{} of {} tasks", response.tasks.len(), response.total_count);
    Ok(())
}

fn row(task: &Task) -> [String; 6] {
    let why = match (&task.fail_type, &task.fail_message) {
        (Some(fail_type), Some(message)) => format!("{fail_type}: {message}"),
        (Some(fail_type), None) => fail_type.to_string(),
        (None, message) => message.clone().unwrap_or_default(),
    };
    [
        task.job_id.clone(),
        task.status.to_string(),
        task.create_time.to_string(),
        task.update_time.to_string(),
        task.target.clone(),
        why,
    ]
}
