//! `generate` and `check` for a crate of its own.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use clap::Args;
use teo_codegen::{Files, Folder, Package};
use teo_specs::Spec;

#[derive(Args)]
pub(crate) struct PackageArguments {
    /// As a crate of this name in the folder --out, which is made if need be: then its manifest,
    /// README, licences and an example are written too, once
    #[arg(long = "crate", value_name = "NAME", requires_all = ["specs", "out"])]
    name: Option<String>,
    /// The crate depends on teo-api in this folder, not on a released one
    #[arg(long, value_name = "FOLDER", requires = "name")]
    teo_api: Option<PathBuf>,
}

impl PackageArguments {
    /// The crate, if one was asked for.
    pub(crate) fn package(&self) -> Result<Option<Package>> {
        let Some(name) = &self.name else { return Ok(None) };
        let package = Package::new(name)?;
        Ok(Some(match &self.teo_api {
            None => package,
            Some(folder) => {
                let found = folder.join("Cargo.toml").is_file().then(|| folder.canonicalize());
                let cannot = || format!("--teo-api: there is no crate in {}", folder.display());
                package.teo_api(found.transpose()?.with_context(cannot)?)
            }
        }))
    }
}

/// What a crate has beside its generated code, and where, if there is no such crate yet.
pub(crate) struct OwnFiles {
    files: Files,
    folder: PathBuf,
}

impl OwnFiles {
    pub(crate) fn of(package: &Package, spec: &Spec, folder: &Path) -> Result<Option<Self>> {
        if Package::generated(folder).join("mod.rs").exists() {
            return Ok(None);
        }
        Ok(Some(Self { files: package.own_files(spec)?, folder: folder.to_owned() }))
    }

    /// A file that is there already is kept.
    #[allow(clippy::print_stdout, reason = "a program for people")]
    pub(crate) fn write(&self) -> Result<()> {
        for file in Folder::new(&self.folder).add(&self.files)? {
            println!("wrote    {file}");
        }
        Ok(())
    }
}
