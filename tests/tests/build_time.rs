//! An action that was added to a copy of the specs is called like any other. `.ci/build-time` makes
//! the copy and runs this with the feature `build-time`, so it is a binary of its own: the other
//! tests are for the released specs.
#![cfg(all(feature = "build-time", has_describe_nothing_yet))]
#![allow(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

use std::path::Path;

use teo_api::teo::{
    BuilderRequest, CallRequest, ClientStructure, CloneRequest, ConfigRequest,
    DescribeNothingYetRequest, FromEnvRequest, IntoRequest, NewRequest, NothingYet, OfRequest,
    WithRegionRequest,
};
use teo_api::{Client, Credentials};
use teo_simulator::Simulator;
use teo_specs::Spec;

#[tokio::test]
async fn an_action_added_to_the_specs_is_called() {
    let spec = Spec::load(Path::new(env!("TEO_API_SPECS"))).unwrap();
    let simulator = Simulator::builder().spec(spec).open().start().await.unwrap();
    let client = Client::builder()
        .credentials(Credentials::new(simulator.secret_id(), simulator.secret_key()))
        .endpoint(simulator.url())
        .build()
        .unwrap();
    let request = DescribeNothingYetRequest::new().zone_id("zone-1").limit(5);
    let response = client.describe_nothing_yet(request).await.unwrap();
    let nothing: &[NothingYet] = &response.nothing;
    assert!(!nothing.is_empty() && nothing.iter().all(|found| !found.name.is_empty()));
    assert_eq!(simulator.received()[0].action, "DescribeNothingYet");
    let error = client.describe_nothing_yet(DescribeNothingYetRequest::new()).await.unwrap_err();
    assert_eq!(error.violations()[0].to_string(), "ZoneId is required");
}

#[tokio::test]
async fn actions_named_like_methods_of_the_client_are_called_and_hide_none() {
    let spec = Spec::load(Path::new(env!("TEO_API_SPECS"))).unwrap();
    let simulator = Simulator::builder().spec(spec).open().start().await.unwrap();
    let client: Client = Client::builder()
        .credentials(Credentials::new(simulator.secret_id(), simulator.secret_key()))
        .endpoint(simulator.url())
        .build()
        .unwrap()
        .clone();
    client.call_(CallRequest::new().client(ClientStructure::new().client("c"))).await.unwrap();
    client.builder_(BuilderRequest::new()).await.unwrap();
    client.new_(NewRequest::new()).await.unwrap();
    client.config_(ConfigRequest::new()).await.unwrap();
    client.of(OfRequest::new()).await.unwrap();
    client.from_env_(FromEnvRequest::new()).await.unwrap();
    client.clone_(CloneRequest::new()).await.unwrap();
    client.into_(IntoRequest::new()).await.unwrap();
    client.with_region_(WithRegionRequest::new()).await.unwrap();
    let called: Vec<String> =
        simulator.received().into_iter().map(|request| request.action).collect();
    let expected =
        ["Call", "Builder", "New", "Config", "Of", "FromEnv", "Clone", "Into", "WithRegion"];
    assert_eq!(called, expected);
}
