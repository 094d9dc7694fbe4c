//! What providers look at outside the program: variables and files. They look at it through here
//! alone, so that tests can put a map and a folder in its place and see what was read in which order.

use std::ffi::OsString;
use std::fmt;
use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::CredentialsError;

/// No file of credentials comes near it.
const LARGEST_FILE: u64 = 256 * 1024;

type Variables = dyn Fn(&str) -> Option<OsString> + Send + Sync;
type Observer = dyn Fn(&str) + Send + Sync;

/// The machine as providers see it.
#[derive(Clone)]
pub(crate) struct Surroundings {
    variables: Arc<Variables>,
    home: Option<PathBuf>,
    etc: PathBuf,
    observer: Option<Arc<Observer>>,
}

impl Surroundings {
    /// The real ones.
    pub(crate) fn real() -> Self {
        Self {
            variables: Arc::new(|name| std::env::var_os(name)),
            home: std::env::home_dir(),
            etc: PathBuf::from("/etc"),
            observer: None,
        }
    }

    /// A variable; one that is empty counts as unset.
    pub(crate) fn variable(&self, name: &str) -> Result<Option<String>, CredentialsError> {
        self.note("variable", name);
        match (self.variables)(name).filter(|value| !value.is_empty()) {
            None => Ok(None),
            Some(value) => match value.into_string() {
                Ok(value) => Ok(Some(value)),
                Err(_) => Err(CredentialsError::new(format!("{name} is not Unicode"))),
            },
        }
    }

    /// A path below the home folder, if there is one.
    pub(crate) fn in_home(&self, path: &str) -> Option<PathBuf> {
        self.home.as_ref().map(|home| home.join(path))
    }

    /// A path below `/etc`.
    pub(crate) fn in_etc(&self, path: &str) -> PathBuf {
        self.etc.join(path)
    }

    /// The text of a file; `None` if there is no such file. It is small and read rarely, so no thread
    /// is asked to do it.
    pub(crate) fn read(&self, path: &Path) -> Result<Option<String>, CredentialsError> {
        self.note("file", &path.to_string_lossy());
        let broken = |fault: &str| CredentialsError::new(format!("{} {fault}", path.display()));
        let mut bytes = Vec::new();
        let read =
            File::open(path).and_then(|file| file.take(LARGEST_FILE + 1).read_to_end(&mut bytes));
        match read {
            Ok(_) if bytes.len() as u64 > LARGEST_FILE => {
                Err(broken("is too large for a file of credentials"))
            }
            Ok(_) => match String::from_utf8(bytes) {
                Ok(text) => Ok(Some(text)),
                // Its error would hold the bytes.
                Err(_) => Err(broken("is not UTF-8")),
            },
            Err(error)
                if matches!(
                    error.kind(),
                    io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
                ) =>
            {
                Ok(None)
            }
            Err(error) => Err(broken(&format!("cannot be read: {error}")).with_source(error)),
        }
    }

    /// Tells that something was looked at.
    pub(crate) fn note(&self, kind: &str, what: &str) {
        tracing::trace!(target: "teo_api::credentials", kind, what, "looking");
        if let Some(observer) = &self.observer {
            observer(&format!("{kind} {what}"));
        }
    }
}

impl fmt::Debug for Surroundings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Surroundings")
    }
}

#[cfg(test)]
impl Surroundings {
    /// Made up: a map for the variables, and a folder with `home` and `etc` in it.
    pub(crate) fn made_up(variables: &[(&str, &str)], folder: &Path) -> Self {
        let variables: std::collections::HashMap<String, String> = variables
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        Self {
            variables: Arc::new(move |name| variables.get(name).map(OsString::from)),
            home: Some(folder.join("home")),
            etc: folder.join("etc"),
            observer: None,
        }
    }

    /// Hears of everything that is looked at.
    pub(crate) fn observed(mut self, observer: impl Fn(&str) + Send + Sync + 'static) -> Self {
        self.observer = Some(Arc::new(observer));
        self
    }
}
