//! Merges the metadata into spec files, and reports the changes.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use teo_specs::{Action, Direction, Member, Site, Structure};

use super::heuristics;
use super::metadata::{Metadata, VendorAction, VendorMember, VendorObject};
use super::report::Report;
use super::spec_files::SpecFiles;

/// A merge of validated metadata into spec files.
pub(super) struct Merge<'a> {
    china: &'a Metadata,
    international: Option<&'a Metadata>,
    files: SpecFiles,
    /// The direction of each shared structure that an action uses.
    directions: BTreeMap<&'a str, Direction>,
    report: Report,
}

impl<'a> Merge<'a> {
    pub(super) fn new(
        china: &'a Metadata,
        international: Option<&'a Metadata>,
        files: SpecFiles,
    ) -> Self {
        let directions = directions(china);
        Self { china, international, files, directions, report: Report::default() }
    }

    pub(super) fn run(&mut self) {
        for (name, vendor) in &self.china.actions {
            self.merge_action(name, vendor);
        }
        for (name, direction) in self.directions.clone() {
            self.merge_structure(name, direction);
        }
        self.withdraw_missing_actions();
        let structures = self.files.structures.keys();
        let missing = structures.filter(|name| !self.directions.contains_key(name.as_str()));
        self.report.gone.extend(missing.map(|name| format!("structures/{name}.json")));
        let editions = [Some(self.china), self.international].into_iter().flatten();
        for (package, version) in editions.filter_map(|edition| edition.package.clone()) {
            self.files.service.sources.insert(package, version);
        }
    }

    /// Marks actions that the metadata no longer has as withdrawn in this release.
    fn withdraw_missing_actions(&mut self) {
        let package = self.china.package.as_ref();
        let release = package.map_or(&self.files.service.spec_date, |(_, version)| version).clone();
        for (name, action) in &mut self.files.actions {
            if self.china.actions.contains_key(name) {
                continue;
            }
            let file = format!("actions/{name}.json");
            if action.withdrawn.is_none() {
                self.report.changed.push(format!("{file}: withdrawn"));
                action.withdrawn = Some(release.clone());
            }
            self.report.gone.push(file);
        }
    }

    /// Returns the merged spec files and the report.
    pub(super) fn finish(mut self) -> (SpecFiles, Report) {
        let actions = self.files.actions.iter().filter(|(_, action)| action.summary.is_empty());
        let actions: Vec<String> =
            actions.map(|(name, _)| format!("actions/{name}.json")).collect();
        let structures = self.files.structures.iter().filter(|(_, s)| s.summary.is_empty());
        let structures = structures.map(|(name, _)| format!("structures/{name}.json"));
        self.report.undocumented = actions.into_iter().chain(structures).collect();
        (self.files, self.report)
    }

    fn merge_action(&mut self, name: &'a str, vendor: &'a VendorAction) {
        let file = format!("actions/{name}.json");
        let existing = self.files.actions.remove(name);
        let is_new = existing.is_none();
        if is_new {
            self.report.added.push(file.clone());
        }
        let mut action = existing.unwrap_or_else(|| {
            let mut action = Action::new(name);
            action.read_only = heuristics::is_read_only(name);
            action
        });
        if let Some(international) = self.international {
            let is_international = international.actions.contains_key(name);
            action.sites = if is_international {
                vec![Site::International, Site::China]
            } else {
                vec![Site::China]
            };
        } else if action.sites.is_empty() {
            action.sites = vec![Site::International, Site::China];
        }
        // A person marks actions that only the vendor's prose calls deprecated, so a mark stays.
        let deprecated = matches!(vendor.status.as_deref(), Some("deprecated" | "offline"));
        if deprecated && !action.deprecated {
            self.report.changed.push(format!("{file}: deprecated"));
            action.deprecated = true;
        }
        if action.withdrawn.take().is_some() {
            self.report.changed.push(format!("{file}: no longer withdrawn"));
        }
        let sides = [
            (&vendor.input, "parameters", &mut action.parameters, Direction::Request),
            (&vendor.output, "response", &mut action.response, Direction::Response),
        ];
        for (object_name, key, members, direction) in sides {
            let object = self.china.objects.get(object_name);
            let vendor_members = object.map_or(&[][..], |object| &object.members);
            let elsewhere = self.international_object(object_name);
            let location = format!("{file}#/{key}");
            let disabled =
                self.merge_members(&location, members, vendor_members, elsewhere, direction);
            if direction == Direction::Request {
                action.disabled = disabled;
            }
        }
        if is_new {
            let members = self.china.objects.get(&vendor.input).map(|object| &object.members);
            action.paging = heuristics::paging(&action, |name| {
                let member = members.into_iter().flatten().find(|member| member.name == name);
                member.and_then(|member| member.document.as_deref()).unwrap_or_default()
            });
        }
        self.files.actions.insert(name.to_owned(), action);
    }

    fn merge_structure(&mut self, name: &'a str, direction: Direction) {
        let file = format!("structures/{name}.json");
        let Some(vendor) = self.china.objects.get(name) else { return };
        let existing = self.files.structures.remove(name);
        let is_new = existing.is_none();
        if is_new {
            self.report.added.push(file.clone());
        }
        let mut structure = existing.unwrap_or_else(|| Structure::new(name, direction));
        // The direction decides the types of fields, which are frozen.
        let is_blank = structure.members.iter().all(|member| member.wire_type.is_empty());
        if is_blank && !is_new {
            structure.direction = direction;
        } else if structure.direction != direction {
            let frozen = structure.direction;
            self.report.drifted.push(format!("{file}: direction {frozen:?}, now {direction:?}"));
        }
        let direction = structure.direction;
        structure.disabled = self.merge_members(
            &format!("{file}#/members"),
            &mut structure.members,
            &vendor.members,
            self.international_object(name),
            direction,
        );
        self.files.structures.insert(name.to_owned(), structure);
    }

    /// Returns the object of the international edition.
    fn international_object(&self, name: &str) -> Option<&'a VendorObject> {
        self.international.and_then(|international| international.objects.get(name))
    }

    /// Puts the members into the vendor's order and keeps their hand-written text. Members that the
    /// vendor no longer has stay at the end. Returns the names of disabled members.
    fn merge_members(
        &mut self,
        location: &str,
        members: &mut Vec<Member>,
        vendor_members: &[VendorMember],
        elsewhere: Option<&VendorObject>,
        direction: Direction,
    ) -> Vec<String> {
        let mut old_members = std::mem::take(members);
        let mut disabled = Vec::new();
        let has_members = !old_members.is_empty();
        for vendor in vendor_members {
            let location = format!("{location}/{}", vendor.name);
            // A member that only one site has disabled still works on the other one.
            if vendor.disabled && elsewhere.is_none_or(|object| !object.has(&vendor.name)) {
                self.report.disabled.push(location);
                disabled.push(vendor.name.clone());
                continue;
            }
            let Some(wire_type) = vendor.wire_type() else { continue };
            if wire_type == "binary" {
                self.report.binary.push(location.clone());
            }
            let index = old_members.iter().position(|member| member.name == vendor.name);
            let mut member = match index {
                Some(index) => old_members.remove(index),
                None => {
                    if has_members {
                        self.report.added.push(location.clone());
                    }
                    let is_text = wire_type == "string" || wire_type == "[string]";
                    let mut member = Member::new(&vendor.name);
                    member.sensitive = is_text && heuristics::is_secret(&vendor.name);
                    member
                }
            };
            self.merge_member(&location, &mut member, vendor, wire_type, direction);
            members.push(member);
        }
        let missing = old_members.iter().map(|member| format!("{location}/{}", member.name));
        self.report.gone.extend(missing);
        members.extend(old_members);
        disabled
    }

    /// Updates one member, and reports changes of an existing one.
    fn merge_member(
        &mut self,
        location: &str,
        member: &mut Member,
        vendor: &VendorMember,
        wire_type: String,
        direction: Direction,
    ) {
        let always_returned = direction == Direction::Response
            && !vendor.disabled
            && (vendor.output_required && !vendor.value_allowed_null || vendor.name == "RequestId");
        if member.wire_type.is_empty() {
            member.wire_type = wire_type;
            member.always_returned = always_returned;
            member.required = vendor.required && direction != Direction::Response;
        } else {
            if member.wire_type != wire_type {
                let frozen = &member.wire_type;
                self.report.drifted.push(format!("{location}: type {frozen}, now {wire_type}"));
            }
            if member.always_returned != always_returned {
                let change = if always_returned {
                    "now always returned"
                } else {
                    "no longer always returned"
                };
                self.report.drifted.push(format!("{location}: {change}"));
            }
            let required = vendor.required && direction != Direction::Response;
            if member.required != required {
                let change = if required { "required" } else { "optional" };
                self.report.changed.push(format!("{location}: {change}"));
                member.required = required;
            }
        }
        if member.example.is_none() {
            member.example =
                vendor.example.as_deref().and_then(|text| example(&member.wire_type, text));
        }
    }
}

/// Parses the vendor's example, if it is a plain value of the type. Many examples are sentences, or
/// lists as text.
fn example(wire_type: &str, text: &str) -> Option<Value> {
    let text = text.trim();
    let is_plain =
        !text.is_empty() && text.len() <= 100 && text.chars().all(|c| c.is_ascii_graphic());
    match wire_type {
        "string" | "timestamp" if is_plain && !text.starts_with(['"', '[', '{']) => {
            Some(text.into())
        }
        "int64" => text.parse::<i64>().ok().map(Value::from),
        "uint64" => text.parse::<u64>().ok().map(Value::from),
        "bool" => text.parse::<bool>().ok().map(Value::from),
        "[string]" => {
            let items: Vec<String> = serde_json::from_str(text).ok()?;
            let is_plain = |item: &String| item.chars().all(|c| c.is_ascii_graphic());
            (!items.is_empty() && items.iter().all(is_plain)).then(|| items.into())
        }
        _ => None,
    }
}

/// Returns the direction of each shared structure that an action uses: sent, returned, or both.
fn directions(metadata: &Metadata) -> BTreeMap<&str, Direction> {
    let structures_below = |objects: &mut dyn Iterator<Item = &'_ String>| {
        let mut structures = BTreeSet::new();
        let mut pending: Vec<String> = objects.cloned().collect();
        while let Some(name) = pending.pop() {
            for member in metadata.objects.get(&name).into_iter().flat_map(|object| &object.members)
            {
                let structure = metadata.objects.get_key_value(&member.member);
                let shared =
                    structure.filter(|(_, object)| object.kind.as_deref() != Some("object"));
                if let Some((name, _)) = shared.filter(|_| !member.disabled)
                    && structures.insert(name.as_str())
                {
                    pending.push(name.clone());
                }
            }
        }
        structures
    };
    let sent = structures_below(&mut metadata.actions.values().map(|action| &action.input));
    let returned = structures_below(&mut metadata.actions.values().map(|action| &action.output));
    let direction = |name: &&str| match (sent.contains(name), returned.contains(name)) {
        (true, true) => Direction::Both,
        (true, false) => Direction::Request,
        _ => Direction::Response,
    };
    sent.union(&returned).map(|name| (*name, direction(name))).collect()
}
