#![allow(clippy::unwrap_used)]

use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Method, header};
use serde_json::{Value, json};

use super::*;
use crate::rules::Rules;
use crate::server::signature::tests::{authorize, authorize_parts};
use crate::state::Resources;
use crate::state::rate::{Limit, RateLimiter, WindowKind};

pub(crate) const NOW: i64 = 1_644_373_723;

fn server_with_limit(requests: u32) -> Server {
    let limit = Limit { requests, window: Duration::from_secs(3_600) };
    Server {
        spec: crate::test_spec::embedded().clone(),
        keys: Keys { secret_id: "id".into(), secret_key: "key".into(), token: None },
        task_duration: Duration::ZERO,
        clock: Arc::new(|| SystemTime::UNIX_EPOCH + Duration::from_secs(NOW as u64)),
        start_time: Timestamp::UNIX_EPOCH,
        seed: 0,
        list_size: None,
        state: Mutex::new(State {
            rate_limiter: RateLimiter::new(Some(limit), WindowKind::Sliding),
            resources: Resources { is_open: true, ..Resources::default() },
            rules: Rules::default(),
            received: crate::state::received::Received::default(),
        }),
    }
}

/// Makes the headers of a request that passes every step.
pub(crate) fn signed_headers(keys: &Keys, action: &str, body: &str) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for (name, value) in [
        ("host", "127.0.0.1:8000"),
        ("content-type", "application/json"),
        ("x-tc-action", action),
        ("x-tc-version", "2022-09-01"),
        ("x-tc-timestamp", &NOW.to_string()),
    ] {
        headers.insert(name, value.parse().unwrap());
    }
    let authorization = authorize(keys, NOW, &headers, body.as_bytes());
    headers.insert("authorization", authorization.parse().unwrap());
    headers
}

/// Makes a request that passes every step and applies `change` to it.
fn signed_request(server: &Server, body: &str, change: impl FnOnce(&mut Request)) -> Request {
    let headers = signed_headers(&server.keys, "CreatePrefetchTask", body);
    let mut request = Request::new(Body::from(body.to_owned()));
    *request.method_mut() = Method::POST;
    *request.headers_mut() = headers;
    change(&mut request);
    request
}

pub(crate) const BODY: &str = r#"{"ZoneId": "zone-a", "Targets": ["https://example.com/"]}"#;

async fn response_to(server: &Server, request: Request) -> Value {
    let (parts, request_body) = request.into_parts();
    let (_running, stopping) = watch::channel(());
    let reply = server.respond(&parts, body::read(request_body).await);
    let response = reply.into_response(stopping).await;
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()[header::CONTENT_TYPE], "application/json");
    let response_body = to_bytes(response.into_body(), usize::MAX).await.unwrap();
    let mut envelope: Value = serde_json::from_slice(&response_body).unwrap();
    envelope["Response"].take()
}

async fn error_code(server: &Server, request: Request) -> Value {
    response_to(server, request).await["Error"]["Code"].take()
}

#[tokio::test]
async fn a_signed_request_is_executed_and_recorded() {
    let server = server_with_limit(20);
    let response = response_to(&server, signed_request(&server, BODY, |_| ())).await;
    assert_eq!(response["FailedList"], json!([]));
    let state = server.lock_state();
    let received = &state.received.latest()[0];
    assert!(received.executed());
    assert_eq!(received.action, "CreatePrefetchTask");
    assert_eq!(received.body, BODY.as_bytes());
    assert_eq!(received.header("host"), Some("127.0.0.1:8000"));
    assert_eq!(response["RequestId"], received.request_id.as_str());
}

#[tokio::test]
async fn only_get_and_post_of_the_root_are_accepted() {
    let server = server_with_limit(20);
    let put = signed_request(&server, "", |r| *r.method_mut() = Method::PUT);
    assert_eq!(error_code(&server, put).await, "UnsupportedProtocol");
    let other_path = signed_request(&server, "", |r| *r.uri_mut() = "/v2".parse().unwrap());
    assert_eq!(error_code(&server, other_path).await, "UnsupportedProtocol");
}

/// Makes a request with the older signature. GET has the parameters in the query, POST in a form.
fn v1_request(server: &Server, method: Method, parameters: &str) -> Request {
    let host = "teo.localhost:8000";
    let common = format!("Version=2022-09-01&Timestamp={NOW}&Nonce=1&SecretId=id");
    let signed = signature_v1::tests::sign(
        &server.keys,
        &method,
        host,
        &format!("{common}&SignatureMethod=HmacSHA256&Region=&{parameters}"),
    );
    let request = Request::builder().method(&method).header("host", host);
    if method == Method::GET {
        return request.uri(format!("/?{signed}")).body(Body::empty()).unwrap();
    }
    let content_type = "application/x-www-form-urlencoded";
    request.uri("/").header("content-type", content_type).body(Body::from(signed)).unwrap()
}

/// Makes a request with the parameters in the query, signed with TC3-HMAC-SHA256.
fn tc3_get_request(server: &Server, action: &str, query: &str) -> Request {
    let mut headers = signed_headers(&server.keys, action, "");
    let signed_parts =
        signature::SignedParts { method: "GET", query, headers: &headers, body: b"" };
    let authorization = authorize_parts(&server.keys, NOW, &signed_parts);
    headers.insert("authorization", authorization.parse().unwrap());
    let mut request = Request::new(Body::empty());
    *request.uri_mut() = format!("/?{query}").parse().unwrap();
    *request.headers_mut() = headers;
    request
}

#[tokio::test]
async fn case_7_every_form_of_a_request_is_executed_and_recorded() {
    let server = server_with_limit(20);
    let create = "ZoneId=zone-a&Targets.0=https%3A%2F%2Fexample.com%2F";
    let v1_create = format!("Action=CreatePrefetchTask&{create}");
    for request in [
        tc3_get_request(&server, "CreatePrefetchTask", create),
        v1_request(&server, Method::GET, &v1_create),
        v1_request(&server, Method::POST, &v1_create),
    ] {
        let query = request.uri().query().unwrap_or_default().to_owned();
        let response = response_to(&server, request).await;
        assert_eq!(response["FailedList"], json!([]), "{response}");
        let received = server.lock_state().received.latest().pop().unwrap();
        assert!(received.executed());
        assert_eq!((received.action.as_str(), received.query), ("CreatePrefetchTask", query));
        let job = response["JobId"].as_str().unwrap();
        let filter = format!("Filters.0.Name=job-id&Filters.0.Values.0={job}&Limit=1");
        let describe = tc3_get_request(&server, "DescribePrefetchTasks", &filter);
        assert_eq!(response_to(&server, describe).await["TotalCount"], 1);
    }
}

#[tokio::test]
async fn a_changed_query_or_form_has_no_effect() {
    let server = server_with_limit(20);
    let change_query = |mut request: Request| {
        *request.uri_mut() =
            request.uri().to_string().replace("Limit=1", "Limit=2").parse().unwrap();
        request
    };
    let tc3 = change_query(tc3_get_request(&server, "DescribePrefetchTasks", "Limit=1"));
    assert_eq!(error_code(&server, tc3).await, "AuthFailure.SignatureFailure");
    let parameters = "Action=DescribePrefetchTasks&Limit=1";
    let v1_get = change_query(v1_request(&server, Method::GET, parameters));
    assert_eq!(error_code(&server, v1_get).await, "AuthFailure.SignatureFailure");
    let (parts, _) = v1_request(&server, Method::POST, parameters).into_parts();
    let (_, signed) = v1_request(&server, Method::POST, parameters).into_parts();
    let signed = String::from_utf8(to_bytes(signed, usize::MAX).await.unwrap().to_vec()).unwrap();
    let v1_post = Request::from_parts(parts, Body::from(signed.replace("Limit=1", "Limit=2")));
    assert_eq!(error_code(&server, v1_post).await, "AuthFailure.SignatureFailure");
}

#[tokio::test]
async fn a_request_with_a_body_that_was_not_signed_has_no_effect() {
    let server = server_with_limit(20);
    let changed_request = signed_request(&server, BODY, |r| *r.body_mut() = Body::from("{}"));
    assert_eq!(error_code(&server, changed_request).await, "AuthFailure.SignatureFailure");
    let state = server.lock_state();
    let received = state.received.latest();
    assert!(!received[0].executed());
    let error = received[0].error.as_deref();
    assert_eq!(error, Some("AuthFailure.SignatureFailure"));
}

#[tokio::test]
async fn the_signature_is_checked_before_the_rate_and_the_rate_before_the_parameters() {
    let server = server_with_limit(1);
    let unsigned = || signed_request(&server, "[]", |r| *r.body_mut() = Body::from("{}"));
    let invalid = || signed_request(&server, "[]", |_| ());
    assert_eq!(error_code(&server, unsigned()).await, "AuthFailure.SignatureFailure");
    assert_eq!(error_code(&server, invalid()).await, "InvalidRequest");
    assert_eq!(error_code(&server, invalid()).await, "RequestLimitExceeded");
    assert_eq!(error_code(&server, unsigned()).await, "AuthFailure.SignatureFailure");
}
