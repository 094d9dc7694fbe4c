//! AssumeRole and the OIDC of TKE, over servers with given responses.

use super::super::tests::Machine;
use super::super::tests::server::Server;
use super::{AssumeRoleCredentials, TkeOidcCredentials};
use crate::runtime::{Credentials, ProvideCredentials as _};

const ROLE: &str = "qcs::cam::uin/1:roleName/purger";
const RESPONSE: &str = r#"{"Response":{"Credentials":{"Token":"sts-token","TmpSecretId":"sts-id","TmpSecretKey":"hidden-sts-key"},"ExpiredTime":4102444800,"Expiration":"2100-01-01T00:00:00Z","RequestId":"r"}}"#;

fn server_with(status: u16, body: impl Into<String>) -> Server {
    let body = body.into();
    Server::start(move |_| (status, body.clone()))
}

fn assume_role_at(server: &Server) -> AssumeRoleCredentials {
    let base = Credentials::new("base-id", "hidden-base-key").with_token("base-token");
    AssumeRoleCredentials::new(base, ROLE, "session-1").endpoint(&server.url)
}

#[tokio::test]
async fn a_role_is_assumed_with_the_base_credentials_and_the_given_parameters() {
    let server = server_with(200, RESPONSE);
    let provider = assume_role_at(&server)
        .duration(std::time::Duration::from_secs(1800))
        .policy(r#"{"version": "2.0"}"#)
        .external_id("ext-1");
    for _ in 0..3 {
        let found = provider.provide().await.unwrap();
        assert_eq!((found.secret_id(), found.token()), ("sts-id", Some("sts-token")));
        assert_eq!(found.secret_key(), "hidden-sts-key");
    }
    let requests = server.requests();
    assert_eq!(requests.len(), 1);
    let (head, body) = requests[0].split_once("\r\n\r\n").unwrap();
    let head = head.to_lowercase();
    for header in [
        "x-tc-action: assumerole",
        "x-tc-version: 2018-08-13",
        "x-tc-region: ap-guangzhou",
        "x-tc-token: base-token",
        "credential=base-id/",
        "/sts/tc3_request",
    ] {
        assert!(head.contains(header), "{header} not in {head}");
    }
    let body: serde_json::Value = serde_json::from_str(body).unwrap();
    assert_eq!(
        body,
        serde_json::json!({
            "RoleArn": ROLE, "RoleSessionName": "session-1", "DurationSeconds": 1800,
            "Policy": "%7B%22version%22%3A%20%222.0%22%7D", "ExternalId": "ext-1",
        })
    );
    let shown = format!("{provider:?}");
    assert!(!shown.contains("hidden") && !shown.contains("-token"), "{shown}");
}

#[tokio::test]
async fn the_site_decides_the_host_and_a_client_shares_everything_but_its_endpoint() {
    use crate::runtime::Action as _;
    use crate::runtime::Client;
    use crate::runtime::Site;

    let service = super::generated::AssumeRoleRequest::SCHEMA.service;
    assert_eq!(service.hosts.on(Site::China), "sts.tencentcloudapi.com");
    assert_eq!(service.hosts.on(Site::International), "sts.intl.tencentcloudapi.com");
    let server = server_with(200, RESPONSE);
    let base = Client::builder()
        .credentials(Credentials::new("lent-id", "k"))
        .endpoint("http://127.0.0.1:1")
        .region("ap-singapore")
        .build()
        .unwrap();
    let provider = AssumeRoleCredentials::from_client(&base, ROLE, "s1").endpoint(&server.url);
    assert!(provider.provide().await.is_ok());
    let request = server.requests()[0].to_lowercase();
    assert!(request.contains("credential=lent-id/") && request.contains("region: ap-singapore"));
}

#[tokio::test]
async fn an_error_of_sts_is_shown_and_an_unreadable_response_is_not() {
    let refusal = r#"{"Response":{"Error":{"Code":"UnauthorizedOperation","Message":"hidden-base-key may not"},"RequestId":"r-7"}}"#;
    for (status, body, told) in [
        (200, refusal.to_owned(), "AssumeRole: UnauthorizedOperation: <redacted> may not"),
        (200, RESPONSE[..150].to_owned(), "cannot be read (status 200); it is not shown"),
        (202, RESPONSE.replace('}', ""), "cannot be read (status 202); it is not shown"),
        (200, RESPONSE.replace("sts-id", ""), "STS returned no TmpSecretId"),
        (200, RESPONSE.replace("4102444800", "0"), "STS returned no ExpiredTime"),
        (200, RESPONSE.replace("4102444800", "7"), "expired at 1970-01-01T00:00:07Z"),
    ] {
        let server = server_with(status, body);
        let error = assume_role_at(&server).provide().await.unwrap_err();
        let shown = format!("{error} {error:?}");
        assert!(shown.contains(told), "{told} not in {shown}");
        assert!(!shown.contains("hidden"), "{shown}");
        assert!(!error.is_not_found());
        assert_eq!(server.requests().len(), 1);
    }
    let server = server_with(200, RESPONSE);
    let provider = assume_role_at(&server).duration(std::time::Duration::from_secs(50_000));
    let error = provider.provide().await.unwrap_err().to_string();
    assert!(error.contains("DurationSeconds") && error.contains("43200"), "{error}");
    let nowhere = assume_role_at(&server).endpoint("http://127.0.0.1:1");
    let error = nowhere.provide().await.unwrap_err().to_string();
    assert!(error.contains("was not sent") && error.contains("refused"), "{error}");
}

fn pod_variables(token_file: &str) -> [(&str, &str); 4] {
    [
        ("TKE_REGION", "ap-singapore"),
        ("TKE_PROVIDER_ID", "provider-1"),
        ("TKE_WEB_IDENTITY_TOKEN_FILE", token_file),
        ("TKE_ROLE_ARN", ROLE),
    ]
}

#[tokio::test]
async fn a_pod_sends_its_token_without_a_signature() {
    let machine = Machine::new();
    let file = machine.write("token", "hidden.jwt\n");
    let server = server_with(200, RESPONSE);
    let provider =
        TkeOidcCredentials::with_env(machine.env(&pod_variables(&file))).endpoint(&server.url);
    let found = provider.provide().await.unwrap();
    assert_eq!((found.secret_id(), found.token()), ("sts-id", Some("sts-token")));
    let requests = server.requests();
    let (head, body) = requests[0].split_once("\r\n\r\n").unwrap();
    let head = head.to_lowercase();
    for header in [
        "authorization: skip\r\n",
        "x-tc-action: assumerolewithwebidentity",
        "x-tc-region: ap-singapore",
    ] {
        assert!(head.contains(header), "{header} not in {head}");
    }
    assert!(!head.contains("x-tc-token"), "{head}");
    let body: serde_json::Value = serde_json::from_str(body).unwrap();
    assert_eq!(body["WebIdentityToken"], "hidden.jwt");
    assert_eq!((&body["ProviderId"], &body["RoleArn"]), (&"provider-1".into(), &ROLE.into()));
    assert!(body["RoleSessionName"].as_str().unwrap().starts_with("teo-api-"));
    assert!(!format!("{provider:?}").contains("hidden"));
}

#[tokio::test]
async fn the_token_of_a_pod_is_read_again_at_each_refresh() {
    let machine = Machine::new();
    let file = machine.write("token", "first");
    // The credentials expire so soon that the next call refreshes them.
    let server = Server::start(|_| {
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
        (200, RESPONSE.replace("4102444800", &(now.as_secs() + 2).to_string()))
    });
    let provider =
        TkeOidcCredentials::with_env(machine.env(&pod_variables(&file))).endpoint(&server.url);
    provider.provide().await.unwrap();
    machine.write("token", "second");
    tokio::time::sleep(std::time::Duration::from_millis(2100)).await;
    provider.provide().await.unwrap();
    let requests = server.requests();
    assert_eq!(requests.len(), 2);
    assert!(requests[0].contains(r#""first""#) && requests[1].contains(r#""second""#));
}

#[tokio::test]
async fn without_a_pod_credentials_are_absent_and_with_half_a_pod_broken() {
    let machine = Machine::new();
    let file = machine.write("token", " \n");
    let error = async |variables: &[(&str, &str)]| {
        let provider = TkeOidcCredentials::with_env(machine.env(variables));
        provider.provide().await.unwrap_err()
    };
    assert!(error(&[("TKE_REGION", "r")]).await.is_not_found());
    let broken = error(&pod_variables(&file)[..3]).await;
    assert!(!broken.is_not_found() && broken.to_string().contains("no TKE_ROLE_ARN"), "{broken}");
    let broken = error(&pod_variables(&file)).await;
    assert!(!broken.is_not_found() && broken.to_string().contains("is empty"), "{broken}");
    let broken = error(&pod_variables("/nowhere/at/all")).await;
    assert!(!broken.is_not_found() && broken.to_string().contains("is not there"), "{broken}");
}

#[tokio::test]
async fn an_error_does_not_show_the_token_of_the_pod() {
    let machine = Machine::new();
    let file = machine.write("token", "hidden.jwt");
    let body = r#"{"Response":{"Error":{"Code":"InvalidParameter","Message":"hidden.jwt is bad"},"RequestId":"r"}}"#;
    let server = server_with(200, body);
    let provider =
        TkeOidcCredentials::with_env(machine.env(&pod_variables(&file))).endpoint(&server.url);
    let error = provider.provide().await.unwrap_err().to_string();
    assert!(error.contains("InvalidParameter") && !error.contains("hidden"), "{error}");
}
