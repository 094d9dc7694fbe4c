//! Updates a checkout from a release of the vendor's metadata: spec files, generated code and a
//! draft for the changelog. All changes are planned outside the checkout and then applied as one
//! step.

mod changelog;
mod journal;
mod review;
mod values;

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use teo_specs::{LoadError, Spec};

use super::diff::{Diff, DiffError, diff};
use super::import::{ImportError, Metadata, Report, import};

pub use self::journal::{JournalError, finish, stage};
pub use self::review::Review;

/// The new text of each changed file by its path in the checkout; `None` removes the file.
pub type Changes = BTreeMap<String, Option<String>>;

/// Returns the changes that make the generated code match a spec.
pub type Generate<'a> = &'a dyn Fn(&Spec) -> Result<Changes, Box<dyn Error + Send + Sync>>;

/// A checkout, and the folder of the spec in it.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Checkout<'a> {
    /// Root of the checkout.
    pub root: &'a Path,
    /// Folder of the spec, relative to the root.
    pub specs: &'a str,
}

impl<'a> Checkout<'a> {
    /// Describes the checkout at `root`, with the spec in its folder `specs`.
    #[must_use]
    pub fn new(root: &'a Path, specs: &'a str) -> Self {
        Self { root, specs }
    }
}

/// The planned changes of an update, and its reports.
#[derive(Debug)]
#[non_exhaustive]
pub struct Plan {
    /// The report of the import.
    pub report: Report,
    /// The changes for callers.
    pub diff: Diff,
    /// The items that a person must review.
    pub review: Review,
    /// The files to write or remove.
    pub changes: Changes,
}

/// The reason why an update could not be planned.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum UpdateError {
    /// The old or the new spec cannot be used.
    #[error("cannot use the spec in {}:", .folder.display())]
    Spec {
        /// The folder of the spec.
        folder: PathBuf,
        /// The problems of the spec.
        source: LoadError,
    },
    /// The metadata cannot be imported.
    #[error(transparent)]
    Import(#[from] ImportError),
    /// Code cannot be generated from the new spec.
    #[error(transparent)]
    Generate(Box<dyn Error + Send + Sync>),
    /// The old and the new spec cannot be compared.
    #[error(transparent)]
    Diff(#[from] DiffError),
    /// A file or folder could not be read or written.
    #[error("cannot {operation} {}", .path.display())]
    Io {
        /// Is `create`, `read`, `write` or `copy`.
        operation: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// The underlying I/O error.
        source: io::Error,
    },
}

fn io_error(operation: &'static str, path: &Path) -> impl FnOnce(io::Error) -> UpdateError {
    let path = path.to_owned();
    move |source| UpdateError::Io { operation, path, source }
}

/// Plans an update without changing the checkout. `generate` returns the changes of the generated
/// code for the new spec; `step` is called with the name of each step when the step begins.
///
/// # Errors
///
/// When the old or the new spec or the metadata cannot be used, `generate` fails, or a file cannot
/// be read or written.
pub fn plan(
    checkout: Checkout<'_>,
    china: &Metadata,
    international: Option<&Metadata>,
    generate: Generate<'_>,
    step: &mut dyn FnMut(&'static str),
) -> Result<Plan, UpdateError> {
    step("import");
    let folder = checkout.root.join(checkout.specs);
    let load = |folder: &Path| {
        Spec::load(folder).map_err(|source| UpdateError::Spec { folder: folder.to_owned(), source })
    };
    let old = load(&folder)?;
    let new_folder =
        tempfile::tempdir().map_err(io_error("create", Path::new("a temporary folder")))?;
    copy(&folder, new_folder.path())?;
    let report = import(new_folder.path(), china, international)?;
    let new = load(new_folder.path())?;
    step("generate");
    let mut changes = generate(&new).map_err(UpdateError::Generate)?;
    step("compare");
    let spec_diff = diff(&old, &new)?;
    for file in &report.written {
        let path = new_folder.path().join(file);
        let text = fs::read_to_string(&path).map_err(io_error("read", &path))?;
        changes.insert(format!("{}/{file}", checkout.specs), Some(text));
    }
    let path = checkout.root.join("CHANGELOG.md");
    let old_changelog = fs::read_to_string(&path).map_err(io_error("read", &path))?;
    let release_version = china.package.as_ref().map(|(_, version)| version.as_str());
    let new_changelog =
        changelog::with_draft(&old_changelog, &changelog::draft(&spec_diff, release_version));
    if new_changelog != old_changelog {
        changes.insert("CHANGELOG.md".to_owned(), Some(new_changelog));
    }
    let review = Review::new(&new, &report, china);
    Ok(Plan { report, diff: spec_diff, review, changes })
}

fn copy(from: &Path, to: &Path) -> Result<(), UpdateError> {
    fs::create_dir_all(to).map_err(io_error("write", to))?;
    for entry in fs::read_dir(from).map_err(io_error("read", from))? {
        let entry = entry.map_err(io_error("read", from))?;
        let (from, to) = (entry.path(), to.join(entry.file_name()));
        if from.is_dir() {
            copy(&from, &to)?;
        } else {
            fs::copy(&from, &to).map_err(io_error("copy", &from))?;
        }
    }
    Ok(())
}
