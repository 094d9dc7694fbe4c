//! Shared structures: their members, and the roles of those that are filters.

use super::Checker;
use crate::model::{FilterRoles, Structure};
use crate::problem::Place;

impl Checker<'_> {
    pub(super) fn structure(&mut self, file: &str, structure: &Structure) {
        let place = Place::file(&format!("structures/{file}.json"));
        self.named_after_file(&place, file, &structure.name);
        self.members(&place.at("members"), &structure.members, structure.direction);
        if let Some(roles) = &structure.filter {
            self.filter_roles(&place.at("filter"), structure, roles);
        }
    }

    fn filter_roles(&mut self, place: &Place, structure: &Structure, roles: &FilterRoles) {
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
                    "name one of the structure's",
                );
            }
        }
    }
}
