//! Clients of several services over the connections of one.

use teo_api::teo::DescribeZonesRequest;
use teo_api::{Client, Credentials, ErrorKind, RetryPolicy};
use teo_tests::hostile::{
    self, BuilderRequest, CallRequest, ClientStructure, CloneRequest, ConfigRequest,
    FromEnvRequest, IntoRequest, NewRequest, OfRequest, WithRegionRequest,
};
use teo_tests::{Response, Server};

const RESPONSE: &str = r#"{"Response": {"RequestId": "r"}}"#;

/// A client with an endpoint beyond loopback, whose requests the server gets as a proxy.
fn behind_proxy(server: &Server) -> Client {
    Client::builder()
        .credentials(Credentials::new("AKID", "key"))
        .endpoint("http://teo.example.com")
        .allow_http(true)
        .proxy(server.url())
        .retry(RetryPolicy::none())
        .build()
        .unwrap()
}

#[tokio::test]
async fn an_endpoint_on_loopback_holds_for_every_service_and_each_signs_as_itself() {
    let server = Server::start(Response::json(RESPONSE)).await;
    let client = Client::builder()
        .credentials(Credentials::new("AKID", "key"))
        .endpoint(server.url())
        .region("ap-singapore")
        .build()
        .unwrap();
    let other = hostile::Client::new(&client);
    let elsewhere = other.with_region("ap-guangzhou").unwrap();
    client.describe_zones(DescribeZonesRequest::new()).await.unwrap();
    other.of(OfRequest::new()).await.unwrap();
    elsewhere.of(OfRequest::new()).await.unwrap();
    client.call(OfRequest::new()).await.unwrap();

    let expected = [
        ("/teo/tc3_request", "x-tc-version: 2022-09-01", "x-tc-region: ap-singapore"),
        ("/hostile/tc3_request", "x-tc-version: 2000-01-01", "x-tc-region: ap-singapore"),
        ("/hostile/tc3_request", "x-tc-version: 2000-01-01", "x-tc-region: ap-guangzhou"),
        ("/hostile/tc3_request", "x-tc-version: 2000-01-01", "x-tc-region: ap-singapore"),
    ];
    let requests = server.requests();
    assert_eq!(requests.len(), expected.len());
    for (request, (scope, version, region)) in requests.iter().zip(expected) {
        for part in [scope, version, region] {
            assert!(request.contains(part), "{part} not in {request}");
        }
    }
}

#[tokio::test]
async fn an_endpoint_beyond_loopback_holds_for_its_own_service() {
    let server = Server::start(Response::json(RESPONSE)).await;
    let client = behind_proxy(&server);
    client.describe_zones(DescribeZonesRequest::new()).await.unwrap();
    // The way over another service loses nothing.
    let back = client.for_service(&hostile::SERVICE).for_service(&teo_api::teo::SERVICE);
    back.describe_zones(DescribeZonesRequest::new()).await.unwrap();
    let other = hostile::Client::new(&client);
    // The server is no proxy for tunnels, so these calls fail after it has seen where they go.
    assert_eq!(other.of(OfRequest::new()).await.unwrap_err().kind(), ErrorKind::Transport);
    assert_eq!(client.call(OfRequest::new()).await.unwrap_err().kind(), ErrorKind::Transport);
    let moved = other.with_endpoint("http://other.example.com:8080").unwrap();
    moved.of(OfRequest::new()).await.unwrap();
    other.of(OfRequest::new()).await.unwrap_err();

    let targets: Vec<String> = server
        .requests()
        .iter()
        .map(|request| request.split(' ').take(2).collect::<Vec<_>>().join(" "))
        .collect();
    let mut expected = vec!["POST http://teo.example.com/"; 2];
    expected.extend(["CONNECT hostile.example.com:443"; 2]);
    expected.extend(["POST http://other.example.com:8080/", "CONNECT hostile.example.com:443"]);
    let mut targets: Vec<&str> = targets.iter().map(String::as_str).collect();
    // Why a tunnel was refused is asked once more, for the error.
    targets.dedup();
    expected.dedup();
    assert_eq!(targets, expected);
}

#[tokio::test]
async fn a_malformed_endpoint_or_region_is_refused_and_plain_http_unless_it_was_allowed() {
    let client = Client::builder().credentials(Credentials::new("AKID", "key")).build().unwrap();
    let client = hostile::Client::new(&client);
    for endpoint in ["http://hostile.example.com", "https://hostile.example.com/path", ""] {
        let error = client.with_endpoint(endpoint).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration, "{endpoint}");
        assert!(error.to_string().contains("endpoint: "), "{error}");
    }
    let error = client.with_region("ap guangzhou").unwrap_err();
    assert!(error.to_string().contains("ap-guangzhou"), "{error}");
}

#[tokio::test]
async fn actions_named_like_methods_of_clients_are_called_and_hide_none() {
    let server = Server::start(Response::json(RESPONSE)).await;
    let client = Client::builder()
        .credentials(Credentials::new("AKID", "key"))
        .endpoint(server.url())
        .build()
        .unwrap();
    let client: hostile::Client = hostile::Client::new(&client).clone();
    let named = || ClientStructure::new().client("c");
    client.call_(CallRequest::new().client(named())).await.unwrap();
    client.builder_(BuilderRequest::new()).await.unwrap();
    client.new_(NewRequest::new()).await.unwrap();
    client.config_(ConfigRequest::new()).await.unwrap();
    client.of(OfRequest::new()).await.unwrap();
    client.from_env_(FromEnvRequest::new()).await.unwrap();
    client.clone_(CloneRequest::new()).await.unwrap();
    client.into_(IntoRequest::new()).await.unwrap();
    client.with_region_(WithRegionRequest::new()).await.unwrap();
    let actions: Vec<String> = server
        .requests()
        .iter()
        .filter_map(|request| request.lines().find_map(|line| line.strip_prefix("x-tc-action: ")))
        .map(|action| action.trim().to_owned())
        .collect();
    let expected =
        ["Call", "Builder", "New", "Config", "Of", "FromEnv", "Clone", "Into", "WithRegion"];
    assert_eq!(actions, expected);
}
