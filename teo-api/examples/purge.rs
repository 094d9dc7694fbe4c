//! Purges URLs, prefixes, hosts, cache tags or a whole zone from the cache, and waits until it is done.
//!
//! ```sh
//! purge https://www.example.com/logo.png
//! purge --kind prefix --method delete --file prefixes.txt
//! purge --kind everything --zone zone-z8m9mgx
//! ```
//!
//! The exit status is 0 if every target is done, 1 if something failed, and 2 for wrong use.

#[path = "tool/content.rs"]
mod content;
#[path = "tool/mod.rs"]
mod tool;

use std::process::ExitCode;
use std::time::Duration;

use anyhow::Result;
use clap::error::ErrorKind;
use clap::{CommandFactory as _, Parser, ValueEnum};
use teo_api::teo::PurgeMethod;
use teo_api::workflows::content::Purge;

/// Purges targets from the cache and waits until it is done.
#[derive(Parser)]
#[command(name = "purge")]
struct Arguments {
    /// What the targets are
    #[arg(long, value_enum, default_value = "url")]
    kind: Kind,
    /// Whether content is removed or marked as stale; for prefix, host and everything
    #[arg(long, value_enum)]
    method: Option<Method>,
    /// Domain in which to look for the cache tags; may be repeated
    #[arg(long = "domain", value_name = "DOMAIN")]
    domains: Vec<String>,
    #[command(flatten)]
    content: content::ContentArguments,
    #[command(flatten)]
    account: tool::AccountArguments,
}

#[derive(ValueEnum, Clone, Copy, PartialEq)]
enum Kind {
    Url,
    Prefix,
    Host,
    /// Cache tags, in the zone of --zone
    Tag,
    /// The zone of --zone
    Everything,
}

#[derive(ValueEnum, Clone, Copy)]
enum Method {
    Invalidate,
    Delete,
}

#[tokio::main]
async fn main() -> ExitCode {
    tool::exit_status(run(Arguments::parse()).await)
}

async fn run(arguments: Arguments) -> Result<bool> {
    let content = &arguments.content;
    if let Some(jobs) = content.jobs::<Arguments>() {
        let account = arguments.account.open(|simulator| simulator).await?;
        return content.show(jobs.resume(&account.client)).await;
    }
    let targets = match arguments.kind {
        Kind::Everything if content.file.is_some() || !content.targets.is_empty() => {
            let message = "everything in a zone is purged, and targets are named as well";
            Arguments::command().error(ErrorKind::ArgumentConflict, message).exit()
        }
        Kind::Everything => Vec::new(),
        _ => content.targets::<Arguments>(),
    };
    let account = arguments
        .account
        .open(|simulator| content::simulated(&targets, content.zone.as_deref(), simulator))
        .await?;
    let purge = purge(&arguments, targets);
    if content.no_wait {
        return content.print_jobs(&purge.submit(&account.client).await?);
    }
    content.show(purge.run(&account.client)).await
}

fn purge(arguments: &Arguments, targets: Vec<String>) -> Purge {
    let content = &arguments.content;
    let zone = || {
        content.zone.clone().unwrap_or_else(|| {
            let message = "cache tags and everything need --zone";
            Arguments::command().error(ErrorKind::MissingRequiredArgument, message).exit()
        })
    };
    let mut purge = match arguments.kind {
        Kind::Url => Purge::urls(targets),
        Kind::Prefix => Purge::prefixes(targets),
        Kind::Host => Purge::hosts(targets),
        Kind::Tag => Purge::cache_tags(zone(), targets),
        Kind::Everything => Purge::everything(zone()),
    };
    if let Some(method) = arguments.method {
        purge = purge.method(match method {
            Method::Invalidate => PurgeMethod::Invalidate,
            Method::Delete => PurgeMethod::Delete,
        });
    }
    if !arguments.domains.is_empty() {
        purge = purge.domains(&arguments.domains);
    }
    if let Some(zone) = &content.zone {
        purge = purge.zone(zone);
    }
    if let Some(seconds) = content.timeout {
        purge = purge.timeout(Duration::from_secs(seconds));
    }
    purge
}
