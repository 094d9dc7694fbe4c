//! Lists the items of every paged action, in three pages from the simulator.
#![allow(clippy::print_stdout, deprecated, reason = "CI shows the count")]

use std::collections::BTreeSet;
use std::time::Duration;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};
use teo_api::runtime::PagedAction;
use teo_api::{BoxFuture, Client, Credentials, RateLimit};
use teo_simulator::{Simulator, example_request};
use teo_specs::Spec;

/// The pages have three, three and two items.
const LIMIT: u64 = 3;
const ITEMS: usize = 8;
const ZONE: &str = "zone-0";
/// A request for a list of what the account has. The simulator makes up the others.
fn request_for_kept(action: &str) -> Option<Value> {
    match action {
        "DescribeAccelerationDomains" => Some(json!({"ZoneId": ZONE})),
        "DescribePrefetchTasks" | "DescribePurgeTasks" => Some(of_today(json!({"ZoneId": ZONE}))),
        "DescribeZones" => Some(json!({})),
        _ => None,
    }
}

type List = fn(&Client, Value) -> BoxFuture<'static, Result<Vec<Value>, String>>;

const PAGED_ACTIONS: &[(&str, List)] =
    &include!(concat!(env!("OUT_DIR"), "/every_paged_action.rs"));

const fn paged<A>(name: &'static str) -> (&'static str, List)
where
    A: PagedAction + DeserializeOwned,
    A::Item: Serialize,
{
    (name, list::<A>)
}

fn list<A>(client: &Client, request: Value) -> BoxFuture<'static, Result<Vec<Value>, String>>
where
    A: PagedAction + DeserializeOwned,
    A::Item: Serialize,
{
    let client = client.clone();
    Box::pin(async move {
        let request: A = serde_json::from_value(request).map_err(|error| error.to_string())?;
        let items = client.call(request).items().all().await.map_err(|error| error.to_string())?;
        items
            .into_iter()
            .map(|item| serde_json::to_value(item).map_err(|error| error.to_string()))
            .collect()
    })
}

fn client_of(simulator: &Simulator) -> Client {
    Client::builder()
        .credentials(Credentials::new(simulator.secret_id(), simulator.secret_key()))
        .endpoint(simulator.url())
        .rate_limit(RateLimit::Off)
        .build()
        .unwrap()
}

fn of_today(mut request: Value) -> Value {
    let now = std::time::SystemTime::now();
    let hour = Duration::from_secs(3600);
    request["StartTime"] = json!(teo_api::Timestamp::from(now - hour));
    request["EndTime"] = json!(teo_api::Timestamp::from(now + hour));
    request
}

/// A simulator with eight zones, of which the first has eight domains and eight tasks of each kind.
async fn account_with_eight_of_each() -> Simulator {
    let mut builder = Simulator::builder().rate(1_000_000, Duration::from_secs(1));
    for index in 0..ITEMS {
        let domains: Vec<String> = match index {
            0 => (0..ITEMS).map(|domain| format!("{domain}.example.com")).collect(),
            _ => vec![format!("example{index}.com")],
        };
        builder = builder.zone(format!("zone-{index}"), domains);
    }
    let simulator = builder.start().await.unwrap();
    let client = client_of(&simulator);
    let hosts: Vec<String> = (0..ITEMS).map(|domain| format!("{domain}.example.com")).collect();
    let urls: Vec<String> = hosts.iter().map(|host| format!("http://{host}/")).collect();
    let request = teo_api::teo::CreatePrefetchTaskRequest::new().zone_id(ZONE).targets(&urls);
    client.create_prefetch_task(request).await.unwrap();
    let request = teo_api::teo::CreatePurgeTaskRequest::new().zone_id(ZONE);
    let request = request.r#type("purge_url").targets(&urls);
    client.create_purge_task(request).await.unwrap();
    simulator
}

#[tokio::test]
async fn every_paged_action_lists_each_item_once_from_three_pages() {
    let spec = Spec::embedded("teo", "2022-09-01").unwrap();
    let account = account_with_eight_of_each().await;
    let made_up = Simulator::builder()
        .rate(1_000_000, Duration::from_secs(1))
        .open()
        .list_size(ITEMS)
        .start()
        .await
        .unwrap();
    let mut faults = Vec::new();
    for (name, list) in PAGED_ACTIONS {
        let paging = spec.actions[*name].paging.as_ref().unwrap();
        let (simulator, mut request) = match request_for_kept(name) {
            Some(request) => (&account, request),
            None => (&made_up, Value::from(example_request(&spec, name, 0).unwrap())),
        };
        let members: &mut Map<String, Value> = request.as_object_mut().unwrap();
        members.insert(paging.limit.clone(), json!(LIMIT));
        members
            .retain(|member, _| ![&paging.offset, &paging.cursor].contains(&&Some(member.clone())));
        let before = simulator.received().len();
        match list(&client_of(simulator), request.clone()).await {
            Err(error) => faults.push(format!("{name}: {error} (request {request})")),
            Ok(items) => {
                let distinct: BTreeSet<String> = items.iter().map(Value::to_string).collect();
                let requests = simulator.received().len() - before;
                // Without a total, only an empty page is the end.
                let expected =
                    if paging.total.is_some() || paging.cursor.is_some() { 3 } else { 4 };
                if (items.len(), distinct.len(), requests) != (ITEMS, ITEMS, expected) {
                    faults.push(format!(
                        "{name}: {} items, {} distinct, {requests} requests",
                        items.len(),
                        distinct.len()
                    ));
                }
            }
        }
    }
    println!("{} paged actions listed, {} faults", PAGED_ACTIONS.len(), faults.len());
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert_eq!(PAGED_ACTIONS.len(), 49);
}

#[tokio::test]
async fn two_and_a_half_thousand_tasks_take_three_requests_at_the_greatest_page() {
    let builder = Simulator::builder().zone(ZONE, ["example.com"]).content_quota(3_000, 3_000);
    let simulator = builder.start().await.unwrap();
    let client = client_of(&simulator);
    let targets = (0..2_503).map(|index| format!("http://www.example.com/{index}"));
    let request = teo_api::teo::CreatePrefetchTaskRequest::new().zone_id(ZONE).targets(targets);
    let job = client.create_prefetch_task(request).await.unwrap().job_id;
    let request = teo_api::teo::DescribePrefetchTasksRequest::new()
        .zone_id(ZONE)
        .filters([teo_api::teo::DescribePrefetchTasksFilter::job_id(job)]);
    let before = simulator.received().len();
    let tasks = client.describe_prefetch_tasks(request).items().all().await.unwrap();
    let distinct: BTreeSet<&str> = tasks.iter().map(|task| task.target.as_str()).collect();
    assert_eq!((tasks.len(), distinct.len()), (2_503, 2_503));
    assert_eq!(simulator.received().len() - before, 3);
}
