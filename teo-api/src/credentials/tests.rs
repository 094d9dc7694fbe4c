//! Providers over files, variables and real loopback sockets, and the table in docs/ of the sources
//! that they read.

mod chain;
mod files;
mod role;
pub(super) mod server;
#[cfg(feature = "sts")]
mod table;

use std::fs;
use std::path::Path;
use std::sync::{Arc, Mutex};

use super::env::Env;
use crate::runtime::{Credentials, CredentialsError, ProvideCredentials};

/// A machine of a test: a folder with `home` and `etc`, and a record of what providers read.
pub(super) struct Machine {
    folder: tempfile::TempDir,
    reads: Arc<Mutex<Vec<String>>>,
}

impl Machine {
    pub(super) fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), reads: Arc::default() }
    }

    pub(super) fn path(&self) -> &Path {
        self.folder.path()
    }

    pub(super) fn write(&self, path: &str, text: impl AsRef<[u8]>) -> String {
        let path = self.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    }

    pub(super) fn env(&self, variables: &[(&str, &str)]) -> Env {
        let reads = Arc::clone(&self.reads);
        Env::for_test(variables, self.path())
            .observed(move |what| reads.lock().unwrap().push(what.to_owned()))
    }

    /// Returns what was read since the last call of this function, with the usual paths.
    pub(super) fn take_reads(&self) -> Vec<String> {
        let folder = self.path().to_str().unwrap();
        let reads = std::mem::take(&mut *self.reads.lock().unwrap());
        reads.iter().map(|what| self.shorten(what, folder)).collect()
    }

    fn shorten(&self, what: &str, folder: &str) -> String {
        what.replace(&format!("{folder}/home"), "~").replace(&format!("{folder}/etc"), "/etc")
    }
}

/// Returns id, key and token.
fn parts(credentials: &Credentials) -> (&str, &str, Option<&str>) {
    (credentials.secret_id(), credentials.secret_key(), credentials.token())
}

/// Asserts that the provider fails and that nothing shows a secret, and returns the error.
async fn provide_error(provider: &impl ProvideCredentials) -> CredentialsError {
    let error = provider.provide().await.unwrap_err();
    let shown = format!("{error} {error:?} {provider:?}");
    assert!(!shown.contains("hidden"), "{shown}");
    error
}
