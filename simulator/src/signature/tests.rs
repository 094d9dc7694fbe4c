#![allow(clippy::unwrap_used)]

use super::*;

const EXAMPLE_ID: &str = "AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE";
const EXAMPLE_KEY: &str = "Gu5t9xGARNpq86cd98joQYCN3EXAMPLE";
const CVM_BODY: &[u8] =
    br#"{"Limit": 1, "Filters": [{"Values": ["\u672a\u547d\u540d"], "Name": "instance-name"}]}"#;
const SIGNED_AT: i64 = 1_551_113_065;

/// The Authorization header that a client with these keys would send along with these headers.
pub(crate) fn authorize(keys: &Keys, timestamp: i64, headers: &HeaderMap, body: &[u8]) -> String {
    let date = Timestamp::from_second(timestamp).unwrap();
    let date = date.strftime("%Y-%m-%d").to_string();
    let authorization = Authorization {
        secret_id: &keys.secret_id,
        date: &date,
        service: "teo",
        header_names: "content-type;host",
        signature: "",
    };
    let signed = Signed { method: "POST", query: "", headers, body };
    let canonical = canonical_request(&authorization, &signed, Spelling::LowerCase).unwrap();
    let signature = sign(&keys.secret_key, &authorization, timestamp, &canonical).unwrap();
    format!(
        "{ALGORITHM} Credential={}/{date}/teo/tc3_request, SignedHeaders=content-type;host, Signature={signature}",
        keys.secret_id
    )
}

/// A request as a client would send it; each test changes what it is about.
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
    fn published() -> Self {
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

    fn answer(&self) -> &'static str {
        let spec = crate::stage::spec();
        let headers: HeaderMap = self
            .headers
            .iter()
            .map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()))
            .collect();
        let authorization = format!(
            "{ALGORITHM} Credential={}, SignedHeaders={}, Signature={}",
            self.credential, self.signed_headers, self.signature
        );
        let head = Head {
            action: &spec.actions["DescribePrefetchTasks"],
            timestamp: SIGNED_AT,
            authorization: &authorization,
            token: self.token,
        };
        let signed = Signed { method: "POST", query: "", headers: &headers, body: self.body };
        let now = Timestamp::from_second(self.now).unwrap();
        match verify(&self.keys, self.service, &head, &signed, now) {
            Ok(()) => "taken",
            Err(fault) => fault.code,
        }
    }
}

#[test]
fn the_published_signature_is_taken() {
    assert_eq!(Case::published().answer(), "taken");
}

#[test]
fn the_older_published_signature_is_taken() {
    let mut case = Case::published();
    case.keys.secret_key = "Gu5t9xGARNpq86cd98joQYCN3*******".into();
    case.signature = "2230eefd229f582d8b1b891af7107b91597240707d778ab3738f756258d7652c";
    assert_eq!(case.answer(), "taken");
}

#[test]
fn the_current_published_signature_covers_the_action_in_lower_case() {
    let mut case = Case::published();
    let asterisks = "*".repeat(32);
    case.keys.secret_id = format!("AKID{asterisks}");
    case.credential = format!("AKID{asterisks}/2019-02-25/cvm/tc3_request");
    case.keys.secret_key = asterisks;
    case.signed_headers = "content-type;host;x-tc-action";
    case.signature = "10b1a37a7301a02ca19a647ad722d5e43b4b3cff309d421d85b46093f6ab6c4f";
    assert_eq!(case.answer(), "taken");
}

#[test]
fn the_signature_of_an_official_client_is_taken() {
    let mut case = Case::published();
    case.service = "teo";
    case.credential = format!("{EXAMPLE_ID}/2019-02-25/teo/tc3_request");
    case.headers = vec![("content-type", "application/json"), ("host", "teo.tencentcloudapi.com")];
    case.body = br#"{"Limit": 1}"#;
    case.signature = "8f55982a6937b6daff90c18f89c1b37244fbc9930a70e07e3e1d96a0306109f7";
    assert_eq!(case.answer(), "taken");
}

#[test]
fn values_may_be_signed_in_lower_case_though_sent_otherwise() {
    let mut case = Case::published();
    case.headers[0] = ("content-type", " Application/JSON; charset=UTF-8 ");
    assert_eq!(case.answer(), "taken");
}

#[test]
fn a_content_type_may_be_signed_as_it_was_sent() {
    let mut case = Case::published();
    case.headers[0] = ("content-type", "application/json; charset=UTF-8");
    let names = "content-type;host";
    let canonical = format!(
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
    let signature = sign(EXAMPLE_KEY, &authorization, SIGNED_AT, &canonical).unwrap();
    case.signature = Box::leak(signature.into_boxed_str());
    assert_eq!(case.answer(), "taken");
}

#[test]
fn a_changed_body_header_or_key_breaks_the_signature() {
    let mut body = Case::published();
    body.body = b"{}";
    let mut host = Case::published();
    host.headers[1] = ("host", "127.0.0.1:8000");
    let mut key = Case::published();
    key.keys.secret_key.push('x');
    for case in [body, host, key] {
        assert_eq!(case.answer(), "AuthFailure.SignatureFailure");
    }
}

#[test]
fn an_unknown_id_is_told_from_a_wrong_key() {
    let mut case = Case::published();
    case.keys.secret_id.push('x');
    assert_eq!(case.answer(), "AuthFailure.SecretIdNotFound");
}

#[test]
fn a_signature_lasts_five_minutes_either_way() {
    for (skew, answer) in [
        (300, "taken"),
        (-300, "taken"),
        (301, "AuthFailure.SignatureExpire"),
        (-301, "AuthFailure.SignatureExpire"),
    ] {
        let mut case = Case::published();
        case.now += skew;
        assert_eq!(case.answer(), answer, "{skew}");
    }
}

#[test]
fn the_date_must_be_that_of_the_timestamp_in_utc() {
    let mut case = Case::published();
    case.credential = format!("{EXAMPLE_ID}/2019-02-26/cvm/tc3_request");
    assert_eq!(case.answer(), "AuthFailure.SignatureExpire");
}

#[test]
fn another_service_or_an_unsigned_host_is_refused() {
    let mut service = Case::published();
    service.service = "teo";
    let mut host = Case::published();
    host.signed_headers = "content-type";
    let mut unsent = Case::published();
    unsent.signed_headers = "content-type;host;x-absent";
    for case in [service, host, unsent] {
        assert_eq!(case.answer(), "AuthFailure.InvalidAuthorization");
    }
}

#[test]
fn a_token_must_be_the_one_of_the_credentials() {
    for (token, answer) in [
        (Some("right"), "taken"),
        (Some("wrong"), "AuthFailure.TokenFailure"),
        (None, "AuthFailure.TokenFailure"),
    ] {
        let mut case = Case::published();
        case.keys.token = Some("right".into());
        case.token = token;
        assert_eq!(case.answer(), answer);
    }
}
