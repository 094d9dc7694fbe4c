//! Changes the members of items, brings them into other states, orders them, and changes lists in them.
//! What a request does not send is kept, unless the spec says that it is removed.

use std::collections::{BTreeSet, HashSet};

use serde_json::{Map, Value};
use teo_specs::{Action, Role, Unsent, Update};

use super::planned_step::PlannedStep;
use super::rows::Row;
use super::states::Change;
use crate::actions::ActionContext;
use crate::api_error::ApiError;
use crate::state::item::Item;
use crate::state::items::Identifiers;

impl ActionContext<'_> {
    /// Changes the item of each row. `made_up` and `returned` are those of `create_items`.
    pub(super) fn update_items(
        &mut self,
        action: &Action,
        step: &PlannedStep<'_>,
        request: &Map<String, Value>,
        made_up: &Map<String, Value>,
        returned: &mut Map<String, Value>,
    ) -> Result<(), ApiError> {
        let Some(update) = step.resource.update.get(step.step.index) else { return Ok(()) };
        for row in step.rows(request) {
            let made = self.returned_members(action, step, made_up, returned);
            self.change_items(action, step, &row, |context, item| {
                for path in step.possible_members().filter(|path| is_removed(update, path)) {
                    item.remove(path);
                }
                for (path, value) in step.members(&row) {
                    item.put(path, value.clone());
                }
                for (name, value) in &made {
                    item.put(name, value.clone());
                }
                context.apply_sets(item, step.resource, &update.sets, &row, Change::Update);
            })?;
        }
        Ok(())
    }

    pub(super) fn switch_items(
        &mut self,
        action: &Action,
        step: &PlannedStep<'_>,
        request: &Map<String, Value>,
    ) -> Result<(), ApiError> {
        for row in step.rows(request) {
            self.change_items(action, step, &row, |context, item| {
                context.apply_sets(item, step.resource, step.step.sets, &row, Change::Switch);
            })?;
        }
        Ok(())
    }

    /// Ranks the items in the order of the request. Where it is not documented which end is first, the
    /// first item gets 1.
    pub(super) fn order_items(
        &mut self,
        action: &Action,
        step: &PlannedStep<'_>,
        request: &Map<String, Value>,
    ) -> Result<(), ApiError> {
        let Some(order) = step.resource.order.get(step.step.index) else { return Ok(()) };
        let rows = step.rows(request);
        for (index, row) in rows.iter().enumerate() {
            let is_descending = order.first_is_greatest == Some(true);
            let rank = if is_descending { rows.len() - index } else { index + 1 };
            self.change_items(action, step, row, |_, item| {
                item.put(&order.member, Value::from(rank));
            })?;
        }
        Ok(())
    }

    /// Adds the elements of a request to lists in items, or removes them.
    pub(super) fn change_lists(
        &mut self,
        action: &Action,
        step: &PlannedStep<'_>,
        request: &Map<String, Value>,
    ) -> Result<(), ApiError> {
        for row in step.rows(request) {
            self.change_items(action, step, &row, |_, item| {
                for (member, elements) in step.members(&row) {
                    let elements = match elements {
                        Value::Array(elements) => elements.as_slice(),
                        element => std::slice::from_ref(element),
                    };
                    item.change_list(member, |list| match step.role() {
                        Role::Add => {
                            let mut known: HashSet<_> = list.iter().cloned().collect();
                            let new = elements.iter().filter(|e| known.insert((*e).clone()));
                            list.extend(new.cloned());
                        }
                        _ => {
                            let removed: HashSet<_> = elements.iter().collect();
                            list.retain(|element| !removed.contains(element));
                        }
                    });
                }
            })?;
        }
        Ok(())
    }

    /// Changes the items that a row names. Does nothing if the row names none.
    fn change_items(
        &mut self,
        action: &Action,
        step: &PlannedStep<'_>,
        row: &Row,
        change: impl Fn(&Self, &mut Item),
    ) -> Result<(), ApiError> {
        step.check_item_is_named(row)?;
        let Some(identifiers) = step.identifiers(row) else { return Ok(()) };
        let resource = step.resource;
        self.find_or_make(action, resource, &identifiers)?;
        let mut items = std::mem::take(&mut self.resources.items);
        items.change(&resource.name, &identifiers, |item| {
            change(self, item);
            self.touch(item, resource, Change::Update);
        });
        self.resources.items = items;
        self.check_changed(action, step, &identifiers)
    }

    fn check_changed(
        &self,
        action: &Action,
        step: &PlannedStep<'_>,
        identifiers: &Identifiers,
    ) -> Result<(), ApiError> {
        let given: BTreeSet<_> = step.possible_members().collect();
        let may_repeat = step.resource.unique.iter().flat_map(|unique| &unique.members);
        if !may_repeat.into_iter().any(|member| given.contains(member.as_str())) {
            return Ok(());
        }
        let changed = self.resources.items.find(&step.resource.name, identifiers).next();
        changed.map_or(Ok(()), |item| {
            self.check_unique(action, step.resource, identifiers, item.members())
        })
    }
}

/// Returns whether a member is removed that the request could have sent and does not.
fn is_removed(update: &Update, path: &str) -> bool {
    let is_exception = update.except.iter().any(|name| name == path);
    (update.unsent == Some(Unsent::Removed)) != is_exception
}
