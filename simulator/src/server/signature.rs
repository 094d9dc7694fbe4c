//! Verifies TC3-HMAC-SHA256 signatures as the service does: computes the signature of the received
//! request and compares it with the signature in the Authorization header. This module follows the
//! published algorithm and shares no code with the client, so that it does not repeat an error in
//! the client's signing.

mod authorization;

use axum::http::{HeaderMap, header};
use hmac::digest::InvalidLength;
use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use super::common_parameters::{CommonParameters, header_text};
use super::host::signed_hosts;
use crate::api_error::ApiError;
use authorization::{ALGORITHM, Authorization, invalid_authorization};

/// The maximum difference between the time of a request and the clock of the service.
const MAX_SKEW_SECONDS: u64 = 300;

const UNSIGNED_PAYLOAD: &str = "UNSIGNED-PAYLOAD";

/// The only credentials that the simulator accepts. Has no `Debug`, which would show the key.
pub(crate) struct Keys {
    pub(crate) secret_id: String,
    pub(crate) secret_key: String,
    pub(crate) token: Option<String>,
}

impl Keys {
    pub(crate) fn check_id(&self, secret_id: &str) -> Result<(), ApiError> {
        if secret_id == self.secret_id {
            return Ok(());
        }
        Err(ApiError::new("AuthFailure.SecretIdNotFound", "there is no key with this secret id"))
    }

    /// Checks that a request has the token of the keys if there is one.
    pub(crate) fn check_token(&self, token: Option<&str>) -> Result<(), ApiError> {
        if self.token.is_none() || token == self.token.as_deref() {
            return Ok(());
        }
        Err(ApiError::new(
            "AuthFailure.TokenFailure",
            "the token of the request is not the token of these credentials",
        ))
    }
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
    common: &CommonParameters<'_>,
    signed_parts: &SignedParts<'_>,
    now: Timestamp,
) -> Result<(), ApiError> {
    let authorization = header_text(signed_parts.headers, header::AUTHORIZATION.as_str())
        .ok_or_else(|| invalid_authorization("there is no Authorization header"))?;
    let authorization = Authorization::parse(authorization)?;
    keys.check_id(authorization.secret_id)?;
    check_age(common.timestamp, now)?;
    check_date(&authorization, common.timestamp)?;
    if authorization.service != service {
        return Err(invalid_authorization(format!("the signed service is not {service}")));
    }
    for required_name in ["content-type", "host"] {
        if !authorization.signed_headers().any(|name| name == required_name) {
            return Err(invalid_authorization(format!("the header {required_name} is not signed")));
        }
    }
    check_signature(keys, &authorization, common.timestamp, signed_parts)?;
    keys.check_token(common.token)
}

/// Checks that the time of a request is at most five minutes before or after `now`.
pub(crate) fn check_age(timestamp: i64, now: Timestamp) -> Result<(), ApiError> {
    if timestamp.abs_diff(now.as_second()) <= MAX_SKEW_SECONDS {
        return Ok(());
    }
    Err(signature_expire(
        "the time of the request differs from the service's clock by more than five minutes",
    ))
}

fn check_date(authorization: &Authorization<'_>, timestamp: i64) -> Result<(), ApiError> {
    let utc_date =
        Timestamp::from_second(timestamp).map(|time| time.strftime("%Y-%m-%d").to_string());
    if utc_date.is_ok_and(|date| date == authorization.date) {
        return Ok(());
    }
    Err(signature_expire("the signed date is not the UTC date of X-TC-Timestamp"))
}

fn signature_expire(message: &str) -> ApiError {
    ApiError::new("AuthFailure.SignatureExpire", message)
}

/// Makes the error for a signature of other keys or of another request.
pub(crate) fn signature_failure() -> ApiError {
    ApiError::new(
        "AuthFailure.SignatureFailure",
        "the signature does not match the request and the secret key",
    )
}

fn check_signature(
    keys: &Keys,
    authorization: &Authorization<'_>,
    timestamp: i64,
    signed_parts: &SignedParts<'_>,
) -> Result<(), ApiError> {
    // In the published algorithm header values are signed in lower case. Official clients sign the
    // values of content-type and host as sent, and the service accepts both.
    for host in signed_hosts(signed_parts.headers) {
        for value_case in [ValueCase::Lower, ValueCase::AsSent] {
            let canonical_text = canonical_request(authorization, signed_parts, host, value_case)?;
            let expected = sign(&keys.secret_key, authorization, timestamp, &canonical_text)
                .map_err(|error| ApiError::new("InternalError", error.to_string()))?;
            if bool::from(expected.as_bytes().ct_eq(authorization.signature.as_bytes())) {
                return Ok(());
            }
        }
    }
    Err(signature_failure())
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
    host: &str,
    value_case: ValueCase,
) -> Result<String, ApiError> {
    let mut header_lines = String::new();
    for name in authorization.signed_headers() {
        let sent = header_text(signed_parts.headers, name).ok_or_else(|| {
            invalid_authorization(format!("the signed header {name} was not sent"))
        })?;
        let value = if name == "host" { host } else { sent.trim() };
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
        sha256_hex(signed_parts.payload())
    ))
}

impl SignedParts<'_> {
    /// Returns what is signed in place of the body: the body, or the text that says that it is not
    /// signed, which every official SDK can be told to send.
    fn payload(&self) -> &[u8] {
        match header_text(self.headers, "X-TC-Content-SHA256") {
            Some(UNSIGNED_PAYLOAD) => UNSIGNED_PAYLOAD.as_bytes(),
            _ => self.body,
        }
    }
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
