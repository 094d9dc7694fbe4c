//! Checks of the service, and of the error codes that the service and its actions list.

use super::Checker;
use crate::model::Error;
use crate::problem::Place;

impl Checker<'_> {
    pub(super) fn check_service(&mut self) {
        let service = &self.spec.service;
        let place = Place::for_file("service.json");
        self.not_empty(&place.at("service"), &service.service);
        self.day(&place.at("version"), &service.version);
        self.day(&place.at("spec_date"), &service.spec_date);
        for (site, host) in
            [("international", &service.hosts.international), ("china", &service.hosts.china)]
        {
            let is_allowed =
                |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || ".-".contains(c);
            if host.is_empty() || !host.chars().all(is_allowed) {
                self.report(
                    &place.at("hosts").at(site),
                    format!("{host:?} is not a host"),
                    "write the name alone, in lower case, without scheme, port or path",
                );
            }
        }
        if let Some(explorer) = &service.explorer
            && !explorer.contains("{action}")
        {
            self.report(
                &place.at("explorer"),
                "has no {action}",
                "write {action} in place of the action's name",
            );
        }
        self.check_errors(&place.at("errors"), &service.errors);
        self.check_errors(&place.at("specific_errors"), &service.specific_errors);
    }

    pub(super) fn check_errors(&mut self, place: &Place, errors: &[Error]) {
        self.unique(place, "code", errors.iter().map(|error| &error.code));
        for (index, error) in errors.iter().enumerate() {
            let place = place.at(index);
            let parts: Vec<&str> = error.code.split('.').collect();
            let is_word = |part: &&str| {
                !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
            };
            if parts.len() > 2 || !parts.iter().all(is_word) {
                self.report(
                    &place.at("code"),
                    format!("{:?} is not a code", error.code),
                    "write Class or Class.Detail",
                );
            }
        }
    }
}
