//! The checkout of teo-api that a command runs in: its root, default folders and version.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use teo_codegen::diff::Version;
use teo_specs::Spec;

/// Service and version of the bindings that teo-api includes.
pub(super) const SERVICE: (&str, &str) = ("teo", "2022-09-01");
/// Folder of the spec of [`SERVICE`].
pub(super) const SPECS: &str = "api-specs/teo/2022-09-01";
/// Folder of the code that is generated from [`SPECS`].
pub(super) const GENERATED: &str = "teo-api/src/generated";

/// Returns the root of the checkout that the command runs in; `None` outside a checkout.
pub(super) fn root() -> Result<Option<PathBuf>> {
    let current = env::current_dir().context("cannot determine the current folder")?;
    let is_root =
        |folder: &&Path| folder.join("api-specs").is_dir() && folder.join("teo-api").is_dir();
    Ok(current.ancestors().find(is_root).map(Path::to_owned))
}

/// Returns the path of an argument, or a default path in the checkout.
pub(super) fn path_or_default(argument: Option<&PathBuf>, default: &str) -> Result<PathBuf> {
    argument.map_or_else(|| in_checkout(default), |path| Ok(path.clone()))
}

/// Resolves a path relative to the root of the checkout.
pub(super) fn in_checkout(path: &str) -> Result<PathBuf> {
    match root()? {
        // In the root, a relative path is correct and makes messages shorter.
        Some(root) if root == env::current_dir()? => Ok(PathBuf::from(path)),
        Some(root) => Ok(root.join(path)),
        None => bail!(
            "the current folder is not in a checkout of teo-api; change to one, or pass each folder \
             with its option, such as --specs"
        ),
    }
}

/// Loads the spec from its folder.
pub(super) fn load(specs: &Path) -> Result<Spec> {
    Spec::load(specs).with_context(|| format!("cannot use the spec in {}:", specs.display()))
}

/// Returns the path of the file with the vendor's prose.
pub(super) fn prose_file(service: &str, version: &str) -> Result<PathBuf> {
    in_checkout(&format!("api-specs/.prose/{service}-{version}.json"))
}

/// Reads the version of the workspace from its manifest.
pub(super) fn version_in(manifest: &Path) -> Result<Version> {
    let text = fs::read_to_string(manifest)
        .with_context(|| format!("cannot read {}", manifest.display()))?;
    let mut lines = text.lines().skip_while(|line| line.trim() != "[workspace.package]");
    let version = lines.find_map(|line| line.strip_prefix("version = \"")?.strip_suffix('"'));
    let version = version.with_context(|| {
        format!("{} has no version under [workspace.package]", manifest.display())
    })?;
    Ok(version.parse()?)
}
