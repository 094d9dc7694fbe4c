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
    unlink(&mut selected, spec);
    Ok(selected)
}

/// Has our words name what was left out without a link to it.
fn unlink(selected: &mut Spec, whole: &Spec) {
    let actions = whole.actions.keys().filter(|name| !selected.actions.contains_key(*name));
    let actions = actions.flat_map(|name| {
        ["", "Request", "Response", "Filter"].map(|what| format!("[`{name}{what}`]"))
    });
    let structures = whole.structures.keys().filter(|n| !selected.structures.contains_key(*n));
    let values = whole.values.keys().filter(|name| !selected.values.contains_key(*name));
    let links = actions.chain(structures.chain(values).map(|name| format!("[`{name}`]")));
    let links: Vec<String> = links.collect();
    each_text(selected, &mut |text| {
        if text.contains("[`") {
            for link in &links {
                *text = text.replace(link, link.trim_matches(['[', ']']));
            }
        }
    });
}

/// Everything that a person wrote to be read.
fn each_text(spec: &mut Spec, change: &mut dyn FnMut(&mut String)) {
    fn of_members(members: &mut [Member], change: &mut dyn FnMut(&mut String)) {
        for member in members {
            change(&mut member.summary);
            member.docs.iter_mut().for_each(&mut *change);
        }
    }
    for action in spec.actions.values_mut() {
        change(&mut action.summary);
        action.docs.iter_mut().for_each(&mut *change);
        of_members(&mut action.parameters, change);
        of_members(&mut action.response, change);
        let filters = action.filters.iter_mut().flat_map(|filters| &mut filters.names);
        filters.for_each(|filter| change(&mut filter.summary));
    }
    for structure in spec.structures.values_mut() {
        change(&mut structure.summary);
        structure.docs.iter_mut().for_each(&mut *change);
        of_members(&mut structure.members, change);
    }
    for values in spec.values.values_mut() {
        change(&mut values.summary);
        values.docs.iter_mut().for_each(&mut *change);
        values.values.iter_mut().for_each(|value| change(&mut value.summary));
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_out_is_named_without_a_link() {
        let spec = Spec::embedded("teo", "2022-09-01").unwrap();
        let selected = select(&spec, &["DescribePrefetchTasks".to_owned()]).unwrap();
        let docs = selected.values["TaskStatus"].docs.as_deref().unwrap();
        assert!(docs.contains("[`DescribePrefetchTasks`]"), "{docs}");
        assert!(docs.contains(" `DescribePurgeTasks`"), "{docs}");
    }
}
