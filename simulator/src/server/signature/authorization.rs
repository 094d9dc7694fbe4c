//! Parses the Authorization header: secret id, date, service, names of the signed headers, and
//! signature. Refuses a header that does not have the published form.

use crate::api_error::ApiError;

pub(super) const ALGORITHM: &str = "TC3-HMAC-SHA256";

#[derive(Debug, PartialEq, Eq)]
pub(super) struct Authorization<'a> {
    pub(super) secret_id: &'a str,
    pub(super) date: &'a str,
    pub(super) service: &'a str,
    /// The names of the signed headers as sent, separated by `;`.
    pub(super) header_names: &'a str,
    pub(super) signature: &'a str,
}

impl<'a> Authorization<'a> {
    pub(super) fn parse(header: &'a str) -> Result<Self, ApiError> {
        let (algorithm, rest) = header.trim().split_once(' ').ok_or_else(|| {
            invalid_authorization("Authorization has no space after the algorithm")
        })?;
        if algorithm != ALGORITHM {
            return Err(invalid_authorization(format!("the algorithm is not {ALGORITHM}")));
        }
        let part = |name: &str| {
            rest.split(',')
                .filter_map(|pair| pair.trim().split_once('='))
                .find(|(key, _)| *key == name)
                .map(|(_, value)| value)
                .filter(|value| !value.is_empty())
                .ok_or_else(|| invalid_authorization(format!("Authorization has no {name}")))
        };
        let (secret_id, date, service) =
            split_credential(part("Credential")?).ok_or_else(|| {
                invalid_authorization("Credential is not id/date/service/tc3_request")
            })?;
        let authorization = Self {
            secret_id,
            date,
            service,
            header_names: part("SignedHeaders")?,
            signature: part("Signature")?,
        };
        authorization.check_header_names()?;
        Ok(authorization)
    }

    pub(super) fn signed_headers(&self) -> impl Iterator<Item = &'a str> {
        self.header_names.split(';')
    }

    fn check_header_names(&self) -> Result<(), ApiError> {
        if self.signed_headers().any(|name| name != name.to_lowercase()) {
            return Err(invalid_authorization("SignedHeaders is not in lower case"));
        }
        if !self.signed_headers().is_sorted_by(|a, b| a < b) {
            return Err(invalid_authorization(
                "SignedHeaders is not sorted, or lists a header twice",
            ));
        }
        Ok(())
    }
}

/// Splits a credential into id, date and service. Starts at the end, because only the id may
/// contain a slash.
fn split_credential(credential: &str) -> Option<(&str, &str, &str)> {
    let (rest, "tc3_request") = credential.rsplit_once('/')? else {
        return None;
    };
    let (rest, service) = rest.rsplit_once('/')?;
    let (id, date) = rest.rsplit_once('/')?;
    Some((id, date, service))
}

/// Makes an error for an Authorization header that cannot be verified.
pub(super) fn invalid_authorization(message: impl Into<String>) -> ApiError {
    ApiError::new("AuthFailure.InvalidAuthorization", message)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn a_header_of_the_published_form_is_parsed() {
        let header = "TC3-HMAC-SHA256 Credential=id/2019-02-25/teo/tc3_request, \
                      SignedHeaders=content-type;host, Signature=ab";
        let authorization = Authorization::parse(header).unwrap();
        let expected = Authorization {
            secret_id: "id",
            date: "2019-02-25",
            service: "teo",
            header_names: "content-type;host",
            signature: "ab",
        };
        assert_eq!(authorization, expected);
    }

    #[test]
    fn a_header_of_another_form_is_refused() {
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
            let error = Authorization::parse(header).unwrap_err();
            assert_eq!(error.code, "AuthFailure.InvalidAuthorization", "{header}");
        }
    }
}
