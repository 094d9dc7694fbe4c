//! Makes the requests of a walk: those that the simulator makes up from the spec, with the identifiers of
//! one item put in, and with texts that differ from item to item.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use teo_simulator::example_request;
use teo_specs::{Binding, Resource, Role, Step, WireType};

use super::items::Walk;
use super::{Object, paths};

/// Members that name a host of the zone.
const HOSTS: [&str; 2] = ["DomainName", "Instance"];

impl<'a> Walk<'a> {
    /// Returns a request of a step about an item.
    pub(super) fn request(&self, step: &Step<'_>, id: &Object, number: usize) -> Object {
        self.request_for(self.resource, step, id, number)
    }

    pub(super) fn request_for(
        &self,
        resource: &Resource,
        step: &Step<'_>,
        id: &Object,
        number: usize,
    ) -> Object {
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
        let others = self.steps_of(step.action).into_iter().flat_map(|(resource, step)| {
            if step.role == Role::Create { self.spec.bindings(resource, &step) } else { Vec::new() }
        });
        let mut seen = BTreeSet::new();
        for binding in bindings.iter().cloned().chain(others) {
            let path = &binding.parameter;
            if !seen.insert(path.clone()) {
                continue;
            }
            let Some(old) = paths::first(&request, path).cloned() else { continue };
            let is_own = bindings.contains(&binding);
            let value = match id.get(&binding.member).filter(|_| is_own) {
                Some(value) if old.is_array() => json!([value]),
                Some(value) => value.clone(),
                None => self.vary(id, step.action, &binding, &old, number),
            };
            paths::put(&mut request, path, &value);
        }
        for (path, values) in step.when {
            paths::put(&mut request, path, &values[0]);
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
    fn leave_out_others(&self, resource: &Resource, step: &Step<'_>, request: &mut Object) {
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
        id: &Object,
        action: &str,
        binding: &Binding,
        old: &Value,
        number: usize,
    ) -> Value {
        let zone = id.get("ZoneId").and_then(|id| self.zones.get(id.as_str()?));
        let zone = zone.map_or("example.com", String::as_str);
        let text = match binding.member.as_str() {
            member if HOSTS.contains(&member) => format!("www{number}.{zone}"),
            "Target" => format!("https://{zone}/{number}"),
            _ if self.is_free(action, &binding.parameter) => return varied(old, number),
            _ => return old.clone(),
        };
        if old.is_array() { json!([text]) } else { json!(text) }
    }

    /// Returns whether a parameter can have any text.
    fn is_free(&self, action: &str, path: &str) -> bool {
        let Some(member) = self.parameter(action, path) else { return false };
        let wire_type: WireType = member.wire_type.parse().unwrap();
        matches!(wire_type.item(), WireType::String) && member.values.is_none()
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
