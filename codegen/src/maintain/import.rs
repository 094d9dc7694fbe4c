//! Updates spec files from the vendor's metadata, without changing hand-written text.
//!
//! The importer owns the facts of the metadata: which actions, structures and members exist, their
//! order, wire types and sites, and whether they are required or deprecated. It also adds missing
//! examples, and guesses properties of new items (`heuristics`). Everything else in a spec is
//! hand-written, and the importer never changes it. Published types are frozen: a difference
//! between them and the metadata is reported and not applied.

mod bool_or_int;
mod duplicate_keys;
mod editions;
mod heuristics;
mod merge;
mod metadata;
mod metadata_error;
mod new_service;
mod prose;
mod report;
mod spec_files;
mod validate;
mod wheel;

use std::path::PathBuf;
use std::time::SystemTime;

use teo_specs::Problems;

pub use metadata::Metadata;
pub use metadata_error::MetadataError;
pub use prose::{Prose, prose};
pub use report::Report;
pub use spec_files::{SpecFilesError, read_service};

use self::merge::Merge;
use self::new_service::new_service;
use self::spec_files::SpecFiles;

/// The reason why nothing was imported.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ImportError {
    /// The vendor's metadata cannot be read.
    #[error(transparent)]
    Metadata(#[from] MetadataError),
    /// The spec files cannot be read or written.
    #[error(transparent)]
    SpecFiles(#[from] SpecFilesError),
    /// The folder has a spec of another service or version.
    #[error(
        "the spec in {} describes {existing} and the metadata describes {found}; name another folder",
        .folder.display()
    )]
    DifferentService {
        /// The folder.
        folder: PathBuf,
        /// Service and version of the spec.
        existing: String,
        /// Service and version of the metadata.
        found: String,
    },
    /// The template for the `service.json` of a new service is invalid, which is a bug in
    /// teo-codegen.
    #[error("the template for service.json is invalid: {0}; this is a bug in teo-codegen")]
    Template(String),
    /// The metadata is invalid, or a spec cannot express it. The message lists all problems, so
    /// there is no source.
    #[error("the metadata cannot be imported:\n{0}")]
    Invalid(Problems),
}

/// Updates the spec files in `folder` from the China edition of the metadata, which has all
/// actions; `international` decides which actions the international site has. An empty or missing
/// folder gets a new spec, without texts. Nothing is written if the metadata is invalid.
///
/// # Errors
///
/// When the metadata is invalid, the folder has the spec of another service, or a spec file cannot
/// be read or written.
pub fn import(
    folder: impl Into<PathBuf>,
    china: &Metadata,
    international: Option<&Metadata>,
) -> Result<Report, ImportError> {
    let folder = folder.into();
    let problems = validate::problems(china);
    if !problems.is_empty() {
        return Err(ImportError::Invalid(Problems::from(problems)));
    }
    let existing = SpecFiles::read(&folder)?;
    let is_new = existing.is_none();
    let files = match existing {
        Some(files) => files,
        None => {
            let service = new_service(china, international, SystemTime::now())
                .map_err(|error| ImportError::Template(error.to_string()))?;
            SpecFiles::new(service)
        }
    };
    let service = &files.service;
    if (service.service.as_str(), service.version.as_str()) != (china.service(), china.version()) {
        return Err(ImportError::DifferentService {
            folder,
            existing: format!("{} {}", service.service, service.version),
            found: format!("{} {}", china.service(), china.version()),
        });
    }
    let mut merge = Merge::new(china, international, files);
    merge.run();
    let (files, mut report) = merge.finish();
    if let Some(international) = international {
        report.add_editions(&editions::compare(china, international, &files));
    }
    let written = files.write(&folder)?;
    Ok(Report { written, new: is_new, ..report })
}
