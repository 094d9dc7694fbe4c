//! Credentials that STS issues: for a role that is assumed with other credentials, and for a pod in
//! TKE. The calls use private bindings generated from `api-specs/sts`, and the same runtime as any
//! call.

mod assume_role;
#[allow(
    dead_code,
    unreachable_pub,
    unused_imports,
    reason = "the bindings are complete and private, and two providers use a part of them"
)]
#[rustfmt::skip]
mod generated;
mod tke_oidc;

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use futures_core::future::BoxFuture;

use super::message::with_root_cause;
use crate::runtime::{
    Client, ClientBuilder, Credentials, CredentialsError, Error, ErrorKind, ProvideCredentials,
    ResponseBody, RetryPolicy, SendProgress, Transport, TransportError,
};

pub use assume_role::AssumeRoleCredentials;
pub use tke_oidc::TkeOidcCredentials;

/// The longest time for a call with all its attempts: a caller waits for it before its own call.
const TIMEOUT: Duration = Duration::from_secs(10);
/// The region that the vendor's own SDKs send; roles belong to no region.
const REGION: &str = "ap-guangzhou";

/// Builds a client of STS, at the endpoint if the caller gave one.
fn sts_client(
    builder: ClientBuilder,
    credentials: Arc<dyn ProvideCredentials>,
    endpoint: Option<&String>,
) -> Result<Client, Error> {
    let builder = match endpoint {
        Some(endpoint) => builder.endpoint(endpoint),
        None => builder,
    };
    builder.build_for(generated::SERVICE.name, |_| credentials)
}

/// Retries as usual, but not after a response that was cut off or cannot be read. It may hold the key
/// that STS issued, and the log of a retry would show its start.
fn retry_policy() -> RetryPolicy {
    RetryPolicy::new().classifier(|error| shows_response(error).then_some(false))
}

/// Returns whether the error shows the start of a response.
fn shows_response(error: &Error) -> bool {
    error.kind() != ErrorKind::Timeout && error.status().is_some_and(|status| status < 500)
}

/// Converts the error of a call and leaves out what the response held.
fn credentials_error(error: Error) -> CredentialsError {
    if shows_response(&error) {
        let action = error.action().unwrap_or("STS");
        let status = error.status().unwrap_or_default();
        return CredentialsError::new(format!(
            "{action}: STS returned a response that cannot be read (status {status}); it is not shown, since it may hold credentials"
        ));
    }
    CredentialsError::new(with_root_cause(&error))
}

/// Returns the credentials that STS issued, if they are complete.
fn issued_credentials(
    issued: Option<&generated::Credentials>,
    expired_time: Option<u64>,
) -> Result<Credentials, CredentialsError> {
    let issued = issued.ok_or_else(|| CredentialsError::new("STS returned no Credentials"))?;
    let named = [
        ("TmpSecretId", &issued.tmp_secret_id),
        ("TmpSecretKey", &issued.tmp_secret_key),
        ("Token", &issued.token),
    ];
    if let Some((name, _)) = named.iter().find(|(_, text)| text.is_empty()) {
        return Err(CredentialsError::new(format!("STS returned no {name}")));
    }
    let expires = expired_time
        .filter(|seconds| *seconds > 0)
        .and_then(|seconds| SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(seconds)))
        .ok_or_else(|| CredentialsError::new("STS returned no ExpiredTime"))?;
    Ok(Credentials::new(&issued.tmp_secret_id, &issued.tmp_secret_key)
        .with_token(&issued.token)
        .with_expiry(expires))
}

/// Shares the transport of another client.
#[derive(Debug)]
struct SharedTransport(Arc<dyn Transport>);

impl Transport for SharedTransport {
    fn send(
        &self,
        request: http::Request<Bytes>,
        progress: SendProgress,
    ) -> BoxFuture<'_, Result<http::Response<ResponseBody>, TransportError>> {
        self.0.send(request, progress)
    }
}

#[cfg(test)]
mod tests;
