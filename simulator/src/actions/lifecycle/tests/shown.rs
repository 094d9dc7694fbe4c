//! Compares what lists and reads show with the items that the account keeps.

use serde_json::{Map, Value, json};
use teo_specs::{Member, Role, Spec, Step, WireType};

use super::walk::Walk;
use crate::state::items::Identifiers;
use crate::state::member_path;

impl Walk<'_> {
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

    pub(super) fn view_request(&self, view: &Step<'_>, id: &Identifiers) -> Map<String, Value> {
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
