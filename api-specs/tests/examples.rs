//! Tests of the examples that people wrote. Loading checks their types and limits; these tests
//! check that their values are known, that actions have the examples they need, and that titles
//! differ.

use serde_json::{Map, Value};
use teo_specs::{Member, Spec};

struct Walk<'a> {
    spec: &'a Spec,
    unknown: Vec<String>,
}

impl Walk<'_> {
    /// Checks an object against the members of `owner`, an action or a structure.
    fn object(&mut self, owner: &str, members: &[Member], object: &Map<String, Value>) {
        for member in members {
            let Some(value) = object.get(&member.name) else { continue };
            let base = member.wire_type.trim_matches(['[', ']']);
            let single = std::slice::from_ref(value);
            for item in value.as_array().map_or(single, Vec::as_slice) {
                match item {
                    Value::Object(inner) => {
                        self.object(base, &self.spec.structures[base].members, inner);
                    }
                    Value::String(text) => self.text(owner, member, text),
                    _ => {}
                }
            }
        }
    }

    fn text(&mut self, owner: &str, member: &Member, text: &str) {
        let set = member.values.as_ref().and_then(|name| self.spec.values.get(name));
        let Some(set) = set else { return };
        let place = format!("{owner}.{}", member.name);
        let known = set.values.iter().any(|known| {
            known.value == text && (known.occurs.is_empty() || known.occurs.contains(&place))
        });
        if !known {
            self.unknown.push(format!("{place}: {text} of {}", set.name));
        }
    }
}

fn embedded_spec() -> Spec {
    Spec::embedded("teo", "2022-09-01").unwrap_or_else(|problems| panic!("{problems}"))
}

#[test]
fn every_value_in_an_example_is_known() {
    let spec = embedded_spec();
    let mut walk = Walk { spec: &spec, unknown: Vec::new() };
    let mut count = 0;
    for action in spec.actions.values() {
        for example in &action.examples {
            count += 1;
            walk.object(&action.name, &action.parameters, &example.request);
            if let Some(response) = &example.response {
                walk.object(&action.name, &action.response, response);
            }
        }
    }
    assert!(count > 250, "only {count} examples");
    assert_eq!(walk.unknown, [""; 0]);
}

#[test]
fn every_action_that_is_mutating_or_has_filters_has_an_example() {
    for action in embedded_spec().actions.values() {
        let needs_example = !action.read_only || action.filters.is_some();
        assert!(!needs_example || !action.examples.is_empty(), "{} has no example", action.name);
    }
}

#[test]
fn titles_of_an_actions_examples_differ() {
    for action in embedded_spec().actions.values() {
        let mut titles: Vec<_> = action.examples.iter().map(|example| &example.title).collect();
        titles.sort();
        let count = titles.len();
        titles.dedup();
        assert_eq!(titles.len(), count, "{}", action.name);
    }
}
