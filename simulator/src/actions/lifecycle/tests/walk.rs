//! Makes the items of a walk through a resource: three of one kind, and what they belong to.

use serde_json::{Map, Value, json};
use teo_specs::{Resource, Role, Spec, Step};

use crate::actions::test_account::TestAccount;
use crate::state::items::Identifiers;
use crate::state::member_path;

pub(super) struct Walk<'a> {
    pub(super) spec: &'a Spec,
    pub(super) resource: &'a Resource,
    pub(super) account: TestAccount,
    made: usize,
}

impl<'a> Walk<'a> {
    pub(super) fn new(resource: &'a Resource) -> Self {
        let spec = crate::test_spec::embedded();
        Self { spec, resource, account: TestAccount::new(), made: 0 }
    }

    /// Returns all items of the resource as they are shown, without those of the registered zone.
    pub(super) fn items(&self) -> Vec<Map<String, Value>> {
        let items = self.account.resources.items.all(&self.resource.name);
        let items = items.map(|item| item.at(self.account.now).into_owned());
        items.filter(|item| item.get("ZoneId") != Some(&json!("zone-a"))).collect()
    }

    /// Makes three items, by this step or the first that makes any, and returns their identifiers. They
    /// have one parent if it can have several.
    pub(super) fn make_three(
        &mut self,
        step: Option<&Step<'_>>,
    ) -> Result<Vec<Identifiers>, String> {
        let resource = self.resource;
        let one_each = resource.own_identifiers(self.spec).is_empty()
            || resource.unique.iter().any(|unique| self.is_parent_unique(&unique.members));
        let shared = self.make_parent(resource)?;
        let mut ids = Vec::new();
        for _ in 0..3 {
            let parent = if one_each { self.make_parent(resource)? } else { shared.clone() };
            ids.push(self.make(resource, step, parent)?);
        }
        let replaces_all = step.is_some_and(|step| {
            resource.create[step.index].replaces == Some(teo_specs::Replaces::All)
        });
        let expected = if replaces_all { 1 } else { 3 };
        let count = self.items().len();
        if !resource.create.is_empty() && count != expected {
            return Err(format!("{count} items were made: {:?}", self.items()));
        }
        Ok(if replaces_all { vec![ids[2].clone(); 3] } else { ids })
    }

    fn is_parent_unique(&self, members: &[String]) -> bool {
        let own = self.resource.own_identifiers(self.spec);
        members.iter().all(|m| self.resource.identifiers.contains(m) && !own.contains(m))
    }

    pub(super) fn parent_of(&self, id: &Identifiers) -> Identifiers {
        let own = self.resource.own_identifiers(self.spec);
        let inherited = id.iter().filter(|(name, _)| !own.contains(name));
        inherited.map(|(name, value)| (name.clone(), value.clone())).collect()
    }

    fn make_parent(&mut self, resource: &Resource) -> Result<Identifiers, String> {
        let Some(parent) = resource.parent.as_ref().map(|name| &self.spec.resources[name]) else {
            return Ok(Identifiers::new());
        };
        let grandparent = self.make_parent(parent)?;
        self.make(parent, None, grandparent)
    }

    /// Makes an item and returns its identifiers. An item that no step makes is named.
    fn make(
        &mut self,
        resource: &Resource,
        step: Option<&Step<'_>>,
        mut id: Identifiers,
    ) -> Result<Identifiers, String> {
        self.made += 1;
        let steps = resource.steps();
        let first = steps.iter().find(|step| step.role == Role::Create);
        let Some(step) = step.or(first) else {
            for own in resource.own_identifiers(self.spec) {
                id.insert(own.clone(), json!(format!("{own}-{}", self.made)));
            }
            let update = steps.iter().find(|step| step.role == Role::Update);
            if let Some(update) = update.filter(|_| resource.name == self.resource.name) {
                let request = self.request_for(resource, update, &id, self.made);
                self.call(update.action, &request)?;
            }
            return Ok(id);
        };
        id.extend(self.make_referred(resource)?);
        let request = self.request_for(resource, step, &id, self.made);
        let response = self.call(step.action, &request)?;
        for binding in self.spec.bindings(resource, step) {
            if resource.identifiers.contains(&binding.member)
                && let Some(value) = member_path::value_at(&request, &binding.parameter)
            {
                let value = value.as_array().map_or(value, |list| &list[0]);
                id.insert(binding.member, value.clone());
            }
        }
        for (path, member) in step.returns {
            let value = member_path::values(&response, path).first().map(|value| (*value).clone());
            if resource.identifiers.contains(member) {
                id.insert(member.clone(), value.ok_or(format!("{path} is not returned"))?);
            }
        }
        // An id that is made and not returned stands in the item alone.
        if let Some(item) = self.account.resources.items.all(&resource.name).last() {
            for name in &resource.identifiers {
                if !id.contains_key(name) || resource.create.len() > 1 {
                    id.insert(name.clone(), item.members()[name].clone());
                }
            }
        }
        self.account.wait();
        Ok(id)
    }

    /// Makes the items of other resources that an identifier of the resource refers to.
    fn make_referred(&mut self, resource: &Resource) -> Result<Identifiers, String> {
        let mut made = Identifiers::new();
        let own = resource.own_identifiers(self.spec);
        for other in self.spec.resources.values() {
            let [identifier] = other.identifiers.as_slice() else { continue };
            let is_root = other.parent.is_none() && other.name != resource.name;
            if is_root && own.contains(identifier) {
                made.extend(self.make(other, None, Identifiers::new())?);
            }
        }
        Ok(made)
    }

    pub(super) fn call(
        &mut self,
        action: &str,
        request: &Map<String, Value>,
    ) -> Result<Map<String, Value>, String> {
        let response = self.account.call(action, json!(request));
        let response = response.map_err(|error| format!("{action}: {error:?} to {request:?}"))?;
        Ok(response.as_object().unwrap().clone())
    }

    /// Brings an item into the state that a step needs.
    pub(super) fn reach_required_state(
        &mut self,
        step: &Step<'_>,
        id: &Identifiers,
    ) -> Result<(), String> {
        if step.role != Role::Delete {
            return Ok(());
        }
        for requirement in &self.resource.delete[step.index].requires {
            let steps = self.resource.steps();
            let switches = steps.iter().filter(|step| step.role == Role::Switch);
            for switch in switches {
                let set = switch.sets.iter().find(|set| set.member == requirement.member);
                let Some(set) = set else { continue };
                let mut request = self.request(switch, id, 7);
                match (&set.from, &set.value) {
                    (Some(from), _) => {
                        member_path::put(&mut request, from, requirement.values[0].clone());
                    }
                    (None, Some(value)) if *value == requirement.values[0] => {}
                    _ => continue,
                }
                let early = self.account.call(step.action, json!(self.request(step, id, 7)));
                if early.is_ok() {
                    return Err(format!("deleted although not {:?}", requirement.values));
                }
                self.call(switch.action, &request)?;
                self.account.wait();
            }
        }
        Ok(())
    }
}
