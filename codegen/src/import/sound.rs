//! What must hold in metadata before any of it is taken over. A fault is located in the vendor's own
//! file, since that is where someone will look.

use std::collections::BTreeSet;

use teo_specs::Problem;

use super::metadata::{Metadata, VendorObject};

/// How the vendor marks an action; nothing means online.
const STATUSES: [&str; 3] = ["online", "deprecated", "offline"];

/// Everything that is wrong with the metadata in itself.
pub(super) fn faults(metadata: &Metadata) -> Vec<Problem> {
    let mut faults = Faults { metadata, found: Vec::new() };
    for (name, action) in &metadata.actions {
        let at = format!("/actions/{name}");
        faults.name(&at, name);
        if let Some(status) = &action.status
            && !STATUSES.contains(&status.as_str())
        {
            faults.report(format!("{at}/status"), format!("{status:?} is no known status"));
        }
        for (key, object) in [("input", &action.input), ("output", &action.output)] {
            match metadata.objects.get(object) {
                None => {
                    faults.report(format!("{at}/{key}"), format!("there is no object {object:?}"));
                }
                Some(object) if key == "output" && !object.has("RequestId") => {
                    faults.report(format!("{at}/{key}"), "it has no RequestId".to_owned());
                }
                Some(_) => {}
            }
        }
    }
    for (name, object) in &metadata.objects {
        faults.object(name, object);
    }
    faults.found
}

struct Faults<'a> {
    metadata: &'a Metadata,
    found: Vec<Problem>,
}

impl Faults<'_> {
    fn object(&mut self, name: &str, object: &VendorObject) {
        let at = format!("/objects/{name}");
        self.name(&at, name);
        let mut seen = BTreeSet::new();
        for (index, member) in object.members.iter().enumerate() {
            let at = format!("{at}/members/{index}");
            self.name(&format!("{at}/name"), &member.name);
            if !seen.insert(&member.name) {
                self.report(format!("{at}/name"), format!("{:?} stands here twice", member.name));
            }
            match member.wire_type() {
                None => {
                    let what = format!("type {} of {} is unknown", member.kind, member.member);
                    self.report(format!("{at}/type"), what);
                }
                Some(_) if member.names_object() => {
                    if !self.metadata.objects.contains_key(&member.member) {
                        let what = format!("there is no object {:?}", member.member);
                        self.report(format!("{at}/member"), what);
                    }
                }
                Some(_) => {}
            }
        }
    }

    fn name(&mut self, at: &str, name: &str) {
        let fits = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let begins = name.starts_with(|c: char| c.is_ascii_alphabetic());
        if !begins || !name.chars().all(fits) {
            let what = format!("{name:?} is no name of letters, digits and _");
            self.report(at.to_owned(), what);
        }
    }

    fn report(&mut self, pointer: String, what: String) {
        self.found.push(Problem {
            file: "api.json".to_owned(),
            pointer,
            what,
            cure: "correct the metadata; if the vendor means it, teach codegen's import".to_owned(),
        });
    }
}
