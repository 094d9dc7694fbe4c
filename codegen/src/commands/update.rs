//! `cargo codegen update`: updates spec files, generated code and changelog from a release of the
//! vendor's metadata, and proposes a version. It commits nothing.

use std::error::Error;
use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use anyhow::{Context as _, Result, bail};
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::Value;
use teo_codegen::diff::Format;
use teo_codegen::import::Metadata;
use teo_codegen::update::{Changes, Checkout, finish, plan, stage};
use teo_codegen::{Folder, Options, Stale, generate};
use teo_specs::Spec;

use super::checkout::{self, GENERATED, SERVICE, SPECS};
use super::terminal::wants_colour;

/// Update spec files, generated code and changelog from a release of the vendor's metadata
///
/// Fetches the packages of the vendor's command-line tool with pip, imports their metadata,
/// generates code, compares the old and the new spec, and lists the changes to review. It writes
/// all files or none: the next `cargo codegen` command finishes an update that was interrupted
/// while it wrote. It commits nothing.
#[derive(Args)]
pub(crate) struct Arguments {
    /// The package of the vendor's command-line tool (tccli-….whl), to use instead of fetching one
    #[arg(long, value_name = "FILE", conflicts_with_all = ["release", "international_release"])]
    from: Option<PathBuf>,
    /// The package of the international edition (tccli_intl_en-….whl); with --from alone, the sites
    /// of existing actions do not change
    #[arg(long, value_name = "FILE", requires = "from")]
    international: Option<PathBuf>,
    /// Release of tccli to fetch [default: the newest]
    #[arg(long, value_name = "VERSION")]
    release: Option<String>,
    /// Release of tccli-intl-en to fetch [default: the newest]
    #[arg(long, value_name = "VERSION")]
    international_release: Option<String>,
    /// Report the update without writing any file
    #[arg(long)]
    dry_run: bool,
}

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode> {
    let Some(root) = checkout::root()? else {
        bail!("the current folder is not in a checkout of teo-api; change to one");
    };
    if !arguments.dry_run {
        check_clean(&root)?;
    }
    let current = checkout::version_in(&root.join("Cargo.toml"))?;
    let progress = Progress::new(arguments);
    let downloads = tempfile::tempdir().context("cannot create a temporary folder")?;
    let (china_package, international_package) =
        find_packages(arguments, downloads.path(), &progress)?;
    let read = |path: &PathBuf| Metadata::read(path, SERVICE.0, SERVICE.1);
    let china_metadata = read(&china_package)?;
    let international_metadata = international_package.as_ref().map(read).transpose()?;
    let mut update = plan(
        Checkout::new(&root, SPECS),
        &china_metadata,
        international_metadata.as_ref(),
        &|spec| code_changes(&root, spec),
        &mut |step| progress.begin(step),
    )?;
    update.review.removable = released_as_withdrawn(&root, &update.report.gone);
    if !arguments.dry_run {
        progress.begin("write");
        stage(&root, &update.changes)?;
        finish(&root)?;
    }
    progress.end();

    println!("\n{}", update.diff.report(Format::Text { colour: wants_colour() }, current));
    let review = update.review.to_string();
    if !review.is_empty() {
        println!("to review:\n{review}");
    }
    println!("{}", summary(&update.changes, arguments.dry_run));
    Ok(ExitCode::SUCCESS)
}

/// Finishes an interrupted update, so that the command reads complete files.
pub(crate) fn finish_interrupted() -> Result<()> {
    if let Some(root) = checkout::root()?
        && let Some(count) = finish(&root)?
    {
        eprintln!("finished an update that was interrupted: {count} files; review and commit them");
    }
    Ok(())
}

/// Returns the changes that make the generated code match a spec.
fn code_changes(root: &Path, spec: &Spec) -> Result<Changes, Box<dyn Error + Send + Sync>> {
    let files = generate(spec, &Options::for_teo_api())?;
    let stale = Folder::new(root.join(GENERATED)).stale(&files)?;
    let changes = stale.into_iter().map(|file| match file {
        Stale::Changed(path) | Stale::Missing(path) => {
            (format!("{GENERATED}/{path}"), files.get(&path).cloned())
        }
        Stale::LeftOver(path) => (format!("{GENERATED}/{path}"), None),
    });
    Ok(changes.collect())
}

/// Returns the end of the output: the number of files, and the next steps.
fn summary(changes: &Changes, dry_run: bool) -> String {
    let count = |folder: &str| changes.keys().filter(|path| path.starts_with(folder)).count();
    let (specs, code) = (count(SPECS), count(GENERATED));
    let changelog = if changes.contains_key("CHANGELOG.md") { ", CHANGELOG.md" } else { "" };
    let files = format!("{specs} spec files, {code} generated files{changelog}");
    match (changes.is_empty(), dry_run) {
        (true, _) => "everything is up to date; nothing was written".to_owned(),
        (false, true) => format!("would write {files}; nothing was written"),
        (false, false) => format!(
            "wrote {files}; nothing is committed\nnext: review the list above, document new items in our \
             own words, run `cargo codegen generate`, edit CHANGELOG.md, and set spec_date after comparing \
             the spec files with the metadata"
        ),
    }
}

/// Returns the package of the China edition and, if there is one, of the international edition:
/// `--from` and `--international`, or the packages that pip downloads into the folder.
fn find_packages(
    arguments: &Arguments,
    downloads: &Path,
    progress: &Progress,
) -> Result<(PathBuf, Option<PathBuf>)> {
    if let Some(from) = &arguments.from {
        return Ok((from.clone(), arguments.international.clone()));
    }
    progress.begin("fetch");
    let requirement = |package: &str, release: &Option<String>| match release {
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
        .arg(downloads)
        .arg(requirement("tccli", &arguments.release))
        .arg(requirement("tccli-intl-en", &arguments.international_release))
        .output()
        .context("cannot run python3 to fetch the packages; pass a package file with --from")?;
    if !output.status.success() {
        let message = String::from_utf8_lossy(&output.stderr);
        // The lines before the last one list every release.
        let last = message.trim().lines().last().unwrap_or_default();
        bail!("pip cannot fetch the packages; pass a package file with --from\n{last}");
    }
    let find_wheel = |prefix: &str| {
        let entries = std::fs::read_dir(downloads)?.filter_map(|entry| Some(entry.ok()?.path()));
        let matches = |path: &PathBuf| {
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
            name.is_some_and(|name| name.starts_with(prefix) && name.ends_with(".whl"))
        };
        entries.into_iter().find(matches).with_context(|| format!("pip fetched no {prefix}….whl"))
    };
    Ok((find_wheel("tccli-")?, Some(find_wheel("tccli_intl_en-")?)))
}

/// Checks that specs and generated code have no uncommitted changes, which would mix with the
/// update.
fn check_clean(root: &Path) -> Result<()> {
    let status = git(root, &["status", "--porcelain", "--", "api-specs", GENERATED])?;
    if status.is_empty() {
        return Ok(());
    }
    bail!(
        "api-specs or {GENERATED} has changes that are not committed; commit them or undo them \
         (`git stash`) first:\n{status}"
    )
}

/// Returns the files of missing actions that the last release had marked as withdrawn; none before
/// the first release.
fn released_as_withdrawn(root: &Path, missing_items: &[String]) -> Vec<String> {
    let Ok(tag) = git(root, &["describe", "--tags", "--abbrev=0", "--match", "v*"]) else {
        return Vec::new();
    };
    let was_withdrawn = |file: &&String| {
        let text = git(root, &["show", &format!("{tag}:{SPECS}/{file}")]).unwrap_or_default();
        let action: Value = serde_json::from_str(&text).unwrap_or_default();
        action["withdrawn"].is_string()
    };
    let actions =
        missing_items.iter().filter(|file| file.starts_with("actions/") && !file.contains('#'));
    actions.filter(was_withdrawn).cloned().collect()
}

fn git(root: &Path, arguments: &[&str]) -> Result<String> {
    // Without it, `git status` locks the index, and a killed update would leave the lock behind.
    let output =
        Command::new("git").args(["--no-optional-locks", "-C"]).arg(root).args(arguments).output();
    let output =
        output.context("cannot run git, which `update` uses to find uncommitted changes")?;
    if !output.status.success() {
        bail!("git {}: {}", arguments[0], String::from_utf8_lossy(&output.stderr).trim());
    }
    Ok(String::from_utf8_lossy(&output.stdout).trim_end().to_owned())
}

/// A progress bar on a terminal, a line for each step elsewhere.
struct Progress(Option<ProgressBar>);

impl Progress {
    fn new(arguments: &Arguments) -> Self {
        if !std::io::stderr().is_terminal() {
            return Self(None);
        }
        // Import, generate and compare always run; fetch and write do not.
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
