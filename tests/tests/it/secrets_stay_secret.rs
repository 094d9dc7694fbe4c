//! Nothing that can be formatted shows the secrets of a call.

use std::error::Error as _;
use std::fmt::Debug;

use teo_api::teo::{CreatePrefetchTaskRequest, Header};
use teo_api::{Client, ClientBuilder, Credentials, ErrorKind};
use teo_tests::{Response, Server};

const ID: &str = "AKIDcanaryCANARY";
const KEY: &str = "keyCanaryCANARY";
const TOKEN: &str = "tokenCanaryCANARY";
const HEADER: &str = "Bearer-Canary-CANARY";
const PROXY: &str = "proxyCanaryCANARY";
const SECRETS: [&str; 5] = [ID, KEY, TOKEN, HEADER, PROXY];

/// Counts the secrets in a text, whatever their case.
fn count_secrets(text: &str) -> usize {
    let text = text.to_lowercase();
    SECRETS.iter().filter(|secret| text.contains(&secret.to_lowercase())).count()
}

fn credentials() -> Credentials {
    Credentials::new(ID, KEY).with_token(TOKEN)
}

fn client_for(endpoint: &str, set: impl FnOnce(ClientBuilder) -> ClientBuilder) -> Client {
    set(Client::builder().credentials(credentials()).endpoint(endpoint)).build().unwrap()
}

fn request() -> CreatePrefetchTaskRequest {
    CreatePrefetchTaskRequest::new()
        .zone_id("zone-1")
        .targets(["http://www.example.com/a.txt"])
        .headers([Header::new().name("Authorization").value(HEADER)])
}

fn formatted(what: &impl Debug) -> String {
    format!("{what:?} {what:#?}")
}

#[tokio::test]
async fn debug_of_credentials_clients_requests_and_calls_shows_no_secret() {
    let client = client_for("http://127.0.0.1:9", |builder| {
        builder.proxy(format!("http://user:{PROXY}@127.0.0.1:9"))
    });
    let call = client.create_prefetch_task(request().set_unknown("Password", HEADER));
    let texts = [
        formatted(&credentials()),
        formatted(&client),
        formatted(&request()),
        formatted(&request().set_unknown("Headers", HEADER)),
        formatted(&call),
    ];
    for text in texts {
        assert_eq!(count_secrets(&text), 0, "{text}");
    }
}

/// Formats an error and its sources in every way.
fn all_texts(error: &teo_api::Error) -> String {
    let mut text = format!("{error} {error:?} {error:#?}");
    let mut source = error.source();
    while let Some(cause) = source {
        text.push_str(&format!(" {cause} {cause:?} {cause:#?}"));
        source = cause.source();
    }
    text
}

#[tokio::test]
async fn errors_show_no_secret_even_if_the_service_repeats_it() {
    let echo = format!("{ID} {KEY} {TOKEN}");
    let api_error = format!(
        r#"{{"Response": {{"Error": {{"Code": "AuthFailure", "Message": "{echo}"}}, "RequestId": "r"}}}}"#
    );
    for (response, kind) in [
        (Response::json(api_error), ErrorKind::Api),
        (Response::http("502 Bad Gateway", "text/html", &echo), ErrorKind::Http),
        (Response::json(&echo), ErrorKind::UnreadableResponse),
        (
            Response::Bytes(
                format!("HTTP/1.1 200 OK\r\ncontent-length: 9999\r\n\r\n{echo}").into(),
            ),
            ErrorKind::Transport,
        ),
        (Response::Close, ErrorKind::Transport),
    ] {
        let server = Server::start(response).await;
        let error = client_for(&server.url(), |builder| builder)
            .create_prefetch_task(request())
            .await
            .unwrap_err();
        assert_eq!(error.kind(), kind, "{error}");
        assert_eq!(count_secrets(&all_texts(&error)), 0, "{}", all_texts(&error));
    }
}

#[tokio::test]
async fn codes_and_request_ids_are_shown_without_secrets_and_kept_as_they_are() {
    let body = format!(
        r#"{{"Response": {{"Error": {{"Code": "Odd.{KEY}", "Message": "m"}}, "RequestId": "{TOKEN}"}}}}"#
    );
    let server = Server::start(Response::json(body)).await;
    let call = client_for(&server.url(), |builder| builder).create_prefetch_task(request());
    let error = call.await.unwrap_err();
    assert_eq!(count_secrets(&all_texts(&error)), 0, "{}", all_texts(&error));
    assert_eq!(error.code().unwrap(), &format!("Odd.{KEY}").as_str());
    assert_eq!(error.request_id(), Some(TOKEN));
    assert!(error.to_string().contains("Odd.<redacted>: m (request id <redacted>)"), "{error}");
}

#[tokio::test]
async fn a_secret_that_json_has_escaped_is_hidden_and_an_id_is_shown_shortened() {
    let escaped: String = KEY.chars().map(|c| format!("\\u{:04x}", u32::from(c))).collect();
    let page = format!(r#"{{"key": "{escaped}", "id": "{ID}"}}"#);
    let server = Server::start(Response::http("403 Forbidden", "text/html", page)).await;
    let call = client_for(&server.url(), |builder| builder).create_prefetch_task(request());
    let error = call.await.unwrap_err();
    assert!(error.to_string().contains("<redacted>") && error.to_string().contains("AKID…NARY"));
    let texts = all_texts(&error);
    assert!(count_secrets(&texts) == 0 && !texts.contains(&escaped[..12]), "{texts}");
}

#[tokio::test]
async fn credentials_that_fit_no_header_are_refused_and_not_shown() {
    for credentials in [
        Credentials::new(format!("{ID}\r\nX-Evil: 1"), KEY),
        Credentials::new(ID, KEY).with_token(format!("{TOKEN}\n")),
    ] {
        let server = Server::start(Response::Close).await;
        let client = client_for(&server.url(), |builder| builder.credentials(credentials));
        let error = client.create_prefetch_task(request()).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Credentials);
        assert!(all_texts(&error).contains("line end"), "{error}");
        assert_eq!(count_secrets(&all_texts(&error)), 0, "{}", all_texts(&error));
        assert_eq!(server.requests().len(), 0);
    }
}

#[test]
fn the_error_of_the_client_builder_shows_no_secret() {
    let proxy = format!("http://user:{PROXY}@ho st");
    let endpoint = format!("https://user:{KEY}@example.com");
    for result in [
        Client::builder().proxy(proxy).build(),
        Client::builder().endpoint(endpoint).build(),
        Client::builder().request_client(format!("{KEY}\r\nX: y")).build(),
    ] {
        let error = result.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration);
        assert_eq!(count_secrets(&all_texts(&error)), 0, "{}", all_texts(&error));
    }
}
