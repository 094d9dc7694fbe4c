//! The identity of a pod in TKE, the vendor's Kubernetes: an OIDC token that the cluster keeps in a
//! file, exchanged for the credentials of a role. The request is not signed, since the token stands
//! for a key.

use std::path::Path;
use std::sync::Arc;
use std::time::SystemTime;

use bytes::Bytes;
use http::HeaderValue;
use http::header::AUTHORIZATION;

use super::super::renewing::Renewing;
use super::super::surroundings::Surroundings;
use super::super::{BoxFuture, Credentials, CredentialsError, ProvideCredentials};
use super::generated::AssumeRoleWithWebIdentityRequest;
use super::{TIMEOUT, at, failed, issued, retry};
use crate::core::action::Action as _;
use crate::core::client::Client;
use crate::core::error::Error;
use crate::core::site::Site;
use crate::core::transport::{Body, Transport, TransportError};

const REGION: &str = "TKE_REGION";
const PROVIDER_ID: &str = "TKE_PROVIDER_ID";
const TOKEN_FILE: &str = "TKE_WEB_IDENTITY_TOKEN_FILE";
const ROLE_ARN: &str = "TKE_ROLE_ARN";

/// The role of a pod in TKE, by `TKE_REGION`, `TKE_PROVIDER_ID`, `TKE_WEB_IDENTITY_TOKEN_FILE` and
/// `TKE_ROLE_ARN`, which the cluster sets. Its credentials are renewed ahead of their end, with the
/// token that the file holds by then; see [`Renewing`].
///
/// ```
/// use teo_api::{Client, Site, TkeOidcCredentials};
///
/// let pod = TkeOidcCredentials::new().site(Site::China);
/// let client = Client::builder().site(Site::China).credentials(pod).build()?;
/// # Ok::<(), teo_api::Error>(())
/// ```
#[derive(Debug)]
#[must_use]
pub struct TkeOidcCredentials(Renewing<TkeOidc>);

impl TkeOidcCredentials {
    /// As the environment says when credentials are needed.
    pub fn new() -> Self {
        Self::within(Surroundings::real())
    }

    pub(in super::super) fn within(surroundings: Surroundings) -> Self {
        Self(Renewing::new(TkeOidc { surroundings, site: Site::default(), endpoint: None }))
    }

    /// The site of the account; the international one unless set.
    pub fn site(mut self, site: Site) -> Self {
        self.0.provider_mut().site = site;
        self
    }

    /// Another host than the site's, as [`ClientBuilder::endpoint`](crate::ClientBuilder::endpoint)
    /// takes it.
    pub fn endpoint(mut self, endpoint: impl Into<String>) -> Self {
        self.0.provider_mut().endpoint = Some(endpoint.into());
        self
    }
}

impl Default for TkeOidcCredentials {
    fn default() -> Self {
        Self::new()
    }
}

impl ProvideCredentials for TkeOidcCredentials {
    fn provide(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
        self.0.provide()
    }
}

#[derive(Debug)]
struct TkeOidc {
    surroundings: Surroundings,
    site: Site,
    endpoint: Option<String>,
}

/// Who the pod is, as the environment and the token's file say.
struct Identity {
    region: String,
    provider_id: String,
    token: String,
    role_arn: String,
}

impl TkeOidc {
    fn identity(&self) -> Result<Identity, CredentialsError> {
        let variables = [REGION, PROVIDER_ID, TOKEN_FILE, ROLE_ARN];
        let [region, provider_id, file, role_arn] =
            variables.map(|name| self.surroundings.variable(name));
        let (region, provider_id, file, role_arn) = (region?, provider_id?, file?, role_arn?);
        // A region alone sets nothing up.
        if provider_id.is_none() && file.is_none() && role_arn.is_none() {
            return Err(CredentialsError::not_found(format!(
                "the environment has no {PROVIDER_ID}, no {TOKEN_FILE} and no {ROLE_ARN}"
            )));
        }
        let required = |name: &str, value: Option<String>| {
            let message = format!("the environment has no {name}, and other variables of TKE");
            value.ok_or_else(|| CredentialsError::new(message))
        };
        let file = required(TOKEN_FILE, file)?;
        let (region, provider_id) =
            (required(REGION, region)?, required(PROVIDER_ID, provider_id)?);
        let role_arn = required(ROLE_ARN, role_arn)?;
        let named = |fault: &str| {
            CredentialsError::new(format!("{file}, which {TOKEN_FILE} names, {fault}"))
        };
        let text = self.surroundings.read(Path::new(&file))?;
        let token = text.ok_or_else(|| named("is not there"))?.trim().to_owned();
        if token.is_empty() {
            return Err(named("is empty"));
        }
        Ok(Identity { region, provider_id, token, role_arn })
    }

    /// A client that does not sign. It holds the token as its own, so that an error repeats it no more
    /// than any token.
    fn client(&self, identity: &Identity) -> Result<Client, Error> {
        let builder = || {
            let builder = Client::builder()
                .credentials(Credentials::new("", "").with_token(&identity.token))
                .site(self.site)
                .region(&identity.region)
                .retry(retry())
                .timeout(TIMEOUT);
            at(builder, self.endpoint.as_ref())
        };
        let transport = Arc::clone(&builder().build()?.config().transport);
        builder().transport(Unsigned(transport)).build()
    }

    async fn fetch(&self) -> Result<Credentials, CredentialsError> {
        let identity = self.identity()?;
        let client = self.client(&identity).map_err(failed)?;
        self.surroundings.note("POST", AssumeRoleWithWebIdentityRequest::FACTS.name());
        let request = AssumeRoleWithWebIdentityRequest::new()
            .provider_id(identity.provider_id)
            .web_identity_token(identity.token)
            .role_arn(identity.role_arn)
            .role_session_name(session_name());
        let answer = client.call(request).await.map_err(failed)?;
        issued(&answer.credentials, Some(answer.expired_time))
    }
}

impl ProvideCredentials for TkeOidc {
    fn provide(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
        Box::pin(self.fetch())
    }
}

/// One of its own for each use of the role, by the time.
fn session_name() -> String {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    format!("teo-api-{}", since.as_micros())
}

/// Says in place of the signature that there is none, and sends no token beside the one in the body.
#[derive(Debug)]
struct Unsigned(Arc<dyn Transport>);

impl Transport for Unsigned {
    fn send(
        &self,
        mut request: http::Request<Bytes>,
    ) -> BoxFuture<'_, Result<http::Response<Box<dyn Body>>, TransportError>> {
        let headers = request.headers_mut();
        headers.insert(AUTHORIZATION, HeaderValue::from_static("SKIP"));
        headers.remove("x-tc-token");
        self.0.send(request)
    }
}
