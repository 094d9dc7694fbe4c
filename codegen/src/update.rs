//! Everything that a new release of the vendor's metadata asks for: the specs, the generated code and
//! a draft for the changelog, worked out beside the checkout and then put into it as one step that
//! is finished or never begun.

mod changelog;
mod journal;
mod look;
mod values;

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use teo_specs::{LoadError, Spec};

use crate::diff::{Diff, DiffError, diff};
use crate::import::{ImportError, Metadata, Report, import};
use crate::{Folder, FolderError, GenerateError, Options, Stale, generate};

pub use self::journal::{JournalError, finish, stage};
pub use self::look::Look;

/// What becomes of files, by their path in the checkout: a text, or nothing.
pub type Changes = BTreeMap<String, Option<String>>;

/// Where the specs of the service and their code stand in a checkout.
#[derive(Debug, Clone, Copy)]
pub struct Places<'a> {
    /// The checkout.
    pub root: &'a Path,
    /// Folder of the specs, from there.
    pub specs: &'a str,
    /// Folder of the generated code, from there.
    pub generated: &'a str,
}

/// What an update will do, and what it found.
#[derive(Debug)]
pub struct Plan {
    /// What the import did.
    pub report: Report,
    /// What changed for callers.
    pub diff: Diff,
    /// What a person must look at.
    pub look: Look,
    /// Every file that is to be written or removed.
    pub changes: Changes,
}

/// Why nothing was updated.
#[derive(Debug, thiserror::Error)]
pub enum UpdateError {
    /// The specs, as they are or as they became, cannot be used.
    #[error("the specs in {} cannot be used:", .folder.display())]
    Specs {
        /// The folder.
        folder: PathBuf,
        /// What is wrong with them.
        source: LoadError,
    },
    /// The metadata cannot be taken over.
    #[error(transparent)]
    Import(#[from] ImportError),
    /// The specs cannot become Rust.
    #[error(transparent)]
    Generate(#[from] GenerateError),
    /// The folder of the generated code cannot be compared.
    #[error(transparent)]
    Folder(#[from] FolderError),
    /// The specs before and after cannot be compared.
    #[error(transparent)]
    Diff(#[from] DiffError),
    /// The system refused.
    #[error("cannot {doing} {}", .path.display())]
    Io {
        /// Read, write or copy.
        doing: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

fn cannot(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> UpdateError {
    let path = path.to_owned();
    move |source| UpdateError::Io { doing, path, source }
}

/// Works the update out; nothing in the checkout is touched. `step` is told what begins.
///
/// # Errors
///
/// When the specs or the metadata cannot be used, or a file cannot be read or written.
pub fn plan(
    places: Places<'_>,
    china: &Metadata,
    international: Option<&Metadata>,
    step: &mut dyn FnMut(&'static str),
) -> Result<Plan, UpdateError> {
    step("import");
    let folder = places.root.join(places.specs);
    let load = |folder: &Path| {
        Spec::load(folder)
            .map_err(|source| UpdateError::Specs { folder: folder.to_owned(), source })
    };
    let old = load(&folder)?;
    let beside = tempfile::tempdir().map_err(cannot("write", Path::new("a temporary folder")))?;
    copy(&folder, beside.path())?;
    let report = import(beside.path(), china, international)?;
    let new = load(beside.path())?;
    step("generate");
    let files = generate(&new, &Options::for_teo_api())?;
    step("compare");
    let diff = diff(&old, &new)?;
    let mut changes = Changes::new();
    for file in &report.written {
        let path = beside.path().join(file);
        let text = fs::read_to_string(&path).map_err(cannot("read", &path))?;
        changes.insert(format!("{}/{file}", places.specs), Some(text));
    }
    for stale in Folder::new(places.root.join(places.generated)).stale(&files)? {
        let (path, text) = match stale {
            Stale::Changed(path) | Stale::Missing(path) => {
                let text = files[&path].clone();
                (path, Some(text))
            }
            Stale::LeftOver(path) => (path, None),
        };
        changes.insert(format!("{}/{path}", places.generated), text);
    }
    let path = places.root.join("CHANGELOG.md");
    let held = fs::read_to_string(&path).map_err(cannot("read", &path))?;
    let release = china.package.as_ref().map(|(_, version)| version.as_str());
    let told = changelog::with_draft(&held, &changelog::draft(&diff, release));
    if told != held {
        changes.insert("CHANGELOG.md".to_owned(), Some(told));
    }
    let look = Look::at(&new, &report, china);
    Ok(Plan { report, diff, look, changes })
}

fn copy(from: &Path, to: &Path) -> Result<(), UpdateError> {
    fs::create_dir_all(to).map_err(cannot("write", to))?;
    for entry in fs::read_dir(from).map_err(cannot("read", from))? {
        let entry = entry.map_err(cannot("read", from))?;
        let (from, to) = (entry.path(), to.join(entry.file_name()));
        if from.is_dir() {
            copy(&from, &to)?;
        } else {
            fs::copy(&from, &to).map_err(cannot("copy", &from))?;
        }
    }
    Ok(())
}
