#![allow(clippy::unwrap_used)]

use axum::body::{Body, to_bytes};
use axum::http::HeaderMap;

use super::*;
use crate::rate::{Limit, Motion};
use crate::signature::tests::authorize;

pub(crate) const NOW: i64 = 1_644_373_723;

fn server(requests: u32) -> Server {
    let limit = Limit { requests, window: Duration::from_secs(3_600) };
    Server {
        spec: crate::stage::spec().clone(),
        keys: Keys { secret_id: "id".into(), secret_key: "key".into(), token: None },
        task_duration: Duration::ZERO,
        clock: Arc::new(|| SystemTime::UNIX_EPOCH + Duration::from_secs(NOW as u64)),
        started: Timestamp::UNIX_EPOCH,
        seed: 0,
        books: Mutex::new(Books {
            rates: Rates::new(Some(limit), Motion::Sliding),
            holdings: Holdings::default(),
            failures: VecDeque::new(),
            received: Vec::new(),
        }),
    }
}

/// The headers of a request that passes every step.
pub(crate) fn signed_headers(keys: &Keys, body: &str) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for (name, value) in [
        ("host", "127.0.0.1:8000"),
        ("content-type", "application/json"),
        ("x-tc-action", "CreatePrefetchTask"),
        ("x-tc-version", "2022-09-01"),
        ("x-tc-timestamp", &NOW.to_string()),
    ] {
        headers.insert(name, value.parse().unwrap());
    }
    let authorization = authorize(keys, NOW, &headers, body.as_bytes());
    headers.insert("authorization", authorization.parse().unwrap());
    headers
}

/// A request that passes every step; `change` makes it one that does not.
fn request(server: &Server, body: &str, change: impl FnOnce(&mut Request)) -> Request {
    let headers = signed_headers(&server.keys, body);
    let mut request = Request::new(Body::from(body.to_owned()));
    *request.method_mut() = Method::POST;
    *request.headers_mut() = headers;
    change(&mut request);
    request
}

pub(crate) const BODY: &str = r#"{"ZoneId": "zone-a", "Targets": ["https://example.com/"]}"#;

async fn answered(server: &Server, request: Request) -> Value {
    let (parts, body) = request.into_parts();
    let response = server.answer(&parts, body::read(body).await, None);
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()[header::CONTENT_TYPE], "application/json");
    let body = to_bytes(response.into_body(), usize::MAX).await.unwrap();
    let mut answer: Value = serde_json::from_slice(&body).unwrap();
    answer["Response"].take()
}

async fn code(server: &Server, request: Request) -> Value {
    answered(server, request).await["Error"]["Code"].take()
}

#[tokio::test]
async fn a_signed_request_is_carried_out_and_recorded() {
    let server = server(20);
    let answer = answered(&server, request(&server, BODY, |_| ())).await;
    assert_eq!(answer["FailedList"], json!([]));
    let books = server.books();
    let received = &books.received[0];
    assert!(received.executed());
    assert_eq!(received.action, "CreatePrefetchTask");
    assert_eq!(received.body, BODY.as_bytes());
    assert_eq!(received.header("host"), Some("127.0.0.1:8000"));
    assert_eq!(answer["RequestId"], received.request_id.as_str());
}

#[tokio::test]
async fn only_a_post_to_the_root_is_taken() {
    let server = server(20);
    let get = request(&server, "", |r| *r.method_mut() = Method::GET);
    assert_eq!(code(&server, get).await, "UnsupportedProtocol");
    let elsewhere = request(&server, "", |r| *r.uri_mut() = "/v2".parse().unwrap());
    assert_eq!(code(&server, elsewhere).await, "UnsupportedProtocol");
}

#[tokio::test]
async fn a_body_other_than_the_signed_one_has_no_effect() {
    let server = server(20);
    let changed = request(&server, BODY, |r| *r.body_mut() = Body::from("{}"));
    assert_eq!(code(&server, changed).await, "AuthFailure.SignatureFailure");
    let books = server.books();
    assert!(!books.received[0].executed());
    let error = books.received[0].error.as_deref();
    assert_eq!(error, Some("AuthFailure.SignatureFailure"));
}

#[tokio::test]
async fn the_signature_comes_before_the_rate_and_the_rate_before_the_parameters() {
    let server = server(1);
    let unsigned = || request(&server, "[]", |r| *r.body_mut() = Body::from("{}"));
    let wrong = || request(&server, "[]", |_| ());
    assert_eq!(code(&server, unsigned()).await, "AuthFailure.SignatureFailure");
    assert_eq!(code(&server, wrong()).await, "InvalidRequest");
    assert_eq!(code(&server, wrong()).await, "RequestLimitExceeded");
    assert_eq!(code(&server, unsigned()).await, "AuthFailure.SignatureFailure");
}
