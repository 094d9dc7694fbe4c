//! A whole call is logged at trace level, and none of its secrets is in the log.
//!
//! A binary of its own: it installs the logger of the process, and an event that another test emits
//! first at the wrong moment may stay disabled.
#![allow(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

use teo_api::teo::{CreatePrefetchTaskRequest, Header};
use teo_api::{Client, Credentials, Structure};
use teo_simulator::Simulator;
use teo_tests::{Response, Server, record_everything};

const ID: &str = "AKIDcanaryCANARY";
const KEY: &str = "keyCanaryCANARY";
const TOKEN: &str = "tokenCanaryCANARY";
const HEADER: &str = "Bearer-Canary-CANARY";

/// Counts the secrets in a text, whatever their case.
fn count_secrets(text: &str) -> usize {
    let text = text.to_lowercase();
    [ID, KEY, TOKEN, HEADER].iter().filter(|secret| text.contains(&secret.to_lowercase())).count()
}

#[tokio::test]
async fn logs_of_a_whole_call_hold_no_secret() {
    let recorder = record_everything();
    tracing::trace!("planted {KEY}");
    assert_eq!(
        count_secrets(&recorder.text()),
        1,
        "the search does not find a secret that is there"
    );
    let before = recorder.text().len();

    let simulator = Simulator::builder().key(ID, KEY).token(TOKEN).open().start().await.unwrap();
    let client = Client::builder()
        .credentials(Credentials::new(ID, KEY).with_token(TOKEN))
        .endpoint(simulator.url())
        .build()
        .unwrap();
    let request = CreatePrefetchTaskRequest::new()
        .zone_id("zone-1")
        .targets(["http://www.example.com/a.txt"])
        .headers([Header::new().name("Authorization").value(HEADER)]);
    let response = client.create_prefetch_task(request).await.unwrap();
    assert!(!response.job_id.is_empty());
    // The simulator has received them.
    assert!(simulator.received()[0].header("authorization").unwrap().contains(ID));
    assert_eq!(simulator.received()[0].header("x-tc-token"), Some(TOKEN));

    // A server that echoes the key as the name of a member, which is kept as it is.
    let body = format!(r#"{{"Response": {{"JobId": "j", "{KEY}": 1, "RequestId": "r"}}}}"#);
    let server = Server::start(Response::json(body)).await;
    let client = Client::builder()
        .credentials(Credentials::new(ID, KEY).with_token(TOKEN))
        .endpoint(server.url())
        .build()
        .unwrap();
    let request = CreatePrefetchTaskRequest::new().zone_id("zone-1").targets(["http://a/"]);
    let response = client.create_prefetch_task(request).await.unwrap();
    assert!(Structure::unknown(&response, KEY).is_some());
    assert!(recorder.text().contains("<redacted>"), "{}", recorder.text());

    let log = recorder.text();
    for expected in ["CreatePrefetchTask", "reqwest::connect"] {
        assert!(log[before..].contains(expected), "nothing of {expected} was logged:\n{log}");
    }
    assert_eq!(count_secrets(&log[before..]), 0, "{}", &log[before..]);
}
