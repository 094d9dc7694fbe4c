#![allow(clippy::unwrap_used)]

use std::collections::HashSet;

use serde_json::json;
use teo_specs::{Direction, Member, Structure, conform};

use super::*;
use crate::parameters::Parameters;
use crate::stage::spec as embedded;

fn synthesis(spec: &Spec, seed: u64) -> Synthesis<'_> {
    Synthesis { spec, seed, clock: "2022-02-09T02:28:43Z".parse().unwrap() }
}

fn answered(spec: &Spec, action: &str, request: Value) -> Map<String, Value> {
    let request = request.as_object().unwrap();
    synthesis(spec, 0).answer(&spec.actions[action], request, 0).unwrap()
}

#[test]
fn every_answer_of_every_action_fits_its_spec_and_lacks_no_member() {
    let spec = embedded();
    for action in spec.actions.values() {
        for seed in 0..4 {
            let answer = synthesis(spec, seed).answer(action, &Map::new(), seed).unwrap();
            let example = example_response(spec, &action.name, seed).unwrap();
            for answer in [answer, example] {
                let misfits = conform(spec, &action.response, &answer);
                assert_eq!(misfits, [], "{} seed {seed}", action.name);
                let lacking = action.response.iter().find(|m| !answer.contains_key(&m.name));
                assert_eq!(lacking, None, "{}", action.name);
            }
        }
    }
}

#[test]
fn the_example_request_of_every_action_passes_every_check() {
    let spec = embedded();
    for action in spec.actions.values() {
        for seed in 0..4 {
            let body = example_request(spec, &action.name, seed).unwrap();
            let lacking = action.parameters.iter().find(|m| !body.contains_key(&m.name));
            assert_eq!(lacking, None, "{}", action.name);
            let body = Value::Object(body).to_string();
            let read = Parameters::read(spec, action, body.as_bytes());
            assert!(read.is_ok(), "{} seed {seed}: {:?}\n{body}", action.name, read.err());
        }
    }
}

#[test]
fn every_request_that_the_specs_show_passes_every_check() {
    let spec = embedded();
    for action in spec.actions.values() {
        for example in &action.examples {
            let body = Value::Object(example.request.clone()).to_string();
            let read = Parameters::read(spec, action, body.as_bytes());
            assert!(read.is_ok(), "{} ({}): {:?}", action.name, example.title, read.err());
        }
    }
}

#[test]
fn what_is_made_up_is_the_same_in_every_run_and_another_for_another_seed_or_call() {
    let spec = embedded();
    let action = &spec.actions["CreateFunction"];
    let made = |seed, call| synthesis(spec, seed).answer(action, &Map::new(), call).unwrap();
    assert_eq!(made(1, 1), made(1, 1));
    assert_ne!(made(1, 1), made(2, 1));
    assert_ne!(made(1, 1), made(1, 2));
    let request = |seed| example_request(spec, "DescribePrefetchTasks", seed);
    assert_eq!(request(1), request(1));
    assert_ne!(request(1), request(2));
}

#[test]
fn an_action_that_the_spec_lacks_has_no_examples() {
    let spec = embedded();
    assert_eq!(example_request(spec, "Nothing", 0), None);
    assert_eq!(example_response(spec, "Nothing", 0), None);
}

#[test]
fn the_pages_of_a_list_make_up_the_whole_and_nothing_comes_twice() {
    let spec = embedded();
    let page = |offset: usize| {
        let asked = json!({"ZoneId": "zone-a", "Offset": offset, "Limit": 2});
        answered(spec, "DescribeFunctions", asked)
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
fn every_list_that_comes_in_pages_tells_one_total() {
    let spec = embedded();
    let mut paged = 0;
    for action in spec.actions.values() {
        let takes = |name: &str| action.parameters.iter().any(|m| m.name == name);
        let total = action.response.iter().find(|m| m.name.contains("Total"));
        let Some(total) = total.filter(|_| takes("Offset") && takes("Limit")) else {
            continue;
        };
        paged += 1;
        let first = answered(spec, &action.name, json!({"Limit": 1}));
        let beyond = answered(spec, &action.name, json!({"Limit": 1, "Offset": 1_000}));
        assert_eq!(first[&total.name], beyond[&total.name], "{}", action.name);
        let lists = |answer: &Map<String, Value>| {
            answer.values().filter_map(Value::as_array).map(Vec::len).collect::<Vec<_>>()
        };
        assert_eq!((lists(&first), lists(&beyond)), (vec![1], vec![0]), "{}", action.name);
    }
    assert!(paged >= 47, "{paged}");
}

#[test]
fn a_cursor_leads_through_all_keys_and_is_empty_at_the_end() {
    let spec = embedded();
    let mut keys = Vec::new();
    let mut cursor = json!("");
    for _ in 0..25 {
        let asked = json!({"ZoneId": "zone-a", "Namespace": "ns", "Cursor": cursor, "Limit": 3});
        let page = answered(spec, "EdgeKVList", asked);
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
    assert_eq!(answered(spec, "EdgeKVList", unknown)["Cursor"], "");
}

#[test]
fn times_lie_in_the_week_before_the_clock() {
    let spec = embedded();
    let zone = synthesis(spec, 3).structure("Zone", "zone-a");
    let created: Timestamp = zone["CreatedOn"].as_str().unwrap().parse().unwrap();
    let age = synthesis(spec, 3).clock.duration_since(created);
    assert!((0..=7 * 24).contains(&age.as_hours()), "{created}");
}

#[test]
fn a_structure_that_holds_itself_ends_with_an_empty_list_or_without_the_member() {
    let mut spec = embedded().clone();
    let mut node = Structure::new("Node", Direction::Response);
    for (name, wire_type) in [("Children", "[Node]"), ("Next", "Node"), ("Weight", "float")] {
        node.members.push(Member { wire_type: wire_type.into(), ..Member::new(name) });
    }
    spec.structures.insert("Node".into(), node);
    let made = synthesis(&spec, 0).structure("Node", "");
    assert_eq!(made["Children"], json!([]));
    assert!(!made.contains_key("Next"));
    assert!(made["Weight"].is_f64());
}

#[test]
fn limits_hold_where_no_example_fits() {
    let spec = embedded();
    let limited = |wire_type: &str, change: &dyn Fn(&mut Member)| {
        let mut member = Member { wire_type: wire_type.into(), ..Member::new("LimitedMember") };
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
    ];
    for member in &members {
        for seed in 0..20 {
            let synthesis = synthesis(spec, seed);
            let mut filler = synthesis.filler(&["limits"], 0, Ids::OfExamples);
            let made = filler.members("Owner", std::slice::from_ref(member));
            assert_eq!(made.len(), 1);
            assert_eq!(conform(spec, std::slice::from_ref(member), &made), []);
        }
    }
}

#[test]
fn known_values_are_those_of_the_place() {
    let spec = embedded();
    let known = &spec.values["PurgeType"];
    for seed in 0..20 {
        let body = example_request(spec, "CreatePurgeTask", seed).unwrap();
        let drawn = body["Type"].as_str().unwrap();
        assert!(crate::parameters::knows(known, drawn, "CreatePurgeTask.Type"));
    }
}
