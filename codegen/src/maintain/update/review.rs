//! The items of an update that a person must review.

use std::collections::BTreeSet;
use std::fmt;

use teo_specs::{Member, Spec};

use super::values::listed_values;
use crate::maintain::import::{Metadata, Report};

/// The items that a person must review. Each line begins with a file, or with a location in a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Review {
    /// New actions, structures and members, which have no text yet.
    pub undescribed: Vec<String>,
    /// Values that the vendor's prose lists and the spec lacks.
    pub values: Vec<String>,
    /// Differences between the metadata and frozen types.
    pub drifted: Vec<String>,
    /// Differences between the vendor's editions that the spec does not settle, and keys of the spec
    /// that settle none.
    pub unsettled: Vec<String>,
    /// Structures and members that the metadata no longer has.
    pub gone: Vec<String>,
    /// Disabled members, which were omitted.
    pub disabled: Vec<String>,
    /// Actions that the update marks as withdrawn.
    pub withdrawn: Vec<String>,
    /// Actions that were already marked as withdrawn in the last release. [`plan`](super::plan)
    /// leaves this empty.
    pub removable: Vec<String>,
}

impl Review {
    pub(super) fn new(spec: &Spec, report: &Report, china: &Metadata) -> Self {
        let is_marked = |file: &&String| {
            let is_mark = |line: &String| line.strip_suffix(": withdrawn") == Some(file);
            report.changed.iter().any(is_mark)
        };
        Self {
            undescribed: report.added.clone(),
            values: missing_values(spec, report, china),
            drifted: report.drifted.clone(),
            unsettled: report.unsettled.clone(),
            gone: report
                .gone
                .iter()
                .filter(|file| !file.starts_with("actions/") || file.contains('#'))
                .cloned()
                .collect(),
            disabled: report.disabled.clone(),
            withdrawn: report.gone.iter().filter(is_marked).cloned().collect(),
            removable: Vec::new(),
        }
    }
}

impl fmt::Display for Review {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (title, lines) in [
            (
                "new: confirm read_only, sensitive and paging, which are guesses; document the \
                 purpose, limits, values and examples",
                &self.undescribed,
            ),
            ("values that the vendor lists and the spec lacks", &self.values),
            ("drifted, not applied: published types are frozen", &self.drifted),
            ("unsettled between the editions: settle them in the spec", &self.unsettled),
            ("missing from the metadata: remove texts and facts about these items", &self.gone),
            ("withdrawn: kept for one version, deprecated", &self.withdrawn),
            ("released as withdrawn: can be removed in a breaking version", &self.removable),
            ("disabled, omitted", &self.disabled),
        ] {
            if !lines.is_empty() {
                writeln!(f, "  {title} ({})", lines.len())?;
                lines.iter().try_for_each(|line| writeln!(f, "    {line}"))?;
            }
        }
        Ok(())
    }
}

/// Returns the listed values that the set of a member lacks, and all listed values of new members.
fn missing_values(spec: &Spec, report: &Report, china: &Metadata) -> Vec<String> {
    let added: BTreeSet<&str> = report.added.iter().map(String::as_str).collect();
    let mut lines = Vec::new();
    for (file, key, object_name, members) in member_lists(spec, china) {
        let object = china.objects.get(&object_name);
        let vendor_members = object.into_iter().flat_map(|object| &object.members);
        for vendor in vendor_members.filter(|vendor| vendor.document.is_some()) {
            let Some(member) = members.iter().find(|member| member.name == vendor.name) else {
                continue;
            };
            let location = format!("{file}#/{key}/{}", member.name);
            let values = listed_values(vendor.document.as_deref().unwrap_or_default());
            let set = member.values.as_ref().and_then(|name| spec.values.get(name));
            let known: BTreeSet<String> = set
                .into_iter()
                .flat_map(|set| set.values.iter().map(|value| value.value.to_lowercase()))
                .collect();
            let is_text = member.wire_type.trim_matches(['[', ']']) == "string";
            let is_new = added.contains(location.as_str()) || added.contains(file.as_str());
            if !is_text || (set.is_none() && !is_new) {
                continue;
            }
            let unknown: Vec<String> =
                values.into_iter().filter(|value| !known.contains(&value.to_lowercase())).collect();
            if !unknown.is_empty() {
                let set_file =
                    set.map_or("no set yet".to_owned(), |set| format!("values/{}.json", set.name));
                lines.push(format!("{location}: {} ({set_file})", unknown.join(", ")));
            }
        }
    }
    lines
}

/// Returns every list of members with its file, its key and the name of the vendor's object.
fn member_lists<'a>(
    spec: &'a Spec,
    china: &Metadata,
) -> Vec<(String, &'static str, String, &'a [Member])> {
    let mut lists = Vec::new();
    for (name, action) in &spec.actions {
        let Some(vendor) = china.actions.get(name) else { continue };
        let file = format!("actions/{name}.json");
        lists.push((file.clone(), "parameters", vendor.input.clone(), &action.parameters[..]));
        lists.push((file, "response", vendor.output.clone(), &action.response[..]));
    }
    for (name, structure) in &spec.structures {
        let file = format!("structures/{name}.json");
        lists.push((file, "members", name.clone(), &structure.members[..]));
    }
    lists
}
