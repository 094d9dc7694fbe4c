//! The pages of every paged action in the spec, as a client gets them.

use std::collections::HashSet;

use serde_json::{Map, Value, json};
use teo_specs::{Action, Paging};

use super::*;
use crate::example_request;
use crate::test_spec::embedded;

/// The number of items in every list: two full pages and one that is not full.
const SIZE: usize = 7;
const LIMIT: usize = 3;

/// Starts a simulator in which every list has seven items: zones, domains and tasks too.
async fn start() -> Simulator {
    let now = || SystemTime::UNIX_EPOCH + Duration::from_secs(NOW as u64);
    let mut builder =
        Simulator::builder().clock(now).open().list_size(SIZE).rate(1_000, Duration::from_secs(1));
    builder = builder.zone("zone-0", hosts());
    for zone in 1..SIZE {
        builder = builder.zone(format!("zone-{zone}"), [format!("zone-{zone}.example.org")]);
    }
    let simulator = builder.start().await.unwrap();
    let urls: Vec<_> = hosts().map(|host| format!("https://{host}/")).collect();
    let prefetch = json!({"ZoneId": "zone-0", "Targets": urls});
    let purge = json!({"ZoneId": "zone-0", "Type": "purge_url", "Targets": urls});
    for (action, body) in [("CreatePrefetchTask", prefetch), ("CreatePurgeTask", purge)] {
        assert_eq!(call(&simulator, action, body).await["FailedList"], json!([]), "{action}");
    }
    simulator
}

fn hosts() -> impl Iterator<Item = String> {
    (0..SIZE).map(|host| format!("host-{host}.example.com"))
}

async fn call(simulator: &Simulator, action: &str, body: Value) -> Value {
    let response = send(simulator.address(), action, body.to_string()).await;
    let (_, body) = response.split_once("\r\n\r\n").unwrap();
    let mut envelope: Value = serde_json::from_str(body).unwrap();
    envelope["Response"].take()
}

/// Returns the parameters that decide which items are listed.
fn query(action: &Action, paging: &Paging) -> Map<String, Value> {
    let tasks_of_zone = json!({
        "ZoneId": "zone-0",
        "StartTime": "2022-02-09T00:00:00Z",
        "EndTime": "2022-02-10T00:00:00Z",
    });
    let query = match action.name.as_str() {
        "DescribeZones" => json!({}),
        "DescribeIdentifications" => json!({"Filters": []}),
        "DescribeAccelerationDomains" => json!({"ZoneId": "zone-0"}),
        "DescribePrefetchTasks" | "DescribePurgeTasks" => tasks_of_zone,
        _ => Value::Object(example_request(embedded(), &action.name, 0).unwrap()),
    };
    let mut query = query.as_object().unwrap().clone();
    let page = [paging.offset.as_ref(), paging.cursor.as_ref(), Some(&paging.limit)];
    page.into_iter().flatten().for_each(|name| _ = query.remove(name));
    query
}

/// Returns the response with the page that starts at an offset, or after the previous response.
async fn page(
    simulator: &Simulator,
    (action, paging): (&Action, &Paging),
    (offset, previous): (usize, Option<&Value>),
    limit: i64,
) -> Value {
    let mut body = query(action, paging);
    body.insert(paging.limit.clone(), json!(limit));
    if let Some(name) = &paging.offset {
        body.insert(name.clone(), json!(offset));
    }
    if let (Some(name), Some(previous)) = (&paging.cursor, previous) {
        body.insert(name.clone(), previous[paging.next_cursor.as_ref().unwrap()].clone());
    }
    call(simulator, &action.name, Value::Object(body)).await
}

fn paged_actions() -> Vec<(&'static Action, &'static Paging)> {
    let actions = embedded().actions.values();
    let paged: Vec<_> =
        actions.filter_map(|action| Some((action, action.paging.as_ref()?))).collect();
    assert!(paged.len() >= 49, "{}", paged.len());
    paged
}

#[tokio::test]
async fn the_pages_of_every_paged_action_are_distinct_and_complete() {
    let simulator = start().await;
    for (action, paging) in paged_actions() {
        let name = &action.name;
        let (mut pages, mut previous) = (Vec::new(), None);
        for offset in (0..SIZE).step_by(LIMIT) {
            let at = (offset, previous.as_ref());
            let response = page(&simulator, (action, paging), at, LIMIT as i64).await;
            pages.push(
                response[&paging.items]
                    .as_array()
                    .unwrap_or_else(|| panic!("{name}: {response}"))
                    .clone(),
            );
            let total = paging.total.as_ref().map(|total| &response[total]);
            assert!(total.is_none_or(|total| *total == SIZE), "{name}: {total:?}");
            if let Some(next) = &paging.next_cursor {
                assert_eq!(response[next] == "", pages.len() == 3, "{name}");
            }
            previous = Some(response);
        }
        assert_eq!(pages.iter().map(Vec::len).collect::<Vec<_>>(), [3, 3, 1], "{name}");
        let items = pages.concat();
        let distinct: HashSet<_> = items.iter().map(Value::to_string).collect();
        assert_eq!(distinct.len(), SIZE, "{name}: {items:?}");
        let whole = page(&simulator, (action, paging), (0, None), SIZE as i64).await;
        assert_eq!(whole[&paging.items], json!(items), "{name}");
    }
}

#[tokio::test]
async fn every_paged_action_has_an_empty_page_after_the_last_item() {
    let simulator = start().await;
    for (action, paging) in paged_actions() {
        let end = json!({"Cursor": SIZE.to_string()});
        let response = page(&simulator, (action, paging), (SIZE, Some(&end)), 3).await;
        assert_eq!(response[&paging.items], json!([]), "{}", action.name);
    }
}

#[tokio::test]
async fn every_paged_action_refuses_a_page_above_its_maximum() {
    let simulator = start().await;
    for (action, paging) in paged_actions() {
        let limit = action.parameters.iter().find(|member| member.name == paging.limit).unwrap();
        let maximum = limit.maximum.unwrap_or_else(|| panic!("{} has no maximum", action.name));
        let greatest = page(&simulator, (action, paging), (0, None), maximum).await;
        assert!(greatest[&paging.items].is_array(), "{}: {greatest}", action.name);
        let greater = page(&simulator, (action, paging), (0, None), maximum + 1).await;
        assert_eq!(greater["Error"]["Code"], "InvalidParameterValue", "{}", action.name);
    }
}
