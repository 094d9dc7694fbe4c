//! Checks of the steps that change something: what they return, require and set.

use serde_json::Value;

use super::Context;
use crate::check::Checker;
use crate::model::{Action, Requirement, Role, Set, Step, fits};
use crate::problem::Place;
use crate::wire_type::WireType;

impl Checker<'_> {
    pub(super) fn check_step(
        &mut self,
        place: &Place,
        context: Context<'_>,
        action: &Action,
        step: &Step<'_>,
    ) {
        let resource = context.resource;
        if let Some(path) = step.item {
            self.check_item_parameter(&place.at("item"), action, path);
        }
        for (path, name) in step.returns {
            let place = place.at("returns").at(path);
            let member = self.check_member(&place, context, name);
            let returned = self.check_response(&place, action, path);
            if let (Some(member), Some(returned)) = (member, returned)
                && !fits(returned, member, resource.identifiers.contains(name))
            {
                let (sent, kept) = (&returned.member.wire_type, &member.member.wire_type);
                let message = format!("{path} is {sent}, and {name} is {kept}");
                self.report(&place, message, "name another");
            }
        }
        match step.role {
            Role::Create => {
                for (index, required) in resource.create[step.index].requires.iter().enumerate() {
                    let place = place.at("requires").at(index);
                    self.check_parent_state(&place, context, &required.member, &required.values);
                    if let Some(code) = &required.error {
                        self.check_code(&place.at("error"), resource, code);
                    }
                }
            }
            Role::Update => {
                let update = &resource.update[step.index];
                for (index, name) in update.except.iter().enumerate() {
                    self.check_member(&place.at("except").at(index), context, name);
                }
                if update.unsent.is_none() && !update.except.is_empty() {
                    let message = "stands without `unsent`";
                    self.report(&place.at("except"), message, "say what happens to the others");
                }
            }
            Role::Switch if step.sets.is_empty() => {
                self.report(&place.at("sets"), "is empty", "name the state that it leads to");
            }
            Role::Order => self.check_order(place, context, action, step.index),
            Role::Delete => {
                let delete = &resource.delete[step.index];
                for (index, requirement) in delete.requires.iter().enumerate() {
                    self.check_requirement(&place.at("requires").at(index), context, requirement);
                }
            }
            _ => {}
        }
        for (index, set) in step.sets.iter().enumerate() {
            self.check_set(&place.at("sets").at(index), context, action, set);
        }
    }

    /// Checks that a parameter holds a structure or a list of structures.
    fn check_item_parameter(&mut self, place: &Place, action: &Action, path: &str) {
        if let Some(found) = self.check_parameter(place, action, path)
            && self.spec.members_of(found.member).is_none()
        {
            self.report(
                place,
                format!("{path} is {}, which holds no item", found.member.wire_type),
                "name a structure or a list of one, or name the member in `parameters`",
            );
        }
    }

    fn check_order(&mut self, place: &Place, context: Context<'_>, action: &Action, index: usize) {
        let order = &context.resource.order[index];
        if let Some(found) = self.check_parameter(&place.at("ids"), action, &order.ids)
            && !found.is_list
        {
            let message = format!("{} is no list", order.ids);
            self.report(&place.at("ids"), message, "name the list of identifiers");
        }
        if let Some(found) = self.check_member(&place.at("member"), context, &order.member)
            && let Ok(wire_type) = found.member.wire_type.parse::<WireType>()
            && !wire_type.is_integer()
        {
            let message = format!("{} is {wire_type}, not a number", order.member);
            self.report(&place.at("member"), message, "name the member with the rank");
        }
    }

    fn check_requirement(&mut self, place: &Place, context: Context<'_>, required: &Requirement) {
        if let Some(found) = self.check_member(&place.at("member"), context, &required.member) {
            self.check_values(&place.at("values"), found.member, &required.values);
        }
        if let Some(code) = &required.error {
            self.check_code(&place.at("error"), context.resource, code);
        }
    }

    fn check_set(&mut self, place: &Place, context: Context<'_>, action: &Action, set: &Set) {
        let sources = [set.value.is_some(), set.from.is_some(), set.pattern.is_some()];
        if sources.iter().filter(|is_given| **is_given).count() != 1 {
            let message = "needs one of `value`, `from` and `pattern`";
            self.report(place, message, "write the value, or what it is made of");
        }
        for (text, member) in set.pattern_parts() {
            if let Some(member) = member {
                self.check_member(&place.at("pattern"), context, member);
            }
            if text.contains(['{', '}']) {
                let message = format!("{text:?} has a brace without its other half");
                self.report(&place.at("pattern"), message, "write members as `{Name}`");
            }
        }
        if let Some(from) = &set.from
            && let Some(found) = self.check_parameter(&place.at("from"), action, from)
        {
            for value in set.values.keys().filter(|_| found.member.wire_type == "string") {
                self.check_value(&place.at("values").at(value), found.member, value);
            }
        } else if !set.values.is_empty() && set.from.is_none() {
            self.report(&place.at("values"), "stands without `from`", "name the parameter");
        }
        let Some(found) = self.check_member(&place.at("member"), context, &set.member) else {
            return;
        };
        if let Some(Value::String(value)) = &set.value {
            self.check_value(&place.at("value"), found.member, value);
        }
        for (from, value) in &set.values {
            if let Value::String(value) = value {
                self.check_value(&place.at("values").at(from), found.member, value);
            }
        }
        for (index, value) in set.also.iter().enumerate() {
            self.check_value(&place.at("also").at(index), found.member, value);
        }
        if let Some(through) = &set.through {
            let states = context.resource.states.get(&set.member);
            if !states.is_some_and(|states| states.passing.contains(through))
                && !set.also.contains(through)
            {
                self.report(
                    &place.at("through"),
                    format!("{through:?} is not passing"),
                    format!("add it to `passing` of {} in `states`", set.member),
                );
            }
        }
    }
}
