//! Answers that are right, wrong, late, broken or too large, over real sockets: each becomes the
//! response or an error that says what happened and whether the action may have been carried out.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot be set up has failed"
)]

use std::error::Error as _;
use std::io::Write as _;
use std::time::Duration;

use teo_api::teo::{
    CreatePrefetchTaskRequest, DescribePrefetchTasksFilter, DescribePrefetchTasksRequest,
    DescribePrefetchTasksResponse, error_codes,
};
use teo_api::{Client, ClientBuilder, Credentials, Error, ErrorKind};
use teo_tests::{Answer, Server};

const EMPTY_PAGE: &str = r#"{"Response": {"TotalCount": 0, "Tasks": [], "RequestId": "id-1"}}"#;

fn client(endpoint: &str, set: impl FnOnce(ClientBuilder) -> ClientBuilder) -> Client {
    let credentials = Credentials::new("AKIDexample", "key");
    set(Client::builder().credentials(credentials).endpoint(endpoint)).build().unwrap()
}

fn query() -> DescribePrefetchTasksRequest {
    DescribePrefetchTasksRequest::new().filters([DescribePrefetchTasksFilter::job_id("j")])
}

async fn ask(answer: Answer) -> Result<DescribePrefetchTasksResponse, Error> {
    let server = Server::start(answer).await;
    client(&server.url(), |builder| builder).describe_prefetch_tasks(query()).await
}

async fn create(answer: Answer) -> Error {
    let server = Server::start(answer).await;
    let request = CreatePrefetchTaskRequest::new().zone_id("z").targets(["http://a/"]);
    client(&server.url(), |builder| builder).create_prefetch_task(request).await.unwrap_err()
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
        let response = ask(Answer::http("200 OK", content_type, EMPTY_PAGE)).await.unwrap();
        assert_eq!(response.request_id, "id-1", "{content_type}");
    }
}

#[tokio::test]
async fn an_api_error_tells_action_code_message_request_id_and_cure() {
    let body = r#"{"Response": {"Error": {"Code": "InvalidParameter.ParameterError", "Message": "bad times"}, "RequestId": "id-2"}}"#;
    for status in ["200 OK", "400 Bad Request", "500 Internal Server Error"] {
        let error = ask(Answer::http(status, "application/json", body)).await.unwrap_err();
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
async fn an_authentication_error_names_where_it_was_sent() {
    let body = r#"{"Response": {"Error": {"Code": "AuthFailure.SecretIdNotFound", "Message": "no such key"}, "RequestId": "r"}}"#;
    let server = Server::start(Answer::json(body)).await;
    let error = client(&server.url(), |builder| builder)
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
    let error = ask(Answer::json(body)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Throttled);
    assert_eq!(error.code().unwrap(), "RequestLimitExceeded.UinLimitExceeded");
}

#[tokio::test]
async fn an_unknown_code_and_unknown_members_of_an_error_are_no_trouble() {
    let body = r#"{"Response": {"Error": {"Code": "Brand.New.Code", "Message": null, "More": [1]}, "RequestId": "r"}}"#;
    let error = ask(Answer::json(body)).await.unwrap_err();
    assert_eq!(error.code().unwrap().class(), "Brand");
    assert_eq!(error.code().unwrap().detail(), Some("New.Code"));
}

#[tokio::test]
async fn an_error_that_is_no_object_is_never_a_success() {
    for error in [r#""the quota is used up""#, "[7]", "true"] {
        let body = format!(r#"{{"Response": {{"Error": {error}, "RequestId": "id-4"}}}}"#);
        let error = create(Answer::json(&body)).await;
        assert_eq!(error.kind(), ErrorKind::UnreadableResponse);
        assert_eq!(error.body(), Some(body.as_bytes()));
        assert!(error.may_have_executed());
    }
}

#[tokio::test]
async fn a_null_is_no_error_and_hides_none() {
    let body = r#"{"Response": {"Error": null, "TotalCount": 3, "RequestId": null}}"#;
    assert_eq!(ask(Answer::json(body)).await.unwrap().total_count, 3);
    let body = r#"{"Response": {"Error": {"Code": "A.B", "Message": "m"}, "Error": null, "RequestId": ""}}"#;
    let error = ask(Answer::json(body)).await.unwrap_err();
    assert_eq!(error.to_string(), "DescribePrefetchTasks: A.B: m");
    assert_eq!(error.request_id(), None);
}

#[tokio::test]
async fn the_later_of_two_responses_replaces_the_first() {
    let body = r#"{"Response": {"TotalCount": 3, "Novel": 1}, "Response": {"RequestId": "id-5"}}"#;
    let response = ask(Answer::json(body)).await.unwrap();
    assert_eq!(response, DescribePrefetchTasksResponse::new().request_id("id-5"));
}

#[tokio::test]
async fn an_internal_error_may_have_had_an_effect_where_there_is_one_to_have() {
    let body = r#"{"Response": {"Error": {"Code": "InternalError.BackendError", "Message": "m"}, "RequestId": "r"}}"#;
    assert!(create(Answer::json(body)).await.may_have_executed());
    assert!(!ask(Answer::json(body)).await.unwrap_err().may_have_executed());
}

#[tokio::test]
async fn a_502_page_is_named_with_its_status_and_start() {
    let page = "<html>\n<h1>502 Bad Gateway</h1>".to_owned() + &" ".repeat(9000);
    let error = create(Answer::http("502 Bad Gateway", "text/html", page)).await;
    assert_eq!((error.kind(), error.status()), (ErrorKind::Transport, Some(502)));
    assert!(error.may_have_executed());
    let text = error.to_string();
    assert!(text.contains("status 502") && text.contains("<h1>502 Bad Gateway</h1>"), "{text}");
    assert!(text.len() < 1000, "the whole page is in the message");
}

#[tokio::test]
async fn a_redirect_is_an_error_and_is_not_followed() {
    let target = Server::start(Answer::json(EMPTY_PAGE)).await;
    let headers = [("location", target.url())];
    let headers: Vec<(&str, &str)> =
        headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
    for status in ["301 Moved Permanently", "307 Temporary Redirect", "308 Permanent Redirect"] {
        let error = ask(Answer::with_headers(status, &headers, "")).await.unwrap_err();
        assert_eq!(error.status().map(|s| s.to_string()), Some(status[..3].to_owned()));
    }
    assert_eq!(target.requests().len(), 0);
}

#[tokio::test]
async fn json_cut_short_is_unreadable_and_keeps_status_fault_request_id_and_body() {
    let body = r#"{"Response": {"RequestId": "id-3", "JobId": "abc", "Fai"#;
    let error = create(Answer::json(body)).await;
    assert_eq!((error.kind(), error.status()), (ErrorKind::UnreadableResponse, Some(200)));
    assert_eq!((error.request_id(), error.body()), (Some("id-3"), Some(body.as_bytes())));
    assert!(error.may_have_executed());
    let text = error.to_string();
    assert!(
        text.contains("EOF while parsing") && text.contains("may have been carried out"),
        "{text}"
    );
}

#[tokio::test]
async fn what_is_json_but_no_answer_is_unreadable() {
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
        let error = ask(Answer::json(body)).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::UnreadableResponse, "{body}: {error}");
    }
}

#[tokio::test]
async fn a_body_that_breaks_off_keeps_what_came() {
    let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 5000\r\n\r\n{\"Response\": {";
    let error = create(Answer::Bytes(head.into())).await;
    assert_eq!((error.kind(), error.status()), (ErrorKind::Transport, Some(200)));
    assert_eq!(error.body(), Some(&b"{\"Response\": {"[..]));
    assert!(error.may_have_executed());
    assert!(error.to_string().contains("broke off after 14 bytes"), "{error}");
    assert!(error.source().is_some());
}

#[tokio::test]
async fn a_connection_closed_after_the_request_may_have_been_executed() {
    let error = create(Answer::Close).await;
    assert_eq!(error.kind(), ErrorKind::Transport);
    assert!(error.may_have_executed());
    assert!(error.to_string().contains("may have been carried out"), "{error}");
}

#[tokio::test]
async fn a_refused_connection_was_never_executed() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let request = CreatePrefetchTaskRequest::new().zone_id("z");
    let error =
        client(&endpoint, |builder| builder).create_prefetch_task(request).await.unwrap_err();
    assert_eq!((error.kind(), error.may_have_executed()), (ErrorKind::Transport, false));
    assert!(error.to_string().contains("the request was not sent"), "{error}");
}

#[tokio::test]
async fn silence_before_the_answer_ends_with_the_calls_timeout() {
    let server = Server::start(Answer::Silence(Vec::new())).await;
    let call = client(&server.url(), |builder| builder)
        .create_prefetch_task(CreatePrefetchTaskRequest::new().zone_id("z"));
    let error = call.timeout(Duration::from_millis(200)).await.unwrap_err();
    assert_eq!((error.kind(), error.may_have_executed()), (ErrorKind::Timeout, true));
    assert!(error.to_string().contains("no answer within 200ms"), "{error}");
}

#[tokio::test]
async fn silence_within_the_answer_ends_with_the_idle_timeout() {
    let head = "HTTP/1.1 200 OK\r\ncontent-length: 5000\r\n\r\n{\"Response\"";
    let server = Server::start(Answer::Silence(head.into())).await;
    let client = client(&server.url(), |builder| builder.idle_timeout(Duration::from_millis(200)));
    let error = client.describe_prefetch_tasks(query()).await.unwrap_err();
    assert_eq!((error.kind(), error.status()), (ErrorKind::Timeout, Some(200)));
    assert!(error.to_string().contains("stopped coming for 200ms after 11 bytes"), "{error}");
}

fn gzipped(body: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(body).unwrap();
    encoder.finish().unwrap()
}

#[tokio::test]
async fn a_compressed_answer_is_read() {
    let headers = [("content-encoding", "gzip"), ("content-type", "application/json")];
    let response = ask(Answer::with_headers("200 OK", &headers, gzipped(EMPTY_PAGE.as_bytes())))
        .await
        .unwrap();
    assert_eq!(response.request_id, "id-1");
}

#[tokio::test]
async fn the_size_cap_counts_what_comes_out_of_compression() {
    let headers = [("content-encoding", "gzip")];
    let bomb = gzipped(&vec![b' '; 64 * 1024 * 1024]);
    assert!(bomb.len() < 100_000);
    let error = create(Answer::with_headers("200 OK", &headers, bomb)).await;
    assert_eq!(error.kind(), ErrorKind::UnreadableResponse);
    assert!(error.may_have_executed());
    assert!(error.to_string().contains("more than 16777216 bytes"), "{error}");
}

#[tokio::test]
async fn an_answer_of_exactly_the_cap_is_read() {
    let cap = 16 * 1024 * 1024;
    let padded = EMPTY_PAGE.to_owned() + &" ".repeat(cap - EMPTY_PAGE.len());
    assert_eq!(ask(Answer::json(&padded)).await.unwrap().request_id, "id-1");
    let error = ask(Answer::json(padded + " ")).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UnreadableResponse);
}

#[test]
fn a_call_outside_a_runtime_is_an_error_and_no_panic() {
    let client = client("http://127.0.0.1:9", |builder| builder);
    let mut future = std::pin::pin!(std::future::IntoFuture::into_future(
        client.describe_prefetch_tasks(query())
    ));
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    let std::task::Poll::Ready(Err(error)) = future.as_mut().poll(&mut context) else {
        panic!("it waits for a runtime that is not there");
    };
    assert_eq!(error.kind(), ErrorKind::Configuration);
    assert!(error.to_string().contains("Tokio runtime"), "{error}");
}
