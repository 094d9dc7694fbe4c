//! A response with everything that its call knows: request id, status, headers, body, attempts and
//! durations.

use std::time::Duration;

use teo_api::runtime::{Action, RequestId};
use teo_api::teo::{
    DescribeZonesRequest, DescribeZonesResponse, DnsRecord, VerifyOwnershipRequest,
};
use teo_api::{Client, Credentials, Error, ErrorKind, RetryPolicy};
use teo_tests::{Response, Server};

const EMPTY_LIST: &str =
    r#"{"Response": {"TotalCount": 0, "Zones": [], "RequestId": "id-1", "New": 7}}"#;

fn client_for(server: &Server) -> Client {
    let retry = RetryPolicy::new().backoff(Duration::ZERO, Duration::ZERO);
    let credentials = Credentials::new("AKIDexample", "key");
    Client::builder().credentials(credentials).endpoint(server.url()).retry(retry).build().unwrap()
}

#[tokio::test]
async fn a_detailed_response_has_id_status_headers_and_body_as_received() {
    let headers = [("content-type", "application/json"), ("x-trace", "abc")];
    let response = Response::with_headers("200 OK", &headers, EMPTY_LIST);
    let server = Server::start(response).await;
    let call = client_for(&server).describe_zones(DescribeZonesRequest::new());
    let detailed = call.send_detailed().await.unwrap();
    assert_eq!(detailed.request_id(), Some("id-1"));
    assert_eq!((detailed.status(), detailed.attempts()), (200, 1));
    assert_eq!(detailed.headers()["x-trace"], "abc");
    assert_eq!(detailed.body(), EMPTY_LIST);
    assert_eq!(detailed.response.unknown("New"), Some(&7.into()));
    let durations: Vec<Duration> = detailed.attempt_durations().collect();
    assert!(durations.len() == 1 && durations[0] <= detailed.elapsed(), "{durations:?}");
    let shown = format!("{detailed:?}");
    assert!(shown.contains("DescribeZonesResponse") && !shown.contains("x-trace"), "{shown}");
}

#[tokio::test]
async fn each_attempt_has_its_duration() {
    let failed = Response::http("503 Service Unavailable", "text/html", "busy");
    let server = Server::in_turn([failed.clone(), failed, Response::json(EMPTY_LIST)]).await;
    let call = client_for(&server).describe_zones(DescribeZonesRequest::new());
    let detailed = call.send_detailed().await.unwrap();
    let durations: Vec<Duration> = detailed.attempt_durations().collect();
    assert_eq!((detailed.attempts(), durations.len()), (3, 3));
    let sum = durations.iter().sum::<Duration>();
    assert!(!sum.is_zero() && sum <= detailed.elapsed(), "{durations:?} {detailed:?}");
}

#[tokio::test]
async fn a_failed_detailed_call_is_the_error_of_the_call() {
    let body = r#"{"Response": {"Error": {"Code": "ResourceNotFound", "Message": ""}, "RequestId": "id-2"}}"#;
    let server = Server::start(Response::json(body)).await;
    let call = client_for(&server).describe_zones(DescribeZonesRequest::new());
    let error = call.send_detailed().await.unwrap_err();
    assert_eq!((error.kind(), error.request_id()), (ErrorKind::Api, Some("id-2")));
}

/// Code that knows no action.
async fn id_of<A: Action>(client: &Client, request: A) -> Result<Option<String>, Error> {
    let response = client.call(request).await?;
    Ok(response.request_id().map(str::to_owned))
}

#[tokio::test]
async fn generic_code_reads_the_request_id_of_any_response() {
    let server = Server::start(Response::json(r#"{"Response": {"RequestId": "id-3"}}"#)).await;
    let client = client_for(&server);
    let id = Some("id-3".to_owned());
    assert_eq!(id_of(&client, DescribeZonesRequest::new()).await.unwrap(), id);
    let request = VerifyOwnershipRequest::new().domain("example.com");
    assert_eq!(id_of(&client, request).await.unwrap(), id);
    assert_eq!(RequestId::request_id(&DescribeZonesResponse::new()), None);
    assert_eq!(DnsRecord::new().request_id(), None);
}
