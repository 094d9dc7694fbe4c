//! The environment of the program: variables and files. Providers read both through [`Env`] alone, so
//! tests can replace them by a map and a folder, and see what was read in which order.

use std::ffi::OsString;
use std::fmt;
use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::runtime::CredentialsError;

/// No file of credentials is nearly as large.
const MAX_FILE_BYTES: u64 = 256 * 1024;

type Variables = dyn Fn(&str) -> Option<OsString> + Send + Sync;
type Observer = dyn Fn(&str) + Send + Sync;

/// Variables and files, real or of a test.
#[derive(Clone)]
pub(crate) struct Env {
    variables: Arc<Variables>,
    home: Option<PathBuf>,
    etc: PathBuf,
    observer: Option<Arc<Observer>>,
}

impl Env {
    /// The environment of this process.
    pub(crate) fn real() -> Self {
        Self {
            variables: Arc::new(|name| std::env::var_os(name)),
            home: std::env::home_dir(),
            etc: PathBuf::from("/etc"),
            observer: None,
        }
    }

    /// Reads a variable. An empty one counts as unset.
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

    /// A path below the home folder, if the user has one.
    pub(crate) fn in_home(&self, path: &str) -> Option<PathBuf> {
        self.home.as_ref().map(|home| home.join(path))
    }

    /// A path below `/etc`.
    pub(crate) fn in_etc(&self, path: &str) -> PathBuf {
        self.etc.join(path)
    }

    /// Reads a file; `None` if it does not exist. The file is small and rarely read, so the current
    /// thread reads it.
    pub(crate) fn read(&self, path: &Path) -> Result<Option<String>, CredentialsError> {
        self.note("file", &path.to_string_lossy());
        let broken = |fault: &str| CredentialsError::new(format!("{} {fault}", path.display()));
        let mut bytes = Vec::new();
        let read =
            File::open(path).and_then(|file| file.take(MAX_FILE_BYTES + 1).read_to_end(&mut bytes));
        match read {
            Ok(_) if bytes.len() as u64 > MAX_FILE_BYTES => {
                Err(broken("is too large for a file of credentials"))
            }
            Ok(_) => match String::from_utf8(bytes) {
                Ok(text) => Ok(Some(text)),
                // The error of `from_utf8` holds the bytes.
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

    /// Logs that a provider looked at something.
    pub(crate) fn note(&self, kind: &str, what: &str) {
        tracing::trace!(target: "teo_api::credentials", kind, what, "looking");
        if let Some(observer) = &self.observer {
            observer(&format!("{kind} {what}"));
        }
    }
}

impl fmt::Debug for Env {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Env")
    }
}

#[cfg(test)]
impl Env {
    /// An environment with these variables, and with `home` and `etc` in a folder.
    pub(crate) fn for_test(variables: &[(&str, &str)], folder: &Path) -> Self {
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

    /// Calls the observer for everything that a provider looks at.
    pub(crate) fn observed(mut self, observer: impl Fn(&str) + Send + Sync + 'static) -> Self {
        self.observer = Some(Arc::new(observer));
        self
    }
}
