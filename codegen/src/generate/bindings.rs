//! Generates the files of the bindings for a spec: resolves the spec into a model, and emits the
//! model.

use teo_specs::{Problems, Spec};

use super::emit::{EmitError, emit};
use super::files::Files;
use super::options::Options;
use crate::model::resolve;

/// The reason why nothing was generated.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum GenerateError {
    /// Rust code cannot be generated from the spec, although the spec is valid.
    #[error(transparent)]
    Model(#[from] Problems),
    /// The model cannot be emitted.
    #[error(transparent)]
    Emit(#[from] EmitError),
}

/// Generates all files for a spec. The same spec gives the same bytes on every machine.
///
/// # Errors
///
/// When two types have the same name, a value has no letter or digit for the name of a variant, a
/// list has too many members, the path of the runtime is invalid, or the generator has a bug.
pub fn generate(spec: &Spec, options: &Options) -> Result<Files, GenerateError> {
    let model = resolve(spec).map_err(Problems::from)?;
    Ok(emit(&model, options)?)
}
