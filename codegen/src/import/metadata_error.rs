//! What can be wrong with the vendor's metadata, be it the file or the package around it.

use std::io;
use std::path::PathBuf;

/// Why metadata could not be read.
#[derive(Debug, thiserror::Error)]
pub enum MetadataError {
    /// The file cannot be opened or read.
    #[error("cannot read {}: {source}", .path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The package lacks the service or the version.
    #[error("{}: {what}", .path.display())]
    Missing {
        /// The package.
        path: PathBuf,
        /// What it lacks, and what it has.
        what: String,
    },
    /// The package is none.
    #[error("{}: {what}", .path.display())]
    Package {
        /// The package.
        path: PathBuf,
        /// What is wrong.
        what: String,
    },
    /// The JSON is not such a description.
    #[error("{}: {at}: {what}", .path.display())]
    Form {
        /// The file.
        path: PathBuf,
        /// Path of keys to the fault.
        at: String,
        /// What is wrong there.
        what: String,
    },
    /// It describes something else.
    #[error("{} describes {found}, not {wanted}", .path.display())]
    Other {
        /// The file.
        path: PathBuf,
        /// Service and version that it describes.
        found: String,
        /// Service and version that were asked for.
        wanted: String,
    },
}
