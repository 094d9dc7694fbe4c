//! Selects a part of a spec: some actions, and the structures and values that they use.

use std::collections::BTreeSet;

use teo_specs::{Member, Spec, WireType};

/// The error of selecting actions that the spec does not have.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the spec has no action {}; its actions are {}", .missing.join(", "), .known.join(", "))]
pub struct UnknownActions {
    missing: Vec<String>,
    known: Vec<String>,
}

/// Returns a spec with these actions only, and with the structures and values that they use.
pub(crate) fn select(spec: &Spec, actions: &[String]) -> Result<Spec, UnknownActions> {
    let missing: Vec<String> =
        actions.iter().filter(|name| !spec.actions.contains_key(*name)).cloned().collect();
    if !missing.is_empty() {
        return Err(UnknownActions { missing, known: spec.actions.keys().cloned().collect() });
    }
    let mut selected = spec.clone();
    selected.actions.retain(|name, _| actions.contains(name));
    let mut used = UsedItems::default();
    for action in selected.actions.values() {
        used.add_members(spec, &action.parameters);
        used.add_members(spec, &action.response);
        let filters = action.filters.iter().flat_map(|filters| &filters.names);
        used.values.extend(filters.filter_map(|filter| filter.values.clone()));
    }
    selected.structures.retain(|name, _| used.structures.contains(name));
    selected.values.retain(|name, _| used.values.contains(name));
    select_resources(&mut selected);
    unlink(&mut selected, spec);
    Ok(selected)
}

/// Removes the steps of resources that need an omitted action, and resources without a step. A
/// resource keeps its parent's identifiers when the parent is removed.
fn select_resources(selected: &mut Spec) {
    let Spec { service, actions, structures, resources, .. } = selected;
    service.not_modelled.retain(|name, _| actions.contains_key(name));
    resources.retain(|_, resource| resource.retain_steps(|name| actions.contains_key(name)));
    let names: BTreeSet<String> = resources.keys().cloned().collect();
    for resource in resources.values_mut() {
        resource.parent.take_if(|name| !names.contains(name));
        // Without it, nobody can say which members the states are in.
        if resource.structure.take_if(|name| !structures.contains_key(name)).is_some() {
            resource.states.clear();
        }
    }
    select_waiters(selected);
}

/// Removes the waiters whose items no selected action shows.
fn select_waiters(selected: &mut Spec) {
    let shown: BTreeSet<(String, String)> = selected
        .resources
        .values()
        .flat_map(|resource| resource.waiters.iter().map(move |waiter| (resource, waiter)))
        .filter(|(resource, (_, waiter))| selected.poll(resource, waiter).is_some())
        .map(|(resource, (name, _))| (resource.name.clone(), name.clone()))
        .collect();
    for (key, resource) in &mut selected.resources {
        resource.waiters.retain(|name, _| shown.contains(&(key.clone(), name.clone())));
    }
}

/// Replaces links to omitted items with plain names.
fn unlink(selected: &mut Spec, full: &Spec) {
    let actions = full.actions.keys().filter(|name| !selected.actions.contains_key(*name));
    let actions = actions.flat_map(|name| {
        ["", "Request", "Response", "Filter"].map(|suffix| format!("[`{name}{suffix}`]"))
    });
    let structures = full.structures.keys().filter(|n| !selected.structures.contains_key(*n));
    let values = full.values.keys().filter(|name| !selected.values.contains_key(*name));
    let links = actions.chain(structures.chain(values).map(|name| format!("[`{name}`]")));
    let links: Vec<String> = links.collect();
    edit_texts(selected, &mut |text| {
        if text.contains("[`") {
            for link in &links {
                *text = text.replace(link, link.trim_matches(['[', ']']));
            }
        }
    });
}

/// Calls `edit` with every text of the spec.
fn edit_texts(spec: &mut Spec, edit: &mut dyn FnMut(&mut String)) {
    fn edit_member_texts(members: &mut [Member], edit: &mut dyn FnMut(&mut String)) {
        for member in members {
            edit(&mut member.summary);
            member.docs.iter_mut().for_each(&mut *edit);
        }
    }
    for action in spec.actions.values_mut() {
        edit(&mut action.summary);
        action.docs.iter_mut().for_each(&mut *edit);
        edit_member_texts(&mut action.parameters, edit);
        edit_member_texts(&mut action.response, edit);
        let filters = action.filters.iter_mut().flat_map(|filters| &mut filters.names);
        filters.for_each(|filter| edit(&mut filter.summary));
    }
    for structure in spec.structures.values_mut() {
        edit(&mut structure.summary);
        structure.docs.iter_mut().for_each(&mut *edit);
        edit_member_texts(&mut structure.members, edit);
    }
    for values in spec.values.values_mut() {
        edit(&mut values.summary);
        values.docs.iter_mut().for_each(&mut *edit);
        values.values.iter_mut().for_each(|value| edit(&mut value.summary));
    }
    for resource in spec.resources.values_mut() {
        edit(&mut resource.summary);
        resource.docs.iter_mut().for_each(&mut *edit);
    }
}

/// The structures and values that the selected actions use.
#[derive(Default)]
struct UsedItems {
    structures: BTreeSet<String>,
    values: BTreeSet<String>,
}

impl UsedItems {
    fn add_members(&mut self, spec: &Spec, members: &[Member]) {
        for member in members {
            self.values.extend(member.values.clone());
            let Ok(wire_type) = member.wire_type.parse::<WireType>() else { continue };
            if let WireType::Structure(name) = wire_type.item()
                && self.structures.insert(name.clone())
                && let Some(structure) = spec.structures.get(name)
            {
                self.add_members(spec, &structure.members);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_selected_action_keeps_its_whole_contract() {
        let spec = Spec::embedded("teo", "2022-09-01").unwrap();
        let selected = select(&spec, &["EdgeKVList".to_owned()]).unwrap();
        assert!(selected.actions["EdgeKVList"].paging.is_some());
        assert_eq!(selected.actions["EdgeKVList"], spec.actions["EdgeKVList"]);
    }

    #[test]
    fn a_resource_keeps_the_steps_whose_actions_are_selected() {
        let spec = Spec::embedded("teo", "2022-09-01").unwrap();
        let actions = ["CreateDnsRecord", "DescribeDnsRecords", "VerifyOwnership"];
        let selected = select(&spec, &actions.map(str::to_owned)).unwrap();
        let names: Vec<_> = selected.resources.keys().collect();
        assert_eq!(names, ["DnsRecord"]);
        let record = &selected.resources["DnsRecord"];
        assert_eq!((record.create.len(), record.list.len(), record.delete.len()), (1, 1, 0));
        assert_eq!(
            (record.parent.as_deref(), record.structure.as_deref()),
            (None, Some("DnsRecord"))
        );
        assert_eq!(Vec::from_iter(selected.service.not_modelled.keys()), ["VerifyOwnership"]);
    }

    #[test]
    fn a_resource_without_its_structure_has_no_states() {
        let spec = Spec::embedded("teo", "2022-09-01").unwrap();
        let selected = select(&spec, &["DeleteL4Proxy".to_owned()]).unwrap();
        let proxy = &selected.resources["L4Proxy"];
        assert!(proxy.structure.is_none() && proxy.states.is_empty());
        assert_eq!(proxy.steps().len(), 1);
    }

    #[test]
    fn a_waiter_stays_with_the_action_that_it_polls() {
        let spec = Spec::embedded("teo", "2022-09-01").unwrap();
        let waiters = |actions: &[&str]| {
            let actions: Vec<String> = actions.iter().map(|&name| name.to_owned()).collect();
            let selected = select(&spec, &actions).unwrap();
            let resources = selected.resources.values();
            let names =
                resources.flat_map(|r| r.waiters.keys().map(|name| format!("{} {name}", r.name)));
            names.collect::<Vec<_>>()
        };
        assert_eq!(waiters(&["DescribePurgeTasks"]), ["PurgeTask succeeded"]);
        assert_eq!(waiters(&["CreatePurgeTask", "CreateL4Proxy"]), [] as [&str; 0]);
        let domains =
            ["AccelerationDomain offline", "AccelerationDomain online", "HostCertificate deployed"];
        assert_eq!(waiters(&["DescribeAccelerationDomains"]), domains);
    }

    #[test]
    fn names_of_omitted_items_have_no_link() {
        let spec = Spec::embedded("teo", "2022-09-01").unwrap();
        let selected = select(&spec, &["DescribePrefetchTasks".to_owned()]).unwrap();
        let docs = selected.values["TaskStatus"].docs.as_deref().unwrap();
        assert!(docs.contains("[`DescribePrefetchTasks`]"), "{docs}");
        assert!(docs.contains(" `DescribePurgeTasks`"), "{docs}");
    }
}
