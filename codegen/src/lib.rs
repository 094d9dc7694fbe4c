//! Generates Rust requests, responses and client methods from the specs of a Tencent Cloud API.
//!
//! The library has three parts. `model` resolves a spec into Rust names and types. `generate` emits
//! the model as Rust code, for build scripts and the command line. `maintain` has the tasks of
//! maintainers: `import`, `diff`, `update` and `count`. `generate` and `maintain` both use `model`
//! and do not use each other.
//!
//! ```
//! use teo_codegen::{Options, generate};
//!
//! let spec = teo_specs::Spec::embedded("teo", "2022-09-01")?;
//! let files = generate(&spec, &Options::for_teo_api())?;
//! assert!(files["structures/task.rs"].contains("pub struct Task"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod generate;
mod maintain;
mod model;
mod whole_file;

pub use self::generate::{
    BuildError, Builder, ClientMethods, EmitError, Files, Folder, FolderError, GenerateError,
    Options, Package, PackageNameError, Stale, UnknownActions, generate,
};
pub use self::maintain::count;
#[cfg(feature = "import")]
pub use self::maintain::import;
#[cfg(feature = "cli")]
pub use self::maintain::{diff, update};

/// Compiles the examples in README.md.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
mod readme {}
