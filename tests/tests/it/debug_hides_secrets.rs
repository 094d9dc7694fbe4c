//! Debug is for logs, so it shows neither sensitive members nor the values of unknown ones, at any
//! depth and in both formats.

use std::fmt::Debug;

use proptest::prelude::*;
use serde_json::{Value, json};
use teo_api::runtime::UnknownMembers;
use teo_api::teo::{
    CreatePrefetchTaskRequest, DescribePrefetchTasksResponse, FailReason, Header, Task,
};
use teo_api::{AssumeRoleCredentials, Client, Credentials};

fn read<T: serde::de::DeserializeOwned>(value: &Value) -> T {
    serde_json::from_str(&value.to_string()).unwrap()
}

/// Formats the value both ways, and asserts that neither text holds a secret.
fn debug_texts(value: &impl Debug) -> [String; 2] {
    let both = [format!("{value:?}"), format!("{value:#?}")];
    for text in &both {
        assert!(!text.contains("canary"), "{text}");
        assert!(!text.contains("73409"), "{text}");
    }
    both
}

#[test]
fn debug_redacts_the_value_of_a_header() {
    let header = Header::new().name("Authorization").value("canary");
    let [line, lines] = debug_texts(&header);
    assert_eq!(line, r#"Header { Name: "Authorization", Value: <redacted> }"#);
    assert_eq!(lines, "Header {\n    Name: \"Authorization\",\n    Value: <redacted>,\n}");
    assert_eq!(debug_texts(&Some(&header))[0], format!("Some({line})"));
}

#[test]
fn debug_does_not_show_the_length_of_a_secret() {
    let [empty, _] = debug_texts(&Header::new().value(""));
    let [long, _] = debug_texts(&Header::new().value("canary".repeat(50)));
    assert_eq!(empty, long);
}

#[test]
fn debug_omits_absent_members() {
    assert_eq!(debug_texts(&Header::new())[0], "Header");
    assert_eq!(debug_texts(&Header::new().name("n"))[0], r#"Header { Name: "n" }"#);
    let [line, _] = debug_texts(&Task::new().job_id("j"));
    assert!(line.contains(r#"JobId: "j""#));
    for absent in ["Method", "FailType", "FailMessage", "unknown"] {
        assert!(!line.contains(absent), "{line}");
    }
}

#[test]
fn debug_shows_other_members_by_their_wire_names() {
    let reason = FailReason::new().reason("r\n").targets(["a", "b"]);
    let [line, _] = debug_texts(&reason);
    assert_eq!(line, r#"FailReason { Reason: "r\n", Targets: ["a", "b"] }"#);
    let task = Task::new().status("novel").create_time("soon");
    let [line, _] = debug_texts(&task);
    assert!(line.contains(r#"Status: "novel", CreateTime: "soon""#), "{line}");
}

#[test]
fn debug_shows_unknown_members_by_name_only() {
    let header = Header::new()
        .name("n")
        .set_unknown("Secret", "canary")
        .set_unknown("Novel", json!({"canary": ["canary", 7_340_911]}));
    let [line, lines] = debug_texts(&header);
    assert_eq!(line, r#"Header { Name: "n", unknown: {"Novel", "Secret"} }"#);
    assert!(lines.contains("\"Secret\""));
}

#[test]
fn debug_of_the_unknown_members_themselves_shows_names_only() {
    let mut members = UnknownMembers::default();
    assert_eq!(debug_texts(&members)[0], "{}");
    members.insert("Novel".to_owned(), json!({"canary": 7_340_911}));
    members.insert("Other".to_owned(), json!("canary"));
    assert_eq!(debug_texts(&members)[0], r#"{"Novel", "Other"}"#);
    members.remove("Novel");
    members.remove("Other");
    assert!(members.is_empty());
}

#[test]
fn debug_redacts_a_secret_in_a_list_of_a_request() {
    let headers = [
        Header::new().name("a").value("canary"),
        Header::new().name("b").set_unknown("Value", "canary"),
    ];
    let request = CreatePrefetchTaskRequest::new()
        .zone_id("zone-1")
        .headers(headers)
        .set_unknown("Novel", "canary");
    let [line, _] = debug_texts(&request);
    assert_eq!(
        line,
        "CreatePrefetchTaskRequest { ZoneId: \"zone-1\", Headers: \
         [Header { Name: \"a\", Value: <redacted> }, \
         Header { Name: \"b\", unknown: {\"Value\"} }], unknown: {\"Novel\"} }"
    );
}

#[test]
fn debug_does_not_show_a_secret_that_does_not_fit() {
    for value in [json!({"canary": "canary"}), json!(["canary", 7_340_911])] {
        let header: Header = read(&json!({"Name": "n", "Value": value}));
        let [line, _] = debug_texts(&header);
        assert_eq!(line, r#"Header { Name: "n", unknown: {"Value"} }"#);
    }
    let header: Header = read(&json!({"Value": 7_340_911}));
    assert_eq!(debug_texts(&header)[0], "Header { Value: <redacted> }");
    let request: CreatePrefetchTaskRequest =
        read(&json!({"Headers": [{"Name": "n", "Value": "canary"}, "canary"]}));
    let [line, _] = debug_texts(&request);
    assert_eq!(line, r#"CreatePrefetchTaskRequest { unknown: {"Headers"} }"#);
}

#[test]
fn debug_does_not_show_unknown_values_in_the_tasks_of_a_response() {
    let response: DescribePrefetchTasksResponse = read(&json!({
        "Tasks": [{"JobId": "j", "Novel": {"canary": {"canary": 7_340_911}}, "Target": ["canary"]}],
        "RequestId": {"canary": 1},
    }));
    let [line, _] = debug_texts(&response);
    assert!(line.contains(r#"unknown: {"Novel", "Target"}"#), "{line}");
    assert!(line.ends_with(r#"unknown: {"RequestId"} }"#), "{line}");
}

#[test]
fn debug_of_a_role_hides_its_policy_external_id_base_and_proxy() {
    let base = Credentials::new("canary-id", "canary-key").with_token("canary-token");
    let client = Client::builder()
        .credentials(base)
        .proxy("http://canary:canary-password@127.0.0.1:3128")
        .build()
        .unwrap();
    let role = AssumeRoleCredentials::from_client(&client, "the-role", "the-session")
        .policy(r#"{"statement":["canary"]}"#)
        .external_id("canary-external");
    let [line, _] = debug_texts(&role);
    assert!(line.contains("RoleArn: \"the-role\""), "{line}");
    assert!(line.contains("Policy: <redacted>, ExternalId: <redacted>"), "{line}");
    assert!(line.contains("127.0.0.1:3128"), "the proxy is shown without its password: {line}");
}

fn any_secret_json() -> impl Strategy<Value = Value> {
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
    fn debug_shows_no_value_of_a_secret_or_an_unknown_member(
        secret in any_secret_json(),
        novel in any_secret_json(),
    ) {
        let header = json!({"Name": "n", "Value": secret, "Novel": novel});
        debug_texts(&read::<Header>(&header));
        let request: CreatePrefetchTaskRequest =
            read(&json!({"Headers": [header, {"Value": secret}], "Novel": novel}));
        prop_assert_eq!(request.headers.as_ref().map(Vec::len), Some(2));
        debug_texts(&request);
    }
}
