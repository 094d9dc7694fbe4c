//! Validates the whole metadata before an import. Each problem points into the vendor's file, where
//! the maintainer will look for it.

use std::collections::BTreeSet;

use teo_specs::Problem;

use super::metadata::{Metadata, VendorObject};

/// The statuses that an action may have. An action without a status is online.
const KNOWN_STATUSES: [&str; 3] = ["online", "deprecated", "offline"];

/// Returns all problems of the metadata.
pub(super) fn problems(metadata: &Metadata) -> Vec<Problem> {
    let mut validator = Validator { metadata, problems: Vec::new() };
    for (name, action) in &metadata.actions {
        let pointer = format!("/actions/{name}");
        validator.check_name(&pointer, name);
        if let Some(status) = &action.status
            && !KNOWN_STATUSES.contains(&status.as_str())
        {
            validator
                .report(format!("{pointer}/status"), format!("the status {status:?} is unknown"));
        }
        for (key, object_name) in [("input", &action.input), ("output", &action.output)] {
            let pointer = format!("{pointer}/{key}");
            match metadata.objects.get(object_name) {
                None => {
                    validator.report(pointer, format!("there is no object {object_name:?}"));
                }
                Some(object) if key == "output" && !object.has("RequestId") => {
                    let message = format!("the object {object_name:?} has no RequestId");
                    validator.report(pointer, message);
                }
                Some(_) => {}
            }
        }
    }
    for (name, object) in &metadata.objects {
        validator.check_object(name, object);
    }
    validator.problems
}

struct Validator<'a> {
    metadata: &'a Metadata,
    problems: Vec<Problem>,
}

impl Validator<'_> {
    fn check_object(&mut self, name: &str, object: &VendorObject) {
        let pointer = format!("/objects/{name}");
        self.check_name(&pointer, name);
        let mut member_names = BTreeSet::new();
        for (index, member) in object.members.iter().enumerate() {
            let pointer = format!("{pointer}/members/{index}");
            self.check_name(&format!("{pointer}/name"), &member.name);
            if !member_names.insert(&member.name) {
                let message = format!("the member {:?} is listed twice", member.name);
                self.report(format!("{pointer}/name"), message);
            }
            match member.wire_type() {
                None => {
                    let message = format!(
                        "the combination of type {:?} and member {:?} is unknown",
                        member.kind, member.member
                    );
                    self.report(format!("{pointer}/type"), message);
                }
                Some(_) if member.references_object() => {
                    if !self.metadata.objects.contains_key(&member.member) {
                        let message = format!("there is no object {:?}", member.member);
                        self.report(format!("{pointer}/member"), message);
                    }
                }
                Some(_) => {}
            }
        }
    }

    fn check_name(&mut self, pointer: &str, name: &str) {
        let is_allowed = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let starts_with_letter = name.starts_with(|c: char| c.is_ascii_alphabetic());
        if !starts_with_letter || !name.chars().all(is_allowed) {
            let message =
                format!("{name:?} is not a valid name: a letter followed by letters, digits or _");
            self.report(pointer.to_owned(), message);
        }
    }

    fn report(&mut self, pointer: String, message: String) {
        let hint = "correct the metadata; if it is intended, extend the importer in teo-codegen";
        self.problems.push(Problem::new("api.json", pointer, message, hint));
    }
}
