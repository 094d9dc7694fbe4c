//! Where the calls of a client go. Clients that share connections, credentials and rates may differ in
//! it.

use std::sync::Arc;

use super::{Client, Config, Endpoint};
use crate::runtime::error::Error;
use crate::runtime::schema::ServiceSchema;

/// Service, endpoint and region of a client.
#[derive(Debug, Clone)]
pub(crate) struct Destination {
    /// Name of the service that the client is for.
    pub(crate) service: &'static str,
    /// An endpoint instead of the site's host, and the service that it is for. If it is on loopback, it
    /// is for every service.
    pub(crate) endpoint: Option<(Endpoint, &'static str)>,
    pub(crate) region: Option<String>,
}

impl Client {
    /// Returns a client of another service that shares the connections, credentials and rates of this
    /// one. Generated bindings have a `Client` of their own that calls this.
    ///
    /// It keeps the region. An endpoint on loopback holds for it, too; one beyond loopback holds only for
    /// the service that it was set for, and other calls go to the host of their service.
    #[must_use]
    pub fn for_service(&self, service: &'static ServiceSchema) -> Self {
        let service = service.name;
        self.with_destination(Destination { service, ..(*self.destination).clone() })
    }

    /// Returns a client that sends this region as `X-TC-Region` and shares everything else with this
    /// one.
    ///
    /// # Errors
    ///
    /// When the region is malformed.
    pub fn with_region(&self, region: impl Into<String>) -> Result<Self, Error> {
        let region = Some(checked_region(region.into())?);
        Ok(self.with_destination(Destination { region, ..(*self.destination).clone() }))
    }

    /// Returns a client that calls its service at this endpoint and shares everything else with this
    /// one: `host`, `host:port`, or a URL without a path.
    ///
    /// # Errors
    ///
    /// When the endpoint is malformed, or when it is `http://` beyond loopback and this client was
    /// built without [`ClientBuilder::allow_http`](super::ClientBuilder::allow_http).
    pub fn with_endpoint(&self, endpoint: impl Into<String>) -> Result<Self, Error> {
        let endpoint = checked_endpoint(&endpoint.into(), self.config.allow_http)?;
        let endpoint = Some((endpoint, self.destination.service));
        Ok(self.with_destination(Destination { endpoint, ..(*self.destination).clone() }))
    }

    fn with_destination(&self, destination: Destination) -> Self {
        Self { config: Arc::clone(&self.config), destination: Arc::new(destination) }
    }

    pub(super) fn from_parts(config: Config, destination: Destination) -> Self {
        Self { config: Arc::new(config), destination: Arc::new(destination) }
    }
}

impl Destination {
    /// The endpoint that replaces the host of this service, if one does.
    pub(crate) fn explicit_endpoint(&self, service: &str) -> Option<&Endpoint> {
        let (endpoint, owner) = self.endpoint.as_ref()?;
        (endpoint.is_loopback() || *owner == service).then_some(endpoint)
    }
}

/// Returns the region, unless it cannot be one.
pub(super) fn checked_region(region: String) -> Result<String, Error> {
    if region.is_empty() || !region.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') {
        return Err(Error::configuration(format!(
            "region: {region:?} is not one such as ap-guangzhou"
        )));
    }
    Ok(region)
}

/// Parses an endpoint as a person writes it.
pub(super) fn checked_endpoint(text: &str, allow_http: bool) -> Result<Endpoint, Error> {
    Endpoint::parse(text, allow_http)
        .map_err(|error| Error::configuration(format!("endpoint: {error}")))
}
