//! Verifies TC3-HMAC-SHA256 signatures as the service does: computes the signature of the received
//! request and compares it with the signature in the Authorization header. This module follows the
//! published algorithm and shares no code with the client, so that it does not repeat an error in
//! the client's signing.

mod authorization;

use axum::http::HeaderMap;
use hmac::digest::InvalidLength;
use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use super::headers::{self, RequestHeaders};
use crate::api_error::ApiError;
use authorization::{ALGORITHM, Authorization, invalid_authorization};

/// The maximum difference between the time of a request and the clock of the service.
const MAX_SKEW_SECONDS: u64 = 300;

/// The only credentials that the simulator accepts. Has no `Debug`, which would show the key.
pub(crate) struct Keys {
    pub(crate) secret_id: String,
    pub(crate) secret_key: String,
    pub(crate) token: Option<String>,
}

/// The parts of a request that its signature covers.
pub(crate) struct SignedParts<'a> {
    pub(crate) method: &'a str,
    pub(crate) query: &'a str,
    pub(crate) headers: &'a HeaderMap,
    pub(crate) body: &'a [u8],
}

/// Checks that a request was signed with these keys for this service, at most five minutes before
/// or after `now`, and has the token of the keys if there is one.
pub(crate) fn verify(
    keys: &Keys,
    service: &str,
    headers: &RequestHeaders<'_>,
    signed_parts: &SignedParts<'_>,
    now: Timestamp,
) -> Result<(), ApiError> {
    let authorization = Authorization::parse(headers.authorization)?;
    if authorization.secret_id != keys.secret_id {
        return Err(ApiError::new(
            "AuthFailure.SecretIdNotFound",
            "there is no key with this secret id",
        ));
    }
    check_time(&authorization, headers.timestamp, now)?;
    if authorization.service != service {
        return Err(invalid_authorization(format!("the signed service is not {service}")));
    }
    for required_name in ["content-type", "host"] {
        if !authorization.signed_headers().any(|name| name == required_name) {
            return Err(invalid_authorization(format!("the header {required_name} is not signed")));
        }
    }
    check_signature(keys, &authorization, headers.timestamp, signed_parts)?;
    if keys.token.is_some() && headers.token != keys.token.as_deref() {
        return Err(ApiError::new(
            "AuthFailure.TokenFailure",
            "X-TC-Token is not the token of these credentials",
        ));
    }
    Ok(())
}

fn check_time(
    authorization: &Authorization<'_>,
    timestamp: i64,
    now: Timestamp,
) -> Result<(), ApiError> {
    let refuse = |message| Err(ApiError::new("AuthFailure.SignatureExpire", message));
    if timestamp.abs_diff(now.as_second()) > MAX_SKEW_SECONDS {
        return refuse("X-TC-Timestamp differs from the service's clock by more than five minutes");
    }
    let utc_date =
        Timestamp::from_second(timestamp).map(|time| time.strftime("%Y-%m-%d").to_string());
    if utc_date.is_ok_and(|date| date == authorization.date) {
        Ok(())
    } else {
        refuse("the signed date is not the UTC date of X-TC-Timestamp")
    }
}

fn check_signature(
    keys: &Keys,
    authorization: &Authorization<'_>,
    timestamp: i64,
    signed_parts: &SignedParts<'_>,
) -> Result<(), ApiError> {
    // In the published algorithm header values are signed in lower case. Official clients sign the
    // values of content-type and host as sent, and the service accepts both.
    for value_case in [ValueCase::Lower, ValueCase::AsSent] {
        let canonical_text = canonical_request(authorization, signed_parts, value_case)?;
        let expected = sign(&keys.secret_key, authorization, timestamp, &canonical_text)
            .map_err(|error| ApiError::new("InternalError", error.to_string()))?;
        if bool::from(expected.as_bytes().ct_eq(authorization.signature.as_bytes())) {
            return Ok(());
        }
    }
    Err(ApiError::new(
        "AuthFailure.SignatureFailure",
        "the signature does not match the request and the secret key",
    ))
}

/// The case of header values in the canonical request.
#[derive(Debug, Clone, Copy)]
enum ValueCase {
    /// Every value is in lower case.
    Lower,
    /// The values of content-type and host are as sent, the others in lower case.
    AsSent,
}

fn canonical_request(
    authorization: &Authorization<'_>,
    signed_parts: &SignedParts<'_>,
    value_case: ValueCase,
) -> Result<String, ApiError> {
    let mut header_lines = String::new();
    for name in authorization.signed_headers() {
        let value = headers::text(signed_parts.headers, name)
            .ok_or_else(|| invalid_authorization(format!("the signed header {name} was not sent")))?
            .trim();
        let signed_value = match value_case {
            ValueCase::AsSent if matches!(name, "content-type" | "host") => value.to_owned(),
            _ => value.to_lowercase(),
        };
        header_lines.push_str(&format!("{name}:{signed_value}\n"));
    }
    Ok(format!(
        "{}\n/\n{}\n{header_lines}\n{}\n{}",
        signed_parts.method,
        signed_parts.query,
        authorization.header_names,
        sha256_hex(signed_parts.body)
    ))
}

fn sign(
    secret_key: &str,
    authorization: &Authorization<'_>,
    timestamp: i64,
    canonical_text: &str,
) -> Result<String, InvalidLength> {
    let Authorization { date, service, .. } = authorization;
    let text = format!(
        "{ALGORITHM}\n{timestamp}\n{date}/{service}/tc3_request\n{}",
        sha256_hex(canonical_text.as_bytes())
    );
    let key = hmac(format!("TC3{secret_key}").as_bytes(), date)?;
    let key = hmac(&key, service)?;
    let key = hmac(&key, "tc3_request")?;
    Ok(hex::encode(hmac(&key, &text)?))
}

fn hmac(key: &[u8], message: &str) -> Result<[u8; 32], InvalidLength> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key)?;
    mac.update(message.as_bytes());
    Ok(mac.finalize().into_bytes().into())
}

fn sha256_hex(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

#[cfg(test)]
pub(crate) mod tests;
