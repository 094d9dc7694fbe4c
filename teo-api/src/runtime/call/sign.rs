//! TC3-HMAC-SHA256, the signature of the API, as a pure function over borrowed data.
//!
//! It knows no clock, no credentials and no transport, so tests can compare it with vectors.

use std::fmt;

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

const ALGORITHM: &str = "TC3-HMAC-SHA256";

/// A request to sign, without the key. Its path is always `/`.
///
/// ```
/// use teo_api::runtime::sign::Signing;
///
/// let headers = [("content-type", "application/json"), ("host", "teo.tencentcloudapi.com")];
/// let signature = Signing::new("teo", 1_551_113_065)
///     .headers(&headers)
///     .payload(br#"{"Limit": 1}"#)
///     .sign("AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE", "Gu5t9xGARNpq86cd98joQYCN3EXAMPLE");
/// assert!(signature.authorization().ends_with(signature.signature()));
/// ```
#[derive(Debug, Clone, Copy)]
#[must_use]
pub struct Signing<'a> {
    service: &'a str,
    timestamp: i64,
    method: &'a str,
    query: &'a str,
    headers: &'a [(&'a str, &'a str)],
    payload: &'a [u8],
}

/// A signature, and the texts that it was computed from. Debug does not show it, since it is a secret
/// while it is valid.
pub struct Signature {
    canonical_request: String,
    string_to_sign: String,
    signature: String,
    authorization: String,
}

impl<'a> Signing<'a> {
    /// A POST request without headers and body. The service is a name such as `teo`, never taken from
    /// the host; the timestamp is in seconds since 1970, as sent in `X-TC-Timestamp`.
    pub fn new(service: &'a str, timestamp: i64) -> Self {
        Self { service, timestamp, method: "POST", query: "", headers: &[], payload: &[] }
    }

    /// Sets the HTTP method, in upper case. Defaults to POST.
    pub fn method(mut self, method: &'a str) -> Self {
        self.method = method;
        self
    }

    /// Sets the query string. A POST request has none.
    pub fn query(mut self, query: &'a str) -> Self {
        self.query = query;
        self
    }

    /// Sets the headers to sign, with names in lower case and in alphabetical order.
    pub fn headers(mut self, headers: &'a [(&'a str, &'a str)]) -> Self {
        self.headers = headers;
        self
    }

    /// Sets the body, exactly as sent.
    pub fn payload(mut self, payload: &'a [u8]) -> Self {
        self.payload = payload;
        self
    }

    /// Computes the signature with the key that is derived from the secret key. The secret id becomes
    /// part of the Authorization header.
    #[must_use]
    pub fn sign(&self, secret_id: &str, secret_key: &str) -> Signature {
        let canonical_request = self.canonical_request();
        let date = self.date();
        let scope = format!("{date}/{}/tc3_request", self.service);
        let string_to_sign = format!(
            "{ALGORITHM}\n{}\n{scope}\n{}",
            self.timestamp,
            sha256_hex(canonical_request.as_bytes())
        );
        let key = hmac_sha256(format!("TC3{secret_key}").as_bytes(), &date);
        let key = hmac_sha256(&hmac_sha256(&key, self.service), "tc3_request");
        let signature = hex::encode(hmac_sha256(&key, &string_to_sign));
        let authorization = format!(
            "{ALGORITHM} Credential={secret_id}/{scope}, SignedHeaders={}, Signature={signature}",
            self.signed_headers()
        );
        Signature { canonical_request, string_to_sign, signature, authorization }
    }

    fn canonical_request(&self) -> String {
        let mut text = format!("{}\n/\n{}\n", self.method, self.query);
        for (name, value) in self.headers {
            text.push_str(name);
            text.push(':');
            text.push_str(&value.trim().to_lowercase());
            text.push('\n');
        }
        text + "\n" + &self.signed_headers() + "\n" + &sha256_hex(self.payload)
    }

    fn signed_headers(&self) -> String {
        let names: Vec<&str> = self.headers.iter().map(|(name, _)| *name).collect();
        names.join(";")
    }

    /// The date in UTC; for a timestamp beyond the calendar, the last date of the calendar.
    fn date(&self) -> String {
        let time = jiff::Timestamp::from_second(self.timestamp).unwrap_or(jiff::Timestamp::MAX);
        let mut text = time.to_string();
        text.truncate("YYYY-MM-DD".len());
        text
    }
}

impl Signature {
    /// The canonical request.
    #[must_use]
    pub fn canonical_request(&self) -> &str {
        &self.canonical_request
    }

    /// The string to sign.
    #[must_use]
    pub fn string_to_sign(&self) -> &str {
        &self.string_to_sign
    }

    /// The signature in hexadecimal.
    #[must_use]
    pub fn signature(&self) -> &str {
        &self.signature
    }

    /// The value of the Authorization header.
    #[must_use]
    pub fn authorization(&self) -> &str {
        &self.authorization
    }
}

impl fmt::Debug for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Signature(<redacted>)")
    }
}

fn sha256_hex(data: &[u8]) -> String {
    hex::encode(Sha256::digest(data))
}

fn hmac_sha256(key: &[u8], message: &str) -> [u8; 32] {
    #[expect(clippy::expect_used, reason = "the message proves it")]
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes keys of any length");
    mac.update(message.as_bytes());
    mac.finalize().into_bytes().into()
}
