//! `cargo codegen update`: a release of the vendor's metadata becomes specs, generated code, a draft
//! for the changelog and a version to choose, up to the commit, which a person makes.

use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use anyhow::{Context as _, Result, bail};
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::Value;
use teo_codegen::diff::Format;
use teo_codegen::import::Metadata;
use teo_codegen::update::{Changes, Places, finish, plan, stage};

const SERVICE: &str = "teo";
const VERSION: &str = "2022-09-01";
const SPECS: &str = "api-specs/teo/2022-09-01";
const GENERATED: &str = "teo-api/src/generated";

/// Bring specs, generated code and changelog up to a release of the vendor's metadata
///
/// Fetches the packages of the vendor's command-line tool with pip, imports, generates, compares, and
/// tells what a person must look at. It writes everything or nothing: an update that was interrupted
/// while it wrote is finished by the next `cargo codegen` command. It commits nothing.
#[derive(Args)]
pub(crate) struct Arguments {
    /// The package to take instead of fetching one (tccli-….whl)
    #[arg(long, value_name = "FILE", conflicts_with_all = ["release", "international_release"])]
    from: Option<PathBuf>,
    /// That of the international edition (tccli_intl_en-….whl); without it sites stay as they are
    #[arg(long, value_name = "FILE", requires = "from")]
    international: Option<PathBuf>,
    /// Release of tccli to fetch [default: the newest]
    #[arg(long, value_name = "VERSION")]
    release: Option<String>,
    /// Release of tccli-intl-en to fetch [default: the newest]
    #[arg(long, value_name = "VERSION")]
    international_release: Option<String>,
    /// Tell everything and write nothing
    #[arg(long)]
    dry_run: bool,
}

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode> {
    let Some(root) = crate::checkout()? else {
        bail!("this is not within a checkout of teo-api; change to one");
    };
    if !arguments.dry_run {
        is_clean(&root)?;
    }
    let current = super::diff::version_in(&root.join("Cargo.toml"))?;
    let progress = Progress::new(arguments);
    let fetched = tempfile::tempdir().context("cannot make a temporary folder")?;
    let packages = packages(arguments, fetched.path(), &progress)?;
    let read = |path: &PathBuf| Metadata::read(path, SERVICE, VERSION);
    let (china, international) = (read(&packages.0)?, packages.1.as_ref().map(read).transpose()?);
    let places = Places { root: &root, specs: SPECS, generated: GENERATED };
    let mut plan = plan(places, &china, international.as_ref(), &mut |step| progress.begin(step))?;
    plan.look.removable = released_as_withdrawn(&root, &plan.report.gone);
    if !arguments.dry_run {
        progress.begin("write");
        stage(&root, &plan.changes)?;
        finish(&root)?;
    }
    progress.end();

    println!(
        "\n{}",
        plan.diff.report(Format::Text { colour: super::diff::wants_colour() }, current)
    );
    let look = plan.look.to_string();
    if !look.is_empty() {
        println!("to look at:\n{look}");
    }
    println!("{}", told(&plan.changes, arguments.dry_run));
    Ok(ExitCode::SUCCESS)
}

/// Moves what an interrupted update has left to move, before anything else reads the files.
pub(crate) fn finish_interrupted() -> Result<()> {
    if let Some(root) = crate::checkout()?
        && let Some(count) = finish(&root)?
    {
        eprintln!(
            "finished an update that was interrupted: {count} files; look at them and commit"
        );
    }
    Ok(())
}

/// Which files, and what comes next.
fn told(changes: &Changes, dry_run: bool) -> String {
    let count = |folder: &str| changes.keys().filter(|path| path.starts_with(folder)).count();
    let (specs, code) = (count(SPECS), count(GENERATED));
    let changelog = if changes.contains_key("CHANGELOG.md") { ", CHANGELOG.md" } else { "" };
    let files = format!("{specs} specs, {code} generated files{changelog}");
    match (changes.is_empty(), dry_run) {
        (true, _) => "everything is up to date; nothing was written".to_owned(),
        (false, true) => format!("would write {files}; nothing was written"),
        (false, false) => format!(
            "wrote {files}; nothing is committed\nnext: look at the above, write what is new in our own \
             words, `cargo codegen generate`, edit CHANGELOG.md, set spec_date once all facts are compared"
        ),
    }
}

/// The China edition and, if there is one, the international one.
fn packages(
    arguments: &Arguments,
    place: &Path,
    progress: &Progress,
) -> Result<(PathBuf, Option<PathBuf>)> {
    if let Some(from) = &arguments.from {
        return Ok((from.clone(), arguments.international.clone()));
    }
    progress.begin("fetch");
    let wanted = |package: &str, release: &Option<String>| match release {
        Some(release) => format!("{package}=={release}"),
        None => package.to_owned(),
    };
    let output = Command::new("python3")
        .args([
            "-m",
            "pip",
            "download",
            "--quiet",
            "--disable-pip-version-check",
            "--no-deps",
            "--dest",
        ])
        .arg(place)
        .arg(wanted("tccli", &arguments.release))
        .arg(wanted("tccli-intl-en", &arguments.international_release))
        .output()
        .context("python3 cannot be run; it fetches the packages, --from does without")?;
    if !output.status.success() {
        let fault = String::from_utf8_lossy(&output.stderr);
        // Before it pip lists every release that there is.
        let last = fault.trim().lines().last().unwrap_or_default();
        bail!("pip cannot fetch the packages; --from takes one that you have\n{last}");
    }
    let fetched = |start: &str| {
        let entries = std::fs::read_dir(place)?.filter_map(|entry| Some(entry.ok()?.path()));
        let named = |path: &PathBuf| {
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
            name.is_some_and(|name| name.starts_with(start) && name.ends_with(".whl"))
        };
        entries.into_iter().find(named).with_context(|| format!("pip has fetched no {start}….whl"))
    };
    Ok((fetched("tccli-")?, Some(fetched("tccli_intl_en-")?)))
}

/// Nothing that is not committed may be mixed up with what is written now.
fn is_clean(root: &Path) -> Result<()> {
    let status = git(root, &["status", "--porcelain", "--", "api-specs", GENERATED])?;
    if status.is_empty() {
        return Ok(());
    }
    bail!(
        "api-specs or {GENERATED} has changes that are not committed; commit them or undo them \
         (`git stash`) first:\n{status}"
    )
}

/// Which of the actions that are gone the last release had as withdrawn already. Before the first
/// release there are none.
fn released_as_withdrawn(root: &Path, gone: &[String]) -> Vec<String> {
    let Ok(tag) = git(root, &["describe", "--tags", "--abbrev=0", "--match", "v*"]) else {
        return Vec::new();
    };
    let released = |file: &&String| {
        let text = git(root, &["show", &format!("{tag}:{SPECS}/{file}")]).unwrap_or_default();
        let action: Value = serde_json::from_str(&text).unwrap_or_default();
        action["withdrawn"].is_string()
    };
    let actions = gone.iter().filter(|file| file.starts_with("actions/") && !file.contains('#'));
    actions.filter(released).cloned().collect()
}

fn git(root: &Path, arguments: &[&str]) -> Result<String> {
    let output = Command::new("git").arg("-C").arg(root).args(arguments).output();
    let output = output.context("git cannot be run; `update` needs it to see what is committed")?;
    if !output.status.success() {
        bail!("git {}: {}", arguments[0], String::from_utf8_lossy(&output.stderr).trim());
    }
    Ok(String::from_utf8_lossy(&output.stdout).trim_end().to_owned())
}

/// A bar on a terminal, a line for each step elsewhere.
struct Progress(Option<ProgressBar>);

impl Progress {
    fn new(arguments: &Arguments) -> Self {
        if !std::io::stderr().is_terminal() {
            return Self(None);
        }
        // Import, generate, compare; and what not every run does.
        let steps = 3 + u64::from(arguments.from.is_none()) + u64::from(!arguments.dry_run);
        let bar = ProgressBar::new(steps);
        if let Ok(style) = ProgressStyle::with_template("{bar:24} {pos}/{len} {msg} ({elapsed})") {
            bar.set_style(style);
        }
        bar.enable_steady_tick(std::time::Duration::from_millis(200));
        Self(Some(bar))
    }

    fn begin(&self, step: &'static str) {
        match &self.0 {
            Some(bar) => {
                bar.inc(1);
                bar.set_message(step);
            }
            None => println!("{step}"),
        }
    }

    fn end(&self) {
        if let Some(bar) = &self.0 {
            bar.finish_and_clear();
        }
    }
}
