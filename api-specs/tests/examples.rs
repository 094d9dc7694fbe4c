//! The examples that people wrote, beyond the types and limits that loading holds them to: their
//! values are known ones, every action that needs one has one, and titles tell them apart.

use serde_json::{Map, Value};
use teo_specs::{Member, Spec};

struct Walk<'a> {
    spec: &'a Spec,
    unknown: Vec<String>,
}

impl Walk<'_> {
    /// `owner` is the action or structure that has the members.
    fn object(&mut self, owner: &str, members: &[Member], object: &Map<String, Value>) {
        for member in members {
            let Some(value) = object.get(&member.name) else { continue };
            let base = member.wire_type.trim_matches(['[', ']']);
            let one = std::slice::from_ref(value);
            for item in value.as_array().map_or(one, Vec::as_slice) {
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

fn spec() -> Spec {
    Spec::embedded("teo", "2022-09-01").unwrap_or_else(|problems| panic!("{problems}"))
}

#[test]
fn every_value_of_an_example_is_a_known_one() {
    let spec = spec();
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
fn what_changes_something_or_takes_filters_has_an_example() {
    for action in spec().actions.values() {
        let must = !action.reads_only || action.filters.is_some();
        assert!(!(must && action.examples.is_empty()), "{} has none", action.name);
    }
}

#[test]
fn an_action_has_no_two_examples_of_one_title() {
    for action in spec().actions.values() {
        let mut titles: Vec<_> = action.examples.iter().map(|example| &example.title).collect();
        titles.sort();
        let all = titles.len();
        titles.dedup();
        assert_eq!(titles.len(), all, "{}", action.name);
    }
}
