//! Credentials and where they come from.
//!
//! A client asks its provider before every call, so that a provider can renew what expires. Each
//! provider is a file of its own; what they read outside the program they read through
//! [`surroundings`].

mod chain;
mod cli_profile;
mod cvm_role;
mod default;
mod environment;
mod error;
mod ini;
mod profile;
mod renewing;
#[cfg(feature = "sts")]
mod sts;
mod surroundings;
#[cfg(test)]
mod tests;

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use secrecy::{ExposeSecret, SecretString};

pub use chain::CredentialsChain;
pub use cli_profile::CliProfileCredentials;
pub use cvm_role::CvmRoleCredentials;
pub use default::DefaultCredentials;
pub use environment::EnvironmentCredentials;
pub use error::CredentialsError;
pub use profile::ProfileCredentials;
pub use renewing::Renewing;
#[cfg(feature = "sts")]
pub use sts::{AssumeRoleCredentials, TkeOidcCredentials};

/// A future behind a pointer, as traits that stand behind one return it.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// A secret id with its key and, if they are temporary, a token and an expiry. Debug shows neither
/// id, nor key, nor token; memory is wiped when the last copy goes.
///
/// ```
/// use teo_api::{Client, Credentials};
///
/// let credentials = Credentials::new("AKIDexample", "key").with_token("token");
/// let client = Client::builder().credentials(credentials).build()?;
/// # Ok::<(), teo_api::Error>(())
/// ```
#[derive(Clone)]
pub struct Credentials {
    secret_id: SecretString,
    secret_key: SecretString,
    token: Option<SecretString>,
    expires: Option<SystemTime>,
}

impl Credentials {
    /// Lasting credentials.
    #[must_use]
    pub fn new(secret_id: impl Into<String>, secret_key: impl Into<String>) -> Self {
        Self {
            secret_id: secret(secret_id),
            secret_key: secret(secret_key),
            token: None,
            expires: None,
        }
    }

    /// Temporary credentials: the token that was issued with them.
    #[must_use]
    pub fn with_token(mut self, token: impl Into<String>) -> Self {
        self.token = Some(secret(token));
        self
    }

    /// Temporary credentials: when they stop being valid. [`Renewing`] goes by it.
    #[must_use]
    pub fn with_expiry(mut self, expires: SystemTime) -> Self {
        self.expires = Some(expires);
        self
    }

    /// When they stop being valid, if that is known.
    #[must_use]
    pub fn expires(&self) -> Option<SystemTime> {
        self.expires
    }

    /// From `TENCENTCLOUD_SECRET_ID`, `TENCENTCLOUD_SECRET_KEY` and, if set, `TENCENTCLOUD_TOKEN` or
    /// `TENCENTCLOUD_SESSION_TOKEN`.
    ///
    /// # Errors
    ///
    /// When one of the first two is unset or empty, or any is not Unicode.
    pub fn from_env() -> Result<Self, CredentialsError> {
        environment::read(&surroundings::Surroundings::real())
    }

    pub(crate) fn secret_id(&self) -> &str {
        self.secret_id.expose_secret()
    }

    pub(crate) fn secret_key(&self) -> &str {
        self.secret_key.expose_secret()
    }

    pub(crate) fn token(&self) -> Option<&str> {
        self.token.as_ref().map(ExposeSecret::expose_secret)
    }

    /// Takes out of a text from elsewhere whatever of these it repeats.
    pub(crate) fn scrub(&self, text: &str) -> String {
        let secrets = [Some(self.secret_key()), self.token(), Some(self.secret_id())];
        secrets
            .into_iter()
            .flatten()
            .filter(|secret| !secret.is_empty())
            .fold(text.to_owned(), |text, secret| text.replace(secret, "<redacted>"))
    }
}

fn secret(text: impl Into<String>) -> SecretString {
    SecretString::from(text.into())
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Credentials(<redacted>)")
    }
}

/// Where credentials come from. [`Credentials`] provide themselves.
pub trait ProvideCredentials: fmt::Debug + Send + Sync {
    /// Credentials that are valid now. Asked before every call, so keep what is costly to fetch;
    /// [`Renewing`] does.
    fn provide(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>>;
}

impl ProvideCredentials for Credentials {
    fn provide(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
        Box::pin(std::future::ready(Ok(self.clone())))
    }
}

/// One provider for several clients: what it keeps is kept once.
impl<P: ProvideCredentials + ?Sized> ProvideCredentials for Arc<P> {
    fn provide(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
        (**self).provide()
    }
}

/// A time as other tools write it down: seconds since 1970, perhaps as a text.
fn after_1970(value: &serde_json::Value) -> Option<SystemTime> {
    let seconds = value.as_f64().or_else(|| value.as_str()?.trim().parse().ok())?;
    let since = Duration::try_from_secs_f64(seconds).ok()?;
    SystemTime::UNIX_EPOCH.checked_add(since)
}

/// A time as people read it.
fn shown(time: SystemTime) -> String {
    match jiff::Timestamp::try_from(time) {
        Ok(time) => time.to_string(),
        Err(_) => "a time beyond the calendar".to_owned(),
    }
}
