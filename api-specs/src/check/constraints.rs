//! Constraints across parameters: what they name must exist and be of the right type.

use super::Checker;
use crate::model::{Action, Constraint, Interval};
use crate::problem::Place;

impl Checker<'_> {
    pub(super) fn constraints(&mut self, place: &Place, action: &Action) {
        for (index, constraint) in action.constraints.iter().enumerate() {
            let place = place.at(index);
            match constraint {
                Constraint::AnyOf(groups) => self.any_of(&place.at("any_of"), action, groups),
                Constraint::Interval(interval) => {
                    self.interval(&place.at("interval"), action, interval)
                }
            }
        }
    }

    fn any_of(&mut self, place: &Place, action: &Action, groups: &[Vec<String>]) {
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
                    "is empty and so always given",
                    "name a parameter or remove the group",
                );
            }
            for (index, part) in group.iter().enumerate() {
                self.part(&place.at(index), action, part);
            }
        }
    }

    /// `Parameter`, or `Parameter:filter`.
    fn part(&mut self, place: &Place, action: &Action, part: &str) {
        let (parameter, filter) = match part.split_once(':') {
            Some((parameter, filter)) => (parameter, Some(filter)),
            None => (part, None),
        };
        if !action.parameters.iter().any(|member| member.name == parameter) {
            return self.report(
                place,
                format!("there is no parameter {parameter:?}"),
                "name one of the action's",
            );
        }
        if let Some(filter) = filter {
            let known = action.filters.as_ref().is_some_and(|f| {
                f.parameter == parameter && f.names.iter().any(|name| name.name == filter)
            });
            if !known {
                self.report(
                    place,
                    format!("{parameter} has no filter {filter:?}"),
                    "name one of its filters",
                );
            }
        }
    }

    fn interval(&mut self, place: &Place, action: &Action, interval: &Interval) {
        for (key, name) in [("start", &interval.start), ("end", &interval.end)] {
            let is_time = |m: &crate::Member| m.name == *name && m.wire_type == "timestamp";
            if !action.parameters.iter().any(is_time) {
                self.report(
                    &place.at(key),
                    format!("there is no parameter {name:?} of type timestamp"),
                    "name one of the action's",
                );
            }
        }
        if interval.longest_seconds == Some(0) {
            self.report(
                &place.at("longest_seconds"),
                "is 0",
                "leave it out where there is no longest interval",
            );
        }
    }
}
