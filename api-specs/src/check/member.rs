//! Checks of members: names, types, and limits that fit the type and each other.

use super::Checker;
use crate::model::{Direction, Member};
use crate::problem::Place;
use crate::wire_type::{WireType, is_name};

impl Checker<'_> {
    pub(super) fn members(&mut self, list: &Place, members: &[Member], direction: Direction) {
        self.unique(list, "name", members.iter().map(|member| &member.name));
        for (index, member) in members.iter().enumerate() {
            let place = list.at(index);
            if !is_name(&member.name) {
                self.report(
                    &place.at("name"),
                    format!("{:?} is not a name", member.name),
                    "use letters, digits and _",
                );
            }
            if let Some(day) = &member.announced_required {
                self.day(&place.at("announced_required"), day);
            }
            self.direction(&place, member, direction);
            match member.wire_type.parse::<WireType>() {
                Ok(wire_type) => {
                    self.member_type(&place.at("type"), &wire_type, direction);
                    self.limits(&place, member, &wire_type);
                    self.default(&place.at("default"), member, &wire_type);
                    self.unset(&place.at("unset"), member, &wire_type);
                }
                Err(error) => self.report(
                    &place.at("type"),
                    error.to_string(),
                    "use string, int64, uint64, float, bool, timestamp, binary, a structure, or one of them in brackets",
                ),
            }
        }
    }

    /// Checks that only members of requests are required, and only members of responses are always
    /// returned.
    fn direction(&mut self, place: &Place, member: &Member, direction: Direction) {
        if member.always_returned && direction != Direction::Response {
            self.report(
                &place.at("always_returned"),
                "only a member of a response can be always returned",
                "remove it: this is sent too",
            );
        }
        if member.not_enforced.is_some() && !member.required {
            self.report(
                &place.at("not_enforced"),
                "only a required member can be not enforced",
                "remove it: nothing is enforced",
            );
        }
        if member.identifier && direction == Direction::Response {
            self.report(
                &place.at("identifier"),
                "only a member of a request can be an identifier that is checked",
                "remove it: this is never sent",
            );
        }
        let sent_only = member.required || member.announced_required.is_some();
        if sent_only && direction == Direction::Response {
            self.report(
                &place.at("required"),
                "only a member of a request can be required",
                "remove it: this is never sent",
            );
        }
    }

    fn member_type(&mut self, place: &Place, wire_type: &WireType, direction: Direction) {
        if *wire_type.item() == WireType::Binary
            && (wire_type.is_list() || direction != Direction::Request)
        {
            self.report(place, "only a parameter can be binary", "give it another type");
        }
        let WireType::Structure(name) = wire_type.item() else {
            return;
        };
        let Some(structure) = self.spec.structures.get(name) else {
            if !self.unreadable.contains(name) {
                self.report(
                    place,
                    format!("{name:?} is neither a type nor a structure"),
                    format!("add structures/{name}.json or name another"),
                );
            }
            return;
        };
        if structure.direction != Direction::Both && structure.direction != direction {
            self.report(
                place,
                format!("{name} travels the other way ({:?})", structure.direction),
                format!("change direction in structures/{name}.json or name another"),
            );
        }
    }

    fn limits(&mut self, place: &Place, member: &Member, wire_type: &WireType) {
        let number = wire_type.item().is_number();
        let string = *wire_type.item() == WireType::String;
        let fits = [
            ("minimum", member.minimum.is_some(), number, "a number"),
            ("maximum", member.maximum.is_some(), number, "a number"),
            ("min_items", member.min_items.is_some(), wire_type.is_list(), "a list"),
            ("max_items", member.max_items.is_some(), wire_type.is_list(), "a list"),
            ("max_length", member.max_length.is_some(), string, "a string"),
            ("values", member.values.is_some(), string, "a string"),
            ("identifier", member.identifier, string, "a string"),
        ];
        for (key, given, allowed, of) in fits {
            if given && !allowed {
                self.report(
                    &place.at(key),
                    format!("{wire_type} is not {of}"),
                    "remove it or change the type",
                );
            }
        }
        if let (Some(minimum), Some(maximum)) = (member.minimum, member.maximum)
            && minimum > maximum
        {
            self.report(
                &place.at("minimum"),
                format!("{minimum} is above maximum {maximum}"),
                "exchange them",
            );
        }
        if let (Some(least), Some(most)) = (member.min_items, member.max_items)
            && least > most
        {
            self.report(
                &place.at("min_items"),
                format!("{least} is above max_items {most}"),
                "exchange them",
            );
        }
        if let Some(values) = &member.values {
            self.values_exist(&place.at("values"), values);
        }
    }

    /// Checks that `unset` has the member's type and lies beyond its limits: else it says nothing.
    fn unset(&mut self, place: &Place, member: &Member, wire_type: &WireType) {
        let Some(unset) = &member.unset else {
            return;
        };
        let timestamp = *wire_type.item() == WireType::Timestamp && unset.as_str() == Some("");
        let beyond = unset.as_i64().is_some_and(|number| {
            member.minimum.is_some_and(|minimum| number < minimum)
                || member.maximum.is_some_and(|maximum| number > maximum)
        });
        if !(timestamp || wire_type.item().is_number() && beyond) {
            self.report(
                place,
                format!("{unset} is neither a number beyond the limits nor \"\" for a timestamp"),
                "write the value of a setting that is off, or leave out `unset`",
            );
        }
    }

    fn default(&mut self, place: &Place, member: &Member, wire_type: &WireType) {
        let Some(default) = &member.default else {
            return;
        };
        let fits = match wire_type {
            WireType::String | WireType::Timestamp => default.is_string(),
            WireType::Int64 => default.is_i64(),
            WireType::Uint64 => default.is_u64(),
            WireType::Float => default.is_number(),
            WireType::Bool => default.is_boolean(),
            WireType::Binary => false,
            WireType::Structure(_) => default.is_object(),
            WireType::List(_) => default.is_array(),
        };
        if !fits {
            return self.report(
                place,
                format!("{default} is not {wire_type}"),
                "write a value of the member's type",
            );
        }
        if let Some(values) = member.values.as_ref().and_then(|name| self.spec.values.get(name))
            && let Some(text) = default.as_str()
            && !values.values.iter().any(|value| value.value == text)
        {
            self.report(
                place,
                format!("{text:?} is not among {}", values.name),
                "add the value or name another",
            );
        }
        let Some(number) = default.as_i64() else {
            return;
        };
        if let Some(maximum) = member.maximum.filter(|maximum| *maximum < number) {
            self.report(
                place,
                format!("{number} is above maximum {maximum}"),
                "raise the maximum or lower the default",
            );
        }
        if let Some(minimum) = member.minimum.filter(|minimum| *minimum > number) {
            self.report(
                place,
                format!("{number} is below minimum {minimum}"),
                "lower the minimum or raise the default",
            );
        }
    }
}
