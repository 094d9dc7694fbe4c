//! Checks the rules within and between the spec files, after these have been parsed.
//!
//! Each module checks one part of a spec. The checks only report problems and never change a spec.
//! `tests/rules.json` has an example of every problem.

mod action;
mod constraints;
mod filters;
mod member;
mod paging;
mod resource;
mod service;
mod structure;
mod values;

use std::collections::HashSet;
use std::fmt;

use crate::model::{Site, Spec};
use crate::problem::{Place, Problem};
use crate::wire_type::is_name;

/// Returns all problems of a spec. `unreadable` names files that exist but could not be parsed.
pub(crate) fn check(spec: &Spec, unreadable: &[String]) -> Vec<Problem> {
    let mut checker = Checker { spec, unreadable, problems: Vec::new() };
    checker.check_service();
    for (name, action) in &spec.actions {
        checker.check_action(name, action);
    }
    for (name, structure) in &spec.structures {
        checker.check_structure(name, structure);
    }
    for (name, values) in &spec.values {
        checker.values(name, values);
    }
    checker.check_resources();
    checker.problems
}

struct Checker<'a> {
    spec: &'a Spec,
    unreadable: &'a [String],
    problems: Vec<Problem>,
}

impl Checker<'_> {
    fn report(&mut self, place: &Place, message: impl Into<String>, hint: impl Into<String>) {
        self.problems.push(place.problem(message, hint));
    }

    /// Checks that the name in a file equals the name of the file and has the form of a name.
    fn named_after_file(&mut self, place: &Place, file: &str, name: &str) {
        if name != file {
            self.report(
                &place.at("name"),
                format!("{name:?} is not the file's name"),
                format!("write {file:?} or rename the file"),
            );
        } else if !is_name(name) {
            self.report(
                &place.at("name"),
                format!("{name:?} is not a name"),
                "use letters, digits and _",
            );
        }
    }

    fn not_empty(&mut self, place: &Place, text: &str) {
        if text.trim().is_empty() {
            self.report(place, "is empty", "write a line of your own");
        }
    }

    /// Reports every item whose key equals the key of an earlier item.
    fn unique<K: fmt::Display>(&mut self, list: &Place, key: &str, items: impl Iterator<Item = K>) {
        let mut seen = HashSet::new();
        for (index, item) in items.enumerate() {
            let item = item.to_string();
            let message = format!("{item:?} is listed twice");
            if !seen.insert(item) {
                self.report(&list.at(index).at(key), message, "remove one");
            }
        }
    }

    /// Checks that an action lists no site twice.
    fn unique_sites(&mut self, list: &Place, sites: &[Site]) {
        for (index, site) in sites.iter().enumerate() {
            if sites[..index].contains(site) {
                let name = match site {
                    Site::International => "international",
                    Site::China => "china",
                };
                let message = format!("\"{name}\" is listed twice");
                self.report(&list.at(index), message, "remove one");
            }
        }
    }

    fn values_exist(&mut self, place: &Place, name: &str) {
        if !self.spec.values.contains_key(name) && !self.unreadable.iter().any(|n| n == name) {
            self.report(
                place,
                format!("there are no values named {name:?}"),
                format!("add values/{name}.json or name another"),
            );
        }
    }

    fn day(&mut self, place: &Place, text: &str) {
        let shape: String =
            text.chars().map(|c| if c.is_ascii_digit() { '9' } else { c }).collect();
        if shape != "9999-99-99" {
            self.report(place, format!("{text:?} is not a day"), "write it as YYYY-MM-DD");
        }
    }
}
