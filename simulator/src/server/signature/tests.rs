#![allow(clippy::unwrap_used)]

use super::*;

const EXAMPLE_ID: &str = "AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE";
const EXAMPLE_KEY: &str = "Gu5t9xGARNpq86cd98joQYCN3EXAMPLE";
const CVM_BODY: &[u8] =
    br#"{"Limit": 1, "Filters": [{"Values": ["\u672a\u547d\u540d"], "Name": "instance-name"}]}"#;
const SIGNED_AT: i64 = 1_551_113_065;

/// Makes the Authorization header that a client with these keys sends with these headers by POST.
pub(crate) fn authorize(keys: &Keys, timestamp: i64, headers: &HeaderMap, body: &[u8]) -> String {
    authorize_parts(keys, timestamp, &SignedParts { method: "POST", query: "", headers, body })
}

/// Makes the Authorization header for any method and query.
pub(crate) fn authorize_parts(
    keys: &Keys,
    timestamp: i64,
    signed_parts: &SignedParts<'_>,
) -> String {
    let time = Timestamp::from_second(timestamp).unwrap();
    let date = time.strftime("%Y-%m-%d").to_string();
    let authorization = Authorization {
        secret_id: &keys.secret_id,
        date: &date,
        service: "teo",
        header_names: "content-type;host",
        signature: "",
    };
    let host = signed_parts.headers["host"].to_str().unwrap();
    let canonical_text =
        canonical_request(&authorization, signed_parts, host, ValueCase::Lower).unwrap();
    let signature = sign(&keys.secret_key, &authorization, timestamp, &canonical_text).unwrap();
    format!(
        "{ALGORITHM} Credential={}/{date}/teo/tc3_request, SignedHeaders=content-type;host, Signature={signature}",
        keys.secret_id
    )
}

/// A signed request. Each test changes one part of it and checks the result.
struct Case {
    keys: Keys,
    service: &'static str,
    credential: String,
    headers: Vec<(&'static str, &'static str)>,
    signed_headers: &'static str,
    body: &'static [u8],
    signature: &'static str,
    token: Option<&'static str>,
    now: i64,
}

impl Case {
    fn from_published_example() -> Self {
        Self {
            keys: Keys {
                secret_id: EXAMPLE_ID.into(),
                secret_key: EXAMPLE_KEY.into(),
                token: None,
            },
            service: "cvm",
            credential: format!("{EXAMPLE_ID}/2019-02-25/cvm/tc3_request"),
            headers: vec![
                ("content-type", "application/json; charset=utf-8"),
                ("host", "cvm.tencentcloudapi.com"),
                ("x-tc-action", "DescribeInstances"),
            ],
            signed_headers: "content-type;host",
            body: CVM_BODY,
            signature: "72e494ea809ad7a8c8f7a4507b9bddcbaa8e581f516e8da2f66e2c5a96525168",
            token: None,
            now: SIGNED_AT,
        }
    }

    /// Returns `accepted` or the code of the error.
    fn result(&self) -> &'static str {
        let spec = crate::test_spec::embedded();
        let mut headers: HeaderMap = self
            .headers
            .iter()
            .map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()))
            .collect();
        let authorization = format!(
            "{ALGORITHM} Credential={}, SignedHeaders={}, Signature={}",
            self.credential, self.signed_headers, self.signature
        );
        headers.insert("authorization", authorization.parse().unwrap());
        let common = CommonParameters {
            action: &spec.actions["DescribePrefetchTasks"],
            timestamp: SIGNED_AT,
            token: self.token,
        };
        let signed_parts =
            SignedParts { method: "POST", query: "", headers: &headers, body: self.body };
        let now = Timestamp::from_second(self.now).unwrap();
        match verify(&self.keys, self.service, &common, &signed_parts, now) {
            Ok(()) => "accepted",
            Err(error) => error.own_code(),
        }
    }
}

#[test]
fn the_published_signature_is_accepted() {
    assert_eq!(Case::from_published_example().result(), "accepted");
}

#[test]
fn the_older_published_signature_is_accepted() {
    let mut case = Case::from_published_example();
    case.keys.secret_key = "Gu5t9xGARNpq86cd98joQYCN3*******".into();
    case.signature = "2230eefd229f582d8b1b891af7107b91597240707d778ab3738f756258d7652c";
    assert_eq!(case.result(), "accepted");
}

#[test]
fn the_current_published_signature_covers_the_action_in_lower_case() {
    let mut case = Case::from_published_example();
    let asterisks = "*".repeat(32);
    case.keys.secret_id = format!("AKID{asterisks}");
    case.credential = format!("AKID{asterisks}/2019-02-25/cvm/tc3_request");
    case.keys.secret_key = asterisks;
    case.signed_headers = "content-type;host;x-tc-action";
    case.signature = "10b1a37a7301a02ca19a647ad722d5e43b4b3cff309d421d85b46093f6ab6c4f";
    assert_eq!(case.result(), "accepted");
}

#[test]
fn the_signature_of_an_official_client_is_accepted() {
    let mut case = Case::from_published_example();
    case.service = "teo";
    case.credential = format!("{EXAMPLE_ID}/2019-02-25/teo/tc3_request");
    case.headers = vec![("content-type", "application/json"), ("host", "teo.tencentcloudapi.com")];
    case.body = br#"{"Limit": 1}"#;
    case.signature = "8f55982a6937b6daff90c18f89c1b37244fbc9930a70e07e3e1d96a0306109f7";
    assert_eq!(case.result(), "accepted");
}

#[test]
fn a_header_value_sent_in_mixed_case_may_be_signed_in_lower_case() {
    let mut case = Case::from_published_example();
    case.headers[0] = ("content-type", " Application/JSON; charset=UTF-8 ");
    assert_eq!(case.result(), "accepted");
}

#[test]
fn a_content_type_may_be_signed_as_it_was_sent() {
    let mut case = Case::from_published_example();
    case.headers[0] = ("content-type", "application/json; charset=UTF-8");
    let names = "content-type;host";
    let canonical_text = format!(
        "POST\n/\n\ncontent-type:application/json; charset=UTF-8\nhost:cvm.tencentcloudapi.com\n\n{names}\n{}",
        sha256_hex(CVM_BODY)
    );
    let authorization = Authorization {
        secret_id: EXAMPLE_ID,
        date: "2019-02-25",
        service: "cvm",
        header_names: names,
        signature: "",
    };
    let signature = sign(EXAMPLE_KEY, &authorization, SIGNED_AT, &canonical_text).unwrap();
    case.signature = Box::leak(signature.into_boxed_str());
    assert_eq!(case.result(), "accepted");
}

#[test]
fn a_changed_body_header_or_key_breaks_the_signature() {
    let mut other_body = Case::from_published_example();
    other_body.body = b"{}";
    let mut other_host = Case::from_published_example();
    other_host.headers[1] = ("host", "127.0.0.1:8000");
    let mut other_key = Case::from_published_example();
    other_key.keys.secret_key.push('x');
    for case in [other_body, other_host, other_key] {
        assert_eq!(case.result(), "AuthFailure.SignatureFailure");
    }
}

#[test]
fn an_unknown_id_and_a_wrong_key_are_different_errors() {
    let mut case = Case::from_published_example();
    case.keys.secret_id.push('x');
    assert_eq!(case.result(), "AuthFailure.SecretIdNotFound");
}

#[test]
fn a_signature_is_valid_five_minutes_before_and_after_its_time() {
    for (skew, expected) in [
        (300, "accepted"),
        (-300, "accepted"),
        (301, "AuthFailure.SignatureExpire"),
        (-301, "AuthFailure.SignatureExpire"),
    ] {
        let mut case = Case::from_published_example();
        case.now += skew;
        assert_eq!(case.result(), expected, "{skew}");
    }
}

#[test]
fn the_signed_date_must_be_the_utc_date_of_the_timestamp() {
    let mut case = Case::from_published_example();
    case.credential = format!("{EXAMPLE_ID}/2019-02-26/cvm/tc3_request");
    assert_eq!(case.result(), "AuthFailure.SignatureExpire");
}

#[test]
fn another_service_or_an_unsigned_host_is_refused() {
    let mut other_service = Case::from_published_example();
    other_service.service = "teo";
    let mut unsigned_host = Case::from_published_example();
    unsigned_host.signed_headers = "content-type";
    let mut missing_header = Case::from_published_example();
    missing_header.signed_headers = "content-type;host;x-absent";
    for case in [other_service, unsigned_host, missing_header] {
        assert_eq!(case.result(), "AuthFailure.InvalidAuthorization");
    }
}

#[test]
fn the_token_must_belong_to_the_credentials() {
    for (token, expected) in [
        (Some("right"), "accepted"),
        (Some("wrong"), "AuthFailure.TokenFailure"),
        (None, "AuthFailure.TokenFailure"),
    ] {
        let mut case = Case::from_published_example();
        case.keys.token = Some("right".into());
        case.token = token;
        assert_eq!(case.result(), expected);
    }
}

#[test]
fn a_request_without_an_authorization_header_is_refused() {
    let spec = crate::test_spec::embedded();
    let action = &spec.actions["DescribePrefetchTasks"];
    let common = CommonParameters { action, timestamp: SIGNED_AT, token: None };
    let headers = HeaderMap::new();
    let signed_parts = SignedParts { method: "POST", query: "", headers: &headers, body: b"" };
    let keys = Case::from_published_example().keys;
    let now = Timestamp::from_second(SIGNED_AT).unwrap();
    let error = verify(&keys, "teo", &common, &signed_parts, now).unwrap_err();
    assert_eq!(error.code, "AuthFailure.InvalidAuthorization");
}

#[test]
fn a_body_that_is_declared_as_unsigned_may_be_any() {
    let mut case = Case::from_published_example();
    case.headers.push(("x-tc-content-sha256", UNSIGNED_PAYLOAD));
    assert_eq!(case.result(), "AuthFailure.SignatureFailure");
    // Made with the official Python SDK's `unsignedPayload` for the same request.
    case.signature = "046973eb8aff090a93ae075243c90c0b1df77954c7e4f0821f4750e2d49fc193";
    for body in [CVM_BODY, b"{}"] {
        case.body = body;
        assert_eq!(case.result(), "accepted");
    }
}

#[test]
fn case_7_a_host_on_loopback_may_be_signed_without_its_port() {
    for (host, expected) in [
        ("teo.localhost:8000", "accepted"),
        ("teo.tencentcloudapi.com:8000", "AuthFailure.SignatureFailure"),
    ] {
        let mut case = Case::from_published_example();
        let signed_host = host.trim_end_matches(":8000");
        let signed_headers: HeaderMap =
            [("content-type", case.headers[0].1), ("host", signed_host)]
                .iter()
                .map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()))
                .collect();
        let header = authorize(&case.keys, SIGNED_AT, &signed_headers, CVM_BODY);
        case.service = "teo";
        case.credential = format!("{EXAMPLE_ID}/2019-02-25/teo/tc3_request");
        case.headers[1] = ("host", host);
        let (_, signature) = header.split_once("Signature=").unwrap();
        case.signature = Box::leak(signature.to_owned().into_boxed_str());
        assert_eq!(case.result(), expected, "{host}");
    }
}
