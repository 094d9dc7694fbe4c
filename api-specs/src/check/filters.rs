//! Checks of an action's filters: the parameter can hold them, and each is listed once.

use super::Checker;
use crate::model::{Action, Filters};
use crate::problem::Place;
use crate::wire_type::WireType;

impl Checker<'_> {
    pub(super) fn filters(&mut self, place: &Place, action: &Action, filters: &Filters) {
        self.filter_parameter(&place.at("parameter"), action, &filters.parameter);
        if filters.names.is_empty() {
            self.report(&place.at("names"), "is empty", "list the filters or leave out `filters`");
        }
        self.unique(&place.at("names"), "name", filters.names.iter().map(|name| &name.name));
        for (index, name) in filters.names.iter().enumerate() {
            let place = place.at("names").at(index);
            self.not_empty(&place.at("name"), &name.name);
            self.not_empty(&place.at("summary"), &name.summary);
            if let Some(values) = &name.values {
                self.values_exist(&place.at("values"), values);
            }
            if let (Some(own), Some(all)) = (name.max_values, filters.max_values)
                && own > all
            {
                self.report(
                    &place.at("max_values"),
                    format!("{own} is above the {all} that any filter takes"),
                    "lower it or raise filters/max_values",
                );
            }
        }
    }

    fn filter_parameter(&mut self, place: &Place, action: &Action, parameter: &str) {
        let Some(member) = action.parameters.iter().find(|member| member.name == parameter) else {
            return self.report(
                place,
                format!("there is no parameter {parameter:?}"),
                "name one of the action's",
            );
        };
        let Ok(wire_type) = member.wire_type.parse::<WireType>() else {
            return;
        };
        match &wire_type {
            WireType::List(item) => {
                if let WireType::Structure(name) = &**item {
                    let roles =
                        self.spec.structures.get(name).map(|structure| structure.filter.is_some());
                    if roles == Some(false) {
                        self.report(
                            place,
                            format!("{parameter} is a list of {name}, which is no filter"),
                            format!("add `filter` to structures/{name}.json: which members are name and values"),
                        );
                    }
                } else {
                    self.report(
                        place,
                        format!("{parameter} is {wire_type}, which holds no filters"),
                        "name a list of a filter structure",
                    );
                }
            }
            other => self.report(
                place,
                format!("{parameter} is {other}, not a list, and cannot hold filters"),
                "name a list of a filter structure",
            ),
        }
    }
}
