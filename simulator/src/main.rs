//! Runs the simulator from the command line until Ctrl-C, for trying a client by hand and for
//! clients in other languages.

use std::io::Write;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::Context;
use clap::Parser;
use teo_simulator::{Rule, SECRET_ID, SECRET_KEY, Simulator};
use teo_specs::Spec;

/// Simulates the API of Tencent Cloud EdgeOne on the loopback interface
// No `Debug`, which would show the key.
#[derive(Parser)]
#[command(name = "teo-simulator")]
struct Arguments {
    /// Loopback address to listen on; port 0 means any free port
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8000")]
    listen: SocketAddr,
    /// The only secret id that is accepted
    #[arg(long, value_name = "ID", default_value = SECRET_ID)]
    secret_id: String,
    /// Secret key for the secret id; use a made-up key, never a real one
    #[arg(long, value_name = "KEY", default_value = SECRET_KEY)]
    secret_key: String,
    /// Token that every request must send in X-TC-Token
    #[arg(long)]
    token: Option<String>,
    /// Zone that exists from the start, with its domains; can be given several times
    #[arg(long, value_name = "ID=DOMAIN[,DOMAIN]", value_parser = parse_zone)]
    zone: Vec<Zone>,
    /// Accept any id of any kind, and make up what nobody created
    #[arg(long)]
    open: bool,
    /// Folder with the spec files of one version of a service, instead of the embedded spec
    #[arg(long, value_name = "FOLDER")]
    specs: Option<PathBuf>,
    /// Duration of a task, and of a change of a zone or domain, in milliseconds
    #[arg(long, value_name = "N", default_value_t = 300)]
    task_duration_ms: u64,
    /// How many targets one request and one day may purge or prefetch, for each zone, of all types or of
    /// one; can be given several times
    #[arg(long, value_name = "[TYPE=]BATCH,DAILY", value_parser = parse_quota)]
    content_quota: Vec<Quota>,
    /// Seed of made-up responses
    #[arg(long, value_name = "N", default_value_t = 0)]
    seed: u64,
    /// Number of items in every made-up list with pages, instead of from 3 to 25
    #[arg(long, value_name = "N")]
    list_size: Option<usize>,
    /// Allowed requests per second for each action, instead of the rates in the spec
    #[arg(long, value_name = "N")]
    rate: Option<u32>,
    /// Error for the next request of an action, or for the next N of them; can be given several times
    #[arg(long, value_name = "ACTION=CODE[:N]", value_parser = parse_failure)]
    fail: Vec<Rule>,
}

#[derive(Clone)]
struct Zone {
    id: String,
    domains: Vec<String>,
}

fn parse_zone(text: &str) -> Result<Zone, String> {
    let (id, domains) = text.split_once('=').ok_or("there is no `=` between id and domains")?;
    let domains: Vec<_> = domains.split(',').map(str::to_owned).collect();
    if id.is_empty() || domains.iter().any(String::is_empty) {
        return Err("the id or a domain is empty".to_owned());
    }
    Ok(Zone { id: id.to_owned(), domains })
}

#[derive(Clone)]
struct Quota {
    task_type: Option<String>,
    batch: u64,
    daily: u64,
}

fn parse_quota(text: &str) -> Result<Quota, String> {
    let (task_type, numbers) = match text.split_once('=') {
        Some((task_type, numbers)) => (Some(task_type.to_owned()), numbers),
        None => (None, text),
    };
    let (batch, daily) =
        numbers.split_once(',').ok_or("there is no `,` between the batch and the day")?;
    let number = |text: &str| text.parse().map_err(|_| format!("`{text}` is no number"));
    Ok(Quota { task_type, batch: number(batch)?, daily: number(daily)? })
}

fn parse_failure(text: &str) -> Result<Rule, String> {
    let (action, error) = text.split_once('=').ok_or("there is no `=` between action and code")?;
    let (code, times) = match error.split_once(':') {
        Some((code, times)) => {
            (code, times.parse().map_err(|_| format!("`{times}` is no number"))?)
        }
        None => (error, 1),
    };
    if action.is_empty() || code.is_empty() {
        return Err("the action or the code is empty".to_owned());
    }
    Ok(Rule::error(code, "the simulator was told to fail").on(action).times(times))
}

#[tokio::main]
async fn main() -> ExitCode {
    match run(Arguments::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // `Display`, not `Debug`: a backtrace does not help to correct an option.
            let _ = writeln!(std::io::stderr(), "error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: Arguments) -> anyhow::Result<()> {
    let mut builder = Simulator::builder()
        .listen(arguments.listen)
        .key(arguments.secret_id, arguments.secret_key)
        .task_duration(Duration::from_millis(arguments.task_duration_ms))
        .seed(arguments.seed);
    for zone in arguments.zone {
        builder = builder.zone(zone.id, zone.domains);
    }
    for Quota { task_type, batch, daily } in arguments.content_quota {
        builder = match task_type {
            Some(task_type) => builder.content_quota_of(task_type, batch, daily),
            None => builder.content_quota(batch, daily),
        };
    }
    if arguments.open {
        builder = builder.open();
    }
    if let Some(token) = arguments.token {
        builder = builder.token(token);
    }
    if let Some(folder) = arguments.specs {
        builder = builder.spec(Spec::load(&folder)?);
    }
    if let Some(items) = arguments.list_size {
        builder = builder.list_size(items);
    }
    if let Some(requests) = arguments.rate {
        builder = builder.rate(requests, Duration::from_secs(1));
    }
    let simulator = builder.start().await?;
    for rule in arguments.fail {
        simulator.add_rule(rule);
    }

    // Programs that start the simulator wait for this line, so it must not stay in a buffer.
    let mut out = std::io::stdout();
    writeln!(out, "listening on {}", simulator.url())?;
    out.flush()?;

    tokio::signal::ctrl_c().await.context("cannot wait for Ctrl-C")?;
    simulator.stop().await;
    Ok(())
}
