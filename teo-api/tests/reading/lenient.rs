//! A response that differs from the specs is read all the same: members may be absent, null,
//! unknown or of another type. Each test checks the value, the unknown members and the drift
//! events.

use serde_json::json;
use teo_api::teo::{
    AdvancedFilter, CreatePurgeTaskRequest, DnsRecord, FailReason, PurgeMethod, Task, TaskStatus,
};

use crate::recorded::{NO_EVENTS, recorded, recorded_response, recorded_task, task_text};

#[test]
fn a_response_as_the_specs_describe_it_reports_no_drift() {
    let (task, events) = recorded_task("Method", r#""delete""#);
    assert_eq!(events, NO_EVENTS);
    assert_eq!(task.job_id, "canary-job");
    assert_eq!(task.status, TaskStatus::Success);
    assert_eq!(task.method, Some(PurgeMethod::Delete));
    assert_eq!(task.fail_message.as_deref(), Some("canary message"));
    let page = format!("[{}]", task_text("Status", r#""failed""#));
    let (response, events) = recorded_response("Tasks", &page);
    assert_eq!(events, NO_EVENTS);
    assert_eq!(response.tasks[0].status, TaskStatus::Failed);
    assert_eq!(response.total_count, 7_340_911);
}

#[test]
fn missing_always_returned_members_get_defaults_and_are_reported_in_schema_order() {
    let (task, events): (Task, _) = recorded(r#"{"FailMessage":"canary"}"#);
    assert_eq!(task, Task::new().fail_message("canary"));
    let always_returned = ["JobId", "Target", "Type", "Status", "CreateTime", "UpdateTime"];
    let expected = always_returned.map(|name| format!("missing: Task.{name}"));
    assert_eq!(events, expected);
}

#[test]
fn null_counts_as_absent() {
    for name in ["JobId", "Type", "Status", "CreateTime"] {
        let (task, events) = recorded_task(name, "null");
        assert_eq!(events, [format!("missing: Task.{name}")]);
        assert_eq!(task.unknown(name), None);
    }
    for name in ["Method", "FailType", "FailMessage"] {
        let (task, events) = recorded_task(name, "null");
        assert_eq!(events, NO_EVENTS);
        assert_eq!(task.unknown(name), None);
        assert_eq!(serde_json::to_value(&task).unwrap().get(name), None);
    }
}

#[test]
fn a_null_list_is_empty_in_a_response_and_absent_in_a_request() {
    let (response, events) = recorded_response("Tasks", "null");
    assert_eq!(response.tasks, []);
    assert_eq!(response.unknown("Tasks"), None);
    assert_eq!(events, ["missing: DescribePrefetchTasksResponse.Tasks"]);
    let (reason, events): (FailReason, _) = recorded(r#"{"Reason":"canary","Targets":null}"#);
    assert_eq!(reason, FailReason::new().reason("canary"));
    assert_eq!(events, NO_EVENTS);
    let (request, events): (CreatePurgeTaskRequest, _) = recorded(r#"{"Targets":null}"#);
    assert_eq!(request.targets, None);
    assert_eq!(events, NO_EVENTS);
    let (request, _): (CreatePurgeTaskRequest, _) = recorded(r#"{"Targets":[]}"#);
    assert_eq!(request.targets, Some(vec![]));
}

#[test]
fn nulls_in_a_list_are_skipped() {
    let (reason, events): (FailReason, _) = recorded(r#"{"Targets":[null,"canary",null]}"#);
    assert_eq!(reason, FailReason::new().targets(["canary"]));
    assert_eq!(events, ["null item: FailReason.Targets"; 2]);
    let page = format!("[null,{}]", task_text("Status", r#""timeout""#));
    let (response, events) = recorded_response("Tasks", &page);
    assert_eq!(response.tasks.len(), 1);
    assert_eq!(response.tasks[0].status, TaskStatus::Timeout);
    assert_eq!(response.unknown("Tasks"), None);
    assert_eq!(events, ["null item: DescribePrefetchTasksResponse.Tasks"]);
}

#[test]
fn an_unknown_enum_value_is_kept_as_received() {
    let (task, events) = recorded_task("Status", r#""canary-Failed ""#);
    assert_eq!(task.status, "canary-Failed ");
    assert!(matches!(task.status, TaskStatus::Unknown(_)));
    assert_eq!(task.unknown("Status"), None);
    assert_eq!(events, ["unknown value: Task.Status"]);
}

#[test]
fn an_unknown_member_is_kept_with_the_structure_that_held_it() {
    let value = json!({"canary": ["canary", 7_340_911, null, {"deep": true}]});
    let page = format!("[{}]", task_text("Novel", &value.to_string()));
    let (response, events) = recorded_response("Tasks", &page);
    assert_eq!(events, ["unknown member: Task.Novel"]);
    assert_eq!(response.tasks[0].unknown("Novel"), Some(&value));
    assert_eq!(response.unknown("Novel"), None);
}

#[test]
fn member_names_are_case_sensitive() {
    let (task, events) = recorded_task("jobid", r#""canary-other""#);
    assert_eq!(task.job_id, "canary-job");
    assert_eq!(task.unknown("jobid"), Some(&json!("canary-other")));
    assert_eq!(events, ["unknown member: Task.jobid"]);
}

#[test]
fn numbers_and_booleans_are_converted_for_a_text_member() {
    for sent in ["7340911", "-7340911", "7340911.5", "true", "false"] {
        for name in ["JobId", "FailMessage", "CreateTime", "Status", "FailType"] {
            let (task, events) = recorded_task(name, sent);
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
fn text_is_converted_for_a_number_or_boolean_member() {
    for sent in [r#""7340911""#, r#"" 7340911\n""#] {
        let (response, events) = recorded_response("TotalCount", sent);
        assert_eq!(response.total_count, 7_340_911);
        assert_eq!(response.unknown("TotalCount"), None);
        assert_eq!(events, ["converted: DescribePrefetchTasksResponse.TotalCount"]);
    }
    let (record, events): (DnsRecord, _) = recorded(r#"{"Weight":"-7340911"}"#);
    assert_eq!(record.weight, Some(-7_340_911));
    assert_eq!(events, ["converted: DnsRecord.Weight"]);
    let (filter, events): (AdvancedFilter, _) = recorded(r#"{"Fuzzy":"true"}"#);
    assert_eq!(filter.fuzzy, Some(true));
    assert_eq!(events, ["converted: AdvancedFilter.Fuzzy"]);
}

#[test]
fn an_integral_float_is_converted_for_an_integer_member() {
    for sent in ["7340911.0", "7.340911e6", r#"7340911000E-3"#] {
        let (response, events) = recorded_response("TotalCount", sent);
        assert_eq!(response.total_count, 7_340_911);
        assert_eq!(response.unknown("TotalCount"), None);
        assert_eq!(events, ["converted: DescribePrefetchTasksResponse.TotalCount"]);
    }
    let (record, events): (DnsRecord, _) = recorded(r#"{"Weight":-7340911.0}"#);
    assert_eq!(record.weight, Some(-7_340_911));
    assert_eq!(events, ["converted: DnsRecord.Weight"]);
}
