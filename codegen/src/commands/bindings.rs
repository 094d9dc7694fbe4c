//! The bindings that `generate` writes and `check` compares.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context as _, Result};
use clap::Args;
use teo_codegen::{ClientMethods, Files, Options, Package, generate};

use super::checkout;
use super::package::{InitialFiles, PackageArguments};

/// The arguments that select the bindings and their folders.
#[derive(Args)]
pub(crate) struct BindingsArguments {
    /// Folder of the spec, which contains service.json [default: every spec with checked-in
    /// bindings, or with --out api-specs/teo/2022-09-01]
    #[arg(long, value_name = "FOLDER")]
    specs: Option<PathBuf>,
    /// Folder for the generated code [default with --specs: teo-api/src/generated]
    #[arg(long, value_name = "FOLDER")]
    out: Option<PathBuf>,
    /// Generate neither client methods nor examples, for code that only one crate uses internally;
    /// ignored with --crate
    #[arg(long, requires = "specs")]
    no_client: bool,
    /// Add the vendor's prose, saved by `import --with-prose`, below our documentation. The vendor
    /// owns the prose, so never commit the result
    #[arg(long)]
    with_prose: bool,
    #[command(flatten)]
    package: PackageArguments,
}

/// The checked-in bindings: the folder of the spec, the folder of the code, and whether the code
/// has client methods.
const CHECKED_IN: [(&str, &str, bool); 2] = [
    (checkout::SPECS, checkout::GENERATED, true),
    ("api-specs/sts/2018-08-13", "teo-api/src/credentials/sts/generated", false),
];

/// Generated files, and the folder for them.
pub(super) struct Bindings {
    pub(super) files: Files,
    pub(super) out: PathBuf,
    /// The other files of a new crate; `None` unless a crate is created.
    pub(super) initial_files: Option<InitialFiles>,
}

/// Generates the bindings in memory, so that errors of generation occur before the first write.
pub(super) fn prepare(arguments: &BindingsArguments) -> Result<Vec<Bindings>> {
    let has_folder = arguments.specs.is_some() || arguments.out.is_some();
    let targets = if has_folder { &CHECKED_IN[..1] } else { &CHECKED_IN[..] };
    let bindings = targets.iter().map(|(default_specs, default_out, has_client)| {
        let specs = checkout::path_or_default(arguments.specs.as_ref(), default_specs)?;
        let out = checkout::path_or_default(arguments.out.as_ref(), default_out)?;
        let spec = checkout::load(&specs)?;
        let package = arguments.package.package()?;
        let mut options = match &package {
            Some(package) => package.options(),
            None => Options::for_teo_api(),
        };
        if package.is_none() && (arguments.no_client || !has_client) {
            options.public_path = None;
            options.client_methods = ClientMethods::None;
        }
        if arguments.with_prose {
            let path = checkout::prose_file(&spec.service.service, &spec.service.version)?;
            let text = fs::read_to_string(&path).with_context(|| {
                format!(
                    "cannot read the vendor's prose in {}; run `import --with-prose` first",
                    path.display()
                )
            })?;
            options.prose = serde_json::from_str(&text)?;
        }
        let files = generate(&spec, &options)?;
        Ok(match package {
            None => Bindings { files, out, initial_files: None },
            Some(package) => {
                let initial_files = InitialFiles::for_new_crate(&package, &spec, &out)?;
                Bindings { files, out: Package::generated_folder(&out), initial_files }
            }
        })
    });
    bindings.collect()
}
