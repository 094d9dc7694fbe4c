//! Checks of structures: their members, and the roles of members in a filter.

use super::Checker;
use crate::model::{FilterRoles, Structure};
use crate::problem::Place;

impl Checker<'_> {
    pub(super) fn check_structure(&mut self, file: &str, structure: &Structure) {
        let place = Place::for_file(&format!("structures/{file}.json"));
        self.named_after_file(&place, file, &structure.name);
        self.members(&place.at("members"), &structure.members, structure.direction);
        if let Some(roles) = &structure.filter {
            self.check_filter_roles(&place.at("filter"), structure, roles);
        }
    }

    fn check_filter_roles(&mut self, place: &Place, structure: &Structure, roles: &FilterRoles) {
        let one_or_many = ["string", "[string]"];
        let expected: [(&str, Option<&String>, &[&str]); 4] = [
            ("name", Some(&roles.name), &["string"]),
            ("values", Some(&roles.values), &one_or_many),
            ("operator", roles.operator.as_ref(), &["string"]),
            ("fuzzy", roles.fuzzy.as_ref(), &["bool"]),
        ];
        for (role, name, types) in expected {
            let Some(name) = name else { continue };
            let fits = |member: &crate::Member| {
                member.name == *name && types.contains(&&*member.wire_type)
            };
            if !structure.members.iter().any(fits) {
                self.report(
                    &place.at(role),
                    format!("there is no member {name:?} of type {}", types.join(" or ")),
                    "name a member of the structure",
                );
            }
        }
    }
}
