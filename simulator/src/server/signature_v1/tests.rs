#![allow(clippy::unwrap_used)]

use axum::http::header;

use super::*;

const SIGNED_AT: i64 = 1_465_185_768;

/// Adds the signature to parameters, as a client with these keys does.
pub(crate) fn sign(keys: &Keys, method: &Method, host: &str, parameters: &str) -> String {
    let flat = FlatParameters::parse(parameters.as_bytes());
    let signed_parts = SignedParts { method, headers: &HeaderMap::new(), parameters: &flat };
    let signature_method = SignatureMethod::named(flat.get("SignatureMethod"));
    let text = text_to_sign(&signed_parts, host);
    let signature = signature_method.sign(&keys.secret_key, &text).unwrap();
    let signature: String = url::form_urlencoded::byte_serialize(signature.as_bytes()).collect();
    format!("{parameters}&Signature={signature}")
}

/// A signed request. Each test changes one part of it and checks the result.
struct Case {
    keys: Keys,
    method: Method,
    host: &'static str,
    query: String,
    now: i64,
}

impl Case {
    /// The example of the vendor's documentation, which GET, HmacSHA1 and these keys sign so.
    fn from_published_example() -> Self {
        Self {
            keys: Keys {
                secret_id: "AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE".into(),
                secret_key: "Gu5t9xGARNpq86cd98joQYCN3EXAMPLE".into(),
                token: None,
            },
            method: Method::GET,
            host: "cvm.tencentcloudapi.com",
            query: "Action=DescribeInstances&InstanceIds.0=ins-09dx96dg&Limit=20&Nonce=11886\
                    &Offset=0&Region=ap-guangzhou&SecretId=AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE\
                    &Timestamp=1465185768&Version=2017-03-12\
                    &Signature=EliP9YW3pW28FpsEdkXt%2F%2BWcGeI%3D"
                .into(),
            now: SIGNED_AT,
        }
    }

    /// The published parameters and these, signed for this method and host.
    fn signed(method: Method, host: &'static str, parameters: &str) -> Self {
        let mut case = Self::from_published_example();
        let (published, _) = case.query.split_once("&Signature=").unwrap();
        case.query = sign(&case.keys, &method, host, &format!("{published}{parameters}"));
        (case.method, case.host) = (method, host);
        case
    }

    fn headers(&self) -> HeaderMap {
        HeaderMap::from_iter([(header::HOST, self.host.parse().unwrap())])
    }

    /// Returns `accepted` or the code of the error.
    fn result(&self) -> &'static str {
        let spec = crate::test_spec::embedded();
        let parameters = FlatParameters::parse(self.query.as_bytes());
        let common = CommonParameters {
            action: &spec.actions["DescribePrefetchTasks"],
            timestamp: SIGNED_AT,
            token: parameters.get("Token"),
        };
        let signed_parts =
            SignedParts { method: &self.method, headers: &self.headers(), parameters: &parameters };
        let now = Timestamp::from_second(self.now).unwrap();
        match verify(&self.keys, &common, &signed_parts, now) {
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
fn case_7_the_signature_method_decides_the_hash() {
    let mut case = Case::signed(Method::POST, "teo.localhost:1", "&SignatureMethod=HmacSHA256");
    assert_eq!(case.result(), "accepted");
    case.query = case.query.replace("=HmacSHA256", "=HmacSHA1");
    assert_eq!(case.result(), "AuthFailure.SignatureFailure");
}

#[test]
fn values_are_signed_as_they_were_before_they_were_encoded() {
    let case = Case::signed(Method::GET, "teo.localhost:1", "&Name=a%26b+c%3D%E6%9C%AA");
    assert_eq!(case.result(), "accepted");
    let mut sha1 = Hmac::<Sha1>::new_from_slice(case.keys.secret_key.as_bytes()).unwrap();
    sha1.update("GETteo.localhost:1/?Action=DescribeInstances&InstanceIds.0=ins-09dx96dg&Limit=20&Name=a&b c=未&Nonce=11886&Offset=0&Region=ap-guangzhou&SecretId=AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE&Timestamp=1465185768&Version=2017-03-12".as_bytes());
    let signature = STANDARD.encode(sha1.finalize().into_bytes());
    let parameters = FlatParameters::parse(case.query.as_bytes());
    assert_eq!(parameters.get("Signature"), Some(signature.as_str()));
}

#[test]
fn a_changed_parameter_method_host_or_key_breaks_the_signature() {
    let changes: [fn(&mut Case); 5] = [
        |case| case.query = case.query.replace("Limit=20", "Limit=21"),
        |case| case.query.push_str("&Offset2=1"),
        |case| case.method = Method::POST,
        |case| case.host = "teo.tencentcloudapi.com",
        |case| case.keys.secret_key.push('x'),
    ];
    for change in changes {
        let mut case = Case::from_published_example();
        change(&mut case);
        assert_eq!(case.result(), "AuthFailure.SignatureFailure");
    }
}

#[test]
fn an_unknown_id_is_another_error_than_a_wrong_key() {
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
fn case_7_a_parameter_of_the_form_that_is_missing_is_named_by_its_code() {
    for name in ["SecretId", "Nonce", "Signature"] {
        let mut case = Case::from_published_example();
        case.query = case.query.replace(&format!("&{name}="), "&Other=");
        assert_eq!(case.result(), "MissingParameter", "{name}");
    }
}

#[test]
fn a_line_break_after_the_signature_is_ignored() {
    let mut case = Case::from_published_example();
    case.query.push_str("%0A");
    assert_eq!(case.result(), "accepted");
}

#[test]
fn case_7_a_host_on_loopback_may_be_signed_without_its_port() {
    let mut case = Case::signed(Method::GET, "teo.localhost", "");
    case.host = "teo.localhost:8000";
    assert_eq!(case.result(), "accepted");
    let mut case = Case::from_published_example();
    case.host = "cvm.tencentcloudapi.com:443";
    assert_eq!(case.result(), "AuthFailure.SignatureFailure");
}

#[test]
fn the_token_must_belong_to_the_credentials() {
    for (token, expected) in [
        ("&Token=right", "accepted"),
        ("&Token=wrong", "AuthFailure.TokenFailure"),
        ("", "AuthFailure.TokenFailure"),
    ] {
        let mut case = Case::signed(Method::GET, "teo.localhost:1", token);
        case.keys.token = Some("right".into());
        assert_eq!(case.result(), expected);
    }
}

#[test]
fn no_action_has_a_parameter_with_the_name_of_a_common_one() {
    for (name, action) in &crate::test_spec::embedded().actions {
        for parameter in &action.parameters {
            assert!(!COMMON_PARAMETERS.contains(&parameter.name.as_str()), "{name}");
        }
    }
}
