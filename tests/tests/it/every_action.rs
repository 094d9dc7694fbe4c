//! Calls every action of teo-api: the simulator makes a request from the spec, the client types it
//! and sends it over a real socket, the simulator accepts it, and the typed response fits the spec.
#![allow(
    clippy::print_stdout,
    deprecated,
    reason = "CI shows the counts, and withdrawn actions are called too"
)]

use std::collections::BTreeSet;
use std::time::Duration;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use teo_api::runtime::Action;
use teo_api::{BoxFuture, Client, Credentials};
use teo_simulator::{Simulator, example_request};
use teo_specs::{Spec, conform};

/// How many simulators are called. Each has a seed of its own, which makes other requests.
const SEEDS: u64 = 4;

type Call = fn(&Client, Value) -> BoxFuture<'static, Result<Value, String>>;

const ACTIONS: &[(&str, Call)] = &include!(concat!(env!("OUT_DIR"), "/every_action.rs"));

const fn action<A>(name: &'static str) -> (&'static str, Call)
where
    A: Action + DeserializeOwned,
    A::Response: Serialize,
{
    (name, call::<A>)
}

fn call<A>(client: &Client, request: Value) -> BoxFuture<'static, Result<Value, String>>
where
    A: Action + DeserializeOwned,
    A::Response: Serialize,
{
    let client = client.clone();
    Box::pin(async move {
        let request: A = serde_json::from_value(request).map_err(|error| error.to_string())?;
        let response = client.call(request).await.map_err(|error| error.to_string())?;
        serde_json::to_value(response).map_err(|error| error.to_string())
    })
}

#[tokio::test]
async fn every_action_is_sent_accepted_and_decoded() {
    let spec = Spec::embedded("teo", "2022-09-01").unwrap();
    for seed in 0..SEEDS {
        call_every_action(&spec, seed).await;
    }
}

async fn call_every_action(spec: &Spec, seed: u64) {
    // What creates has a simulator of its own, so that no change meets a name that is taken.
    let creating = open_simulator().await;
    let other = open_simulator().await;
    let mut faults = Vec::new();
    let mut called = BTreeSet::new();
    for (name, call) in ACTIONS {
        let simulator = if name.starts_with("Create") { &creating } else { &other };
        let Some(request) = example_request(spec, name, seed).map(Value::from) else {
            faults.push(format!("{name}: the simulator makes no request"));
            continue;
        };
        match call(&client_of(simulator), request.clone()).await {
            Ok(Value::Object(response)) => {
                let misfits = conform(spec, &spec.actions[*name].response, &response);
                let misfits = misfits.iter();
                faults.extend(misfits.map(|misfit| format!("{name}: in the response {misfit}")));
            }
            Ok(other) => faults.push(format!("{name}: {other} is no response")),
            Err(error) => faults.push(format!("{name}: {error} (request {request})")),
        }
        let received = simulator.received().pop().unwrap_or_else(|| panic!("{name} was not sent"));
        let body: Value = serde_json::from_slice(&received.body).unwrap();
        if !same(&request, &body) {
            faults.push(format!("{name}: {request} was sent as {body}"));
        }
        called.extend(received.executed().then_some(received.action));
    }
    println!("seed {seed}: {} of {} actions called", called.len(), spec.actions.len());
    assert!(faults.is_empty(), "seed {seed}, {} faults:\n{}", faults.len(), faults.join("\n"));
    assert_eq!(called, spec.actions.keys().cloned().collect());
    assert_eq!(called.len(), ACTIONS.len());
}

async fn open_simulator() -> Simulator {
    let builder = Simulator::builder().rate(1_000_000, Duration::from_secs(1)).open();
    builder.start().await.unwrap()
}

fn client_of(simulator: &Simulator) -> Client {
    Client::builder()
        .credentials(Credentials::new(simulator.secret_id(), simulator.secret_key()))
        .endpoint(simulator.url())
        .build()
        .unwrap()
}

/// Compares as JSON, which has no integers: `0` equals `0.0`.
fn same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Object(one), Value::Object(other)) => {
            one.len() == other.len()
                && one
                    .iter()
                    .all(|(name, value)| other.get(name).is_some_and(|other| same(value, other)))
        }
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same(one, other))
        }
        (Value::Number(one), Value::Number(other)) if one.is_f64() != other.is_f64() => {
            one.as_f64() == other.as_f64()
        }
        (one, other) => one == other,
    }
}
