//! What the examples that are tools share: an account or a simulator, input from files, output that ends quietly when
//! nobody reads it, and the exit status.
#![allow(clippy::print_stderr, reason = "programs for people")]

use std::fs;
use std::io::{self, ErrorKind, Write as _};
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context as _, Result};
use clap::{Args, CommandFactory, ValueEnum};
use teo_api::{
    CliProfileCredentials, Client, CredentialsChain, EnvironmentCredentials, ProfileCredentials,
    ProvideCredentials, Site,
};
use teo_simulator::{Simulator, SimulatorBuilder};

/// Where a tool sends its calls.
#[derive(Args, Debug)]
pub(crate) struct AccountArguments {
    /// Site of the account
    #[arg(long, value_enum, default_value = "international")]
    site: AccountSite,
    /// Address of the service, such as http://127.0.0.1:8000 for a simulator [default: that of the site]
    #[arg(long, value_name = "URL")]
    endpoint: Option<String>,
}

#[derive(ValueEnum, Debug, Clone, Copy)]
enum AccountSite {
    International,
    China,
}

/// A client of the account, or of a simulator in this process.
pub(crate) struct Account {
    pub(crate) client: Client,
    /// It stops when it is dropped.
    _simulator: Option<Simulator>,
}

impl AccountArguments {
    /// Takes the account whose credentials are set up on this machine. Without any, it starts the
    /// simulator that `simulated` describes, and says so.
    pub(crate) async fn open(
        &self,
        simulated: impl FnOnce(SimulatorBuilder) -> SimulatorBuilder,
    ) -> Result<Account> {
        let set_up = CredentialsChain::new()
            .or("environment", EnvironmentCredentials::new())
            .or("profile", ProfileCredentials::new())
            .or("CLI profile", CliProfileCredentials::new());
        let missing = match set_up.provide().await {
            Ok(_) => false,
            Err(error) if error.is_not_found() => true,
            Err(error) => return Err(error.into()),
        };
        if missing && self.endpoint.is_none() {
            return simulate(simulated(Simulator::builder())).await;
        }
        let site = match self.site {
            AccountSite::International => Site::International,
            AccountSite::China => Site::China,
        };
        let mut builder = Client::builder().site(site);
        if let Some(endpoint) = &self.endpoint {
            builder = builder.endpoint(endpoint);
        }
        Ok(Account { client: builder.build()?, _simulator: None })
    }
}

async fn simulate(builder: SimulatorBuilder) -> Result<Account> {
    let simulator = builder.start().await.context("cannot start the simulator")?;
    let client = Client::builder()
        .credentials(teo_api::Credentials::new(simulator.secret_id(), simulator.secret_key()))
        .endpoint(simulator.url())
        .build()?;
    eprintln!(
        "simulated: there are no credentials on this machine, so nothing leaves it; to use your \
         account, set TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY"
    );
    Ok(Account { client, _simulator: Some(simulator) })
}

/// Returns the text of a file; - is standard input.
pub(crate) fn read(file: &Path) -> Result<String> {
    if file == Path::new("-") {
        return io::read_to_string(io::stdin()).context("cannot read standard input");
    }
    fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))
}

/// Returns the lines of a text that say something, with their numbers. A line that begins with # is a
/// comment.
pub(crate) fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let lines = (1..).zip(text.lines().map(str::trim));
    lines.filter(|(_, line)| !line.is_empty() && !line.starts_with('#'))
}

/// Writes to standard output. If nobody reads it any more, such as behind `| head -1`, the text is
/// passed over: the tool goes on, and its exit status still says how it ended.
pub(crate) fn print(text: &str) -> Result<()> {
    let mut output = std::io::stdout().lock();
    match output.write_all(text.as_bytes()).and_then(|()| output.flush()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        other => other.context("cannot write to standard output"),
    }
}

/// Lays out rows as a table whose last column is as wide as it is.
pub(crate) fn table(rows: &[Vec<String>]) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column));
        cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let mut table = String::new();
    for row in rows {
        let cells = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}"));
        table.push_str(cells.collect::<Vec<_>>().join("  ").trim_end());
        table.push('\n');
    }
    table
}

/// Ends the tool for wrong use, such as a file that is not there.
pub(crate) fn wrong_use<C: CommandFactory>(error: &anyhow::Error) -> ! {
    C::command().error(clap::error::ErrorKind::ValueValidation, format!("{error:#}")).exit()
}

/// Returns the exit status: 0 if all went well, 1 if something failed. Wrong use is 2, by clap.
pub(crate) fn exit_status(result: Result<bool>) -> ExitCode {
    match result {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
