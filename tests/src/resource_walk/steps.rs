//! Takes one step: with three items, of which it concerns the second.

use serde_json::{Value, json};
use teo_specs::{Replaces, Role, Step};

use super::compare::same;
use super::items::{Made, Walk};

impl Walk<'_> {
    pub(super) fn take(&mut self, step: &Step<'_>) -> Result<(), String> {
        let views = if step.role.is_read_only() { vec![*step] } else { self.views() };
        if step.role == Role::Create {
            self.carrier.begin(step);
            self.make_three(Some(step))?;
        } else {
            self.make_three(None)?;
            self.carrier.begin(step);
        }
        match step.role {
            Role::Create | Role::List | Role::Read => {
                let shown = self.observe_by(&views)?;
                for (item, shown) in self.items.iter().zip(&shown) {
                    self.check_given(&views, item, shown)?;
                }
                match step.role {
                    Role::Create => self.check_repeated(step),
                    Role::Read => self.check_unknown_is_refused(step),
                    _ => Ok(()),
                }
            }
            Role::Order => self.check_order(step),
            Role::Delete => self.check_delete(step),
            _ => self.check_change(step),
        }
    }

    /// Returns the item that a step is about.
    pub(super) fn second(&self) -> Made {
        self.items[self.items.len().min(2) - 1].clone()
    }

    /// Makes the second item again: it is replaced if the step says so, or else refused if the request
    /// gives its identifiers.
    fn check_repeated(&mut self, step: &Step<'_>) -> Result<(), String> {
        let second = self.second();
        let before = self.observe()?;
        let request = self.request(step, &second.id, 7);
        let bindings = self.spec.bindings(self.resource, step);
        let gives = |name: &String| bindings.iter().any(|binding| binding.member == *name);
        let is_made =
            step.returns.values().any(|member| self.resource.identifiers.contains(member));
        match self.replaces(step) {
            Some(Replaces::Same) => {
                let response = self.call(step.action, &request)?;
                let given = self.given(self.resource, step, &request, &response);
                let index = self.items.iter().position(|item| *item == second).unwrap_or(0);
                self.items[index].given = given;
                let after = self.observe()?;
                self.check_given(&self.views(), &self.items[index], &after[index])?;
                let mut others = before.iter().zip(&after).enumerate();
                match others.find(|(i, (old, new))| *i != index && old != new) {
                    Some((_, (old, new))) => Err(changed(&json!(old), &json!(new))),
                    None => Ok(()),
                }
            }
            None if !is_made && !self.own().is_empty() && self.own().iter().all(gives) => {
                match self.try_call(step.action, &request) {
                    Ok(_) => Err("it was made twice".to_owned()),
                    Err(_) if self.observe()? == before => Ok(()),
                    Err(_) => Err("what was refused had an effect".to_owned()),
                }
            }
            _ => Ok(()),
        }
    }

    /// Reads an item that does not exist. One that no step makes exists when it is named.
    fn check_unknown_is_refused(&mut self, step: &Step<'_>) -> Result<(), String> {
        let mut unknown = self.second();
        let Some(last) = self.own().last().filter(|_| !self.resource.create.is_empty()) else {
            return Ok(());
        };
        if let Some(Value::String(id)) = unknown.id.get_mut(last) {
            id.push('0');
        }
        match self.try_call(step.action, &self.view_request(step, &unknown)) {
            Ok(response) => Err(format!("an unknown id is read as {}", json!(response))),
            Err(_) => Ok(()),
        }
    }

    fn check_order(&mut self, step: &Step<'_>) -> Result<(), String> {
        let order = &self.resource.order[step.index];
        let last = self.resource.identifiers.last().unwrap();
        let mut request = self.request(step, &self.second().id, 7);
        // A first call in the order in which they were made, so that the second one changes it.
        for is_reversed in [false, true] {
            let mut ids: Vec<_> = self.items.iter().map(|item| item.id[last].clone()).collect();
            if is_reversed {
                ids.reverse();
            }
            request.insert(order.ids.clone(), json!(ids));
            self.call(step.action, &request)?;
            let shown = self.observe()?;
            let ranks: Vec<_> =
                shown.iter().map(|s| s.get(&order.member).unwrap_or(&Value::Null)).collect();
            let expected = if is_reversed == (order.first_is_greatest == Some(true)) {
                json!([1, 2, 3])
            } else {
                json!([3, 2, 1])
            };
            if !same(&json!(ranks), &expected) {
                return Err(format!("the ranks are {ranks:?}, not {expected}"));
            }
        }
        Ok(())
    }
}

pub(super) fn changed(old: &Value, new: &Value) -> String {
    format!("another item changed from {old} to {new}")
}
