//! Providers over files, variables and real loopback sockets, and the table in docs/ of what they
//! read.

mod chain;
mod files;
mod role;
pub(super) mod server;
#[cfg(feature = "sts")]
mod table;

use std::fs;
use std::path::Path;
use std::sync::{Arc, Mutex};

use super::surroundings::Surroundings;
use super::{Credentials, CredentialsError, ProvideCredentials};

/// A folder with `home` and `etc` in it.
pub(super) struct Machine {
    folder: tempfile::TempDir,
    looked: Arc<Mutex<Vec<String>>>,
}

impl Machine {
    pub(super) fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), looked: Arc::default() }
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

    pub(super) fn with(&self, variables: &[(&str, &str)]) -> Surroundings {
        let looked = Arc::clone(&self.looked);
        Surroundings::made_up(variables, self.path())
            .observed(move |what| looked.lock().unwrap().push(what.to_owned()))
    }

    /// What was looked at since the last time, without the folder's own path.
    pub(super) fn looked(&self) -> Vec<String> {
        let folder = self.path().to_str().unwrap();
        let looked = std::mem::take(&mut *self.looked.lock().unwrap());
        looked.iter().map(|what| self.shown(what, folder)).collect()
    }

    fn shown(&self, what: &str, folder: &str) -> String {
        what.replace(&format!("{folder}/home"), "~").replace(&format!("{folder}/etc"), "/etc")
    }
}

/// Id, key and token as a test writes them.
fn parts(credentials: &Credentials) -> (&str, &str, Option<&str>) {
    (credentials.secret_id(), credentials.secret_key(), credentials.token())
}

async fn error(provider: &impl ProvideCredentials) -> CredentialsError {
    let error = provider.provide().await.unwrap_err();
    let shown = format!("{error} {error:?} {provider:?}");
    assert!(!shown.contains("hidden"), "{shown}");
    error
}
