//! A role assumed by a simulator of STS, and calls of EdgeOne with the credentials that it issued.

use std::time::{Duration, SystemTime};

use teo_api::teo::DescribePrefetchTasksRequest;
use teo_api::{AssumeRoleCredentials, Client, Credentials, ProvideCredentials};
use teo_simulator::Simulator;
use teo_specs::Spec;
use teo_tests::{Response, Server, record_everything};

const ROLE: &str = "qcs::cam::uin/100000000001:roleName/purger";

#[tokio::test]
async fn sts_accepts_the_signature_and_the_request() {
    let spec = Spec::embedded("sts", "2018-08-13").unwrap();
    let sts = Simulator::builder().spec(spec).token("base-token").start().await.unwrap();
    let base = Credentials::new(sts.secret_id(), sts.secret_key()).with_token("base-token");
    let provider = AssumeRoleCredentials::new(base, ROLE, "nightly-purge")
        .duration(Duration::from_secs(1800))
        .policy(r#"{"version":"2.0","statement":[]}"#)
        .external_id("external")
        .endpoint(sts.url());
    let issued = provider.provide().await.unwrap_or_else(|error| panic!("{error}"));
    let year_2100 = SystemTime::UNIX_EPOCH + Duration::from_secs(4_102_444_800);
    assert_eq!(issued.expires(), Some(year_2100));
    provider.provide().await.unwrap();
    let received = sts.received();
    assert_eq!(received.len(), 1);
    assert!(received[0].executed() && received[0].action == "AssumeRole");

    let wrong = AssumeRoleCredentials::new(Credentials::new("nobody", "k"), ROLE, "s1");
    let error = wrong.endpoint(sts.url()).provide().await.unwrap_err().to_string();
    assert!(error.contains("AssumeRole: AuthFailure.SecretIdNotFound"), "{error}");
}

#[tokio::test]
async fn calls_are_signed_with_the_credentials_that_sts_issued() {
    let recorder = record_everything();
    let response = r#"{"Response":{"Credentials":{"Token":"issued-token","TmpSecretId":"issued-id","TmpSecretKey":"issued-key"},"ExpiredTime":4102444800,"Expiration":"2100-01-01T00:00:00Z","RequestId":"r"}}"#;
    let sts = Server::start(Response::json(response)).await;
    let edgeone =
        Simulator::builder().key("issued-id", "issued-key").token("issued-token").start().await;
    let edgeone = edgeone.unwrap();
    let base = Client::builder().credentials(Credentials::new("i", "k")).build().unwrap();
    let role = AssumeRoleCredentials::from_client(&base, ROLE, "nightly-purge").endpoint(sts.url());
    let client = Client::builder().credentials(role).endpoint(edgeone.url()).build().unwrap();
    for _ in 0..3 {
        let now = SystemTime::now();
        let request = DescribePrefetchTasksRequest::new()
            .start_time(now - Duration::from_secs(60))
            .end_time(now);
        client.describe_prefetch_tasks(request).await.unwrap();
    }
    assert_eq!(sts.requests().len(), 1);
    let log = recorder.text();
    assert!(log.contains("teo_api::credentials"), "{log}");
    assert!(!log.contains("issued-key") && !log.contains("issued-token"), "{log}");
}

#[tokio::test]
async fn a_response_of_sts_that_is_cut_off_is_neither_shown_nor_logged() {
    let recorder = record_everything();
    let start = r#"{"Response":{"Credentials":{"TmpSecretKey":"issued-key","Token":"issued-tok"#;
    let response = format!("HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n{start}");
    let sts = Server::start(Response::Bytes(response.into_bytes())).await;
    let base = Credentials::new("i", "k");
    let role = AssumeRoleCredentials::new(base, ROLE, "nightly-purge").endpoint(sts.url());
    let error = role.provide().await.unwrap_err();
    let shown = format!("{error} {error:?}");
    assert!(shown.contains("it is not shown, since it may hold credentials"), "{shown}");
    assert_eq!(sts.requests().len(), 1);
    for text in [shown, recorder.text()] {
        assert!(!text.contains("issued-"), "{text}");
    }
}
