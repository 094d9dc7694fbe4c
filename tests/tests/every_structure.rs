//! What holds for every type of teo-api: each request, each response, each structure. The instances
//! are made from the specs, so that a type that is added is tried with the others.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a test that cannot be set up has failed, and the counts are to be seen"
)]

#[path = "../src/every.rs"]
mod every;

use every::{ACTIONS, Decode, Fill, Populate, decode, differences};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};
use teo_api::Structure;
use teo_specs::{Direction, Member, Spec};

const STRUCTURES: &[(&str, Decode)] = &include!(concat!(env!("OUT_DIR"), "/every_structure.rs"));

const fn structure<T>(name: &'static str) -> (&'static str, Decode)
where
    T: Structure + Serialize + DeserializeOwned + Clone + PartialEq + 'static,
{
    (name, decode::<T>)
}

/// A type beside what the specs say of it.
struct Type<'a> {
    name: String,
    sent: bool,
    members: &'a [Member],
    decode: Decode,
}

fn spec() -> Spec {
    Spec::embedded("teo", "2022-09-01").unwrap()
}

fn types(spec: &Spec) -> Vec<Type<'_>> {
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

/// Reads and writes an instance of every type; the counts are of types, and of values in them.
fn nothing_is_lost(what: &str, fill: Fill) {
    let spec = spec();
    let mut populate = Populate::new(&spec, fill);
    let (mut faults, mut values) = (Vec::new(), 0);
    let types = types(&spec);
    for Type { name, members, decode, .. } in &types {
        let instance = populate.instance(members);
        values += count(&instance);
        match decode(&instance) {
            Ok(typed) => {
                let written = typed.encode();
                let different = differences(&instance, &written);
                // The only null in an instance stands under an unknown name, and is kept.
                if different.is_empty() && instance != written {
                    faults.push(format!("{name}: a null did not stay"));
                }
                faults.extend(different.into_iter().map(|fault| format!("{name}: {fault}")));
                faults.extend(misplaced(name, &populate.unknown, &typed.not_in_fields()));
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
fn a_clone_is_equal_and_holds_all() {
    let spec = spec();
    let mut populate = Populate::new(&spec, Fill { unknown: true, ..Fill::default() });
    for Type { name, members, decode, .. } in &types(&spec) {
        for instance in [populate.instance(members), json!({})] {
            let typed = decode(&instance).unwrap();
            let clone = typed.equal_clone();
            let clone =
                clone.unwrap_or_else(|| panic!("{name}: a clone of {instance} is not equal"));
            assert_eq!(clone.encode(), typed.encode(), "{name}");
        }
    }
}

#[test]
fn two_that_are_written_differently_are_not_equal() {
    let spec = spec();
    let mut populate = Populate::new(&spec, Fill { unknown: true, ..Fill::default() });
    let mut compared = 0;
    for Type { name, members, decode, .. } in &types(&spec) {
        let instance = populate.instance(members);
        let typed = decode(&instance).unwrap();
        let names: Vec<_> = instance.as_object().unwrap().keys().collect();
        for member in names.first().into_iter().chain(names.last()) {
            let mut other = instance.clone();
            other.as_object_mut().unwrap().remove(*member);
            // A value that is what a new one holds anyway makes no difference.
            let differs = decode(&other).unwrap().encode() != typed.encode();
            assert_eq!(typed.equals(&other), !differs, "{name} without {member}");
            compared += usize::from(differs);
        }
    }
    assert!(compared > 1500, "only {compared} differed");
}

/// What is beside the fields though a member should have taken it, and the other way round.
fn misplaced(name: &str, expected: &[String], came: &[String]) -> Vec<String> {
    let sorted = |paths: &[String]| {
        let mut paths = paths.to_vec();
        paths.sort_unstable();
        paths
    };
    let (expected, came) = (sorted(expected), sorted(came));
    let untyped = came.iter().filter(|path| expected.binary_search(path).is_err());
    let untyped = untyped.map(|path| format!("{name}: {path} has no field that takes it"));
    let typed = expected.iter().filter(|path| came.binary_search(path).is_err());
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
fn every_type_takes_all_its_members_and_gives_them_back() {
    nothing_is_lost("all members", Fill::default());
}

#[test]
fn every_type_gives_back_members_it_does_not_know_at_every_depth() {
    nothing_is_lost("all members and unknown ones", Fill { unknown: true, ..Fill::default() });
}

#[test]
fn empty_lists_of_every_type_stay() {
    nothing_is_lost("empty lists", Fill { empty_lists: true, unknown: false });
}

#[test]
fn whatever_is_sent_and_has_nothing_set_is_an_empty_object() {
    let spec = spec();
    let mut sent = 0;
    for Type { name, members, decode, .. } in types(&spec).iter().filter(|kind| kind.sent) {
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
fn whatever_is_only_received_is_read_with_nothing_in_it_and_then_stays_the_same() {
    let spec = spec();
    let mut received = 0;
    for Type { name, decode, .. } in types(&spec).iter().filter(|kind| !kind.sent) {
        let once = decode(&json!({})).unwrap().encode();
        let twice = decode(&once).unwrap();
        assert_eq!(twice.encode(), once, "{name}");
        assert!(twice.not_in_fields().is_empty(), "{name}: {once}");
        received += 1;
    }
    println!("nothing set: {received} responses and structures that are only received");
}
