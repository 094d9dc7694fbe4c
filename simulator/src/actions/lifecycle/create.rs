//! Makes new items from the parameters of a request, and their ids.

use std::collections::HashSet;

use serde_json::{Map, Value};
use teo_specs::{Action, Create, Member, Replaces, Resource};

use super::planned_step::PlannedStep;
use super::requirement;
use super::rows::Row;
use super::states::Change;
use super::taken;
use crate::actions::ActionContext;
use crate::api_error::ApiError;
use crate::state::item::Item;
use crate::state::items::Identifiers;
use crate::state::member_path;

impl ActionContext<'_> {
    /// Makes an item for each row. `made_up` is the response that the spec alone gives, and `returned`
    /// what this action has returned of the items.
    pub(super) fn create_items(
        &mut self,
        action: &Action,
        step: &PlannedStep<'_>,
        request: &Map<String, Value>,
        made_up: &Map<String, Value>,
        returned: &mut Map<String, Value>,
    ) -> Result<(), ApiError> {
        let resource = step.resource;
        let Some(create) = resource.create.get(step.step.index) else { return Ok(()) };
        if create.replaces == Some(Replaces::All) {
            let shared = step.shared_identifiers(request);
            self.check_parent(action, resource, &shared)?;
            self.resources.items.remove(&self.synthesis.spec.resources, &resource.name, &shared);
        }
        let mut new = HashSet::new();
        for row in step.rows(request) {
            let made = self.returned_members(action, step, made_up, returned);
            let Some(identifiers) = self.new_identifiers(step, create, &row, &made) else {
                continue;
            };
            self.check_parent(action, resource, &identifiers)?;
            self.check_parent_state(resource, create, &identifiers)?;
            // A request that repeats an item makes it once.
            let is_repeated = new.contains(&identifiers);
            let exists = self.resources.items.exists(&resource.name, &identifiers);
            if exists && create.replaces.is_none() && !is_repeated {
                return Err(taken::identifiers_taken(action, resource));
            }
            let item = self.new_item(step, create, &row, &identifiers, made);
            self.check_unique(action, resource, &identifiers, item.members())?;
            self.resources.items.put(resource, &identifiers, item);
            new.insert(identifiers);
        }
        Ok(())
    }

    fn check_parent_state(
        &self,
        resource: &Resource,
        create: &Create,
        identifiers: &Identifiers,
    ) -> Result<(), ApiError> {
        if create.requires.is_empty() {
            return Ok(());
        }
        let Some(parent) = self.parent_of(resource, identifiers) else { return Ok(()) };
        let name = resource.parent.as_deref().unwrap_or_default();
        create.requires.iter().try_for_each(|r| requirement::check(name, &parent, r))
    }

    fn new_item(
        &self,
        step: &PlannedStep<'_>,
        create: &Create,
        row: &Row,
        identifiers: &Identifiers,
        made: Map<String, Value>,
    ) -> Item {
        let mut item = Item::new(made);
        for (path, value) in step.members(row) {
            item.put(path, value.clone());
        }
        for (name, value) in identifiers {
            item.put(name, value.clone());
        }
        self.touch(&mut item, step.resource, Change::Create);
        self.apply_sets(&mut item, step.resource, &create.sets, row, Change::Create);
        item
    }

    /// Returns the identifiers of a new item: given, returned, or made up for an element of a list
    /// that has no id to be returned in. Returns `None` if the request does not ask for an item.
    fn new_identifiers(
        &mut self,
        step: &PlannedStep<'_>,
        create: &Create,
        row: &Row,
        made: &Map<String, Value>,
    ) -> Option<Identifiers> {
        let spec = self.synthesis.spec;
        let mut identifiers = step.given_identifiers(row);
        for name in &step.resource.identifiers {
            if let Some(value) = made.get(name) {
                identifiers.insert(name.clone(), value.clone());
            }
        }
        if create.item.is_some()
            && let Some(last) = step.resource.own_identifiers(spec).last()
            && !made.contains_key(last)
            && (!identifiers.contains_key(last) || is_made_by_service(step.resource, last))
        {
            let members = spec.item_members(step.resource);
            let member = members.iter().find(|member| member.name == *last)?;
            let value = self.resources.items.make_value(step.resource, last, member);
            identifiers.insert(last.clone(), value);
        }
        let is_complete =
            step.resource.identifiers.iter().all(|name| identifiers.contains_key(name));
        is_complete.then_some(identifiers)
    }

    /// Makes the members that the service makes up for an item, and adds them to what is returned. A
    /// member that another step of the action has returned is the same for both.
    pub(super) fn returned_members(
        &mut self,
        action: &Action,
        step: &PlannedStep<'_>,
        made_up: &Map<String, Value>,
        returned: &mut Map<String, Value>,
    ) -> Map<String, Value> {
        let mut members = Map::new();
        for (name, path) in step.step.returns {
            let Some(member) = action.response.iter().find(|member| member.name == *name) else {
                continue;
            };
            let is_list = member.wire_type.starts_with('[');
            let value = match returned.get(name) {
                Some(known) if !is_list => known.clone(),
                _ => self.made_member(step, path, member, made_up),
            };
            if is_list {
                let list = returned.entry(name.clone()).or_insert_with(|| Value::Array(Vec::new()));
                list.as_array_mut().into_iter().for_each(|list| list.push(value.clone()));
            } else {
                returned.insert(name.clone(), value.clone());
            }
            member_path::put(&mut members, path, value);
        }
        members
    }

    /// Makes a member that the service makes up: an id or another text of its own for each item, or
    /// else what the spec gives.
    fn made_member(
        &mut self,
        step: &PlannedStep<'_>,
        path: &str,
        member: &Member,
        made_up: &Map<String, Value>,
    ) -> Value {
        let is_identifier = step.resource.identifiers.iter().any(|name| name == path);
        let is_text = member.wire_type == "string" && member.values.is_none();
        match made_up.get(&member.name) {
            Some(value) if !is_identifier && !is_text => value.clone(),
            _ => self.resources.items.make_value(step.resource, path, member),
        }
    }
}

/// Returns true if an action that makes items returns the identifier, so that no request gives it.
fn is_made_by_service(resource: &Resource, identifier: &str) -> bool {
    resource.create.iter().any(|create| create.returns.values().any(|name| name == identifier))
}
