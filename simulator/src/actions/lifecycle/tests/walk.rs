//! Makes the requests of a walk through a resource: those of the spec's examples, with the identifiers of
//! one item put in and with names that differ from item to item.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};
use teo_specs::{Binding, Member, Resource, Role, Spec, Step, WireType};

use crate::actions::test_account::TestAccount;
use crate::example_request;
use crate::state::item::Item;
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
        let items = items.map(|item| item.at(self.account.now));
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

    /// Returns a request of a step about an item.
    pub(super) fn request(
        &self,
        step: &Step<'_>,
        id: &Identifiers,
        number: usize,
    ) -> Map<String, Value> {
        self.request_for(self.resource, step, id, number)
    }

    fn request_for(
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
                        member_path::put(&mut request, from, json!(requirement.values[0]));
                    }
                    (None, Some(value)) if *value == *requirement.values[0] => {}
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

    /// Checks that each list and read shows the items that exist and no others, and that each filter of
    /// a list selects the second.
    pub(super) fn check_shown(
        &mut self,
        step: &Step<'_>,
        ids: &[Identifiers],
    ) -> Result<(), String> {
        let resource = self.resource;
        for view in resource.steps() {
            let is_walked =
                !step.role.is_read_only() || (view.role, view.index) == (step.role, step.index);
            if !view.role.is_read_only() || !is_walked {
                continue;
            }
            let request = self.view_request(&view, &ids[1]);
            let response = self.call(view.action, &request)?;
            let shown = self.shown(&view, &response);
            let expected: Vec<_> = self
                .items()
                .into_iter()
                .filter(|item| self.is_asked_for(&view, &request, item))
                .collect();
            if view.role == Role::Read || resource.own_identifiers(self.spec).is_empty() {
                let item =
                    self.items().into_iter().find(|item| contains(&json!(item), &json!(ids[1])));
                let item = item.ok_or("the second item is not kept")?;
                if !shown.iter().any(|object| self.is_shown_as(&item, object)) {
                    return Err(format!("{}: {item:?} is shown as {shown:?}", view.action));
                }
                continue;
            }
            let is_complete = expected.len() == shown.len()
                && expected
                    .iter()
                    .all(|item| shown.iter().any(|object| self.is_shown_as(item, object)));
            if !is_complete {
                return Err(format!("{}: {expected:?} is shown as {shown:?}", view.action));
            }
            self.check_filters(&view, &request, &ids[1])?;
        }
        Ok(())
    }

    fn check_filters(
        &mut self,
        view: &Step<'_>,
        request: &Map<String, Value>,
        id: &Identifiers,
    ) -> Result<(), String> {
        let list = &self.resource.list[view.index];
        let action = &self.spec.actions[view.action];
        let Some(filters) = &action.filters else { return Ok(()) };
        for (filter, member) in &list.filters {
            let items = self.items();
            let item = items.iter().find(|item| contains(&json!(item), &json!(id))).unwrap();
            let Some(value) = member_path::values(item, member).first().map(|v| text_of(v)) else {
                continue;
            };
            let matching = items.iter().filter(|item| {
                let is_in_parent = self.is_asked_for(view, request, item);
                is_in_parent
                    && member_path::values(item, member).iter().any(|v| text_of(v) == value)
            });
            let count = matching.count();
            let mut request = request.clone();
            let parameter = action.parameters.iter().find(|p| p.name == filters.parameter).unwrap();
            let WireType::List(structure) = parameter.wire_type.parse().unwrap() else { panic!() };
            let WireType::Structure(structure) = *structure else { panic!() };
            let structure = &self.spec.structures[&structure];
            let roles = structure.filter.as_ref().unwrap();
            let values = structure.members.iter().find(|m| m.name == roles.values).unwrap();
            let values =
                if values.wire_type.starts_with('[') { json!([value]) } else { json!(value) };
            let mut object = Map::from_iter([
                (roles.name.clone(), json!(filter)),
                (roles.values.clone(), values),
            ]);
            if let Some(operator) = &roles.operator {
                let rule = filters.names.iter().find(|name| name.name == *filter).unwrap();
                object.insert(
                    operator.clone(),
                    json!(rule.operators.first().map_or("equals", String::as_str)),
                );
            }
            request.insert(filters.parameter.clone(), json!([object]));
            let response = self.call(view.action, &request)?;
            let shown = self.shown(view, &response);
            let is_there = shown.iter().any(|object| self.is_shown_as(item, object));
            if !is_there || shown.len() != count {
                return Err(format!(
                    "{} by {filter} = {value}: {} in place of {count}: {shown:?}",
                    view.action,
                    shown.len()
                ));
            }
        }
        Ok(())
    }

    fn view_request(&self, view: &Step<'_>, id: &Identifiers) -> Map<String, Value> {
        let action = &self.spec.actions[view.action];
        let bindings = self.spec.bindings(self.resource, view);
        let example = self.request(view, id, 7);
        let own = self.resource.own_identifiers(self.spec);
        let items = self.items();
        let item = items.iter().find(|item| contains(&json!(item), &json!(id)));
        let value_of = |name: &str| {
            let binding = bindings.iter().find(|binding| binding.parameter == name)?;
            item?.get(&binding.member).cloned()
        };
        let names_a_page = |name: &String| {
            action.paging.as_ref().is_some_and(|paging| {
                paging.limit == *name
                    || [&paging.offset, &paging.cursor].contains(&&Some(name.clone()))
            })
        };
        let is_kept = |name: &String| {
            let binding = bindings.iter().find(|binding| binding.parameter == *name);
            let is_needed = action.parameters.iter().any(|p| p.name == *name && p.required);
            match binding {
                Some(b) => view.role == Role::Read || !own.contains(&b.member) || is_needed,
                None => view.when.contains_key(name) || (is_needed && !names_a_page(name)),
            }
        };
        let kept = example.into_iter().filter(|(name, _)| is_kept(name));
        let with_values = kept.map(|(name, old)| {
            let value = value_of(&name).map(|v| if old.is_array() { json!([v]) } else { v });
            (name, value.unwrap_or(old))
        });
        with_values.collect()
    }

    /// Returns whether the parameters of a request select the item.
    fn is_asked_for(
        &self,
        view: &Step<'_>,
        request: &Map<String, Value>,
        item: &Map<String, Value>,
    ) -> bool {
        self.spec.bindings(self.resource, view).iter().all(|binding| {
            match request.get(&binding.parameter) {
                Some(Value::Array(values)) => {
                    item.get(&binding.member).is_some_and(|v| values.contains(v))
                }
                Some(value) => item.get(&binding.member) == Some(value),
                None => true,
            }
        })
    }

    /// Returns the objects that a response shows of the resource.
    fn shown(&self, view: &Step<'_>, response: &Map<String, Value>) -> Vec<Value> {
        let action = &self.spec.actions[view.action];
        let path = match view.role {
            Role::Read => self.resource.read[view.index].item.as_deref(),
            _ => self.resource.list[view.index]
                .items
                .as_deref()
                .or(action.paging.as_ref().map(|p| p.items.as_str())),
        };
        let Some(path) = path else { return vec![json!(response)] };
        let shown = member_path::values(response, path).into_iter().cloned();
        shown.filter(|object| object["ZoneId"] != "zone-a").collect()
    }

    /// Returns whether an object has the members of the item that its structure can hold.
    fn is_shown_as(&self, item: &Map<String, Value>, object: &Value) -> bool {
        let last = self.resource.identifiers.last().unwrap();
        if !object.is_object() {
            return item.get(last) == Some(object);
        }
        let members = self.spec.item_members(self.resource);
        let can_hold = |name: &&String| {
            let is_listed = !self.resource.unlisted.contains(name);
            is_listed && members.iter().any(|m| m.name == **name && !m.wire_type.is_empty())
        };
        let mut held: Map<_, _> = item
            .iter()
            .filter(|(name, _)| can_hold(name))
            .map(|(n, v)| (n.clone(), v.clone()))
            .collect();
        prune(self.spec, &members, &mut held);
        contains(object, &json!(held))
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

/// Removes the members inside of an item that its structures do not have.
fn prune(spec: &Spec, members: &[Member], object: &mut Map<String, Value>) {
    object.retain(|name, _| members.iter().any(|member| member.name == *name));
    for member in members {
        let Ok(wire_type) = member.wire_type.parse::<WireType>() else { continue };
        let WireType::Structure(name) = wire_type.item() else { continue };
        let inner = match object.get_mut(&member.name) {
            Some(Value::Array(elements)) => elements.as_mut_slice(),
            Some(value) => std::slice::from_mut(value),
            None => &mut [],
        };
        for inner in inner.iter_mut().filter_map(Value::as_object_mut) {
            prune(spec, &spec.structures[name].members, inner);
        }
    }
}

/// Returns whether a value has all that a part of it has, at any depth.
pub(super) fn contains(whole: &Value, part: &Value) -> bool {
    match (whole, part) {
        (Value::Object(whole), Value::Object(part)) => part
            .iter()
            .all(|(name, part)| whole.get(name).is_some_and(|whole| contains(whole, part))),
        (Value::Array(whole), Value::Array(part)) => {
            whole.len() == part.len()
                && whole.iter().zip(part).all(|(whole, part)| contains(whole, part))
        }
        (whole, part) => whole == part,
    }
}

fn text_of(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
