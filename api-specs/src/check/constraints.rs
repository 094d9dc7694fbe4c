//! Checks of constraints: the parameters and filters that they name exist and have the right type.

use super::Checker;
use crate::model::{Action, Constraint, Interval};
use crate::problem::Place;

impl Checker<'_> {
    pub(super) fn check_constraints(&mut self, place: &Place, action: &Action) {
        for (index, constraint) in action.constraints.iter().enumerate() {
            let place = place.at(index);
            match constraint {
                Constraint::AnyOf(groups) => self.check_any_of(&place.at("any_of"), action, groups),
                Constraint::Interval(interval) => {
                    self.check_interval(&place.at("interval"), action, interval)
                }
            }
        }
    }

    fn check_any_of(&mut self, place: &Place, action: &Action, groups: &[Vec<String>]) {
        if groups.len() < 2 {
            self.report(
                place,
                "offers no choice",
                "name two groups or more, or mark the parameters required",
            );
        }
        for (index, group) in groups.iter().enumerate() {
            let place = place.at(index);
            if group.is_empty() {
                self.report(
                    &place,
                    "is empty, so the constraint is always met",
                    "name a parameter or remove the group",
                );
            }
            for (index, part) in group.iter().enumerate() {
                self.check_part(&place.at(index), action, part);
            }
        }
    }

    /// Checks one part of a group: `Parameter`, or `Parameter:filter`.
    fn check_part(&mut self, place: &Place, action: &Action, part: &str) {
        let (parameter, filter) = match part.split_once(':') {
            Some((parameter, filter)) => (parameter, Some(filter)),
            None => (part, None),
        };
        if !action.parameters.iter().any(|member| member.name == parameter) {
            return self.report(
                place,
                format!("there is no parameter {parameter:?}"),
                "name a parameter of the action",
            );
        }
        if let Some(filter) = filter {
            let exists = action.filters.as_ref().is_some_and(|f| {
                f.parameter == parameter && f.names.iter().any(|name| name.name == filter)
            });
            if !exists {
                self.report(
                    place,
                    format!("{parameter} has no filter {filter:?}"),
                    "name a filter of the parameter",
                );
            }
        }
    }

    fn check_interval(&mut self, place: &Place, action: &Action, interval: &Interval) {
        for (key, name) in [("start", &interval.start), ("end", &interval.end)] {
            let is_time = |m: &crate::Member| m.name == *name && m.wire_type == "timestamp";
            if !action.parameters.iter().any(is_time) {
                self.report(
                    &place.at(key),
                    format!("there is no parameter {name:?} of type timestamp"),
                    "name a parameter of the action",
                );
            }
        }
        if interval.longest_seconds == Some(0) {
            self.report(
                &place.at("longest_seconds"),
                "is 0",
                "remove it if there is no longest interval",
            );
        }
    }
}
