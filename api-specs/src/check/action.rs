//! Checks of one action: its members, constraints, filters, paging, errors and examples.

use super::Checker;
use crate::conform::conform;
use crate::model::{Action, Direction};
use crate::problem::Place;

impl Checker<'_> {
    pub(super) fn check_action(&mut self, file: &str, action: &Action) {
        let place = Place::for_file(&format!("actions/{file}.json"));
        self.named_after_file(&place, file, &action.name);
        if let Some(release) = &action.withdrawn {
            self.check_release(&place.at("withdrawn"), release);
        }
        if action.requests_per_second == Some(0) {
            self.report(
                &place.at("requests_per_second"),
                "is 0",
                "remove it if no rate is documented",
            );
        }
        if action.sites.is_empty() {
            self.report(&place.at("sites"), "is empty", "name the sites that have the action");
        }
        self.unique_sites(&place.at("sites"), &action.sites);
        self.members(&place.at("parameters"), &action.parameters, Direction::Request);
        self.members(&place.at("response"), &action.response, Direction::Response);
        if !action.response.iter().any(|member| member.name == "RequestId") {
            self.report(
                &place.at("response"),
                "has no RequestId",
                "add it: every response has one",
            );
        }
        self.check_constraints(&place.at("constraints"), action);
        if let Some(filters) = &action.filters {
            self.filters(&place.at("filters"), action, filters);
        }
        if let Some(paging) = &action.paging {
            self.check_paging(&place.at("paging"), action, paging);
        }
        self.check_errors(&place.at("errors"), &action.errors);
        self.check_examples(&place.at("examples"), action);
    }

    fn check_release(&mut self, place: &Place, release: &str) {
        if release.trim().is_empty() {
            self.report(
                place,
                "is empty",
                "name the first release without the action, or remove the key if the action exists",
            );
        }
    }

    fn check_examples(&mut self, place: &Place, action: &Action) {
        for (index, example) in action.examples.iter().enumerate() {
            let place = place.at(index);
            self.not_empty(&place.at("title"), &example.title);
            let response =
                example.response.as_ref().map(|object| ("response", &action.response, object));
            let sides =
                [("request", &action.parameters, &example.request)].into_iter().chain(response);
            for (side, members, object) in sides {
                for misfit in conform(self.spec, members, object) {
                    let at = misfit.path.iter().fold(place.at(side), |place, step| place.at(step));
                    self.report(&at, misfit.to_string(), "correct the example or the member");
                }
            }
        }
    }
}
