//! Checks of waiters: the state that one waits for, its end, and that an action shows the items.

use super::Context;
use crate::check::Checker;
use crate::model::Waiter;
use crate::problem::Place;

impl Checker<'_> {
    pub(super) fn check_waiter(
        &mut self,
        place: &Place,
        context: Context<'_>,
        name: &str,
        waiter: &Waiter,
    ) {
        let resource = context.resource;
        let is_snake_case =
            name.split('_').all(|word| !word.is_empty() && word.bytes().all(is_lower_or_digit));
        if !is_snake_case {
            let message = format!("{name:?} is not in snake case");
            self.report(place, message, "write it as the end of a method's name, such as online");
        }
        if !resource.states.contains_key(&waiter.member) {
            self.report(
                &place.at("member"),
                format!("{:?} is not in `states`", waiter.member),
                "name a member with states",
            );
        } else if let Some(found) = self.check_member(&place.at("member"), context, &waiter.member)
        {
            for (index, value) in waiter.succeeds.iter().enumerate() {
                self.check_value(&place.at("succeeds").at(index), found.member, value);
            }
        }
        let passing = resource.states.get(&waiter.member).map(|states| &states.passing);
        for (index, value) in waiter.succeeds.iter().enumerate() {
            if passing.is_some_and(|passing| passing.contains(value)) {
                self.report(
                    &place.at("succeeds").at(index),
                    format!("{value:?} is passing, so it ends no wait"),
                    "name a value that stays",
                );
            }
        }
        if waiter.succeeds.is_empty() {
            self.report(&place.at("succeeds"), "is empty", "name the value that ends the wait");
        }
        let identifiers = &resource.identifiers;
        if !identifiers.starts_with(&waiter.identifiers)
            || identifiers.len() == waiter.identifiers.len()
        {
            self.report(
                &place.at("identifiers"),
                format!("is not the beginning of {}", identifiers.join(", ")),
                "name the first of them, or leave the key out to wait for one item",
            );
        } else if self.spec.poll(resource, waiter).is_none() {
            self.report(
                place,
                "no action shows the items by these identifiers alone",
                "add a list or a read whose parameters or filters carry them, or remove the waiter",
            );
        }
    }
}

fn is_lower_or_digit(byte: u8) -> bool {
    byte.is_ascii_lowercase() || byte.is_ascii_digit()
}
