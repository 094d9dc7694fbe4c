//! An action that was added to a copy of the specs is called like any other. `.ci/build-time` makes
//! the copy and runs this with the feature `build-time`, so it is a binary of its own: the other
//! tests are for the released specs.
#![cfg(all(feature = "build-time", has_describe_nothing_yet))]
#![allow(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

use std::path::Path;

use teo_api::teo::{DescribeNothingYetRequest, NothingYet};
use teo_api::{Client, Credentials};
use teo_simulator::Simulator;
use teo_specs::Spec;

#[tokio::test]
async fn an_action_added_to_the_specs_is_called() {
    let spec = Spec::load(Path::new(env!("TEO_API_SPECS"))).unwrap();
    let simulator = Simulator::builder().spec(spec).start().await.unwrap();
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
