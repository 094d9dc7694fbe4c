//! A role that is assumed with other credentials: a role of the same account, or of another account
//! that trusts them.

use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Duration;

use futures_core::future::BoxFuture;

use super::super::env::off_the_runtime;
use super::super::refreshing::Refreshing;
use super::generated::AssumeRoleRequest;
use super::{
    REGION, SharedTransport, TIMEOUT, credentials_error, issued_credentials, retry_policy,
    sts_client,
};
use crate::runtime::{
    Client, Credentials, CredentialsError, Error, ProvideCredentials, Site, Transport,
};

/// The temporary credentials of a role, by the action `AssumeRole` of STS. [`Refreshing`] refreshes
/// them before they expire.
///
/// ```
/// use std::time::Duration;
/// use teo_api::{AssumeRoleCredentials, Client, EnvironmentCredentials, Site};
///
/// let role = "qcs::cam::uin/100000000001:roleName/purger";
/// let credentials = AssumeRoleCredentials::new(EnvironmentCredentials::new(), role, "nightly-purge")
///     .site(Site::China)
///     .duration(Duration::from_secs(1800));
/// let client = Client::builder().site(Site::China).credentials(credentials).build()?;
/// # Ok::<(), teo_api::Error>(())
/// ```
#[derive(Debug)]
#[must_use]
pub struct AssumeRoleCredentials(Refreshing<AssumeRole>);

impl AssumeRoleCredentials {
    /// Assumes the role of this name (`qcs::cam::uin/<account>:roleName/<role>`) with these
    /// credentials. The name of the session appears in audit logs: 2 to 128 letters, digits and
    /// `=,.@_-`.
    pub fn new(
        base: impl ProvideCredentials + 'static,
        role_arn: impl Into<String>,
        session_name: impl Into<String>,
    ) -> Self {
        Self::from_base(Arc::new(base), role_arn.into(), session_name.into())
    }

    /// Assumes the role with the credentials, the site, the region and the transport of a client. The
    /// endpoint of the client belongs to another service and is not used.
    ///
    /// ```
    /// use teo_api::{AssumeRoleCredentials, Client};
    ///
    /// let base = Client::builder().proxy("http://proxy.example.com:3128").build()?;
    /// let role = "qcs::cam::uin/100000000001:roleName/purger";
    /// let credentials = AssumeRoleCredentials::from_client(&base, role, "nightly-purge");
    /// # Ok::<(), teo_api::Error>(())
    /// ```
    pub fn from_client(
        client: &Client,
        role_arn: impl Into<String>,
        session_name: impl Into<String>,
    ) -> Self {
        let config = client.config();
        let credentials = Arc::clone(&config.credentials);
        let mut provider = Self::from_base(credentials, role_arn.into(), session_name.into());
        let assume = provider.0.provider_mut();
        assume.site = config.site;
        assume.transport = Some(Arc::clone(&config.transport));
        if let Some(region) = &client.destination().region {
            assume.region.clone_from(region);
        }
        provider
    }

    fn from_base(
        base: Arc<dyn ProvideCredentials>,
        role_arn: String,
        session_name: String,
    ) -> Self {
        Self(Refreshing::new(AssumeRole {
            base,
            request: AssumeRoleRequest::new().role_arn(role_arn).role_session_name(session_name),
            site: Site::default(),
            region: REGION.to_owned(),
            endpoint: None,
            transport: None,
        }))
    }

    /// Sets how long the credentials are valid, at most 12 hours. Defaults to 2 hours.
    pub fn duration(self, duration: Duration) -> Self {
        self.with_request(|request| request.duration_seconds(duration.as_secs()))
    }

    /// Sets a CAM policy in JSON that narrows what the role may do.
    pub fn policy(self, json: impl AsRef<str>) -> Self {
        self.with_request(|request| request.policy(url_encoded(json.as_ref())))
    }

    /// Sets the external id that the role demands.
    pub fn external_id(self, id: impl Into<String>) -> Self {
        self.with_request(|request| request.external_id(id))
    }

    /// Sets the site of the account. Defaults to the international site.
    pub fn site(mut self, site: Site) -> Self {
        self.0.provider_mut().site = site;
        self
    }

    /// Sets the region of STS. Defaults to `ap-guangzhou`.
    pub fn region(mut self, region: impl Into<String>) -> Self {
        self.0.provider_mut().region = region.into();
        self
    }

    /// Sets another host than the site's, in the form that
    /// [`ClientBuilder::endpoint`](crate::ClientBuilder::endpoint) accepts.
    pub fn endpoint(mut self, endpoint: impl Into<String>) -> Self {
        self.0.provider_mut().endpoint = Some(endpoint.into());
        self
    }

    fn with_request(mut self, change: impl FnOnce(AssumeRoleRequest) -> AssumeRoleRequest) -> Self {
        let request = &mut self.0.provider_mut().request;
        *request = change(std::mem::take(request));
        self
    }
}

impl ProvideCredentials for AssumeRoleCredentials {
    fn provide(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
        self.0.provide()
    }
}

#[derive(Debug, Clone)]
struct AssumeRole {
    base: Arc<dyn ProvideCredentials>,
    request: AssumeRoleRequest,
    site: Site,
    region: String,
    endpoint: Option<String>,
    transport: Option<Arc<dyn Transport>>,
}

impl AssumeRole {
    /// Builds a client for one refresh: refreshes are rare, and the connections of an old client may
    /// belong to a runtime that is gone.
    fn client(&self) -> Result<Client, Error> {
        let builder = Client::builder()
            .site(self.site)
            .region(&self.region)
            .retry(retry_policy())
            .timeout(TIMEOUT);
        let builder = match &self.transport {
            Some(transport) => builder.transport(SharedTransport(Arc::clone(transport))),
            None => builder,
        };
        sts_client(builder, Arc::clone(&self.base), self.endpoint.as_ref())
    }
}

impl ProvideCredentials for AssumeRole {
    fn provide(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
        Box::pin(async {
            let assume = self.clone();
            // A new client reads the root certificates of the platform.
            let client =
                off_the_runtime(move || assume.client().map_err(credentials_error)).await?;
            let response = client.call(self.request.clone()).await.map_err(credentials_error)?;
            let expires = u64::try_from(response.expired_time).ok();
            issued_credentials(response.credentials.as_ref(), expires)
        })
    }
}

/// Percent-encodes everything but the unreserved characters of RFC 3986, as the service decodes it.
fn url_encoded(text: &str) -> String {
    text.bytes().fold(String::new(), |mut encoded, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(encoded, "%{byte:02X}");
        }
        encoded
    })
}

#[cfg(test)]
mod tests {
    use super::url_encoded;

    #[test]
    fn a_space_in_a_policy_is_percent_encoded_and_not_a_plus() {
        assert_eq!(url_encoded(r#"{"a": "*+é"}"#), "%7B%22a%22%3A%20%22%2A%2B%C3%A9%22%7D");
    }
}
