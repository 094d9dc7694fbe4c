//! Generates code in a build script: writes it to OUT_DIR, and tells cargo when to run the script
//! again.

use std::env;
use std::fs;
use std::path::PathBuf;

use teo_specs::{LoadError, Spec};

use super::bindings::{GenerateError, generate};
use super::folder::{Folder, FolderError};
use super::options::Options;
use super::select::{UnknownActions, select};

/// Generates code into OUT_DIR, in the build script of a crate.
///
/// ```no_run
/// // build.rs
/// fn main() -> Result<(), teo_codegen::BuildError> {
///     teo_codegen::Builder::folder("specs/teo/2022-09-01")
///         .actions(["DescribePrefetchTasks", "CreatePrefetchTask"])
///         .build("edgeone")
/// }
/// ```
///
/// The crate includes the module with `include!(concat!(env!("OUT_DIR"), "/edgeone.rs"));` and
/// depends on teo-api alone. The feature of teo-api's own bindings is not needed: use
/// `default-features = false` and a TLS feature. A method for each action has
/// `edgeone::Client::new(&client)`, made from a client of teo-api.
#[derive(Debug)]
#[must_use = "nothing is generated before `build`"]
pub struct Builder {
    source: SpecSource,
    actions: Option<Vec<String>>,
    options: Options,
}

#[derive(Debug)]
enum SpecSource {
    Folder(PathBuf),
    Embedded { service: String, version: String },
}

/// The reason why a build script generated nothing. A message about a spec has the file, the
/// location and a hint.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BuildError {
    /// The spec cannot be used.
    #[error("cannot use the spec:\n{0}")]
    Load(#[from] LoadError),
    /// The spec lacks a selected action.
    #[error(transparent)]
    Actions(#[from] UnknownActions),
    /// Rust code cannot be generated from the spec.
    #[error(transparent)]
    Generate(#[from] GenerateError),
    /// The generated files cannot be written to OUT_DIR.
    #[error(transparent)]
    Folder(#[from] FolderError),
    /// The file that declares the module cannot be written.
    #[error("cannot write {}: {source}", .path.display())]
    Module {
        /// The file.
        path: PathBuf,
        /// The underlying I/O error.
        source: std::io::Error,
    },
    /// The caller is not a build script.
    #[error("OUT_DIR is not set; call `Builder::build` in build.rs")]
    NoOutDir,
}

impl Builder {
    /// Creates a builder that reads the spec from a folder. Cargo runs the build script again when
    /// a file in the folder changes.
    pub fn folder(folder: impl Into<PathBuf>) -> Self {
        Self::new(SpecSource::Folder(folder.into()))
    }

    /// Creates a builder that uses a spec embedded in teo-specs, such as `("teo", "2022-09-01")`.
    pub fn embedded(service: impl Into<String>, version: impl Into<String>) -> Self {
        Self::new(SpecSource::Embedded { service: service.into(), version: version.into() })
    }

    fn new(source: SpecSource) -> Self {
        Self { source, actions: None, options: Options::for_module() }
    }

    /// Selects actions, with the structures and values that they use. Defaults to all actions.
    pub fn actions(mut self, names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.actions = Some(names.into_iter().map(Into::into).collect());
        self
    }

    /// Sets the options of the emitted code. Defaults to [`Options::for_module`].
    pub fn options(mut self, options: Options) -> Self {
        self.options = options;
        self
    }

    /// Generates the module of this name, `OUT_DIR/<module>.rs`, for `include!`.
    ///
    /// # Errors
    ///
    /// When the spec cannot be used or lacks a selected action, code cannot be generated from it,
    /// or OUT_DIR is not set or cannot be written.
    #[allow(clippy::print_stdout, reason = "cargo reads the output of build scripts")]
    pub fn build(self, module: &str) -> Result<(), BuildError> {
        let out = PathBuf::from(env::var_os("OUT_DIR").ok_or(BuildError::NoOutDir)?);
        let spec = match &self.source {
            SpecSource::Folder(folder) => {
                println!("cargo::rerun-if-changed={}", folder.display());
                Spec::load(folder)?
            }
            SpecSource::Embedded { service, version } => {
                // An embedded spec changes only with the version of teo-specs, which makes cargo
                // run the script anyway.
                println!("cargo::rerun-if-changed=build.rs");
                Spec::embedded(service, version)?
            }
        };
        let spec = match &self.actions {
            Some(actions) => select(&spec, actions)?,
            None => spec,
        };
        let files = generate(&spec, &self.options)?;
        let folder = out.join(module);
        Folder::new(&folder).update(&files)?;
        // An included file cannot have inner doc comments, so it declares a module in another file.
        let root = folder.join("mod.rs");
        // The lints are allowed, since a crate may use only part of the module, and only
        // internally.
        let declaration = format!(
            "#[allow(dead_code, unreachable_pub)]\n#[path = {root:?}]\npub mod {module};\n"
        );
        let path = out.join(format!("{module}.rs"));
        fs::write(&path, declaration).map_err(|source| BuildError::Module { path, source })
    }
}
