//! A part of a spec: some actions, and of structures and values what they reach.

use std::collections::BTreeSet;

use teo_specs::{Member, Spec, WireType};

/// Actions that were asked for and are not in the spec.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the specs have no action {}; they have {}", .missing.join(", "), .known.join(", "))]
pub struct UnknownActions {
    missing: Vec<String>,
    known: Vec<String>,
}

/// The spec with these actions alone.
pub(crate) fn select(spec: &Spec, actions: &[String]) -> Result<Spec, UnknownActions> {
    let missing: Vec<String> =
        actions.iter().filter(|name| !spec.actions.contains_key(*name)).cloned().collect();
    if !missing.is_empty() {
        return Err(UnknownActions { missing, known: spec.actions.keys().cloned().collect() });
    }
    let mut selected = spec.clone();
    selected.actions.retain(|name, _| actions.contains(name));
    let mut reached = Reached::default();
    for action in selected.actions.values() {
        reached.members(spec, &action.parameters);
        reached.members(spec, &action.response);
        let filters = action.filters.iter().flat_map(|filters| &filters.names);
        reached.values.extend(filters.filter_map(|filter| filter.values.clone()));
    }
    selected.structures.retain(|name, _| reached.structures.contains(name));
    selected.values.retain(|name, _| reached.values.contains(name));
    Ok(selected)
}

#[derive(Default)]
struct Reached {
    structures: BTreeSet<String>,
    values: BTreeSet<String>,
}

impl Reached {
    fn members(&mut self, spec: &Spec, members: &[Member]) {
        for member in members {
            self.values.extend(member.values.clone());
            let Ok(wire_type) = member.wire_type.parse::<WireType>() else { continue };
            if let WireType::Structure(name) = wire_type.item()
                && self.structures.insert(name.clone())
                && let Some(structure) = spec.structures.get(name)
            {
                self.members(spec, &structure.members);
            }
        }
    }
}
