//! Changes the second item, and checks that the change is all that differs.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use teo_specs::{Role, Step, Unsent};

use super::compare::{contains, has, is_absent, same};
use super::items::{Made, Walk};
use super::states::target;
use super::steps::changed;
use super::{Object, paths};

/// A change that was made: what was sent and returned, and the item before and after it.
struct Change<'a> {
    step: &'a Step<'a>,
    request: &'a Object,
    response: &'a Object,
    old: &'a Object,
    new: &'a Object,
}

impl Walk<'_> {
    pub(super) fn check_change(&mut self, step: &Step<'_>) -> Result<(), String> {
        let second = self.second();
        self.leave_state(step, &second.id)?;
        let index = self.items.iter().position(|item| *item == second).unwrap_or(0);
        let mut before = self.observe()?;
        let mut request = self.request(step, &second.id, 7);
        self.choose_states(step, &mut request, &before[index]);
        if step.role == Role::Remove {
            self.choose_elements(step, &second, &mut request, &before[index])?;
            before = self.observe()?;
        }
        let response = self.call(step.action, &request)?;
        let after = self.observe()?;
        for (place, (old, new)) in before.iter().zip(&after).enumerate() {
            if place != index && old != new {
                return Err(changed(&json!(old), &json!(new)));
            }
        }
        let (old, new) = (&before[index], &after[index]);
        self.check_changed(&Change { step, request: &request, response: &response, old, new })
    }

    /// Asks for the removal of an element that the item has. If it has none, it gets some.
    fn choose_elements(
        &mut self,
        step: &Step<'_>,
        item: &Made,
        request: &mut Object,
        old: &Object,
    ) -> Result<(), String> {
        let adds: Vec<_> =
            self.resource.steps().into_iter().filter(|step| step.role == Role::Add).collect();
        for binding in self.spec.bindings(self.resource, step) {
            if self.resource.identifiers.contains(&binding.member) {
                continue;
            }
            let mut list = paths::first(old, &binding.member).cloned();
            if is_absent(list.as_ref()) {
                let add = adds.iter().find(|add| {
                    let bindings = self.spec.bindings(self.resource, add);
                    bindings.iter().any(|b| b.member == binding.member)
                });
                let Some(add) = add else { continue };
                self.call(add.action, &self.request(add, &item.id, 7))?;
                let shown = self.observe_one(&item.id)?.unwrap_or_default();
                list = paths::first(&shown, &binding.member).cloned();
            }
            if let Some(first) = list.as_ref().and_then(|list| list.as_array()?.first()) {
                paths::put(request, &binding.parameter, &json!([first]));
            }
        }
        Ok(())
    }

    fn check_changed(&self, change: &Change<'_>) -> Result<(), String> {
        let mut effects = 0;
        let mut touched = BTreeSet::new();
        for binding in self.spec.bindings(self.resource, change.step) {
            if self.resource.identifiers.contains(&binding.member) {
                continue;
            }
            touched.insert(paths::top(&binding.member).to_owned());
            let sent = paths::first(change.request, &binding.parameter);
            effects += self.check_member(change, &binding.member, sent)?;
        }
        for set in change.step.sets {
            touched.insert(paths::top(&set.member).to_owned());
            let Some(target) = target(set, change.request) else { continue };
            let new = paths::values(change.new, &set.member);
            if self.is_showable(&set.member)
                && (new.is_empty() || new.iter().any(|v| **v != target))
            {
                return Err(format!("{} is {new:?}, not {target}", set.member));
            }
            let old = paths::values(change.old, &set.member);
            effects += usize::from(old.iter().any(|value| **value != target));
        }
        for (path, member) in change.step.returns {
            touched.insert(paths::top(member).to_owned());
            let returned = paths::first(change.response, path);
            effects += self.check_member(change, member, returned)?;
        }
        touched.extend(self.members_of_other_steps(change.step));
        touched.extend(self.resource.modified.clone());
        self.check_rest(change, &touched)?;
        if effects == 0 { Err("nothing that is shown changes".to_owned()) } else { Ok(()) }
    }

    /// Checks a member that a step can give. Returns whether it shows that the step was taken.
    fn check_member(
        &self,
        change: &Change<'_>,
        member: &str,
        sent: Option<&Value>,
    ) -> Result<usize, String> {
        if !self.is_showable(member) {
            return Ok(0);
        }
        let (old, new) = (paths::first(change.old, member), paths::first(change.new, member));
        let list =
            |value: Option<&Value>| value.and_then(Value::as_array).cloned().unwrap_or_default();
        let fits = match (change.step.role, sent) {
            (Role::Add, sent) => {
                let expected = list(old).into_iter().chain(list(sent));
                same(&json!(list(new)), &expected.collect())
            }
            (Role::Remove, sent) => {
                let sent = list(sent);
                let left = list(old).into_iter().filter(|element| !has(&sent, element));
                same(&json!(list(new)), &left.collect())
            }
            (_, Some(sent)) => {
                let sent = self.as_shown(change.step, member, sent);
                contains(new.unwrap_or(&Value::Null), &sent)
            }
            (Role::Update, None) if self.is_removed(change.step, member) => is_absent(new),
            (_, None) => new == old,
        };
        if fits {
            return Ok(usize::from(new != old));
        }
        let text = |value: Option<&Value>| value.map_or("nothing".to_owned(), Value::to_string);
        Err(format!("{member}: {} was sent, {} became {}", text(sent), text(old), text(new)))
    }

    /// Returns what was sent as views show it, without the members that the step sets by itself.
    fn as_shown(&self, step: &Step<'_>, member: &str, sent: &Value) -> Value {
        let mut item = Object::new();
        paths::put(&mut item, member, sent);
        let item = self.showable(&self.views(), &item);
        let mut sent = paths::first(&item, member).cloned().unwrap_or_default();
        for set in step.sets {
            let inner = set.member.strip_prefix(member).and_then(|rest| rest.strip_prefix('.'));
            let elements = sent.as_array_mut().into_iter().flatten();
            if let Some(inner) = inner {
                elements.filter_map(Value::as_object_mut).for_each(|e| _ = e.remove(inner));
            }
        }
        sent
    }

    fn is_removed(&self, step: &Step<'_>, member: &str) -> bool {
        let update = &self.resource.update[step.index];
        let is_exception = update.except.iter().any(|name| name == member);
        (update.unsent == Some(Unsent::Removed)) != is_exception
    }

    /// Returns the members that the same request may change as another step.
    fn members_of_other_steps(&self, step: &Step<'_>) -> Vec<String> {
        let steps = self.resource.steps();
        let others = steps.iter().filter(|other| other.action == step.action);
        let bindings = others.flat_map(|other| self.spec.bindings(self.resource, other));
        bindings.map(|binding| paths::top(&binding.member).to_owned()).collect()
    }

    fn check_rest(&self, change: &Change<'_>, touched: &BTreeSet<String>) -> Result<(), String> {
        let names: BTreeSet<_> = change.old.keys().chain(change.new.keys()).collect();
        for name in names.into_iter().filter(|name| !touched.contains(*name)) {
            let (old, new) = (change.old.get(name), change.new.get(name));
            if old != new {
                return Err(format!("{name} was not sent, and changed from {old:?} to {new:?}"));
            }
        }
        Ok(())
    }
}
