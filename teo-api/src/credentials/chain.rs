//! A chain of providers: it asks them in order and keeps to the first that has credentials. It skips a
//! provider for which nothing is set up. A provider that is set up and broken stops the search, so
//! that no call is made with another account than intended.

use std::sync::{Arc, OnceLock};

use futures_core::future::BoxFuture;

use crate::runtime::{Credentials, CredentialsError, ProvideCredentials};

/// Asks several providers in order, at the first call.
///
/// The first provider that has credentials provides all later ones. A provider that returns
/// [`not_found`](CredentialsError::not_found) is skipped; any other error ends the search. If no
/// provider has credentials, the error lists in a line for each why it had none.
///
/// ```
/// use teo_api::{Client, CredentialsChain, CvmRoleCredentials, EnvironmentCredentials};
///
/// let chain = CredentialsChain::new()
///     .or("environment", EnvironmentCredentials::new())
///     .or("CVM role", CvmRoleCredentials::new());
/// let client = Client::builder().credentials(chain).build()?;
/// # Ok::<(), teo_api::Error>(())
/// ```
#[derive(Debug, Default)]
#[must_use]
pub struct CredentialsChain {
    links: Vec<Link>,
    /// Index of the provider that has credentials.
    found: OnceLock<usize>,
}

#[derive(Debug)]
struct Link {
    name: String,
    provider: Arc<dyn ProvideCredentials>,
}

impl CredentialsChain {
    /// An empty chain. For the usual one see [`DefaultCredentials`](super::DefaultCredentials).
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a provider, under a name that the error shows.
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
                    // A concurrent caller may have found the same provider.
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
