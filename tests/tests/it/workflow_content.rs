//! Purges and prefetches over the simulator: batches and quotas, ends of tasks, lost responses, runs that
//! are stopped and resumed.

mod batches;
mod ends;
mod lost;
mod targets;

use std::time::Duration;

use serde_json::Value;
use teo_api::workflows::content::{Outcome, TargetState};
use teo_api::{Client, ClientBuilder, Credentials, RateLimit};
use teo_simulator::{Simulator, SimulatorBuilder};

const ZONE: &str = "zone-example";
const HOUR: Duration = Duration::from_secs(3600);

/// A simulator with the zones of example.com and example.org, and a client of it.
struct World {
    simulator: Simulator,
    client: Client,
}

impl World {
    async fn start() -> Self {
        Self::with(|simulator| simulator).await
    }

    async fn with(set: impl FnOnce(SimulatorBuilder) -> SimulatorBuilder) -> Self {
        let builder = Simulator::builder()
            .zone(ZONE, ["example.com"])
            .zone("zone-other", ["example.org"])
            .rate(100_000, Duration::from_secs(1));
        let simulator = set(builder).start().await.unwrap();
        let client = client_of(&simulator, |client| client);
        Self { simulator, client }
    }

    /// The number of requests with this action.
    fn count(&self, action: &str) -> usize {
        self.simulator.received().iter().filter(|request| request.action == action).count()
    }

    /// The targets of each submission that was executed.
    fn executed(&self) -> Vec<Vec<String>> {
        self.submissions(true)
    }

    /// The targets of each submission that was executed, or that was not.
    fn submissions(&self, executed: bool) -> Vec<Vec<String>> {
        let received = self.simulator.received();
        let submissions = received.iter().filter(|request| {
            request.action.starts_with("Create") && request.executed() == executed
        });
        submissions.map(|request| targets_in(&request.body)).collect()
    }
}

fn client_of(simulator: &Simulator, set: impl FnOnce(ClientBuilder) -> ClientBuilder) -> Client {
    let credentials = Credentials::new(simulator.secret_id(), simulator.secret_key());
    let builder = Client::builder()
        .credentials(credentials)
        .endpoint(simulator.url())
        // A clock that runs fast ends no call.
        .timeout(HOUR)
        .attempt_timeout(HOUR)
        .idle_timeout(HOUR)
        .rate_limit(RateLimit::Off);
    set(builder).build().unwrap()
}

fn targets_in(body: &[u8]) -> Vec<String> {
    let body: Value = serde_json::from_slice(body).unwrap();
    let targets = body["Targets"].as_array().cloned().unwrap_or_default();
    targets.iter().map(|target| target.as_str().unwrap().to_owned()).collect()
}

/// URLs of example.com.
fn urls(count: usize) -> Vec<String> {
    (0..count).map(|number| format!("https://www.example.com/{number}")).collect()
}

/// The state of each target, in a word or two.
fn states(outcome: &Outcome) -> Vec<&'static str> {
    outcome.targets().iter().map(|target| target.state.name()).collect()
}

/// The state of each target, with its cause.
fn causes(outcome: &Outcome) -> Vec<String> {
    outcome.targets().iter().map(|target| target.state.to_string()).collect()
}

fn state<'o>(outcome: &'o Outcome, target: &str) -> &'o TargetState {
    &outcome.targets().iter().find(|found| found.target == target).unwrap().state
}
