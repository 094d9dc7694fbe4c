//! An answer that is not what the specs led us to expect is read all the same: what is absent, null,
//! unknown or of another type. Each oddity has a value, a place among the unknown members or none,
//! and its drift events.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "reading/ear.rs"]
mod ear;

use ear::{NONE, answer, heard, task, task_text};
use serde_json::json;
use teo_api::Structure;
use teo_api::teo::{
    CreatePurgeTaskRequest, DescribePrefetchTasksRequest, FailReason, PurgeMethod, Task, TaskStatus,
};

#[test]
fn an_answer_as_the_specs_have_it_tells_of_nothing() {
    let (task, events) = task("Method", r#""delete""#);
    assert_eq!(events, NONE);
    assert_eq!(task.job_id, "canary-job");
    assert_eq!(task.status, TaskStatus::Success);
    assert_eq!(task.method, Some(PurgeMethod::Delete));
    assert_eq!(task.fail_message.as_deref(), Some("canary message"));
    let page = format!("[{}]", task_text("Status", r#""failed""#));
    let (answer, events) = answer("Tasks", &page);
    assert_eq!(events, NONE);
    assert_eq!(answer.tasks[0].status, TaskStatus::Failed);
    assert_eq!(answer.total_count, 7_340_911);
}

#[test]
fn missing_promised_members_have_their_defaults_and_are_told_of_in_the_order_of_the_table() {
    let (task, events): (Task, _) = heard(r#"{"FailMessage":"canary"}"#);
    assert_eq!(task, Task::new().fail_message("canary"));
    let promised = ["JobId", "Target", "Type", "Status", "CreateTime", "UpdateTime"];
    let expected = promised.map(|name| format!("missing: Task.{name}"));
    assert_eq!(events, expected);
}

#[test]
fn null_is_as_absent() {
    for name in ["JobId", "Type", "Status", "CreateTime"] {
        let (task, events) = task(name, "null");
        assert_eq!(events, [format!("missing: Task.{name}")]);
        assert_eq!(task.unknown(name), None);
    }
    for name in ["Method", "FailType", "FailMessage"] {
        let (task, events) = task(name, "null");
        assert_eq!(events, NONE);
        assert_eq!(task.unknown(name), None);
        assert_eq!(serde_json::to_value(&task).unwrap().get(name), None);
    }
}

#[test]
fn a_null_list_is_an_empty_one_where_it_is_received_and_none_where_it_is_sent() {
    let (answer, events) = answer("Tasks", "null");
    assert_eq!(answer.tasks, []);
    assert_eq!(answer.unknown("Tasks"), None);
    assert_eq!(events, ["missing: DescribePrefetchTasksResponse.Tasks"]);
    let (reason, events): (FailReason, _) = heard(r#"{"Reason":"canary","Targets":null}"#);
    assert_eq!(reason, FailReason::new().reason("canary"));
    assert_eq!(events, NONE);
    let (request, events): (CreatePurgeTaskRequest, _) = heard(r#"{"Targets":null}"#);
    assert_eq!(request.targets, None);
    assert_eq!(events, NONE);
    let (request, _): (CreatePurgeTaskRequest, _) = heard(r#"{"Targets":[]}"#);
    assert_eq!(request.targets, Some(vec![]));
}

#[test]
fn nulls_in_a_list_are_skipped() {
    let (reason, events): (FailReason, _) = heard(r#"{"Targets":[null,"canary",null]}"#);
    assert_eq!(reason, FailReason::new().targets(["canary"]));
    assert_eq!(events, ["null item: FailReason.Targets"; 2]);
    let page = format!("[null,{}]", task_text("Status", r#""timeout""#));
    let (answer, events) = answer("Tasks", &page);
    assert_eq!(answer.tasks.len(), 1);
    assert_eq!(answer.tasks[0].status, TaskStatus::Timeout);
    assert_eq!(answer.unknown("Tasks"), None);
    assert_eq!(events, ["null item: DescribePrefetchTasksResponse.Tasks"]);
}

#[test]
fn an_unknown_status_is_kept_as_sent() {
    let (task, events) = task("Status", r#""canary-Failed ""#);
    assert_eq!(task.status, "canary-Failed ");
    assert!(matches!(task.status, TaskStatus::Unknown(_)));
    assert_eq!(task.unknown("Status"), None);
    assert_eq!(events, ["unknown value: Task.Status"]);
}

#[test]
fn an_unknown_member_is_kept_with_the_structure_that_held_it() {
    let value = json!({"canary": ["canary", 7_340_911, null, {"deep": true}]});
    let page = format!("[{}]", task_text("Novel", &value.to_string()));
    let (answer, events) = answer("Tasks", &page);
    assert_eq!(events, ["unknown member: Task.Novel"]);
    assert_eq!(answer.tasks[0].unknown("Novel"), Some(&value));
    assert_eq!(answer.unknown("Novel"), None);
}

#[test]
fn names_are_told_apart_by_case() {
    let (task, events) = task("jobid", r#""canary-other""#);
    assert_eq!(task.job_id, "canary-job");
    assert_eq!(task.unknown("jobid"), Some(&json!("canary-other")));
    assert_eq!(events, ["unknown member: Task.jobid"]);
}

#[test]
fn numbers_and_booleans_become_text_where_text_belongs() {
    for sent in ["7340911", "-7340911", "7340911.5", "true", "false"] {
        for name in ["JobId", "FailMessage", "CreateTime", "Status", "FailType"] {
            let (task, events) = task(name, sent);
            let written = serde_json::to_value(&task).unwrap();
            assert_eq!(written[name], sent, "{name}");
            assert_eq!(task.unknown(name), None);
            let open_enum = ["Status", "FailType"].contains(&name);
            let unknown = open_enum.then(|| format!("unknown value: Task.{name}"));
            let converted = format!("converted: Task.{name}");
            assert_eq!(events, Vec::from_iter(unknown.into_iter().chain([converted])));
        }
    }
}

#[test]
fn text_becomes_a_number_or_boolean_where_one_belongs() {
    for sent in [r#""7340911""#, r#"" 7340911\n""#] {
        let (answer, events) = answer("TotalCount", sent);
        assert_eq!(answer.total_count, 7_340_911);
        assert_eq!(answer.unknown("TotalCount"), None);
        assert_eq!(events, ["converted: DescribePrefetchTasksResponse.TotalCount"]);
    }
    let text = r#"{"Offset":"-7340911","Filters":[{"Fuzzy":"true"}]}"#;
    let (request, events): (DescribePrefetchTasksRequest, _) = heard(text);
    assert_eq!(request.offset, Some(-7_340_911));
    assert_eq!(request.filters.unwrap()[0].fuzzy, Some(true));
    assert_eq!(
        events,
        ["converted: DescribePrefetchTasksRequest.Offset", "converted: AdvancedFilter.Fuzzy"]
    );
}

#[test]
fn an_integral_float_is_an_integer() {
    for sent in ["7340911.0", "7.340911e6", r#"7340911000E-3"#] {
        let (answer, events) = answer("TotalCount", sent);
        assert_eq!(answer.total_count, 7_340_911);
        assert_eq!(answer.unknown("TotalCount"), None);
        assert_eq!(events, ["converted: DescribePrefetchTasksResponse.TotalCount"]);
    }
    let (request, events): (DescribePrefetchTasksRequest, _) = heard(r#"{"Limit":-7340911.0}"#);
    assert_eq!(request.limit, Some(-7_340_911));
    assert_eq!(events, ["converted: DescribePrefetchTasksRequest.Limit"]);
}
