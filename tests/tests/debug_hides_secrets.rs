//! Debug is for logs, so it shows neither what is marked as a secret nor what it does not know. That
//! holds at any depth and in both formats.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fmt::Debug;

use proptest::prelude::*;
use serde_json::{Value, json};
use teo_api::Structure;
use teo_api::core::UnknownMembers;
use teo_api::teo::{
    CreatePrefetchTaskRequest, DescribePrefetchTasksResponse, FailReason, Header, Task,
};

fn read<T: serde::de::DeserializeOwned>(value: &Value) -> T {
    serde_json::from_str(&value.to_string()).unwrap()
}

/// Both formats, neither of which holds the canary.
fn shown(value: &impl Debug) -> [String; 2] {
    let both = [format!("{value:?}"), format!("{value:#?}")];
    for text in &both {
        assert!(!text.contains("canary"), "{text}");
        assert!(!text.contains("73409"), "{text}");
    }
    both
}

#[test]
fn the_value_of_a_header_is_not_shown() {
    let header = Header::new().name("Authorization").value("canary");
    let [line, lines] = shown(&header);
    assert_eq!(line, r#"Header { Name: "Authorization", Value: <redacted> }"#);
    assert_eq!(lines, "Header {\n    Name: \"Authorization\",\n    Value: <redacted>,\n}");
    assert_eq!(shown(&Some(&header))[0], format!("Some({line})"));
}

#[test]
fn not_even_the_length_of_a_secret_is_shown() {
    let [empty, _] = shown(&Header::new().value(""));
    let [long, _] = shown(&Header::new().value("canary".repeat(50)));
    assert_eq!(empty, long);
}

#[test]
fn what_is_absent_is_left_out() {
    assert_eq!(shown(&Header::new())[0], "Header");
    assert_eq!(shown(&Header::new().name("n"))[0], r#"Header { Name: "n" }"#);
    let [line, _] = shown(&Task::new().job_id("j"));
    assert!(line.contains(r#"JobId: "j""#));
    for absent in ["Method", "FailType", "FailMessage", "unknown"] {
        assert!(!line.contains(absent), "{line}");
    }
}

#[test]
fn what_is_no_secret_is_shown_by_its_name_on_the_wire() {
    let reason = FailReason::new().reason("r\n").targets(["a", "b"]);
    let [line, _] = shown(&reason);
    assert_eq!(line, r#"FailReason { Reason: "r\n", Targets: ["a", "b"] }"#);
    let task = Task::new().status("novel").create_time("soon");
    let [line, _] = shown(&task);
    assert!(line.contains(r#"Status: "novel", CreateTime: "soon""#), "{line}");
}

#[test]
fn unknown_members_are_shown_by_name_only() {
    let header = Header::new()
        .name("n")
        .set_unknown("Secret", "canary")
        .set_unknown("Novel", json!({"canary": ["canary", 7_340_911]}));
    let [line, lines] = shown(&header);
    assert_eq!(line, r#"Header { Name: "n", unknown: {"Novel", "Secret"} }"#);
    assert!(lines.contains("\"Secret\""));
}

#[test]
fn unknown_members_by_themselves_show_names_only() {
    let mut members = UnknownMembers::default();
    assert_eq!(shown(&members)[0], "{}");
    members.insert("Novel".to_owned(), json!({"canary": 7_340_911}));
    members.insert("Other".to_owned(), json!("canary"));
    assert_eq!(shown(&members)[0], r#"{"Novel", "Other"}"#);
    members.remove("Novel");
    members.remove("Other");
    assert!(members.is_empty());
}

#[test]
fn a_secret_inside_a_list_inside_a_request_is_not_shown() {
    let headers = [
        Header::new().name("a").value("canary"),
        Header::new().name("b").set_unknown("Value", "canary"),
    ];
    let request = CreatePrefetchTaskRequest::new()
        .zone_id("zone-1")
        .headers(headers)
        .set_unknown("Novel", "canary");
    let [line, _] = shown(&request);
    assert_eq!(
        line,
        "CreatePrefetchTaskRequest { ZoneId: \"zone-1\", Headers: \
         [Header { Name: \"a\", Value: <redacted> }, \
         Header { Name: \"b\", unknown: {\"Value\"} }], unknown: {\"Novel\"} }"
    );
}

#[test]
fn a_secret_that_did_not_fit_is_not_shown() {
    for value in [json!({"canary": "canary"}), json!(["canary", 7_340_911])] {
        let header: Header = read(&json!({"Name": "n", "Value": value}));
        let [line, _] = shown(&header);
        assert_eq!(line, r#"Header { Name: "n", unknown: {"Value"} }"#);
    }
    let header: Header = read(&json!({"Value": 7_340_911}));
    assert_eq!(shown(&header)[0], "Header { Value: <redacted> }");
    let request: CreatePrefetchTaskRequest =
        read(&json!({"Headers": [{"Name": "n", "Value": "canary"}, "canary"]}));
    let [line, _] = shown(&request);
    assert_eq!(line, r#"CreatePrefetchTaskRequest { unknown: {"Headers"} }"#);
}

#[test]
fn what_is_unknown_in_the_tasks_of_an_answer_is_not_shown() {
    let answer: DescribePrefetchTasksResponse = read(&json!({
        "Tasks": [{"JobId": "j", "Novel": {"canary": {"canary": 7_340_911}}, "Target": ["canary"]}],
        "RequestId": {"canary": 1},
    }));
    let [line, _] = shown(&answer);
    assert!(line.contains(r#"unknown: {"Novel", "Target"}"#), "{line}");
    assert!(line.ends_with(r#"unknown: {"RequestId"} }"#), "{line}");
}

fn canaries() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(json!("canary")),
        Just(json!(7_340_911)),
        Just(json!(-73_409.5)),
        any::<u32>().prop_map(|number| json!(format!("{number} canary"))),
        Just(Value::Null),
    ];
    leaf.prop_recursive(3, 16, 4, |inner| {
        let key = prop::sample::select(&["Name", "Value", "Headers", "JobId", "canary"][..]);
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::hash_map(key.prop_map(str::to_owned), inner, 0..4)
                .prop_map(|members| json!(members)),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_value_of_a_secret_or_of_an_unknown_member_is_ever_shown(
        secret in canaries(),
        novel in canaries(),
    ) {
        let header = json!({"Name": "n", "Value": secret, "Novel": novel});
        shown(&read::<Header>(&header));
        let request: CreatePrefetchTaskRequest =
            read(&json!({"Headers": [header, {"Value": secret}], "Novel": novel}));
        prop_assert_eq!(request.headers.as_ref().map(Vec::len), Some(2));
        shown(&request);
    }
}
