//! The error of reading the vendor's metadata, from an `api.json` or from a package.

use std::io;
use std::path::PathBuf;

/// The reason why metadata could not be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum MetadataError {
    /// The file cannot be opened or read.
    #[error("cannot read {}: {source}", .path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// The underlying I/O error.
        source: io::Error,
    },
    /// The package lacks the service or the version.
    #[error("{} {problem}", .path.display())]
    Missing {
        /// The package.
        path: PathBuf,
        /// The service or version that the package lacks, and the existing ones.
        problem: String,
    },
    /// The file is not a package of the command-line tool, or a file in it cannot be read.
    #[error("{} {problem}", .path.display())]
    Package {
        /// The package.
        path: PathBuf,
        /// The problem of the file.
        problem: String,
    },
    /// The JSON is not the metadata of a service.
    #[error("{}: {keys}: {problem}", .path.display())]
    Malformed {
        /// The file.
        path: PathBuf,
        /// The keys that lead to the problem.
        keys: String,
        /// The problem with their value.
        problem: String,
    },
    /// The metadata describes another service or version.
    #[error("{} describes {found}, not {expected}", .path.display())]
    DifferentService {
        /// The file.
        path: PathBuf,
        /// The described service and version.
        found: String,
        /// The requested service and version.
        expected: String,
    },
}
