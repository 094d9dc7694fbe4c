//! From the vendor's metadata to specs, in place.
//!
//! The importer owns what the metadata states: which actions, structures and members there are, in
//! which order, of which wire type, required or not, deprecated or not, on which sites. Everything
//! else in a spec was written by a person and is never touched. What is published is frozen: where
//! the metadata has moved away from it, that is told and not applied.

mod merge;
mod metadata;
mod prose;
mod report;
mod specs;

use std::path::PathBuf;

use teo_specs::Problems;

pub use metadata::{Metadata, MetadataError};
pub use prose::{Prose, prose};
pub use report::Report;
pub use specs::SpecsError;

use self::merge::Merge;
use self::specs::Specs;

/// Why nothing was imported.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The vendor's metadata cannot be read.
    #[error(transparent)]
    Metadata(#[from] MetadataError),
    /// The specs that are there cannot be read or written.
    #[error(transparent)]
    Specs(#[from] SpecsError),
    /// The metadata holds what no spec can say.
    #[error("the metadata cannot become specs:\n{0}")]
    Unfit(#[from] Problems),
}

/// Brings the specs in `folder` up to the China edition of the metadata, which is the superset; the
/// international edition, where given, tells which actions that site has. Nothing is written if
/// anything is wrong.
///
/// # Errors
///
/// When the specs or the metadata cannot be read, or a file cannot be written.
pub fn import(
    folder: impl Into<PathBuf>,
    china: &Metadata,
    international: Option<&Metadata>,
) -> Result<Report, ImportError> {
    let folder = folder.into();
    let held = Specs::read(&folder)?;
    let mut merge = Merge::new(china, international, held);
    merge.run();
    let (specs, report, problems) = merge.finish();
    if !problems.is_empty() {
        return Err(Problems::from(problems).into());
    }
    let written = specs.write(&folder)?;
    Ok(report.with_written(written))
}
