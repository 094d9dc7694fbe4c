//! The role of the virtual machine (CVM) that runs the program, from the metadata service that only
//! such machines reach. Elsewhere nothing responds, so a fetch takes one second at most, and the
//! absence of a role is cached.

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use futures_core::future::BoxFuture;
use serde_json::Value;

use super::env::Env;
use super::message::with_root_cause;
use super::refreshing::Refreshing;
use super::time::parse_unix_timestamp;
use crate::runtime::{
    Credentials, CredentialsError, ProvideCredentials, Proxy, ReqwestOptions, ReqwestTransport,
    SendProgress, Timestamp, Transport as _, TransportError,
};

const ENDPOINT: &str = "http://metadata.tencentyun.com";
const PATH: &str = "/latest/meta-data/cam/security-credentials/";
/// The longest time for a fetch: name lookup, connection and both responses.
const TIMEOUT: Duration = Duration::from_secs(1);
/// How long the absence of a role is cached.
const NOT_FOUND_TTL: Duration = Duration::from_secs(30);
/// How long a failure is cached on a machine that has a role.
const FAILURE_TTL: Duration = Duration::from_secs(5);
/// No response of the metadata service is nearly as large.
const MAX_RESPONSE_BYTES: usize = 64 * 1024;

/// The role that is bound to the machine, from its metadata service. [`Refreshing`] refreshes its
/// credentials before they expire. The absence of a role is cached for half a minute.
///
/// ```
/// use teo_api::{Client, CvmRoleCredentials};
///
/// let client = Client::builder().credentials(CvmRoleCredentials::new()).build()?;
/// # Ok::<(), teo_api::Error>(())
/// ```
#[derive(Debug)]
#[must_use]
pub struct CvmRoleCredentials(Refreshing<CvmRole>);

impl CvmRoleCredentials {
    /// The role that is bound to the machine.
    pub fn new() -> Self {
        Self::with_env(Env::real())
    }

    pub(super) fn with_env(env: Env) -> Self {
        let role = CvmRole { env, endpoint: ENDPOINT.to_owned(), role: None };
        Self(Refreshing::with_failure_ttl(role, FAILURE_TTL, NOT_FOUND_TTL))
    }

    /// Sets the role, so that the provider does not ask for its name.
    pub fn role(mut self, name: impl Into<String>) -> Self {
        self.0.provider_mut().role = Some(name.into());
        self
    }

    /// Sets another metadata service, such as `http://127.0.0.1:8000`, for tests.
    pub fn endpoint(mut self, url: impl Into<String>) -> Self {
        self.0.provider_mut().endpoint = url.into();
        self
    }
}

impl Default for CvmRoleCredentials {
    fn default() -> Self {
        Self::new()
    }
}

impl ProvideCredentials for CvmRoleCredentials {
    fn provide(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
        self.0.provide()
    }
}

#[derive(Debug, Clone)]
struct CvmRole {
    env: Env,
    endpoint: String,
    role: Option<String>,
}

impl ProvideCredentials for CvmRole {
    fn provide(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
        Box::pin(async {
            tokio::time::timeout(TIMEOUT, self.fetch()).await.unwrap_or_else(|_| {
                Err(CredentialsError::not_found(format!(
                    "{} did not respond within {TIMEOUT:?}; only virtual machines of the vendor have a metadata service",
                    self.endpoint
                )))
            })
        })
    }
}

impl CvmRole {
    async fn fetch(&self) -> Result<Credentials, CredentialsError> {
        let role = match &self.role {
            Some(role) => role.clone(),
            None => self.role_name().await?,
        };
        if !is_role_name(&role) {
            return Err(CredentialsError::new(format!("{role:?} is not the name of a role")));
        }
        let url = format!("{}{PATH}{role}", self.endpoint);
        let (status, body) = self.get(&url).await?;
        if status != http::StatusCode::OK {
            return Err(CredentialsError::new(format!("{url} returned status {status}")));
        }
        parse_response(&body).map_err(|fault| CredentialsError::new(format!("{url} {fault}")))
    }

    /// Fetches the name of the machine's role. Any response without one comes from a machine without a
    /// role, or from a server that is no metadata service.
    async fn role_name(&self) -> Result<String, CredentialsError> {
        let url = format!("{}{PATH}", self.endpoint);
        let (status, body) = self.get(&url).await?;
        if status.is_server_error() {
            return Err(CredentialsError::new(format!("{url} returned status {status}")));
        }
        if status != http::StatusCode::OK {
            return Err(CredentialsError::not_found(format!(
                "{url} returned status {status}; no role is bound to this machine"
            )));
        }
        let text = String::from_utf8_lossy(&body);
        let name = text.trim().lines().next().unwrap_or_default().trim_end().to_owned();
        if is_role_name(&name) {
            return Ok(name);
        }
        Err(CredentialsError::not_found(format!("{url} did not return the name of a role")))
    }

    /// Sends one request. It opens a new connection, since fetches are rare and the runtime of an old
    /// connection may be gone. It uses no proxy and follows no redirect.
    async fn get(&self, url: &str) -> Result<(http::StatusCode, Bytes), CredentialsError> {
        self.env.note("GET", url);
        let malformed = || CredentialsError::new(format!("{url:?} is not an address"));
        let target: http::Uri = url.parse().map_err(|_| malformed())?;
        let options = ReqwestOptions {
            connect_timeout: TIMEOUT,
            proxy: Proxy::None,
            target: target.clone(),
            root_certificates: Vec::new(),
            needs_tls: false,
        };
        let transport = ReqwestTransport::new(&options).map_err(|fault| {
            CredentialsError::new("no connection can be set up").with_source(fault)
        })?;
        let mut request = http::Request::new(Bytes::new());
        *request.uri_mut() = target;
        let failed = |fault: TransportError| {
            CredentialsError::not_found(format!(
                "{url} cannot be reached: {}",
                with_root_cause(&fault)
            ))
        };
        let (head, mut body) =
            transport.send(request, SendProgress::default()).await.map_err(failed)?.into_parts();
        let mut received = BytesMut::new();
        while let Some(chunk) = body.chunk().await.map_err(failed)? {
            if received.len() + chunk.len() > MAX_RESPONSE_BYTES {
                return Err(CredentialsError::not_found(format!(
                    "{url} returned more than a metadata service does"
                )));
            }
            received.extend_from_slice(&chunk);
        }
        Ok((head.status, received.freeze()))
    }
}

/// Returns whether a role can have this name. No such name leads to another path.
fn is_role_name(name: &str) -> bool {
    let allowed = |c: char| c.is_ascii_alphanumeric() || "_+=,.@-".contains(c);
    (1..=128).contains(&name.len()) && name.chars().all(allowed) && !name.starts_with('.')
}

/// Parses the credentials in a response. The error says what is missing and never shows a value.
fn parse_response(body: &[u8]) -> Result<Credentials, String> {
    let response: Value =
        serde_json::from_slice(body).map_err(|_| "did not return JSON".to_owned())?;
    match response.get("Code").and_then(Value::as_str) {
        Some("Success") => {}
        Some(code) if code.len() < 64 && code.chars().all(|c| c.is_ascii_alphanumeric()) => {
            return Err(format!("returned the code {code}"));
        }
        _ => return Err("did not return the code Success".to_owned()),
    }
    let text = |name: &str| {
        let text = response.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
        text.ok_or_else(|| format!("returned no {name}"))
    };
    let (id, key, token) = (text("TmpSecretId")?, text("TmpSecretKey")?, text("Token")?);
    let by_text = || Timestamp::from(response.get("Expiration")?.as_str()?).instant();
    let expires = response
        .get("ExpiredTime")
        .and_then(parse_unix_timestamp)
        .or_else(by_text)
        .ok_or_else(|| "returned no ExpiredTime".to_owned())?;
    Ok(Credentials::new(id, key).with_token(token).with_expiry(expires))
}

#[cfg(test)]
mod tests {
    use super::{is_role_name, parse_response};

    #[test]
    fn a_response_needs_code_key_and_expiry_and_its_values_are_never_shown() {
        let whole = r#"{"Code":"Success","TmpSecretId":"hid","TmpSecretKey":"hkey","Token":"htok","ExpiredTime":1700000000,"Expiration":"2023-11-14T22:13:20Z"}"#;
        let credentials = parse_response(whole.as_bytes()).unwrap();
        assert_eq!(credentials.token(), Some("htok"));
        let by_text = whole.replace("ExpiredTime\":1700000000", "Other\":1");
        assert_eq!(parse_response(by_text.as_bytes()).unwrap().expires(), credentials.expires());
        for (from, to, told) in [
            ("Success", "Failed", "returned the code Failed"),
            ("\"Success\"", "\"no <b>word</b>\"", "did not return the code Success"),
            ("\"TmpSecretKey\"", "\"X\"", "returned no TmpSecretKey"),
            ("\"htok\"", "null", "returned no Token"),
            (
                r#"1700000000,"Expiration":"2023-11-14T22:13:20Z""#,
                "null",
                "returned no ExpiredTime",
            ),
            ("}", "", "did not return JSON"),
        ] {
            assert_eq!(parse_response(whole.replace(from, to).as_bytes()).unwrap_err(), told);
        }
    }

    #[test]
    fn no_name_of_a_role_leads_to_another_path() {
        assert!(is_role_name("CVM_Role-1.x@y"));
        for name in ["", "..", "a/b", "<html>", "a b", "a?b", "a\nb"] {
            assert!(!is_role_name(name), "{name:?}");
        }
    }
}
