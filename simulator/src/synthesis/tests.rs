#![allow(clippy::unwrap_used)]

use std::collections::HashSet;

use serde_json::json;
use teo_specs::{Direction, Member, Structure, conform};

use super::*;
use crate::parameters::Parameters;
use crate::test_spec::embedded;

fn synthesis(spec: &Spec, seed: u64) -> Synthesis<'_> {
    let reference_time = "2022-02-09T02:28:43Z".parse().unwrap();
    Synthesis { spec, seed, reference_time, list_size: None }
}

fn response_to(spec: &Spec, action: &str, request: Value) -> Map<String, Value> {
    let request = request.as_object().unwrap();
    synthesis(spec, 0).response(&spec.actions[action], request, 0).unwrap()
}

fn structure(spec: &Spec, name: &str) -> Map<String, Value> {
    let synthesis = synthesis(spec, 3);
    synthesis.filler(&[name], 0, Ids::FromExamples).structure(name).unwrap()
}

#[test]
fn every_response_of_every_action_fits_its_spec_and_has_every_member() {
    let spec = embedded();
    for action in spec.actions.values() {
        for seed in 0..4 {
            let response = synthesis(spec, seed).response(action, &Map::new(), seed).unwrap();
            let example = example_response(spec, &action.name, seed).unwrap();
            for response in [response, example] {
                let misfits = conform(spec, &action.response, &response);
                assert_eq!(misfits, [], "{} seed {seed}", action.name);
                let missing = action.response.iter().find(|m| !response.contains_key(&m.name));
                assert_eq!(missing, None, "{}", action.name);
            }
        }
    }
}

#[test]
fn the_example_request_of_every_action_passes_every_check() {
    let spec = embedded();
    for action in spec.actions.values() {
        for seed in 0..4 {
            let request = example_request(spec, &action.name, seed).unwrap();
            let missing = action.parameters.iter().find(|m| !request.contains_key(&m.name));
            assert_eq!(missing, None, "{}", action.name);
            let body = Value::Object(request).to_string();
            let result = Parameters::read(spec, action, body.as_bytes());
            assert!(result.is_ok(), "{} seed {seed}: {:?}\n{body}", action.name, result.err());
        }
    }
}

#[test]
fn every_example_request_in_the_spec_passes_every_check() {
    let spec = embedded();
    for action in spec.actions.values() {
        for example in &action.examples {
            let body = Value::Object(example.request.clone()).to_string();
            let result = Parameters::read(spec, action, body.as_bytes());
            assert!(result.is_ok(), "{} ({}): {:?}", action.name, example.title, result.err());
        }
    }
}

#[test]
fn made_up_values_differ_by_seed_and_call_but_not_by_run() {
    let spec = embedded();
    let action = &spec.actions["CreateFunction"];
    let response = |seed, call| synthesis(spec, seed).response(action, &Map::new(), call).unwrap();
    assert_eq!(response(1, 1), response(1, 1));
    assert_ne!(response(1, 1), response(2, 1));
    assert_ne!(response(1, 1), response(1, 2));
    let request = |seed| example_request(spec, "DescribePrefetchTasks", seed);
    assert_eq!(request(1), request(1));
    assert_ne!(request(1), request(2));
}

#[test]
fn an_unknown_action_has_no_examples() {
    let spec = embedded();
    assert_eq!(example_request(spec, "Nothing", 0), None);
    assert_eq!(example_response(spec, "Nothing", 0), None);
}

#[test]
fn the_pages_of_a_list_hold_every_item_once() {
    let spec = embedded();
    let page = |offset: usize| {
        let request = json!({"ZoneId": "zone-a", "Offset": offset, "Limit": 2});
        response_to(spec, "DescribeFunctions", request)
    };
    let total = page(0)["TotalCount"].as_u64().unwrap() as usize;
    assert!((3..=25).contains(&total));
    let mut ids = HashSet::new();
    for offset in (0..total).step_by(2) {
        let page = page(offset);
        assert_eq!(page["TotalCount"], total);
        let items = page["Functions"].as_array().unwrap().clone();
        assert_eq!(items.len(), (total - offset).min(2));
        assert!(items.iter().all(|item| item["ZoneId"] == "zone-a"));
        ids.extend(items.iter().map(|item| item["FunctionId"].to_string()));
    }
    assert_eq!(ids.len(), total);
    assert_eq!(page(total)["Functions"], json!([]));
    assert_eq!(page(1)["Functions"][0], page(0)["Functions"][1]);
}

#[test]
fn a_list_depends_on_every_parameter_that_names_no_page() {
    let spec = embedded();
    let first_id = |zone: &str, limit: u32, ids: Value| {
        let request = json!({"ZoneId": zone, "Limit": limit, "FunctionIds": ids});
        response_to(spec, "DescribeFunctions", request)["Functions"][0]["FunctionId"].clone()
    };
    let first = first_id("zone-a", 2, json!([]));
    assert_eq!(first, first_id("zone-a", 5, json!([])));
    assert_ne!(first, first_id("zone-b", 2, json!([])));
    assert_ne!(first, first_id("zone-a", 2, json!(["ef-1"])));
}

#[test]
fn the_total_of_a_list_without_pages_is_the_number_of_its_items() {
    let spec = embedded();
    for action in ["DescribeTopL7AnalysisData", "DescribeTopL7CacheData"] {
        let response = response_to(spec, action, json!({"Limit": 1}));
        assert_eq!(response["TotalCount"], response["Data"].as_array().unwrap().len());
    }
}

#[test]
fn cursors_lead_through_all_keys_and_end_with_an_empty_one() {
    let spec = embedded();
    let mut keys = Vec::new();
    let mut cursor = json!("");
    for _ in 0..25 {
        let request = json!({"ZoneId": "zone-a", "Namespace": "ns", "Cursor": cursor, "Limit": 3});
        let page = response_to(spec, "EdgeKVList", request);
        keys.extend(page["Keys"].as_array().unwrap().clone());
        cursor = page["Cursor"].clone();
        if cursor == "" {
            break;
        }
    }
    assert_eq!(cursor, "");
    let distinct: HashSet<_> = keys.iter().map(Value::to_string).collect();
    assert!(distinct.len() == keys.len() && keys.len() >= 3);
    let unknown = json!({"ZoneId": "zone-a", "Namespace": "ns", "Cursor": "hello"});
    assert_eq!(response_to(spec, "EdgeKVList", unknown)["Cursor"], "");
}

#[test]
fn times_lie_in_the_week_before_the_reference_time() {
    let spec = embedded();
    let zone = structure(spec, "Zone");
    let created: Timestamp = zone["CreatedOn"].as_str().unwrap().parse().unwrap();
    let age = synthesis(spec, 3).reference_time.duration_since(created);
    assert!((0..=7 * 24).contains(&age.as_hours()), "{created}");
}

#[test]
fn recursion_ends_with_an_empty_list_or_without_the_member() {
    let mut spec = embedded().clone();
    let mut node = Structure::new("Node", Direction::Response);
    for (name, wire_type) in [("Children", "[Node]"), ("Next", "Node"), ("Weight", "float")] {
        let mut member = Member::new(name);
        member.wire_type = wire_type.into();
        node.members.push(member);
    }
    spec.structures.insert("Node".into(), node);
    let object = structure(&spec, "Node");
    assert_eq!(object["Children"], json!([]));
    assert!(!object.contains_key("Next"));
    assert!(object["Weight"].is_f64());
}

#[test]
fn values_are_within_the_limits_where_no_example_fits() {
    let spec = embedded();
    let limited = |wire_type: &str, change: &dyn Fn(&mut Member)| {
        let mut member = Member::new("LimitedMember");
        member.wire_type = wire_type.into();
        change(&mut member);
        member
    };
    let members = [
        limited("uint64", &|m| (m.minimum, m.maximum) = (Some(5), Some(7))),
        limited("int64", &|m| m.maximum = Some(-3)),
        limited("int64", &|m| (m.minimum, m.example) = (Some(-9), Some(json!(-10)))),
        limited("float", &|m| (m.minimum, m.maximum) = (Some(1), Some(1))),
        limited("string", &|m| (m.max_length, m.example) = (Some(4), Some(json!("too long")))),
        limited("[string]", &|m| (m.min_items, m.example) = (Some(5), Some(json!(["one"])))),
        limited("[int64]", &|m| m.max_items = Some(1)),
        limited("[string]", &|m| m.values = Some("TaskStatus".into())),
        limited("string", &|m| (m.identifier, m.example) = (true, Some(json!(" id")))),
        limited("[string]", &|m| (m.identifier, m.example) = (true, Some(json!(["id", ""])))),
        limited("[Tag]", &|m| (m.min_items, m.max_items) = (Some(6), Some(7))),
    ];
    for member in &members {
        for seed in 0..20 {
            let synthesis = synthesis(spec, seed);
            let mut filler = synthesis.filler(&["limits"], 0, Ids::FromExamples);
            let object = filler.members("Owner", std::slice::from_ref(member));
            assert_eq!(object.len(), 1);
            assert_eq!(conform(spec, std::slice::from_ref(member), &object), []);
        }
    }
}

#[test]
fn deprecated_values_are_made_up_only_if_there_are_no_others() {
    let mut spec = embedded().clone();
    let set = spec.values.get_mut("PurgeType").unwrap();
    set.values.iter_mut().for_each(|value| value.deprecated = value.value != "purge_host");
    let types = |spec: &Spec| {
        let request = |seed| example_request(spec, "CreatePurgeTask", seed).unwrap();
        let types = (0..20).map(|seed| request(seed)["Type"].as_str().unwrap().to_owned());
        types.collect::<HashSet<_>>()
    };
    assert_eq!(types(&spec), HashSet::from(["purge_host".to_owned()]));
    spec.values.get_mut("PurgeType").unwrap().values.retain(|value| value.deprecated);
    assert!(types(&spec).len() > 1);
}

#[test]
fn a_drawn_value_is_known_for_its_member() {
    let spec = embedded();
    let known = &spec.values["PurgeType"];
    for seed in 0..20 {
        let body = example_request(spec, "CreatePurgeTask", seed).unwrap();
        let drawn = body["Type"].as_str().unwrap();
        let resolved = crate::parameters::values::resolve(known, drawn, "CreatePurgeTask.Type");
        assert_eq!(resolved, Some(drawn));
    }
}
