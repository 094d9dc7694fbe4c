//! Verifies the older signature, HmacSHA1 or HmacSHA256, which stands among the parameters of a request.
//! It covers the method, the host and all other parameters, sorted by name. Like the other signature, it
//! shares no code with the client.

use axum::http::{HeaderMap, Method};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::digest::InvalidLength;
use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use sha1::Sha1;
use sha2::Sha256;
use subtle::ConstantTimeEq;

use super::common_parameters::{CommonParameters, Source};
use super::flat_parameters::FlatParameters;
use super::host::signed_hosts;
use super::signature::{Keys, check_age, signature_failure};
use crate::api_error::ApiError;

/// The names of the parameters that are not the action's own.
pub(crate) const COMMON_PARAMETERS: [&str; 11] = [
    "Action",
    "Language",
    "Nonce",
    "Region",
    "RequestClient",
    "SecretId",
    "Signature",
    "SignatureMethod",
    "Timestamp",
    "Token",
    "Version",
];

/// The parts of a request that its signature covers.
pub(crate) struct SignedParts<'a> {
    pub(crate) method: &'a Method,
    pub(crate) headers: &'a HeaderMap,
    pub(crate) parameters: &'a FlatParameters,
}

/// Checks that a request was signed with these keys, at most five minutes before or after `now`, and has
/// the token of the keys if there is one.
pub(crate) fn verify(
    keys: &Keys,
    common: &CommonParameters<'_>,
    signed_parts: &SignedParts<'_>,
    now: Timestamp,
) -> Result<(), ApiError> {
    let parameters = Source::Parameters(signed_parts.parameters);
    keys.check_id(parameters.required("SecretId")?)?;
    parameters.required("Nonce")?;
    check_age(common.timestamp, now)?;
    // The official SDK for Ruby ends the signature with a line break.
    let signature = parameters.required("Signature")?.trim_end();
    let method = SignatureMethod::named(parameters.text("SignatureMethod"));
    for host in signed_hosts(signed_parts.headers) {
        let expected = method
            .sign(&keys.secret_key, &text_to_sign(signed_parts, host))
            .map_err(|error| ApiError::new("InternalError", error.to_string()))?;
        if bool::from(expected.as_bytes().ct_eq(signature.as_bytes())) {
            return keys.check_token(common.token);
        }
    }
    Err(signature_failure())
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum SignatureMethod {
    HmacSha1,
    HmacSha256,
}

impl SignatureMethod {
    /// Returns HmacSHA256 for its name and HmacSHA1 for anything else, as the service documents it.
    fn named(name: Option<&str>) -> Self {
        if name == Some("HmacSHA256") { Self::HmacSha256 } else { Self::HmacSha1 }
    }

    fn sign(self, secret_key: &str, text: &str) -> Result<String, InvalidLength> {
        match self {
            Self::HmacSha1 => hmac::<Hmac<Sha1>>(secret_key, text),
            Self::HmacSha256 => hmac::<Hmac<Sha256>>(secret_key, text),
        }
    }
}

fn hmac<M: Mac + KeyInit>(secret_key: &str, text: &str) -> Result<String, InvalidLength> {
    let mut mac = <M as KeyInit>::new_from_slice(secret_key.as_bytes())?;
    mac.update(text.as_bytes());
    Ok(STANDARD.encode(mac.finalize().into_bytes()))
}

/// Names and values are signed as they were before they were encoded.
fn text_to_sign(signed_parts: &SignedParts<'_>, host: &str) -> String {
    let mut parameters: Vec<_> =
        signed_parts.parameters.iter().filter(|(name, _)| *name != "Signature").collect();
    parameters.sort_unstable();
    let pairs: Vec<_> = parameters.iter().map(|(name, value)| format!("{name}={value}")).collect();
    format!("{}{host}/?{}", signed_parts.method, pairs.join("&"))
}

#[cfg(test)]
pub(crate) mod tests;
