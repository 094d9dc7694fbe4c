//! A role that is assumed with other credentials: the same account's, or another's that trusts them.

use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Duration;

use super::super::renewing::Renewing;
use super::super::{BoxFuture, Credentials, CredentialsError, ProvideCredentials};
use super::generated::AssumeRoleRequest;
use super::{REGION, Shared, TIMEOUT, at, failed, issued, retry};
use crate::core::client::Client;
use crate::core::site::Site;
use crate::core::transport::Transport;

/// The temporary credentials of a role, by the action `AssumeRole` of STS. They are renewed ahead of
/// their end; see [`Renewing`].
///
/// ```
/// use std::time::Duration;
/// use teo_api::{AssumeRoleCredentials, Client, EnvironmentCredentials, Site};
///
/// let role = "qcs::cam::uin/100000000001:roleName/purger";
/// let credentials = AssumeRoleCredentials::new(EnvironmentCredentials, role, "nightly-purge")
///     .site(Site::China)
///     .duration(Duration::from_secs(1800));
/// let client = Client::builder().site(Site::China).credentials(credentials).build()?;
/// # Ok::<(), teo_api::Error>(())
/// ```
#[derive(Debug)]
#[must_use]
pub struct AssumeRoleCredentials(Renewing<AssumeRole>);

impl AssumeRoleCredentials {
    /// The role of this name (`qcs::cam::uin/<account>:roleName/<role>`), assumed with these
    /// credentials. The session's name, 2 to 128 letters, digits and `=,.@_-`, appears in audit logs.
    pub fn new(
        base: impl ProvideCredentials + 'static,
        role_arn: impl Into<String>,
        session_name: impl Into<String>,
    ) -> Self {
        Self::of(Arc::new(base), role_arn.into(), session_name.into())
    }

    /// The same, with the credentials, the site, the region and the transport of a client. Its
    /// endpoint is another service's and is not used.
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
        let mut made = Self::of(credentials, role_arn.into(), session_name.into());
        let assume = made.0.provider_mut();
        assume.site = config.site;
        assume.transport = Some(Arc::clone(&config.transport));
        if let Some(region) = &config.region {
            assume.region.clone_from(region);
        }
        made
    }

    fn of(base: Arc<dyn ProvideCredentials>, role_arn: String, session_name: String) -> Self {
        Self(Renewing::new(AssumeRole {
            base,
            request: AssumeRoleRequest::new().role_arn(role_arn).role_session_name(session_name),
            site: Site::default(),
            region: REGION.to_owned(),
            endpoint: None,
            transport: None,
        }))
    }

    /// How long credentials are valid: at most 12 hours; 2 hours unless set.
    pub fn duration(self, duration: Duration) -> Self {
        self.asking(|request| request.duration_seconds(duration.as_secs()))
    }

    /// A CAM policy in JSON that narrows what the role may do.
    pub fn policy(self, json: impl AsRef<str>) -> Self {
        self.asking(|request| request.policy(url_encoded(json.as_ref())))
    }

    /// The external id that the role demands.
    pub fn external_id(self, id: impl Into<String>) -> Self {
        self.asking(|request| request.external_id(id))
    }

    /// The site of the account; the international one unless set.
    pub fn site(mut self, site: Site) -> Self {
        self.0.provider_mut().site = site;
        self
    }

    /// The region of STS; `ap-guangzhou` unless set.
    pub fn region(mut self, region: impl Into<String>) -> Self {
        self.0.provider_mut().region = region.into();
        self
    }

    /// Another host than the site's, as [`ClientBuilder::endpoint`](crate::ClientBuilder::endpoint)
    /// takes it.
    pub fn endpoint(mut self, endpoint: impl Into<String>) -> Self {
        self.0.provider_mut().endpoint = Some(endpoint.into());
        self
    }

    fn asking(mut self, with: impl FnOnce(AssumeRoleRequest) -> AssumeRoleRequest) -> Self {
        let request = &mut self.0.provider_mut().request;
        *request = with(std::mem::take(request));
        self
    }
}

impl ProvideCredentials for AssumeRoleCredentials {
    fn provide(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
        self.0.provide()
    }
}

#[derive(Debug)]
struct AssumeRole {
    base: Arc<dyn ProvideCredentials>,
    request: AssumeRoleRequest,
    site: Site,
    region: String,
    endpoint: Option<String>,
    transport: Option<Arc<dyn Transport>>,
}

impl AssumeRole {
    /// The client is made anew: renewals are rare, and its connections would belong to the runtime of
    /// the last one.
    fn client(&self) -> Result<Client, crate::core::error::Error> {
        let builder = Client::builder()
            .credentials(Arc::clone(&self.base))
            .site(self.site)
            .region(&self.region)
            .retry(retry())
            .timeout(TIMEOUT);
        let builder = at(builder, self.endpoint.as_ref());
        match &self.transport {
            Some(transport) => builder.transport(Shared(Arc::clone(transport))).build(),
            None => builder.build(),
        }
    }
}

impl ProvideCredentials for AssumeRole {
    fn provide(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
        Box::pin(async {
            let client = self.client().map_err(failed)?;
            let answer = client.call(self.request.clone()).await.map_err(failed)?;
            issued(&answer.credentials, u64::try_from(answer.expired_time).ok())
        })
    }
}

/// As the service decodes it: everything but what RFC 3986 leaves as it is.
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
    fn a_policy_is_encoded_so_that_no_plus_stands_for_a_space() {
        assert_eq!(url_encoded(r#"{"a": "*+é"}"#), "%7B%22a%22%3A%20%22%2A%2B%C3%A9%22%7D");
    }
}
