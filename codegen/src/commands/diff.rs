//! `cargo codegen diff`: compares two specs, each of which is a folder or a git revision of a
//! folder.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use anyhow::{Context as _, Result, bail};
use clap::{Args, ValueEnum};
use teo_codegen::diff::{Format, Version, diff};
use teo_specs::Spec;

use super::checkout;
use super::terminal::wants_colour;

/// Exit status if the specs could not be compared.
pub(crate) const FAILED: u8 = 3;

/// Report the changes between two specs, the verdict on each change, and the next version
///
/// Exit status: 0 if callers' code is not affected, 1 for additive changes, 2 for breaking ones, 3
/// if the command itself fails.
#[derive(Args)]
pub(crate) struct Arguments {
    /// The old spec: a folder that contains service.json, or a git revision of the folder --specs
    old: String,
    /// The new spec, given in the same way [default: the current files in the folder --specs]
    new: Option<String>,
    /// Folder of the spec, if OLD or NEW is a git revision or NEW is missing
    /// [default: api-specs/teo/2022-09-01]
    #[arg(long, value_name = "FOLDER")]
    specs: Option<PathBuf>,
    /// Format of the report: for a terminal, a pull request or a program
    #[arg(long, value_enum, default_value = "text")]
    format: FormatArgument,
    /// The current version, which decides the next one [default: the version in the checkout's
    /// Cargo.toml]
    #[arg(long, value_name = "X.Y.Z")]
    version: Option<Version>,
}

#[derive(Clone, Copy, ValueEnum)]
enum FormatArgument {
    Text,
    Markdown,
    Json,
}

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode> {
    let specs = || checkout::path_or_default(arguments.specs.as_ref(), checkout::SPECS);
    let old = load(&arguments.old, &specs)?;
    let new = match &arguments.new {
        Some(new) => load(new, &specs)?,
        None => checkout::load(&specs()?)?,
    };
    let current = match arguments.version {
        Some(version) => version,
        None => checkout::in_checkout("Cargo.toml")
            .and_then(|manifest| checkout::version_in(&manifest))
            .context("cannot determine the current version; pass it with --version")?,
    };
    let changes = diff(&old, &new)?;
    let format = match arguments.format {
        FormatArgument::Text => Format::Text { colour: wants_colour() },
        FormatArgument::Markdown => Format::Markdown,
        FormatArgument::Json => Format::Json,
    };
    print!("{}", changes.report(format, current));
    Ok(ExitCode::from(changes.exit_status()))
}

/// Loads the spec from a folder, or, if there is no such folder, from `specs` at a git revision.
fn load(folder_or_revision: &str, specs: &dyn Fn() -> Result<PathBuf>) -> Result<Spec> {
    let folder = Path::new(folder_or_revision);
    if folder.is_dir() {
        return checkout::load(folder);
    }
    let temporary = tempfile::tempdir().context("cannot create a temporary folder")?;
    check_out(folder_or_revision, &specs()?, temporary.path())?;
    let spec = Spec::load(temporary.path());
    spec.with_context(|| format!("cannot use the spec of revision {folder_or_revision}:"))
}

/// Extracts a folder of the repository, as it was at a git revision, into `target`.
fn check_out(revision: &str, folder: &Path, target: &Path) -> Result<()> {
    let archive = target.join("archive.zip");
    let output = Command::new("git")
        .arg("-C")
        .arg(folder)
        // In a subfolder, git archives only that folder, with relative paths.
        .args(["archive", "--format=zip", "--output"])
        .arg(&archive)
        .arg(revision)
        .output()
        .context("cannot run git, which reads git revisions; pass two folders instead")?;
    if !output.status.success() {
        bail!(
            "{revision:?} is not a folder, and git cannot read {} at such a revision: {}",
            folder.display(),
            String::from_utf8_lossy(&output.stderr).trim()
        );
    }
    let zip = File::open(&archive).context("cannot read the archive that git has written")?;
    zip::ZipArchive::new(zip)?
        .extract(target)
        .context("cannot unpack the archive that git has written")?;
    std::fs::remove_file(&archive).context("cannot remove the archive that git has written")?;
    Ok(())
}
