//! Credentials and where they come from.
//!
//! A client asks its provider before every call, so that a provider can renew what expires.

mod environment;

use std::fmt;
use std::future::Future;
use std::pin::Pin;

use secrecy::{ExposeSecret, SecretString};

pub use environment::EnvironmentCredentials;

/// A future behind a pointer, as traits that stand behind one return it.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// A secret id with its key and, if they are temporary, a token. Debug shows none of them; memory
/// is wiped when the last copy goes.
#[derive(Clone)]
pub struct Credentials {
    secret_id: SecretString,
    secret_key: SecretString,
    token: Option<SecretString>,
}

impl Credentials {
    /// Lasting credentials.
    #[must_use]
    pub fn new(secret_id: impl Into<String>, secret_key: impl Into<String>) -> Self {
        Self { secret_id: secret(secret_id), secret_key: secret(secret_key), token: None }
    }

    /// Temporary credentials: the token that was issued with them.
    #[must_use]
    pub fn with_token(mut self, token: impl Into<String>) -> Self {
        self.token = Some(secret(token));
        self
    }

    /// From `TENCENTCLOUD_SECRET_ID`, `TENCENTCLOUD_SECRET_KEY` and, if set, `TENCENTCLOUD_TOKEN` or
    /// `TENCENTCLOUD_SESSION_TOKEN`.
    ///
    /// # Errors
    ///
    /// When one of the first two is unset or empty, or any is not Unicode.
    pub fn from_env() -> Result<Self, CredentialsError> {
        environment::read(|name| std::env::var_os(name))
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

/// Why there are no credentials. It names places and never values.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct CredentialsError {
    message: String,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

impl CredentialsError {
    /// An error that says what is missing and where it was looked for.
    #[must_use]
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), source: None }
    }

    /// The error behind it.
    #[must_use]
    pub fn with_source(
        mut self,
        source: impl Into<Box<dyn std::error::Error + Send + Sync>>,
    ) -> Self {
        self.source = Some(source.into());
        self
    }
}

/// Where credentials come from. [`Credentials`] provide themselves.
pub trait ProvideCredentials: fmt::Debug + Send + Sync {
    /// Credentials that are valid now. Asked before every call, so keep what is costly to fetch.
    fn provide(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>>;
}

impl ProvideCredentials for Credentials {
    fn provide(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
        Box::pin(std::future::ready(Ok(self.clone())))
    }
}
