//! Canary credentials pass through a whole call while everything is logged at trace level, and are
//! found nowhere in it. Alone in its file: what other tests log at the same time can decide for good
//! whether an event is heard.
#![allow(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

use teo_api::teo::{CreatePrefetchTaskRequest, Header};
use teo_api::{Client, Credentials};
use teo_simulator::Simulator;
use teo_tests::Log;

const ID: &str = "AKIDcanaryCANARY";
const KEY: &str = "keyCanaryCANARY";
const TOKEN: &str = "tokenCanaryCANARY";
const HEADER: &str = "Bearer-Canary-CANARY";

/// How many canaries stand in a text, in capitals or not.
fn canaries(text: &str) -> usize {
    let text = text.to_lowercase();
    [ID, KEY, TOKEN, HEADER].iter().filter(|canary| text.contains(&canary.to_lowercase())).count()
}

#[tokio::test]
async fn a_whole_call_logged_at_trace_level_shows_none() {
    let log = Log::start();
    tracing::trace!("planted {KEY}");
    assert_eq!(canaries(&log.text()), 1, "the search does not find what is there");
    let before = log.text().len();

    let simulator = Simulator::builder().key(ID, KEY).token(TOKEN).start().await.unwrap();
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
    // They did go out: the simulator has seen them.
    assert!(simulator.received()[0].header("authorization").unwrap().contains(ID));
    assert_eq!(simulator.received()[0].header("x-tc-token"), Some(TOKEN));

    let log = log.text();
    for heard in ["CreatePrefetchTask", "reqwest::connect"] {
        assert!(log[before..].contains(heard), "nothing of {heard} was logged:\n{log}");
    }
    assert_eq!(canaries(&log[before..]), 0, "{}", &log[before..]);
}
