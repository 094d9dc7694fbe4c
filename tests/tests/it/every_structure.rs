//! Every type of teo-api, requests, responses and structures, loses nothing. The instances are made
//! from the specs, so that new types are tested too.
#![allow(clippy::print_stdout, reason = "CI shows the counts")]

#[path = "../../src/every_type.rs"]
mod every_type;

use every_type::{ACTIONS, Decode, Fill, InstanceMaker, decode};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};
use teo_api::Structure;
use teo_specs::{Direction, Member, Spec};
use teo_tests::differences;

const STRUCTURES: &[(&str, Decode)] = &include!(concat!(env!("OUT_DIR"), "/every_structure.rs"));

const fn structure<T>(name: &'static str) -> (&'static str, Decode)
where
    T: Structure + Serialize + DeserializeOwned + Clone + PartialEq + 'static,
{
    (name, decode::<T>)
}

/// A type and its members in the specs.
struct Type<'a> {
    name: String,
    sent: bool,
    members: &'a [Member],
    decode: Decode,
}

fn embedded_spec() -> Spec {
    every_type::spec().unwrap()
}

fn all_types(spec: &Spec) -> Vec<Type<'_>> {
    let actions = ACTIONS.iter().flat_map(|types| {
        let action = &spec.actions[types.name];
        let request = Type {
            name: format!("{}Request", types.name),
            sent: true,
            members: &action.parameters,
            decode: types.request,
        };
        let response = Type {
            name: format!("{}Response", types.name),
            sent: false,
            members: &action.response,
            decode: types.response,
        };
        [request, response]
    });
    let structures = STRUCTURES.iter().map(|(name, decode)| Type {
        name: (*name).to_owned(),
        sent: spec.structures[*name].direction != Direction::Response,
        members: &spec.structures[*name].members,
        decode: *decode,
    });
    let types: Vec<_> = actions.chain(structures).collect();
    assert_eq!(types.len(), 2 * spec.actions.len() + spec.structures.len());
    types
}

/// Reads and writes an instance of every type, asserts that nothing is lost, and prints how many
/// types and values there were.
fn assert_nothing_is_lost(what: &str, fill: Fill) {
    let spec = embedded_spec();
    let mut instances = InstanceMaker::new(&spec, fill);
    let (mut faults, mut values) = (Vec::new(), 0);
    let types = all_types(&spec);
    for Type { name, members, decode, .. } in &types {
        let instance = instances.instance(members);
        values += count(&instance);
        match decode(&instance) {
            Ok(typed) => {
                let written = typed.encode();
                let different = differences(&instance, &written);
                // The only null of an instance is an unknown member, and is kept.
                if different.is_empty() && instance != written {
                    faults.push(format!("{name}: a null did not stay"));
                }
                faults.extend(different.into_iter().map(|fault| format!("{name}: {fault}")));
                faults.extend(misplaced(name, &instances.unknown, &typed.unknown_members()));
            }
            Err(error) => faults.push(format!("{name}: {error}")),
        }
    }
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), first(&faults));
    println!(
        "{what}: {} requests, {} responses, {} structures, {values} values",
        ACTIONS.len(),
        ACTIONS.len(),
        STRUCTURES.len()
    );
}

#[test]
fn a_clone_of_every_type_is_equal_and_complete() {
    let spec = embedded_spec();
    let mut instances = InstanceMaker::new(&spec, Fill { unknown: true, ..Fill::default() });
    for Type { name, members, decode, .. } in &all_types(&spec) {
        for instance in [instances.instance(members), json!({})] {
            let typed = decode(&instance).unwrap();
            let clone = typed.equal_clone();
            let clone =
                clone.unwrap_or_else(|| panic!("{name}: a clone of {instance} is not equal"));
            assert_eq!(clone.encode(), typed.encode(), "{name}");
        }
    }
}

#[test]
fn values_that_are_written_differently_are_not_equal() {
    let spec = embedded_spec();
    let mut instances = InstanceMaker::new(&spec, Fill { unknown: true, ..Fill::default() });
    let mut compared = 0;
    for Type { name, members, decode, .. } in &all_types(&spec) {
        let instance = instances.instance(members);
        let typed = decode(&instance).unwrap();
        let names: Vec<_> = instance.as_object().unwrap().keys().collect();
        for member in names.first().into_iter().chain(names.last()) {
            let mut other = instance.clone();
            other.as_object_mut().unwrap().remove(*member);
            // Removing a member that holds its default changes nothing.
            let differs = decode(&other).unwrap().encode() != typed.encode();
            assert_eq!(typed.equals(&other), !differs, "{name} without {member}");
            compared += usize::from(differs);
        }
    }
    assert!(compared > 1500, "only {compared} differed");
}

/// Reports unknown members that should be in a field, and values in a field that should be unknown.
fn misplaced(name: &str, expected: &[String], actual: &[String]) -> Vec<String> {
    let sorted = |paths: &[String]| {
        let mut paths = paths.to_vec();
        paths.sort_unstable();
        paths
    };
    let (expected, actual) = (sorted(expected), sorted(actual));
    let untyped = actual.iter().filter(|path| expected.binary_search(path).is_err());
    let untyped = untyped.map(|path| format!("{name}: {path} has no field that takes it"));
    let typed = expected.iter().filter(|path| actual.binary_search(path).is_err());
    let typed = typed.map(|path| format!("{name}: {path} is not among the unknown members"));
    untyped.chain(typed).collect()
}

fn count(value: &Value) -> usize {
    match value {
        Value::Object(object) => object.values().map(count).sum(),
        Value::Array(items) => items.iter().map(count).sum(),
        _ => 1,
    }
}

fn first(faults: &[String]) -> String {
    faults.iter().take(50).map(|fault| format!("  {fault}\n")).collect()
}

#[test]
fn every_type_writes_back_all_its_members() {
    assert_nothing_is_lost("all members", Fill::default());
}

#[test]
fn every_type_writes_back_unknown_members_at_every_depth() {
    assert_nothing_is_lost(
        "all members and unknown ones",
        Fill { unknown: true, ..Fill::default() },
    );
}

#[test]
fn every_type_keeps_empty_lists() {
    assert_nothing_is_lost("empty lists", Fill { empty_lists: true, unknown: false });
}

#[test]
fn every_sent_type_with_nothing_set_is_an_empty_object() {
    let spec = embedded_spec();
    let mut sent = 0;
    for Type { name, members, decode, .. } in all_types(&spec).iter().filter(|kind| kind.sent) {
        let nulls: Map<_, _> =
            members.iter().map(|member| (member.name.clone(), Value::Null)).collect();
        for nothing in [json!({}), Value::from(nulls)] {
            assert_eq!(decode(&nothing).unwrap().encode(), json!({}), "{name}: {nothing}");
        }
        sent += 1;
    }
    println!("nothing set: {sent} requests and structures that are sent");
}

#[test]
fn every_received_type_reads_an_empty_object_and_then_stays_the_same() {
    let spec = embedded_spec();
    let mut received = 0;
    for Type { name, decode, .. } in all_types(&spec).iter().filter(|kind| !kind.sent) {
        let once = decode(&json!({})).unwrap().encode();
        let twice = decode(&once).unwrap();
        assert_eq!(twice.encode(), once, "{name}");
        assert!(twice.unknown_members().is_empty(), "{name}: {once}");
        received += 1;
    }
    println!("nothing set: {received} responses and structures that are only received");
}
