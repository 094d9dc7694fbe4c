//! `cargo codegen import`: updates spec files from the vendor's metadata.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, Result};
use clap::Args;
use teo_codegen::import::{Metadata, import, prose, read_service};

use super::checkout;

/// Update spec files from the vendor's metadata, without changing hand-written text
#[derive(Args)]
pub(crate) struct Arguments {
    /// The metadata: a package of the vendor's command-line tool (tccli-….whl), or an api.json
    #[arg(long, value_name = "FILE")]
    from: PathBuf,
    /// The metadata of the international edition (tccli_intl_en-….whl); it lists the actions of the
    /// international site, and is compared with the other edition
    #[arg(long, value_name = "FILE")]
    international: Option<PathBuf>,
    /// Folder name of the service in the package [default: the service of the spec in --specs]
    #[arg(long)]
    service: Option<String>,
    /// Version of the service [default: the newest with --service, otherwise the version of the
    /// spec in --specs]
    #[arg(long)]
    version: Option<String>,
    /// Folder of the spec, created if necessary [default: api-specs/<service>/<version>; without
    /// --service, api-specs/teo/2022-09-01]
    #[arg(long, value_name = "FOLDER")]
    specs: Option<PathBuf>,
    /// Also save the vendor's prose, in a git-ignored file of this checkout
    #[arg(long)]
    with_prose: bool,
    /// Print the report as JSON
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode> {
    let (service, version) = service_and_version(arguments)?;
    let china_metadata = Metadata::read(&arguments.from, &service, &version)?;
    let read = |path| Metadata::read_or_empty(path, &service, &version);
    let international_metadata = arguments.international.as_deref().map(read).transpose()?;
    let default_folder =
        format!("api-specs/{}/{}", china_metadata.service(), china_metadata.version());
    let specs = checkout::path_or_default(arguments.specs.as_ref(), &default_folder)?;
    let report = import(&specs, &china_metadata, international_metadata.as_ref())?;
    if arguments.json {
        println!("{}", serde_json::to_string_pretty(&report)?);
    } else {
        println!("{report}");
    }
    if arguments.with_prose {
        let path = checkout::prose_file(china_metadata.service(), china_metadata.version())?;
        fs::create_dir_all(path.parent().unwrap_or(Path::new(".")))
            .and_then(|()| fs::write(&path, serde_json::to_string(&prose(&china_metadata))?))
            .with_context(|| format!("cannot write {}", path.display()))?;
        eprintln!("wrote the vendor's prose to {}", path.display());
    }
    Ok(ExitCode::SUCCESS)
}

/// Returns the service, by its folder name in the package, and the version to import. `--service`
/// without `--version` means the newest version in the package; an argument that is missing
/// otherwise has the value of the spec in `--specs`.
fn service_and_version(arguments: &Arguments) -> Result<(String, String)> {
    if let Some(service) = &arguments.service {
        let newest = || Metadata::newest_version(&arguments.from, service);
        let version = arguments.version.clone().map_or_else(newest, Ok)?;
        return Ok((service.clone(), version));
    }
    let specs = checkout::path_or_default(arguments.specs.as_ref(), checkout::SPECS)?;
    let service_spec = read_service(&specs)
        .context("cannot read the service of the spec; pass --service to create a new spec")?;
    let package_folder = service_spec.packaged_as.unwrap_or(service_spec.service);
    Ok((package_folder, arguments.version.clone().unwrap_or(service_spec.version)))
}
