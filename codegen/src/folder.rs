//! The output folder: what in it is stale, and bringing it up to date without ever leaving a file
//! half written or touching one that is not ours.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::{fmt, fs};

use crate::emit::{Files, MARK};
use crate::whole_file;

/// An output folder.
#[derive(Debug, Clone)]
pub struct Folder(PathBuf);

/// A file that is not what the specs say.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stale {
    /// Its text differs.
    Changed(String),
    /// It is not there.
    Missing(String),
    /// No spec asks for it any more.
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

/// Why the folder could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    /// A file stands there that was not generated.
    #[error(
        "{} was not generated ({MARK:?} is not in its first line); move it out of the output folder, \
         or name another folder",
        .0.display()
    )]
    NotOurs(PathBuf),
    /// The system refused.
    #[error("cannot {doing} {}", .path.display())]
    Io {
        /// Read, write or remove.
        doing: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

fn cannot(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> FolderError {
    let path = path.to_owned();
    move |source| FolderError::Io { doing, path, source }
}

impl Folder {
    /// The folder at this path; it need not exist yet.
    #[must_use]
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self(path.into())
    }

    /// What differs from `files`, by path.
    ///
    /// # Errors
    ///
    /// When the folder cannot be read or holds a file that was not generated.
    pub fn stale(&self, files: &Files) -> Result<Vec<Stale>, FolderError> {
        let held = self.held()?;
        let mut stale: Vec<Stale> = files
            .iter()
            .filter_map(|(path, text)| match held.get(path) {
                None => Some(Stale::Missing(path.clone())),
                Some(held) if held != text => Some(Stale::Changed(path.clone())),
                Some(_) => None,
            })
            .collect();
        stale
            .extend(held.into_keys().filter(|path| !files.contains_key(path)).map(Stale::LeftOver));
        stale.sort();
        Ok(stale)
    }

    /// Makes the folder hold `files` and nothing else: writes what differs, each file whole or not
    /// at all, and removes what is left over. Tells what it did.
    ///
    /// # Errors
    ///
    /// As [`stale`](Self::stale), and when a file cannot be written or removed.
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

    /// Writes those of `files` that are not there, whatever else is. Tells which.
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
        whole_file::write(&path, text).map_err(cannot("write", &path))
    }

    fn remove(&self, path: &str) -> Result<(), FolderError> {
        let path = self.0.join(path);
        fs::remove_file(&path).map_err(cannot("remove", &path))
    }

    /// Text of every file that is there, all of them ours.
    fn held(&self) -> Result<BTreeMap<String, String>, FolderError> {
        let mut held = BTreeMap::new();
        if self.0.exists() {
            collect(&self.0, "", &mut held)?;
        }
        Ok(held)
    }
}

fn collect(
    folder: &Path,
    prefix: &str,
    held: &mut BTreeMap<String, String>,
) -> Result<(), FolderError> {
    for entry in fs::read_dir(folder).map_err(cannot("read", folder))? {
        let entry = entry.map_err(cannot("read", folder))?;
        let (path, name) = (entry.path(), entry.file_name().to_string_lossy().into_owned());
        // What an interrupted write has left, and editors' files.
        if name.starts_with('.') {
            continue;
        }
        if path.is_dir() {
            collect(&path, &format!("{prefix}{name}/"), held)?;
            continue;
        }
        let text = fs::read(&path).map_err(cannot("read", &path))?;
        let text = String::from_utf8_lossy(&text).into_owned();
        if !text.lines().next().is_some_and(|line| line.contains(MARK)) {
            return Err(FolderError::NotOurs(path));
        }
        held.insert(format!("{prefix}{name}"), text);
    }
    Ok(())
}
