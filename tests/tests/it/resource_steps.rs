//! Walks every resource of teo through each of its steps with our client, prints the table, and shows
//! that the walk notices a service that forgets.
#![allow(clippy::print_stdout, reason = "CI shows the table")]

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use teo_api::{Client, Credentials, RateLimit};
use teo_simulator::{SECRET_ID, SECRET_KEY, example_response};
use teo_specs::{Role, Spec, Step};
use teo_tests::resource_walk::{Carrier, Object, Refusal, walk};
use tokio::runtime::Runtime;

use super::every_action::{ACTIONS, Call};

/// Resources that have all kinds of steps together.
const SOME: [&str; 4] = ["DnsRecord", "FunctionRule", "IPGroup", "L7AccSetting"];

/// Our client, with typed requests and responses.
struct OurClient {
    runtime: Runtime,
    client: Client,
    actions: BTreeMap<&'static str, Call>,
}

impl OurClient {
    fn new() -> Self {
        let client = Client::builder()
            .credentials(Credentials::new(SECRET_ID, SECRET_KEY))
            .rate_limit(RateLimit::Off)
            .build()
            .unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        Self { runtime, client, actions: ACTIONS.iter().copied().collect() }
    }
}

impl Carrier for OurClient {
    fn call(&mut self, endpoint: &str, action: &str, request: &Object) -> Result<Object, Refusal> {
        let client = self.client.with_endpoint(endpoint).map_err(Refusal::of_client)?;
        let call = self.actions[action](&client, Value::from(request.clone()));
        let response = self.runtime.block_on(call)?;
        response.as_object().cloned().ok_or_else(|| Refusal::of_client("no object"))
    }
}

#[test]
fn every_step_of_every_resource_does_what_it_says_to_one_item_and_leaves_the_others() {
    let spec = Spec::embedded("teo", "2022-09-01").unwrap();
    let report = walk(&spec, |_| true, &mut OurClient::new());
    print!("{report}");
    let (steps, resources, faults) = (report.steps(), report.resources(), &report.faults);
    println!("{steps} steps of {resources} resources, {} faults", faults.len());
    let lines: Vec<_> = faults.iter().map(ToString::to_string).collect();
    assert!(faults.is_empty(), "{}", lines.join("\n"));
    report.not_walked.iter().for_each(|step| println!("not walked: {step}"));
    assert_eq!(report.not_walked.len(), 3, "a listed step can be walked: remove it from the list");
    let steps = spec.resources.values().flat_map(teo_specs::Resource::steps);
    let walked: BTreeSet<_> = steps.map(|step| step.action).collect();
    for action in spec.actions.values().filter(|action| !action.read_only) {
        let is_excused = spec.service.not_modelled.contains_key(&action.name);
        assert!(walked.contains(&*action.name) || is_excused, "{} is not walked", action.name);
    }
}

/// A service that says of each change that it was made, and forgets it.
struct Forgetful<'a> {
    spec: &'a Spec,
    client: OurClient,
    forgotten: Option<String>,
}

impl Carrier for Forgetful<'_> {
    fn call(&mut self, endpoint: &str, action: &str, request: &Object) -> Result<Object, Refusal> {
        if self.forgotten.as_deref() == Some(action) {
            return Ok(example_response(self.spec, action, 0).unwrap());
        }
        self.client.call(endpoint, action, request)
    }

    fn begin(&mut self, step: &Step<'_>) {
        self.forgotten = (!step.role.is_read_only()).then(|| step.action.to_owned());
    }
}

#[test]
fn a_change_that_is_forgotten_is_noticed_at_every_step() {
    let spec = Spec::embedded("teo", "2022-09-01").unwrap();
    let mut forgetful = Forgetful { spec: &spec, client: OurClient::new(), forgotten: None };
    let report = walk(&spec, |name| SOME.contains(&name), &mut forgetful);
    print!("{report}");
    for column in ["create", "update", "switch", "order", "add", "remove", "delete"] {
        assert_eq!(report.count(column), 0, "{column}");
    }
}

/// A service that lists the same whatever a list is narrowed to.
struct Unfiltered {
    client: OurClient,
    list: Option<String>,
    first: Option<Object>,
}

impl Carrier for Unfiltered {
    fn call(&mut self, endpoint: &str, action: &str, request: &Object) -> Result<Object, Refusal> {
        if self.list.as_deref() != Some(action) {
            return self.client.call(endpoint, action, request);
        }
        let first = self.first.get_or_insert_with(|| request.clone()).clone();
        self.client.call(endpoint, action, &first)
    }

    fn begin(&mut self, step: &Step<'_>) {
        self.list = (step.role == Role::List).then(|| step.action.to_owned());
        self.first = None;
    }
}

#[test]
fn a_filter_that_is_ignored_is_noticed() {
    let spec = Spec::embedded("teo", "2022-09-01").unwrap();
    let mut unfiltered = Unfiltered { client: OurClient::new(), list: None, first: None };
    let report = walk(&spec, |name| SOME.contains(&name), &mut unfiltered);
    print!("{report}");
    assert_eq!(report.count("filter"), 0);
}
