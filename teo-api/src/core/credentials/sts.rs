//! Credentials that STS issues: for a role that is assumed with others, and for a pod in TKE. The
//! calls go through bindings made from `api-specs/sts`, which stay in here, and through the same
//! pipeline as any call.

mod assume_role;
// Not everything that the service has is used, and nothing of it is public.
#[allow(dead_code, unreachable_pub, unused_imports, reason = "whole bindings, for two providers")]
#[rustfmt::skip]
mod generated;
mod tke_oidc;

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use bytes::Bytes;

use super::error::with_cause;
use super::{BoxFuture, Credentials, CredentialsError};
use crate::core::builder::ClientBuilder;
use crate::core::error::{Error, ErrorKind};
use crate::core::retry::RetryPolicy;
use crate::core::transport::{Body, Transport, TransportError};

pub use assume_role::AssumeRoleCredentials;
pub use tke_oidc::TkeOidcCredentials;

/// For a call with all its attempts: someone waits for it before a call of theirs.
const TIMEOUT: Duration = Duration::from_secs(10);
/// What the vendor's own SDKs send; roles belong to no region.
const REGION: &str = "ap-guangzhou";

/// Another host than the site's, where one was given.
fn at(builder: ClientBuilder, endpoint: Option<&String>) -> ClientBuilder {
    match endpoint {
        Some(endpoint) => builder.endpoint(endpoint),
        None => builder,
    }
}

/// An answer that broke off or cannot be read may hold the key that was issued. Its error shows how
/// it begins, so no second attempt puts it into the log.
fn retry() -> RetryPolicy {
    RetryPolicy::new().classifier(|error| holds_answer(error).then_some(false))
}

fn holds_answer(error: &Error) -> bool {
    error.kind() != ErrorKind::Timeout && error.status().is_some_and(|status| status < 500)
}

/// The error of a call, without what the answer held.
fn failed(error: Error) -> CredentialsError {
    if holds_answer(&error) {
        let action = error.action().unwrap_or("STS");
        let status = error.status().unwrap_or_default();
        return CredentialsError::new(format!(
            "{action}: STS answered something that cannot be read (status {status}); it is not shown, since it may hold credentials"
        ));
    }
    CredentialsError::new(with_cause(&error))
}

/// What was issued, whole or not at all.
fn issued(
    issued: &generated::Credentials,
    expired_time: Option<u64>,
) -> Result<Credentials, CredentialsError> {
    let named = [
        ("TmpSecretId", &issued.tmp_secret_id),
        ("TmpSecretKey", &issued.tmp_secret_key),
        ("Token", &issued.token),
    ];
    if let Some((name, _)) = named.iter().find(|(_, text)| text.is_empty()) {
        return Err(CredentialsError::new(format!("STS answered no {name}")));
    }
    let expires = expired_time
        .filter(|seconds| *seconds > 0)
        .and_then(|seconds| SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(seconds)))
        .ok_or_else(|| CredentialsError::new("STS answered no ExpiredTime"))?;
    Ok(Credentials::new(&issued.tmp_secret_id, &issued.tmp_secret_key)
        .with_token(&issued.token)
        .with_expiry(expires))
}

/// The transport of another client.
#[derive(Debug)]
struct Shared(Arc<dyn Transport>);

impl Transport for Shared {
    fn send(
        &self,
        request: http::Request<Bytes>,
    ) -> BoxFuture<'_, Result<http::Response<Box<dyn Body>>, TransportError>> {
        self.0.send(request)
    }
}

#[cfg(test)]
mod tests;
