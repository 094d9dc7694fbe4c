//! A key that stands twice: the later one counts, whatever came before it. It is told of, and
//! nothing of the earlier value is mixed into the later one.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "reading/ear.rs"]
mod ear;

use ear::{answer, heard, task_text};
use serde_json::json;
use teo_api::Structure;
use teo_api::teo::{CacheTag, CreatePurgeTaskRequest, FailReason, Task};

/// A whole task with the members of `more`, as JSON, at its end.
fn task_and(more: &str) -> (Task, Vec<String>) {
    let text = task_text("Method", r#""delete""#);
    heard(&text.replace(r#""Method":"delete"}"#, &format!("{more}}}")))
}

#[test]
fn the_later_text_counts() {
    let (task, events) = task_and(r#""JobId":"canary-2","JobId":"canary-3""#);
    assert_eq!(task.job_id, "canary-3");
    assert_eq!(events, ["repeated: Task.JobId"; 2]);
    let (task, events) = task_and(r#""FailMessage":"canary-2""#);
    assert_eq!(task.fail_message.as_deref(), Some("canary-2"));
    assert_eq!(events, ["repeated: Task.FailMessage"]);
}

#[test]
fn the_later_list_counts_and_none_of_the_earlier_items_stay() {
    let text = r#"{"Targets":["canary-1","canary-2"],"Targets":["canary-3"]}"#;
    let (reason, events): (FailReason, _) = heard(text);
    assert_eq!(reason, FailReason::new().targets(["canary-3"]));
    assert_eq!(events, ["repeated: FailReason.Targets"]);
    let (reason, _): (FailReason, _) = heard(r#"{"Targets":["canary"],"Targets":[]}"#);
    assert_eq!(reason, FailReason::new());
    let (request, _): (CreatePurgeTaskRequest, _) = heard(r#"{"Targets":["canary"],"Targets":[]}"#);
    assert_eq!(request.targets, Some(vec![]));
}

#[test]
fn the_later_object_counts_and_none_of_the_earlier_members_stay() {
    let text = r#"{"CacheTag":{"Domains":["canary"],"Novel":"canary"},"CacheTag":{}}"#;
    let (request, events): (CreatePurgeTaskRequest, _) = heard(text);
    assert_eq!(request, CreatePurgeTaskRequest::new().cache_tag(CacheTag::new()));
    assert_eq!(
        events,
        ["unknown member: CacheTag.Novel", "repeated: CreatePurgeTaskRequest.CacheTag"]
    );
}

#[test]
fn a_later_value_that_fits_replaces_one_that_did_not() {
    let (task, events) = task_and(r#""Method":{"canary":1},"Method":"invalidate""#);
    assert_eq!(task.unknown("Method"), None);
    assert_eq!(task.method.unwrap(), "invalidate");
    assert_eq!(events, ["unread: Task.Method", "repeated: Task.Method"]);
}

#[test]
fn a_later_value_that_does_not_fit_replaces_one_that_did() {
    let (task, events) = task_and(r#""JobId":["canary-2"]"#);
    assert_eq!(task.job_id, "");
    assert_eq!(task.unknown("JobId"), Some(&json!(["canary-2"])));
    assert_eq!(events, ["repeated: Task.JobId", "unread: Task.JobId"]);
    let (answer, _) = answer("Tasks", r#"[{"JobId":"canary"}],"Tasks":7340911"#);
    assert_eq!(answer.tasks, []);
    assert_eq!(answer.unknown("Tasks"), Some(&json!(7_340_911)));
}

#[test]
fn a_later_null_leaves_the_default() {
    let (task, events) = task_and(r#""FailMessage":null"#);
    assert_eq!(task.fail_message, None);
    assert_eq!(events, ["repeated: Task.FailMessage"]);
    let (task, _) = task_and(r#""Method":{"canary":1},"Method":null"#);
    assert_eq!((task.method.as_ref(), task.unknown("Method")), (None, None));
}

#[test]
fn a_promised_member_that_is_null_in_the_end_is_missing() {
    let (task, events) = task_and(r#""JobId":null"#);
    assert_eq!(task.job_id, "");
    assert_eq!(events, ["repeated: Task.JobId", "missing: Task.JobId"]);
}

#[test]
fn the_later_unknown_member_counts() {
    let (task, _) = task_and(r#""Novel":{"canary":1},"Novel":{"other":"canary"}"#);
    assert_eq!(task.unknown("Novel"), Some(&json!({"other": "canary"})));
}

#[test]
fn an_unknown_member_that_stands_twice_is_told_of_as_repeated() {
    let (_, events) = task_and(r#""Novel":"canary","Novel":"canary-2""#);
    assert!(events.contains(&"repeated: Task.Novel".to_owned()), "{events:?}");
}
