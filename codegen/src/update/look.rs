//! What no program can decide about an update.

use std::collections::BTreeSet;
use std::fmt;

use teo_specs::{Member, Spec};

use super::values::listed;
use crate::import::{Metadata, Report};

/// What a person must look at, each line naming its place.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Look {
    /// New actions, structures and members, of which nobody has written anything.
    pub undescribed: Vec<String>,
    /// Values that the vendor lists and no set has.
    pub values: Vec<String>,
    /// Where the metadata has moved away from what is frozen.
    pub drifted: Vec<String>,
    /// What is gone from the metadata and has words or facts of ours.
    pub gone: Vec<String>,
    /// Members that the vendor has disabled, and that were left out.
    pub disabled: Vec<String>,
    /// Actions that were marked as withdrawn just now.
    pub withdrawn: Vec<String>,
    /// Actions that were released as withdrawn.
    pub removable: Vec<String>,
}

impl Look {
    pub(super) fn at(spec: &Spec, report: &Report, china: &Metadata) -> Self {
        let withdrawn = |file: &&String| {
            let marked = |line: &String| line.strip_suffix(": withdrawn") == Some(file);
            report.changed.iter().any(marked)
        };
        Self {
            undescribed: report.added.clone(),
            values: values(spec, report, china),
            drifted: report.drifted.clone(),
            gone: report
                .gone
                .iter()
                .filter(|file| !file.starts_with("actions/") || file.contains('#'))
                .cloned()
                .collect(),
            disabled: report.disabled.clone(),
            withdrawn: report.gone.iter().filter(withdrawn).cloned().collect(),
            removable: Vec::new(),
        }
    }
}

impl fmt::Display for Look {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (title, lines) in [
            ("new: write what it is for, its limits, values and examples", &self.undescribed),
            ("values that the vendor lists and the specs do not have", &self.values),
            ("drifted, not applied: published types are frozen", &self.drifted),
            ("gone from the metadata: what was written to it has no target any more", &self.gone),
            ("withdrawn: stays for one version, deprecated", &self.withdrawn),
            ("released as withdrawn: may be removed now, which breaks callers", &self.removable),
            ("disabled, left out", &self.disabled),
        ] {
            if !lines.is_empty() {
                writeln!(f, "  {title} ({})", lines.len())?;
                lines.iter().try_for_each(|line| writeln!(f, "    {line}"))?;
            }
        }
        Ok(())
    }
}

/// Of members with a set what it lacks, and of new members everything that is listed.
fn values(spec: &Spec, report: &Report, china: &Metadata) -> Vec<String> {
    let added: BTreeSet<&str> = report.added.iter().map(String::as_str).collect();
    let mut found = Vec::new();
    for (file, list, object, members) in lists(spec, china) {
        let at = format!("{file}#/{list}");
        let vendor = china.objects.get(&object).into_iter().flat_map(|object| &object.members);
        for vendor in vendor.filter(|vendor| vendor.document.is_some()) {
            let Some(member) = members.iter().find(|member| member.name == vendor.name) else {
                continue;
            };
            let at = format!("{at}/{}", member.name);
            let listed = listed(vendor.document.as_deref().unwrap_or_default());
            let set = member.values.as_ref().and_then(|name| spec.values.get(name));
            let known: BTreeSet<String> = set
                .into_iter()
                .flat_map(|set| set.values.iter().map(|value| value.value.to_lowercase()))
                .collect();
            let text = member.wire_type.trim_matches(['[', ']']) == "string";
            let new = added.contains(at.as_str()) || added.contains(file.as_str());
            if !text || (set.is_none() && !new) {
                continue;
            }
            let lacking: Vec<String> =
                listed.into_iter().filter(|value| !known.contains(&value.to_lowercase())).collect();
            if !lacking.is_empty() {
                let of =
                    set.map_or("no set yet".to_owned(), |set| format!("values/{}.json", set.name));
                found.push(format!("{at}: {} ({of})", lacking.join(", ")));
            }
        }
    }
    found
}

/// Every list of members with its file, its key and the vendor's object.
fn lists<'a>(
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
