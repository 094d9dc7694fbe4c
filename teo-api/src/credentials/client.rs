//! The crate's own client: that of EdgeOne, with the credentials of this machine unless it is given a
//! provider.

use std::sync::Arc;

use super::DefaultCredentials;
use crate::runtime::{Client, ClientBuilder, Credentials, Error};

impl Client {
    /// A client for the international site with the credentials of this machine, found where the
    /// vendor's own tools look for them; see [`DefaultCredentials`]. The client looks them up at the
    /// first call.
    ///
    /// # Errors
    ///
    /// When the platform's certificates or the proxy that the environment sets cannot be read.
    pub fn new() -> Result<Self, Error> {
        Self::builder().build()
    }

    /// A client for the international site with the credentials that the environment holds now; see
    /// [`Credentials::from_env`]. It sends nothing.
    ///
    /// # Errors
    ///
    /// When the environment holds none, or the platform's certificates or the proxy that the environment
    /// sets cannot be read.
    pub fn from_env() -> Result<Self, Error> {
        Self::builder().credentials(Credentials::from_env()?).build()
    }
}

/// The service of the crate's own client.
const EDGEONE: &str = "teo";

impl ClientBuilder {
    /// Builds the client. It sends nothing and looks up no credentials: unlike with
    /// [`Client::from_env`], the first call fails if there are none.
    ///
    /// # Errors
    ///
    /// When the id or key of given credentials is empty or has white space at its ends, when a timeout
    /// or the rate limit is zero, when endpoint, region, request client or proxy are malformed, the proxy
    /// being given or set in the environment, or when TLS cannot be set up.
    pub fn build(self) -> Result<Client, Error> {
        self.build_for(EDGEONE, |site| Arc::new(DefaultCredentials::for_site(site)))
    }
}
