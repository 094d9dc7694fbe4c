//! Credentials from the profile file that the vendor's SDKs share, in its default profile or a named
//! one. The file is read at the first call, and its credentials are cached.

use std::path::{Path, PathBuf};
use std::time::Duration;

use futures_core::future::BoxFuture;

use super::env::{Env, off_the_runtime};
use super::ini;
use super::refreshing::Refreshing;
use crate::runtime::{Credentials, CredentialsError, ProvideCredentials};

const FILE: &str = "TENCENTCLOUD_CREDENTIALS_FILE";
const IN_HOME: &str = ".tencentcloud/credentials";
const IN_ETC: &str = "tencentcloud/credentials";

/// A profile of the file that `TENCENTCLOUD_CREDENTIALS_FILE` names, else of
/// `~/.tencentcloud/credentials`, else of `/etc/tencentcloud/credentials`:
///
/// ```ini
/// [default]
/// secret_id = AKID…
/// secret_key = …
/// token = …       ; only with temporary credentials
/// ```
///
/// ```
/// use teo_api::{Client, ProfileCredentials};
///
/// let staging = ProfileCredentials::new().profile("staging");
/// let client = Client::builder().credentials(staging).build()?;
/// # Ok::<(), teo_api::Error>(())
/// ```
#[derive(Debug)]
#[must_use]
pub struct ProfileCredentials(Refreshing<Profile>);

impl ProfileCredentials {
    /// The profile `default`.
    pub fn new() -> Self {
        Self::with_env(Env::real())
    }

    pub(super) fn with_env(env: Env) -> Self {
        let profile = Profile { env, name: "default".to_owned(), file: None };
        Self(Refreshing::with_failure_ttl(profile, Duration::ZERO, Duration::ZERO))
    }

    /// Sets the profile: the section of this name.
    pub fn profile(mut self, name: impl Into<String>) -> Self {
        self.0.provider_mut().name = name.into();
        self
    }

    /// Sets the file and ignores the environment.
    pub fn file(mut self, path: impl Into<PathBuf>) -> Self {
        self.0.provider_mut().file = Some(path.into());
        self
    }
}

impl Default for ProfileCredentials {
    fn default() -> Self {
        Self::new()
    }
}

impl ProvideCredentials for ProfileCredentials {
    fn provide(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
        self.0.provide()
    }
}

#[derive(Debug, Clone)]
struct Profile {
    env: Env,
    name: String,
    file: Option<PathBuf>,
}

impl Profile {
    fn read(&self) -> Result<Credentials, CredentialsError> {
        let (path, text) = self.find()?;
        let at = path.display();
        let section = ini::section(&text, &self.name)
            .map_err(|fault| CredentialsError::new(format!("{at}, {fault}")))?
            .ok_or_else(|| {
                CredentialsError::not_found(format!("{at} has no section [{}]", self.name))
            })?;
        let required = |name| {
            section.get(name).ok_or_else(|| {
                let message = format!("{at} has no {name} in section [{}]", self.name);
                CredentialsError::new(message)
            })
        };
        let credentials = Credentials::new(required("secret_id")?, required("secret_key")?);
        Ok(match section.get("token") {
            Some(token) => credentials.with_token(token),
            None => credentials,
        })
    }

    /// Reads the first file that exists. A file that was named must exist.
    fn find(&self) -> Result<(PathBuf, String), CredentialsError> {
        let env = &self.env;
        if let Some(path) = &self.file {
            return self.read_named(path, "");
        }
        if let Some(path) = env.variable(FILE)? {
            return self.read_named(Path::new(&path), &format!(", which {FILE} names"));
        }
        let home = env.in_home(IN_HOME);
        let places: Vec<PathBuf> = home.into_iter().chain([env.in_etc(IN_ETC)]).collect();
        for path in &places {
            if let Some(text) = env.read(path)? {
                return Ok((path.clone(), text));
            }
        }
        let places: Vec<String> = places.iter().map(|path| path.display().to_string()).collect();
        Err(CredentialsError::not_found(format!(
            "the environment has no {FILE}, and there is no {}",
            places.join(" and no ")
        )))
    }

    fn read_named(&self, path: &Path, by: &str) -> Result<(PathBuf, String), CredentialsError> {
        match self.env.read(path)? {
            Some(text) => Ok((path.to_owned(), text)),
            None => Err(CredentialsError::new(format!("there is no {}{by}", path.display()))),
        }
    }
}

impl ProvideCredentials for Profile {
    fn provide(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
        let profile = self.clone();
        Box::pin(off_the_runtime(move || profile.read()))
    }
}
