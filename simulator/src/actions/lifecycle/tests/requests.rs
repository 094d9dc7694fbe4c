//! Makes the requests of a walk: those of the spec's examples, with the identifiers of one item put in, and
//! with texts that differ from item to item.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};
use teo_specs::{Binding, Member, Resource, Role, Spec, Step, WireType};

use super::walk::Walk;
use crate::example_request;
use crate::state::item::Item;
use crate::state::items::Identifiers;
use crate::state::member_path;

impl<'a> Walk<'a> {
    /// Returns a request of a step about an item.
    pub(super) fn request(
        &self,
        step: &Step<'_>,
        id: &Identifiers,
        number: usize,
    ) -> Map<String, Value> {
        self.request_for(self.resource, step, id, number)
    }

    pub(super) fn request_for(
        &self,
        resource: &Resource,
        step: &Step<'_>,
        id: &Identifiers,
        number: usize,
    ) -> Map<String, Value> {
        let action = &self.spec.actions[step.action];
        let mut request = example_request(self.spec, step.action, number as u64).unwrap();
        self.leave_out_others(resource, step, &mut request);
        let bindings = self.spec.bindings(resource, step);
        for binding in &bindings {
            let list =
                binding.parameter.split_once('.').and_then(|(list, _)| request.get_mut(list));
            if let Some(Value::Array(elements)) = list {
                elements.truncate(1);
            }
        }
        let has_whole_id = resource.identifiers.iter().all(|name| id.contains_key(name));
        assert!(
            step.role == Role::Create || has_whole_id,
            "{} needs more than {id:?}",
            step.action
        );
        let others = self.steps_of(step.action).into_iter().flat_map(|(resource, step)| {
            if step.role == Role::Create { self.spec.bindings(resource, &step) } else { Vec::new() }
        });
        let mut seen = BTreeSet::new();
        for binding in bindings.iter().cloned().chain(others) {
            let path = &binding.parameter;
            if !seen.insert(path.clone()) {
                continue;
            }
            let Some(old) = member_path::value_at(&request, path).cloned() else { continue };
            let is_own = bindings.contains(&binding);
            let value = match id.get(&binding.member).filter(|_| is_own) {
                Some(value) if old.is_array() => json!([value]),
                Some(value) => value.clone(),
                None => self.vary(id, &action.parameters, &binding, &old, number),
            };
            member_path::put(&mut request, path, value);
        }
        for (path, values) in step.when {
            member_path::put(&mut request, path, values[0].clone());
        }
        if let Some(filters) = &action.filters {
            request.remove(&filters.parameter);
        }
        request
    }

    fn steps_of(&self, action: &str) -> Vec<(&'a Resource, Step<'a>)> {
        let resources = self.spec.resources.values();
        let steps = resources.flat_map(|r| r.steps().into_iter().map(move |step| (r, step)));
        steps.filter(|(_, step)| step.action == action).collect()
    }

    /// Removes the parameters that make the action another step, too: one about another item, or one
    /// that makes an item of another resource.
    fn leave_out_others(
        &self,
        resource: &Resource,
        step: &Step<'_>,
        request: &mut Map<String, Value>,
    ) {
        let own = self.spec.bindings(resource, step);
        for (other, other_step) in self.steps_of(step.action) {
            let is_parent = resource.parent.as_ref() == Some(&other.name);
            let is_own =
                other.name == resource.name && (!step.when.is_empty() || *step == other_step);
            if is_own || (is_parent && step.role == Role::Create) || other_step.role.is_read_only()
            {
                continue;
            }
            if let Some(item) = other_step.item.filter(|item| Some(*item) != step.item) {
                request.remove(item);
            }
            for binding in self.spec.bindings(other, &other_step) {
                let is_needed = own.iter().any(|b| {
                    b.parameter == binding.parameter && resource.identifiers.contains(&b.member)
                });
                if other.identifiers.contains(&binding.member)
                    && !is_needed
                    && other_step.item.is_none()
                {
                    request.remove(&binding.parameter);
                }
            }
        }
    }

    /// Returns a text or list of its own for each item; a known value and a structure stay.
    fn vary(
        &self,
        id: &Identifiers,
        parameters: &[Member],
        binding: &Binding,
        old: &Value,
        number: usize,
    ) -> Value {
        if ["DomainName", "Instance"].contains(&binding.member.as_str()) {
            let mut zones = self.account.resources.items.all("Zone").map(Item::members);
            let zone = zones.find(|zone| zone.get("ZoneId") == id.get("ZoneId"));
            let name =
                zone.and_then(|zone| zone.get("ZoneName")?.as_str()).unwrap_or("example.com");
            let host = json!(format!("www{number}.{name}"));
            return if old.is_array() { json!([host]) } else { host };
        }
        if is_free(self.spec, parameters, &binding.parameter) {
            varied(old, number)
        } else {
            old.clone()
        }
    }
}

fn varied(old: &Value, number: usize) -> Value {
    match old {
        Value::String(text) if text.contains('.') => json!(format!("n{number}.{text}")),
        Value::String(text) => json!(format!("{text}{number}")),
        Value::Array(elements) => {
            elements.first().map_or(json!([]), |first| json!([varied(first, number)]))
        }
        other => other.clone(),
    }
}

/// Returns whether a parameter can have any text.
fn is_free(spec: &Spec, parameters: &[Member], path: &str) -> bool {
    let (name, rest) = path.split_once('.').map_or((path, None), |(name, rest)| (name, Some(rest)));
    let member = parameters.iter().find(|member| member.name == name).unwrap();
    match (rest, member.wire_type.parse::<WireType>().unwrap().item()) {
        (Some(rest), WireType::Structure(name)) => {
            is_free(spec, &spec.structures[name].members, rest)
        }
        (_, WireType::String) => member.values.is_none(),
        _ => false,
    }
}
