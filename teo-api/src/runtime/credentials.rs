//! Credentials, and the trait by which a client gets them. The client asks its provider before every
//! call, so a provider can refresh credentials that expire.

mod error;
mod redaction;

use std::fmt;
use std::sync::Arc;
use std::time::SystemTime;

use futures_core::future::BoxFuture;
use secrecy::{ExposeSecret, SecretString};

use self::redaction::{Secret, redact};

pub use error::CredentialsError;

/// A secret id with its key and, for temporary credentials, a token and an expiry. Debug shows neither
/// id, nor key, nor token. The memory is wiped on drop.
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
    /// Permanent credentials.
    #[must_use]
    pub fn new(secret_id: impl Into<String>, secret_key: impl Into<String>) -> Self {
        Self {
            secret_id: secret(secret_id),
            secret_key: secret(secret_key),
            token: None,
            expires: None,
        }
    }

    /// Adds the token that was issued with temporary credentials.
    #[must_use]
    pub fn with_token(mut self, token: impl Into<String>) -> Self {
        self.token = Some(secret(token));
        self
    }

    /// Adds the time at which temporary credentials expire. [`Refreshing`](crate::Refreshing) refreshes
    /// them before it.
    #[must_use]
    pub fn with_expiry(mut self, expires: SystemTime) -> Self {
        self.expires = Some(expires);
        self
    }

    /// When the credentials expire, if that is known.
    #[must_use]
    pub fn expires(&self) -> Option<SystemTime> {
        self.expires
    }

    /// What makes the credentials unusable: an empty id or key, or white space at the ends of one,
    /// which is mostly copied along by mistake.
    pub(crate) fn fault(&self) -> Option<String> {
        let (id, key) = (self.secret_id(), self.secret_key());
        [("secret id", id), ("secret key", key)].into_iter().find_map(|(name, text)| {
            match text.trim() {
                "" => Some(format!("the {name} is empty")),
                trimmed if trimmed != text => {
                    Some(format!("the {name} has white space at its ends; remove it"))
                }
                _ => None,
            }
        })
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

    /// Hides these credentials in a text that comes from elsewhere: key and token whole, and the id
    /// but for its ends. Of a text that is longer than any message it returns the start, so that a
    /// server that sends megabytes keeps no thread busy.
    pub(crate) fn scrub(&self, text: &str) -> String {
        const MAX_CHARS: usize = 4096;
        let key_and_token = [Some(self.secret_key()), self.token()].into_iter().flatten();
        let secrets: Vec<Secret<'_>> =
            key_and_token.map(Secret::new).chain([Secret::id(self.secret_id())]).collect();
        match text.char_indices().nth(MAX_CHARS) {
            Some((end, _)) => redact(&text[..end], &secrets) + "…",
            None => redact(text, &secrets),
        }
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

/// A source of credentials. [`Credentials`] provide themselves.
pub trait ProvideCredentials: fmt::Debug + Send + Sync {
    /// Returns credentials that are valid now. The client asks before every call, so keep what is
    /// costly to fetch, as [`Refreshing`](crate::Refreshing) does.
    fn provide(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>>;
}

impl ProvideCredentials for Credentials {
    fn provide(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
        let checked = match self.fault() {
            Some(fault) => Err(CredentialsError::new(fault)),
            None => Ok(self.clone()),
        };
        Box::pin(std::future::ready(checked))
    }
}

/// Shares one provider, and what it caches, among several clients.
impl<P: ProvideCredentials + ?Sized> ProvideCredentials for Arc<P> {
    fn provide(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
        (**self).provide()
    }
}
