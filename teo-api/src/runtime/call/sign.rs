//! TC3-HMAC-SHA256, the signature of the API, as a pure function over borrowed data.
//!
//! It knows no clock, no credentials and no transport, so tests can compare it with vectors.

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

const ALGORITHM: &str = "TC3-HMAC-SHA256";

/// A request to sign. Its path is always `/`.
pub struct Signing<'a> {
    /// Secret id, part of the Authorization header.
    pub secret_id: &'a str,
    /// Secret key, from which [`sign`](Self::sign) derives the signing key.
    pub secret_key: &'a str,
    /// Service, such as `teo`; never taken from the host.
    pub service: &'a str,
    /// Seconds since 1970, as sent in `X-TC-Timestamp`.
    pub timestamp: i64,
    /// HTTP method in upper case.
    pub method: &'a str,
    /// Query string, empty for POST.
    pub query: &'a str,
    /// Headers to sign, with names in lower case and in alphabetical order.
    pub headers: &'a [(&'a str, &'a str)],
    /// The body, exactly as sent.
    pub payload: &'a [u8],
}

/// A signature, and the texts that it was computed from. It has no Debug, since it is a secret while it
/// is valid.
pub struct Signature {
    /// The canonical request.
    pub canonical_request: String,
    /// The string to sign.
    pub string_to_sign: String,
    /// The signature in hexadecimal.
    pub signature: String,
    /// The value of the Authorization header.
    pub authorization: String,
}

impl Signing<'_> {
    /// Computes the signature.
    #[must_use]
    pub fn sign(&self) -> Signature {
        let canonical_request = self.canonical_request();
        let date = self.date();
        let scope = format!("{date}/{}/tc3_request", self.service);
        let string_to_sign = format!(
            "{ALGORITHM}\n{}\n{scope}\n{}",
            self.timestamp,
            sha256_hex(canonical_request.as_bytes())
        );
        let key = hmac_sha256(format!("TC3{}", self.secret_key).as_bytes(), &date);
        let key = hmac_sha256(&hmac_sha256(&key, self.service), "tc3_request");
        let signature = hex::encode(hmac_sha256(&key, &string_to_sign));
        let authorization = format!(
            "{ALGORITHM} Credential={}/{scope}, SignedHeaders={}, Signature={signature}",
            self.secret_id,
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

fn sha256_hex(data: &[u8]) -> String {
    hex::encode(Sha256::digest(data))
}

fn hmac_sha256(key: &[u8], message: &str) -> [u8; 32] {
    #[expect(clippy::expect_used, reason = "the message proves it")]
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes keys of any length");
    mac.update(message.as_bytes());
    mac.finalize().into_bytes().into()
}
