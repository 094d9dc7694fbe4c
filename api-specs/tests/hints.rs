//! Tests of the summaries and hints of error codes: they name only what the action has that returns
//! the code, and names stand in backticks. Each rule first finds a planted fault.

use std::collections::{BTreeMap, BTreeSet};

use teo_specs::{Action, Error, Member, Spec, WireType};

fn embedded_spec() -> Spec {
    Spec::embedded("teo", "2022-09-01").unwrap_or_else(|problems| panic!("{problems}"))
}

/// What the texts of error codes are checked against.
struct Checker<'a> {
    spec: &'a Spec,
    codes: BTreeSet<&'a str>,
    /// Names of parameters and members that look like no English word: `ZoneId`, not `Type`.
    wire_names: BTreeSet<&'a str>,
    /// What a hint can name at an action: its parameters and all members below them, its filters,
    /// and the values of the sets that these use.
    names: BTreeMap<&'a str, BTreeSet<&'a str>>,
}

impl<'a> Checker<'a> {
    fn new(spec: &'a Spec) -> Self {
        let of_actions = spec
            .actions
            .values()
            .flat_map(|action| action.parameters.iter().chain(&action.response));
        let of_structures = spec.structures.values().flat_map(|structure| &structure.members);
        let members = of_actions.chain(of_structures).map(|member| member.name.as_str());
        let actions = spec.actions.iter();
        Self {
            spec,
            codes: all_errors(spec).map(|error| error.code.as_str()).collect(),
            wire_names: members.filter(|name| has_inner_capital(name)).collect(),
            names: actions.map(|(name, action)| (name.as_str(), names_of(spec, action))).collect(),
        }
    }

    /// Returns every fault in the text of an error code that these actions return.
    fn faults(&self, text: &str, actions: &[&Action]) -> Vec<String> {
        let mut faults = Vec::new();
        for (index, part) in text.split('`').enumerate() {
            if index % 2 == 0 {
                faults.extend(part.split(|c: char| !c.is_ascii_alphanumeric()).filter_map(
                    |word| {
                        let fault = self.fault_outside_backticks(word)?;
                        Some(format!("{fault} {word} is not in backticks"))
                    },
                ));
                continue;
            }
            let everywhere = !actions.is_empty()
                && actions.iter().all(|action| self.names[action.name.as_str()].contains(part));
            if !everywhere && !self.codes.contains(part) && !self.spec.actions.contains_key(part) {
                faults.push(format!("not every action that returns the code has `{part}`"));
            }
        }
        if text.matches('`').count() % 2 == 1 {
            faults.push("a backtick has no partner".to_owned());
        }
        faults
    }

    fn fault_outside_backticks(&self, word: &str) -> Option<&'static str> {
        // Both are members as well as terms of the field.
        let is_term = ["WebSocket", "DDoS"].contains(&word);
        if self.wire_names.contains(word) && !is_term {
            Some("the wire name")
        } else {
            self.spec.actions.contains_key(word).then_some("the action")
        }
    }
}

fn has_inner_capital(name: &str) -> bool {
    let pairs = name.as_bytes().windows(2);
    name.starts_with(|c: char| c.is_ascii_uppercase())
        && pairs.into_iter().any(|p| p[0].is_ascii_lowercase() && p[1].is_ascii_uppercase())
}

fn names_of<'a>(spec: &'a Spec, action: &'a Action) -> BTreeSet<&'a str> {
    let mut names = BTreeSet::new();
    let mut sets: Vec<&String> = Vec::new();
    let mut structures = BTreeSet::new();
    let mut lists: Vec<&[Member]> = vec![&action.parameters];
    while let Some(members) = lists.pop() {
        for member in members {
            names.insert(member.name.as_str());
            sets.extend(&member.values);
            if let Ok(wire_type) = member.wire_type.parse::<WireType>()
                && let WireType::Structure(name) = wire_type.item()
                && let Some(structure) = spec.structures.get(name)
                && structures.insert(name.clone())
            {
                lists.push(&structure.members);
            }
        }
    }
    for filter in action.filters.iter().flat_map(|filters| &filters.names) {
        names.insert(&filter.name);
        sets.extend(&filter.values);
    }
    let values = sets.into_iter().filter_map(|set| spec.values.get(set));
    names.extend(values.flat_map(|set| set.values.iter().map(|value| value.value.as_str())));
    names
}

fn all_errors(spec: &Spec) -> impl Iterator<Item = &Error> {
    let of_actions = spec.actions.values().flat_map(|action| &action.errors);
    spec.service.errors.iter().chain(&spec.service.specific_errors).chain(of_actions)
}

fn texts(error: &Error) -> impl Iterator<Item = &str> {
    [error.summary.as_str()].into_iter().chain(error.hint.as_deref())
}

#[test]
fn a_hint_about_what_the_action_lacks_is_found() {
    let spec = embedded_spec();
    let checker = Checker::new(&spec);
    let action = &spec.actions["DescribePrefetchTasks"];
    for (text, expected) in [
        ("Correct `HostHeader`.", "not every action that returns the code has `HostHeader`"),
        ("Correct StartTime.", "the wire name StartTime is not in backticks"),
        ("Call CreateZone first.", "the action CreateZone is not in backticks"),
        ("Correct `StartTime.", "a backtick has no partner"),
    ] {
        let faults = checker.faults(text, &[action]);
        assert!(faults.iter().any(|fault| fault == expected), "{text}: {faults:?}");
    }
    assert_eq!(checker.faults("Use `StartTime` or the filter `job-id`.", &[action]), [""; 0]);
}

#[test]
fn hints_name_only_what_their_actions_have() {
    let spec = embedded_spec();
    let checker = Checker::new(&spec);
    let mut found = Vec::new();
    let common = spec.service.errors.iter().chain(&spec.service.specific_errors);
    for error in common {
        let actions: Vec<&Action> = spec
            .actions
            .values()
            .filter(|action| action.errors.iter().any(|own| own.code == error.code))
            .collect();
        for fault in texts(error).flat_map(|text| checker.faults(text, &actions)) {
            found.push(format!("service {}: {fault}", error.code));
        }
    }
    for action in spec.actions.values() {
        for error in &action.errors {
            for fault in texts(error).flat_map(|text| checker.faults(text, &[action])) {
                found.push(format!("{} {}: {fault}", action.name, error.code));
            }
        }
    }
    assert!(found.is_empty(), "{} faults:\n{}", found.len(), found.join("\n"));
}

#[test]
fn an_actions_own_entry_says_what_the_service_does_not() {
    let spec = embedded_spec();
    for action in spec.actions.values() {
        for error in &action.errors {
            let place = format!("{} {}", action.name, error.code);
            let service = spec.service.error(&error.code);
            assert!(service.is_some(), "{place} is not in service.json");
            let says_something =
                !error.summary.is_empty() || error.hint.is_some() || error.transient;
            assert!(!says_something || !error.summary.is_empty(), "{place} has no summary");
            assert_ne!(Some(error).filter(|_| says_something), service, "{place}");
            let lost = service.is_some_and(|service| service.may_have_executed)
                && says_something
                && !error.may_have_executed;
            assert!(!lost, "{place} replaces `may_have_executed` of the service");
        }
    }
}

#[test]
fn hints_of_read_only_actions_ask_nobody_to_check_an_effect() {
    let spec = embedded_spec();
    for action in spec.actions.values().filter(|action| action.read_only) {
        for error in &action.errors {
            let hint = error.hint.as_deref().unwrap_or_default();
            assert!(!hint.contains("took effect"), "{} {}: {hint}", action.name, error.code);
            assert!(!hint.contains(&format!("`{}`", action.name)), "{}: {hint}", action.name);
        }
    }
}

#[test]
fn no_action_has_its_neighbours_list_of_codes() {
    let spec = embedded_spec();
    let actions: Vec<&Action> = spec.actions.values().collect();
    let codes = |action: &Action| -> Vec<String> {
        action.errors.iter().map(|error| error.code.clone()).collect()
    };
    // Ten codes or more are no coincidence.
    let copied: Vec<&str> = actions
        .windows(2)
        .filter(|pair| codes(pair[1]).len() >= 10 && codes(pair[0]) == codes(pair[1]))
        .map(|pair| pair[1].name.as_str())
        .collect();
    assert_eq!(copied, [""; 0]);
}
