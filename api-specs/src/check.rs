//! What must hold within and between spec files once their form is right.
//!
//! Each file of this folder looks at one thing. They only report; nothing here changes a spec.

mod action;
mod constraints;
mod filters;
mod member;
mod service;
mod structure;
mod values;

use std::collections::HashSet;
use std::fmt;

use crate::model::Spec;
use crate::problem::{Place, Problem};
use crate::wire_type::is_name;

/// All problems of a spec. `unread` names files that exist but could not be read.
pub(crate) fn check(spec: &Spec, unread: &[String]) -> Vec<Problem> {
    let mut checker = Checker { spec, unread, problems: Vec::new() };
    checker.service();
    for (name, action) in &spec.actions {
        checker.action(name, action);
    }
    for (name, structure) in &spec.structures {
        checker.structure(name, structure);
    }
    for (name, values) in &spec.values {
        checker.values(name, values);
    }
    checker.problems
}

struct Checker<'a> {
    spec: &'a Spec,
    unread: &'a [String],
    problems: Vec<Problem>,
}

impl Checker<'_> {
    fn report(&mut self, place: &Place, what: impl Into<String>, cure: impl Into<String>) {
        self.problems.push(place.problem(what, cure));
    }

    /// The name within a file is the file's own.
    fn named_after_file(&mut self, place: &Place, file: &str, name: &str) {
        if name != file {
            self.report(
                &place.at("name"),
                format!("{name:?} is not the file's name"),
                format!("name one after the other ({file:?})"),
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

    /// Reports every item whose key stands earlier in the list.
    fn unique<K: fmt::Display>(&mut self, list: &Place, key: &str, items: impl Iterator<Item = K>) {
        let mut seen = HashSet::new();
        for (index, item) in items.enumerate() {
            let item = item.to_string();
            if seen.contains(&item) {
                self.report(
                    &list.at(index).at(key),
                    format!("{item:?} stands here twice"),
                    "remove one",
                );
            }
            seen.insert(item);
        }
    }

    fn values_exist(&mut self, place: &Place, name: &str) {
        if !self.spec.values.contains_key(name) && !self.unread.iter().any(|n| n == name) {
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
