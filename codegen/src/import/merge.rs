//! Taking the metadata's facts over into specs, each where it belongs, and telling what moved.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use teo_specs::{Action, Direction, Member, Site, Structure};

use super::belief;
use super::metadata::{Metadata, VendorAction, VendorMember};
use super::report::Report;
use super::specs::Specs;

/// Of metadata in which nothing is at fault.
pub(super) struct Merge<'a> {
    china: &'a Metadata,
    international: Option<&'a Metadata>,
    specs: Specs,
    directions: BTreeMap<&'a str, Direction>,
    report: Report,
}

impl<'a> Merge<'a> {
    pub(super) fn new(
        china: &'a Metadata,
        international: Option<&'a Metadata>,
        specs: Specs,
    ) -> Self {
        let directions = directions(china);
        Self { china, international, specs, directions, report: Report::default() }
    }

    pub(super) fn run(&mut self) {
        for (name, vendor) in &self.china.actions {
            self.action(name, vendor);
        }
        for (name, direction) in self.directions.clone() {
            self.structure(name, direction);
        }
        self.withdraw();
        let structures = self.specs.structures.keys();
        let gone = structures.filter(|name| !self.directions.contains_key(name.as_str()));
        self.report.gone.extend(gone.map(|name| format!("structures/{name}.json")));
        let editions = [Some(self.china), self.international].into_iter().flatten();
        for (package, version) in editions.filter_map(|edition| edition.package.clone()) {
            self.specs.service.sources.insert(package, version);
        }
    }

    /// An action that the metadata no longer has stays, and says since which release.
    fn withdraw(&mut self) {
        let package = self.china.package.as_ref();
        let release = package.map_or(&self.specs.service.spec_date, |(_, version)| version).clone();
        for (name, action) in &mut self.specs.actions {
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

    pub(super) fn finish(mut self) -> (Specs, Report) {
        let actions = self.specs.actions.iter().filter(|(_, action)| action.summary.is_empty());
        let actions: Vec<String> =
            actions.map(|(name, _)| format!("actions/{name}.json")).collect();
        let structures = self.specs.structures.iter().filter(|(_, s)| s.summary.is_empty());
        let structures = structures.map(|(name, _)| format!("structures/{name}.json"));
        self.report.undocumented = actions.into_iter().chain(structures).collect();
        (self.specs, self.report)
    }

    fn action(&mut self, name: &'a str, vendor: &'a VendorAction) {
        let file = format!("actions/{name}.json");
        let held = self.specs.actions.remove(name);
        if held.is_none() {
            self.report.added.push(file.clone());
        }
        let mut action = held.unwrap_or_else(|| {
            let reads_only = belief::only_reads(name);
            Action { reads_only, ..Action::new(name) }
        });
        if let Some(international) = self.international {
            let both = international.actions.contains_key(name);
            action.sites =
                if both { vec![Site::International, Site::China] } else { vec![Site::China] };
        } else if action.sites.is_empty() {
            action.sites = vec![Site::International, Site::China];
        }
        let deprecated = matches!(vendor.status.as_deref(), Some("deprecated" | "offline"));
        if action.deprecated != deprecated {
            self.report.changed.push(format!("{file}: deprecated is {deprecated}"));
            action.deprecated = deprecated;
        }
        if action.withdrawn.take().is_some() {
            self.report.changed.push(format!("{file}: withdrawn no more"));
        }
        let sides = [
            (&vendor.input, "parameters", &mut action.parameters, Direction::Request),
            (&vendor.output, "response", &mut action.response, Direction::Response),
        ];
        for (object, key, members, direction) in sides {
            let object = self.china.objects.get(object).map_or(&[][..], |object| &object.members);
            self.members(&format!("{file}#/{key}"), members, object, direction);
        }
        self.specs.actions.insert(name.to_owned(), action);
    }

    fn structure(&mut self, name: &'a str, direction: Direction) {
        let file = format!("structures/{name}.json");
        let Some(vendor) = self.china.objects.get(name) else { return };
        let held = self.specs.structures.remove(name);
        if held.is_none() {
            self.report.added.push(file.clone());
        }
        let fresh = held.is_none();
        let mut structure = held.unwrap_or_else(|| Structure::new(name, direction));
        // Which way it travels decides the shape of its type, and that is frozen.
        let blank = structure.members.iter().all(|member| member.wire_type.is_empty());
        if blank && !fresh {
            structure.direction = direction;
        } else if structure.direction != direction {
            let (held, now) = (structure.direction, direction);
            self.report.drifted.push(format!("{file}: direction {held:?}, now {now:?}"));
        }
        let direction = structure.direction;
        self.members(
            &format!("{file}#/members"),
            &mut structure.members,
            &vendor.members,
            direction,
        );
        self.specs.structures.insert(name.to_owned(), structure);
    }

    /// The vendor's members in the vendor's order, with all that was written to each; those that it
    /// no longer has stay at the end.
    fn members(
        &mut self,
        at: &str,
        held: &mut Vec<Member>,
        vendor: &[VendorMember],
        direction: Direction,
    ) {
        let mut before = std::mem::take(held);
        let new = before.is_empty();
        for member in vendor {
            let at = format!("{at}/{}", member.name);
            if member.disabled {
                self.report.disabled.push(at);
                continue;
            }
            let Some(wire_type) = member.wire_type() else { continue };
            if wire_type == "binary" {
                self.report.binary.push(at.clone());
            }
            let found = before.iter().position(|held| held.name == member.name);
            let mut merged = match found {
                Some(index) => before.remove(index),
                None => {
                    if !new {
                        self.report.added.push(at.clone());
                    }
                    let text = wire_type == "string" || wire_type == "[string]";
                    let sensitive = text && belief::is_secret(&member.name);
                    Member { sensitive, ..Member::new(&member.name) }
                }
            };
            self.member(&at, &mut merged, member, wire_type, direction);
            held.push(merged);
        }
        self.report.gone.extend(before.iter().map(|member| format!("{at}/{}", member.name)));
        held.extend(before);
    }

    fn member(
        &mut self,
        at: &str,
        held: &mut Member,
        vendor: &VendorMember,
        wire_type: String,
        direction: Direction,
    ) {
        let promised = direction == Direction::Response
            && (vendor.output_required && !vendor.value_allowed_null || vendor.name == "RequestId");
        if held.wire_type.is_empty() {
            held.wire_type = wire_type;
            held.promised = promised;
            held.required = vendor.required && direction != Direction::Response;
        } else {
            if held.wire_type != wire_type {
                let frozen = &held.wire_type;
                self.report.drifted.push(format!("{at}: type {frozen}, now {wire_type}"));
            }
            if held.promised != promised {
                let now = if promised { "promised now" } else { "promised no more" };
                self.report.drifted.push(format!("{at}: {now}"));
            }
            let required = vendor.required && direction != Direction::Response;
            if held.required != required {
                let now = if required { "required" } else { "optional" };
                self.report.changed.push(format!("{at}: {now}"));
                held.required = required;
            }
        }
        if held.example.is_none() {
            held.example =
                vendor.example.as_deref().and_then(|text| example(&held.wire_type, text));
        }
    }
}

/// The vendor's example, if it is a plain value of the type: often it is a sentence, or a list
/// written out.
fn example(wire_type: &str, text: &str) -> Option<Value> {
    let text = text.trim();
    let plain = !text.is_empty() && text.len() <= 100 && text.chars().all(|c| c.is_ascii_graphic());
    match wire_type {
        "string" | "timestamp" if plain && !text.starts_with(['"', '[', '{']) => Some(text.into()),
        "int64" => text.parse::<i64>().ok().map(Value::from),
        "uint64" => text.parse::<u64>().ok().map(Value::from),
        "bool" => text.parse::<bool>().ok().map(Value::from),
        "[string]" => {
            let items: Vec<String> = serde_json::from_str(text).ok()?;
            let plain = |item: &String| item.chars().all(|c| c.is_ascii_graphic());
            (!items.is_empty() && items.iter().all(plain)).then(|| items.into())
        }
        _ => None,
    }
}

/// Which way each shared structure travels, by what reaches it.
fn directions(metadata: &Metadata) -> BTreeMap<&str, Direction> {
    let reach = |objects: &mut dyn Iterator<Item = &'_ String>| {
        let mut reached = BTreeSet::new();
        let mut open: Vec<String> = objects.cloned().collect();
        while let Some(name) = open.pop() {
            for member in metadata.objects.get(&name).into_iter().flat_map(|object| &object.members)
            {
                let structure = metadata.objects.get_key_value(&member.member);
                let shared =
                    structure.filter(|(_, object)| object.kind.as_deref() != Some("object"));
                if let Some((name, _)) = shared.filter(|_| !member.disabled)
                    && reached.insert(name.as_str())
                {
                    open.push(name.clone());
                }
            }
        }
        reached
    };
    let sent = reach(&mut metadata.actions.values().map(|action| &action.input));
    let received = reach(&mut metadata.actions.values().map(|action| &action.output));
    let direction = |name: &&str| match (sent.contains(name), received.contains(name)) {
        (true, true) => Direction::Both,
        (true, false) => Direction::Request,
        _ => Direction::Response,
    };
    sent.union(&received).map(|name| (*name, direction(name))).collect()
}
