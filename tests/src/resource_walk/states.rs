//! The states that a step leads to, and how an item gets into another one first, so that a step that does
//! nothing is noticed.

use serde_json::{Value, json};
use teo_specs::{Member, Role, Set, Step};

use super::compare::text_of;
use super::items::{Made, Walk};
use super::{Object, paths};

/// Returns the value that a step with this request sets in the end.
pub(super) fn target(set: &Set, request: &Object) -> Option<Value> {
    let Some(parameter) = &set.from else { return set.value.clone() };
    Some(mapped(set, paths::first(request, parameter)?))
}

fn mapped(set: &Set, given: &Value) -> Value {
    set.values.get(&text_of(given)).unwrap_or(given).clone()
}

impl Walk<'_> {
    /// Changes a request so that it leads to states that the item does not have.
    pub(super) fn choose_states(&self, step: &Step<'_>, request: &mut Object, old: &Object) {
        for set in step.sets {
            let Some(parameter) = &set.from else { continue };
            let Some(member) = self.parameter(step.action, parameter) else { continue };
            let old = paths::values(old, &set.member);
            let choice = self.choices(set, member).into_iter().find(|value| {
                !old.contains(&&mapped(set, value)) && paths::first(request, parameter).is_some()
            });
            if let Some(value) = choice {
                paths::put(request, parameter, &value);
            }
        }
    }

    /// Returns the values that a parameter is known to take.
    fn choices(&self, set: &Set, member: &Member) -> Vec<Value> {
        if member.wire_type == "bool" {
            return vec![json!(true), json!(false)];
        }
        if !set.values.is_empty() {
            return set.values.keys().map(|value| json!(value)).collect();
        }
        let known = member.values.as_ref().and_then(|name| self.spec.values.get(name));
        known.into_iter().flat_map(|known| &known.values).map(|v| json!(v.value)).collect()
    }

    /// Follows the path of a parameter.
    pub(super) fn parameter(&self, action: &str, path: &str) -> Option<&Member> {
        let mut members = self.spec.actions[action].parameters.as_slice();
        let mut found = None;
        for name in path.split('.') {
            let member = members.iter().find(|member| member.name == name)?;
            members = self.members_of(member).unwrap_or_default();
            found = Some(member);
        }
        found
    }

    /// Brings an item out of the state that a step leads to, by another step.
    pub(super) fn leave_state(&mut self, step: &Step<'_>, id: &Object) -> Result<(), String> {
        let Some(shown) = self.observe_one(id)? else { return Ok(()) };
        let is_there = |set: &Set| {
            let value = set.value.as_ref();
            value.is_some_and(|value| paths::values(&shown, &set.member).contains(&value))
        };
        if !step.sets.iter().any(is_there) {
            return Ok(());
        }
        let all = self.resource.steps();
        let others = all.iter().filter(|other| {
            matches!(other.role, Role::Switch | Role::Update)
                && (other.role, other.index) != (step.role, step.index)
        });
        for other in others {
            let mut request = self.request(other, id, 8);
            self.choose_states(other, &mut request, &shown);
            let leads_away = other.sets.iter().any(|set| {
                let others = step.sets.iter().filter(|s| s.member == set.member);
                let target = target(set, &request);
                others.into_iter().any(|other| target.is_some() && other.value != target)
            });
            if leads_away {
                self.call(other.action, &request)?;
                return Ok(());
            }
        }
        Ok(())
    }

    /// Brings an item into the state in which it can be deleted, and checks that it cannot be before.
    pub(super) fn reach_required_state(
        &mut self,
        step: &Step<'_>,
        item: &Made,
    ) -> Result<(), String> {
        for requirement in &self.resource.delete[step.index].requires {
            let early = self.try_call(step.action, &self.request(step, &item.id, 7));
            let code = early.err().map(|refusal| refusal.code);
            if code.is_none() || (requirement.error.is_some() && code != requirement.error) {
                return Err(format!("not yet {:?}: {code:?}", requirement.values));
            }
            let steps = self.resource.steps();
            for switch in steps.iter().filter(|step| step.role == Role::Switch) {
                let set = switch.sets.iter().find(|set| set.member == requirement.member);
                let Some(set) = set else { continue };
                let mut request = self.request(switch, &item.id, 7);
                match (&set.from, &set.value) {
                    (Some(from), _) => {
                        paths::put(&mut request, from, &json!(requirement.values[0]));
                    }
                    (None, Some(value)) if *value == requirement.values[0] => {}
                    _ => continue,
                }
                self.call(switch.action, &request)?;
            }
        }
        Ok(())
    }
}
