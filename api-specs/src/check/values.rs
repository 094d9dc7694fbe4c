//! Checks of sets of known values: each value is listed once, and occurs where it says so.

use super::Checker;
use crate::model::Values;
use crate::problem::Place;
use crate::wire_type::is_name;

impl Checker<'_> {
    pub(super) fn values(&mut self, file: &str, values: &Values) {
        let place = Place::for_file(&format!("values/{file}.json"));
        self.named_after_file(&place, file, &values.name);
        self.not_empty(&place.at("summary"), &values.summary);
        let list = place.at("values");
        if values.values.is_empty() {
            self.report(
                &list,
                "is empty",
                "list the known values or leave the members plain strings",
            );
        }
        self.unique(&list, "value", values.values.iter().map(|value| value.value.to_lowercase()));
        for (index, value) in values.values.iter().enumerate() {
            let place = list.at(index);
            self.not_empty(&place.at("value"), &value.value);
            self.not_empty(&place.at("summary"), &value.summary);
            for (index, alias) in value.aliases.iter().enumerate() {
                if values.values.iter().any(|value| value.value == *alias) {
                    self.report(
                        &place.at("aliases").at(index),
                        format!("{alias:?} is a value of the set"),
                        "remove the alias or the value",
                    );
                }
            }
            if let Some(variant) = value.variant.as_ref().filter(|variant| !is_name(variant)) {
                self.report(
                    &place.at("variant"),
                    format!("{variant:?} is not a name"),
                    "use letters and digits",
                );
            }
            for (index, occurs) in value.occurs.iter().enumerate() {
                if !self.uses(occurs, &values.name) {
                    self.report(
                        &place.at("occurs").at(index),
                        format!("{occurs:?} does not use {}", values.name),
                        "name a Structure.Member, Action.Parameter or Action:filter that does",
                    );
                }
            }
        }
    }

    /// Returns true if the member or filter at `place` has these values.
    fn uses(&self, place: &str, values: &str) -> bool {
        if let Some((action, filter)) = place.split_once(':') {
            let filters = self.spec.actions.get(action).and_then(|action| action.filters.as_ref());
            return filters.is_some_and(|filters| {
                filters
                    .names
                    .iter()
                    .any(|name| name.name == filter && name.values.as_deref() == Some(values))
            });
        }
        let Some((owner, member)) = place.split_once('.') else {
            return false;
        };
        let action = self.spec.actions.get(owner);
        let structure = self.spec.structures.get(owner);
        let sent = action.into_iter().flat_map(|action| &action.parameters);
        let received = action.into_iter().flat_map(|action| &action.response);
        let shared = structure.into_iter().flat_map(|structure| &structure.members);
        sent.chain(received)
            .chain(shared)
            .any(|m| m.name == member && m.values.as_deref() == Some(values))
    }
}
