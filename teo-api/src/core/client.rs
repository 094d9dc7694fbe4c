//! The client: where calls go, with which credentials, by which transport.

use std::sync::Arc;
use std::time::Duration;

use super::action::Action;
use super::builder::ClientBuilder;
use super::call::Call;
use super::check::Validation;
use super::clock::{Clock, ClockOffset};
use super::credentials::{Credentials, ProvideCredentials};
use super::endpoint::Endpoint;
use super::error::{Cause, Error};
use super::rate::{RateLimit, RateLimiters};
use super::retry::{RetryBudget, RetryPolicy};
use super::site::{Language, Site};
use super::transport::Transport;

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

/// What a client was built with.
pub(crate) struct Config {
    pub(crate) site: Site,
    /// Where every call goes, whatever the site.
    pub(crate) endpoint: Option<Endpoint>,
    pub(crate) region: Option<String>,
    pub(crate) language: Option<Language>,
    pub(crate) request_client: String,
    pub(crate) timeout: Duration,
    pub(crate) attempt_timeout: Duration,
    pub(crate) idle_timeout: Duration,
    pub(crate) validation: Validation,
    pub(crate) retry: RetryPolicy,
    pub(crate) rate_limit: RateLimit,
    pub(crate) credentials: Arc<dyn ProvideCredentials>,
    pub(crate) transport: Arc<dyn Transport>,
    pub(crate) clock: Clock,
    /// What clones of a client share as it goes.
    pub(crate) clock_offset: ClockOffset,
    pub(crate) budget: RetryBudget,
    pub(crate) limiters: RateLimiters,
}

impl std::fmt::Debug for Config {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Config")
            .field("site", &self.site)
            .field("endpoint", &self.endpoint)
            .field("region", &self.region)
            .field("language", &self.language)
            .field("request_client", &self.request_client)
            .field("timeout", &self.timeout)
            .field("idle_timeout", &self.idle_timeout)
            .field("validation", &self.validation)
            .field("retry", &self.retry)
            .field("rate_limit", &self.rate_limit)
            .finish_non_exhaustive()
    }
}

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
