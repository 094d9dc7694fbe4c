//! `cargo codegen diff`: two spec folders, or revisions of one, compared.

use std::fs::File;
use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use anyhow::{Context as _, Result, bail};
use clap::{Args, ValueEnum};
use teo_codegen::diff::{Format, Version, diff};
use teo_specs::Spec;

/// What the command exits with when it could not compare.
pub(crate) const FAILED: u8 = 3;

/// Tell what changed between two specs, what each change breaks, and which version may follow
///
/// Exit status: 0 if no caller's code notices anything, 1 for additions, 2 for breaks, 3 if the
/// command itself fails.
#[derive(Args)]
pub(crate) struct Arguments {
    /// The specs before: a folder with a service.json, or a revision of git
    old: String,
    /// The specs after, likewise [default: the folder as it is]
    new: Option<String>,
    /// The folder that revisions are of [default: api-specs/teo/2022-09-01]
    #[arg(long, value_name = "FOLDER")]
    specs: Option<PathBuf>,
    /// For people, for a pull request, or for programs
    #[arg(long, value_enum, default_value = "text")]
    format: Form,
    /// The version that the next one follows [default: that of the checkout's Cargo.toml]
    #[arg(long, value_name = "X.Y.Z")]
    version: Option<Version>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Form {
    Text,
    Markdown,
    Json,
}

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode> {
    let folder = || crate::or_in_repository(arguments.specs.as_ref(), "api-specs/teo/2022-09-01");
    let old = load(&arguments.old, &folder)?;
    let new = match &arguments.new {
        Some(new) => load(new, &folder)?,
        None => crate::load(&folder()?)?,
    };
    let current = match arguments.version {
        Some(version) => version,
        None => checkout_version()?,
    };
    let diff = diff(&old, &new)?;
    let format = match arguments.format {
        Form::Text => Format::Text { colour: wants_colour() },
        Form::Markdown => Format::Markdown,
        Form::Json => Format::Json,
    };
    print!("{}", diff.report(format, current));
    Ok(ExitCode::from(diff.exit_status()))
}

pub(crate) fn wants_colour() -> bool {
    std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|set| set.is_empty())
}

/// A folder of specs if it is one, else the folder at a revision.
fn load(side: &str, folder: &dyn Fn() -> Result<PathBuf>) -> Result<Spec> {
    if Path::new(side).is_dir() {
        return crate::load(Path::new(side));
    }
    let place = tempfile::tempdir().context("cannot make a temporary folder")?;
    check_out(side, &folder()?, place.path())?;
    let spec = Spec::load(place.path());
    spec.with_context(|| format!("the specs of revision {side} cannot be used:"))
}

/// Puts the folder as it is at a revision into `place`.
fn check_out(revision: &str, folder: &Path, place: &Path) -> Result<()> {
    let archive = place.join("archive.zip");
    let output = Command::new("git")
        .arg("-C")
        .arg(folder)
        // In a folder it takes what is below, by paths from there.
        .args(["archive", "--format=zip", "--output"])
        .arg(&archive)
        .arg(revision)
        .output()
        .context("git cannot be run; it is needed for revisions, folders do without it")?;
    if !output.status.success() {
        bail!(
            "{revision:?} is no folder with specs, and git has no {} at such a revision: {}",
            folder.display(),
            String::from_utf8_lossy(&output.stderr).trim()
        );
    }
    let zip = File::open(&archive).context("cannot read what git has written")?;
    zip::ZipArchive::new(zip)?.extract(place).context("cannot unpack what git has written")?;
    std::fs::remove_file(&archive).context("cannot remove what git has written")?;
    Ok(())
}

/// The version that all packages of the checkout have.
pub(crate) fn checkout_version() -> Result<Version> {
    let manifest = crate::or_in_repository(None, "Cargo.toml")
        .context("name the version that the next one follows with --version")?;
    version_in(&manifest)
}

pub(crate) fn version_in(manifest: &Path) -> Result<Version> {
    let text = std::fs::read_to_string(manifest)
        .with_context(|| format!("cannot read {}", manifest.display()))?;
    let mut lines = text.lines().skip_while(|line| line.trim() != "[workspace.package]");
    let version = lines.find_map(|line| line.strip_prefix("version = \"")?.strip_suffix('"'));
    let version = version.with_context(|| {
        format!(
            "{} has no version under [workspace.package]; name it with --version",
            manifest.display()
        )
    })?;
    Ok(version.parse()?)
}
