//! Canary credentials pass through everything that formats, and are found nowhere.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot be set up has failed"
)]

use std::error::Error as _;
use std::fmt::Debug;

use teo_api::teo::{CreatePrefetchTaskRequest, Header};
use teo_api::{Client, ClientBuilder, Credentials, ErrorKind, Structure as _};
use teo_tests::{Answer, Server};

const ID: &str = "AKIDcanaryCANARY";
const KEY: &str = "keyCanaryCANARY";
const TOKEN: &str = "tokenCanaryCANARY";
const HEADER: &str = "Bearer-Canary-CANARY";
const PROXY: &str = "proxyCanaryCANARY";
const CANARIES: [&str; 5] = [ID, KEY, TOKEN, HEADER, PROXY];

/// How many canaries stand in a text, in capitals or not.
fn canaries(text: &str) -> usize {
    let text = text.to_lowercase();
    CANARIES.iter().filter(|canary| text.contains(&canary.to_lowercase())).count()
}

fn credentials() -> Credentials {
    Credentials::new(ID, KEY).with_token(TOKEN)
}

fn client(endpoint: &str, set: impl FnOnce(ClientBuilder) -> ClientBuilder) -> Client {
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
async fn nothing_that_formats_shows_any() {
    let client = client("http://127.0.0.1:9", |builder| {
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
        assert_eq!(canaries(&text), 0, "{text}");
    }
}

/// Everything that an error can be made to say, down to its last source.
fn said(error: &teo_api::Error) -> String {
    let mut text = format!("{error} {error:?} {error:#?}");
    let mut source = error.source();
    while let Some(cause) = source {
        text.push_str(&format!(" {cause} {cause:?} {cause:#?}"));
        source = cause.source();
    }
    text
}

#[tokio::test]
async fn no_error_shows_any_even_if_the_service_repeats_them() {
    let echo = format!("{ID} {KEY} {TOKEN}");
    let api_error = format!(
        r#"{{"Response": {{"Error": {{"Code": "AuthFailure", "Message": "{echo}"}}, "RequestId": "r"}}}}"#
    );
    for (answer, kind) in [
        (Answer::json(api_error), ErrorKind::Api),
        (Answer::http("502 Bad Gateway", "text/html", &echo), ErrorKind::Transport),
        (Answer::json(&echo), ErrorKind::UnreadableResponse),
        (
            Answer::Bytes(format!("HTTP/1.1 200 OK\r\ncontent-length: 9999\r\n\r\n{echo}").into()),
            ErrorKind::Transport,
        ),
        (Answer::Close, ErrorKind::Transport),
    ] {
        let server = Server::start(answer).await;
        let error = client(&server.url(), |builder| builder)
            .create_prefetch_task(request())
            .await
            .unwrap_err();
        assert_eq!(error.kind(), kind, "{error}");
        assert_eq!(canaries(&said(&error)), 0, "{}", said(&error));
    }
}

#[tokio::test]
async fn credentials_that_no_header_can_carry_are_refused_without_showing_them() {
    for credentials in [
        Credentials::new(format!("{ID}\r\nX-Evil: 1"), KEY),
        Credentials::new(ID, KEY).with_token(format!("{TOKEN}\n")),
    ] {
        let server = Server::start(Answer::Close).await;
        let client = client(&server.url(), |builder| builder.credentials(credentials));
        let error = client.create_prefetch_task(request()).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Credentials);
        assert!(said(&error).contains("line end"), "{error}");
        assert_eq!(canaries(&said(&error)), 0, "{}", said(&error));
        assert_eq!(server.requests().len(), 0);
    }
}

#[test]
fn a_client_that_cannot_be_built_shows_none() {
    let proxy = format!("http://user:{PROXY}@ho st");
    let endpoint = format!("https://user:{KEY}@example.com");
    for result in [
        Client::builder().proxy(proxy).build(),
        Client::builder().endpoint(endpoint).build(),
        Client::builder().request_client(format!("{KEY}\r\nX: y")).build(),
    ] {
        let error = result.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration);
        assert_eq!(canaries(&said(&error)), 0, "{}", said(&error));
    }
}
