//! Checks of lists and reads: where the items are, and by what they are selected and sorted.

use super::Context;
use crate::check::Checker;
use crate::model::{Action, List, Member, Role, Step};
use crate::problem::Place;

impl Checker<'_> {
    pub(super) fn check_view(
        &mut self,
        place: &Place,
        context: Context<'_>,
        action: &Action,
        step: &Step<'_>,
    ) {
        match step.role {
            Role::List => self.check_list(place, context, action, &context.resource.list[step.index]),
            Role::Read => {
                if let Some(path) = &context.resource.read[step.index].item {
                    let place = place.at("item");
                    if let Some(found) = self.check_response(&place, action, path) {
                        self.check_shown(&place, context, path, found.member);
                    }
                }
            }
            _ => {}
        }
    }

    fn check_list(&mut self, place: &Place, context: Context<'_>, action: &Action, list: &List) {
        let paging = action.paging.as_ref().map(|paging| &paging.items);
        match list.items.as_ref().or(paging) {
            Some(path) => {
                let place = place.at("items");
                if let Some(found) = self.check_response(&place, action, path) {
                    if !found.is_list {
                        self.report(&place, format!("{path} is no list"), "name a list");
                    }
                    self.check_shown(&place, context, path, found.member);
                }
            }
            None => self.report(
                &place.at("items"),
                "missing key",
                "name the member of the response with the items: the action has no `paging`",
            ),
        }
        for (filter, name) in &list.filters {
            let place = place.at("filters").at(filter);
            let filters = action.filters.iter().flat_map(|filters| &filters.names);
            if !filters.into_iter().any(|known| known.name == *filter) {
                self.report(
                    &place,
                    format!("there is no filter {filter:?}"),
                    "name one of the action's",
                );
            }
            self.check_member(&place, context, name);
        }
        for (index, filter) in list.contains.iter().enumerate() {
            if !list.filters.contains_key(filter) {
                self.report(
                    &place.at("contains").at(index),
                    format!("{filter:?} is not in `filters`"),
                    "name the member that it selects by there",
                );
            }
        }
        for (key, path) in [("match", &list.match_mode), ("prefix", &list.prefix)] {
            if let Some(path) = path {
                self.check_parameter(&place.at(key), action, path);
            }
        }
        if let Some(period) = &list.period {
            let place = place.at("period");
            self.check_parameter(&place.at("start"), action, &period.start);
            self.check_parameter(&place.at("end"), action, &period.end);
            self.check_member(&place.at("member"), context, &period.member);
        }
        if let Some(sort) = &list.sort {
            let place = place.at("sort");
            if let Some(path) = &sort.direction {
                self.check_parameter(&place.at("direction"), action, path);
            }
            let by = self.check_parameter(&place.at("by"), action, &sort.by);
            for (value, name) in &sort.members {
                let place = place.at("members").at(value);
                if let Some(by) = by {
                    self.check_value(&place, by.member, value);
                }
                self.check_member(&place, context, name);
            }
        }
    }

    /// Checks that a response shows the structure of the item, or in a list of strings the last
    /// identifier.
    fn check_shown(&mut self, place: &Place, context: Context<'_>, path: &str, shown: &Member) {
        let Some(name) = &context.resource.structure else { return };
        let shown_type = shown.wire_type.trim_matches(['[', ']']);
        if shown_type != name && shown_type != "string" {
            self.report(
                place,
                format!("{path} is {}, not {name}", shown.wire_type),
                "name the member with the items, or another structure",
            );
        }
    }
}
