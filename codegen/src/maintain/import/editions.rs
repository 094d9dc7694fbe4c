//! Compares what the vendor's two editions say about each member. Both editions have mistakes, and
//! a client that follows one of them alone refuses requests that the service accepts. So a person
//! settles every difference in the spec, with `not_enforced`, `editions.values` or
//! `editions.limits` at the member.
//!
//! An item that one edition lacks is not compared, and neither are the values and limits of a
//! member that has no text in one edition.

mod limits;
mod text;
mod values;

use std::fmt;

use teo_specs::{Direction, EditionDifference, Member};

use self::limits::{mentioned_numbers, stated_limits};
use self::text::plain_text;
use self::values::{is_mentioned, listed_values};
use super::metadata::{Metadata, VendorMember, VendorObject};
use super::spec_files::SpecFiles;

/// The result of comparing two editions.
#[derive(Debug, Default)]
pub(super) struct Comparison {
    /// All differences, in the order of the spec files.
    pub(super) differences: Vec<Difference>,
    /// Keys of the spec that settle a difference which does not exist.
    pub(super) unused_keys: Vec<String>,
}

/// A difference between the editions at one member.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Difference {
    /// The member, such as `structures/Good.json#/members/Colour`.
    pub(super) location: String,
    pub(super) kind: Kind,
    /// The values or limits that only the China edition has.
    pub(super) only_china: Vec<String>,
    /// The values or limits that only the international edition has.
    pub(super) only_international: Vec<String>,
    /// How the spec settles the difference; `None` if it does not.
    pub(super) settled: Option<String>,
}

/// What the editions say differently about a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Whether a request must have the member.
    Required,
    /// The known values that the text lists.
    Values,
    /// The numbers that the text states as limits.
    Limits,
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Required => "required",
            Self::Values => "values",
            Self::Limits => "limits",
        })
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { location, kind, only_china, only_international, settled } = self;
        write!(f, "{location}: {kind}")?;
        for (edition, items) in [("China", only_china), ("international", only_international)] {
            if !items.is_empty() {
                write!(f, ", only {edition}: {}", items.join(" "))?;
            }
        }
        match settled {
            Some(settled) => write!(f, "; settled: {settled}"),
            None => f.write_str("; unsettled"),
        }
    }
}

/// Compares the editions, and finds what the spec files settle.
pub(super) fn compare(china: &Metadata, international: &Metadata, files: &SpecFiles) -> Comparison {
    let mut comparison = Comparison::default();
    for (name, action) in &files.actions {
        let vendor_actions = china.actions.get(name).zip(international.actions.get(name));
        let inputs =
            vendor_actions.map(|(china, international)| (&china.input, &international.input));
        let outputs =
            vendor_actions.map(|(china, international)| (&china.output, &international.output));
        for (key, members, direction, objects) in [
            ("parameters", &action.parameters, Direction::Request, inputs),
            ("response", &action.response, Direction::Response, outputs),
        ] {
            let objects = objects.and_then(|(china_name, international_name)| {
                let china = china.objects.get(china_name);
                china.zip(international.objects.get(international_name))
            });
            let location = format!("actions/{name}.json#/{key}");
            comparison.add(&location, direction, members, objects);
        }
    }
    for (name, structure) in &files.structures {
        let objects = china.objects.get(name).zip(international.objects.get(name));
        let location = format!("structures/{name}.json#/members");
        comparison.add(&location, structure.direction, &structure.members, objects);
    }
    comparison
}

impl Comparison {
    /// Adds the differences of one list of members, and its unused keys. `objects` are the China
    /// and the international edition of the list, if both editions have it.
    fn add(
        &mut self,
        location: &str,
        direction: Direction,
        members: &[Member],
        objects: Option<(&VendorObject, &VendorObject)>,
    ) {
        let first_new = self.differences.len();
        for china in objects.into_iter().flat_map(|(china, _)| &china.members) {
            let is_same = |other: &&VendorMember| other.name == china.name;
            let international = objects.and_then(|(_, object)| object.members.iter().find(is_same));
            let Some(international) = international else { continue };
            let member = members.iter().find(|member| member.name == china.name);
            let location = format!("{location}/{}", china.name);
            let differences =
                member_differences(&location, direction, member, [china, international]);
            self.differences.extend(differences);
        }
        let new = &self.differences[first_new..];
        for member in members {
            let location = format!("{location}/{}", member.name);
            for key in member.editions.keys() {
                let kind = match key {
                    EditionDifference::Values => Kind::Values,
                    EditionDifference::Limits => Kind::Limits,
                    // A difference that this version does not look for.
                    _ => continue,
                };
                if !new.iter().any(|new| new.location == location && new.kind == kind) {
                    self.unused_keys
                        .push(format!("{location}: `editions.{kind}` settles nothing; remove it"));
                }
            }
        }
    }
}

/// Returns the differences at one member. `vendor_members` are its China and its international
/// edition.
fn member_differences(
    location: &str,
    direction: Direction,
    member: Option<&Member>,
    vendor_members: [&VendorMember; 2],
) -> Vec<Difference> {
    let [china, international] = vendor_members;
    let mut differences = Vec::new();
    let mut add = |kind, [only_china, only_international]: [Vec<String>; 2], settled| {
        if !only_china.is_empty() || !only_international.is_empty() {
            let location = location.to_owned();
            differences.push(Difference {
                location,
                kind,
                only_china,
                only_international,
                settled,
            });
        }
    };
    if direction != Direction::Response && china.required != international.required {
        let only = vendor_members.map(|vendor| {
            let required = vendor.required.then(|| Kind::Required.to_string());
            required.into_iter().collect()
        });
        add(Kind::Required, only, settled_required(member));
    }
    // The merge leaves out disabled members, which have no values and limits in the spec.
    let Some(member) = member else { return differences };
    let texts =
        vendor_members.map(|vendor| plain_text(vendor.document.as_deref().unwrap_or_default()));
    if texts.iter().any(|text| text.trim().is_empty()) {
        return differences;
    }
    let [china, international] = texts.each_ref();
    let only = [(china, international), (international, china)];
    let settled = |key| member.editions.get(&key).cloned();
    let values = only.map(|(text, other)| {
        listed_values(text).into_iter().filter(|value| !is_mentioned(value, other)).collect()
    });
    add(Kind::Values, values, settled(EditionDifference::Values));
    let is_string = member.wire_type == "string";
    let limits = only.map(|(text, other)| {
        let known = mentioned_numbers(other);
        let limits = stated_limits(text, is_string).into_iter();
        limits.filter(|limit| !known.contains(limit)).map(|limit| limit.to_string()).collect()
    });
    add(Kind::Limits, limits, settled(EditionDifference::Limits));
    differences
}

/// Returns how the spec settles that only one edition requires a member.
fn settled_required(member: Option<&Member>) -> Option<String> {
    match member {
        None => Some("disabled".to_owned()),
        Some(member) if !member.required => Some("not required in the spec".to_owned()),
        Some(member) => member.not_enforced.clone(),
    }
}
