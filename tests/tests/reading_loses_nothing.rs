//! What was read is sent back: known members, unknown ones and those that did not fit. A caller who
//! describes, changes one field and modifies changes nothing else.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use teo_api::Structure;
use teo_api::teo::{
    AdvancedFilter, CreatePrefetchTaskRequest, CreatePurgeTaskRequest,
    DescribePrefetchTasksRequest, DescribePrefetchTasksResponse, FailReason, Header, Task,
};

fn read<T: DeserializeOwned>(value: &Value) -> T {
    serde_json::from_str(&value.to_string()).unwrap()
}

fn written<T: Serialize>(structure: &T) -> Value {
    serde_json::to_value(structure).unwrap()
}

/// Every oddity at once, but for those that JSON values cannot hold.
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

/// What is written for it: the numbers and booleans as the text that they became, and no null for a
/// member that is known.
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
fn a_task_with_every_oddity_is_sent_back_whole() {
    let task: Task = read(&odd_task());
    let back = written(&task);
    assert_eq!(without_nulls(back.clone()), without_nulls(odd_task_written()));
    let again: Task = read(&back);
    assert_eq!(again, task);
    assert_eq!(written(&again), back);
}

#[test]
fn an_answer_with_odd_tasks_is_sent_back_whole_but_for_the_field_that_changes() {
    let sent = json!({
        "TotalCount": "2",
        "Tasks": [odd_task(), null, odd_task()],
        "RequestId": {"odd": true},
        "Next": [{"page": 2}],
    });
    let mut answer: DescribePrefetchTasksResponse = read(&sent);
    answer.tasks[1].target = "http://www.qq.com/b.txt".to_owned();
    let mut changed = odd_task_written();
    changed["Target"] = json!("http://www.qq.com/b.txt");
    let back = written(&answer);
    assert_eq!(back["TotalCount"], 2);
    assert_eq!(back["RequestId"], sent["RequestId"]);
    assert_eq!(back["Next"], sent["Next"]);
    let tasks: Vec<Value> =
        back["Tasks"].as_array().unwrap().iter().cloned().map(without_nulls).collect();
    assert_eq!(tasks, [without_nulls(odd_task_written()), without_nulls(changed)]);
}

#[test]
fn describe_then_change_one_field_sends_back_all_of_a_header() {
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
fn an_odd_header_inside_a_request_is_sent_back_whole() {
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
fn absent_empty_and_given_stay_apart_in_what_is_sent() {
    assert_eq!(written(&CreatePurgeTaskRequest::new()), json!({}));
    let none: [&str; 0] = [];
    let empty = CreatePurgeTaskRequest::new().targets(none).zone_id("");
    assert_eq!(written(&empty), json!({"Targets": [], "ZoneId": ""}));
    for sent in [json!({}), json!({"Targets": []}), json!({"Targets": [""]})] {
        assert_eq!(written(&read::<CreatePurgeTaskRequest>(&sent)), sent);
    }
}

#[test]
fn known_members_are_written_in_the_order_of_the_table_and_unknown_ones_after_them() {
    let header: Header =
        serde_json::from_str(r#"{"A":1,"Value":{"Z":0},"Novel":[],"Name":"n"}"#).unwrap();
    let text = serde_json::to_string(&header).unwrap();
    let at = |name: &str| text.find(&format!("\"{name}\":")).unwrap();
    assert!(at("Name") < at("Value") && at("Value") < at("A") && at("A") < at("Novel"));
    assert_eq!(text.matches("\"Value\":").count(), 1);
}

#[test]
fn an_unknown_member_is_sent_as_it_was_set_and_the_last_one_counts() {
    let header =
        Header::new().name("n").set_unknown("Novel", 1).set_unknown("Novel", json!({"a": [null]}));
    assert_eq!(header.unknown("Novel"), Some(&json!({"a": [null]})));
    assert_eq!(header.unknown("Name"), None);
    assert_eq!(header.unknown("novel"), None);
    assert_eq!(written(&header), json!({"Name": "n", "Novel": {"a": [null]}}));
}

#[test]
fn a_known_member_set_as_unknown_takes_the_typed_value_s_place() {
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
fn a_typed_value_set_afterwards_wins_over_the_unknown_one() {
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
fn an_empty_text_set_afterwards_wins_over_the_unknown_one() {
    let header = Header::new().set_unknown("Value", 5).value("");
    assert_eq!(written(&header), json!({"Value": ""}));
}

#[test]
fn an_empty_list_set_afterwards_wins_over_the_unknown_one() {
    let none: [&str; 0] = [];
    let request = CreatePurgeTaskRequest::new().set_unknown("Targets", "all").targets(none);
    assert_eq!(written(&request), json!({"Targets": []}));
}

#[test]
fn an_empty_list_set_over_one_that_did_not_fit_is_sent() {
    let described = json!({"Headers": [{"Name": "a"}, 5]});
    let request: CreatePrefetchTaskRequest = read(&described);
    assert_eq!(written(&request.headers(Vec::<Header>::new())), json!({"Headers": []}));
}

#[test]
fn zero_and_false_set_afterwards_win_over_the_unknown_ones() {
    let request = DescribePrefetchTasksRequest::new().set_unknown("Offset", "later").offset(0);
    assert_eq!(written(&request), json!({"Offset": 0}));
    let filter = AdvancedFilter::new().set_unknown("Fuzzy", 1).fuzzy(false);
    assert_eq!(written(&filter), json!({"Fuzzy": false}));
}

#[test]
fn a_default_set_on_an_answer_wins_over_the_unknown_value() {
    let task = Task::new().set_unknown("JobId", 5).job_id("");
    assert_eq!(written(&task)["JobId"], "");
    let answer =
        DescribePrefetchTasksResponse::new().set_unknown("TotalCount", "many").total_count(0);
    assert_eq!(written(&answer)["TotalCount"], 0);
}
