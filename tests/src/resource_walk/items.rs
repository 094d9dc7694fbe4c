//! Makes the items of a walk: three of one kind, and what they belong to.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use teo_specs::{Replaces, Resource, Role, Spec, Step};

use super::states::target;
use super::{Carrier, Object, Refusal, paths};

pub(super) struct Walk<'a> {
    pub(super) spec: &'a Spec,
    pub(super) resource: &'a Resource,
    pub(super) carrier: &'a mut dyn Carrier,
    endpoint: String,
    /// The items of the resource that exist.
    pub(super) items: Vec<Made>,
    /// The names of the zones that were made, by their ids.
    pub(super) zones: BTreeMap<String, String>,
    made: usize,
}

/// An item that was made.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Made {
    /// Its identifiers with their values.
    pub(super) id: Object,
    /// The members that requests gave it, that responses returned of it, and its states.
    pub(super) given: Object,
}

impl Made {
    /// Returns a value that the item is known to have.
    pub(super) fn known(&self, path: &str) -> Option<&Value> {
        self.id.get(path).or_else(|| paths::first(&self.given, path))
    }
}

impl<'a> Walk<'a> {
    pub(super) fn new(
        spec: &'a Spec,
        resource: &'a Resource,
        endpoint: String,
        carrier: &'a mut dyn Carrier,
    ) -> Self {
        let (items, zones) = (Vec::new(), BTreeMap::new());
        Self { spec, resource, carrier, endpoint, items, zones, made: 0 }
    }

    /// Makes three items, by this step or the first that makes any. They have one parent if it can have
    /// several.
    pub(super) fn make_three(&mut self, step: Option<&Step<'_>>) -> Result<(), String> {
        let resource = self.resource;
        let one_each = self.own().is_empty()
            || resource.unique.iter().any(|unique| self.is_parent_unique(&unique.members));
        let shared = self.make_parent(resource)?;
        for _ in 0..3 {
            let parent = if one_each { self.make_parent(resource)? } else { shared.clone() };
            let made = self.make(resource, step, parent)?;
            if step.is_some_and(|step| self.replaces(step) == Some(Replaces::All)) {
                self.items.clear();
            }
            self.items.push(made);
        }
        Ok(())
    }

    pub(super) fn replaces(&self, step: &Step<'_>) -> Option<Replaces> {
        self.resource.create.get(step.index)?.replaces
    }

    pub(super) fn own(&self) -> &'a [String] {
        self.resource.own_identifiers(self.spec)
    }

    fn is_parent_unique(&self, members: &[String]) -> bool {
        members.iter().all(|m| self.resource.identifiers.contains(m) && !self.own().contains(m))
    }

    fn make_parent(&mut self, resource: &Resource) -> Result<Object, String> {
        let Some(parent) = resource.parent.as_ref().map(|name| &self.spec.resources[name]) else {
            return Ok(Object::new());
        };
        let grandparent = self.make_parent(parent)?;
        Ok(self.make(parent, None, grandparent)?.id)
    }

    /// Makes an item. One that no step makes is named.
    fn make(
        &mut self,
        resource: &Resource,
        step: Option<&Step<'_>>,
        mut id: Object,
    ) -> Result<Made, String> {
        self.made += 1;
        let steps = resource.steps();
        let Some(step) = step.or_else(|| steps.iter().find(|step| step.role == Role::Create))
        else {
            return self.name(resource, &steps, id);
        };
        id.extend(self.make_referred(resource)?);
        let request = self.request_for(resource, step, &id, self.made);
        let response = self.call(step.action, &request)?;
        for binding in self.spec.bindings(resource, step) {
            // An id inside an item of the request is not the one that the service makes.
            let is_made = binding.parameter.contains('.')
                && resource.create.len() > 1
                && step.returns.values().any(|member| resource.identifiers.contains(member));
            if resource.identifiers.contains(&binding.member)
                && !is_made
                && let Some(value) = paths::first(&request, &binding.parameter)
            {
                let value = value.as_array().map_or(value, |list| &list[0]);
                id.insert(binding.member, value.clone());
            }
        }
        for (path, member) in step.returns {
            if resource.identifiers.contains(member) {
                let value = paths::values(&response, path).first().map(|value| (*value).clone());
                id.insert(member.clone(), value.ok_or(format!("{path} is not returned"))?);
            }
        }
        let given = self.given(resource, step, &request, &response);
        if let (Some(Value::String(zone)), Some(Value::String(name))) =
            (id.get("ZoneId"), given.get("ZoneName").filter(|_| resource.name == "Zone"))
        {
            self.zones.insert(zone.clone(), name.clone());
        }
        self.complete(resource, Made { id, given })
    }

    /// Names an item that no step makes, and brings it about by the first step that changes it.
    fn name(
        &mut self,
        resource: &Resource,
        steps: &[Step<'_>],
        mut id: Object,
    ) -> Result<Made, String> {
        for own in resource.own_identifiers(self.spec) {
            id.insert(own.clone(), json!(format!("{own}-{}", self.made)));
        }
        let mut given = Object::new();
        let update = steps.iter().find(|step| step.role == Role::Update);
        if let Some(update) = update.filter(|_| resource.name == self.resource.name) {
            let request = self.request_for(resource, update, &id, self.made);
            let response = self.call(update.action, &request)?;
            given = self.given(resource, update, &request, &response);
        }
        Ok(Made { id, given })
    }

    /// Finds the identifiers of a new item that no response returned: those that a list shows.
    fn complete(&mut self, resource: &Resource, mut made: Made) -> Result<Made, String> {
        let is_complete = resource.identifiers.iter().all(|name| made.id.contains_key(name));
        if is_complete || resource.name != self.resource.name {
            return Ok(made);
        }
        let lists = self.views().into_iter().filter(|view| view.role == Role::List);
        let mut shown = Vec::new();
        for view in lists.collect::<Vec<_>>() {
            let request = self.view_request(&view, &made);
            shown.extend(self.show(&view, &request)?);
        }
        let is_new = |object: &&Object| {
            let is_its_own = made.id.iter().all(|(name, value)| object.get(name) == Some(value));
            is_its_own && !self.items.iter().any(|old| self.is_shown_by(old, object))
        };
        let new = shown.iter().find(is_new).ok_or("no list shows the new item")?;
        for name in &resource.identifiers {
            let value = new.get(name).ok_or(format!("no list shows {name}"))?;
            made.id.insert(name.clone(), value.clone());
        }
        Ok(made)
    }

    /// Makes the items of other resources that an identifier of the resource refers to.
    fn make_referred(&mut self, resource: &Resource) -> Result<Object, String> {
        let mut made = Object::new();
        let own = resource.own_identifiers(self.spec);
        for other in self.spec.resources.values() {
            let [identifier] = other.identifiers.as_slice() else { continue };
            let is_root = other.parent.is_none() && other.name != resource.name;
            if is_root && own.contains(identifier) {
                made.extend(self.make(other, None, Object::new())?.id);
            }
        }
        Ok(made)
    }

    /// Returns the members that a step gives to an item.
    pub(super) fn given(
        &self,
        resource: &Resource,
        step: &Step<'_>,
        request: &Object,
        response: &Object,
    ) -> Object {
        let mut given = Object::new();
        for binding in self.spec.bindings(resource, step) {
            let value = paths::first(request, &binding.parameter);
            if let Some(value) = value.filter(|_| !resource.identifiers.contains(&binding.member)) {
                paths::put(&mut given, &binding.member, value);
            }
        }
        for (path, member) in step.returns {
            let value = paths::values(response, path);
            if let Some(value) = value.first().filter(|_| !resource.identifiers.contains(member)) {
                paths::put(&mut given, member, value);
            }
        }
        for set in step.sets {
            if let Some(value) = target(set, request) {
                paths::put(&mut given, &set.member, &value);
            }
        }
        given
    }

    /// Makes a call that must succeed.
    pub(super) fn call(&mut self, action: &str, request: &Object) -> Result<Object, String> {
        let response = self.try_call(action, request);
        response.map_err(|refusal| {
            format!("{action}: {} {} to {}", refusal.code, refusal.message, json!(request))
        })
    }

    pub(super) fn try_call(&mut self, action: &str, request: &Object) -> Result<Object, Refusal> {
        self.carrier.call(&self.endpoint, action, request)
    }
}
