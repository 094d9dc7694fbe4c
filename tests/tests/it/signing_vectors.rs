//! The signer reproduces signatures that we did not make: those that the vendor publishes, and two
//! hundred of the official Python SDK (`interop/make_vectors.py`).

use proptest::prelude::*;
use serde::Deserialize;
use sha2::{Digest, Sha256};
use teo_api::runtime::sign::{Signature, Signing};

#[derive(Deserialize)]
struct Vector {
    name: String,
    secret_id: String,
    secret_key: String,
    service: String,
    timestamp: i64,
    payload: String,
    signed_headers: Vec<(String, String)>,
    hashed_canonical_request: String,
    string_to_sign: String,
    signature: String,
    authorization: String,
}

impl Vector {
    fn sign(&self) -> Signature {
        let headers: Vec<(&str, &str)> = self
            .signed_headers
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        Signing::new(&self.service, self.timestamp)
            .headers(&headers)
            .payload(self.payload.as_bytes())
            .sign(&self.secret_id, &self.secret_key)
    }
}

fn sha256(text: &str) -> String {
    hex::encode(Sha256::digest(text))
}

#[test]
fn the_signer_reproduces_two_hundred_signatures_of_the_official_python_sdk() {
    let vectors: Vec<Vector> =
        serde_json::from_str(include_str!("../../interop/vectors.json")).unwrap();
    assert_eq!(vectors.len(), 200);
    for vector in &vectors {
        let signed = vector.sign();
        assert_eq!(
            sha256(signed.canonical_request()),
            vector.hashed_canonical_request,
            "{}",
            vector.name
        );
        assert_eq!(signed.string_to_sign(), vector.string_to_sign, "{}", vector.name);
        assert_eq!(signed.signature(), vector.signature, "{}", vector.name);
        assert_eq!(signed.authorization(), vector.authorization, "{}", vector.name);
    }
}

const CONTENT_TYPE: (&str, &str) = ("content-type", "application/json; charset=utf-8");
const HOST: (&str, &str) = ("host", "cvm.tencentcloudapi.com");
const PAYLOAD: &str =
    r#"{"Limit": 1, "Filters": [{"Values": ["\u672a\u547d\u540d"], "Name": "instance-name"}]}"#;

fn sign_published_request(
    secret_id: &str,
    secret_key: &str,
    headers: &[(&str, &str)],
) -> (String, String) {
    let signed = Signing::new("cvm", 1_551_113_065)
        .headers(headers)
        .payload(PAYLOAD.as_bytes())
        .sign(secret_id, secret_key);
    (sha256(signed.canonical_request()), signed.signature().to_owned())
}

#[test]
fn the_signer_reproduces_the_published_signatures() {
    assert_eq!(PAYLOAD.len(), 86);
    assert_eq!(sha256(PAYLOAD), "35e9c5b0e3ae67532d3c9f17ead6c90222632e5b1ff7f6e89887f1398934f064");
    let id = "AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE";
    let canonical = "5ffe6a04c0664d6b969fab9a13bdab201d63ee709638e2749d62a09ca18d7031";
    assert_eq!(
        sign_published_request(id, "Gu5t9xGARNpq86cd98joQYCN3EXAMPLE", &[CONTENT_TYPE, HOST]),
        (
            canonical.into(),
            "72e494ea809ad7a8c8f7a4507b9bddcbaa8e581f516e8da2f66e2c5a96525168".into()
        )
    );
    assert_eq!(
        sign_published_request(id, "Gu5t9xGARNpq86cd98joQYCN3*******", &[CONTENT_TYPE, HOST]),
        (
            canonical.into(),
            "2230eefd229f582d8b1b891af7107b91597240707d778ab3738f756258d7652c".into()
        )
    );
    let asterisks = "*".repeat(32);
    assert_eq!(
        sign_published_request(
            &format!("AKID{asterisks}"),
            &asterisks,
            &[CONTENT_TYPE, HOST, ("x-tc-action", "DescribeInstances")]
        ),
        (
            "7019a55be8395899b900fb5564e4200d984910f34794a27cb3fb7d10ff6a1e84".into(),
            "10b1a37a7301a02ca19a647ad722d5e43b4b3cff309d421d85b46093f6ab6c4f".into()
        )
    );
}

#[test]
fn the_signer_reproduces_a_teo_call_of_the_official_sdks() {
    let signed = Signing::new("teo", 1_551_113_065)
        .headers(&[("content-type", "application/json"), ("host", "teo.tencentcloudapi.com")])
        .payload(br#"{"Limit": 1}"#)
        .sign("AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE", "Gu5t9xGARNpq86cd98joQYCN3EXAMPLE");
    assert_eq!(
        signed.signature(),
        "8f55982a6937b6daff90c18f89c1b37244fbc9930a70e07e3e1d96a0306109f7"
    );
}

proptest! {
    #[test]
    fn every_part_of_a_request_changes_its_signature(
        payload in any::<Vec<u8>>(),
        key in "[!-~]{1,80}",
        timestamp in 0_i64..4_000_000_000,
        other in any::<u8>(),
    ) {
        let sign = |payload: &[u8], key: &str, timestamp: i64, service: &str, host: &str| {
            let headers = [("content-type", "application/json"), ("host", host)];
            let signing = Signing::new(service, timestamp).headers(&headers).payload(payload);
            signing.sign("id", key).signature().to_owned()
        };
        let signature = sign(&payload, &key, timestamp, "teo", "a.example");
        prop_assert_eq!(&signature, &sign(&payload, &key, timestamp, "teo", "a.example"));
        prop_assert_eq!(&signature, &sign(&payload, &key, timestamp, "teo", " A.Example "));
        prop_assert_eq!(signature.len(), 64);
        let mut longer = payload.clone();
        longer.push(other);
        prop_assert_ne!(&signature, &sign(&longer, &key, timestamp, "teo", "a.example"));
        prop_assert_ne!(&signature, &sign(&payload, &format!("{key}x"), timestamp, "teo", "a.example"));
        prop_assert_ne!(&signature, &sign(&payload, &key, timestamp + 1, "teo", "a.example"));
        prop_assert_ne!(&signature, &sign(&payload, &key, timestamp, "cvm", "a.example"));
        prop_assert_ne!(&signature, &sign(&payload, &key, timestamp, "teo", "b.example"));
    }
}
