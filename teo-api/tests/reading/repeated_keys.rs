//! A key occurs twice: the later value counts, whatever the earlier one was. The repetition is
//! reported, and nothing of the earlier value is mixed into the later one.

use serde_json::json;
use teo_api::teo::{CacheTag, CreatePurgeTaskRequest, FailReason, Task};

use crate::recorded::{recorded, recorded_response, task_text};

/// Reads a whole task with these members, given as JSON, at its end.
fn recorded_task_with(more: &str) -> (Task, Vec<String>) {
    let text = task_text("Method", r#""delete""#);
    recorded(&text.replace(r#""Method":"delete"}"#, &format!("{more}}}")))
}

#[test]
fn the_last_of_repeated_texts_counts() {
    let (task, events) = recorded_task_with(r#""JobId":"canary-2","JobId":"canary-3""#);
    assert_eq!(task.job_id, "canary-3");
    assert_eq!(events, ["repeated: Task.JobId"; 2]);
    let (task, events) = recorded_task_with(r#""FailMessage":"canary-2""#);
    assert_eq!(task.fail_message.as_deref(), Some("canary-2"));
    assert_eq!(events, ["repeated: Task.FailMessage"]);
}

#[test]
fn the_last_of_repeated_lists_keeps_no_earlier_item() {
    let text = r#"{"Targets":["canary-1","canary-2"],"Targets":["canary-3"]}"#;
    let (reason, events): (FailReason, _) = recorded(text);
    assert_eq!(reason, FailReason::new().targets(["canary-3"]));
    assert_eq!(events, ["repeated: FailReason.Targets"]);
    let (reason, _): (FailReason, _) = recorded(r#"{"Targets":["canary"],"Targets":[]}"#);
    assert_eq!(reason, FailReason::new());
    let (request, _): (CreatePurgeTaskRequest, _) =
        recorded(r#"{"Targets":["canary"],"Targets":[]}"#);
    assert_eq!(request.targets, Some(vec![]));
}

#[test]
fn the_last_of_repeated_objects_keeps_no_earlier_member() {
    let text = r#"{"CacheTag":{"Domains":["canary"],"Novel":"canary"},"CacheTag":{}}"#;
    let (request, events): (CreatePurgeTaskRequest, _) = recorded(text);
    assert_eq!(request, CreatePurgeTaskRequest::new().cache_tag(CacheTag::new()));
    assert_eq!(
        events,
        ["unknown member: CacheTag.Novel", "repeated: CreatePurgeTaskRequest.CacheTag"]
    );
}

#[test]
fn a_later_value_that_fits_replaces_one_that_did_not() {
    let (task, events) = recorded_task_with(r#""Method":{"canary":1},"Method":"invalidate""#);
    assert_eq!(task.unknown("Method"), None);
    assert_eq!(task.method.unwrap(), "invalidate");
    assert_eq!(events, ["mismatch: Task.Method", "repeated: Task.Method"]);
}

#[test]
fn a_later_value_that_does_not_fit_replaces_one_that_did() {
    let (task, events) = recorded_task_with(r#""JobId":["canary-2"]"#);
    assert_eq!(task.job_id, "");
    assert_eq!(task.unknown("JobId"), Some(&json!(["canary-2"])));
    assert_eq!(events, ["repeated: Task.JobId", "mismatch: Task.JobId"]);
    let (response, _) = recorded_response("Tasks", r#"[{"JobId":"canary"}],"Tasks":7340911"#);
    assert_eq!(response.tasks, []);
    assert_eq!(response.unknown("Tasks"), Some(&json!(7_340_911)));
}

#[test]
fn a_later_null_resets_the_member_to_its_default() {
    let (task, events) = recorded_task_with(r#""FailMessage":null"#);
    assert_eq!(task.fail_message, None);
    assert_eq!(events, ["repeated: Task.FailMessage"]);
    let (task, _) = recorded_task_with(r#""Method":{"canary":1},"Method":null"#);
    assert_eq!((task.method.as_ref(), task.unknown("Method")), (None, None));
}

#[test]
fn an_always_returned_member_whose_last_value_is_null_is_reported_missing() {
    let (task, events) = recorded_task_with(r#""JobId":null"#);
    assert_eq!(task.job_id, "");
    assert_eq!(events, ["repeated: Task.JobId", "missing: Task.JobId"]);
}

#[test]
fn the_last_of_repeated_unknown_members_counts() {
    let (task, _) = recorded_task_with(r#""Novel":{"canary":1},"Novel":{"other":"canary"}"#);
    assert_eq!(task.unknown("Novel"), Some(&json!({"other": "canary"})));
}

#[test]
fn a_repeated_unknown_member_is_reported() {
    let (_, events) = recorded_task_with(r#""Novel":"canary","Novel":"canary-2""#);
    assert!(events.contains(&"repeated: Task.Novel".to_owned()), "{events:?}");
}
