//! Why there are no credentials. The error separates credentials that are not set up, after which a
//! chain goes on to its next provider, from credentials that are broken, which stop it.

use std::error::Error;
use std::fmt;
use std::sync::Arc;

/// Why there are no credentials. The message names places and never values.
///
/// ```
/// use teo_api::CredentialsError;
///
/// let error = CredentialsError::not_found("the vault has no entry for this program");
/// assert!(error.is_not_found());
/// ```
#[derive(Debug, Clone)]
pub struct CredentialsError {
    message: String,
    not_found: bool,
    source: Option<Arc<dyn Error + Send + Sync>>,
}

impl CredentialsError {
    /// Credentials are set up and broken: the message says what is wrong and where. A chain stops.
    #[must_use]
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), not_found: false, source: None }
    }

    /// No credentials are set up: the message says what was looked for and where. A chain goes on to
    /// its next provider.
    #[must_use]
    pub fn not_found(message: impl Into<String>) -> Self {
        Self { not_found: true, ..Self::new(message) }
    }

    /// Adds the underlying error.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        self.source = Some(source.into().into());
        self
    }

    /// Returns true if no credentials are set up, false if those that are set up do not work.
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        self.not_found
    }
}

impl fmt::Display for CredentialsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl Error for CredentialsError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.source.as_deref().map(|source| source as &(dyn Error + 'static))
    }
}
