//! The Authorization header in its parts: who signs, for which day and service, which headers, and
//! the signature. Anything that is not of the published shape is refused here.

use super::malformed;
use crate::fault::Fault;

pub(super) const ALGORITHM: &str = "TC3-HMAC-SHA256";

#[derive(Debug, PartialEq, Eq)]
pub(super) struct Authorization<'a> {
    pub(super) secret_id: &'a str,
    pub(super) date: &'a str,
    pub(super) service: &'a str,
    /// As sent: names with `;` between them.
    pub(super) header_names: &'a str,
    pub(super) signature: &'a str,
}

impl<'a> Authorization<'a> {
    pub(super) fn parse(header: &'a str) -> Result<Self, Fault> {
        let (algorithm, rest) = header
            .trim()
            .split_once(' ')
            .ok_or_else(|| malformed("Authorization is not an algorithm with its parts"))?;
        if algorithm != ALGORITHM {
            return Err(malformed(format!("the algorithm is not {ALGORITHM}")));
        }
        let part = |name: &str| {
            rest.split(',')
                .filter_map(|part| part.trim().split_once('='))
                .find(|(key, _)| *key == name)
                .map(|(_, value)| value)
                .filter(|value| !value.is_empty())
                .ok_or_else(|| malformed(format!("Authorization has no {name}")))
        };
        let (secret_id, date, service) = scope(part("Credential")?)
            .ok_or_else(|| malformed("Credential is not id/date/service/tc3_request"))?;
        let parsed = Self {
            secret_id,
            date,
            service,
            header_names: part("SignedHeaders")?,
            signature: part("Signature")?,
        };
        parsed.check_names()?;
        Ok(parsed)
    }

    pub(super) fn signed_headers(&self) -> impl Iterator<Item = &'a str> {
        self.header_names.split(';')
    }

    fn check_names(&self) -> Result<(), Fault> {
        if self.signed_headers().any(|name| name != name.to_lowercase()) {
            return Err(malformed("SignedHeaders is not in lower case"));
        }
        if !self.signed_headers().is_sorted_by(|a, b| a < b) {
            return Err(malformed("SignedHeaders is not sorted, or names one twice"));
        }
        Ok(())
    }
}

/// Id, date and service. Read from the end, as only the id can hold a slash.
fn scope(credential: &str) -> Option<(&str, &str, &str)> {
    let (rest, "tc3_request") = credential.rsplit_once('/')? else {
        return None;
    };
    let (rest, service) = rest.rsplit_once('/')?;
    let (id, date) = rest.rsplit_once('/')?;
    Some((id, date, service))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn a_header_of_the_published_shape_is_taken_apart() {
        let header = "TC3-HMAC-SHA256 Credential=id/2019-02-25/teo/tc3_request, \
                      SignedHeaders=content-type;host, Signature=ab";
        let parsed = Authorization::parse(header).unwrap();
        let expected = Authorization {
            secret_id: "id",
            date: "2019-02-25",
            service: "teo",
            header_names: "content-type;host",
            signature: "ab",
        };
        assert_eq!(parsed, expected);
    }

    #[test]
    fn any_other_shape_is_refused() {
        for header in [
            "",
            "SKIP",
            "TC3-HMAC-SHA256",
            "TC3-HMAC-SHA1 Credential=i/d/s/tc3_request, SignedHeaders=host, Signature=a",
            "TC3-HMAC-SHA256 Credential=i/d/tc3_request, SignedHeaders=host, Signature=a",
            "TC3-HMAC-SHA256 Credential=i/d/s/tc2_request, SignedHeaders=host, Signature=a",
            "TC3-HMAC-SHA256 Credential=i/d/s/tc3_request, SignedHeaders=host",
            "TC3-HMAC-SHA256 Credential=i/d/s/tc3_request, SignedHeaders=, Signature=a",
            "TC3-HMAC-SHA256 Credential=i/d/s/tc3_request, SignedHeaders=Host, Signature=a",
            "TC3-HMAC-SHA256 Credential=i/d/s/tc3_request, SignedHeaders=host;a, Signature=a",
            "TC3-HMAC-SHA256 Credential=i/d/s/tc3_request, SignedHeaders=a;a, Signature=a",
        ] {
            let fault = Authorization::parse(header).unwrap_err();
            assert_eq!(fault.code, "AuthFailure.InvalidAuthorization", "{header}");
        }
    }
}
