//! The output folder: lists its stale files, and updates them. An update never leaves a file half
//! written, and never changes a file that was not generated.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::{fmt, fs};

use super::files::{Files, MARK};
use crate::whole_file;

/// An output folder.
#[derive(Debug, Clone)]
pub struct Folder(PathBuf);

/// A file that differs from the generated files.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stale {
    /// The file has another text.
    Changed(String),
    /// The file does not exist.
    Missing(String),
    /// The file is no longer generated.
    LeftOver(String),
}

impl fmt::Display for Stale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Changed(path) => write!(f, "changed    {path}"),
            Self::Missing(path) => write!(f, "missing    {path}"),
            Self::LeftOver(path) => write!(f, "left over  {path}"),
        }
    }
}

/// The reason why the folder could not be read or written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FolderError {
    /// The folder contains a file that was not generated.
    #[error(
        "{} was not generated ({MARK:?} is not in its first line); move it out of the output folder, \
         or name another folder",
        .0.display()
    )]
    NotGenerated(PathBuf),
    /// A file or folder could not be read or written.
    #[error("cannot {operation} {}", .path.display())]
    Io {
        /// Is `read`, `write` or `remove`.
        operation: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// The underlying I/O error.
        source: io::Error,
    },
}

fn io_error(operation: &'static str, path: &Path) -> impl FnOnce(io::Error) -> FolderError {
    let path = path.to_owned();
    move |source| FolderError::Io { operation, path, source }
}

impl Folder {
    /// Creates a `Folder` for this path; the folder need not exist yet.
    #[must_use]
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self(path.into())
    }

    /// Returns the stale files: those that differ from `files`, are missing, or are left over.
    ///
    /// # Errors
    ///
    /// When the folder cannot be read or contains a file that was not generated.
    pub fn stale(&self, files: &Files) -> Result<Vec<Stale>, FolderError> {
        let existing = self.existing_files()?;
        let mut stale: Vec<Stale> = files
            .iter()
            .filter_map(|(path, text)| match existing.get(path) {
                None => Some(Stale::Missing(path.clone())),
                Some(existing) if existing != text => Some(Stale::Changed(path.clone())),
                Some(_) => None,
            })
            .collect();
        stale.extend(
            existing.into_keys().filter(|path| !files.contains_key(path)).map(Stale::LeftOver),
        );
        stale.sort();
        Ok(stale)
    }

    /// Makes the folder contain exactly `files`: writes each changed or missing file, completely or
    /// not at all, and removes the left-over ones. Returns the files that were stale.
    ///
    /// # Errors
    ///
    /// As for [`stale`](Self::stale), and when a file cannot be written or removed.
    pub fn update(&self, files: &Files) -> Result<Vec<Stale>, FolderError> {
        let stale = self.stale(files)?;
        for file in &stale {
            match file {
                Stale::Changed(path) | Stale::Missing(path) => self.write(path, &files[path])?,
                Stale::LeftOver(path) => self.remove(path)?,
            }
        }
        Ok(stale)
    }

    /// Writes the files that do not exist yet, and returns their paths. Other files in the folder
    /// do not matter.
    ///
    /// # Errors
    ///
    /// When a file cannot be written.
    pub fn add(&self, files: &Files) -> Result<Vec<String>, FolderError> {
        let missing = files.iter().filter(|(path, _)| !self.0.join(path).exists());
        let write = |(path, text): (&String, &String)| {
            self.write(path, text)?;
            Ok(path.clone())
        };
        missing.map(write).collect()
    }

    fn write(&self, path: &str, text: &str) -> Result<(), FolderError> {
        let path = self.0.join(path);
        whole_file::write(&path, text).map_err(io_error("write", &path))
    }

    fn remove(&self, path: &str) -> Result<(), FolderError> {
        let path = self.0.join(path);
        fs::remove_file(&path).map_err(io_error("remove", &path))
    }

    /// Returns the text of every file in the folder, by path. A file that was not generated is an
    /// error.
    fn existing_files(&self) -> Result<BTreeMap<String, String>, FolderError> {
        let mut files = BTreeMap::new();
        if self.0.exists() {
            collect(&self.0, "", &mut files)?;
        }
        Ok(files)
    }
}

/// Adds the text of every file in the folder to `files`, by its path with the prefix.
fn collect(
    folder: &Path,
    prefix: &str,
    files: &mut BTreeMap<String, String>,
) -> Result<(), FolderError> {
    for entry in fs::read_dir(folder).map_err(io_error("read", folder))? {
        let entry = entry.map_err(io_error("read", folder))?;
        let (path, name) = (entry.path(), entry.file_name().to_string_lossy().into_owned());
        // Editors and interrupted writes leave hidden files.
        if name.starts_with('.') {
            continue;
        }
        if path.is_dir() {
            collect(&path, &format!("{prefix}{name}/"), files)?;
            continue;
        }
        let text = fs::read(&path).map_err(io_error("read", &path))?;
        let text = String::from_utf8_lossy(&text).into_owned();
        if !text.lines().next().is_some_and(|line| line.contains(MARK)) {
            return Err(FolderError::NotGenerated(path));
        }
        files.insert(format!("{prefix}{name}"), text);
    }
    Ok(())
}
