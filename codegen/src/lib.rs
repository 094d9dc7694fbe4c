//! Generates Rust requests, responses and client methods from the specs of a Tencent Cloud API.
//!
//! The stages are the arrows of one line, each a pure function over data; only the two ends touch
//! files:
//!
//! specs ─ [`Spec::load`](teo_specs::Spec::load) → spec ─ `resolve` → names, types, recursion settled ─
//! `emit` → files in memory ─ [`Folder`] → the output folder
//!
//! ```
//! use teo_codegen::{Options, generate};
//!
//! let spec = teo_specs::Spec::embedded("teo", "2022-09-01")?;
//! let files = generate(&spec, &Options::for_teo_api())?;
//! assert!(files["structures/task.rs"].contains("pub struct Task"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod builder;
mod count;
#[cfg(feature = "cli")]
pub mod diff;
mod emit;
mod folder;
#[cfg(feature = "import")]
pub mod import;
mod model;
mod names;
mod package;
mod resolve;
mod select;
#[cfg(feature = "cli")]
pub mod update;
mod whole_file;

use teo_specs::{Problems, Spec};

pub use builder::{BuildError, Builder};
pub use count::count;
pub use emit::{ClientMethods, EmitError, Files, Options};
pub use folder::{Folder, FolderError, Stale};
pub use package::{Package, PackageNameError};
pub use select::UnknownActions;

/// Why nothing was generated.
#[derive(Debug, thiserror::Error)]
pub enum GenerateError {
    /// The spec is sound in itself, but cannot become Rust.
    #[error(transparent)]
    Model(#[from] Problems),
    /// The generator wrote something that is no Rust.
    #[error(transparent)]
    Emit(#[from] EmitError),
}

/// All files for a spec. The same spec gives the same bytes on every machine.
///
/// # Errors
///
/// When two types would have one name, a value has nothing to be named after, or the generator is
/// at fault.
pub fn generate(spec: &Spec, options: &Options) -> Result<Files, GenerateError> {
    let model = resolve::resolve(spec).map_err(Problems::from)?;
    Ok(emit::emit(&model, options)?)
}

/// The programs in README, compiled.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
mod readme {}
