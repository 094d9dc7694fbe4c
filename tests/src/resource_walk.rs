//! Walks the resources of a spec through each of their steps, with three items of a kind of which only
//! the second is changed and deleted. All that a walk knows of the account is what lists and reads show,
//! so that it goes through any client, and each step has a simulator of its own.

mod changes;
mod compare;
mod deletion;
mod items;
mod paths;
mod report;
mod requests;
mod selectors;
mod states;
mod steps;
mod views;

use std::fmt;
use std::time::Duration;

use serde_json::{Map, Value};
use teo_simulator::Simulator;
use teo_specs::{Resource, Role, Spec, Step};
use tokio::runtime::Runtime;

use self::items::Walk;
pub use self::report::{Fault, Report};

/// A JSON object.
pub type Object = Map<String, Value>;

/// Resources with items of every kind: ids that are returned or given, lists of items, singletons,
/// states, order, verbs in a parameter, jobs.
pub const TWENTY: [&str; 20] = [
    "AccelerationDomain",
    "AliasDomain",
    "ContentIdentifier",
    "CustomErrorPage",
    "DnsRecord",
    "Function",
    "FunctionEnvironmentVariable",
    "FunctionRule",
    "HostCertificate",
    "IPGroup",
    "KVNamespace",
    "KVPair",
    "L4Proxy",
    "L4ProxyRule",
    "L7AccRule",
    "L7AccSetting",
    "LoadBalancer",
    "OriginGroup",
    "PrefetchTask",
    "Zone",
];

/// The error that an action was refused with, or for which it was not sent.
#[derive(Debug, Clone)]
pub struct Refusal {
    /// Code of the service; empty if the client refused the call or got no response.
    pub code: String,
    /// What the client says.
    pub message: String,
}

impl Refusal {
    /// Makes the refusal of a client that did not send the call, or could not read the response.
    pub fn of_client(reason: impl fmt::Display) -> Self {
        Self { code: String::new(), message: reason.to_string() }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

/// A client that calls actions for a walk.
pub trait Carrier {
    /// Calls an action of the service at this endpoint, with the credentials of the simulator.
    ///
    /// # Errors
    ///
    /// Fails if the client or the service refuses the call.
    fn call(&mut self, endpoint: &str, action: &str, request: &Object) -> Result<Object, Refusal>;

    /// Tells which step is taken from here on. A client need not know; a test in which the service
    /// forgets does.
    fn begin(&mut self, _step: &Step<'_>) {}
}

/// Walks the resources that `is_walked` selects by their name.
#[must_use]
pub fn walk(spec: &Spec, is_walked: impl Fn(&str) -> bool, carrier: &mut dyn Carrier) -> Report {
    let runtime = Runtime::new().unwrap();
    let mut report = Report::default();
    for resource in spec.resources.values().filter(|resource| is_walked(&resource.name)) {
        walk_resource(&runtime, spec, resource, carrier, &mut report);
    }
    report
}

fn walk_resource(
    runtime: &Runtime,
    spec: &Spec,
    resource: &Resource,
    carrier: &mut dyn Carrier,
    report: &mut Report,
) {
    for step in resource.steps() {
        let simulator = start(runtime, spec);
        let mut walk = Walk::new(spec, resource, simulator.url(), carrier);
        let taken = walk.take(&step);
        let are_listed = taken.is_ok() && step.role == Role::List;
        report.add(&resource.name, step.role.key(), step.action, taken);
        let selectors = if are_listed { walk.selectors(&step) } else { Vec::new() };
        for selector in selectors {
            let found = walk.check_selector(&step, &selector);
            report.add(&resource.name, "filter", &format!("{} by {selector}", step.action), found);
        }
    }
}

/// Starts a simulator in which every change is over at once.
fn start(runtime: &Runtime, spec: &Spec) -> Simulator {
    let builder = Simulator::builder().spec(spec.clone()).task_duration(Duration::ZERO);
    runtime.block_on(builder.rate(1_000_000, Duration::from_secs(1)).start()).unwrap()
}
