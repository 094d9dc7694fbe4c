//! A value that does not fit its member is kept under the member's name and written back unchanged,
//! while the member holds its default. Only text that is no JSON object is an error.

use serde_json::{Value, json};
use teo_api::teo::{
    AdvancedFilter, CreatePurgeTaskRequest, DescribePrefetchTasksResponse, DnsRecord, FailReason,
    Task, TaskStatus,
};

use crate::recorded::{recorded, recorded_response, recorded_task, task_text};

#[test]
fn a_count_that_is_no_integer_reads_as_zero_and_is_kept_as_unknown() {
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
        let (response, events) = recorded_response("TotalCount", sent);
        let value: Value = serde_json::from_str(sent).unwrap();
        assert_eq!(response.total_count, 0, "{sent}");
        assert_eq!(response.unknown("TotalCount"), Some(&value));
        assert_eq!(events, ["mismatch: DescribePrefetchTasksResponse.TotalCount"]);
        assert_eq!(serde_json::to_value(&response).unwrap()["TotalCount"], value);
    }
}

#[test]
fn integers_beyond_the_limits_of_their_type_are_kept_as_unknown() {
    let (response, events) = recorded_response("TotalCount", "18446744073709551615");
    assert_eq!((response.total_count, events.len()), (u64::MAX, 0));
    for (sent, read) in [
        ("9223372036854775807", Some(i64::MAX)),
        ("-9223372036854775808", Some(i64::MIN)),
        ("9223372036854775808", None),
        ("18446744073709551615", None),
    ] {
        let text = format!(r#"{{"Weight":{sent}}}"#);
        let (record, events): (DnsRecord, _) = recorded(&text);
        let kept: Value = serde_json::from_str(sent).unwrap();
        assert_eq!(record.weight, read, "{sent}");
        let kept = read.is_none().then_some(&kept);
        assert_eq!(record.unknown("Weight"), kept);
        assert_eq!(events.len(), usize::from(read.is_none()));
    }
}

#[test]
fn an_object_or_list_for_a_text_member_is_kept_as_unknown() {
    for value in [json!({"canary": 7_340_911}), json!(["canary", null]), json!({}), json!([])] {
        for name in ["JobId", "Status", "CreateTime", "FailMessage", "FailType"] {
            let (task, events) = recorded_task(name, &value.to_string());
            assert_eq!(task.unknown(name), Some(&value));
            assert_eq!(events, [format!("mismatch: Task.{name}")]);
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
fn a_value_that_is_no_boolean_is_kept_as_unknown() {
    for sent in ["1", "0", "1.0", r#""canary""#, r#""""#, r#""True""#, "[true]", "{}"] {
        let (filter, events): (AdvancedFilter, _) = recorded(&format!(r#"{{"Fuzzy":{sent}}}"#));
        let value: Value = serde_json::from_str(sent).unwrap();
        assert_eq!(filter.fuzzy, None, "{sent}");
        assert_eq!(filter.unknown("Fuzzy"), Some(&value));
        assert_eq!(events, ["mismatch: AdvancedFilter.Fuzzy"]);
    }
}

#[test]
fn a_value_that_is_no_object_is_kept_as_unknown() {
    for sent in [r#"["canary"]"#, "[]", r#""canary""#, "7340911", "7340911.5", "false"] {
        let text = format!(r#"{{"CacheTag":{sent}}}"#);
        let (request, events): (CreatePurgeTaskRequest, _) = recorded(&text);
        let value: Value = serde_json::from_str(sent).unwrap();
        assert_eq!(request.cache_tag, None, "{sent}");
        assert_eq!(request.unknown("CacheTag"), Some(&value));
        assert_eq!(events, ["mismatch: CreatePurgeTaskRequest.CacheTag"]);
    }
}

#[test]
fn a_value_that_is_no_list_is_kept_as_unknown() {
    for sent in [r#"{"canary":1}"#, "{}", r#""canary""#, r#""""#, "7340911", "true"] {
        let (response, events) = recorded_response("Tasks", sent);
        let value: Value = serde_json::from_str(sent).unwrap();
        assert_eq!(response.tasks, []);
        assert_eq!(response.unknown("Tasks"), Some(&value));
        assert_eq!(events, ["mismatch: DescribePrefetchTasksResponse.Tasks"]);
        let (request, _): (CreatePurgeTaskRequest, _) =
            recorded(&format!(r#"{{"Targets":{sent}}}"#));
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
        let (reason, events): (FailReason, _) = recorded(&json!({"Targets": whole}).to_string());
        assert_eq!(reason.targets, [""; 0]);
        assert_eq!(reason.unknown("Targets"), Some(&whole));
        assert_eq!(events, ["mismatch: FailReason.Targets"]);
        assert_eq!(serde_json::to_value(&reason).unwrap(), json!({"Targets": whole}));
    }
}

#[test]
fn a_list_of_objects_with_an_item_that_does_not_fit_is_kept_whole() {
    let good: Value = serde_json::from_str(&task_text("Novel", r#"["canary"]"#)).unwrap();
    let whole = json!([good, "canary", good]);
    let (response, events) = recorded_response("Tasks", &whole.to_string());
    assert_eq!(response.tasks, []);
    assert_eq!(response.unknown("Tasks"), Some(&whole));
    assert_eq!(
        events,
        ["unknown member: Task.Novel", "mismatch: DescribePrefetchTasksResponse.Tasks"]
    );
}

#[test]
fn items_before_the_one_that_does_not_fit_are_kept_as_they_were_read() {
    for (sent, kept) in [
        (json!([null, "canary", {}]), json!(["canary", {}])),
        (json!([7_340_911, {}]), json!(["7340911", {}])),
        (json!([true, "canary", []]), json!(["true", "canary", []])),
    ] {
        let (reason, _): (FailReason, _) = recorded(&json!({"Targets": sent}).to_string());
        assert_eq!(reason.unknown("Targets"), Some(&kept));
    }
}

#[test]
fn objects_before_the_one_that_does_not_fit_keep_every_member() {
    let whole = json!([{"JobId": "canary", "FailMessage": null, "Novel": [1]}, "canary"]);
    let (response, _) = recorded_response("Tasks", &whole.to_string());
    let kept = response.unknown("Tasks").unwrap();
    assert_eq!((&kept[0]["JobId"], &kept[0]["Novel"]), (&whole[0]["JobId"], &whole[0]["Novel"]));
    assert_eq!(kept[1], whole[1]);
}

#[test]
fn a_mismatch_inside_an_earlier_item_is_kept_with_that_item() {
    let whole = json!([{"JobId": {"canary": 1}, "UpdateTime": [2]}, "canary"]);
    let (response, _) = recorded_response("Tasks", &whole.to_string());
    let kept = response.unknown("Tasks").unwrap();
    for name in ["JobId", "UpdateTime"] {
        assert_eq!(kept[0][name], whole[0][name], "{name}");
    }
}

#[test]
fn a_mismatch_inside_an_item_is_kept_in_that_item() {
    let page = format!("[{}]", task_text("FailMessage", r#"{"canary":7340911}"#));
    let (response, events) = recorded_response("Tasks", &page);
    assert_eq!(response.tasks[0].fail_message, None);
    let value = json!({"canary": 7_340_911});
    assert_eq!(response.tasks[0].unknown("FailMessage"), Some(&value));
    assert_eq!(response.unknown("Tasks"), None);
    assert_eq!(events, ["mismatch: Task.FailMessage"]);
}

#[test]
fn nesting_of_a_hundred_levels_is_kept() {
    let deep = format!("{}7340911{}", r#"{"canary":["#.repeat(50), "]}".repeat(50));
    let value: Value = serde_json::from_str(&deep).unwrap();
    for name in ["Novel", "JobId", "Status"] {
        let (task, events) = recorded_task(name, &deep);
        assert_eq!(task.unknown(name), Some(&value));
        assert_eq!(events.len(), 1);
    }
}

#[test]
fn endless_nesting_is_an_error_and_does_not_crash() {
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
fn text_that_is_no_whole_json_object_is_an_error() {
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
fn a_structure_reads_the_same_from_text_bytes_streams_and_values() {
    let text = task_text("Novel \\u00e9\\n", r#"{"canary":[7340911,null]}"#)
        .replace("canary-job", "canary \\u00e9\\n");
    let from_text: Task = serde_json::from_str(&text).unwrap();
    assert_eq!(from_text.job_id, "canary \u{e9}\n");
    let value: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(serde_json::from_slice::<Task>(text.as_bytes()).unwrap(), from_text);
    assert_eq!(serde_json::from_reader::<_, Task>(text.as_bytes()).unwrap(), from_text);
    assert_eq!(serde_json::from_value::<Task>(value).unwrap(), from_text);
    assert_eq!(recorded::<Task>(&text).1.len(), 1);
}
