//! What `purge` and `prefetch` share: their targets, the progress, and the table of failures.

#![allow(clippy::print_stderr, reason = "programs for people")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context as _, Result};
use clap::{Args, CommandFactory, error::ErrorKind};
use indicatif::{ProgressBar, ProgressStyle};
use teo_api::workflows::content::{Jobs, Outcome, Run};
use teo_simulator::SimulatorBuilder;
use url::Url;

use super::tool;

#[derive(Args, Debug)]
pub(crate) struct ContentArguments {
    /// Zone of all targets [default: the zone of each target's host]
    #[arg(long, value_name = "ID")]
    pub(crate) zone: Option<String>,
    /// File with a target on each line; - is standard input
    #[arg(long, value_name = "FILE")]
    pub(crate) file: Option<PathBuf>,
    /// How long to wait for the tasks, in seconds
    #[arg(long, value_name = "SECONDS")]
    pub(crate) timeout: Option<u64>,
    /// Submit, print the jobs as JSON, and do not wait
    #[arg(long, conflicts_with = "resume")]
    pub(crate) no_wait: bool,
    /// Wait for the jobs in this file, which --no-wait printed
    #[arg(long, value_name = "FILE", conflicts_with_all = ["file", "zone", "targets"])]
    resume: Option<PathBuf>,
    /// Print the outcome of every target as JSON
    #[arg(long)]
    json: bool,
    /// The targets; - reads them from standard input
    pub(crate) targets: Vec<String>,
}

impl ContentArguments {
    /// Returns the jobs that are waited for, if the tool resumes.
    pub(crate) fn jobs<C: CommandFactory>(&self) -> Option<Jobs> {
        let jobs = self.resume.as_deref().map(jobs_in);
        let jobs = jobs.transpose().unwrap_or_else(|error| tool::wrong_use::<C>(&error))?;
        Some(match self.timeout {
            Some(seconds) => jobs.timeout(Duration::from_secs(seconds)),
            None => jobs,
        })
    }

    /// Returns the targets of the arguments, and those of the file. None is wrong use.
    pub(crate) fn targets<C: CommandFactory>(&self) -> Vec<String> {
        let targets = self.read_targets().unwrap_or_else(|error| tool::wrong_use::<C>(&error));
        if targets.is_empty() {
            let message = "no targets: name them, or a file with --file, or - for standard input";
            C::command().error(ErrorKind::MissingRequiredArgument, message).exit();
        }
        targets
    }

    fn read_targets(&self) -> Result<Vec<String>> {
        let mut targets = Vec::new();
        for target in &self.targets {
            match target.as_str() {
                "-" => targets.extend(targets_in(Path::new("-"))?),
                _ => targets.push(target.clone()),
            }
        }
        if let Some(file) = &self.file {
            targets.extend(targets_in(file)?);
        }
        Ok(targets)
    }

    /// Runs, shows the progress on the way, and prints the outcome. Returns whether all is done.
    pub(crate) async fn show(&self, run: Run) -> Result<bool> {
        let outcome = watch(run).await?;
        if self.json {
            tool::print(&format!("{}\n", serde_json::to_string_pretty(&outcome)?))?;
        } else {
            tool::print(&format!("{}{outcome}\n", failures(&outcome)))?;
        }
        Ok(outcome.is_success())
    }

    /// Prints jobs that were submitted. Returns whether every target may still succeed.
    pub(crate) fn print_jobs(&self, jobs: &Jobs) -> Result<bool> {
        tool::print(&format!("{}\n", serde_json::to_string_pretty(jobs)?))?;
        let progress = jobs.outcome().progress();
        Ok(progress.running == progress.total)
    }
}

fn targets_in(file: &Path) -> Result<Vec<String>> {
    Ok(tool::lines(&tool::read(file)?).map(|(_, line)| line.to_owned()).collect())
}

fn jobs_in(file: &Path) -> Result<Jobs> {
    let jobs = serde_json::from_str(&tool::read(file)?);
    jobs.with_context(|| format!("{} holds no jobs", file.display()))
}

/// Follows a run: a bar on a terminal, and else a line for each change.
async fn watch(run: Run) -> Result<Outcome> {
    let mut run = run.progress();
    // It hides itself where there is no terminal that can move it.
    let bar = ProgressBar::new(0);
    bar.set_style(ProgressStyle::with_template("{bar:30} {pos}/{len} {msg}")?);
    while let Some(progress) = run.next().await {
        if bar.is_hidden() {
            eprintln!("{progress}");
        }
        bar.set_length(progress.total as u64);
        bar.set_position(progress.over() as u64);
        bar.set_message(progress.to_string());
    }
    bar.finish_and_clear();
    Ok(run.outcome().await?)
}

/// The targets that are not done, as a table; nothing if all are.
fn failures(outcome: &Outcome) -> String {
    let rows = outcome.failures().map(|target| {
        let zone = target.zone_id.clone().unwrap_or_else(|| "-".to_owned());
        vec![target.target.clone(), zone, target.state.to_string()]
    });
    let mut rows: Vec<Vec<String>> = rows.collect();
    if rows.is_empty() {
        return String::new();
    }
    rows.insert(0, ["TARGET", "ZONE", "WHAT BECAME OF IT"].map(str::to_owned).to_vec());
    tool::table(&rows)
}

/// Gives the simulator the zones that the targets need: for each host the last two labels of its name,
/// all in the zone that is named, if one is.
pub(crate) fn simulated(
    targets: &[String],
    zone_id: Option<&str>,
    mut simulator: SimulatorBuilder,
) -> SimulatorBuilder {
    let host = |target: &String| {
        let url = Url::parse(target).or_else(|_| Url::parse(&format!("http://{target}"))).ok()?;
        url.domain().map(str::to_owned)
    };
    let name = |host: String| {
        let start = host.rmatch_indices('.').nth(1).map_or(0, |(dot, _)| dot + 1);
        host[start..].to_owned()
    };
    let names: BTreeSet<String> = targets.iter().filter_map(host).map(name).collect();
    if let Some(zone_id) = zone_id {
        return simulator.zone(zone_id, names.into_iter().chain(["example.com".to_owned()]));
    }
    for (number, name) in names.into_iter().enumerate() {
        simulator = simulator.zone(format!("zone-simulated{number}"), [name]);
    }
    simulator
}
