//! Why there are no credentials. The error tells what is absent, which lets a chain go on to its next
//! provider, from what is there and broken, which stops it. It names places and never values.

use std::error::Error;
use std::fmt;
use std::sync::Arc;

/// Why there are no credentials. It names places and never values.
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
    /// An error that says what is wrong and where. A chain goes no further.
    #[must_use]
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), not_found: false, source: None }
    }

    /// An error that says what there is not, and where it was looked for: nothing is set up there,
    /// and a chain goes on to its next provider.
    #[must_use]
    pub fn not_found(message: impl Into<String>) -> Self {
        Self { not_found: true, ..Self::new(message) }
    }

    /// The error behind it.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        self.source = Some(source.into().into());
        self
    }

    /// True if nothing was set up, false if what was set up does not work.
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

/// An error and the first cause of it, for a message that is all that people see.
pub(super) fn with_cause(error: &dyn Error) -> String {
    let mut first = error;
    while let Some(source) = first.source() {
        first = source;
    }
    let (message, cause) = (error.to_string(), first.to_string());
    if message.contains(&cause) { message } else { format!("{message}: {cause}") }
}
