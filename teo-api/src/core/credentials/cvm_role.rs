//! The role of the virtual machine (CVM) that the program runs on, from the metadata service that only
//! such machines reach. Elsewhere nothing answers, so a look takes a second at most and that there is
//! nothing is remembered.

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use serde_json::Value;

use super::error::with_cause;
use super::renewing::Renewing;
use super::surroundings::Surroundings;
use super::{BoxFuture, Credentials, CredentialsError, ProvideCredentials, after_1970};
use crate::core::timestamp::Timestamp;
use crate::core::transport::{Options, Proxy, ReqwestTransport, Transport as _, TransportError};

const ENDPOINT: &str = "http://metadata.tencentyun.com";
const PATH: &str = "/latest/meta-data/cam/security-credentials/";
/// For all of a look: name, connection and answers.
const TIMEOUT: Duration = Duration::from_secs(1);
/// How long it is remembered that this machine has no role.
const PAUSE_WITHOUT: Duration = Duration::from_secs(30);
/// How long a failure of a machine that has one is.
const PAUSE: Duration = Duration::from_secs(5);
/// No answer of the metadata service comes near it.
const RESPONSE_CAP: usize = 64 * 1024;

/// The role that is bound to the machine, from its metadata service. Its credentials are renewed
/// ahead of their end; see [`Renewing`]. That there is none is remembered for half a minute.
///
/// ```
/// use teo_api::{Client, CvmRoleCredentials};
///
/// let client = Client::builder().credentials(CvmRoleCredentials::new()).build()?;
/// # Ok::<(), teo_api::Error>(())
/// ```
#[derive(Debug)]
#[must_use]
pub struct CvmRoleCredentials(Renewing<CvmRole>);

impl CvmRoleCredentials {
    /// Whichever role is bound to the machine.
    pub fn new() -> Self {
        Self::within(Surroundings::real())
    }

    pub(super) fn within(surroundings: Surroundings) -> Self {
        let role = CvmRole { surroundings, endpoint: ENDPOINT.to_owned(), role: None };
        Self(Renewing::new(role).pausing(PAUSE, PAUSE_WITHOUT))
    }

    /// This role, without asking for its name.
    pub fn role(mut self, name: impl Into<String>) -> Self {
        self.0.provider_mut().role = Some(name.into());
        self
    }

    /// Another metadata service, such as `http://127.0.0.1:8000`: for tests.
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

#[derive(Debug)]
struct CvmRole {
    surroundings: Surroundings,
    endpoint: String,
    role: Option<String>,
}

impl ProvideCredentials for CvmRole {
    fn provide(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
        Box::pin(async {
            if tokio::runtime::Handle::try_current().is_err() {
                return Err(CredentialsError::new("the metadata service needs a Tokio runtime"));
            }
            tokio::time::timeout(TIMEOUT, self.fetch()).await.unwrap_or_else(|_| {
                Err(CredentialsError::not_found(format!(
                    "{} did not answer within {TIMEOUT:?}; there is a metadata service on virtual machines of the vendor only",
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
            return Err(CredentialsError::new(format!("{url} answered with status {status}")));
        }
        understand(&body).map_err(|fault| CredentialsError::new(format!("{url} {fault}")))
    }

    /// The name of the machine's role. What answers otherwise is no metadata service or has no role.
    async fn role_name(&self) -> Result<String, CredentialsError> {
        let url = format!("{}{PATH}", self.endpoint);
        let (status, body) = self.get(&url).await?;
        if status.is_server_error() {
            return Err(CredentialsError::new(format!("{url} answered with status {status}")));
        }
        if status != http::StatusCode::OK {
            return Err(CredentialsError::not_found(format!(
                "{url} answered with status {status}; no role is bound to this machine"
            )));
        }
        let text = String::from_utf8_lossy(&body);
        let name = text.trim().lines().next().unwrap_or_default().trim_end().to_owned();
        if is_role_name(&name) {
            return Ok(name);
        }
        Err(CredentialsError::not_found(format!("{url} did not answer with the name of a role")))
    }

    /// One answer. The connection is made anew, since looks are rare and the runtime of the last one
    /// may be gone; there is no proxy, and a redirect is an answer like any other.
    async fn get(&self, url: &str) -> Result<(http::StatusCode, Bytes), CredentialsError> {
        self.surroundings.note("GET", url);
        let options = Options {
            connect_timeout: TIMEOUT,
            proxy: Proxy::None,
            roots: Vec::new(),
            needs_tls: false,
        };
        let transport = ReqwestTransport::new(&options).map_err(|fault| {
            CredentialsError::new("no connection can be set up").with_source(fault)
        })?;
        let mut request = http::Request::new(Bytes::new());
        *request.uri_mut() =
            url.parse().map_err(|_| CredentialsError::new(format!("{url:?} is not an address")))?;
        let failed = |fault: TransportError| {
            CredentialsError::not_found(format!("{url} cannot be reached: {}", with_cause(&fault)))
        };
        let (head, mut body) = transport.send(request).await.map_err(failed)?.into_parts();
        let mut received = BytesMut::new();
        while let Some(chunk) = body.chunk().await.map_err(failed)? {
            if received.len() + chunk.len() > RESPONSE_CAP {
                return Err(CredentialsError::not_found(format!(
                    "{url} answered more than a metadata service does"
                )));
            }
            received.extend_from_slice(&chunk);
        }
        Ok((head.status, received.freeze()))
    }
}

/// The names that a role can have; nothing that would lead to another path.
fn is_role_name(name: &str) -> bool {
    let allowed = |c: char| c.is_ascii_alphanumeric() || "_+=,.@-".contains(c);
    (1..=128).contains(&name.len()) && name.chars().all(allowed) && !name.starts_with('.')
}

/// The credentials in an answer, or what it lacks; never what it holds.
fn understand(body: &[u8]) -> Result<Credentials, String> {
    let answer: Value =
        serde_json::from_slice(body).map_err(|_| "did not answer with JSON".to_owned())?;
    match answer.get("Code").and_then(Value::as_str) {
        Some("Success") => {}
        Some(code) if code.len() < 64 && code.chars().all(|c| c.is_ascii_alphanumeric()) => {
            return Err(format!("answered the code {code}"));
        }
        _ => return Err("did not answer the code Success".to_owned()),
    }
    let text = |name: &str| {
        let text = answer.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
        text.ok_or_else(|| format!("answered no {name}"))
    };
    let (id, key, token) = (text("TmpSecretId")?, text("TmpSecretKey")?, text("Token")?);
    let by_text = || Timestamp::from(answer.get("Expiration")?.as_str()?).instant();
    let expires = answer
        .get("ExpiredTime")
        .and_then(after_1970)
        .or_else(by_text)
        .ok_or_else(|| "answered no ExpiredTime".to_owned())?;
    Ok(Credentials::new(id, key).with_token(token).with_expiry(expires))
}

#[cfg(test)]
mod tests {
    use super::{is_role_name, understand};

    #[test]
    fn an_answer_needs_code_key_and_end_and_is_never_repeated() {
        let whole = r#"{"Code":"Success","TmpSecretId":"hid","TmpSecretKey":"hkey","Token":"htok","ExpiredTime":1700000000,"Expiration":"2023-11-14T22:13:20Z"}"#;
        let credentials = understand(whole.as_bytes()).unwrap();
        assert_eq!(credentials.token(), Some("htok"));
        let by_text = whole.replace("ExpiredTime\":1700000000", "Other\":1");
        assert_eq!(understand(by_text.as_bytes()).unwrap().expires(), credentials.expires());
        for (from, to, told) in [
            ("Success", "Failed", "answered the code Failed"),
            ("\"Success\"", "\"no <b>word</b>\"", "did not answer the code Success"),
            ("\"TmpSecretKey\"", "\"X\"", "answered no TmpSecretKey"),
            ("\"htok\"", "null", "answered no Token"),
            (
                r#"1700000000,"Expiration":"2023-11-14T22:13:20Z""#,
                "null",
                "answered no ExpiredTime",
            ),
            ("}", "", "did not answer with JSON"),
        ] {
            assert_eq!(understand(whole.replace(from, to).as_bytes()).unwrap_err(), told);
        }
    }

    #[test]
    fn the_name_of_a_role_leads_nowhere_else() {
        assert!(is_role_name("CVM_Role-1.x@y"));
        for name in ["", "..", "a/b", "<html>", "a b", "a?b", "a\nb"] {
            assert!(!is_role_name(name), "{name:?}");
        }
    }
}
