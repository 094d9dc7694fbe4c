//! Binds a certificate to hosts and waits until it is deployed, or lists which hosts have which
//! certificate until when.
//!
//! ```sh
//! certificate bind --zone zone-z8m9mgx --certificate hT4kQ9wZ --algorithm RSA www.example.com
//! certificate bind --zone zone-z8m9mgx --certificate hT4kQ9wZ --file hosts.txt --no-wait
//! certificate list --zone zone-z8m9mgx --json
//! ```
//!
//! The exit status is 0 if the certificate is on every host, 1 if something failed, and 2 for wrong use.

#[path = "tool/mod.rs"]
mod tool;

use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use anyhow::Result;
use clap::error::ErrorKind;
use clap::{Args, CommandFactory as _, Parser};
use indicatif::{ProgressBar, ProgressStyle};
use teo_api::workflows::certificates::{Binding, Certificates, HostCertificates, HostState};

/// Binds certificates to hosts, and lists them.
#[derive(Parser)]
#[command(name = "certificate")]
enum Command {
    /// Binds a certificate to hosts, and keeps those of other algorithms
    Bind(BindArguments),
    /// Lists which hosts have which certificate until when
    List(ListArguments),
}

#[derive(Args)]
struct BindArguments {
    /// Zone of the hosts
    #[arg(long, value_name = "ID")]
    zone: String,
    /// Certificate in the SSL Certificate Service
    #[arg(long, value_name = "ID")]
    certificate: String,
    /// Signature algorithm of the certificate, such as RSA or ECC [default: that which a domain of the
    /// zone shows]
    #[arg(long, value_name = "NAME")]
    algorithm: Option<String>,
    /// How long to wait for the deployment, in seconds [default: half an hour]
    #[arg(long, value_name = "SECONDS")]
    timeout: Option<u64>,
    /// Do not wait for the deployment
    #[arg(long, conflicts_with = "timeout")]
    no_wait: bool,
    /// File with a host on each line; - is standard input
    #[arg(long, value_name = "FILE")]
    file: Option<PathBuf>,
    /// Print the outcome as JSON
    #[arg(long)]
    json: bool,
    /// The hosts; - reads them from standard input
    hosts: Vec<String>,
    #[command(flatten)]
    account: tool::AccountArguments,
}

#[derive(Args)]
struct ListArguments {
    /// Zone of the hosts
    #[arg(long, value_name = "ID")]
    zone: String,
    /// Print the list as JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    account: tool::AccountArguments,
}

#[tokio::main]
async fn main() -> ExitCode {
    tool::exit_status(match Command::parse() {
        Command::Bind(arguments) => bind(arguments).await,
        Command::List(arguments) => list(arguments).await,
    })
}

async fn bind(arguments: BindArguments) -> Result<bool> {
    let hosts = hosts(&arguments).unwrap_or_else(|error| tool::wrong_use::<Command>(&error));
    let domains = hosts.iter().cloned().chain(["example.com".to_owned()]);
    let account = arguments.account.open(|builder| builder.zone(&arguments.zone, domains)).await?;
    let mut bind =
        Certificates::new(&account.client, &arguments.zone).bind(&arguments.certificate, hosts);
    if let Some(algorithm) = arguments.algorithm {
        bind = bind.algorithm(algorithm);
    }
    if let Some(seconds) = arguments.timeout {
        bind = bind.wait(Duration::from_secs(seconds));
    }
    if arguments.no_wait {
        bind = bind.without_waiting();
    }
    let waiting = waiting()?;
    let binding = bind.await;
    waiting.finish_and_clear();
    let binding = binding?;
    if arguments.json {
        tool::print(&format!("{}\n", serde_json::to_string_pretty(&binding)?))?;
    } else {
        tool::print(&outcome(&binding))?;
    }
    Ok(binding.is_deployed() || (arguments.no_wait && binding.unfinished().all(is_accepted)))
}

fn is_accepted(host: &teo_api::workflows::certificates::HostBinding) -> bool {
    matches!(host.state, HostState::Deploying) && host.missing.is_empty()
}

/// The hosts of the arguments, and those of the file. None is wrong use.
fn hosts(arguments: &BindArguments) -> Result<Vec<String>> {
    let (inputs, mut hosts): (Vec<_>, Vec<_>) =
        arguments.hosts.iter().cloned().partition(|host| host == "-");
    let files = inputs.iter().map(Path::new).chain(arguments.file.as_deref());
    for file in files {
        hosts.extend(tool::lines(&tool::read(file)?).map(|(_, line)| line.to_owned()));
    }
    if hosts.is_empty() {
        let message = "no hosts: name them, or a file with --file, or - for standard input";
        Command::command().error(ErrorKind::MissingRequiredArgument, message).exit();
    }
    Ok(hosts)
}

/// Shows on a terminal that the tool is waiting, and for how long.
fn waiting() -> Result<ProgressBar> {
    if !std::io::stderr().is_terminal() {
        return Ok(ProgressBar::hidden());
    }
    let spinner = ProgressBar::new_spinner();
    spinner.set_style(ProgressStyle::with_template("{spinner} binding, for {elapsed}")?);
    spinner.enable_steady_tick(Duration::from_millis(100));
    Ok(spinner)
}

fn outcome(binding: &Binding) -> String {
    let rows = binding.hosts.iter().map(|host| {
        let (replaced, kept) = (host.replaced.join(","), host.kept.join(","));
        let mut state = host.state.to_string();
        if !host.missing.is_empty() {
            state.push_str(&format!("; no longer there: {}", host.missing.join(", ")));
        }
        [host.host.clone(), or_dash(&replaced), or_dash(&kept), state]
    });
    let mut rows: Vec<Vec<String>> = rows.map(Vec::from).collect();
    rows.insert(0, ["HOST", "REPLACED", "KEPT", "STATE"].map(str::to_owned).to_vec());
    tool::table(&rows)
}

async fn list(arguments: ListArguments) -> Result<bool> {
    let domains = ["example.com", "www.example.com"];
    let account = arguments.account.open(|builder| builder.zone(&arguments.zone, domains)).await?;
    let hosts = Certificates::new(&account.client, &arguments.zone).list().await?;
    if arguments.json {
        tool::print(&format!("{}\n", serde_json::to_string_pretty(&hosts)?))?;
    } else {
        tool::print(&certificates(&hosts))?;
    }
    Ok(true)
}

/// A row for each certificate, and one for each host without any.
fn certificates(hosts: &[HostCertificates]) -> String {
    let heads = ["HOST", "CERTIFICATE", "ALGORITHM", "EXPIRES", "STATUS"];
    let mut rows = vec![heads.map(str::to_owned).to_vec()];
    for host in hosts {
        if host.certificates.is_empty() {
            rows.push(vec![host.host.clone(), "-".to_owned()]);
        }
        rows.extend(host.certificates.iter().map(|certificate| {
            let algorithm = certificate.algorithm.as_ref().map(ToString::to_string);
            let expires = certificate.expires.as_ref().map(ToString::to_string);
            let status = certificate.status.as_ref().map(ToString::to_string);
            let known = [algorithm, expires, status].map(|text| or_dash(&text.unwrap_or_default()));
            [host.host.clone(), certificate.id.clone()].into_iter().chain(known).collect()
        }));
    }
    tool::table(&rows)
}

fn or_dash(text: &str) -> String {
    if text.is_empty() { "-".to_owned() } else { text.to_owned() }
}
