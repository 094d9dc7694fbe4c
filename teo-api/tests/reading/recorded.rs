//! Reads text and records the drift events. Each value in the texts of these tests has one of two
//! marks, "canary" or 73409, so that an event that shows a value is noticed.

use serde::de::DeserializeOwned;
use teo_api::teo::{DescribePrefetchTasksResponse, FailReason, Task};

use crate::event_recorder::{Event, EventRecorder};

/// Reads the text, and returns its events as "kind: structure.member", in order.
pub(crate) fn recorded<T: DeserializeOwned>(text: &str) -> (T, Vec<String>) {
    let recorder = EventRecorder::start();
    recorder.wait_until_enabled(|| {
        // A mismatch and an unknown member: one event of each level that drift has.
        let read = serde_json::from_str::<FailReason>(r#"{"Reason": {}, "Novel": 1}"#);
        assert!(read.is_ok());
    });
    let read = serde_json::from_str(text);
    let events = recorder.take();
    (read.unwrap(), events.iter().map(drift).collect())
}

fn drift(event: &Event) -> String {
    assert_eq!(event.target, "teo_api::drift");
    for (_, value) in &event.fields {
        let leak = value.contains("canary") || value.contains("73409");
        assert!(!leak, "an event shows a value: {event:?}");
    }
    let names: Vec<&str> = event.fields.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["kind", "structure", "member"]);
    let [(_, kind), (_, structure), (_, member)] = &event.fields[..] else { unreachable!() };
    format!("{kind}: {structure}.{member}")
}

const TASK: [(&str, &str); 7] = [
    ("JobId", r#""canary-job""#),
    ("Target", r#""http://canary/a.txt""#),
    ("Type", r#""prefetch_url""#),
    ("Status", r#""success""#),
    ("CreateTime", r#""2022-02-09T02:28:43Z""#),
    ("UpdateTime", r#""2022-02-09T02:28:52Z""#),
    ("FailMessage", r#""canary message""#),
];

const RESPONSE: [(&str, &str); 3] =
    [("TotalCount", "7340911"), ("Tasks", "[]"), ("RequestId", r#""canary""#)];

/// JSON of these members, but for one, whose value is given as JSON.
fn object_text(members: &[(&str, &str)], name: &str, value: &str) -> String {
    let others = members.iter().copied().filter(|(other, _)| *other != name);
    let members = others.chain([(name, value)]).map(|(name, value)| format!("{name:?}:{value}"));
    format!("{{{}}}", members.collect::<Vec<_>>().join(","))
}

/// A task as the service writes it, but for one member.
pub(crate) fn task_text(name: &str, value: &str) -> String {
    object_text(&TASK, name, value)
}

/// Reads a task with this member.
pub(crate) fn recorded_task(name: &str, value: &str) -> (Task, Vec<String>) {
    recorded(&task_text(name, value))
}

/// Reads a response with this member, in which every other always-returned member is present.
pub(crate) fn recorded_response(
    name: &str,
    value: &str,
) -> (DescribePrefetchTasksResponse, Vec<String>) {
    recorded(&object_text(&RESPONSE, name, value))
}

/// No event.
pub(crate) const NO_EVENTS: [&str; 0] = [];
