//! From the vendor's metadata to specs, in place.
//!
//! The importer owns what the metadata states: which actions, structures and members there are, in
//! which order, of which wire type, required or not, deprecated or not, on which sites. Everything
//! else in a spec was written by a person and is never touched. What is published is frozen: where
//! the metadata has moved away from it, that is told and not applied.

mod belief;
mod flag;
mod merge;
mod metadata;
mod metadata_error;
mod new_service;
mod prose;
mod report;
mod sound;
mod specs;
mod unique;
mod wheel;

use std::path::PathBuf;
use std::time::SystemTime;

use teo_specs::Problems;

pub use metadata::Metadata;
pub use metadata_error::MetadataError;
pub use prose::{Prose, prose};
pub use report::Report;
pub use specs::{SpecsError, read_service};

use self::merge::Merge;
use self::new_service::new_service;
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
    /// The folder is another service's.
    #[error(
        "{} holds specs of {held}, and the metadata describes {found}; name another folder", .folder.display()
    )]
    Other {
        /// The folder.
        folder: PathBuf,
        /// Service and version of the specs.
        held: String,
        /// Service and version of the metadata.
        found: String,
    },
    /// The generator's own pattern of a new service is at fault.
    #[error("the pattern of a new service is no spec: {0}; this is a fault of teo-codegen")]
    Pattern(#[from] serde_json::Error),
    /// The metadata holds what no spec can say. Told whole, so it has no source.
    #[error("the metadata cannot become specs:\n{0}")]
    Unfit(Problems),
}

/// Brings the specs in `folder` up to the China edition of the metadata, which is the superset; the
/// international edition, where given, tells which actions that site has. A folder without specs gets
/// them, without words. Nothing is written if anything is wrong.
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
    let faults = sound::faults(china);
    if !faults.is_empty() {
        return Err(ImportError::Unfit(Problems::from(faults)));
    }
    let held = Specs::read(&folder)?;
    let new = held.is_none();
    let held = match held {
        Some(held) => held,
        None => Specs::of_new(new_service(china, international, SystemTime::now())?),
    };
    let service = &held.service;
    if (service.service.as_str(), service.version.as_str()) != (china.service(), china.version()) {
        return Err(ImportError::Other {
            folder,
            held: format!("{} {}", service.service, service.version),
            found: format!("{} {}", china.service(), china.version()),
        });
    }
    let mut merge = Merge::new(china, international, held);
    merge.run();
    let (specs, report) = merge.finish();
    let written = specs.write(&folder)?;
    Ok(Report { written, new, ..report })
}
