//! A value that does not fit its member is kept under the member's name and sent back as it came,
//! while the member holds its default. Only what is no JSON object is an error.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "reading/ear.rs"]
mod ear;

use ear::{NONE, answer, heard, task, task_text};
use serde_json::{Value, json};
use teo_api::Structure;
use teo_api::teo::{
    AdvancedFilter, CreatePurgeTaskRequest, DescribePrefetchTasksRequest,
    DescribePrefetchTasksResponse, FailReason, Task, TaskStatus,
};

#[test]
fn what_is_no_count_is_kept_and_the_count_is_zero() {
    let odd = [
        r#""canary""#,
        r#""""#,
        r#""7340911 canary""#,
        "7340911.5",
        "-7340911",
        "-1",
        "1e300",
        "18446744073709551616",
        "true",
        "[7340911]",
        r#"{"canary":7340911}"#,
    ];
    for sent in odd {
        let (answer, events) = answer("TotalCount", sent);
        let value: Value = serde_json::from_str(sent).unwrap();
        assert_eq!(answer.total_count, 0, "{sent}");
        assert_eq!(answer.unknown("TotalCount"), Some(&value));
        assert_eq!(events, ["unread: DescribePrefetchTasksResponse.TotalCount"]);
        assert_eq!(serde_json::to_value(&answer).unwrap()["TotalCount"], value);
    }
}

#[test]
fn the_greatest_and_least_integers_are_read_and_one_more_is_kept() {
    let (answer, events) = answer("TotalCount", "18446744073709551615");
    assert_eq!((answer.total_count, events.len()), (u64::MAX, 0));
    for (sent, read) in [
        ("9223372036854775807", Some(i64::MAX)),
        ("-9223372036854775808", Some(i64::MIN)),
        ("9223372036854775808", None),
        ("18446744073709551615", None),
    ] {
        let text = format!(r#"{{"Offset":{sent}}}"#);
        let (request, events): (DescribePrefetchTasksRequest, _) = heard(&text);
        let kept: Value = serde_json::from_str(sent).unwrap();
        assert_eq!(request.offset, read, "{sent}");
        let kept = read.is_none().then_some(&kept);
        assert_eq!(request.unknown("Offset"), kept);
        assert_eq!(events.len(), usize::from(read.is_none()));
    }
}

#[test]
fn an_object_or_list_where_text_belongs_is_kept() {
    for value in [json!({"canary": 7_340_911}), json!(["canary", null]), json!({}), json!([])] {
        for name in ["JobId", "Status", "CreateTime", "FailMessage", "FailType"] {
            let (task, events) = task(name, &value.to_string());
            assert_eq!(task.unknown(name), Some(&value));
            assert_eq!(events, [format!("unread: Task.{name}")]);
            assert_eq!(serde_json::to_value(&task).unwrap()[name], value);
            let typed = match name {
                "JobId" => task.job_id.is_empty(),
                "Status" => task.status == TaskStatus::default(),
                "CreateTime" => task.create_time.as_str().is_empty(),
                "FailMessage" => task.fail_message.is_none(),
                _ => task.fail_type.is_none(),
            };
            assert!(typed, "{name} holds its default");
        }
    }
}

#[test]
fn what_is_no_boolean_is_kept() {
    for sent in ["1", "0", "1.0", r#""canary""#, r#""""#, r#""True""#, "[true]", "{}"] {
        let (filter, events): (AdvancedFilter, _) = heard(&format!(r#"{{"Fuzzy":{sent}}}"#));
        let value: Value = serde_json::from_str(sent).unwrap();
        assert_eq!(filter.fuzzy, None, "{sent}");
        assert_eq!(filter.unknown("Fuzzy"), Some(&value));
        assert_eq!(events, ["unread: AdvancedFilter.Fuzzy"]);
    }
}

#[test]
fn what_is_no_object_is_kept_where_an_object_belongs() {
    for sent in [r#"["canary"]"#, "[]", r#""canary""#, "7340911", "7340911.5", "false"] {
        let text = format!(r#"{{"CacheTag":{sent}}}"#);
        let (request, events): (CreatePurgeTaskRequest, _) = heard(&text);
        let value: Value = serde_json::from_str(sent).unwrap();
        assert_eq!(request.cache_tag, None, "{sent}");
        assert_eq!(request.unknown("CacheTag"), Some(&value));
        assert_eq!(events, ["unread: CreatePurgeTaskRequest.CacheTag"]);
    }
}

#[test]
fn what_is_no_list_is_kept_where_a_list_belongs() {
    for sent in [r#"{"canary":1}"#, "{}", r#""canary""#, r#""""#, "7340911", "true"] {
        let (answer, events) = answer("Tasks", sent);
        let value: Value = serde_json::from_str(sent).unwrap();
        assert_eq!(answer.tasks, []);
        assert_eq!(answer.unknown("Tasks"), Some(&value));
        assert_eq!(events, ["unread: DescribePrefetchTasksResponse.Tasks"]);
        let (request, _): (CreatePurgeTaskRequest, _) = heard(&format!(r#"{{"Targets":{sent}}}"#));
        assert_eq!(request.targets, None);
        assert_eq!(request.unknown("Targets"), Some(&value));
    }
}

#[test]
fn a_list_with_an_item_that_does_not_fit_is_kept_whole() {
    for whole in [
        json!(["canary-1", {"canary": null}, "canary-3"]),
        json!([["canary"]]),
        json!([{}, null, 7_340_911, {"canary": [1.5]}]),
    ] {
        let (reason, events): (FailReason, _) = heard(&json!({"Targets": whole}).to_string());
        assert_eq!(reason.targets, [""; 0]);
        assert_eq!(reason.unknown("Targets"), Some(&whole));
        assert_eq!(events, ["unread: FailReason.Targets"]);
        assert_eq!(serde_json::to_value(&reason).unwrap(), json!({"Targets": whole}));
    }
}

#[test]
fn a_list_of_objects_with_an_item_that_does_not_fit_is_kept_whole() {
    let good: Value = serde_json::from_str(&task_text("Novel", r#"["canary"]"#)).unwrap();
    let whole = json!([good, "canary", good]);
    let (answer, events) = answer("Tasks", &whole.to_string());
    assert_eq!(answer.tasks, []);
    assert_eq!(answer.unknown("Tasks"), Some(&whole));
    assert_eq!(
        events,
        ["unknown member: Task.Novel", "unread: DescribePrefetchTasksResponse.Tasks"]
    );
}

#[test]
fn items_before_the_one_that_does_not_fit_are_kept_as_they_were_read() {
    for (sent, kept) in [
        (json!([null, "canary", {}]), json!(["canary", {}])),
        (json!([7_340_911, {}]), json!(["7340911", {}])),
        (json!([true, "canary", []]), json!(["true", "canary", []])),
    ] {
        let (reason, _): (FailReason, _) = heard(&json!({"Targets": sent}).to_string());
        assert_eq!(reason.unknown("Targets"), Some(&kept));
    }
}

#[test]
fn objects_before_the_one_that_does_not_fit_keep_every_member() {
    let whole = json!([{"JobId": "canary", "FailMessage": null, "Novel": [1]}, "canary"]);
    let (answer, _) = answer("Tasks", &whole.to_string());
    let kept = answer.unknown("Tasks").unwrap();
    assert_eq!((&kept[0]["JobId"], &kept[0]["Novel"]), (&whole[0]["JobId"], &whole[0]["Novel"]));
    assert_eq!(kept[1], whole[1]);
}

#[test]
fn what_did_not_fit_inside_an_object_before_is_kept_with_it() {
    let whole = json!([{"JobId": {"canary": 1}, "UpdateTime": [2]}, "canary"]);
    let (answer, _) = answer("Tasks", &whole.to_string());
    let kept = answer.unknown("Tasks").unwrap();
    for name in ["JobId", "UpdateTime"] {
        assert_eq!(kept[0][name], whole[0][name], "{name}");
    }
}

#[test]
fn what_does_not_fit_inside_an_item_stays_inside_it() {
    let page = format!("[{}]", task_text("FailMessage", r#"{"canary":7340911}"#));
    let (answer, events) = answer("Tasks", &page);
    assert_eq!(answer.tasks[0].fail_message, None);
    let value = json!({"canary": 7_340_911});
    assert_eq!(answer.tasks[0].unknown("FailMessage"), Some(&value));
    assert_eq!(answer.unknown("Tasks"), None);
    assert_eq!(events, ["unread: Task.FailMessage"]);
}

#[test]
fn nesting_of_a_hundred_levels_is_kept() {
    let deep = format!("{}7340911{}", r#"{"canary":["#.repeat(50), "]}".repeat(50));
    let value: Value = serde_json::from_str(&deep).unwrap();
    for name in ["Novel", "JobId", "Status"] {
        let (task, events) = task(name, &deep);
        assert_eq!(task.unknown(name), Some(&value));
        assert_eq!(events.len(), 1);
    }
}

#[test]
fn nesting_without_end_is_an_error_and_no_crash() {
    for (open, close) in [("[", "]"), (r#"{"Tasks":["#, "]}"), (r#"{"JobId":"#, "}")] {
        for end in ["1".to_owned() + &close.repeat(200_000), String::new()] {
            let deep = open.repeat(200_000) + &end;
            for name in ["Novel", "Tasks", "TotalCount"] {
                let text = format!(r#"{{"{name}":{deep}}}"#);
                let read = serde_json::from_str::<DescribePrefetchTasksResponse>(&text);
                assert!(read.is_err());
            }
        }
    }
}

#[test]
fn what_is_no_object_or_is_broken_is_an_error() {
    let whole = task_text("Novel", r#"[{"canary":null}]"#);
    assert!(serde_json::from_str::<Task>(&whole).is_ok());
    for (end, _) in whole.char_indices() {
        assert!(serde_json::from_str::<Task>(&whole[..end]).is_err(), "up to {end}");
    }
    for text in ["null", "[]", "[{}]", "7340911", "true", r#""JobId""#, "{}{}", "{} x", "{'a':1}"] {
        assert!(serde_json::from_str::<Task>(text).is_err(), "{text}");
    }
    assert!(serde_json::from_slice::<Task>(b"{\"JobId\":\"\xff\"}").is_err());
}

#[test]
fn an_answer_is_read_alike_from_text_and_bytes_and_streams_and_values() {
    let text = task_text("Novel \\u00e9\\n", r#"{"canary":[7340911,null]}"#)
        .replace("canary-job", "canary \\u00e9\\n");
    let from_text: Task = serde_json::from_str(&text).unwrap();
    assert_eq!(from_text.job_id, "canary \u{e9}\n");
    let value: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(serde_json::from_slice::<Task>(text.as_bytes()).unwrap(), from_text);
    assert_eq!(serde_json::from_reader::<_, Task>(text.as_bytes()).unwrap(), from_text);
    assert_eq!(serde_json::from_value::<Task>(value).unwrap(), from_text);
    assert_eq!(heard::<Task>(&text).1.len() - NONE.len(), 1);
}
