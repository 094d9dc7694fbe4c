//! The arguments of `generate` and `check` for a separate crate, and the initial files of the
//! crate.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use clap::Args;
use teo_codegen::{Files, Folder, Package};
use teo_specs::Spec;

#[derive(Args)]
pub(crate) struct PackageArguments {
    /// Generate a crate of this name in the folder --out. The manifest, README, licences, lib.rs
    /// and example are written only when the crate is created
    #[arg(long = "crate", value_name = "NAME", requires_all = ["specs", "out"])]
    name: Option<String>,
    /// Make the crate depend on the teo-api in this folder instead of a released version
    #[arg(long, value_name = "FOLDER", requires = "name")]
    teo_api: Option<PathBuf>,
}

impl PackageArguments {
    /// Returns the crate, if the arguments name one.
    pub(super) fn package(&self) -> Result<Option<Package>> {
        let Some(name) = &self.name else { return Ok(None) };
        let package = Package::new(name)?;
        Ok(Some(match &self.teo_api {
            None => package,
            Some(folder) => {
                let path = folder.join("Cargo.toml").is_file().then(|| folder.canonicalize());
                let message = || format!("--teo-api: there is no crate in {}", folder.display());
                package.teo_api(path.transpose()?.with_context(message)?)
            }
        }))
    }
}

/// The files of a new crate apart from the generated code.
pub(super) struct InitialFiles {
    files: Files,
    folder: PathBuf,
}

impl InitialFiles {
    /// Creates the files; `None` if the folder already has generated code.
    pub(super) fn for_new_crate(
        package: &Package,
        spec: &Spec,
        folder: &Path,
    ) -> Result<Option<Self>> {
        if Package::generated_folder(folder).join("mod.rs").exists() {
            return Ok(None);
        }
        Ok(Some(Self { files: package.initial_files(spec)?, folder: folder.to_owned() }))
    }

    /// Writes the files that do not exist yet.
    pub(super) fn write(&self) -> Result<()> {
        for file in Folder::new(&self.folder).add(&self.files)? {
            println!("wrote    {file}");
        }
        Ok(())
    }
}
