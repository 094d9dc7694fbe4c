//! Responses that are right, wrong, late, cut off or too large, over real sockets. Each becomes a
//! typed response, or an error that says what happened and whether the action may have been
//! executed.

use std::error::Error as _;
use std::io::Write as _;
use std::time::Duration;

use teo_api::teo::{
    CreatePrefetchTaskRequest, DescribePrefetchTasksFilter, DescribePrefetchTasksRequest,
    DescribePrefetchTasksResponse, error_codes,
};
use teo_api::{Client, ClientBuilder, Credentials, Error, ErrorKind, RetryPolicy};
use teo_tests::{Response, Server};

const EMPTY_PAGE: &str = r#"{"Response": {"TotalCount": 0, "Tasks": [], "RequestId": "id-1"}}"#;

fn client_for(endpoint: &str, set: impl FnOnce(ClientBuilder) -> ClientBuilder) -> Client {
    let credentials = Credentials::new("AKIDexample", "key");
    set(Client::builder().credentials(credentials).endpoint(endpoint)).build().unwrap()
}

fn query() -> DescribePrefetchTasksRequest {
    DescribePrefetchTasksRequest::new().filters([DescribePrefetchTasksFilter::job_id("j")])
}

async fn describe(response: Response) -> Result<DescribePrefetchTasksResponse, Error> {
    let server = Server::start(response).await;
    client_for(&server.url(), |builder| builder).describe_prefetch_tasks(query()).await
}

async fn create(response: Response) -> Error {
    let server = Server::start(response).await;
    let request = CreatePrefetchTaskRequest::new().zone_id("z").targets(["http://a/"]);
    client_for(&server.url(), |builder| builder).create_prefetch_task(request).await.unwrap_err()
}

#[tokio::test]
async fn the_content_type_does_not_matter() {
    for content_type in [
        "application/json",
        "application/json; charset=utf-8",
        "text/plain",
        "text/html",
        "nonsense",
    ] {
        let response = describe(Response::http("200 OK", content_type, EMPTY_PAGE)).await.unwrap();
        assert_eq!(response.request_id, "id-1", "{content_type}");
    }
}

#[tokio::test]
async fn an_api_error_shows_action_code_message_request_id_and_hint() {
    let body = r#"{"Response": {"Error": {"Code": "InvalidParameter.ParameterError", "Message": "bad times"}, "RequestId": "id-2"}}"#;
    for status in ["200 OK", "400 Bad Request", "500 Internal Server Error"] {
        let error = describe(Response::http(status, "application/json", body)).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Api);
        let code = error.code().unwrap();
        assert_eq!(code, error_codes::INVALID_PARAMETER_PARAMETER_ERROR);
        assert_eq!((code.class(), code.detail()), ("InvalidParameter", Some("ParameterError")));
        assert_eq!((error.message(), error.request_id()), (Some("bad times"), Some("id-2")));
        assert_eq!((error.action(), error.attempts()), (Some("DescribePrefetchTasks"), 1));
        assert!(!error.may_have_executed());
        assert_eq!(
            error.to_string(),
            "DescribePrefetchTasks: InvalidParameter.ParameterError: bad times (request id id-2). \
             Set the end to at most 7 days after the start."
        );
    }
}

#[tokio::test]
async fn an_authentication_error_names_the_host() {
    let body = r#"{"Response": {"Error": {"Code": "AuthFailure.SecretIdNotFound", "Message": "no such key"}, "RequestId": "r"}}"#;
    let server = Server::start(Response::json(body)).await;
    let error = client_for(&server.url(), |builder| builder)
        .describe_prefetch_tasks(query())
        .await
        .unwrap_err();
    let sent_to = format!("(sent to {})", server.url().trim_start_matches("http://"));
    assert!(error.to_string().contains(&sent_to), "{error}");
    assert!(error.to_string().contains("international and China accounts are separate"), "{error}");
}

#[tokio::test]
async fn throttling_has_its_own_kind() {
    let body = r#"{"Response": {"Error": {"Code": "RequestLimitExceeded.UinLimitExceeded", "Message": "m"}, "RequestId": "r"}}"#;
    let error = describe(Response::json(body)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Throttled);
    assert_eq!(error.code().unwrap(), "RequestLimitExceeded.UinLimitExceeded");
}

#[tokio::test]
async fn an_error_with_an_unknown_code_and_unknown_members_is_read() {
    let body = r#"{"Response": {"Error": {"Code": "Brand.New.Code", "Message": null, "More": [1]}, "RequestId": "r"}}"#;
    let error = describe(Response::json(body)).await.unwrap_err();
    assert_eq!(error.code().unwrap().class(), "Brand");
    assert_eq!(error.code().unwrap().detail(), Some("New.Code"));
}

#[tokio::test]
async fn an_error_member_that_is_no_object_is_never_a_success() {
    for error in [r#""the quota is used up""#, "[7]", "true"] {
        let body = format!(r#"{{"Response": {{"Error": {error}, "RequestId": "id-4"}}}}"#);
        let error = create(Response::json(&body)).await;
        assert_eq!(error.kind(), ErrorKind::UnreadableResponse);
        assert_eq!(error.body(), Some(body.as_bytes()));
        assert!(error.may_have_executed());
    }
}

#[tokio::test]
async fn a_null_error_member_is_no_error_and_hides_none() {
    let body = r#"{"Response": {"Error": null, "TotalCount": 3, "RequestId": null}}"#;
    assert_eq!(describe(Response::json(body)).await.unwrap().total_count, 3);
    let body = r#"{"Response": {"Error": {"Code": "A.B", "Message": "m"}, "Error": null, "RequestId": ""}}"#;
    let error = describe(Response::json(body)).await.unwrap_err();
    assert_eq!(error.to_string(), "DescribePrefetchTasks: A.B: m");
    assert_eq!(error.request_id(), None);
}

#[tokio::test]
async fn a_repeated_response_member_replaces_the_first() {
    let body = r#"{"Response": {"TotalCount": 3, "Novel": 1}, "Response": {"RequestId": "id-5"}}"#;
    let response = describe(Response::json(body)).await.unwrap();
    assert_eq!(response, DescribePrefetchTasksResponse::new().request_id("id-5"));
}

#[tokio::test]
async fn an_internal_error_of_a_mutating_action_may_have_been_executed() {
    let body = r#"{"Response": {"Error": {"Code": "InternalError.BackendError", "Message": "m"}, "RequestId": "r"}}"#;
    assert!(create(Response::json(body)).await.may_have_executed());
    assert!(!describe(Response::json(body)).await.unwrap_err().may_have_executed());
}

#[tokio::test]
async fn an_html_page_with_status_502_is_an_http_error_with_status_and_excerpt() {
    let page = "<html>\n<h1>502 Bad Gateway</h1>".to_owned() + &" ".repeat(9000);
    let error = create(Response::http("502 Bad Gateway", "text/html", page)).await;
    assert_eq!((error.kind(), error.status()), (ErrorKind::Http, Some(502)));
    assert!(error.may_have_executed());
    let text = error.to_string();
    assert!(text.contains("status 502") && text.contains("<h1>502 Bad Gateway</h1>"), "{text}");
    assert!(text.len() < 1000, "the whole page is in the message");
}

#[tokio::test]
async fn a_redirect_is_an_error_and_is_not_followed() {
    let target = Server::start(Response::json(EMPTY_PAGE)).await;
    let headers = [("location", target.url())];
    let headers: Vec<(&str, &str)> =
        headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
    for status in ["301 Moved Permanently", "307 Temporary Redirect", "308 Permanent Redirect"] {
        let error = describe(Response::with_headers(status, &headers, "")).await.unwrap_err();
        assert_eq!(error.status().map(|s| s.to_string()), Some(status[..3].to_owned()));
    }
    assert_eq!(target.requests().len(), 0);
}

#[tokio::test]
async fn incomplete_json_is_unreadable_and_keeps_status_fault_request_id_and_body() {
    let body = r#"{"Response": {"RequestId": "id-3", "JobId": "abc", "Fai"#;
    let error = create(Response::json(body)).await;
    assert_eq!((error.kind(), error.status()), (ErrorKind::UnreadableResponse, Some(200)));
    assert_eq!((error.request_id(), error.body()), (Some("id-3"), Some(body.as_bytes())));
    assert!(error.may_have_executed());
    let text = error.to_string();
    assert!(
        text.contains("EOF while parsing") && text.contains("may have been executed"),
        "{text}"
    );
}

#[tokio::test]
async fn json_that_is_no_api_response_is_unreadable() {
    for body in [
        "",
        "[]",
        "7",
        "null",
        "{}",
        r#"{"Response": 7}"#,
        r#"{"Response": {}} trailing"#,
        "{\"Response\": {\"A\": \"\u{1}",
    ] {
        let error = describe(Response::json(body)).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::UnreadableResponse, "{body}: {error}");
    }
}

#[tokio::test]
async fn a_body_that_is_cut_off_keeps_the_received_bytes() {
    let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 5000\r\n\r\n{\"Response\": {";
    let error = create(Response::Bytes(head.into())).await;
    assert_eq!((error.kind(), error.status()), (ErrorKind::Transport, Some(200)));
    assert_eq!(error.body(), Some(&b"{\"Response\": {"[..]));
    assert!(error.may_have_executed());
    assert!(error.to_string().contains("was cut off after 14 bytes (end of file"), "{error}");
    assert!(error.source().is_some());
}

#[tokio::test]
async fn a_connection_closed_after_the_request_may_have_been_executed() {
    let error = create(Response::Close).await;
    assert_eq!(error.kind(), ErrorKind::Transport);
    assert!(error.may_have_executed());
    assert!(error.to_string().contains("may have been executed"), "{error}");
}

#[tokio::test]
async fn a_refused_connection_was_never_executed() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let request = CreatePrefetchTaskRequest::new().zone_id("z");
    let error =
        client_for(&endpoint, |builder| builder).create_prefetch_task(request).await.unwrap_err();
    assert_eq!((error.kind(), error.may_have_executed()), (ErrorKind::Transport, false));
    assert!(error.to_string().contains("the request was not sent"), "{error}");
}

#[tokio::test]
async fn silence_before_the_response_ends_with_the_timeout_of_the_call() {
    let server = Server::start(Response::Silence(Vec::new())).await;
    let call = client_for(&server.url(), |builder| builder)
        .create_prefetch_task(CreatePrefetchTaskRequest::new().zone_id("z"));
    let error = call.timeout(Duration::from_millis(200)).await.unwrap_err();
    assert_eq!((error.kind(), error.may_have_executed()), (ErrorKind::Timeout, true));
    assert!(error.to_string().contains("no response within 200ms"), "{error}");
}

#[tokio::test]
async fn silence_within_the_response_ends_with_the_idle_timeout() {
    let head = "HTTP/1.1 200 OK\r\ncontent-length: 5000\r\n\r\n{\"Response\"";
    let server = Server::start(Response::Silence(head.into())).await;
    let client =
        client_for(&server.url(), |builder| builder.idle_timeout(Duration::from_millis(200)));
    let error = client.describe_prefetch_tasks(query()).await.unwrap_err();
    assert_eq!((error.kind(), error.status()), (ErrorKind::Timeout, Some(200)));
    assert_eq!(error.body(), Some(&br#"{"Response""#[..]));
    assert!(error.to_string().contains("stalled for 200ms after 11 bytes"), "{error}");
}

fn gzipped(body: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(body).unwrap();
    encoder.finish().unwrap()
}

#[tokio::test]
async fn a_compressed_response_is_read() {
    let headers = [("content-encoding", "gzip"), ("content-type", "application/json")];
    let response =
        describe(Response::with_headers("200 OK", &headers, gzipped(EMPTY_PAGE.as_bytes())))
            .await
            .unwrap();
    assert_eq!(response.request_id, "id-1");
}

#[tokio::test]
async fn the_size_limit_counts_decompressed_bytes() {
    let headers = [("content-encoding", "gzip")];
    let bomb = gzipped(&vec![b' '; 64 * 1024 * 1024]);
    assert!(bomb.len() < 100_000);
    let error = create(Response::with_headers("200 OK", &headers, bomb)).await;
    assert_eq!(error.kind(), ErrorKind::UnreadableResponse);
    assert!(error.may_have_executed());
    assert!(error.to_string().contains("more than 16777216 bytes"), "{error}");
}

#[tokio::test]
async fn a_response_of_exactly_the_size_limit_is_read() {
    let limit = 16 * 1024 * 1024;
    let padded = EMPTY_PAGE.to_owned() + &" ".repeat(limit - EMPTY_PAGE.len());
    assert_eq!(describe(Response::json(&padded)).await.unwrap().request_id, "id-1");
    let error = describe(Response::json(padded + " ")).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UnreadableResponse);
}

#[tokio::test]
async fn a_body_whose_values_would_fill_the_memory_is_refused_while_it_is_read() {
    let many = |item: &str| [item].repeat(15 * 1024 * 1024 / (item.len() + 1)).join(",");
    for body in [
        format!(r#"{{"Response": {{"New": [{}]}}}}"#, many(r#"{"":0}"#)),
        format!(r#"{{"Response": {{"Tasks": [{}]}}}}"#, many("{}")),
        format!(r#"{{"Response": {{"Tasks": [{{}}, {{}}, 0, {}]}}}}"#, many("0")),
        format!(r#"{{"Response": {{"TotalCount": {}0{}}}}}"#, "[".repeat(100), "]".repeat(100)),
    ] {
        let small = body.len() < 1000;
        let result = describe(Response::json(body)).await;
        assert_eq!(result.is_ok(), small);
        if let Err(error) = result {
            assert_eq!(error.kind(), ErrorKind::UnreadableResponse);
            assert!(error.to_string().contains("bytes of memory"), "{error}");
        }
    }
}

#[tokio::test]
async fn success_in_a_status_that_says_otherwise_is_an_error_that_may_have_been_executed() {
    for status in ["400 Bad Request", "429 Too Many Requests", "500 Internal Server Error"] {
        let body = r#"{"Response": {"JobId": "j", "FailedList": [], "RequestId": "id-6"}}"#;
        let error = create(Response::http(status, "application/json", body)).await;
        assert_eq!((error.kind(), error.attempts()), (ErrorKind::Http, 1));
        assert_eq!((error.request_id(), error.body()), (Some("id-6"), Some(body.as_bytes())));
        assert!(error.may_have_executed());
        assert!(error.to_string().contains("a response that reports no error"), "{error}");
    }
}

#[tokio::test]
async fn credentials_that_do_not_come_in_time_are_asked_for_again_and_nothing_is_sent() {
    #[derive(Debug)]
    struct Silent(std::sync::atomic::AtomicU32);
    impl teo_api::ProvideCredentials for Silent {
        fn provide(
            &self,
        ) -> teo_api::BoxFuture<'_, Result<Credentials, teo_api::CredentialsError>> {
            self.0.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            Box::pin(std::future::pending())
        }
    }
    let provider = std::sync::Arc::new(Silent(0.into()));
    let client = Client::builder()
        .credentials(std::sync::Arc::clone(&provider))
        .endpoint("http://127.0.0.1:9")
        .attempt_timeout(Duration::from_millis(50))
        .retry(RetryPolicy::new().backoff(Duration::ZERO, Duration::ZERO))
        .build()
        .unwrap();
    let request = CreatePrefetchTaskRequest::new().zone_id("z").targets(["http://a/"]);
    let error = client.create_prefetch_task(request).await.unwrap_err();
    assert_eq!(provider.0.load(std::sync::atomic::Ordering::Relaxed), 3);
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Timeout, 0));
    assert!(!error.may_have_executed());
    assert!(error.to_string().contains("no credentials within 50ms"), "{error}");
}

#[test]
fn a_call_outside_a_runtime_fails_and_does_not_panic() {
    let client = client_for("http://127.0.0.1:9", |builder| builder);
    let mut future = std::pin::pin!(client.describe_prefetch_tasks(query()));
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    let std::task::Poll::Ready(Err(error)) = future.as_mut().poll(&mut context) else {
        panic!("the call waits for a runtime that does not exist");
    };
    assert_eq!(error.kind(), ErrorKind::Configuration);
    assert!(error.to_string().contains("Tokio runtime"), "{error}");
}
