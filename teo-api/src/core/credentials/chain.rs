//! Several providers, of which the first that has credentials is used from then on. One that has
//! nothing set up is passed over; one that is set up and broken stops the search, so that a call is
//! never made as someone else than was meant.

use std::sync::{Arc, OnceLock};

use super::{BoxFuture, Credentials, CredentialsError, ProvideCredentials};

/// Asks one provider after the other, at the first call.
///
/// The first that has credentials answers from then on. A provider that says
/// [`not_found`](CredentialsError::not_found) is passed over; any other error ends the search. If none
/// is left, the error lists what was tried, and why each had nothing, a line for each.
///
/// ```
/// use teo_api::{Client, CredentialsChain, CvmRoleCredentials, EnvironmentCredentials};
///
/// let chain = CredentialsChain::new()
///     .or("environment", EnvironmentCredentials)
///     .or("CVM role", CvmRoleCredentials::new());
/// let client = Client::builder().credentials(chain).build()?;
/// # Ok::<(), teo_api::Error>(())
/// ```
#[derive(Debug, Default)]
#[must_use]
pub struct CredentialsChain {
    links: Vec<Link>,
    /// Which of them answers.
    found: OnceLock<usize>,
}

#[derive(Debug)]
struct Link {
    name: String,
    provider: Arc<dyn ProvideCredentials>,
}

impl CredentialsChain {
    /// A chain of nothing yet. For the usual one see [`DefaultCredentials`](super::DefaultCredentials).
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a provider, under a name for the error that lists what was tried.
    pub fn or(
        mut self,
        name: impl Into<String>,
        provider: impl ProvideCredentials + 'static,
    ) -> Self {
        self.links.push(Link { name: name.into(), provider: Arc::new(provider) });
        self
    }

    async fn find(&self) -> Result<Credentials, CredentialsError> {
        if let Some(link) = self.found.get().and_then(|index| self.links.get(*index)) {
            return link.provider.provide().await;
        }
        let mut message = String::from("no credentials were found");
        for (index, link) in self.links.iter().enumerate() {
            match link.provider.provide().await {
                Ok(credentials) => {
                    // Callers at the same time may have found the same.
                    if self.found.set(index).is_ok() {
                        tracing::debug!(target: "teo_api::credentials", provider = link.name, "found");
                    }
                    return Ok(credentials);
                }
                Err(error) if error.is_not_found() => {
                    message += &format!("\n- {}: {error}", link.name);
                }
                Err(error) => return Err(error),
            }
        }
        Err(CredentialsError::not_found(message))
    }
}

impl ProvideCredentials for CredentialsChain {
    fn provide(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
        Box::pin(self.find())
    }
}
