//! The client sends every request that the service takes, and refuses those that are certainly wrong
//! with a message that names the place and the remedy. `legal_requests.json` has a row for each kind.

use bytes::Bytes;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use teo_api::runtime::Action;
use teo_api::teo::{CreateZoneRequest, DescribePrefetchTasksRequest};
use teo_api::{
    BoxFuture, Client, Credentials, Error, ErrorKind, RateLimit, ResponseBody, RetryPolicy,
    SendProgress, Transport, TransportError,
};
use teo_simulator::Simulator;

#[derive(Deserialize)]
struct Table {
    sent: Vec<Sent>,
    refused: Vec<Refused>,
}

#[derive(Deserialize)]
struct Sent {
    action: String,
    why: String,
    request: Value,
}

#[derive(Deserialize)]
struct Refused {
    action: String,
    message: String,
    request: Value,
}

fn table() -> Table {
    serde_json::from_str(include_str!("legal_requests.json")).unwrap()
}

/// Fails every request that reaches it.
#[derive(Debug)]
struct NoNetwork;

impl Transport for NoNetwork {
    fn send(
        &self,
        _: http::Request<Bytes>,
        _: SendProgress,
    ) -> BoxFuture<'_, Result<http::Response<ResponseBody>, TransportError>> {
        Box::pin(std::future::ready(Err(TransportError::NotSent("no network".into()))))
    }
}

type Call = fn(Client, &Value) -> BoxFuture<'static, Error>;

/// Every action of teo-api.
#[allow(deprecated, reason = "the list has the deprecated actions, too")]
const ACTIONS: &[(&str, Call)] = &include!(concat!(env!("OUT_DIR"), "/every_action.rs"));

const fn action<A: Action + DeserializeOwned>(name: &'static str) -> (&'static str, Call) {
    (name, call::<A>)
}

fn call<A: Action + DeserializeOwned>(
    client: Client,
    request: &Value,
) -> BoxFuture<'static, Error> {
    let request: A = serde_json::from_value(request.clone()).unwrap();
    Box::pin(async move { client.call(request).await.err().unwrap() })
}

async fn error_of(action: &str, request: &Value) -> Error {
    let client = Client::builder()
        .credentials(Credentials::new("AKIDexample", "key"))
        .transport(NoNetwork)
        .rate_limit(RateLimit::Off)
        .retry(RetryPolicy::none())
        .build()
        .unwrap();
    let (_, call) = ACTIONS.iter().find(|(name, _)| *name == action).unwrap();
    call(client, request).await
}

#[tokio::test]
async fn the_client_sends_what_the_service_takes() {
    for Sent { action, why, request } in table().sent {
        let error = error_of(&action, &request).await;
        assert_eq!(error.kind(), ErrorKind::Transport, "{action}, {why}: {error}");
    }
}

#[tokio::test]
async fn the_client_refuses_what_is_certainly_wrong_and_names_place_and_remedy() {
    for Refused { action, message, request } in table().refused {
        let error = error_of(&action, &request).await;
        let messages: Vec<String> = error.violations().iter().map(ToString::to_string).collect();
        assert_eq!(messages, [message], "{action}");
    }
}

#[tokio::test]
async fn only_a_limit_is_said_to_have_possibly_changed() {
    let limit = DescribePrefetchTasksRequest::new().zone_id("zone-1");
    let limit =
        limit.start_time("2022-02-01T00:00:00Z").end_time("2022-02-01T00:00:00Z").limit(1001);
    let advice = "; if the service has relaxed this since the spec of 2026-";
    let error = error_of("DescribePrefetchTasks", &serde_json::to_value(&limit).unwrap()).await;
    assert!(error.to_string().contains(advice), "{error}");
    let certain = limit.zone_id("");
    let error = error_of("DescribePrefetchTasks", &serde_json::to_value(&certain).unwrap()).await;
    assert_eq!(error.violations().len(), 2);
    assert!(!error.to_string().contains("Validation::Off"), "{error}");
}

#[tokio::test]
async fn a_second_zone_of_one_name_is_refused_at_the_first_request() {
    let simulator = Simulator::start().await.unwrap();
    let client = Client::builder()
        .credentials(Credentials::new(simulator.secret_id(), simulator.secret_key()))
        .endpoint(simulator.url())
        .build()
        .unwrap();
    let request = CreateZoneRequest::new().r#type("partial").zone_name("example.com");
    client.create_zone(request.clone()).await.unwrap();
    let error = client.create_zone(request).await.unwrap_err();
    assert_eq!(error.code().unwrap(), "ResourceInUse");
    assert_eq!((error.attempts(), error.may_have_executed()), (1, false));
    assert_eq!(simulator.received().len(), 2);
}

#[test]
fn credentials_that_are_empty_or_have_blank_ends_are_refused_when_the_client_is_built() {
    for (id, key, fault) in [
        ("", "key", "the secret id is empty"),
        ("id", " ", "the secret key is empty"),
        (" AKIDexample", "key", "the secret id has white space at its ends; remove it"),
        ("AKIDexample", "hidden-key\n", "the secret key has white space at its ends; remove it"),
    ] {
        let built = Client::builder().credentials(Credentials::new(id, key)).build();
        let error = built.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Credentials);
        let message = error.to_string();
        assert!(message.contains("given to the builder") && message.contains(fault), "{message}");
        assert!(!message.contains("hidden"), "{message}");
    }
}
