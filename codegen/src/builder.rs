//! Generating from a build script: specs in, code in OUT_DIR out, and cargo told when to do it again.

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::path::PathBuf;

use teo_specs::{LoadError, Spec};

use crate::emit::{ClientMethods, Options};
use crate::folder::{Folder, FolderError};
use crate::select::{UnknownActions, select};
use crate::{GenerateError, generate};

/// Generates code into OUT_DIR, for the build script of your own crate.
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
/// The crate takes the module in with
/// `include!(concat!(env!("OUT_DIR"), "/edgeone.rs"));` and depends on teo-api alone, which may go
/// without its own bindings (`default-features = false`, and a TLS feature). `Client::call` takes
/// each of the requests.
#[derive(Debug)]
#[must_use = "nothing is generated before `build`"]
pub struct Builder {
    specs: Specs,
    actions: Option<Vec<String>>,
    options: Options,
}

#[derive(Debug)]
enum Specs {
    Folder(PathBuf),
    Embedded { service: String, version: String },
}

/// Why a build script generated nothing. Its message names file, place and cure where a spec is at
/// fault.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BuildError {
    /// The specs cannot be used.
    #[error("the specs cannot be used:\n{0}")]
    Load(#[from] LoadError),
    /// An action was asked for that the specs do not have.
    #[error(transparent)]
    Actions(#[from] UnknownActions),
    /// The specs cannot become Rust.
    #[error(transparent)]
    Generate(#[from] GenerateError),
    /// OUT_DIR cannot be written.
    #[error(transparent)]
    Folder(#[from] FolderError),
    /// The module's file cannot be written.
    #[error("cannot write {}: {source}", .path.display())]
    Module {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// Not called from a build script.
    #[error("OUT_DIR is not set; call this from build.rs")]
    NoOutDir,
}

impl Builder {
    /// From the folder of one version of a service. Cargo generates anew when something in it
    /// changes.
    pub fn folder(specs: impl Into<PathBuf>) -> Self {
        Self::new(Specs::Folder(specs.into()))
    }

    /// From specs that teo-specs carries, such as `("teo", "2022-09-01")`.
    pub fn embedded(service: impl Into<String>, version: impl Into<String>) -> Self {
        Self::new(Specs::Embedded { service: service.into(), version: version.into() })
    }

    fn new(specs: Specs) -> Self {
        let options = Options {
            core: "teo_api::core".to_owned(),
            public: None,
            client_methods: ClientMethods::None,
            prose: BTreeMap::new(),
        };
        Self { specs, actions: None, options }
    }

    /// Only these actions, and the structures and values that they use; all actions unless set.
    pub fn actions(mut self, names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.actions = Some(names.into_iter().map(Into::into).collect());
        self
    }

    /// How the code reaches what it stands on: `teo_api::core`, without methods of the client and
    /// without examples unless set.
    pub fn options(mut self, options: Options) -> Self {
        self.options = options;
        self
    }

    /// Generates the module of this name: `OUT_DIR/<module>.rs`, to be included.
    ///
    /// # Errors
    ///
    /// When the specs are at fault, an action is not among them, or OUT_DIR cannot be written.
    #[allow(clippy::print_stdout, reason = "a build script talks to cargo that way")]
    pub fn build(self, module: &str) -> Result<(), BuildError> {
        let out = PathBuf::from(env::var_os("OUT_DIR").ok_or(BuildError::NoOutDir)?);
        let spec = match &self.specs {
            Specs::Folder(folder) => {
                println!("cargo::rerun-if-changed={}", folder.display());
                Spec::load(folder)?
            }
            Specs::Embedded { service, version } => {
                // A change of the specs is a change of this crate's dependencies, and cargo sees it.
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
        // An included file can hold no inner documentation, so the module stands in files of its own.
        let root = folder.join("mod.rs");
        // Not everything that a service has is used by everyone, nor from outside.
        let source = format!(
            "#[allow(dead_code, unreachable_pub)]\n#[path = {root:?}]\npub mod {module};\n"
        );
        let path = out.join(format!("{module}.rs"));
        fs::write(&path, source).map_err(|source| BuildError::Module { path, source })
    }
}
