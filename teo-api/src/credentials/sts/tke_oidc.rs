//! The identity of a pod in TKE, the vendor's Kubernetes. The cluster writes an OIDC token into a file,
//! and STS exchanges it for the credentials of a role. The request is not signed, since it carries the
//! token instead.

use std::path::Path;
use std::sync::Arc;
use std::time::SystemTime;

use bytes::Bytes;
use futures_core::future::BoxFuture;
use http::HeaderValue;
use http::header::AUTHORIZATION;

use super::super::env::{Env, off_the_runtime};
use super::super::refreshing::Refreshing;
use super::generated::AssumeRoleWithWebIdentityRequest;
use super::{TIMEOUT, credentials_error, issued_credentials, retry_policy, sts_client};
use crate::runtime::{
    Action as _, Client, Credentials, CredentialsError, Error, ProvideCredentials, ResponseBody,
    SendProgress, Site, Transport, TransportError,
};

const REGION: &str = "TKE_REGION";
const PROVIDER_ID: &str = "TKE_PROVIDER_ID";
const TOKEN_FILE: &str = "TKE_WEB_IDENTITY_TOKEN_FILE";
const ROLE_ARN: &str = "TKE_ROLE_ARN";

/// The role of a pod in TKE, by `TKE_REGION`, `TKE_PROVIDER_ID`, `TKE_WEB_IDENTITY_TOKEN_FILE` and
/// `TKE_ROLE_ARN`, which the cluster sets. [`Refreshing`] refreshes its credentials before they
/// expire, with the token that the file holds then.
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
pub struct TkeOidcCredentials(Refreshing<TkeOidc>);

impl TkeOidcCredentials {
    /// Reads the environment when credentials are needed.
    pub fn new() -> Self {
        Self::with_env(Env::real())
    }

    pub(in super::super) fn with_env(env: Env) -> Self {
        Self(Refreshing::new(TkeOidc { env, site: Site::default(), endpoint: None }))
    }

    /// Sets the site of the account. Defaults to the international site.
    pub fn site(mut self, site: Site) -> Self {
        self.0.provider_mut().site = site;
        self
    }

    /// Sets another host than the site's, in the form that
    /// [`ClientBuilder::endpoint`](crate::ClientBuilder::endpoint) accepts.
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

#[derive(Debug, Clone)]
struct TkeOidc {
    env: Env,
    site: Site,
    endpoint: Option<String>,
}

/// The identity of the pod, from the environment and the file of the token.
struct Identity {
    region: String,
    provider_id: String,
    token: String,
    role_arn: String,
}

impl TkeOidc {
    fn identity(&self) -> Result<Identity, CredentialsError> {
        let variables = [REGION, PROVIDER_ID, TOKEN_FILE, ROLE_ARN];
        let [region, provider_id, file, role_arn] = variables.map(|name| self.env.variable(name));
        let (region, provider_id, file, role_arn) = (region?, provider_id?, file?, role_arn?);
        // The region alone does not count as set up.
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
        let text = self.env.read(Path::new(&file))?;
        let token = text.ok_or_else(|| named("is not there"))?.trim().to_owned();
        if token.is_empty() {
            return Err(named("is empty"));
        }
        Ok(Identity { region, provider_id, token, role_arn })
    }

    /// Builds a client that does not sign. Its credentials hold the token, so errors redact it like any
    /// other token.
    fn client(&self, identity: &Identity) -> Result<Client, Error> {
        let builder = || {
            Client::builder()
                .site(self.site)
                .region(&identity.region)
                .retry(retry_policy())
                .timeout(TIMEOUT)
        };
        let build = |builder| {
            let credentials = Arc::new(TokenOnly(identity.token.clone()));
            sts_client(builder, credentials, self.endpoint.as_ref())
        };
        let transport = Arc::clone(&build(builder())?.config().transport);
        build(builder().transport(UnsignedTransport(transport)))
    }

    async fn fetch(&self) -> Result<Credentials, CredentialsError> {
        let pod = self.clone();
        // A new client reads the root certificates of the platform.
        let (identity, client) = off_the_runtime(move || {
            let identity = pod.identity()?;
            let client = pod.client(&identity).map_err(credentials_error)?;
            Ok((identity, client))
        })
        .await?;
        self.env.note("POST", AssumeRoleWithWebIdentityRequest::SCHEMA.name());
        let request = AssumeRoleWithWebIdentityRequest::new()
            .provider_id(identity.provider_id)
            .web_identity_token(identity.token)
            .role_arn(identity.role_arn)
            .role_session_name(session_name());
        let response = client.call(request).await.map_err(credentials_error)?;
        issued_credentials(response.credentials.as_ref(), Some(response.expired_time))
    }
}

impl ProvideCredentials for TkeOidc {
    fn provide(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
        Box::pin(self.fetch())
    }
}

/// A name from the current time, so that each session has its own.
fn session_name() -> String {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    format!("teo-api-{}", since.as_micros())
}

/// Credentials without id and key, for a request that is not signed.
struct TokenOnly(String);

impl std::fmt::Debug for TokenOnly {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TokenOnly(<redacted>)")
    }
}

impl ProvideCredentials for TokenOnly {
    fn provide(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
        let credentials = Credentials::new("", "").with_token(&self.0);
        Box::pin(std::future::ready(Ok(credentials)))
    }
}

/// Replaces the signature by the mark that there is none, and removes the token from the headers,
/// since the body holds it.
#[derive(Debug)]
struct UnsignedTransport(Arc<dyn Transport>);

impl Transport for UnsignedTransport {
    fn send(
        &self,
        mut request: http::Request<Bytes>,
        progress: SendProgress,
    ) -> BoxFuture<'_, Result<http::Response<ResponseBody>, TransportError>> {
        let headers = request.headers_mut();
        headers.insert(AUTHORIZATION, HeaderValue::from_static("SKIP"));
        headers.remove("x-tc-token");
        self.0.send(request, progress)
    }
}
