//! The environment of the program: variables and files. Providers read both through [`Env`] alone, so
//! tests can replace them by a map and a folder, and see what was read in which order. Files are read
//! [`off_the_runtime`], whose threads serve calls.

use std::ffi::OsString;
use std::fmt;
use std::fs::{self, File, FileType};
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

    /// Reads a file; `None` if it does not exist. It opens nothing but a file: a FIFO would block the
    /// thread, and a device may never end.
    pub(crate) fn read(&self, path: &Path) -> Result<Option<String>, CredentialsError> {
        self.note("file", &path.to_string_lossy());
        let broken = |fault: &str| CredentialsError::new(format!("{} {fault}", path.display()));
        match read_start(path) {
            Ok(bytes) if bytes.len() as u64 > MAX_FILE_BYTES => {
                Err(broken("is too large for a file of credentials"))
            }
            Ok(bytes) => match String::from_utf8(bytes) {
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

/// Reads so much of a file that one that is too large shows.
fn read_start(path: &Path) -> io::Result<Vec<u8>> {
    if let Some(kind) = kind_unless_file(fs::metadata(path)?.file_type()) {
        return Err(io::Error::other(format!("it is {kind} and not a file")));
    }
    let mut bytes = Vec::new();
    File::open(path)?.take(MAX_FILE_BYTES + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn kind_unless_file(kind: FileType) -> Option<&'static str> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::FileTypeExt as _;
        if kind.is_fifo() {
            return Some("a FIFO");
        }
        if kind.is_char_device() || kind.is_block_device() {
            return Some("a device");
        }
    }
    if kind.is_dir() {
        return Some("a folder");
    }
    (!kind.is_file()).then_some("something else")
}

/// Runs on a thread of its own what reads files, since a slow disk would delay every call of the
/// runtime.
pub(super) async fn off_the_runtime<T: Send + 'static>(
    read: impl FnOnce() -> Result<T, CredentialsError> + Send + 'static,
) -> Result<T, CredentialsError> {
    match tokio::task::spawn_blocking(read).await {
        Ok(result) => result,
        Err(fault) if fault.is_panic() => std::panic::resume_unwind(fault.into_panic()),
        Err(_) => Err(CredentialsError::new("the runtime ended before the credentials were read")),
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
