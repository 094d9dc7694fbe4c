//! Sends the examples that the vendor publishes with its command-line tool through our client, for
//! `interop/published_examples.py`, which reads them from the packages.
//!
//! Lines of JSON go in: `{"place", "action", "request", "response"}`. Lines of JSON come out, one for
//! each request and one for each structure in a response that a request can hold:
//! `{"what": "request" | "structure", "place", "faults": […]}`.
//!
//! - `published-examples check` sends nothing: a fault is what the client's checks refuse, or what
//!   the typed request does not encode as it was.
//! - `published-examples send` sends each request unchecked to a simulator of its own, so that no
//!   request meets what another one created; a fault is an error that is returned.
#![allow(clippy::print_stdout, reason = "its output is its purpose")]

use std::collections::BTreeMap;
use std::error::Error;
use std::future::{Future, ready};
use std::io::{self, BufRead};
use std::pin::Pin;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use teo_api::runtime::Action;
use teo_api::{
    BoxFuture, Client, Credentials, ErrorKind, RateLimit, ResponseBody, RetryPolicy, SendProgress,
    Site, Transport, TransportError, Validation,
};
use teo_simulator::{SECRET_ID, SECRET_KEY, Simulator};
use teo_specs::{Direction, Member, Spec, WireType};
use teo_tests::differences;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Example {
    place: String,
    action: String,
    /// Null if the JSON of the vendor is broken.
    request: Option<Map<String, Value>>,
    response: Option<Map<String, Value>>,
}

#[derive(Serialize)]
struct Outcome {
    what: &'static str,
    place: String,
    faults: Vec<String>,
}

type Faults = Pin<Box<dyn Future<Output = Result<Vec<String>, Box<dyn Error>>>>>;

/// An action, and how its request is sent.
struct ActionEntry {
    name: &'static str,
    send: fn(Client, &Value) -> Faults,
}

/// Every action of teo-api.
#[allow(deprecated, reason = "deprecated actions are sent, too")]
const ACTIONS: &[ActionEntry] = &include!(concat!(env!("OUT_DIR"), "/every_action.rs"));

const fn action<A: Action + Serialize + DeserializeOwned>(name: &'static str) -> ActionEntry {
    ActionEntry { name, send: send_typed::<A> }
}

/// Reads a typed request, compares it with its origin, sends it and returns all faults.
fn send_typed<A: Action + Serialize + DeserializeOwned>(client: Client, origin: &Value) -> Faults {
    let origin = origin.clone();
    Box::pin(async move {
        let request: A = serde_json::from_str(&origin.to_string())?;
        let mut faults = differences(&origin, &serde_json::to_value(&request)?);
        match client.call(request).await {
            Ok(_) => {}
            Err(error) if error.kind() == ErrorKind::InvalidRequest => {
                faults.extend(error.violations().iter().map(ToString::to_string));
            }
            Err(error) if error.kind() == ErrorKind::Transport => {}
            Err(error) => faults.push(error.to_string()),
        }
        Ok(faults)
    })
}

/// Fails every request that passed the checks.
#[derive(Debug)]
struct NoNetwork;

impl Transport for NoNetwork {
    fn send(
        &self,
        _: http::Request<bytes::Bytes>,
        _: SendProgress,
    ) -> BoxFuture<'_, Result<http::Response<ResponseBody>, TransportError>> {
        Box::pin(ready(Err(TransportError::NotSent("the request passed the checks".into()))))
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    let spec = Spec::embedded("teo", "2022-09-01")?;
    let examples = io::stdin().lock().lines().map(|line| Ok(serde_json::from_str(&line?)?));
    let examples: Vec<Example> = examples.collect::<Result<_, Box<dyn Error>>>()?;
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["check"] => check(&spec, &examples).await,
        ["send"] => send(&spec, &examples).await,
        _ => Err("use `published-examples check` or `published-examples send`".into()),
    }
}

async fn check(spec: &Spec, examples: &[Example]) -> Result<(), Box<dyn Error>> {
    let client_of = |site| {
        Client::builder()
            .site(site)
            .credentials(Credentials::new("AKIDexample", "key"))
            .transport(NoNetwork)
            .rate_limit(RateLimit::Off)
            .retry(RetryPolicy::none())
            .build()
    };
    let (china, international) = (client_of(Site::China)?, client_of(Site::International)?);
    let paths = RequestPaths::new(spec);
    for example in examples {
        let client = if example.place.starts_with("china") { &china } else { &international };
        if let Some(request) = &example.request {
            let request = Value::Object(request.clone());
            let faults = entry(&example.action)?.send_with(client, &request).await?;
            print(&Outcome { what: "request", place: example.place.clone(), faults })?;
        }
        let mut structures = Vec::new();
        if let Some(response) = &example.response {
            let members = &spec.actions[&example.action].response;
            collect_structures(spec, members, response, &mut structures);
        }
        for (name, value) in structures {
            let Some((action, path)) = paths.0.get(name) else { continue };
            let faults = entry(action)?.send_with(client, &wrap(path, value)).await?;
            // Other parameters of the request are missing, which is not what is tested.
            let inside = [path_with(path, "[0]"), path_with(path, ".0")];
            let faults = faults
                .into_iter()
                .filter(|fault| inside.iter().any(|prefix| fault.starts_with(prefix.as_str())));
            let place =
                format!("{}: {name} sent to {action}.{}", example.place, path_with(path, ""));
            print(&Outcome { what: "structure", place, faults: faults.collect() })?;
        }
    }
    Ok(())
}

async fn send(spec: &Spec, examples: &[Example]) -> Result<(), Box<dyn Error>> {
    for example in examples {
        let Some(request) = &example.request else { continue };
        let simulator = Simulator::builder().spec(spec.clone()).open().start().await?;
        let client = Client::builder()
            .credentials(Credentials::new(SECRET_ID, SECRET_KEY))
            .endpoint(simulator.url())
            .retry(RetryPolicy::none())
            .validation(Validation::Off)
            .build()?;
        let request = Value::Object(request.clone());
        let faults = entry(&example.action)?.send_with(&client, &request).await?;
        print(&Outcome { what: "request", place: example.place.clone(), faults })?;
    }
    Ok(())
}

impl ActionEntry {
    fn send_with(&self, client: &Client, request: &Value) -> Faults {
        (self.send)(client.clone(), request)
    }
}

fn entry(action: &str) -> Result<&'static ActionEntry, Box<dyn Error>> {
    let entry = ACTIONS.iter().find(|entry| entry.name == action);
    entry.ok_or_else(|| format!("there is no action {action}").into())
}

fn print(outcome: &Outcome) -> Result<(), serde_json::Error> {
    println!("{}", serde_json::to_string(outcome)?);
    Ok(())
}

/// One step from a request to a structure inside it.
#[derive(Clone)]
struct Step {
    name: String,
    is_list: bool,
}

/// For each structure that requests hold, the action and the members that lead to it.
struct RequestPaths(BTreeMap<String, (String, Vec<Step>)>);

impl RequestPaths {
    fn new(spec: &Spec) -> Self {
        let mut paths = BTreeMap::new();
        let mut level: Vec<(String, Vec<Step>, &[Member])> = spec
            .actions
            .values()
            .map(|action| (action.name.clone(), Vec::new(), action.parameters.as_slice()))
            .collect();
        // The shortest path comes first, since each round goes one step deeper.
        while !level.is_empty() {
            let mut next = Vec::new();
            for (action, path, members) in level {
                for member in members {
                    let Some((name, is_list)) = structure_of(member) else { continue };
                    let Some(structure) = spec.structures.get(&name) else { continue };
                    if structure.direction != Direction::Both || paths.contains_key(&name) {
                        continue;
                    }
                    let step = Step { name: member.name.clone(), is_list };
                    let path: Vec<Step> = path.iter().cloned().chain([step]).collect();
                    paths.insert(name, (action.clone(), path.clone()));
                    next.push((action.clone(), path, structure.members.as_slice()));
                }
            }
            level = next;
        }
        Self(paths)
    }
}

/// Returns the structure that a member holds, and whether it is a list of it.
fn structure_of(member: &Member) -> Option<(String, bool)> {
    let wire_type: WireType = member.wire_type.parse().ok()?;
    match wire_type.item() {
        WireType::Structure(name) => Some((name.clone(), wire_type.is_list())),
        _ => None,
    }
}

/// Finds every structure in a response, at any depth.
fn collect_structures<'a>(
    spec: &'a Spec,
    members: &'a [Member],
    object: &'a Map<String, Value>,
    found: &mut Vec<(&'a str, &'a Map<String, Value>)>,
) {
    for member in members {
        let Some((name, _)) = structure_of(member) else { continue };
        let Some(structure) = spec.structures.get(&name) else { continue };
        let values = match object.get(&member.name) {
            Some(Value::Array(items)) => items.iter().collect(),
            Some(value) => vec![value],
            None => Vec::new(),
        };
        for inner in values.into_iter().filter_map(Value::as_object) {
            found.push((&structure.name, inner));
            collect_structures(spec, &structure.members, inner, found);
        }
    }
}

/// Returns the path of a structure, with an index for each list on the way.
fn path_with(path: &[Step], index: &str) -> String {
    let steps =
        path.iter().map(|step| format!("{}{}", step.name, if step.is_list { index } else { "" }));
    steps.collect::<Vec<_>>().join(".")
}

/// Makes a request that holds nothing but the structure.
fn wrap(path: &[Step], structure: &Map<String, Value>) -> Value {
    path.iter().rev().fold(Value::Object(structure.clone()), |value, step| {
        let value = if step.is_list { json!([value]) } else { value };
        json!({ step.name.as_str(): value })
    })
}
