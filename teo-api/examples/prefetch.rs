//! Prefetches URLs into the cache, and waits until it is done.
//!
//! ```sh
//! prefetch https://www.example.com/film.mp4
//! prefetch --file urls.txt --json > outcome.json
//! prefetch --no-wait - < urls.txt > jobs.json && prefetch --resume jobs.json
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
use clap::{Parser, ValueEnum};
use teo_api::teo::PrefetchMode;
use teo_api::workflows::content::Prefetch;

/// Prefetches URLs into the cache and waits until it is done.
#[derive(Parser)]
#[command(name = "prefetch")]
struct Arguments {
    /// Whether to load into the middle layer only, or into the edge as well
    #[arg(long, value_enum)]
    mode: Option<Mode>,
    /// Header of the requests to the origin; may be repeated
    #[arg(long = "header", value_name = "NAME: VALUE", value_parser = header)]
    headers: Vec<(String, String)>,
    /// Load the segments of M3U8 playlists too
    #[arg(long)]
    media_segments: bool,
    #[command(flatten)]
    content: content::ContentArguments,
    #[command(flatten)]
    account: tool::AccountArguments,
}

#[derive(ValueEnum, Clone, Copy)]
enum Mode {
    Default,
    Edge,
}

fn header(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once(':').ok_or("write it as `Name: value`")?;
    Ok((name.trim().to_owned(), value.trim().to_owned()))
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
    let targets = content.targets::<Arguments>();
    let account = arguments
        .account
        .open(|simulator| content::simulated(&targets, content.zone.as_deref(), simulator))
        .await?;
    let prefetch = prefetch(&arguments, targets);
    if content.no_wait {
        return content.print_jobs(&prefetch.submit(&account.client).await?);
    }
    content.show(prefetch.run(&account.client)).await
}

fn prefetch(arguments: &Arguments, targets: Vec<String>) -> Prefetch {
    let content = &arguments.content;
    let mut prefetch = Prefetch::urls(targets);
    if let Some(mode) = arguments.mode {
        prefetch = prefetch.mode(match mode {
            Mode::Default => PrefetchMode::Default,
            Mode::Edge => PrefetchMode::Edge,
        });
    }
    if !arguments.headers.is_empty() {
        prefetch = prefetch.headers(arguments.headers.clone());
    }
    if arguments.media_segments {
        prefetch = prefetch.media_segments(true);
    }
    if let Some(zone) = &content.zone {
        prefetch = prefetch.zone(zone);
    }
    if let Some(seconds) = content.timeout {
        prefetch = prefetch.timeout(Duration::from_secs(seconds));
    }
    prefetch
}
