//! Calls by name: actions that the crate does not know are sent as they are, those that it knows are
//! checked, and both go to any service.

use std::time::{Duration, Instant};

use futures_util::future::join_all;
use serde_json::{Value, json};
use teo_api::teo::{DescribeZonesRequest, DescribeZonesResponse};
use teo_api::{
    Client, ClientBuilder, Credentials, ErrorKind, JsonCall, RateLimit, RetryPolicy, Validation,
};
use teo_simulator::Simulator;
use teo_tests::{Response, Server, hostile, record_everything};

const RESPONSE: &str = r#"{"Response": {"RequestId": "id-1"}}"#;

fn client_with(server: &Server, set: impl FnOnce(ClientBuilder) -> ClientBuilder) -> Client {
    let builder = Client::builder()
        .credentials(Credentials::new("AKIDexample", "key"))
        .endpoint(server.url())
        .retry(RetryPolicy::new().backoff(Duration::ZERO, Duration::ZERO));
    set(builder).build().unwrap()
}

fn client_for(server: &Server) -> Client {
    client_with(server, |builder| builder)
}

/// Head and body of a request.
fn parts(request: &str) -> (&str, &str) {
    request.split_once("\r\n\r\n").unwrap()
}

#[test]
fn a_call_by_name_can_be_spawned_and_moved() {
    fn assert_future<F: Future + Send + Unpin + 'static>() {}
    assert_future::<JsonCall>();
}

#[tokio::test]
async fn an_unknown_action_is_sent_as_it_is_and_every_value_returned() {
    let response = r#"{"RequestId":"id-1","List":[null,{"a":1.50,"B":""}],"Big":18446744073709551615,"Least":-9223372036854775808,"Small":5e-324}"#;
    let server = Server::start(Response::json(format!(r#"{{"Response": {response}}}"#))).await;
    let request =
        json!({"Z": null, "Number": u64::MAX, "Text": "1", "List": [{"b": [], "a": 0.1}]});
    let events = record_everything();
    let response_of = client_for(&server).call_json("DescribeNewThings", request.clone()).await;
    let returned = response_of.unwrap();
    assert_eq!(returned.request_id, "id-1");
    assert_eq!(returned.value, serde_json::from_str::<Value>(response).unwrap());
    assert_eq!(returned.value["Big"].to_string(), "18446744073709551615");
    let events = events.take();
    assert!(!events.iter().any(|event| event.target == "teo_api::drift"), "{events:?}");

    let requests = server.requests();
    let (head, body) = parts(&requests[0]);
    assert_eq!(body, request.to_string());
    for part in ["x-tc-action: DescribeNewThings", "x-tc-version: 2022-09-01", "/teo/tc3_request"] {
        assert!(head.contains(part), "{part} not in {head}");
    }
    let shown = format!("{returned:?}");
    assert!(shown.contains("Small") && !shown.contains("5e-324"), "{shown}");
}

#[tokio::test]
#[should_panic(expected = "polled after it had returned")]
async fn a_call_whose_action_has_no_name_panics_when_it_is_polled_again() {
    let server = Server::start(Response::json(RESPONSE)).await;
    let mut call = client_for(&server).call_json("Describe Zones", json!({}));
    let Err(error) = (&mut call).await else { panic!("the call was made") };
    assert_eq!(error.kind(), ErrorKind::Configuration);
    let _ = futures_util::future::FutureExt::now_or_never(&mut call);
}

#[tokio::test]
async fn the_json_of_the_caller_is_no_drift_of_the_service() {
    let server = Server::start(Response::json(RESPONSE)).await;
    let client = client_for(&server);
    let odd = json!({
        "ZoneId": 1, "Mode": "brand-new", "New": [1], "Targets": ["http://a/", null, [5]],
        "Headers": [null, {"Name": 5, "Value": []}],
    });
    let events = record_everything();
    let call = client.call_json("CreatePrefetchTask", odd).validation(Validation::Off);
    call.preview().unwrap();
    call.await.unwrap();
    let events = events.take();
    assert!(!events.iter().any(|event| event.target == "teo_api::drift"), "{events:?}");
}

#[tokio::test]
async fn a_known_action_is_checked_and_sent_as_it_was_given() {
    let server = Server::start(Response::json(RESPONSE)).await;
    let client = client_for(&server);
    let error = client.call_json("CreatePrefetchTask", json!({"Targets": []})).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{error}");
    assert_eq!(error.action(), Some("CreatePrefetchTask"));
    assert_eq!(error.violations()[0].to_string(), "ZoneId is required");
    assert!(server.requests().is_empty());

    let request = json!({"Targets": []});
    let call = client.call_json("CreatePrefetchTask", request.clone());
    call.validation(Validation::Off).await.unwrap();
    // What the typed request would convert or leave out is sent.
    let odd = json!({"ZoneId": "zone-1", "Mode": null, "New": [1], "Targets": "http://a/"});
    client.call_json("CreatePrefetchTask", odd.clone()).await.unwrap();
    let requests = server.requests();
    assert_eq!(parts(&requests[0]).1, request.to_string());
    assert_eq!(parts(&requests[1]).1, odd.to_string());
}

#[tokio::test]
async fn the_simulator_responds_to_a_name_as_to_the_typed_call() {
    let simulator = Simulator::builder().zone("zone-1", ["a.example"]).start().await.unwrap();
    let credentials = Credentials::new(simulator.secret_id(), simulator.secret_key());
    let client =
        Client::builder().credentials(credentials).endpoint(simulator.url()).build().unwrap();
    let typed = client.describe_zones(DescribeZonesRequest::new().limit(5)).await.unwrap();
    let named = client.call_json("DescribeZones", json!({"Limit": 5})).await.unwrap();
    assert_eq!(named.value["TotalCount"], 1);
    // A typed response shows members that were not returned.
    let read: DescribeZonesResponse = serde_json::from_value(named.value).unwrap();
    assert_eq!(read.zones, typed.zones);
    let error = client.call_json("DescribeNewThings", json!({})).await.unwrap_err();
    assert_eq!(error.code().unwrap(), "InvalidAction", "{error}");
    assert_eq!(error.action(), Some("DescribeNewThings"));
}

#[tokio::test]
async fn another_service_signs_as_itself_with_its_version_region_and_endpoint() {
    let (server, other) = (
        Server::start(Response::json(RESPONSE)).await,
        Server::start(Response::json(RESPONSE)).await,
    );
    let client = client_with(&server, |builder| builder.region("ap-singapore"));
    let upload = || client.call_json("UploadCertificate", json!({})).service("ssl", "2019-12-05");
    upload().await.unwrap();
    upload().region("ap-guangzhou").await.unwrap();
    upload().endpoint(other.url()).await.unwrap();
    // A client of another service knows the actions of its own.
    let hostile = hostile::Client::new(&client);
    hostile.call_json("Of", json!({})).await.unwrap();
    hostile.call_json("Unheard", json!({})).service("teo", "2022-09-01").await.unwrap();
    let expected = [
        ["/ssl/tc3_request", "x-tc-version: 2019-12-05", "x-tc-region: ap-singapore"],
        ["/ssl/tc3_request", "x-tc-version: 2019-12-05", "x-tc-region: ap-guangzhou"],
        ["/hostile/tc3_request", "x-tc-version: 2000-01-01", "x-tc-action: Of"],
        ["/teo/tc3_request", "x-tc-version: 2022-09-01", "x-tc-action: Unheard"],
        ["/ssl/tc3_request", "x-tc-action: UploadCertificate", "x-tc-region: ap-singapore"],
    ];
    let requests = [server.requests(), other.requests()].concat();
    assert_eq!(requests.len(), expected.len());
    for (request, parts) in requests.iter().zip(expected) {
        for part in parts {
            assert!(request.contains(part), "{part} not in {request}");
        }
    }
}

#[tokio::test]
async fn another_service_has_its_public_host_on_the_site_of_the_client() {
    let server = Server::start(Response::json(RESPONSE)).await;
    for (site, host) in
        [("international", "ssl.intl.tencentcloudapi.com"), ("china", "ssl.tencentcloudapi.com")]
    {
        let client = Client::builder()
            .credentials(Credentials::new("AKIDexample", "key"))
            .site(site.parse().unwrap())
            .endpoint("teo.example.com")
            .build()
            .unwrap();
        let call = client.call_json("UploadCertificate", json!({})).service("ssl", "2019-12-05");
        assert_eq!(call.preview().unwrap().request().uri().host(), Some(host));
        let call = call.endpoint("ssl.example.com:8443");
        let uri = call.preview().unwrap().request().uri().to_string();
        assert_eq!(uri, "https://ssl.example.com:8443/");
    }
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn an_unknown_action_is_retried_only_if_it_is_read_only() {
    let busy = Response::http("503 Service Unavailable", "text/html", "busy");
    let server = Server::start(busy).await;
    let client = client_for(&server);
    let error = client.call_json("CreateNewThing", json!({})).await.unwrap_err();
    assert!(error.may_have_executed() && error.attempts() == 1, "{error}");
    let error = client.call_json("CreateNewThing", json!({})).read_only().await.unwrap_err();
    assert!(!error.may_have_executed() && error.attempts() == 3, "{error}");
    // A known action is what its spec says.
    let error = client.call_json("DescribeZones", json!({})).await.unwrap_err();
    assert!(!error.may_have_executed() && error.attempts() == 3, "{error}");
    let call = client.call_json("DescribeZones", json!({})).retry(RetryPolicy::none());
    assert_eq!(call.await.unwrap_err().attempts(), 1);
}

#[tokio::test]
async fn an_unknown_action_is_called_twenty_times_a_second() {
    let server = Server::start(Response::json(RESPONSE)).await;
    let client = client_for(&server);
    let started = Instant::now();
    let calls = (0..21).map(|_| client.call_json("DescribeNewThings", json!({})));
    join_all(calls).await.into_iter().for_each(|result| drop(result.unwrap()));
    assert!(started.elapsed() >= Duration::from_secs(1), "{:?}", started.elapsed());
    let client = client_with(&server, |builder| builder.rate_limit(RateLimit::PerSecond(1)));
    let call =
        || client.call_json("DescribeNewThings", json!({})).timeout(Duration::from_millis(200));
    call().await.unwrap();
    assert_eq!(call().await.unwrap_err().kind(), ErrorKind::QueueTimeout);
}

#[tokio::test]
async fn names_and_requests_that_cannot_be_sent_are_refused() {
    let server = Server::start(Response::json(RESPONSE)).await;
    let client = client_for(&server);
    let call = |action: &str| client.call_json(action, json!({}));
    let refused = [
        call(""),
        call("Describe Zones"),
        call("Describe\r\nHost"),
        call("Upload").service("SSL.example.com/", "2019-12-05"),
        call("Upload").service("ssl", "latest"),
        call("Upload").region("ap guangzhou"),
        call("Upload").endpoint("http://ssl.example.com"),
        client.call_json("DescribeZones", json!([])),
        client.call_json("DescribeNewThings", Value::Null),
    ];
    for call in refused {
        let shown = format!("{call:?}");
        let error = call.await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration, "{shown}: {error}");
    }
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn a_detailed_call_by_name_has_what_that_of_any_call_has() {
    let server = Server::start(Response::json(RESPONSE)).await;
    let call = client_for(&server).call_json("DescribeNewThings", json!({}));
    let detailed = call.send_detailed().await.unwrap();
    assert_eq!(detailed.response.value, json!({"RequestId": "id-1"}));
    assert_eq!((detailed.request_id(), detailed.status()), (Some("id-1"), 200));
    assert_eq!(detailed.body(), RESPONSE);
}
