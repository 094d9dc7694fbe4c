//! Verifies TC3-HMAC-SHA256 as the service does: from the request as it arrived, with the key that
//! belongs to the id it names. Written from the published algorithm alone, so that a client which
//! agrees with it agrees with the service and not with itself.

mod authorization;

use axum::http::HeaderMap;
use hmac::digest::InvalidLength;
use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::fault::Fault;
use crate::head::{self, Head};
use authorization::{ALGORITHM, Authorization};

/// How far a request's time may be from the service's clock.
const MOST_SKEW_SECONDS: u64 = 300;

/// Whom the simulator knows. No Debug: it would show the key.
pub(crate) struct Keys {
    pub(crate) secret_id: String,
    pub(crate) secret_key: String,
    pub(crate) token: Option<String>,
}

/// The parts of a request that its signature covers.
pub(crate) struct Signed<'a> {
    pub(crate) method: &'a str,
    pub(crate) query: &'a str,
    pub(crate) headers: &'a HeaderMap,
    pub(crate) body: &'a [u8],
}

/// Accepts a request that was signed with these keys for this service and not long before or after
/// now.
pub(crate) fn verify(
    keys: &Keys,
    service: &str,
    head: &Head<'_>,
    signed: &Signed<'_>,
    now: Timestamp,
) -> Result<(), Fault> {
    let authorization = Authorization::parse(head.authorization)?;
    if authorization.secret_id != keys.secret_id {
        return Err(Fault::new(
            "AuthFailure.SecretIdNotFound",
            "there is no key with this secret id",
        ));
    }
    check_time(&authorization, head.timestamp, now)?;
    if authorization.service != service {
        return Err(malformed(format!("the service signed is not {service}")));
    }
    for mandatory in ["content-type", "host"] {
        if !authorization.signed_headers().any(|name| name == mandatory) {
            return Err(malformed(format!("the header {mandatory} is not signed")));
        }
    }
    check_signature(keys, &authorization, head.timestamp, signed)?;
    if keys.token.is_some() && head.token != keys.token.as_deref() {
        return Err(Fault::new(
            "AuthFailure.TokenFailure",
            "X-TC-Token is not the token of these credentials",
        ));
    }
    Ok(())
}

fn malformed(message: impl Into<String>) -> Fault {
    Fault::new("AuthFailure.InvalidAuthorization", message)
}

fn check_time(
    authorization: &Authorization<'_>,
    timestamp: i64,
    now: Timestamp,
) -> Result<(), Fault> {
    let expired = |message| Err(Fault::new("AuthFailure.SignatureExpire", message));
    if timestamp.abs_diff(now.as_second()) > MOST_SKEW_SECONDS {
        return expired("X-TC-Timestamp is more than five minutes from the service's clock");
    }
    let date = Timestamp::from_second(timestamp).map(|time| time.strftime("%Y-%m-%d").to_string());
    if date.is_ok_and(|date| date == authorization.date) {
        Ok(())
    } else {
        expired("the date signed is not the UTC date of X-TC-Timestamp")
    }
}

fn check_signature(
    keys: &Keys,
    authorization: &Authorization<'_>,
    timestamp: i64,
    signed: &Signed<'_>,
) -> Result<(), Fault> {
    // By the published algorithm values are signed in lower case. Official clients sign the two
    // mandatory ones as they send them, which the service takes as well.
    for spelling in [Spelling::LowerCase, Spelling::AsSent] {
        let canonical = canonical_request(authorization, signed, spelling)?;
        let expected = sign(&keys.secret_key, authorization, timestamp, &canonical)
            .map_err(|error| Fault::new("InternalError", error.to_string()))?;
        if bool::from(expected.as_bytes().ct_eq(authorization.signature.as_bytes())) {
            return Ok(());
        }
    }
    Err(Fault::new(
        "AuthFailure.SignatureFailure",
        "the signature is not that of this request with this key",
    ))
}

#[derive(Debug, Clone, Copy)]
enum Spelling {
    LowerCase,
    AsSent,
}

fn canonical_request(
    authorization: &Authorization<'_>,
    signed: &Signed<'_>,
    spelling: Spelling,
) -> Result<String, Fault> {
    let mut headers = String::new();
    for name in authorization.signed_headers() {
        let value = head::text(signed.headers, name)
            .ok_or_else(|| malformed(format!("the signed header {name} was not sent")))?
            .trim();
        let value = match spelling {
            Spelling::AsSent if matches!(name, "content-type" | "host") => value.to_owned(),
            _ => value.to_lowercase(),
        };
        headers.push_str(&format!("{name}:{value}\n"));
    }
    Ok(format!(
        "{}\n/\n{}\n{headers}\n{}\n{}",
        signed.method,
        signed.query,
        authorization.header_names,
        sha256_hex(signed.body)
    ))
}

fn sign(
    secret_key: &str,
    authorization: &Authorization<'_>,
    timestamp: i64,
    canonical: &str,
) -> Result<String, InvalidLength> {
    let Authorization { date, service, .. } = authorization;
    let text = format!(
        "{ALGORITHM}\n{timestamp}\n{date}/{service}/tc3_request\n{}",
        sha256_hex(canonical.as_bytes())
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
