//! Everything that was read is written back: known members, unknown ones and those that did not
//! fit. A caller that reads a structure, changes one field and sends it back changes nothing else.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use teo_api::teo::{
    AdvancedFilter, CreatePrefetchTaskRequest, CreatePurgeTaskRequest,
    DescribePrefetchTasksRequest, DescribePrefetchTasksResponse, FailReason, Header, Task, Zone,
};

fn read<T: DeserializeOwned>(value: &Value) -> T {
    serde_json::from_str(&value.to_string()).unwrap()
}

fn written<T: Serialize>(structure: &T) -> Value {
    serde_json::to_value(structure).unwrap()
}

/// A task with every difference that a JSON value can hold.
fn odd_task() -> Value {
    json!({
        "JobId": 20_220_209,
        "Target": ["http://www.qq.com/a.txt", null],
        "Type": "prefetch_comet",
        "Method": {"How": "delete"},
        "Status": true,
        "CreateTime": "yesterday",
        "UpdateTime": 1_644_373_732,
        "FailType": -1.5,
        "FailMessage": null,
        "Novel": {"deep": [{"er": [null, 1.5, "\u{1f980}"]}], "": {}},
        "novel": null,
        "": "",
        "jobId": u64::MAX,
    })
}

/// The same task as it is written: numbers and booleans are converted to text, and no known member
/// is null.
fn odd_task_written() -> Value {
    let mut expected = odd_task();
    expected["JobId"] = json!("20220209");
    expected["Status"] = json!("true");
    expected["UpdateTime"] = json!("1644373732");
    expected["FailType"] = json!("-1.5");
    expected.as_object_mut().unwrap().remove("FailMessage");
    expected
}

fn without_nulls(mut value: Value) -> Value {
    value.as_object_mut().unwrap().retain(|_, value| !value.is_null());
    value
}

#[test]
fn a_task_with_every_difference_is_written_back_whole() {
    let task: Task = read(&odd_task());
    let back = written(&task);
    assert_eq!(without_nulls(back.clone()), without_nulls(odd_task_written()));
    let again: Task = read(&back);
    assert_eq!(again, task);
    assert_eq!(written(&again), back);
}

#[test]
fn a_response_with_such_tasks_is_written_back_whole_except_for_the_changed_field() {
    let sent = json!({
        "TotalCount": "2",
        "Tasks": [odd_task(), null, odd_task()],
        "RequestId": {"odd": true},
        "Next": [{"page": 2}],
    });
    let mut response: DescribePrefetchTasksResponse = read(&sent);
    response.tasks[1].target = "http://www.qq.com/b.txt".to_owned();
    let mut changed = odd_task_written();
    changed["Target"] = json!("http://www.qq.com/b.txt");
    let back = written(&response);
    assert_eq!(back["TotalCount"], 2);
    assert_eq!(back["RequestId"], sent["RequestId"]);
    assert_eq!(back["Next"], sent["Next"]);
    let tasks: Vec<Value> =
        back["Tasks"].as_array().unwrap().iter().cloned().map(without_nulls).collect();
    assert_eq!(tasks, [without_nulls(odd_task_written()), without_nulls(changed)]);
}

#[test]
fn changing_one_field_of_a_header_keeps_its_other_members() {
    let sent = json!({
        "Name": "User-Agent",
        "Value": ["of a kind that is new"],
        "Phase": {"novel": [null, {"a": 1}]},
        "Weight": 0.5,
    });
    let header: Header = read(&sent);
    let mut expected = sent.clone();
    expected["Name"] = json!("Accept");
    assert_eq!(written(&header.clone().name("Accept")), expected);
    expected["Value"] = json!("plain");
    assert_eq!(written(&header.name("Accept").value("plain")), expected);
}

#[test]
fn headers_with_differences_inside_a_request_are_written_back_whole() {
    let sent = json!({
        "ZoneId": "zone-1",
        "Headers": [{"Name": "A", "Value": "1", "Phase": 2}, {"Name": {}, "Value": ""}, {}],
        "Mode": "novel",
        "Targets": [],
        "Novel": [1],
    });
    let request: CreatePrefetchTaskRequest = read(&sent);
    let mut expected = sent;
    expected["ZoneId"] = json!("zone-2");
    assert_eq!(written(&request.zone_id("zone-2")), expected);
}

#[test]
fn absent_empty_and_given_lists_stay_different_in_a_request() {
    assert_eq!(written(&CreatePurgeTaskRequest::new()), json!({}));
    let none: [&str; 0] = [];
    let empty = CreatePurgeTaskRequest::new().targets(none).zone_id("");
    assert_eq!(written(&empty), json!({"Targets": [], "ZoneId": ""}));
    for sent in [json!({}), json!({"Targets": []}), json!({"Targets": [""]})] {
        assert_eq!(written(&read::<CreatePurgeTaskRequest>(&sent)), sent);
    }
}

#[test]
fn known_members_are_written_in_schema_order_and_unknown_ones_after_them() {
    let header: Header =
        serde_json::from_str(r#"{"A":1,"Value":{"Z":0},"Novel":[],"Name":"n"}"#).unwrap();
    let text = serde_json::to_string(&header).unwrap();
    let at = |name: &str| text.find(&format!("\"{name}\":")).unwrap();
    assert!(at("Name") < at("Value") && at("Value") < at("A") && at("A") < at("Novel"));
    assert_eq!(text.matches("\"Value\":").count(), 1);
}

#[test]
fn an_unknown_member_is_written_as_it_was_last_set() {
    let header =
        Header::new().name("n").set_unknown("Novel", 1).set_unknown("Novel", json!({"a": [null]}));
    assert_eq!(header.unknown("Novel"), Some(&json!({"a": [null]})));
    assert_eq!(header.unknown("Name"), None);
    assert_eq!(header.unknown("novel"), None);
    assert_eq!(written(&header), json!({"Name": "n", "Novel": {"a": [null]}}));
}

#[test]
fn setting_a_known_member_as_unknown_replaces_its_typed_value() {
    let header = Header::new().value("typed").set_unknown("Value", 5);
    assert_eq!(header.value, None);
    assert_eq!(header.unknown("Value"), Some(&json!(5)));
    assert_eq!(written(&header), json!({"Value": 5}));
    let task = Task::new().status("failed").set_unknown("Status", json!([]));
    assert_eq!(task.status, "");
    assert_eq!(written(&task)["Status"], json!([]));
    let reason = FailReason::new().targets(["a"]).set_unknown("Targets", "a");
    assert_eq!(written(&reason), json!({"Targets": "a"}));
}

#[test]
fn a_typed_value_set_later_replaces_the_unknown_one() {
    let header = Header::new().set_unknown("Value", 5).value("typed");
    assert_eq!(written(&header), json!({"Value": "typed"}));
    let header = header.set_unknown("Value", 6);
    assert_eq!(written(&header), json!({"Value": 6}));
    let task = Task::new().set_unknown("Status", 5).status("failed");
    assert_eq!(written(&task)["Status"], "failed");
    let reason = FailReason::new().set_unknown("Targets", 5).targets(["a"]);
    assert_eq!(written(&reason), json!({"Targets": ["a"]}));
}

#[test]
fn an_empty_text_set_later_replaces_the_unknown_value() {
    let header = Header::new().set_unknown("Value", 5).value("");
    assert_eq!(written(&header), json!({"Value": ""}));
}

#[test]
fn an_empty_list_set_later_replaces_the_unknown_value() {
    let none: [&str; 0] = [];
    let request = CreatePurgeTaskRequest::new().set_unknown("Targets", "all").targets(none);
    assert_eq!(written(&request), json!({"Targets": []}));
}

#[test]
fn an_empty_list_set_after_a_mismatch_is_written() {
    let described = json!({"Headers": [{"Name": "a"}, 5]});
    let request: CreatePrefetchTaskRequest = read(&described);
    assert_eq!(written(&request.headers(Vec::<Header>::new())), json!({"Headers": []}));
}

#[test]
fn zero_and_false_set_later_replace_the_unknown_values() {
    let request = DescribePrefetchTasksRequest::new().set_unknown("Offset", "later").offset(0);
    assert_eq!(written(&request), json!({"Offset": 0}));
    let filter = AdvancedFilter::new().set_unknown("Fuzzy", 1).fuzzy(false);
    assert_eq!(written(&filter), json!({"Fuzzy": false}));
}

#[test]
fn a_default_set_later_on_a_response_replaces_the_unknown_value() {
    let task = Task::new().set_unknown("JobId", 5).job_id("");
    assert_eq!(written(&task)["JobId"], "");
    let response =
        DescribePrefetchTasksResponse::new().set_unknown("TotalCount", "many").total_count(0);
    assert_eq!(written(&response)["TotalCount"], 0);
}

#[test]
fn a_null_object_of_a_response_stays_absent() {
    let zone: Zone = read(&json!({"ZoneId": "zone-1", "DNSPodDetail": null, "NSDetail": {}}));
    assert!(zone.dns_pod_detail.is_none() && zone.ns_detail.is_some());
    let sent = written(&zone);
    assert_eq!(sent.get("DNSPodDetail"), None);
    assert!(sent["NSDetail"].is_object());
}
