//! Reading never fails, whatever JSON object the service returns, and reading the written text
//! gives the same structure. Every text field keeps any text.

use std::fmt::{Debug, Display};
use std::str::FromStr;

use proptest::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};
use teo_api::runtime::codegen::StringScalar;
use teo_api::teo::{
    AdvancedFilter, CreatePrefetchTaskRequest, CreatePurgeTaskRequest,
    DescribePrefetchTasksResponse, FailReason, FailType, Header, PrefetchMode, PurgeMethod,
    PurgeType, Switch, Task, TaskStatus, TaskType,
};
use teo_api::{Structure, Timestamp};

const NAMES: &[&str] = &[
    "JobId",
    "Target",
    "Type",
    "Method",
    "Status",
    "CreateTime",
    "UpdateTime",
    "FailType",
    "FailMessage",
    "TotalCount",
    "Tasks",
    "RequestId",
    "Reason",
    "Targets",
    "Name",
    "Value",
    "Values",
    "Fuzzy",
    "Headers",
    "Mode",
    "CacheTag",
    "Domains",
    "ZoneId",
    "Error",
];

const TEXTS: &[&str] = &[
    "",
    "failed",
    "success",
    "Failed",
    "off",
    "delete",
    "default",
    "purge_url",
    "true",
    "7",
    " 7 ",
    "-7.0",
    "1e3",
    "null",
    "2022-02-09T02:28:43Z",
    "2022-02-09T10:28:43+08:00",
    "NaN",
];

fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![
        2 => prop::collection::vec(any::<char>(), 0..20).prop_map(String::from_iter),
        1 => "[ -~]{0,12}",
        1 => prop::sample::select(TEXTS).prop_map(str::to_owned),
    ]
}

/// Any JSON value. Its floats have few digits; `numbers.rs` tests those that have more.
fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<i32>().prop_map(|eighths| Value::from(f64::from(eighths) / 8.0)),
        any_text().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 48, 6, |inner| {
        let key = prop_oneof![
            3 => prop::sample::select(NAMES).prop_map(str::to_owned),
            1 => any_text(),
        ];
        prop_oneof![
            1 => prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            2 => prop::collection::hash_map(key, inner, 0..8)
                .prop_map(|members| Value::Object(Map::from_iter(members))),
        ]
    })
}

fn any_object() -> impl Strategy<Value = Value> {
    let key = prop_oneof![
        4 => prop::sample::select(NAMES).prop_map(str::to_owned),
        1 => any_text(),
    ];
    prop::collection::hash_map(key, any_json(), 0..12)
        .prop_map(|members| Value::Object(Map::from_iter(members)))
}

/// Returns whether `back` holds all of `sent`, under the documented conversions.
fn holds_all(sent: &Value, back: Option<&Value>) -> bool {
    match (sent, back) {
        (Value::Null, _) => true,
        (sent, Some(back)) if sent == back => true,
        (Value::Number(_) | Value::Bool(_), Some(Value::String(back))) => {
            let text = sent.to_string();
            text == *back
        }
        (Value::Number(sent), Some(Value::Number(back))) => sent.as_f64() == back.as_f64(),
        (Value::String(sent), Some(back)) => {
            let read = serde_json::from_str::<Value>(sent.trim());
            read.is_ok_and(|read| {
                !read.is_null() && (read == *back || read.as_f64() == back.as_f64())
            })
        }
        (Value::Object(sent), Some(Value::Object(back))) => {
            sent.iter().all(|(name, sent)| holds_all(sent, back.get(name)))
        }
        (Value::Array(sent), Some(Value::Array(back))) => {
            let without_nulls = |list: &[Value]| -> Vec<Value> {
                list.iter().filter(|item| !item.is_null()).cloned().collect()
            };
            let (sent, back) = (without_nulls(sent), without_nulls(back));
            let mut pairs = sent.iter().zip(&back);
            sent.len() == back.len() && pairs.all(|(sent, back)| holds_all(sent, Some(back)))
        }
        _ => false,
    }
}

fn check_lossless<T>(sent: &Value) -> Result<(), TestCaseError>
where
    T: Structure + Serialize + DeserializeOwned + PartialEq + Debug,
{
    let read = |text: &str| {
        serde_json::from_str::<T>(text).map_err(|fault| TestCaseError::fail(fault.to_string()))
    };
    let one = read(&sent.to_string())?;
    let text = serde_json::to_string(&one).unwrap();
    let two = read(&text)?;
    prop_assert_eq!(&one, &two);
    prop_assert_eq!(&text, &serde_json::to_string(&two).unwrap());
    let back: Value = serde_json::from_str(&text).unwrap();
    let known = one.schema().members();
    for (name, sent) in sent.as_object().unwrap() {
        let back = back.get(name);
        prop_assert!(holds_all(sent, back), "{}: {} became {:?}", name, sent, back);
        // An unknown member is not converted.
        if !known.iter().any(|member| member.name() == name) {
            prop_assert_eq!(Some(sent), back);
            prop_assert_eq!(Some(sent), one.unknown_members().get(name));
        }
    }
    Ok(())
}

fn check_keeps_text<E>(text: &str) -> Result<(), TestCaseError>
where
    E: StringScalar + for<'a> From<&'a str> + From<String> + FromStr + Display + Serialize,
    E: DeserializeOwned + PartialEq + Debug + Clone,
{
    let scalar = E::from(text);
    prop_assert_eq!(scalar.to_string(), text);
    prop_assert_eq!(serde_json::to_value(&scalar).unwrap(), json!(text));
    prop_assert_eq!(&serde_json::from_value::<E>(json!(text)).unwrap(), &scalar);
    prop_assert_eq!(&E::from(text.to_owned()), &scalar);
    let parsed = text.parse::<E>().ok();
    prop_assert_eq!(parsed.as_ref(), Some(&scalar));
    let mut set = E::from("other");
    set.set(text);
    prop_assert_eq!(&set, &scalar);
    Ok(())
}

fn config() -> ProptestConfig {
    ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(768) }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn a_task_reads_any_object_and_loses_nothing(sent in any_object()) {
        check_lossless::<Task>(&sent)?;
    }

    #[test]
    fn structures_read_any_object_and_lose_nothing(sent in any_object()) {
        check_lossless::<DescribePrefetchTasksResponse>(&sent)?;
        check_lossless::<CreatePrefetchTaskRequest>(&sent)?;
        check_lossless::<CreatePurgeTaskRequest>(&sent)?;
        check_lossless::<AdvancedFilter>(&sent)?;
        check_lossless::<FailReason>(&sent)?;
        check_lossless::<Header>(&sent)?;
    }

    #[test]
    fn every_text_field_keeps_any_text(text in any_text()) {
        let mut task = Map::new();
        for name in &NAMES[..9] {
            task.insert((*name).to_owned(), json!(text));
        }
        let sent = Value::Object(task);
        let read: Task = serde_json::from_str(&sent.to_string()).unwrap();
        prop_assert_eq!(&read.job_id, &text);
        prop_assert_eq!(read.r#type.as_str(), &text);
        prop_assert_eq!(read.status.as_str(), &text);
        prop_assert_eq!(read.create_time.as_str(), &text);
        prop_assert_eq!(read.fail_message.as_ref(), Some(&text));
        prop_assert_eq!(serde_json::to_value(&read).unwrap(), sent);
        let sent = json!({"Name": text, "Value": text, &text: text});
        let header: Header = serde_json::from_str(&sent.to_string()).unwrap();
        prop_assert_eq!(serde_json::to_value(&header).unwrap(), sent);
        let sent = json!({"Reason": text, "Targets": [text, text]});
        let reason: FailReason = serde_json::from_str(&sent.to_string()).unwrap();
        prop_assert_eq!(&reason.targets, &[text.clone(), text.clone()]);
        prop_assert_eq!(serde_json::to_value(&reason).unwrap(), sent);
    }

    #[test]
    fn a_timestamp_keeps_any_text(text in any_text()) {
        let time = Timestamp::from(text.as_str());
        prop_assert_eq!(time.as_str(), &text);
        prop_assert_eq!(time.to_string(), text.as_str());
        prop_assert_eq!(serde_json::to_value(&time).unwrap(), json!(text));
        prop_assert_eq!(&serde_json::from_value::<Timestamp>(json!(text)).unwrap(), &time);
        prop_assert_eq!(Timestamp::from(text), time);
    }

    #[test]
    fn every_open_enum_keeps_any_text(text in any_text()) {
        check_keeps_text::<FailType>(&text)?;
        check_keeps_text::<PrefetchMode>(&text)?;
        check_keeps_text::<PurgeMethod>(&text)?;
        check_keeps_text::<PurgeType>(&text)?;
        check_keeps_text::<Switch>(&text)?;
        check_keeps_text::<TaskStatus>(&text)?;
        check_keeps_text::<TaskType>(&text)?;
    }
}

#[test]
fn an_open_enum_knows_exactly_its_own_values() {
    fn assert_known<E: StringScalar + for<'a> From<&'a str>>(values: &[&str]) {
        for value in values {
            assert!(E::from(value).is_known(), "{value}");
            let altered = format!("{value} ");
            assert!(!E::from(altered.as_str()).is_known(), "{altered}");
        }
    }
    assert_known::<TaskStatus>(&[
        "processing",
        "success",
        "failed",
        "timeout",
        "canceled",
        "invalid",
    ]);
    assert_known::<PurgeMethod>(&["invalidate", "delete"]);
    assert_known::<Switch>(&["on", "off"]);
    assert_known::<PurgeType>(&["purge_url", "purge_prefix", "purge_host", "purge_all"]);
    assert_known::<TaskType>(&["purge_url", "prefetch_url"]);
}
