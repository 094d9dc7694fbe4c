//! The client: where calls go, with which credentials, by which transport.

use std::sync::Arc;

use super::action::Action;
use super::builder::ClientBuilder;
use super::call::Call;
use super::config::Config;
use super::credentials::Credentials;
use super::error::{Cause, Error};

/// Calls the service. Cloning it is cheap, and clones share their connections.
///
/// ```no_run
/// # async fn example() -> Result<(), teo_api::Error> {
/// use teo_api::{Client, Site};
///
/// let client = Client::builder().site(Site::China).build()?;
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Client(Arc<Config>);

impl Client {
    /// A client for the international site with the credentials that this machine holds, wherever the
    /// vendor's own tools look for them; see [`DefaultCredentials`](super::DefaultCredentials). They
    /// are looked up at the first call.
    ///
    /// # Errors
    ///
    /// When the platform's certificates cannot be read.
    pub fn new() -> Result<Self, Error> {
        Self::builder().build()
    }

    /// A client for the international site with the credentials that the environment holds now; see
    /// [`Credentials::from_env`]. Nothing is sent.
    ///
    /// # Errors
    ///
    /// When the environment holds none, or the platform's certificates cannot be read.
    pub fn from_env() -> Result<Self, Error> {
        let credentials =
            Credentials::from_env().map_err(|error| Error::new(Cause::Credentials(error)))?;
        Self::builder().credentials(credentials).build()
    }

    /// A client set up step by step.
    pub fn builder() -> ClientBuilder {
        ClientBuilder::new()
    }

    /// Prepares a call of any action; `.await` sends it. The generated methods, one for each
    /// action, do the same.
    pub fn call<A: Action>(&self, request: A) -> Call<A> {
        Call::new(self, request)
    }

    pub(super) fn of(config: Config) -> Self {
        Self(Arc::new(config))
    }

    pub(super) fn config(&self) -> &Config {
        &self.0
    }
}
